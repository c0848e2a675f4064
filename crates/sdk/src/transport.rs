//! One call over HTTP: made, tried again where that is safe and of use, and read.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use reqwest::{Method, Response, StatusCode};
use rustls_platform_verifier::BuilderVerifierExt;
use serde::de::DeserializeOwned;
use url::{Host, Url};

use crate::error::Error;
use crate::refusal::Refusal;
use crate::retry::{RetryPolicy, chance};
use crate::retry_after;

/// The most that is read of an answer, in bytes. Answers of the protocol are far smaller.
const LONGEST_ANSWER: usize = 64 * 1024 * 1024;

/// A call to be made, possibly several times.
#[derive(Clone)]
pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) path: Vec<String>,
    pub(crate) query: Vec<(&'static str, String)>,
    pub(crate) body: Option<Bytes>,
    pub(crate) idempotency_key: Option<String>,
    /// Whether doing it twice does the same as doing it once.
    pub(crate) repeatable: bool,
}

impl Call {
    pub(crate) fn get(path: &[&str]) -> Self {
        Self::new(Method::GET, path, None, true)
    }

    pub(crate) fn put(path: &[&str], body: Bytes) -> Self {
        Self::new(Method::PUT, path, Some(body), true)
    }

    pub(crate) fn patch(path: &[&str], body: Bytes) -> Self {
        Self::new(Method::PATCH, path, Some(body), true)
    }

    pub(crate) fn delete(path: &[&str]) -> Self {
        Self::new(Method::DELETE, path, None, true)
    }

    /// A call that must not be made again once the server may have acted on it.
    pub(crate) fn post_once(path: &[&str], body: Bytes) -> Self {
        Self::new(Method::POST, path, Some(body), false)
    }

    /// A call that may be made again.
    pub(crate) fn post(path: &[&str], body: Bytes) -> Self {
        Self::new(Method::POST, path, Some(body), true)
    }

    fn new(method: Method, path: &[&str], body: Option<Bytes>, repeatable: bool) -> Self {
        let path = path.iter().map(ToString::to_string).collect();
        Self { method, path, query: Vec::new(), body, idempotency_key: None, repeatable }
    }

    pub(crate) fn with_query(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.query.push((name, value.into()));
        self
    }

    /// Method and path, for messages.
    pub(crate) fn name(&self) -> String {
        format!("{} /{}", self.method, self.path.join("/"))
    }
}

/// An answer with a status of success.
pub(crate) struct Answer {
    call: String,
    pub(crate) status: u16,
    body: Vec<u8>,
}

impl Answer {
    /// The body as what the protocol says it is.
    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        serde_json::from_slice(&self.body).map_err(|error| self.odd(error.to_string()))
    }

    /// An error that says what is odd about the answer.
    pub(crate) fn odd(&self, problem: impl Into<String>) -> Error {
        Error::Protocol { call: self.call.clone(), problem: problem.into() }
    }
}

/// A header that proves who calls.
pub(crate) type Authorization = (HeaderName, HeaderValue);

/// Why an attempt failed, and whether the server may have acted on it all the same.
struct Failure {
    error: Error,
    again: Again,
    retry_after: Option<Duration>,
}

enum Again {
    /// Trying again gives the same.
    Useless,
    /// The server has not acted on the call.
    Safe,
    /// The server may have acted on the call.
    IfRepeatable,
}

pub(crate) struct Transport {
    http: reqwest::Client,
    base: Url,
    retry: RetryPolicy,
    timeout: Duration,
}

