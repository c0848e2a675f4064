//! Who may do what: tenants' API keys, data providers, their tokens, users and their sessions.
//!
//! Secrets are random, shown once and kept as SHA-256 hashes; they are compared in constant time. A provider's token
//! is signed and carries the generation of the provider's secret: every check reads the provider, so that a reset or
//! a deletion takes effect at once. Users' sessions work the same way. This crate does not know what the rights guard.
//!
//! Read first: [`Access`], [`Scope`], [`SourceGrant`].

mod actor;
mod destination_application;
mod device;
mod invitation;
mod key;
mod last_use;
mod limiter;
mod password;
mod provider;
mod scope;
mod sealed_store;
mod sealing;
mod search;
mod secret;
mod session;
mod shown;
mod sketch;
mod token;
mod user;

use std::sync::Arc;
use std::time::Duration;

use octant_model::{ProviderId, SourceId, TenantId, Timestamp};
use octant_store::{Actor, Kind, Store, StoreError};
use serde::{Deserialize, Serialize};
use tracing::warn;

pub use destination_application::{DestinationApplication, DestinationGrant, DestinationToken};
pub use invitation::Invited;
pub use key::{ApiKey, NewApiKey};
pub use limiter::LimiterOptions;
pub use password::SHORTEST_PASSWORD;
pub use provider::{Grantor, NewProvider, Provider};
pub use scope::Scope;
pub use sealing::SecretsKeys;
pub use secret::Secret;
pub use session::{NewSession, Session, SignInFrom};
pub use user::{NewUser, Role, User};

/// How access is set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessOptions {
    /// How long a provider's token is valid.
    pub token_lifetime: Duration,
    /// How long a user stays signed in without doing anything.
    pub session_lifetime: Duration,
    /// How long a user stays signed in at the most.
    pub session_longest: Duration,
    /// How long a link to choose a password with is good.
    pub invitation_lifetime: Duration,
    /// When failed token requests and sign-ins are refused for a while.
    pub limiter: LimiterOptions,
    /// What signing keys are sealed with.
    pub secrets_keys: SecretsKeys,
}

impl Default for AccessOptions {
    fn default() -> Self {
        Self {
            token_lifetime: Duration::from_hours(1),
            session_lifetime: Duration::from_hours(7 * 24),
            session_longest: Duration::from_hours(30 * 24),
            invitation_lifetime: Duration::from_hours(7 * 24),
            limiter: LimiterOptions::default(),
            secrets_keys: SecretsKeys::default(),
        }
    }
}

/// Why access was not given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AccessError {
    /// The credential is not valid; which part of it is not told.
    #[error("the credential is not valid")]
    Refused,
    /// Too many failed attempts.
    #[error("too many failed attempts; try again in {} s", .0.as_secs().max(1))]
    TooMany(Duration),
    /// Only who may do everything gives access to all sources.
    #[error(
        "a data provider for all sources can write everywhere: only a key with the scope admin, or an admin, makes one \
         or resets its secret; name its sources instead"
    )]
    NeedsAdmin,
    /// There is no such provider.
    #[error("data provider {0:?} does not exist")]
    UnknownProvider(String),
    /// There is no such application of a destination.
    #[error("application {0:?} does not exist")]
    UnknownApplication(String),
    /// There is no such organization key.
    #[error("API key {0:?} does not exist")]
    UnknownKey(String),
    /// The key is the last one that may do everything about access.
    #[error("this is the last lasting key with the scope admin; make another one first")]
    LastKey,
    /// A key that somebody chose is too easy to guess.
    #[error("an organization key has at least {SHORTEST_KEY} characters")]
    WeakKey,
    /// There is no such user.
    #[error("user {0:?} does not exist")]
    UnknownUser(String),
    /// A text that is no email address.
    #[error("this is no email address")]
    InvalidEmail,
    /// Somebody has the address already.
    #[error("there is a user with this email already")]
    EmailTaken,
    /// A password that is too easy to guess.
    #[error("choose another password: {0}; it needs at least {SHORTEST_PASSWORD} characters")]
    WeakPassword(&'static str),
    /// The user is the last one who may change users.
    #[error("this is the last admin; make another one first")]
    LastAdmin,
    /// A signing key is sealed with a key that is not there.
    #[error(
        "the signing key of {place} is sealed with the key {id}, which is not in secrets_key_file; start with the file \
         that has it"
    )]
    NoSecretsKey {
        /// Whose signing key it is.
        place: String,
        /// The id of the missing key.
        id: String,
    },
    /// What should be a sealed signing key is none, or of somebody else.
    #[error("the signing key of {0} is damaged: what is stored was not sealed for it")]
    Unsealed(String),
    /// The store could not do its part.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl AccessError {
    /// Whether somebody else changed the same meanwhile.
    fn is_stale(&self) -> bool {
        matches!(self, Self::Store(StoreError::Stale { .. }))
    }
}

