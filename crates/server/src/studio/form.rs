//! The fields of a form that was posted.

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use http::header::CONTENT_TYPE;
use http::request::Parts;
use url::form_urlencoded;

use crate::body::collect_form;
use crate::error::Failure;
use crate::state::AppState;

/// The field that marks a form whose user had to sign in first.
pub(super) const RESUMED: &str = "resumed";

/// The fields, in the order of the form; at most [`max_document`](crate::ServerOptions::max_document) bytes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Form(Vec<(String, String)>);

impl FromRequest<AppState> for Form {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Failure> {
        let (parts, body) = request.into_parts();
        Self::read(state, &parts, body).await
    }
}

impl Form {
    /// Reads the body of a request.
    ///
    /// # Errors
    /// 415 for anything but a form, and those of its collection.
    pub(super) async fn read(state: &AppState, parts: &Parts, body: Body) -> Result<Self, Failure> {
        let content_type = parts.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let essence = content_type.and_then(|text| text.split(';').next()).unwrap_or_default().trim();
        if !essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            return Err(Failure::unsupported("A form is sent as application/x-www-form-urlencoded"));
        }
        let (bytes, _held) = collect_form(state, parts, body).await?.into_parts();
        Ok(Self::parse(&bytes))
    }

    fn parse(bytes: &[u8]) -> Self {
        let fields = form_urlencoded::parse(bytes);
        Self(fields.map(|(name, value)| (name.into_owned(), value.into_owned())).collect())
    }

    /// The fields of a form that came in another way.
    pub(crate) fn of(fields: Vec<(String, String)>) -> Self {
        Self(fields)
    }

    /// Whether the form comes from a page on which its user had to sign in first ([`resume`](super::resume)): it is
    /// shown again as it was typed, and nothing is done.
    pub(crate) fn is_resumed(&self) -> bool {
        self.has(RESUMED)
    }

    /// The fields in their order.
    pub(super) fn fields(&self) -> &[(String, String)] {
        &self.0
    }

    /// Whether nothing was sent.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text of a field as it was typed; empty where there is none.
    pub(crate) fn text(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(candidate, _)| candidate == name);
        found.map_or("", |(_, value)| value.as_str())
    }

    /// The text of a field without blanks around it; `None` where nothing is left.
    pub(crate) fn filled(&self, name: &str) -> Option<&str> {
        Some(self.text(name).trim()).filter(|text| !text.is_empty())
    }

    /// Every value of a field.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(candidate, _)| candidate == name).map(|(_, value)| value.as_str())
    }

    /// Whether the form has the field.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(candidate, _)| candidate == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_keep_their_order_and_their_blanks() {
        let form = Form::parse(b"name=+A%26B+&source=a&source=b&empty=");
        assert_eq!(form.text("name"), " A&B ");
        assert_eq!(form.filled("name"), Some("A&B"));
        assert_eq!(form.all("source").collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!((form.filled("empty"), form.has("empty"), form.has("none")), (None, true, false));
    }
}
