//! Numbers that are alike in 64 bits: their order, ranges, pages and keys.

use std::collections::BTreeMap;

use octant_index::{
    Condition, Document, FacetRequest, FieldValues, FilterGroup, Query, Range, SortBy, SortKey, Test,
};
use proptest::prelude::*;
use proptest::sample::select;

use crate::spec::language;
use crate::values::decimal;
use crate::world::{World, ids, in_pages, named, priced};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn numbers_that_are_alike_in_64_bits_are_paged_and_found_by_what_is_beside_them(
        prices in proptest::collection::vec(proptest::collection::vec(select(ALIKE.to_vec()), 1..4), 1..12),
        (lower, upper, inclusive) in (select(ALIKE.to_vec()), select(ALIKE.to_vec()), any::<[bool; 2]>()),
        top in 1_usize..4,
        descending: bool,
    ) {
        let priced = |(place, prices): (usize, &Vec<&str>)| {
            let prices = FieldValues::Plain(prices.iter().map(|price| decimal(price)).collect());
            let id = format!("k{place}");
            Document { values: BTreeMap::from([("price".to_owned(), prices)]), ..named(&id, "a", "b") }
        };
        let documents: Vec<Document> = prices.iter().enumerate().map(priced).collect();
        let sort = vec![SortKey { by: SortBy::Field("price".to_owned()), descending }];
        let all = Query { sort, total: true, ..Query::all(language("en")) };
        let (seen, expected) = in_pages(&documents, all.clone(), top);
        prop_assert_eq!(seen, expected);
        let end = |price, inclusive| Some((decimal(price), inclusive));
        let ranges = [
            (end(lower, inclusive[0]), end(upper, inclusive[1])),
            (end(lower, inclusive[0]), None),
            (None, end(upper, inclusive[1])),
        ];
        for (lower, upper) in ranges {
            let any_of = vec![Test::Within(Range { lower, upper })];
            let condition = Condition { field: "price".to_owned(), any_of };
            let filter = vec![FilterGroup { must: vec![condition], must_not: Vec::new() }];
            let (seen, expected) = in_pages(&documents, Query { filter, ..all.clone() }, top);
            prop_assert_eq!(seen, expected);
        }
    }
}

/// Two numbers of 64 bits that lie side by side, decimals whose nearest number is one of them, and decimals that are greater
/// or less than all numbers of 64 bits.
const ALIKE: [&str; 14] = [
    "1e999998",
    "1e999999",
    "-1e999999",
    "50.714999999999996",
    "50.714999999999995",
    "50.7149999999999951",
    "50.7149999999999952",
    "50.714999999999995999",
    "50.7149999999999961",
    "50.7149999999999963",
    "50.71499999999999999",
    "50.715",
    "50.715000000000001",
    "50.7150000000000012",
];

#[test]
fn numbers_that_differ_late_are_told_apart_in_every_order_and_range() {
    let mut world = World::new();
    // In an order that is not that of the values, over two segments.
    let all =
        ["9007199254740993", "9007199254740992", "9007199254740992.00000001", "9007199254740991.9999999"];
    let documents: Vec<Document> = all.iter().map(|price| priced(price, price)).collect();
    world.write(documents[..2].to_vec(), &[], 1);
    world.write(documents[2..].to_vec(), &[], 2);
    let sorted = [all[3], all[1], all[2], all[0]];
    for descending in [false, true] {
        let mut expected = sorted.to_vec();
        if descending {
            expected.reverse();
        }
        let sort = vec![SortKey { by: SortBy::Field("price".to_owned()), descending }];
        let mut query = Query { sort, top: 1, ..Query::all(language("en")) };
        for price in expected {
            let answer = world.index.search(&query).expect("the query is right");
            assert_eq!(ids(&answer), [price], "descending {descending}");
            assert_eq!(answer.after.as_ref().and_then(|after| after[0].clone()), Some(decimal(price)));
            query.after = answer.after;
        }
        assert_eq!(world.index.search(&query).expect("the query is right").hits, []);
    }
    for (place, price) in sorted.iter().enumerate() {
        let end = |inclusive| Some((decimal(price), inclusive));
        let found = |any_of: Test| {
            let condition = Condition { field: "price".to_owned(), any_of: vec![any_of] };
            let filter = vec![FilterGroup { must: vec![condition], must_not: Vec::new() }];
            let sort = vec![SortKey { by: SortBy::Field("price".to_owned()), descending: false }];
            let query = Query { filter, sort, ..Query::all(language("en")) };
            ids(&world.index.search(&query).expect("right"))
                .iter()
                .map(|id| (*id).to_owned())
                .collect::<Vec<_>>()
        };
        let range = |lower, upper| found(Test::Within(Range { lower, upper }));
        assert_eq!(found(Test::Equals(decimal(price))), [*price]);
        assert_eq!(range(end(true), end(true)), [*price]);
        assert_eq!(range(end(true), None), sorted[place..]);
        assert_eq!(range(end(false), None), sorted[place + 1..]);
        assert_eq!(range(None, end(true)), sorted[..=place]);
        assert_eq!(range(None, end(false)), sorted[..place]);
    }
}

#[test]
fn pages_go_on_behind_a_number_that_is_greater_than_all_of_another_segment() {
    // So many long numbers that their dictionary has several blocks.
    let mut documents: Vec<Document> =
        (0..1_500).map(|n| priced(&format!("k{n:04}"), &format!("{n}.0000000000000000000000001"))).collect();
    documents.extend([priced("huge", "123e999997"), priced("greatest", "9e999999")]);
    for descending in [false, true] {
        let sort = vec![SortKey { by: SortBy::Field("price".to_owned()), descending }];
        let query = Query { sort, total: true, ..Query::all(language("en")) };
        // Pages that end with the greatest but one and the greatest.
        for top in [1_501, 751] {
            let (seen, expected) = in_pages(&documents, query.clone(), top);
            assert_eq!(seen, expected, "descending {descending}, {top} at a time");
        }
    }
}

#[test]
fn equally_frequent_numbers_are_listed_in_their_order() {
    let mut world = World::new();
    let prices = ["100", "20", "3", "-4", "3.5", "-0", "1e400", "1e-400"];
    world.write(prices.iter().map(|price| priced(price, price)).collect(), &[], 1);
    let sizes = vec![FacetRequest { field: "price".to_owned(), size: 20, containing: None }];
    let query = Query { facets: sizes, top: 0, ..Query::all(language("en")) };
    let answer = world.index.search(&query).expect("the query is right");
    let keys: Vec<&str> = answer.facets[0].values.iter().map(|value| value.key.as_str()).collect();
    assert_eq!(keys, ["-4", "0", "1e-400", "3", "3.5", "20", "100", "1e+400"]);
}

#[test]
fn equal_numbers_have_one_key_whatever_their_digits() {
    for (one, two) in [("-0", "0.0"), ("12.50", "12.5"), ("1e2", "100")] {
        assert_eq!(decimal(one).key(), decimal(two).key());
        assert_eq!(decimal(one), decimal(two));
    }
}
