//! The client: an address, credentials, and the calls that need no more.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use octant_model::{ImportId, SourceId};
use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue};
use serde::Deserialize;
use serde_json::json;
use url::Url;

use crate::credentials::Credentials;
use crate::error::Error;
use crate::import::Importer;
use crate::options::ImportOptions;
use crate::retry::RetryPolicy;
use crate::status::ImportStatus;
use crate::token::{Token, TokenCache};
use crate::transport::{Answer, Authorization, Call, Transport};

/// Talks to one server as one caller. Cheap to clone; clones share connections and the token.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

struct Inner {
    transport: Transport,
    identity: Identity,
    address: Url,
}

/// The credentials, in the form in which they are sent.
enum Identity {
    Provider { request: Bytes, tokens: TokenCache },
    ApiKey(HeaderValue),
}

/// Settings of a [`Client`] beyond address and credentials.
#[derive(Debug, Clone)]
pub struct ClientBuilder {
    address: String,
    credentials: Credentials,
    retry: RetryPolicy,
    connect_timeout: Duration,
    timeout: Duration,
}

impl ClientBuilder {
    /// How often, and when, a call is tried again.
    #[must_use]
    pub fn retry(mut self, retry: RetryPolicy) -> Self {
        self.retry = retry;
        self
    }

    /// How long to wait for a connection; 10 s unless set.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long to wait for a whole answer in each attempt; 100 s unless set.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Makes the client. Nothing is sent yet.
    ///
    /// # Errors
    /// [`Error::Address`], [`Error::Credentials`] and [`Error::Tls`].
    pub fn build(self) -> Result<Client, Error> {
        let address = parse_address(&self.address)?;
        let identity = Identity::new(self.credentials)?;
        let transport = Transport::new(address.clone(), self.retry, self.connect_timeout, self.timeout)?;
        Ok(Client { inner: Arc::new(Inner { transport, identity, address }) })
    }
}

impl Client {
    /// A client with the usual settings. The address may have a path, below which the server's paths then lie.
    ///
    /// # Errors
    /// [`Error::Address`], [`Error::Credentials`] and [`Error::Tls`].
    pub fn new(address: impl Into<String>, credentials: Credentials) -> Result<Self, Error> {
        Self::builder(address, credentials).build()
    }

    /// A client whose settings can be chosen.
    #[must_use]
    pub fn builder(address: impl Into<String>, credentials: Credentials) -> ClientBuilder {
        ClientBuilder {
            address: address.into(),
            credentials,
            retry: RetryPolicy::default(),
            connect_timeout: Duration::from_secs(10),
            timeout: Duration::from_secs(100),
        }
    }

    /// The server's address.
    #[must_use]
    pub fn address(&self) -> &Url {
        &self.inner.address
    }

    /// Proves the credentials where that takes a call of its own: fetches a provider's token. An organization key is
    /// proved by whatever it is used for.
    ///
    /// # Errors
    /// Status 401 for a wrong id or secret, and whatever a call can meet.
    pub async fn sign_in(&self) -> Result<(), Error> {
        if let Identity::Provider { request, tokens } = &self.inner.identity {
            tokens.get(self.fetch_token(request)).await?;
        }
        Ok(())
    }

    /// Begins an import into a source. Nothing is sent yet.
    ///
    /// # Errors
    /// [`Error::InvalidId`] where the text is no source id.
    pub fn import(&self, source: impl Into<String>, options: ImportOptions) -> Result<Importer, Error> {
        Ok(Importer::new(self.clone(), SourceId::new(source)?, options))
    }

    /// What the server says of an import.
    ///
    /// # Errors
    /// [`Error::Refused`] with status 404 where it knows none by that id, and whatever a call can meet.
    pub async fn import_status(&self, id: ImportId) -> Result<ImportStatus, Error> {
        self.call(&Call::get(&["imports", &id.to_string()])).await?.json()
    }

