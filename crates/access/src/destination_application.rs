//! Applications that query a protected destination: each belongs to one version of one destination.

use std::net::IpAddr;

use octant_model::{Page, PageRequest, TenantId, Timestamp};
use octant_store::{Actor, Definition, DefinitionChange, Kind, StoreError};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::limiter::Attempt;
use crate::sealed_store::place;
use crate::sealing::StoredKey;
use crate::secret::{self, Secret};
use crate::token::{SignedToken, account, sign};
use crate::{Access, AccessError};

pub(crate) const KIND: Kind = Kind("destination-application");

/// An application, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DestinationApplication {
    /// Its client id.
    pub client_id: Uuid,
    /// Its name for people.
    pub name: String,
    /// The destination that it may query.
    pub destination: Uuid,
    /// The version of it.
    pub version: Uuid,
    /// When it was made.
    pub created_at: Timestamp,
}

/// A token for a destination's data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DestinationToken {
    /// The token; it is a secret.
    pub token: String,
    /// Whole seconds until it expires.
    pub expires_in: u64,
}

/// What an application's token opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DestinationGrant {
    /// Whose destination it is.
    pub tenant: TenantId,
    /// The destination.
    pub destination: Uuid,
    /// The version.
    pub version: Uuid,
}

#[derive(Serialize, Deserialize)]
struct Body {
    name: String,
    destination: Uuid,
    version: Uuid,
    hash: String,
    /// One more with every reset; tokens of another generation are worth nothing.
    generation: u64,
    /// Signs this application's tokens.
    signing_key: StoredKey,
}

impl Body {
    fn read(definition: &Definition) -> Result<Self, AccessError> {
        let damaged = |error| StoreError::Damaged(format!("application {}: {error}", definition.id));
        Ok(serde_json::from_str(&definition.body).map_err(damaged)?)
    }

    fn json(&self) -> String {
        serde_json::to_string(self).expect("texts, numbers and ids are always JSON")
    }
}

fn new_secret() -> Secret {
    Secret::generate("octd_")
}

fn hash(secret: &str) -> String {
    secret::hash("destination-application", secret)
}

fn shown(definition: &Definition) -> Result<DestinationApplication, AccessError> {
    let body = Body::read(definition)?;
    let damaged = |_| StoreError::Damaged(format!("application {}: its id is none", definition.id));
    Ok(DestinationApplication {
        client_id: definition.id.parse().map_err(damaged)?,
        name: body.name,
        destination: body.destination,
        version: body.version,
        created_at: definition.created_at,
    })
}

impl Access {
    /// Makes an application for a destination's version; its secret is told only now.
    ///
    /// # Errors
    /// Those of the store.
    pub fn create_destination_application(
        &self,
        tenant: &TenantId,
        destination: Uuid,
        version: Uuid,
        name: String,
        actor: &Actor,
    ) -> Result<(DestinationApplication, Secret), AccessError> {
        let (id, secret) = (Uuid::now_v7(), new_secret());
        let body = Body {
            name,
            destination,
            version,
            hash: hash(secret.reveal()),
            generation: 1,
            signing_key: self.new_signing_key(&place(KIND, &id.to_string())),
        };
        let change = DefinitionChange::Create { kind: KIND, id: id.to_string(), body: body.json() };
        self.change_access(tenant, vec![change], actor)?;
        Ok((shown(&self.read_application(tenant, id, destination, version)?.0)?, secret))
    }

    /// The applications of a destination's version, by id. A page may hold fewer than asked for and yet not be the last.
    ///
    /// # Errors
    /// Those of the store.
    pub fn destination_applications(
        &self,
        tenant: &TenantId,
        destination: Uuid,
        version: Uuid,
        page: &PageRequest,
    ) -> Result<Page<DestinationApplication>, AccessError> {
        let found =
            self.store.definitions(tenant, KIND, &PageRequest { include_total: false, ..page.clone() })?;
        let mut items = Vec::new();
        for definition in &found.items {
            let application = shown(definition)?;
            if application.destination == destination && application.version == version {
                items.push(application);
            }
        }
        Ok(Page { items, after: found.after, total: None })
    }

