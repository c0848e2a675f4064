//! Who may reach what answers at an address: a guard finds it and checks the token of a protected destination, so that
//! no handler has a way around.

use std::sync::Arc;

use axum::extract::{FromRequestParts, RawPathParams};
use http::request::Parts;
use http::{HeaderMap, StatusCode};
use octant_destination::{Destination, Served, Version};
use octant_model::TenantId;
use uuid::Uuid;

use crate::blocking;
use crate::credential::{Credential, Guard, bearer_token};
use crate::error::Failure;
use crate::memory::Owner;
use crate::peer::client_of;
use crate::state::AppState;

/// Guards an endpoint of a published version.
pub(crate) struct ReachedEndpoint(pub(crate) Served);

/// Guards a published version.
pub(crate) struct ReachedVersion {
    pub(crate) tenant: TenantId,
    pub(crate) destination: Arc<Destination>,
    pub(crate) version: Version,
}

impl Guard for ReachedEndpoint {
    const CREDENTIAL: Credential = Credential::Application;
}

impl Guard for ReachedVersion {
    const CREDENTIAL: Credential = Credential::Application;
}

/// The parts of an address.
struct Address {
    tenant: TenantId,
    destination: String,
    version: String,
    endpoint: Option<String>,
}

impl Address {
    async fn of(parts: &mut Parts, state: &AppState) -> Result<Self, Failure> {
        // No part of an address that answers is other than UTF-8.
        let unknown = |_| Failure::of_status(StatusCode::NOT_FOUND);
        let parameters = RawPathParams::from_request_parts(parts, state).await.map_err(unknown)?;
        let value =
            |name: &str| parameters.iter().find(|(key, _)| *key == name).map(|(_, value)| value.to_owned());
        let tenant = value("tenant").unwrap_or_default();
        Ok(Self {
            tenant: TenantId::new(tenant.clone()).map_err(|_| Failure::not_found("tenant", &tenant))?,
            destination: value("destination").unwrap_or_default(),
            version: value("version").unwrap_or_default(),
            endpoint: value("endpoint"),
        })
    }
}

/// The token of a request, where it has an `Authorization` header.
fn token(headers: &HeaderMap) -> Option<Result<String, Failure>> {
    headers.contains_key(http::header::AUTHORIZATION).then(|| bearer_token(headers))
}

/// Lets through who may query the version. What is public needs no token, and takes any.
fn check(
    state: &AppState,
    tenant: &TenantId,
    destination: &Destination,
    version: Uuid,
    token: Option<Result<String, Failure>>,
) -> Result<(), Failure> {
    if !destination.protected {
        return Ok(());
    }
    let missing = || {
        Failure::unauthorized(
            "Bearer",
            "This destination is protected: send a token of one of its applications",
        )
    };
    let grant = state.access.destination_grant(&token.ok_or_else(missing)??)?;
    let reaches = grant.tenant == *tenant && grant.destination == destination.id && grant.version == version;
    if reaches { Ok(()) } else { Err(Failure::forbidden("The token is for another destination or version")) }
}

impl FromRequestParts<AppState> for ReachedEndpoint {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Failure> {
        let address = Address::of(parts, state).await?;
        let client = client_of(parts, state)?;
        let (token, state) = (token(&parts.headers), state.clone());
        let found = move || {
            let endpoint = address.endpoint.as_deref().unwrap_or_default();
            let served = state.destinations.served(
                &address.tenant,
                &address.destination,
                &address.version,
                endpoint,
            )?;
            check(&state, &address.tenant, &served.destination, served.version, token)?;
            Ok::<_, Failure>(served)
        };
        let served = blocking::run(found).await?;
        if served.destination.protected {
            // A token does not tell the application: those of one version at one address count as one.
            let name = format!("application:{}:{client}", served.version);
            parts.extensions.insert(Owner::Credential(name));
        }
        Ok(Self(served))
    }
}

impl FromRequestParts<AppState> for ReachedVersion {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Failure> {
        let Address { tenant, destination, version, .. } = Address::of(parts, state).await?;
        let (token, state) = (token(&parts.headers), state.clone());
        let found = move || {
            let (destination, version) = state.destinations.published(&tenant, &destination, &version)?;
            check(&state, &tenant, &destination, version.id, token)?;
            Ok::<_, Failure>(Self { tenant, destination, version })
        };
        blocking::run(found).await
    }
}

/// Whether anybody may query a destination, which decides who may keep its answers.
pub(super) fn is_public(destination: &Destination) -> bool {
    !destination.protected
}
