//! What becomes of structs, field by field.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;
use serde_json::json;
use serde_json::value::RawValue;

use super::Localized;
use crate::entity::Entity;
use crate::number::Number;
use crate::value::Value;

#[derive(Serialize)]
struct Size {
    width: f32,
    height: u128,
}

#[derive(Serialize)]
enum Colour {
    #[serde(rename = "oak-brown")]
    Oak,
    Mixed(u8),
    Rgb {
        red: u8,
    },
}

#[derive(Serialize)]
struct Sku(String);

fn entity(value: &impl Serialize) -> Entity {
    Entity::from_serialize("k", value).expect("an entity")
}

fn problem(value: &impl Serialize) -> String {
    Entity::from_serialize("k", value).expect_err("no entity").to_string()
}

#[test]
fn each_field_is_a_property_under_its_serialized_name() {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Product {
        sku: Sku,
        list_price: f64,
        #[serde(flatten)]
        size: Size,
        colour: Colour,
        grade: char,
        active: bool,
        stock: i64,
        tags: Vec<&'static str>,
        range: (u8, u8),
        name: Localized,
        keywords: Localized<Vec<&'static str>>,
        campaign: Option<&'static str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        note: Option<&'static str>,
        maker: Option<&'static str>,
        #[serde(skip)]
        internal: Vec<u8>,
    }
    let product = Product {
        sku: Sku("CH-1".to_owned()),
        list_price: 50.714_999_999_999_996,
        size: Size { width: 0.1, height: u128::MAX },
        colour: Colour::Oak,
        grade: 'A',
        active: true,
        stock: -1,
        tags: vec!["new", "oak"],
        range: (1, 2),
        name: Localized::from([("sv", "Stol"), ("en", "Chair")]),
        keywords: Localized::from([("en", vec!["seat"])]),
        campaign: None,
        note: None,
        maker: Some("Smedjan"),
        internal: vec![1],
    };
    assert!(!product.internal.is_empty());
    let expected = Entity::new("k")
        .with("sku", "CH-1")
        .with("listPrice", 50.714_999_999_999_996)
        .with("width", 0.1_f32)
        .with("height", u128::MAX)
        .with("colour", "oak-brown")
        .with("grade", 'A')
        .with("active", true)
        .with("stock", -1)
        .with("tags", ["new", "oak"])
        .with("range", [1_u8, 2])
        .with_localized("name", "en", "Chair")
        .with_localized("name", "sv", "Stol")
        .with_localized("keywords", "en", ["seat"])
        .clearing("campaign")
        .with("maker", "Smedjan");
    assert_eq!(entity(&product), expected);
}

#[test]
fn a_map_is_an_entity_as_a_struct_is() {
    let map = BTreeMap::from([("a", 1), ("b", 2)]);
    assert_eq!(entity(&map), Entity::new("k").with("a", 1).with("b", 2));
    let value = json!({"n": 1.5, "name": "x", "old": null, "tags": ["a"]});
    let expected = Entity::new("k").with("n", 1.5).with("name", "x").clearing("old").with("tags", ["a"]);
    assert_eq!(entity(&value), expected);
}

#[test]
fn the_digits_of_a_raw_json_number_are_kept() {
    #[derive(Serialize)]
    struct Weighed<'a> {
        weight: &'a RawValue,
    }
    let weight = serde_json::from_str("12345678901234567.890").expect("JSON");
    let number = Number::new("12345678901234567.890").expect("a number");
    assert_eq!(entity(&Weighed { weight }), Entity::new("k").with("weight", number));
}

#[test]
fn a_null_in_a_language_clears_that_language() {
    #[derive(Serialize)]
    struct Named {
        name: Localized<Option<&'static str>>,
    }
    let named =
        Named { name: Localized(BTreeMap::from([("en".to_owned(), Some("x")), ("sv".to_owned(), None)])) };
    let expected = Entity::new("k").with_localized("name", "en", "x").clearing_localized("name", "sv");
    assert_eq!(entity(&named), expected);
}

#[test]
fn what_is_no_property_is_refused_with_its_place() {
    #[derive(Serialize)]
    struct Holder<T> {
        field: T,
    }
    let size = || Size { width: 1.0, height: 1 };
    let object = "the field field cannot be made a property: it is an object";
    assert!(problem(&Holder { field: size() }).starts_with(object));
    assert!(problem(&Holder { field: HashMap::from([("en", "x")]) }).starts_with(object));
    assert!(problem(&Holder { field: Colour::Mixed(1) }).starts_with(object));
    assert!(problem(&Holder { field: Colour::Rgb { red: 1 } }).starts_with(object));
    for (found, expected) in [
        (
            problem(&Holder { field: vec![vec![1]] }),
            "field[0] cannot be made a property: it is a list in a list",
        ),
        (
            problem(&Holder { field: [Some(1), None] }),
            "field[1] cannot be made a property: it is a null in a list",
        ),
        (problem(&Holder { field: vec![size()] }), "field[0] cannot be made a property: it is an object"),
        (problem(&Holder { field: vec![Localized::<String>::default()] }), "use a Localized<Vec<_>>"),
        (problem(&7), "the value cannot be made an entity: it is a number"),
        (problem(&[size()]), "the value cannot be made an entity: it is a tuple"),
        (problem(&None::<Size>), "the value cannot be made an entity: it is nothing"),
    ] {
        assert!(found.contains(expected), "{found}");
    }
}

#[test]
fn a_float_that_is_not_finite_is_found_when_the_entity_is_checked() {
    let value = entity(&BTreeMap::from([("price", f64::NAN)]));
    assert_eq!(value.properties[0].value, Value::from(f64::NAN));
    assert_eq!(value.violations(0).len(), 1);
}

#[test]
fn other_serializers_write_a_map_and_a_map_is_read() {
    let name: Localized = Localized::from([("sv", "Stol")]);
    let json = serde_json::to_string(&name).expect("JSON");
    assert_eq!(json, r#"{"sv":"Stol"}"#);
    assert_eq!(serde_json::from_str::<Localized>(&json).expect("a map"), name);
}
