//! What a client says that it is: in the form, or in the `Authorization` header (RFC 6749, section 2.3.1).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use http::header::AUTHORIZATION;
use url::form_urlencoded;

use crate::error::Failure;
use crate::studio::form::Form;

/// A client's id and secret, as they were sent.
pub(super) struct ClientSecret {
    pub(super) id: String,
    pub(super) secret: String,
}

impl ClientSecret {
    /// Reads them where they are; a header of another scheme is left alone.
    ///
    /// # Errors
    /// 400 where they are missing, in both places, or not readable.
    pub(super) fn read(headers: &HeaderMap, form: &Form) -> Result<Self, Failure> {
        let Some(basic) = basic(headers) else {
            let (id, secret) = (parameter(form, "client_id")?, parameter(form, "client_secret")?);
            return Ok(Self { id, secret });
        };
        if form.filled("client_secret").is_some() {
            let message = "it is given twice: here and in the Authorization header";
            return Err(Failure::invalid().field("client_secret", message));
        }
        basic.ok_or_else(|| {
            let message = "its credentials are no id and secret in base64, with a colon between them";
            Failure::invalid().field("Authorization", message)
        })
    }
}

/// The credentials of a basic header, if there is one; `None` within where they cannot be read.
fn basic(headers: &HeaderMap) -> Option<Option<ClientSecret>> {
    let (scheme, credentials) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("Basic") {
        return None;
    }
    let decoded = STANDARD.decode(credentials.trim()).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    Some(
        decoded
            .as_deref()
            .and_then(|text| text.split_once(':'))
            .map(|(id, secret)| ClientSecret { id: plain(id), secret: plain(secret) }),
    )
}

/// A text that is encoded as in a form.
fn plain(encoded: &str) -> String {
    // As the value of a field without a name.
    let field = format!("={encoded}");
    let mut fields = form_urlencoded::parse(field.as_bytes());
    fields.next().map_or_else(String::new, |(_, value)| value.into_owned())
}

/// A parameter that must be there, once; an empty one counts as not given.
pub(super) fn parameter(form: &Form, name: &'static str) -> Result<String, Failure> {
    let mut given = form.all(name);
    match (given.next(), given.next()) {
        (Some(value), None) if !value.is_empty() => Ok(value.to_owned()),
        (Some(_), Some(_)) => Err(Failure::invalid().field(name, "it is there more than once")),
        _ => Err(Failure::invalid().field(name, "it is missing or empty")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(authorization: &str) -> Option<(String, String)> {
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, authorization.parse().expect("a header"));
        ClientSecret::read(&headers, &Form::default()).ok().map(|client| (client.id, client.secret))
    }

    #[test]
    fn a_basic_header_is_encoded_as_a_form_within() {
        let of = |text: &str| format!("Basic {}", STANDARD.encode(text));
        assert_eq!(read(&of("id:secret")), Some(("id".to_owned(), "secret".to_owned())));
        assert_eq!(read(&of("a%3Ab:s+%26=")), Some(("a:b".to_owned(), "s &=".to_owned())));
        for wrong in ["Basic", "Basic !", &of("without"), "Bearer abc"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
