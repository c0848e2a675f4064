//! Who may what, for tests.

use octant_access::{Grantor, NewProvider, SourceGrant};
use octant_model::{SourceId, TenantId};
use octant_store::Actor;

use super::server::TENANT;
use super::{TestServer, User};

/// A data provider and its secret.
#[derive(Debug, Clone)]
pub struct Provider {
    pub id: String,
    pub secret: String,
}

impl TestServer {
    /// Makes a tenant whose organization key is known to the test.
    pub fn add_tenant(&self, tenant: &str) {
        let tenant = TenantId::new(tenant).expect("a tenant's name");
        self.access.ensure_tenant(&tenant, Some(&admin_key(tenant.as_str()))).expect("the tenant is made");
    }

    pub fn admin_header(&self) -> (String, String) {
        ("x-api-key".to_owned(), admin_key(TENANT))
    }

    pub async fn admin(&self) -> User {
        self.with_headers(vec![self.admin_header()])
    }

    pub fn admin_of(&self, tenant: &str) -> User {
        self.add_tenant(tenant);
        self.with_headers(vec![("x-api-key".to_owned(), admin_key(tenant))])
    }

    pub fn add_provider(&self, sources: &[&str]) -> Provider {
        self.add_provider_of(TENANT, sources)
    }

    pub fn add_provider_of(&self, tenant: &str, sources: &[&str]) -> Provider {
        let sources = sources.iter().map(|source| SourceId::new(*source).expect("a source id")).collect();
        let new = NewProvider { name: "test".to_owned(), sources: SourceGrant::Some(sources) };
        let tenant = TenantId::new(tenant).expect("a tenant's name");
        let (provider, secret) =
            self.access.create_provider(&tenant, new, admin(&Actor::system())).expect("the provider is made");
        Provider { id: provider.id.to_string(), secret: secret.reveal().to_owned() }
    }

    pub fn as_provider(&self, provider: &Provider) -> User {
        self.with_token(&self.provider_token(provider))
    }

    pub fn provider_token(&self, provider: &Provider) -> String {
        let address = [127, 0, 0, 1].into();
        self.access.issue_provider_token(&provider.id, &provider.secret, address).expect("a token").token
    }

    pub fn with_token(&self, token: &str) -> User {
        self.with_headers(vec![("authorization".to_owned(), format!("Bearer {token}"))])
    }

    pub fn reset_provider(&self, provider: &Provider) {
        let tenant = TenantId::new(TENANT).expect("a tenant's name");
        let id = provider.id.parse().expect("a provider id");
        self.access.reset_secret(&tenant, id, admin(&Actor::system())).expect("the secret is reset");
    }

    pub fn delete_provider(&self, provider: &Provider) {
        let tenant = TenantId::new(TENANT).expect("a tenant's name");
        let id = provider.id.parse().expect("a provider id");
        self.access.delete_provider(&tenant, id, &Actor::system()).expect("the provider is deleted");
    }
}

/// Somebody who may do everything.
fn admin(actor: &Actor) -> Grantor<'_> {
    Grantor { actor, is_admin: true }
}

fn admin_key(tenant: &str) -> String {
    format!("organization-key-of-{tenant}")
}