/// The fewest characters of an organization key that somebody chose.
pub const SHORTEST_KEY: usize = 16;

/// The sources that a provider may write to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum SourceGrant {
    /// All, later ones too.
    All,
    /// These.
    Some(std::collections::BTreeSet<SourceId>),
}

impl SourceGrant {
    /// Whether the source is among them.
    #[must_use]
    pub fn allows(&self, source: &SourceId) -> bool {
        match self {
            Self::All => true,
            Self::Some(sources) => sources.contains(source),
        }
    }
}

/// Who showed a provider's token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderIdentity {
    /// Whose provider it is.
    pub tenant: TenantId,
    /// The provider.
    pub id: ProviderId,
    /// Where it may write.
    pub sources: SourceGrant,
}

/// Who showed an organization's API key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyIdentity {
    /// Whose key it is.
    pub tenant: TenantId,
    /// The key's public id; it does not tell the key.
    pub id: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
}

/// A provider's token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuedToken {
    /// The token; it is a secret.
    pub token: String,
    /// Whole seconds until it expires.
    pub expires_in: u64,
    /// The sources that it may write to, as text.
    pub scope: String,
}

/// What the first start of a tenant did.
#[derive(Debug)]
pub enum FirstStart {
    /// The tenant is new, and this is its key; nobody can look it up again.
    Created {
        /// The organization key.
        key: Secret,
    },
    /// It was there already.
    Existing,
}

/// The gate. Cheap to clone.
#[derive(Clone)]
pub struct Access {
    store: Arc<dyn Store>,
    options: AccessOptions,
    limiter: Arc<limiter::Limiter>,
    used: Arc<last_use::Noted>,
}

impl Access {
    /// The gate over a store. Signing keys are sealed as the options say.
    ///
    /// # Errors
    /// [`AccessError::NoSecretsKey`] and [`AccessError::Unsealed`] where one that is stored cannot be opened.
    pub fn new(store: Arc<dyn Store>, options: AccessOptions) -> Result<Self, AccessError> {
        let limiter = Arc::new(limiter::Limiter::new(options.limiter.clone()));
        let access = Self { store, options, limiter, used: Arc::default() };
        access.settle_signing_keys()?;
        Ok(access)
    }

    /// Makes the tenant with its first organization key, which may do everything: the given one, or one by chance.
    ///
    /// # Errors
    /// [`AccessError::WeakKey`] for a given key that is too short.
    pub fn ensure_tenant(&self, tenant: &TenantId, given: Option<&str>) -> Result<FirstStart, AccessError> {
        self.store.create_tenant(tenant)?;
        // A start that broke off between the two steps is finished by the next.
        if key::exists(&*self.store, tenant)? {
            return Ok(FirstStart::Existing);
        }
        let key = match given {
            Some(given) if given.chars().count() < SHORTEST_KEY => return Err(AccessError::WeakKey),
            Some(given) => Secret::of(given),
            None => Secret::generate("octk_"),
        };
        let new = NewApiKey { name: "first key".to_owned(), scopes: Scope::ALL.to_vec(), expires_at: None };
        key::create(self, tenant, &key, new, &Actor::system())?;
        Ok(FirstStart::Created { key })
    }

    /// Who holds that organization key. That it was used is noted, once a minute.
    ///
    /// # Errors
    /// [`AccessError::Refused`] where nobody does.
    pub fn api_key(&self, key: &str) -> Result<KeyIdentity, AccessError> {
        let identity = key::identify(&*self.store, key)?;
        self.note_use(&identity.tenant, key::KIND, &identity.id);
        Ok(identity)
    }

    /// Notes that a key or a user's session was used, once a minute.
    fn note_use(&self, tenant: &TenantId, kind: Kind, id: &str) {
        let now = Timestamp::now();
        if self.used.is_due(id, now)
            && let Err(error) = self.store.note_use(tenant, kind, id, now)
        {
            // A store that takes no writes can still be read.
            warn!(kind = kind.0, id, problem = error.to_string(), "a use could not be noted");
        }
    }
}

impl std::fmt::Debug for Access {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Access").field("options", &self.options).finish_non_exhaustive()
    }
}
