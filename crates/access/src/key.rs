//! Organization API keys, found by a hash of the key itself.

use octant_model::{PageRequest, TenantId};
use octant_store::{Actor, DefinitionChange, Kind, Store};
use serde::{Deserialize, Serialize};

use crate::secret::{self, Secret};
use crate::{AccessError, KeyIdentity, Scope};

const KIND: Kind = Kind("api-key");

#[derive(Serialize, Deserialize)]
struct Body {
    name: String,
    hash: String,
    scopes: Vec<Scope>,
}

/// The id under which a key is found. It is made for another purpose than the stored hash.
fn id_of(key: &str) -> String {
    secret::hash("api-key-id", key).chars().take(24).collect()
}

/// Whether the tenant has any key.
pub(crate) fn exists(store: &dyn Store, tenant: &TenantId) -> Result<bool, AccessError> {
    Ok(!store.definitions(tenant, KIND, &PageRequest::first(1))?.items.is_empty())
}

/// Keeps a key.
pub(crate) fn create(
    store: &dyn Store,
    tenant: &TenantId,
    key: &Secret,
    name: &str,
    scopes: Vec<Scope>,
) -> Result<(), AccessError> {
    let body = Body { name: name.to_owned(), hash: secret::hash("api-key", key.reveal()), scopes };
    let change = DefinitionChange::Create {
        kind: KIND,
        id: id_of(key.reveal()),
        body: serde_json::to_string(&body).expect("texts and names are always JSON"),
    };
    store.change_definitions(tenant, vec![change], &Actor::system())?;
    Ok(())
}

/// Who holds the key.
pub(crate) fn identify(store: &dyn Store, key: &str) -> Result<KeyIdentity, AccessError> {
    let id = id_of(key);
    let (tenant, found) = store.find_definition(KIND, &id)?.ok_or(AccessError::Refused)?;
    let body: Body = serde_json::from_str(&found.body).map_err(|_| AccessError::Refused)?;
    secret::check(&body.hash, &secret::hash("api-key", key))?;
    Ok(KeyIdentity { tenant, id, scopes: body.scopes })
}
