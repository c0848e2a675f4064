//! Conditions on nested objects.

use std::collections::BTreeMap;

use octant_index::{Condition, FieldValues, FilterGroup, NestedObject, Query, Range, Test, Value};

use crate::documents::flat;
use crate::spec::language;
use crate::values::decimal;
use crate::world::{World, named};

#[test]
fn conditions_on_one_object_are_not_met_by_several() {
    let price = |market: &str, amount: Option<&str>| {
        let text = |text: &str| FieldValues::Plain(vec![Value::Text(text.to_owned())]);
        let mut values =
            BTreeMap::from([("id".to_owned(), text(market)), ("market".to_owned(), text(market))]);
        values.extend(amount.map(|amount| ("amount".to_owned(), FieldValues::Plain(vec![decimal(amount)]))));
        NestedObject(values)
    };
    let product = |id: &str, prices: Vec<NestedObject>| {
        let mut document = named(id, id, id);
        flat("parts", &prices, &mut document.values);
        document.nested.insert("parts".to_owned(), prices);
        document
    };
    let mut world = World::new();
    let documents = vec![
        product("dear", vec![price("SE", Some("200")), price("NO", Some("50"))]),
        product("cheap", vec![price("SE", Some("50")), price("NO", Some("200"))]),
        product("unpriced", vec![price("SE", None), price("NO", Some("50"))]),
        product("only", vec![price("SE", Some("99"))]),
        product("none", Vec::new()),
    ];
    world.write(documents, &[], 1);
    let on = |field: &str, test: Test| Condition { field: field.to_owned(), any_of: vec![test] };
    let swedish = || on("market", Test::Equals(Value::Text("SE".to_owned())));
    let below = Range { lower: None, upper: Some((decimal("100"), false)) };
    let together = |all: Vec<Condition>| on("parts", Test::Nested(all));
    let found = |must: Vec<Condition>, must_not: Vec<Condition>| {
        let filter = vec![FilterGroup { must, must_not }];
        let query = Query { filter, ..Query::all(language("en")) };
        let answer = world.index.search(&query).expect("the query is right");
        answer.hits.into_iter().map(|hit| hit.id).collect::<Vec<_>>()
    };
    let cheap = || together(vec![swedish(), on("amount", Test::Within(below.clone()))]);
    assert_eq!(found(vec![cheap()], vec![]), ["cheap", "only"]);
    assert_eq!(found(vec![], vec![cheap()]), ["dear", "none", "unpriced"]);
    let unpriced = together(vec![swedish(), on("amount", Test::Exists(false))]);
    assert_eq!(found(vec![unpriced], vec![]), ["unpriced"]);
    let flat = |name: &str, test: Test| on(&format!("parts.{name}"), test);
    let of_any = [
        flat("market", Test::Equals(Value::Text("SE".to_owned()))),
        flat("amount", Test::Within(below.clone())),
    ];
    assert_eq!(found(of_any.to_vec(), vec![]), ["cheap", "dear", "only", "unpriced"]);
    assert_eq!(found(vec![on("parts", Test::Exists(false))], vec![]), ["none"]);
}
