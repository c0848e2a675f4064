//! Authorization as types: a handler that takes a guard is reached only by who may call it, and a handler without
//! one does not compile into the router (see [`Guarded`]).

use std::marker::PhantomData;

use axum::extract::FromRequestParts;
use http::HeaderMap;
use http::header::AUTHORIZATION;
use http::request::Parts;
use octant_access::{Grantor, KeyIdentity, ProviderIdentity, Role, Scope};
use octant_model::{ProviderId, SourceId, TenantId};
use octant_store::Actor;

use crate::blocking;
use crate::error::Failure;
use crate::memory::Owner;
use crate::state::AppState;

/// What a caller must show to reach a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credential {
    /// Nothing.
    Open,
    /// An organization's API key with the scope.
    Key(Scope),
    /// A data provider's token, or an organization's API key with the scope.
    ProviderOrKey(Scope),
    /// The session of a user with at least the role.
    Session(Role),
    /// The same, and a form of a page that this session was shown.
    SessionForm(Role),
    /// Where the destination is protected, the token of one of its applications.
    Application,
}

/// An extractor that lets only those through who show the credential.
pub trait Guard {
    /// The credential.
    const CREDENTIAL: Credential;
}

/// Argument lists of handlers whose first argument is a [`Guard`].
pub trait Guarded {
    /// The first argument.
    type Guard: Guard;
}

macro_rules! guarded {
    ($($argument:ident),*) => {
        impl<M, G: Guard, $($argument),*> Guarded for (M, G, $($argument),*) {
            type Guard = G;
        }
    };
}
guarded!();
guarded!(A);
guarded!(A, B);
guarded!(A, B, C);
guarded!(A, B, C, D);
guarded!(A, B, C, D, E);

/// The name of a scope as a type.
pub trait ScopeName: Send + Sync + 'static {
    /// The scope.
    const SCOPE: Scope;
}

/// Scopes as types, for [`Granted`] and [`ProviderOr`].
pub mod scope {
    use super::{Scope, ScopeName};

    macro_rules! scopes {
        ($($name:ident),*) => { $(
            #[doc = concat!("[`Scope::", stringify!($name), "`].")]
            #[derive(Debug, Clone, Copy)]
            pub struct $name;

            impl ScopeName for $name {
                const SCOPE: Scope = Scope::$name;
            }
        )* };
    }
    scopes!(
        ReadSources,
        WriteSources,
        ReadCards,
        WriteCards,
        ReadApplications,
        WriteApplications,
        ReadDestinations,
        WriteDestinations,
        Admin
    );
}

/// Guards what anybody may call.
#[derive(Debug, Clone, Copy)]
pub struct Open;

impl Guard for Open {
    const CREDENTIAL: Credential = Credential::Open;
}

impl<S: Sync> FromRequestParts<S> for Open {
    type Rejection = Failure;

    async fn from_request_parts(_: &mut Parts, _: &S) -> Result<Self, Failure> {
        Ok(Self)
    }
}

/// Guards what an organization's API key with the scope may call.
#[derive(Debug, Clone)]
pub struct Granted<S> {
    /// Whose organization it is.
    pub tenant: TenantId,
    /// Who calls.
    pub actor: Actor,
    is_admin: bool,
    scope: PhantomData<S>,
}

impl<S> Granted<S> {
    /// The caller as one who makes and changes data providers.
    #[must_use]
    pub fn grantor(&self) -> Grantor<'_> {
        Grantor { actor: &self.actor, is_admin: self.is_admin }
    }
}

impl<S: ScopeName> Guard for Granted<S> {
    const CREDENTIAL: Credential = Credential::Key(S::SCOPE);
}

impl<S: ScopeName> FromRequestParts<AppState> for Granted<S> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Failure> {
        let Some(key) = api_key(&parts.headers)? else {
            return Err(Failure::unauthorized(KEY_SCHEME, "Send an API key in the header x-api-key"));
        };
        let identity = identify_key(state, key, S::SCOPE).await?;
        let actor = key_actor(&identity);
        parts.extensions.insert(Owner::Credential(actor.0.clone()));
        let is_admin = identity.scopes.contains(&Scope::Admin);
        Ok(Self { tenant: identity.tenant, actor, is_admin, scope: PhantomData })
    }
}

/// Guards what a data provider's token, or an organization's API key with the scope, may call. Where both are sent
/// the token counts.
#[derive(Debug, Clone)]
pub struct ProviderOr<S> {
    /// Who calls.
    pub caller: Caller,
    scope: PhantomData<S>,
}

