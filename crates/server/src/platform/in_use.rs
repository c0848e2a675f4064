//! What destinations lean on does not go.

use octant_model::TenantId;

use crate::error::{Code, Failure};
use crate::state::AppState;

/// Refuses what would take away the cards that a destination shows.
pub(crate) fn check_card(state: &AppState, tenant: &TenantId, id: &str) -> Result<(), Failure> {
    let users = state.destinations.users_of(tenant, Some(id), None)?;
    refuse(&users, &format!("show the cards of {id}"))
}

/// Refuses what would take away a segment that narrows an endpoint, which would be empty then.
pub(crate) fn check_segment(state: &AppState, tenant: &TenantId, id: &str) -> Result<(), Failure> {
    let users = state.destinations.users_of(tenant, None, Some(id))?;
    refuse(&users, &format!("are narrowed by {id}"))
}

fn refuse(users: &[String], how: &str) -> Result<(), Failure> {
    if users.is_empty() {
        return Ok(());
    }
    let detail = format!("The destinations {} {how}; stop these versions first", users.join(", "));
    Err(Failure::conflict(Code::InUse, detail))
}
