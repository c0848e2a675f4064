//! A query to take along: as an address, for curl, for a generated TypeScript client.

use url::form_urlencoded::Serializer;

use super::wanted::Wanted;

/// Where a query goes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Target<'t> {
    /// The version's public address.
    pub(super) base: &'t str,
    /// The endpoint.
    pub(super) endpoint: &'t str,
    /// Whether it needs a token.
    pub(super) protected: bool,
}

/// The address.
pub(super) fn url(wanted: &Wanted, target: Target<'_>) -> String {
    let mut query = Serializer::new(String::new());
    query.extend_pairs(wanted.parameters());
    format!("{}/{}?{}", target.base, target.endpoint, query.finish())
}

/// A command; everything in the address that a shell could take for its own is encoded.
pub(super) fn curl(url: &str, target: Target<'_>) -> String {
    let token = if target.protected { "-H \"Authorization: Bearer $TOKEN\" " } else { "" };
    format!("curl -s {token}'{}'", url.replace('\'', "%27"))
}

/// A call of the client that `openapi-typescript-codegen` makes of the version's description.
pub(super) fn typescript(wanted: &Wanted, target: Target<'_>) -> String {
    let body = serde_json::to_string_pretty(&wanted.body()).unwrap_or_default();
    let token = if target.protected { "OpenAPI.TOKEN = token;\n" } else { "" };
    let base = serde_json::Value::from(target.base);
    let function = function(target.endpoint);
    format!(
        "import {{ DefaultService, OpenAPI }} from './octant';\n\nOpenAPI.BASE = {base};\n{token}\n\
         const answer = await DefaultService.{function}({body});"
    )
}

/// The name that the generator gives an operation.
fn function(endpoint: &str) -> String {
    let mut name = String::with_capacity(endpoint.len());
    let mut upper = false;
    for letter in endpoint.chars() {
        match letter {
            '-' | '_' => upper = !name.is_empty(),
            letter if upper => {
                name.push(letter.to_ascii_uppercase());
                upper = false;
            }
            letter if name.is_empty() => name.push(letter.to_ascii_lowercase()),
            letter => name.push(letter),
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_can_be_taken_along() {
        let wanted = Wanted::read("q=it's&f.color=Red");
        let target =
            Target { base: "https://o.example/t/shop/v1", endpoint: "top-products", protected: true };
        let url = url(&wanted, target);
        assert_eq!(
            url,
            "https://o.example/t/shop/v1/top-products?top=24&search=it%27s&includeTotals=true&facetMode=disjunctive&color=Red"
        );
        assert_eq!(curl(&url, target), format!("curl -s -H \"Authorization: Bearer $TOKEN\" '{url}'"));
        let call = typescript(&wanted, target);
        assert!(
            call.contains("OpenAPI.BASE = \"https://o.example/t/shop/v1\";\nOpenAPI.TOKEN = token;"),
            "{call}"
        );
        assert!(call.contains("await DefaultService.topProducts({\n  \"top\": 24,"), "{call}");
    }
}
