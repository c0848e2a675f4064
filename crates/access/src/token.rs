//! Tokens: `id . generation . expiry . signature`, signed with a key of whoever holds the id.

use std::net::IpAddr;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use octant_model::{ProviderId, Timestamp};
use sha2::Sha256;
use uuid::Uuid;

use crate::limiter::Attempt;
use crate::provider::{Body, KIND};
use crate::sealed_store::place;
use crate::secret;
use crate::{Access, AccessError, IssuedToken, ProviderIdentity, SourceGrant};

/// How far the clock may be put back without an effect on what was signed before.
const CORRECTION: Duration = Duration::from_mins(5);

/// A token as it came; nothing of it is to be believed before [`SignedToken::check`].
pub(crate) struct SignedToken<'t> {
    /// Whose token it claims to be.
    pub(crate) id: Uuid,
    content: &'t str,
    signature: &'t str,
    generation: &'t str,
    expiry: &'t str,
}

impl<'t> SignedToken<'t> {
    pub(crate) fn read(token: &'t str) -> Result<Self, AccessError> {
        let (content, signature) = token.rsplit_once('.').ok_or(AccessError::Refused)?;
        let mut parts = content.split('.');
        let (Some(id), Some(generation), Some(expiry), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(AccessError::Refused);
        };
        let id = id.parse().map_err(|_| AccessError::Refused)?;
        Ok(Self { id, content, signature, generation, expiry })
    }

    /// Whether it was signed with the key, has not expired and is of that generation. One that lasts longer than a new one
    /// was issued when the clock was ahead.
    pub(crate) fn check(
        &self,
        key: &[u8; 32],
        generation: u64,
        lifetime: Duration,
    ) -> Result<(), AccessError> {
        secret::check(&signature(key, self.content), self.signature)?;
        let expiry = self.expiry.parse().map(Timestamp::from_milliseconds);
        let fresh = expiry.is_ok_and(|expiry| is_within(expiry, lifetime));
        let current = self.generation.parse() == Ok(generation);
        if fresh && current { Ok(()) } else { Err(AccessError::Refused) }
    }
}

/// A token that is valid from now on.
pub(crate) fn sign(key: &[u8; 32], id: Uuid, generation: u64, lifetime: Duration) -> String {
    let milliseconds = i64::try_from(lifetime.as_millis()).unwrap_or(i64::MAX);
    let expiry = Timestamp::now().plus_milliseconds(milliseconds).milliseconds();
    let content = format!("{}.{generation}.{expiry}", id.hyphenated());
    let signature = signature(key, &content);
    format!("{content}.{signature}")
}

/// Whether something that lasts so long ends later than now, and not later than if it began now. The clock may have been
/// corrected a little since it was made.
pub(crate) fn is_within(end: Timestamp, lifetime: Duration) -> bool {
    let milliseconds = |time: Duration| i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
    let now = Timestamp::now();
    let latest = now.plus_milliseconds(milliseconds(lifetime.saturating_add(CORRECTION)));
    now < end && end <= latest
}

pub(crate) fn signature(key: &[u8; 32], content: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key of any length is taken");
    mac.update(content.as_bytes());
    URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
}

/// The one name of an account, however its id is spelled: in upper case, without hyphens, in braces, as a URN.
pub(crate) fn account(kind: &str, id: &str) -> String {
    match id.trim().parse::<Uuid>() {
        Ok(id) => format!("{kind}:{id}"),
        // There is no such account; whatever is tried counts as one.
        Err(_) => format!("{kind}:"),
    }
}

impl Access {
    /// Slows down who guesses the secret of an account.
    pub(crate) fn limited<T>(
        &self,
        attempt: Attempt<'_>,
        work: impl FnOnce() -> Result<T, AccessError>,
    ) -> Result<T, AccessError> {
        if let Some(wait) = self.limiter.wait(attempt) {
            return Err(AccessError::TooMany(wait));
        }
        let outcome = work();
        match &outcome {
            Ok(_) => self.limiter.succeeded(attempt),
            Err(AccessError::Refused) => self.limiter.failed(attempt),
            Err(_) => {}
        }
        outcome
    }

    /// The same for work that takes so long that others could begin theirs before it has failed: each attempt counts as a
    /// failure from its beginning until it succeeds.
    pub(crate) fn limited_while_working<T>(
        &self,
        attempt: Attempt<'_>,
        work: impl FnOnce() -> Result<T, AccessError>,
    ) -> Result<T, AccessError> {
        if let Some(wait) = self.limiter.wait(attempt) {
            return Err(AccessError::TooMany(wait));
        }
        self.limiter.failed(attempt);
        let outcome = work();
        match &outcome {
            Ok(_) => {
                self.limiter.taken_back(attempt);
                self.limiter.succeeded(attempt);
            }
            Err(AccessError::Refused) => {}
            Err(_) => self.limiter.taken_back(attempt),
        }
        outcome
    }

    /// A token for who knows a provider's secret. An unknown id and a wrong secret get the same answer after the same
    /// work.
    ///
    /// # Errors
    /// [`AccessError::Refused`], and [`AccessError::TooMany`] after too many of these.
    pub fn issue_provider_token(
        &self,
        id: &str,
        secret: &str,
        address: IpAddr,
    ) -> Result<IssuedToken, AccessError> {
        let account = account("provider", id);
        self.limited(Attempt { account: &account, address, device: None }, || self.issue(id, secret))
    }

    fn issue(&self, id: &str, secret: &str) -> Result<IssuedToken, AccessError> {
        let id: Option<ProviderId> = id.parse().ok();
        let wanted = id.map(|id| id.to_string()).unwrap_or_default();
        let found = self.store.find_definition(KIND, &wanted)?;
        let body = found.map(|(_, definition)| Body::read(&definition)).transpose()?;
        let expected = body.as_ref().map_or("", |body| body.hash.as_str());
        let checked = secret::check(expected, &secret::hash("provider", secret));
        let (Some(id), Some(body), Ok(())) = (id, body, checked) else { return Err(AccessError::Refused) };
        let lifetime = self.options.token_lifetime;
        let key = self.signing_key(&place(KIND, &wanted), &body.signing_key)?;
        Ok(IssuedToken {
            token: sign(&key, id.0, body.generation, lifetime),
            expires_in: lifetime.as_secs(),
            scope: match &body.sources {
                SourceGrant::All => "*".to_owned(),
                SourceGrant::Some(sources) => {
                    sources.iter().map(octant_model::SourceId::as_str).collect::<Vec<_>>().join(" ")
                }
            },
        })
    }

    /// Who holds that token.
    ///
    /// # Errors
    /// [`AccessError::Refused`] where it is forged, expired, or of a secret that was reset.
    pub fn provider_by_token(&self, token: &str) -> Result<ProviderIdentity, AccessError> {
        let token = SignedToken::read(token)?;
        let id = ProviderId(token.id);
        let (tenant, definition) =
            self.store.find_definition(KIND, &id.to_string())?.ok_or(AccessError::Refused)?;
        let body = Body::read(&definition)?;
        let key = self.signing_key(&place(KIND, &definition.id), &body.signing_key)?;
        token.check(&key, body.generation, self.options.token_lifetime)?;
        Ok(ProviderIdentity { tenant, id, sources: body.sources })
    }
}