/// Who calls the ingest.
#[derive(Debug, Clone)]
pub enum Caller {
    /// A data provider.
    Provider(ProviderIdentity),
    /// The holder of an organization's API key.
    Key(KeyIdentity),
}

impl Caller {
    /// Whose organization it is.
    #[must_use]
    pub fn tenant(&self) -> &TenantId {
        match self {
            Self::Provider(provider) => &provider.tenant,
            Self::Key(key) => &key.tenant,
        }
    }

    /// The caller as it is kept with what it changes.
    #[must_use]
    pub fn actor(&self) -> Actor {
        match self {
            Self::Provider(provider) => Actor(format!("provider:{}", provider.id)),
            Self::Key(key) => key_actor(key),
        }
    }

    /// The provider's id.
    #[must_use]
    pub fn provider(&self) -> Option<ProviderId> {
        match self {
            Self::Provider(provider) => Some(provider.id),
            Self::Key(_) => None,
        }
    }

    /// Whether the caller may write to the source, if there is such a source.
    #[must_use]
    pub fn may_write(&self, source: &SourceId) -> bool {
        match self {
            Self::Provider(provider) => provider.sources.allows(source),
            Self::Key(_) => true,
        }
    }
}

impl<S: ScopeName> Guard for ProviderOr<S> {
    const CREDENTIAL: Credential = Credential::ProviderOrKey(S::SCOPE);
}

impl<S: ScopeName> FromRequestParts<AppState> for ProviderOr<S> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Failure> {
        let caller = if parts.headers.contains_key(AUTHORIZATION) {
            Caller::Provider(identify_provider(state, bearer_token(&parts.headers)?).await?)
        } else if let Some(key) = api_key(&parts.headers)? {
            Caller::Key(identify_key(state, key, S::SCOPE).await?)
        } else {
            return Err(Failure::unauthorized(
                BEARER_SCHEME,
                "Unauthorized: send the token of a data provider",
            ));
        };
        parts.extensions.insert(Owner::Credential(caller.actor().0));
        Ok(Self { caller, scope: PhantomData })
    }
}

const BEARER_SCHEME: &str = "Bearer";
const KEY_SCHEME: &str = "ApiKey";

fn key_actor(identity: &KeyIdentity) -> Actor {
    Actor(format!("key:{}", identity.id))
}

/// The organization of whose key is sent, if one is: it shows what strangers are not told.
///
/// # Errors
/// 401 and 403 where a key is sent that is not valid, or lacks the scope.
pub(crate) async fn tenant_of_key(
    headers: &HeaderMap,
    state: &AppState,
    scope: Scope,
) -> Result<Option<TenantId>, Failure> {
    match api_key(headers)? {
        Some(key) => Ok(Some(identify_key(state, key, scope).await?.tenant)),
        None => Ok(None),
    }
}

async fn identify_key(state: &AppState, key: String, scope: Scope) -> Result<KeyIdentity, Failure> {
    let access = state.access();
    let identity = blocking::run(move || access.api_key(&key)).await?;
    if identity.scopes.contains(&scope) {
        Ok(identity)
    } else {
        Err(Failure::forbidden(format!("The API key lacks the scope {scope}")))
    }
}

async fn identify_provider(state: &AppState, token: String) -> Result<ProviderIdentity, Failure> {
    let access = state.access();
    blocking::run(move || access.provider_by_token(&token)).await
}

fn api_key(headers: &HeaderMap) -> Result<Option<String>, Failure> {
    let Some(value) = headers.get("x-api-key") else { return Ok(None) };
    match value.to_str() {
        Ok(key) => Ok(Some(key.to_owned())),
        Err(_) => Err(Failure::unauthorized(KEY_SCHEME, "The API key is not valid")),
    }
}

/// The token of `Authorization: Bearer …`; the scheme is matched without regard to case (RFC 9110, 11.1).
pub(crate) fn bearer_token(headers: &HeaderMap) -> Result<String, Failure> {
    let invalid =
        || Failure::unauthorized(BEARER_SCHEME, "Unauthorized: send the token as Authorization: Bearer …");
    let value = headers.get(AUTHORIZATION).ok_or_else(invalid)?.to_str().map_err(|_| invalid())?;
    let (scheme, token) = value.trim().split_once(' ').ok_or_else(invalid)?;
    if !scheme.eq_ignore_ascii_case(BEARER_SCHEME) {
        return Err(invalid());
    }
    Ok(token.trim().to_owned())
}
