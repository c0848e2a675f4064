//! Organization API keys, found by a hash of the key itself.

use octant_model::{Page, PageRequest, TenantId, Timestamp};
use octant_store::{Actor, Definition, DefinitionChange, Kind, Store, StoreError, until_fresh};
use serde::{Deserialize, Serialize};

use crate::secret::{self, Secret};
use crate::{Access, AccessError, KeyIdentity, Scope};

pub(crate) const KIND: Kind = Kind("api-key");

#[derive(Serialize, Deserialize)]
struct Body {
    name: String,
    hash: String,
    scopes: Vec<Scope>,
    /// When it ends; keys of before there were ends have none.
    #[serde(default)]
    expires_at: Option<Timestamp>,
}

/// An organization key, without the key itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// Its public id.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was used last, to the minute; `None` where it never was.
    pub last_used_at: Option<Timestamp>,
}

/// An organization key to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewApiKey {
    /// Its name for people.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// When it ends; `None` for never.
    pub expires_at: Option<Timestamp>,
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
    access: &Access,
    tenant: &TenantId,
    key: &Secret,
    new: NewApiKey,
    actor: &Actor,
) -> Result<String, AccessError> {
    let NewApiKey { name, scopes, expires_at } = new;
    let body = Body { name, hash: secret::hash("api-key", key.reveal()), scopes, expires_at };
    let id = id_of(key.reveal());
    let change = DefinitionChange::Create {
        kind: KIND,
        id: id.clone(),
        body: serde_json::to_string(&body).expect("texts and names are always JSON"),
    };
    access.change_access(tenant, vec![change], actor)?;
    Ok(id)
}

/// Who holds the key.
pub(crate) fn identify(store: &dyn Store, key: &str) -> Result<KeyIdentity, AccessError> {
    let id = id_of(key);
    let (tenant, found) = store.find_definition(KIND, &id)?.ok_or(AccessError::Refused)?;
    let body = read(&found)?;
    secret::check(&body.hash, &secret::hash("api-key", key))?;
    if body.expires_at.is_some_and(|end| end <= Timestamp::now()) {
        return Err(AccessError::Refused);
    }
    Ok(KeyIdentity { tenant, id, scopes: body.scopes })
}

/// A key's name for people.
pub(crate) fn name(store: &dyn Store, tenant: &TenantId, id: &str) -> Result<String, AccessError> {
    let found = store.definition(tenant, KIND, id)?.ok_or_else(|| AccessError::UnknownKey(id.to_owned()))?;
    Ok(read(&found)?.name)
}

fn read(definition: &Definition) -> Result<Body, AccessError> {
    let damaged = |error| StoreError::Damaged(format!("API key {}: {error}", definition.id));
    Ok(serde_json::from_str(&definition.body).map_err(damaged)?)
}

fn shown(definition: &Definition) -> Result<ApiKey, AccessError> {
    let Body { name, scopes, expires_at, .. } = read(definition)?;
    let created_at = definition.created_at;
    Ok(ApiKey { id: definition.id.clone(), name, scopes, expires_at, created_at, last_used_at: None })
}

impl Access {
    /// Makes a further organization key. Nobody can look the key up again.
    ///
    /// # Errors
    /// Those of the store.
    pub fn create_api_key(
        &self,
        tenant: &TenantId,
        new: NewApiKey,
        actor: &Actor,
    ) -> Result<(ApiKey, Secret), AccessError> {
        let key = Secret::generate("octk_");
        let id = create(self, tenant, &key, new, actor)?;
        let made = self.store.definition(tenant, KIND, &id)?.ok_or(AccessError::UnknownKey(id))?;
        Ok((shown(&made)?, key))
    }

    /// The organization keys, by id.
    ///
    /// # Errors
    /// Those of the store.
    pub fn api_keys(&self, tenant: &TenantId, page: &PageRequest) -> Result<Page<ApiKey>, AccessError> {
        let found = self.store.definitions(tenant, KIND, page)?;
        let uses = self.store.last_uses(tenant, KIND)?;
        let with_use = |definition: &Definition| {
            let last_used_at = uses.get(&definition.id).copied();
            shown(definition).map(|key| ApiKey { last_used_at, ..key })
        };
        let items = found.items.iter().map(with_use).collect::<Result<_, _>>()?;
        Ok(Page { items, after: found.after, total: found.total })
    }

    /// Deletes an organization key; it is worth nothing from now on. The last key that may do everything about access
    /// stays, so that nobody locks themselves out.
    ///
    /// # Errors
    /// [`AccessError::UnknownKey`], [`AccessError::LastKey`].
    pub fn delete_api_key(&self, tenant: &TenantId, id: &str, actor: &Actor) -> Result<(), AccessError> {
        until_fresh(AccessError::is_stale, || self.try_to_delete_api_key(tenant, id, actor))?;
        self.used.forget(id);
        Ok(())
    }

    fn try_to_delete_api_key(&self, tenant: &TenantId, id: &str, actor: &Actor) -> Result<(), AccessError> {
        let unknown = || AccessError::UnknownKey(id.to_owned());
        let key = read(&self.store.definition(tenant, KIND, id)?.ok_or_else(unknown)?)?;
        let mut changes = Vec::new();
        if key.scopes.contains(&Scope::Admin) {
            changes.push(self.expect_other_admin_key(tenant, id)?);
        }
        changes.push(DefinitionChange::Delete { kind: KIND, id: id.to_owned() });
        self.change_access(tenant, changes, actor)?;
        Ok(())
    }

    /// The condition that another key, which may do everything about access and does not expire, is still there.
    fn expect_other_admin_key(&self, tenant: &TenantId, id: &str) -> Result<DefinitionChange, AccessError> {
        let other = self.find_definition(tenant, KIND, |definition| {
            let key = read(definition)?;
            let is_lasting = key.expires_at.is_none() && key.scopes.contains(&Scope::Admin);
            Ok(definition.id != id && is_lasting)
        })?;
        other.map(|other| other.expected(KIND)).ok_or(AccessError::LastKey)
    }
}