    /// Makes a call as this client's caller. A token that the server no longer takes is replaced once.
    pub(crate) async fn call(&self, call: &Call) -> Result<Answer, Error> {
        let transport = &self.inner.transport;
        let (request, tokens) = match &self.inner.identity {
            Identity::ApiKey(key) => {
                let authorization = (HeaderName::from_static("x-api-key"), key.clone());
                return transport.send(call, Some(&authorization)).await;
            }
            Identity::Provider { request, tokens } => (request, tokens),
        };
        let token = tokens.get(self.fetch_token(request)).await?;
        let authorization: Authorization = (AUTHORIZATION, token.clone());
        match transport.send(call, Some(&authorization)).await {
            Err(error) if error.status() == Some(401) => {
                tokens.forget(&token).await;
                let authorization: Authorization =
                    (AUTHORIZATION, tokens.get(self.fetch_token(request)).await?);
                transport.send(call, Some(&authorization)).await
            }
            outcome => outcome,
        }
    }

    /// Makes a call as somebody else, or as nobody.
    pub(crate) async fn call_as(
        &self,
        call: &Call,
        authorization: Option<&Authorization>,
    ) -> Result<Answer, Error> {
        self.inner.transport.send(call, authorization).await
    }

    /// How long an attempt of a call may take.
    pub(crate) fn timeout(&self) -> Duration {
        self.inner.transport.timeout()
    }

    async fn fetch_token(&self, request: &Bytes) -> Result<Token, Error> {
        #[derive(Deserialize)]
        struct Envelope {
            result: TokenResult,
        }
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct TokenResult {
            access_token: String,
            expires_in: u64,
        }
        let call = Call::post(&["dataProviders", "tokens"], request.clone());
        let answer = self.inner.transport.send(&call, None).await?;
        let Envelope { result } = answer.json()?;
        let mut header = HeaderValue::try_from(format!("Bearer {}", result.access_token))
            .map_err(|_| answer.odd("the token holds characters that no header can carry"))?;
        header.set_sensitive(true);
        // A day is more than any server gives, and keeps the arithmetic of times within its range.
        let lifetime = Duration::from_secs(result.expires_in.min(24 * 3600));
        Ok(Token { header, lifetime })
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Client")
            .field("address", &self.inner.address.as_str())
            .finish_non_exhaustive()
    }
}

impl Identity {
    fn new(credentials: Credentials) -> Result<Self, Error> {
        match credentials {
            Credentials::Provider { id, secret } => {
                if id.is_empty() || secret.is_empty() {
                    return Err(Error::Credentials(
                        "a provider has an id and a secret, and one of them is empty",
                    ));
                }
                let request = Bytes::from(json!({"id": id, "secret": secret}).to_string());
                Ok(Self::Provider { request, tokens: TokenCache::default() })
            }
            Credentials::ApiKey(key) => {
                if key.is_empty() {
                    return Err(Error::Credentials("the organization key is empty"));
                }
                let mut header = HeaderValue::try_from(key).map_err(|_| {
                    Error::Credentials("the organization key holds characters that no header can carry")
                })?;
                header.set_sensitive(true);
                Ok(Self::ApiKey(header))
            }
        }
    }
}

fn parse_address(text: &str) -> Result<Url, Error> {
    let invalid = |problem: &str| Error::Address { address: text.to_owned(), problem: problem.to_owned() };
    let url = Url::parse(text).map_err(|error| invalid(&error.to_string()))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(invalid("it begins with neither http:// nor https://"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(invalid("it has a query or a fragment"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(invalid("it holds a user name or a password"));
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_refused_with_what_is_wrong_with_it() {
        for address in
            ["localhost:8080", "ftp://host", "", "/import", "http://host/?a=b", "http://me:secret@host"]
        {
            let error = Client::new(address, Credentials::api_key("key")).expect_err("no address");
            assert!(matches!(error, Error::Address { .. }), "{address}: {error}");
        }
        assert!(Client::new("https://octant.example.com/below", Credentials::api_key("key")).is_ok());
    }

    #[test]
    fn credentials_that_cannot_be_sent_are_refused_at_once() {
        for credentials in [
            Credentials::api_key(""),
            Credentials::api_key("line\nbreak"),
            Credentials::provider("", "secret"),
            Credentials::provider("id", ""),
        ] {
            let error = Client::new("http://127.0.0.1:1", credentials).expect_err("no credentials");
            assert!(matches!(error, Error::Credentials(_)), "{error}");
        }
    }
}
