//! What came back.

use http::HeaderMap;
use serde_json::Value;

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    #[allow(dead_code, reason = "shown when an assertion fails")]
    pub call: String,
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    pub async fn read(call: String, response: reqwest::Response) -> Self {
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let text = response.text().await.expect("a body that can be read");
        Self { call, status, headers, text }
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{self:?} is no JSON: {error}"))
    }

    /// The same answer, if it has that status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{self:#?}");
        self
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().expect("a header of text"))
    }

    /// The body with the request's id left out, after a check that it is the header's.
    #[track_caller]
    pub fn anonymous(&self) -> Value {
        let mut body = self.json();
        let header = self.header("x-request-id").unwrap_or_else(|| panic!("no x-request-id: {self:?}"));
        assert!(is_request_id(header), "{header:?}");
        let members = body.as_object_mut().unwrap_or_else(|| panic!("no object: {self:?}"));
        let named = members.remove("requestId").or_else(|| members.remove("traceId"));
        assert_eq!(named, Some(Value::String(header.to_owned())), "{self:?}");
        body
    }
}

/// 32 hexadecimal digits.
pub fn is_request_id(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}