    /// Gives an application a new secret; the old one and its tokens are worth nothing from now on.
    ///
    /// # Errors
    /// [`AccessError::UnknownApplication`].
    pub fn reset_destination_application(
        &self,
        tenant: &TenantId,
        destination: Uuid,
        version: Uuid,
        id: Uuid,
        actor: &Actor,
    ) -> Result<Secret, AccessError> {
        let (definition, mut body) = self.read_application(tenant, id, destination, version)?;
        let secret = new_secret();
        body.hash = hash(secret.reveal());
        body.generation += 1;
        let change = DefinitionChange::Update {
            kind: KIND,
            id: definition.id,
            body: body.json(),
            expected: Some(definition.version),
        };
        self.change_access(tenant, vec![change], actor)?;
        Ok(secret)
    }

    /// Deletes an application; its tokens are worth nothing from now on.
    ///
    /// # Errors
    /// [`AccessError::UnknownApplication`].
    pub fn delete_destination_application(
        &self,
        tenant: &TenantId,
        destination: Uuid,
        version: Uuid,
        id: Uuid,
        actor: &Actor,
    ) -> Result<(), AccessError> {
        self.read_application(tenant, id, destination, version)?;
        let change = DefinitionChange::Delete { kind: KIND, id: id.to_string() };
        self.change_access(tenant, vec![change], actor)?;
        Ok(())
    }

    fn read_application(
        &self,
        tenant: &TenantId,
        id: Uuid,
        destination: Uuid,
        version: Uuid,
    ) -> Result<(Definition, Body), AccessError> {
        let unknown = || AccessError::UnknownApplication(id.to_string());
        let definition = self.store.definition(tenant, KIND, &id.to_string())?.ok_or_else(unknown)?;
        let body = Body::read(&definition)?;
        if body.destination != destination || body.version != version {
            return Err(unknown());
        }
        Ok((definition, body))
    }

    /// A token for who knows an application's secret. An unknown id, a wrong secret and an application of something
    /// else get the same answer after the same work. `audience` is the id of the destination or of the version.
    ///
    /// # Errors
    /// [`AccessError::Refused`], and [`AccessError::TooMany`] after too many of these.
    pub fn issue_destination_token(
        &self,
        audience: &str,
        client_id: &str,
        client_secret: &str,
        address: IpAddr,
    ) -> Result<DestinationToken, AccessError> {
        let account = account("application", client_id);
        self.limited(Attempt { account: &account, address, device: None }, || {
            let id: Option<Uuid> = client_id.parse().ok();
            let wanted = id.map(|id| id.to_string()).unwrap_or_default();
            let found = self.store.find_definition(KIND, &wanted)?;
            let body = found.map(|(_, definition)| Body::read(&definition)).transpose()?;
            let expected = body.as_ref().map_or("", |body| body.hash.as_str());
            let checked = secret::check(expected, &hash(client_secret));
            let (Some(id), Some(body), Ok(())) = (id, body, checked) else {
                return Err(AccessError::Refused);
            };
            if ![body.destination, body.version]
                .iter()
                .any(|one| one.to_string().eq_ignore_ascii_case(audience))
            {
                return Err(AccessError::Refused);
            }
            let lifetime = self.options.token_lifetime;
            let key = self.signing_key(&place(KIND, &wanted), &body.signing_key)?;
            let token = sign(&key, id, body.generation, lifetime);
            Ok(DestinationToken { token, expires_in: lifetime.as_secs() })
        })
    }

    /// What that token opens.
    ///
    /// # Errors
    /// [`AccessError::Refused`] where it is forged, expired, or of a secret that was reset.
    pub fn destination_grant(&self, token: &str) -> Result<DestinationGrant, AccessError> {
        let token = SignedToken::read(token)?;
        let found = self.store.find_definition(KIND, &token.id.to_string())?;
        let (tenant, definition) = found.ok_or(AccessError::Refused)?;
        let body = Body::read(&definition)?;
        let key = self.signing_key(&place(KIND, &definition.id), &body.signing_key)?;
        token.check(&key, body.generation, self.options.token_lifetime)?;
        Ok(DestinationGrant { tenant, destination: body.destination, version: body.version })
    }
}
