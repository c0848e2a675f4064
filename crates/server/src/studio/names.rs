//! Names of who did something.

use std::collections::HashMap;

use octant_access::Access;
use octant_model::TenantId;
use octant_store::Actor;

use crate::error::Failure;

/// Looks each name up once a page.
pub(super) struct Names<'a> {
    access: &'a Access,
    tenant: &'a TenantId,
    known: HashMap<Actor, String>,
}

impl<'a> Names<'a> {
    pub(super) fn new(access: &'a Access, tenant: &'a TenantId) -> Self {
        Self { access, tenant, known: HashMap::new() }
    }

    /// A user's email, a provider's or a key's name; the id of one that is gone.
    pub(super) fn of(&mut self, actor: &Actor) -> Result<String, Failure> {
        if let Some(name) = self.known.get(actor) {
            return Ok(name.clone());
        }
        let found = self.access.actor_name(self.tenant, actor)?;
        let name =
            found.unwrap_or_else(|| if actor.0 == "system" { "Octant".to_owned() } else { actor.0.clone() });
        self.known.insert(actor.clone(), name.clone());
        Ok(name)
    }
}
