//! What the shop publishes: its cards, and the endpoint that a front end asks.

use octant_model::PropertyType;
use octant_sdk::{
    CardContent, CardProperty, CardRelation, CardSource, Endpoint, EndpointProperty, EndpointRelation, Facet,
    NewCardDefinition, RelatedProperty,
};

use super::{PICTURES, PRICES, PRODUCTS, Shop};

/// The destination's identifier.
pub(crate) const DESTINATION: &str = "shop";
/// The version that answers.
pub(crate) const VERSION: &str = "v1";
/// The endpoint's identifier.
pub(crate) const ENDPOINT: &str = "products";
/// The destination's languages.
pub(crate) const LANGUAGES: [&str; 2] = ["en", "sv"];

/// The endpoint's facets.
const FACETS: [&str; 5] = ["brand", "category", "colour", "inStock", "size"];

/// The card definitions: those that others relate to come first.
pub(crate) fn cards(shop: Shop) -> Vec<NewCardDefinition> {
    let mut cards = vec![card("picture", PICTURES, &picture())];
    if shop.prices {
        cards.push(card("price", PRICES, &price()));
    }
    let mut product = card("product", PRODUCTS, &product());
    product.content.relations = relations(shop);
    cards.push(product);
    cards
}

fn card(id: &str, source: &str, properties: &[(&str, PropertyType, &str)]) -> NewCardDefinition {
    let properties = properties.iter().map(|(id, property_type, of_source)| CardProperty {
        id: (*id).to_owned(),
        name: String::new(),
        property_type: *property_type,
        source: source.to_owned(),
        source_property: (*of_source).to_owned(),
        delimiter: None,
    });
    let content = CardContent {
        sources: vec![CardSource { id: source.to_owned(), required: true }],
        properties: properties.collect(),
        relations: Vec::new(),
    };
    NewCardDefinition { id: id.to_owned(), name: id.to_owned(), description: None, content }
}

fn picture() -> [(&'static str, PropertyType, &'static str); 4] {
    [
        ("alt", PropertyType::LocalizedText, "alt"),
        ("height", PropertyType::Integer, "height"),
        ("url", PropertyType::Text, "url"),
        ("width", PropertyType::Integer, "width"),
    ]
}

fn price() -> [(&'static str, PropertyType, &'static str); 4] {
    [
        ("amount", PropertyType::Decimal, "amount"),
        ("currency", PropertyType::Text, "currency"),
        ("list", PropertyType::Text, "list"),
        ("product", PropertyType::Text, "product"),
    ]
}

fn product() -> [(&'static str, PropertyType, &'static str); 12] {
    [
        ("brand", PropertyType::Text, "brand"),
        ("category", PropertyType::Text, "category"),
        ("colour", PropertyType::Text, "colour"),
        ("description", PropertyType::LocalizedText, "description"),
        ("ean", PropertyType::Text, "ean"),
        ("image", PropertyType::Text, "image"),
        ("inStock", PropertyType::Boolean, "in_stock"),
        ("launched", PropertyType::Timestamp, "launched"),
        ("name", PropertyType::LocalizedText, "name"),
        ("price", PropertyType::Decimal, "price"),
        ("size", PropertyType::Text, "size"),
        ("stock", PropertyType::Integer, "stock"),
    ]
}

/// A product names its picture; a price names its product.
fn relations(shop: Shop) -> Vec<CardRelation> {
    let relation = |id: &str, card: &str, from: &str, to: &str| CardRelation {
        id: id.to_owned(),
        name: String::new(),
        card: card.to_owned(),
        from: from.to_owned(),
        to: to.to_owned(),
    };
    let mut relations = vec![relation("pictures", "picture", "image", "id")];
    if shop.prices {
        relations.push(relation("prices", "price", "id", "product"));
    }
    relations
}

/// The endpoint: every property, five facets, full text over names and descriptions, pictures and prices.
pub(crate) fn endpoint(shop: Shop) -> Endpoint {
    let properties = product().into_iter().map(|(id, _, _)| EndpointProperty {
        id: id.to_owned(),
        shown_as: None,
        facet: FACETS.contains(&id).then(|| Facet {
            size: 20,
            label: LANGUAGES.iter().map(|language| ((*language).to_owned(), id.to_owned())).collect(),
            hierarchy: (id == "category").then(|| ">".to_owned()),
        }),
        searchable: matches!(id, "name" | "description"),
    });
    let relation = |relation: &str, properties: &[&str]| EndpointRelation {
        relation: relation.to_owned(),
        shown_as: None,
        properties: properties.iter().map(|id| RelatedProperty::Id((*id).to_owned())).collect(),
    };
    let mut relations = vec![relation("pictures", &["url", "alt", "width", "height"])];
    if shop.prices {
        relations.push(relation("prices", &["list", "amount", "currency"]));
    }
    Endpoint {
        identifier: ENDPOINT.to_owned(),
        card: "product".to_owned(),
        segments: Vec::new(),
        properties: properties.collect(),
        relations,
    }
}
