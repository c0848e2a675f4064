//! Queries that ask for what the index does not have.

use octant_index::{Condition, FacetRequest, FilterGroup, Query, SortBy, SortKey, Test, TextSearch, Value};

use crate::spec::language;
use crate::world::{World, words};

#[test]
fn what_the_index_does_not_have_is_named_with_what_it_has() {
    let world = World::new();
    let told = |query: Query| world.index.search(&query).expect_err("a wrong query").to_string();
    let all = || Query::all(language("en"));
    let condition = |name: &str, value: Value| {
        let condition = Condition { field: name.to_owned(), any_of: vec![Test::Equals(value)] };
        vec![FilterGroup { must: vec![condition], must_not: Vec::new() }]
    };
    let message = told(Query { filter: condition("colour", Value::Boolean(true)), ..all() });
    assert!(message.contains("colour") && message.contains("brand"), "{message}");
    let message = told(Query { filter: condition("size", Value::Text("x".to_owned())), ..all() });
    assert!(message.contains("size") && message.contains("Integer"), "{message}");
    let facet = FacetRequest { field: "made".to_owned(), size: 1, containing: None };
    let message = told(Query { facets: vec![facet], ..all() });
    assert!(message.contains("made") && message.contains("brand"), "{message}");
    let sort = vec![SortKey { by: SortBy::Field("code".to_owned()), descending: false }];
    let message = told(Query { sort, ..all() });
    assert!(message.contains("\"code\" cannot be sorted by") && message.contains("brand"), "{message}");
    let search = TextSearch { fields: vec!["brand".to_owned()], ..words(&["x"]) };
    let message = told(Query { text: Some(search), ..all() });
    assert!(message.contains("brand") && message.contains("name"), "{message}");
    assert!(told(Query::all(language("xx"))).contains("xx"));
}
