//! `/studio/destinations`: the list of destinations.

use axum::extract::State;
use octant_destination::Destination;
use octant_studio::Section;
use octant_studio::page::destinations::list::{self, DestinationRow, Destinations};

use super::head::status;
use crate::blocking;
use crate::error::Failure;
use crate::query::Query;
use crate::state::AppState;
use crate::studio::link::{page, paging};
use crate::studio::{Html, SignedIn, role};

/// The list.
pub(crate) async fn show(
    signed: SignedIn<role::Viewer>,
    query: Query,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    let (asked, tenant) = (page(&query)?, signed.user.tenant());
    let request = asked.clone();
    let found = blocking::run(move || state.destinations.list(&tenant, &request)).await?;
    let view = Destinations {
        paging: paging("/studio/destinations", &[], &asked, found.after.as_deref()),
        rows: found.items.into_iter().map(row).collect(),
    };
    Ok(Html::page(list::render(&signed.user.shell(Section::Destinations), &view)))
}

fn row(destination: Destination) -> DestinationRow {
    let versions = destination.versions.iter().rev();
    DestinationRow {
        versions: versions.map(|version| (version.name.clone(), status(version))).collect(),
        languages: destination.languages.iter().map(ToString::to_string).collect(),
        protected: destination.protected,
        identifier: destination.identifier,
        name: destination.name,
    }
}
