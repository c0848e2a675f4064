//! The check that the catalogue is published: queries whose answers can be counted in the catalogue itself.

use std::borrow::Cow;
use std::collections::BTreeMap;

use octant_sdk::{Client, Credentials, EndpointAddress, Entity, EntityProperty, Error, QueryToken};
use serde_json::{Value, json};

use super::catalogue::Part;
use super::load::Loaded;

/// What was found in order.
pub(crate) struct Published {
    /// Queries whose totals and facets are those of the catalogue.
    pub(crate) queries: usize,
    /// Facet values whose counts are.
    pub(crate) counts: usize,
}

/// A query and what the catalogue says of it.
struct Case {
    address: EndpointAddress<'static>,
    language: &'static str,
    /// The facets to count: the catalogue's property, and its name in results.
    facets: &'static [(&'static str, &'static str)],
    must: Value,
    /// Whether the catalogue's product is among the results.
    holds: fn(&Entity) -> bool,
}

const SHOP: EndpointAddress<'static> =
    EndpointAddress { tenant: super::TENANT, destination: "shop", version: "v1", endpoint: "products" };
const NEWS: EndpointAddress<'static> = EndpointAddress { endpoint: "news", ..SHOP };
const PARTNERS: EndpointAddress<'static> = EndpointAddress { destination: "partners", ..SHOP };
const FACETS: &[(&str, &str)] =
    &[("colour", "colour"), ("brand", "brand"), ("material", "materials"), ("in_stock", "inStock")];

fn cases() -> [Case; 5] {
    let all = |language| Case { address: SHOP, language, facets: FACETS, must: json!({}), holds: |_| true };
    [
        all("en"),
        all("sv"),
        Case {
            must: json!({"brand": ["Lykta", "Smedjan"], "inStock": [true]}),
            holds: |product| {
                matches!(&*text(product, "brand"), "Lykta" | "Smedjan") && text(product, "in_stock") == "true"
            },
            ..all("de")
        },
        Case { address: NEWS, holds: |product| &*text(product, "launched") >= "2025", ..all("en") },
        Case {
            address: PARTNERS,
            facets: &[],
            holds: |product| text(product, "in_stock") == "true",
            ..all("en")
        },
    ]
}

/// Asks what the cases ask, the protected destination with its application's token and without.
///
/// # Errors
/// A sentence that names the first answer that is not as it should be.
pub(crate) async fn check(
    address: &str,
    key: &str,
    parts: &[Part],
    loaded: &Loaded,
) -> Result<Published, String> {
    let told = |error: Error| error.to_string();
    let client = Client::new(address, Credentials::api_key(key)).map_err(told)?;
    let products =
        &parts.iter().find(|part| part.source == "products").ok_or("there are no products")?.entities;
    let partners = client.destination(PARTNERS.destination).await.map_err(told)?;
    let login = &loaded.application;
    let token = client.query_token(&partners.id, &login.id, &login.secret).await.map_err(told)?;
    let mut found = Published { queries: 0, counts: 0 };
    for case in cases() {
        let token = (case.address.destination == PARTNERS.destination).then_some(&token);
        found.counts += check_case(&client, &case, products, token).await?;
        found.queries += 1;
    }
    match client.query::<Value>(&PARTNERS, &json!({}), None).await {
        Err(error) if error.status() == Some(401) => Ok(found),
        other => Err(format!("a protected destination answers without a token: {other:?}")),
    }
}

async fn check_case(
    client: &Client,
    case: &Case,
    products: &[Entity],
    token: Option<&QueryToken>,
) -> Result<usize, String> {
    let query = json!({
        "language": case.language, "includeTotals": true, "top": 1, "filter": [{"must": case.must}],
    });
    let answer: Value =
        client.query(&case.address, &query, token).await.map_err(|error| error.to_string())?;
    let held: Vec<&Entity> = products.iter().filter(|product| (case.holds)(product)).collect();
    let place = format!("{}/{} in {}", case.address.destination, case.address.endpoint, case.language);
    if answer["total"] != held.len() {
        return Err(format!("{place}: {} results where the catalogue has {}", answer["total"], held.len()));
    }
    let result = &answer["results"][0];
    if result["prices"].as_array().is_none_or(|prices| prices.len() != 2) {
        return Err(format!("{place}: a product does not have its two prices: {result}"));
    }
    let mut counts = 0;
    for (property, name) in case.facets {
        let expected = counted(&held, property, case.language);
        let facets = answer["facets"].as_array().map_or(&[][..], Vec::as_slice);
        let facet = facets.iter().find(|facet| facet["propertyId"] == *name).unwrap_or(&Value::Null);
        let shown = json!(
            expected.iter().map(|(key, count)| json!({"key": key, "count": count})).collect::<Vec<_>>()
        );
        if facet["values"] != shown {
            return Err(format!("{place}: the facet {name} is {facet} where the catalogue has {shown}"));
        }
        counts += expected.len();
    }
    Ok(counts)
}

/// How often each value is there: the most frequent first, then by value.
fn counted(products: &[&Entity], property: &str, language: &str) -> Vec<(String, usize)> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for product in products {
        for text in texts(product, property, language) {
            *counts.entry(text.into_owned()).or_default() += 1;
        }
    }
    let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts
}

/// A product's single value without a language, as text; empty where it has none.
fn text<'e>(product: &'e Entity, property: &str) -> Cow<'e, str> {
    texts(product, property, "").into_iter().next().unwrap_or_default()
}

/// A product's value in a language, or without one, as text: each element of a list.
fn texts<'e>(product: &'e Entity, property: &str, language: &str) -> Vec<Cow<'e, str>> {
    let is_it = |one: &&EntityProperty| {
        one.id == property && one.language.as_deref().is_none_or(|own| own == language)
    };
    match product.properties.iter().find(is_it).map(|one| &one.value) {
        Some(octant_sdk::Value::List(elements)) => {
            elements.iter().filter_map(octant_sdk::Value::to_text).collect()
        }
        Some(single) => single.to_text().into_iter().collect(),
        None => Vec::new(),
    }
}
