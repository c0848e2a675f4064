//! Paths as clients write them, before they are looked up.

use std::borrow::Cow;

use http::Uri;
use http::uri::PathAndQuery;
use octant_model::id::is_reserved;

/// How the paths begin that any tenant's name may stand in.
const OF_A_TENANT: &str = "/{tenant}/";

/// The address without the slash at the end of its path: `/v1/sources/` is `/v1/sources`.
///
/// Nothing is redirected, as a client may not send its body again. Only one slash goes: where there are two, the client
/// most likely lost an id, and the path leads nowhere.
pub(crate) fn without_last_slash(uri: &Uri) -> Cow<'_, Uri> {
    let path = uri.path();
    let Some(rest) = path.strip_suffix('/').filter(|rest| !rest.is_empty() && !rest.ends_with('/')) else {
        return Cow::Borrowed(uri);
    };
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    let shorter: PathAndQuery =
        format!("{rest}{query}").parse().expect("a path stays one without its last slash");
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(shorter);
    Cow::Owned(Uri::from_parts(parts).expect("only the path changed"))
}

/// Whether a path leads to the route that the router found for it. No part of a path is empty, and the first segments
/// of the protocol's own paths are no tenants.
pub(crate) fn leads_to(route: &str, path: &str) -> bool {
    let first = path.trim_start_matches('/').split('/').next().unwrap_or_default();
    let has_gap = path.contains("//");
    let is_misread = route.starts_with(OF_A_TENANT) && is_reserved(first);
    !has_gap && !is_misread
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slash_goes_and_the_query_stays() {
        for (given, kept) in [
            ("/", "/"),
            ("//", "//"),
            ("/a", "/a"),
            ("/a/", "/a"),
            ("/a//", "/a//"),
            ("/a/b/?c=/d/", "/a/b?c=/d/"),
            ("/a%2F/", "/a%2F"),
            ("/?a", "/?a"),
            ("http://host/a/", "http://host/a"),
            ("*", "*"),
        ] {
            let uri: Uri = given.parse().expect("an address");
            assert_eq!(without_last_slash(&uri).to_string(), kept, "{given}");
        }
    }

    #[test]
    fn nothing_leads_to_a_tenant_of_a_reserved_name() {
        let endpoint = "/{tenant}/{destination}/{version}/{endpoint}";
        assert!(leads_to(endpoint, "/local/shop/v1/things"));
        assert!(leads_to("/v1/sources", "/v1/sources"));
        for path in ["/v1/a/b/c", "/dataProviders/a/b/c", "/V1/a/b/c", "/.well-known/a/b/c", "/local//v1/a"] {
            assert!(!leads_to(endpoint, path), "{path}");
        }
        assert!(!leads_to("/v1/sources/{id}", "/v1/sources//"));
    }
}
