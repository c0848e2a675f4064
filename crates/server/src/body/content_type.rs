//! Which content types are taken as JSON.

use http::HeaderMap;
use http::header::CONTENT_TYPE;

use crate::error::Failure;

/// Accepts `application/json`, `text/json` and `application/…+json` in UTF-8, and a request that names no type.
pub(super) fn check_json(headers: &HeaderMap) -> Result<(), Failure> {
    let Some(value) = headers.get(CONTENT_TYPE) else { return Ok(()) };
    let Ok(text) = value.to_str() else { return Err(refused("it is no text")) };
    let mut parts = text.split(';');
    let essence = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
    if !is_json(&essence) {
        return Err(refused(&format!("{essence:?} is another type")));
    }
    for parameter in parts {
        let Some((name, value)) = parameter.split_once('=') else { continue };
        let charset = value.trim().trim_matches('"').to_ascii_lowercase();
        let is_utf8 = matches!(charset.as_str(), "utf-8" | "utf8" | "us-ascii");
        if name.trim().eq_ignore_ascii_case("charset") && !is_utf8 {
            return Err(refused(&format!("the charset {charset:?} is not utf-8")));
        }
    }
    Ok(())
}

fn is_json(essence: &str) -> bool {
    let structured = essence.strip_prefix("application/").is_some_and(|subtype| subtype.ends_with("+json"));
    structured || matches!(essence, "application/json" | "text/json")
}

fn refused(why: &str) -> Failure {
    Failure::unsupported(format!("The Content-Type must be application/json; {why}"))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn is_taken(content_type: &[u8]) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_bytes(content_type).expect("a header value"));
        check_json(&headers).is_ok()
    }

    #[test]
    fn json_is_taken_under_each_of_its_names() {
        for taken in [
            "application/json",
            "application/json; charset=utf-8",
            "Application/JSON;charset=\"UTF-8\"",
            "text/json",
            "application/vnd.shop.products+json",
            "application/json; odd",
            "application/json;",
        ] {
            assert!(is_taken(taken.as_bytes()), "{taken}");
        }
        assert!(check_json(&HeaderMap::new()).is_ok());
    }

    #[test]
    fn anything_else_is_refused() {
        for refused in [
            "",
            "text/plain",
            "application/xml",
            "application/jsonp",
            "application/json; charset=utf-16",
            "x/y+json",
        ] {
            assert!(!is_taken(refused.as_bytes()), "{refused}");
        }
        assert!(!is_taken(b"application/json\xff"));
    }
}
