//! What the activity shows of providers, keys, users: everything but hashes and signing keys.

use octant_model::{Sequence, TenantId};
use octant_store::{Actor, DefinitionChange};
use serde_json::Value;

use crate::{Access, AccessError};

/// The members of this crate's bodies that tell a secret or sign with one.
const SECRET: [&str; 4] = ["hash", "signing_key", "invitation", "ended"];

fn shown(body: &str) -> String {
    let Ok(Value::Object(mut members)) = serde_json::from_str(body) else { return "{}".to_owned() };
    members.retain(|name, _| !SECRET.contains(&name.as_str()));
    Value::Object(members).to_string()
}

impl Access {
    /// Changes definitions of this crate.
    pub(crate) fn change_access(
        &self,
        tenant: &TenantId,
        changes: Vec<DefinitionChange>,
        actor: &Actor,
    ) -> Result<Sequence, AccessError> {
        Ok(self.store.change_secret_definitions(tenant, changes, shown, actor)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_left_out() {
        let body = r#"{"name":"ERP","hash":"h","signing_key":[1,2],"invitation":{"hash":"i"},"ended":[{"chance":"c"}],"generation":2}"#;
        assert_eq!(shown(body), r#"{"name":"ERP","generation":2}"#);
        assert_eq!(shown("damaged"), "{}");
    }
}
