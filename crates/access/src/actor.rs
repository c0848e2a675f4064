//! Who an actor is, for people.

use octant_model::TenantId;
use octant_store::Actor;

use crate::{Access, AccessError, key};

impl Access {
    /// The name of who did something: a user's email, a provider's or a key's name. `None` where there is no such one
    /// any more, or where Octant itself did it.
    ///
    /// # Errors
    /// Those of the store.
    pub fn actor_name(&self, tenant: &TenantId, actor: &Actor) -> Result<Option<String>, AccessError> {
        let Some((kind, id)) = actor.0.split_once(':') else { return Ok(None) };
        let name = match kind {
            "user" => self.user(tenant, id).map(|user| user.email),
            "provider" => match id.parse() {
                Ok(id) => self.provider(tenant, id).map(|provider| provider.name),
                Err(_) => return Ok(None),
            },
            "key" => key::name(&*self.store, tenant, id),
            _ => return Ok(None),
        };
        match name {
            Ok(name) => Ok(Some(name)),
            Err(
                AccessError::UnknownUser(_) | AccessError::UnknownProvider(_) | AccessError::UnknownKey(_),
            ) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
