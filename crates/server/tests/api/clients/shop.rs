//! A small shop with everything that a description tells of: languages, lists, numbers, times, facets, related cards, and
//! names that are words of programming languages.

use serde_json::{Value, json};

use crate::cards::activate;
use crate::support::shop::{card, import_and_wait, property, publish as publish_destination};
use crate::support::{TestServer, User};

/// A product as it is imported. Its prices are one in each market, the second half of the first.
pub struct Row {
    pub id: &'static str,
    pub english: &'static str,
    pub swedish: &'static str,
    pub tags: &'static [&'static str],
    pub size: i64,
    pub weight: f64,
}

const fn row(
    id: &'static str,
    names: [&'static str; 2],
    tags: &'static [&'static str],
    size: i64,
    weight: f64,
) -> Row {
    Row { id, english: names[0], swedish: names[1], tags, size, weight }
}

pub const ROWS: [Row; 6] = [
    row("p1", ["Chair", "Stol"], &["red", "blue"], 40, 2.25),
    row("p2", ["Table", "Bord"], &["red"], 90, 12.5),
    row("p3", ["Lamp", "Lampa"], &["green"], 25, 1.75),
    row("p4", ["Rug", "Matta"], &["red", "green"], 90, 3.5),
    row("p5", ["Shelf", "Hylla"], &["blue"], 60, 2.5),
    row("p6", ["Vase", "Vas"], &["red"], 15, 0.5),
];

impl Row {
    /// The amounts of its prices, in the order of their keys; none is a whole number, which JavaScript writes otherwise.
    pub fn amounts(&self) -> Vec<f64> {
        vec![self.weight * 100.0 + 0.25, self.weight * 50.0 + 0.25]
    }

    fn entity(&self) -> Value {
        let property = |id: &str, value: Value| json!({"id": id, "value": value});
        json!({"key": self.id, "properties": [
            {"id": "name", "value": self.english, "language": "en"},
            {"id": "name", "value": self.swedish, "language": "sv-SE"},
            property("tags", self.tags.join("|").into()),
            property("size", self.size.into()),
            property("weight", self.weight.into()),
            property("sold", (self.size > 30).into()),
            property("since", format!("2024-01-0{}T12:00:00Z", self.tags.len()).into()),
            property("brand", "Nordic".into()),
        ]})
    }

    fn prices(&self) -> Vec<Value> {
        let markets = ["NO", "SE"];
        let price = |(market, amount): (&str, f64)| {
            json!({"key": format!("{}-{market}", self.id), "properties": [
                {"id": "product", "value": self.id},
                {"id": "market", "value": market},
                {"id": "amount", "value": amount},
            ]})
        };
        markets.into_iter().zip(self.amounts()).map(price).collect()
    }
}

/// Publishes the shop for anybody; who may set things up.
pub async fn publish(server: &TestServer) -> User {
    ["products", "prices"].iter().for_each(|source| server.add_source(source));
    let user = server.admin().await;
    import_and_wait(&user, "products", &ROWS.iter().map(Row::entity).collect::<Vec<_>>()).await;
    import_and_wait(&user, "prices", &ROWS.iter().flat_map(Row::prices).collect::<Vec<_>>()).await;
    let price = [("product", "Text"), ("market", "Text"), ("amount", "Decimal")];
    card(&user, "price", "prices", &price, &json!([])).await;
    let relations = json!([{"id": "prices", "card": "price", "from": "id", "to": "product"}]);
    let properties = [
        ("name", "LocalizedText"),
        ("tags", "List"),
        ("size", "Integer"),
        ("weight", "Decimal"),
        ("sold", "Boolean"),
        ("since", "Timestamp"),
        ("brand", "Text"),
    ];
    let mut properties = properties.map(|(id, kind)| property("products", id, kind));
    properties[1]["delimiter"] = "|".into();
    let product = json!({"id": "product", "sources": [{"id": "products"}], "properties": properties, "relations": relations});
    user.post("/v1/card-definitions", &product).await.expect(201);
    activate(&user, "product").await;
    let destination = json!({"identifier": "shop", "languages": ["en", "sv-SE"]});
    let endpoints = ["products", "get-products", "new"].map(endpoint);
    publish_destination(&user, &destination, &json!(endpoints)).await;
    user
}

fn endpoint(identifier: &str) -> Value {
    json!({"identifier": identifier, "card": "product", "properties": [
        {"id": "name", "searchable": true},
        {"id": "tags", "facet": {}},
        {"id": "size", "facet": {"size": 5}},
        {"id": "weight"},
        {"id": "sold", "as": "class"},
        {"id": "since", "as": "from"},
        {"id": "brand", "as": "x-y"},
        {"id": "brand", "as": "pricesMarket"},
    ], "relations": [{"relation": "prices", "properties": ["market", {"id": "amount", "as": "amount"}]}]})
}

/// The description of another destination, which asks for a token.
pub async fn protected_description(server: &TestServer, user: &User) -> String {
    let destination = json!({"identifier": "closed", "languages": ["en"], "protected": true});
    let id = publish_destination(user, &destination, &json!([endpoint("products")])).await;
    let application = user
        .post(&format!("/v1/destinations/{id}/versions/v1/applications"), &json!({"name": "Shop"}))
        .await
        .expect(201)
        .json();
    let credentials =
        json!({"clientId": application["clientId"], "clientSecret": application["clientSecret"]});
    let token =
        server.anybody().post(&format!("/destinations/{id}/token"), &credentials).await.expect(200).json();
    let token = token["accessToken"].as_str().expect("a token").to_owned();
    let application = server.anybody().with("authorization", &format!("Bearer {token}"));
    application.get("/local/closed/v1/openapi").await.expect(200).text
}
