//! The form of errors under `/oauth2` (RFC 6749, section 5.2).

use http::header::{CACHE_CONTROL, PRAGMA};
use http::{HeaderMap, HeaderValue};
use serde::Serialize;

use super::{Code, Failure};

#[derive(Serialize)]
pub(super) struct OAuthProblem {
    error: &'static str,
    error_description: String,
}

impl OAuthProblem {
    pub(super) fn of(failure: &Failure) -> Self {
        let fields = failure.fields().iter().map(|field| format!("{}: {}", field.path, field.message));
        let mut told: Vec<String> = fields.collect();
        if told.is_empty() {
            told.push(failure.detail().to_owned());
        }
        Self { error: name(failure.0.code), error_description: allowed(&told.join("; ")) }
    }
}

/// The name that the RFC has for it; its list is short.
fn name(code: Code) -> &'static str {
    match code {
        Code::UnsupportedGrantType => Code::UnsupportedGrantType.name(),
        Code::Unauthorized => "invalid_client",
        Code::Busy
        | Code::TooManyFailures
        | Code::Building
        | Code::Overloaded
        | Code::QueryTimeout
        | Code::StorageFull
        | Code::StorageFailed
        | Code::Stopping => "temporarily_unavailable",
        Code::Internal => "server_error",
        _ => "invalid_request",
    }
}

/// A description has no quotation mark, no backslash and nothing beyond ASCII.
fn allowed(text: &str) -> String {
    let replaced = |character: char| match character {
        '"' => '\'',
        '\\' => '/',
        ' '..='~' => character,
        _ => '?',
    };
    text.chars().map(replaced).collect()
}

/// Keeps an answer that holds a token, or tells of one, out of every cache (RFC 6749, section 5.1).
pub(crate) fn not_stored(headers: &mut HeaderMap) {
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(PRAGMA, HeaderValue::from_static("no-cache"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_has_only_the_characters_that_are_allowed() {
        let failure = Failure::invalid().field("client_id", "\"a\\b\" is né").field("audience", "none");
        let problem = OAuthProblem::of(&failure);
        assert_eq!(problem.error, "invalid_request");
        assert_eq!(problem.error_description, "client_id: 'a/b' is n?; audience: none");
    }
}
