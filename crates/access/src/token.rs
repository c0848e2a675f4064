//! Tokens of data providers: `provider id . generation . expiry . signature`.

use std::net::IpAddr;

use hmac::{Hmac, KeyInit, Mac};
use octant_model::{ProviderId, Timestamp};
use sha2::Sha256;

use crate::provider::{Body, KIND};
use crate::secret::{self};
use crate::{Access, AccessError, IssuedToken, ProviderIdentity, SourceGrant};

impl Access {
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
        if let Some(wait) = self.limiter.wait(id, address) {
            return Err(AccessError::TooMany(wait));
        }
        let issued = self.issue(id, secret);
        match &issued {
            Ok(_) => self.limiter.succeeded(id, address),
            Err(AccessError::Refused) => self.limiter.failed(id, address),
            Err(_) => {}
        }
        issued
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
        let milliseconds = i64::try_from(lifetime.as_millis()).unwrap_or(i64::MAX);
        let expiry = Timestamp::now().plus_milliseconds(milliseconds).milliseconds();
        let content = format!("{id}.{}.{expiry}", body.generation);
        let signature = sign(&body.signing_key, &content);
        Ok(IssuedToken {
            token: format!("{content}.{signature}"),
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
        let (content, signature) = token.rsplit_once('.').ok_or(AccessError::Refused)?;
        let mut parts = content.split('.');
        let (Some(id), Some(generation), Some(expiry), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(AccessError::Refused);
        };
        let id: ProviderId = id.parse().map_err(|_| AccessError::Refused)?;
        let (tenant, definition) =
            self.store.find_definition(KIND, &id.to_string())?.ok_or(AccessError::Refused)?;
        let body = Body::read(&definition)?;
        secret::check(&sign(&body.signing_key, content), signature)?;
        let fresh = expiry.parse::<i64>().is_ok_and(|expiry| expiry > Timestamp::now().milliseconds());
        let current = generation.parse() == Ok(body.generation);
        if fresh && current {
            Ok(ProviderIdentity { tenant, id, sources: body.sources })
        } else {
            Err(AccessError::Refused)
        }
    }
}

fn sign(key: &[u8; 32], content: &str) -> String {
    use base64::Engine as _;
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key of any length is taken");
    mac.update(content.as_bytes());
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
}
