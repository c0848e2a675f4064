//! What a client asks of an import beside its entities.

use http::HeaderMap;
use uuid::Uuid;

use crate::error::Failure;
use crate::query::Query;

const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// The most characters of an idempotency key.
const MAX_KEY: usize = 255;

/// The options of an import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ImportOptions {
    pub(super) correlation: Option<Uuid>,
    pub(super) dry_run: bool,
    pub(super) partial: bool,
    pub(super) idempotency_key: Option<String>,
}

impl ImportOptions {
    pub(super) fn read(query: &Query, headers: &HeaderMap) -> Result<Self, Failure> {
        Ok(Self {
            correlation: query.parsed("correlationId", "a GUID like 3f2504e0-4f89-41d3-9a0c-0305e82c3301")?,
            dry_run: query.flag("dryRun")?,
            partial: query.flag("partial")?,
            idempotency_key: idempotency_key(headers)?,
        })
    }
}

fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Failure> {
    let invalid = |message: String| Failure::invalid().field("Idempotency-Key", message);
    let mut values = headers.get_all(IDEMPOTENCY_KEY).iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(invalid("Idempotency-Key is given more than once".to_owned()));
    }
    match value.to_str().map(str::trim) {
        Ok(key) if (1..=MAX_KEY).contains(&key.len()) => Ok(Some(key.to_owned())),
        _ => Err(invalid(format!("Idempotency-Key must be 1 to {MAX_KEY} printable ASCII characters"))),
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn key(value: &[u8]) -> Result<Option<String>, Failure> {
        let mut headers = HeaderMap::new();
        headers.insert(IDEMPOTENCY_KEY, HeaderValue::from_bytes(value).expect("a header value"));
        idempotency_key(&headers)
    }

    #[test]
    fn an_idempotency_key_is_short_text() {
        assert_eq!(key(b" nightly 7 ").expect("a key").as_deref(), Some("nightly 7"));
        assert!(key(&[b'k'; MAX_KEY]).is_ok());
        assert!(key(&[b'k'; MAX_KEY + 1]).is_err());
        assert!(key(b"").is_err());
        assert!(key(b"k\xe9y").is_err());
    }

    #[test]
    fn two_idempotency_keys_are_none() {
        let mut headers = HeaderMap::new();
        headers.append(IDEMPOTENCY_KEY, HeaderValue::from_static("a"));
        headers.append(IDEMPOTENCY_KEY, HeaderValue::from_static("b"));
        assert!(idempotency_key(&headers).is_err());
    }
}
