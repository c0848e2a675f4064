//! Brings the stored signing keys into the form that the keys from outside ask for, at each start.

use octant_model::{PageRequest, TenantId};
use octant_store::{Actor, Definition, DefinitionChange, Kind};
use serde_json::Value;
use tracing::info;

use crate::sealing::StoredKey;
use crate::{Access, AccessError, destination_application, provider, user};

/// The kinds of definitions that have a signing key.
const KINDS: [Kind; 3] = [user::KIND, provider::KIND, destination_application::KIND];

/// How many definitions are read and changed at a time.
const PAGE: usize = 200;

/// The member of a definition that holds the signing key.
const MEMBER: &str = "signing_key";

impl Access {
    /// Seals what is in clear, and what another key than the first has sealed, and makes sure that everything that is
    /// sealed can be opened.
    ///
    /// # Errors
    /// [`AccessError::NoSecretsKey`], [`AccessError::Unsealed`].
    pub(crate) fn settle_signing_keys(&self) -> Result<(), AccessError> {
        let mut sealed = 0;
        for tenant in self.store.tenants()? {
            for kind in KINDS {
                sealed += self.settle(&tenant, kind)?;
            }
        }
        if sealed > 0 {
            info!(keys = sealed, "signing keys were sealed with the first key of secrets_key_file");
        }
        Ok(())
    }

    fn settle(&self, tenant: &TenantId, kind: Kind) -> Result<usize, AccessError> {
        let mut page = PageRequest::first(PAGE);
        let mut sealed = 0;
        loop {
            let found = self.store.definitions(tenant, kind, &page)?;
            let changes: Vec<DefinitionChange> = found
                .items
                .into_iter()
                .filter_map(|definition| self.resealed(kind, definition).transpose())
                .collect::<Result<_, _>>()?;
            sealed += changes.len();
            if !changes.is_empty() {
                self.change_access(tenant, changes, &Actor::system())?;
            }
            match found.after {
                Some(after) => page.after = Some(after),
                None => return Ok(sealed),
            }
        }
    }

    /// The change that a definition needs, if any. One that cannot be read is named where it is used.
    fn resealed(&self, kind: Kind, definition: Definition) -> Result<Option<DefinitionChange>, AccessError> {
        let Ok(Value::Object(mut body)) = serde_json::from_str(&definition.body) else { return Ok(None) };
        let stored = body.get(MEMBER).map(StoredKey::deserialize_from);
        let Some(Some(stored)) = stored else { return Ok(None) };
        let (keys, place) = (&self.options.secrets_keys, place(kind, &definition.id));
        let key = keys.open(&place, &stored)?;
        if keys.is_current(&stored) {
            return Ok(None);
        }
        body.insert(MEMBER.to_owned(), keys.seal(&place, key).to_json());
        let (id, expected) = (definition.id, Some(definition.version));
        Ok(Some(DefinitionChange::Update { kind, id, body: Value::Object(body).to_string(), expected }))
    }
}

/// What a signing key is sealed for.
pub(crate) fn place(kind: Kind, id: &str) -> String {
    format!("{}/{id}", kind.0)
}
