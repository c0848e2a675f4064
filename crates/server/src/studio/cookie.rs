//! Cookies of the Studio: out of reach of scripts and of other sites, for `/studio` alone.

use http::header::{COOKIE, SET_COOKIE};
use http::{HeaderMap, HeaderValue};

/// Holds the session of who is signed in.
pub(super) const SESSION: &str = "octant_session";
/// Shows that a user has signed in on this device before.
pub(super) const DEVICE: &str = "octant_device";
/// Shows that the person lets pages load pictures from anywhere.
pub(super) const PICTURES: &str = "octant_pictures";
/// Ties a form to the browser that asked for it, before anybody is signed in.
pub(super) const VISIT: &str = "octant_visit";

/// The value of a cookie.
pub(super) fn read<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(candidate, _)| *candidate == name).map(|(_, value)| value)
}

/// A cookie until the browser is closed or `seconds` are over.
pub(super) fn set(
    name: &str,
    value: &str,
    seconds: Option<u64>,
    secure: bool,
) -> (http::HeaderName, HeaderValue) {
    let age = seconds.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
    let secure = if secure { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/studio; HttpOnly; SameSite=Lax{age}{secure}");
    (SET_COOKIE, HeaderValue::from_str(&text).expect("tokens and names are visible ASCII"))
}

/// Makes the browser forget a cookie.
pub(super) fn forget(name: &str, secure: bool) -> (http::HeaderName, HeaderValue) {
    set(name, "", Some(0), secure)
}

/// Whether the browser reached the server by https: Octant itself speaks http, and a proxy before it says so.
pub(crate) fn is_secure(headers: &HeaderMap) -> bool {
    let proto = headers.get("x-forwarded-proto").and_then(|value| value.to_str().ok());
    proto.is_some_and(|proto| {
        proto.split(',').next().is_some_and(|first| first.trim().eq_ignore_ascii_case("https"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, HeaderValue::from_static("a=1; octant_session=x.y; b="));
        headers.append(COOKIE, HeaderValue::from_static("octant_visit=v"));
        assert_eq!(read(&headers, SESSION), Some("x.y"));
        assert_eq!(read(&headers, VISIT), Some("v"));
        assert_eq!(read(&headers, "session"), None);
    }

    #[test]
    fn a_cookie_is_secure_where_the_browser_came_by_https() {
        let mut headers = HeaderMap::new();
        assert!(!is_secure(&headers));
        headers.insert("x-forwarded-proto", HeaderValue::from_static("https, http"));
        assert!(is_secure(&headers));
        let (_, value) = set(SESSION, "t", Some(60), true);
        assert_eq!(value, "octant_session=t; Path=/studio; HttpOnly; SameSite=Lax; Max-Age=60; Secure");
    }
}
