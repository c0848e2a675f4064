//! A server's refusal, read from either of its two forms: the ingest envelope and problem details (RFC 9457).

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use serde::Deserialize;

/// One thing that the server found wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where: `entities` from the ingest, a path such as `entries[0].properties[1].value` from the platform API;
    /// empty where the server names no place.
    pub path: String,
    /// A stable word for the problem, where the server gives one.
    pub code: Option<String>,
    /// The problem in the server's words.
    pub message: String,
}

/// An answer with an error status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Method and path of the call.
    pub call: String,
    /// The HTTP status.
    pub status: u16,
    /// The stable code of the refusal as a whole, where the server gives one.
    pub code: Option<String>,
    /// What the server found wrong; never empty.
    pub problems: Vec<Problem>,
    /// The id under which the server logged the request.
    pub request_id: Option<String>,
    /// How long the server asked to wait.
    pub retry_after: Option<Duration>,
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} was answered {}: ", self.call, self.status)?;
        for (position, problem) in self.problems.iter().enumerate() {
            let separator = if position == 0 { "" } else { "; " };
            match problem.path.as_str() {
                "" => write!(formatter, "{separator}{}", problem.message)?,
                path => write!(formatter, "{separator}{path}: {}", problem.message)?,
            }
        }
        match &self.request_id {
            Some(id) => write!(formatter, " (request {id})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Refusal {}

/// Both forms in one: the members of the one are absent in the other.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Body {
    errors: Errors,
    request_id: Option<String>,
    trace_id: Option<String>,
    title: Option<String>,
    detail: Option<String>,
    code: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Errors {
    Envelope(Vec<EnvelopeError>),
    Fields(BTreeMap<String, Vec<String>>),
    Other(serde::de::IgnoredAny),
}

impl Default for Errors {
    fn default() -> Self {
        Self::Envelope(Vec::new())
    }
}

#[derive(Deserialize)]
struct EnvelopeError {
    #[serde(default)]
    message: String,
    code: Option<String>,
    details: Option<Details>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Details {
    #[serde(default)]
    property_name: String,
    #[serde(default)]
    message: String,
    code: Option<String>,
}

impl Refusal {
    /// Reads the refusal from the answer's body, whatever it holds.
    pub(crate) fn read(call: String, status: u16, retry_after: Option<Duration>, body: &[u8]) -> Self {
        let parsed: Body = serde_json::from_slice(body).unwrap_or_default();
        let mut problems = match parsed.errors {
            Errors::Envelope(errors) => errors.into_iter().map(from_envelope).collect(),
            Errors::Fields(fields) => from_fields(fields),
            Errors::Other(_) => Vec::new(),
        };
        if problems.is_empty() {
            let message = parsed.detail.or(parsed.title).unwrap_or_else(|| plain_text(body));
            problems.push(Problem { path: String::new(), code: parsed.code.clone(), message });
        }
        let request_id = parsed.request_id.or(parsed.trace_id);
        Self { call, status, code: parsed.code, problems, request_id, retry_after }
    }
}

fn from_envelope(error: EnvelopeError) -> Problem {
    match error.details {
        Some(details) if !details.message.is_empty() => Problem {
            path: details.property_name,
            code: details.code.or(error.code),
            message: details.message,
        },
        _ => Problem { path: String::new(), code: error.code, message: error.message },
    }
}

fn from_fields(fields: BTreeMap<String, Vec<String>>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (path, messages) in fields {
        for message in messages {
            problems.push(Problem { path: path.clone(), code: None, message });
        }
    }
    problems
}

/// What a body that is not JSON says, short enough for a message.
fn plain_text(body: &[u8]) -> String {
    let text: String = String::from_utf8_lossy(body).trim().chars().take(200).collect();
    if text.is_empty() { "the server gave no reason".to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Refusal {
        Refusal::read("POST /import/products".to_owned(), 400, None, body.as_bytes())
    }

    #[test]
    fn the_ingest_envelope_gives_every_violation() {
        let refusal = read(
            r#"{"result":null,"errors":[{"message":"Invalid request","details":{"propertyName":"entities",
                "message":"Entity keys contain restricted characters. The following ids containing restricted characters: @2"}},
                {"message":"Invalid request"}],"requestId":"0123"}"#,
        );
        assert_eq!(refusal.problems.len(), 2);
        assert_eq!(
            refusal.to_string(),
            "POST /import/products was answered 400: entities: Entity keys contain restricted characters. \
             The following ids containing restricted characters: @2; Invalid request (request 0123)"
        );
    }

    #[test]
    fn problem_details_give_every_field() {
        let refusal = read(
            r#"{"title":"Bad request","status":400,"traceId":"t","code":"invalid",
                "errors":{"id":["is empty"],"name":["is too long","is odd"]}}"#,
        );
        assert_eq!(refusal.code.as_deref(), Some("invalid"));
        assert_eq!(refusal.request_id.as_deref(), Some("t"));
        let paths: Vec<&str> = refusal.problems.iter().map(|problem| problem.path.as_str()).collect();
        assert_eq!(paths, ["id", "name", "name"]);
    }

    #[test]
    fn whatever_else_is_answered_is_shown_as_it_is() {
        assert_eq!(
            read(r#"{"title":"Not found","detail":"no source x"}"#).problems[0].message,
            "no source x"
        );
        assert_eq!(read("<html>gateway</html>").problems[0].message, "<html>gateway</html>");
        assert_eq!(read("").problems[0].message, "the server gave no reason");
        assert_eq!(read(r#"{"errors":"odd"}"#).problems[0].message, r#"{"errors":"odd"}"#);
        assert_eq!(read("[1]").problems[0].message, "[1]");
    }
}