impl Transport {
    pub(crate) fn new(
        base: Url,
        retry: RetryPolicy,
        connect_timeout: Duration,
        timeout: Duration,
    ) -> Result<Self, Error> {
        let mut http = reqwest::Client::builder();
        if is_this_machine(&base) {
            // A proxy that the environment names is some other machine, where this address means that one.
            http = http.no_proxy();
        }
        let http = http
            .tls_backend_preconfigured(tls(base.scheme() == "https")?)
            // A redirect would carry the credentials to wherever it points.
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(connect_timeout)
            .timeout(timeout)
            .user_agent(concat!("octant-sdk/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| Error::Tls(deepest(&error)))?;
        Ok(Self { http, base, retry, timeout })
    }

    /// How long an attempt may take.
    pub(crate) fn timeout(&self) -> Duration {
        self.timeout
    }

    /// Makes the call, again where that helps.
    pub(crate) async fn send(
        &self,
        call: &Call,
        authorization: Option<&Authorization>,
    ) -> Result<Answer, Error> {
        let mut attempt = 1;
        loop {
            let failure = match self.attempt(call, authorization, attempt).await {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            let may_repeat = match failure.again {
                Again::Useless => false,
                Again::Safe => true,
                Again::IfRepeatable => call.repeatable,
            };
            let wait = self.retry.delay(attempt, failure.retry_after, chance()).filter(|_| may_repeat);
            let Some(wait) = wait else {
                return Err(failure.error);
            };
            tokio::time::sleep(wait).await;
            attempt += 1;
        }
    }

    async fn attempt(
        &self,
        call: &Call,
        authorization: Option<&Authorization>,
        attempt: u32,
    ) -> Result<Answer, Failure> {
        let mut request = self.http.request(call.method.clone(), self.url(call));
        if let Some((name, value)) = authorization {
            request = request.header(name, value);
        }
        if let Some(key) = &call.idempotency_key {
            request = request.header("idempotency-key", key);
        }
        if let Some(body) = &call.body {
            request = request.header(CONTENT_TYPE, "application/json").body(body.clone());
        }
        let response = request.send().await.map_err(|error| self.unreachable(&error, attempt))?;
        let status = response.status();
        let headers = response.headers().clone();
        let body = self.read(response, attempt).await?;
        if status.is_success() {
            return Ok(Answer { call: call.name(), status: status.as_u16(), body });
        }
        let retry_after = retry_after::from_headers(&headers);
        let mut refusal = Refusal::read(call.name(), status.as_u16(), retry_after, &body);
        if let Some(target) = headers.get("location").filter(|_| status.is_redirection()) {
            refusal.problems[0].message =
                format!("the server points to {target:?}; give that as the address if it is the right one");
        }
        if refusal.request_id.is_none() {
            let header = headers.get("x-request-id").and_then(|id| id.to_str().ok());
            refusal.request_id = header.map(str::to_owned);
        }
        Err(Failure { error: Error::Refused(Box::new(refusal)), again: again(status), retry_after })
    }

    async fn read(&self, mut response: Response, attempt: u32) -> Result<Vec<u8>, Failure> {
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| self.unreachable(&error, attempt))? {
            if body.len() + chunk.len() > LONGEST_ANSWER {
                let problem = format!("it has more than {LONGEST_ANSWER} bytes");
                let call = format!("a call of {}", self.base);
                return Err(Failure {
                    error: Error::Protocol { call, problem },
                    again: Again::Useless,
                    retry_after: None,
                });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }

    fn url(&self, call: &Call) -> Url {
        let mut url = self.base.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(&call.path);
        }
        if !call.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&call.query);
        }
        url
    }

    fn unreachable(&self, error: &reqwest::Error, attempts: u32) -> Failure {
        let problem = if error.is_connect() || !error.is_timeout() {
            deepest(error)
        } else {
            format!("no whole answer within {} s", self.timeout.as_secs_f64())
        };
        let again = match error.is_connect() {
            true if is_about_trust(error) => Again::Useless,
            true => Again::Safe,
            false => Again::IfRepeatable,
        };
        let address = self.base.to_string();
        Failure { error: Error::Unreachable { address, problem, attempts }, again, retry_after: None }
    }
}

fn again(status: StatusCode) -> Again {
    match status {
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => Again::Safe,
        StatusCode::BAD_GATEWAY | StatusCode::GATEWAY_TIMEOUT => Again::IfRepeatable,
        _ => Again::Useless,
    }
}

/// The innermost cause: `Connection refused` rather than `error sending request`.
fn deepest(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}

/// Whether the server's certificate, or its kind of TLS, is why there is no connection.
fn is_about_trust(error: &(dyn std::error::Error + 'static)) -> bool {
    if error.is::<rustls::Error>() {
        return true;
    }
    // What an I/O error wraps is not among its sources.
    let wrapped = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
    match wrapped {
        Some(wrapped) => is_about_trust(wrapped),
        None => error.source().is_some_and(is_about_trust),
    }
}

fn is_this_machine(address: &Url) -> bool {
    match address.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// TLS as the platform trusts it. A client for `http` never speaks TLS (it follows no redirect), so it asks nothing
/// of the platform and trusts nobody.
fn tls(secure: bool) -> Result<rustls::ClientConfig, Error> {
    let failed = |error: rustls::Error| Error::Tls(error.to_string());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(failed)?;
    if secure {
        return Ok(builder.with_platform_verifier().map_err(failed)?.with_no_client_auth());
    }
    Ok(builder.with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_proxy_stands_between_a_machine_and_itself() {
        let is_here = |address: &str| is_this_machine(&address.parse().expect("an address"));
        for address in ["http://localhost:1", "http://127.0.0.1", "http://127.1.2.3", "http://[::1]:80"] {
            assert!(is_here(address), "{address}");
        }
        for address in
            ["http://octant.example.com", "http://10.0.0.1", "http://[::2]", "http://localhost.example.com"]
        {
            assert!(!is_here(address), "{address}");
        }
    }
}
