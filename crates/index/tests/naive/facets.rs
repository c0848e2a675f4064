//! Counts of values.

use std::collections::BTreeMap;

use octant_index::{Condition, Document, FacetRequest, FieldValues, FilterGroup, Query, Test, Value};

use crate::spec::language;
use crate::world::{World, named};

#[test]
fn facets_are_exact_where_most_documents_match_and_some_go() {
    let mut world = World::new();
    let branded = |number: u8| Document {
        values: BTreeMap::from([
            ("brand".to_owned(), FieldValues::Plain(vec![Value::Text(format!("b{}", number % 7))])),
            ("sold".to_owned(), FieldValues::Plain(vec![Value::Boolean(!number.is_multiple_of(5))])),
        ]),
        ..named(&format!("k{number}"), "a", "b")
    };
    // More than one block of documents, in one segment.
    world.write((0..200).map(branded).collect(), &[], 1);
    let sold = Condition { field: "sold".to_owned(), any_of: vec![Test::Equals(Value::Boolean(true))] };
    let facets =
        ["brand", "sold"].map(|name| FacetRequest { field: name.to_owned(), size: 10, containing: None });
    let query = Query {
        filter: vec![FilterGroup { must: vec![sold], must_not: Vec::new() }],
        facets: facets.to_vec(),
        total: true,
        ..Query::all(language("en"))
    };
    for (position, gone) in
        [(2, vec![]), (3, vec![1, 2, 5]), (4, vec![8, 10, 15, 22]), (5, (30..150).collect())]
    {
        world.write(Vec::new(), &gone, position);
        for _ in 0..2 {
            let answer = world.index.search(&query).expect("the query is right");
            assert_eq!(answer, world.expected(&query), "without {gone:?}");
        }
    }
}
