//! Queries of all kinds.

use octant_index::{
    Condition, FacetMode, FacetRequest, FilterGroup, IdSearch, Period, Query, Range, SortBy, SortKey, Test,
};
use proptest::prelude::*;
use proptest::sample::select;

use crate::spec::{FIELDS, PARTS, TAGS, language};
use crate::values::{day, value};

pub(crate) fn query() -> impl Strategy<Value = Query> {
    let ids = proptest::option::weighted(
        0.2,
        (proptest::collection::vec((0..20_u8).prop_map(|id| format!("k{id}")), 0..20), any::<bool>()),
    );
    let period = (proptest::option::weighted(0.2, 0_i64..4), proptest::option::weighted(0.2, 0_i64..4));
    let page = (0_usize..3, 0_usize..6);
    let modes = (any::<bool>(), any::<bool>());
    (proptest::collection::vec(group(), 0..3), ids, period, sort(), page, facets(), modes).prop_map(
        |(filter, ids, (since, before), sort, (skip, top), facets, (swedish, disjunctive))| Query {
            filter,
            ids: ids.map(|(ids, ignore_case)| IdSearch { ids, ignore_case }),
            period: Period { since: since.map(day), before: before.map(day) },
            sort,
            skip,
            top,
            total: true,
            facets,
            facet_mode: if disjunctive { FacetMode::Disjunctive } else { FacetMode::Conjunctive },
            ..Query::all(language(if swedish { "sv" } else { "en" }))
        },
    )
}

pub(crate) fn group() -> impl Strategy<Value = FilterGroup> {
    (proptest::collection::vec(condition(), 0..3), proptest::collection::vec(condition(), 0..2))
        .prop_map(|(must, must_not)| FilterGroup { must, must_not })
}

pub(crate) fn condition() -> impl Strategy<Value = Condition> {
    prop_oneof![3 => condition_on_a_field(), 1 => condition_on_objects("parts", &PARTS), 1 => condition_on_objects("tags", &TAGS)]
}

pub(crate) fn condition_on_objects(
    list: &'static str,
    fields: &'static [(&'static str, &'static str)],
) -> impl Strategy<Value = Condition> {
    let one = select(fields.to_vec()).prop_flat_map(|(name, alike)| {
        proptest::collection::vec(test(alike), 1..3)
            .prop_map(move |any_of| Condition { field: name.to_owned(), any_of })
    });
    let together = proptest::collection::vec(one, 0..4).prop_map(Test::Nested);
    let any_of = prop_oneof![6 => together, 1 => any::<bool>().prop_map(Test::Exists)];
    proptest::collection::vec(any_of, 1..3)
        .prop_map(move |any_of| Condition { field: list.to_owned(), any_of })
}

pub(crate) fn condition_on_a_field() -> impl Strategy<Value = Condition> {
    select(FIELDS.to_vec()).prop_flat_map(|name| {
        proptest::collection::vec(test(name), 1..3)
            .prop_map(move |any_of| Condition { field: name.to_owned(), any_of })
    })
}

pub(crate) fn test(name: &'static str) -> BoxedStrategy<Test> {
    // A range over paths would compare their steps, which nobody asks for.
    let end = (value(name), any::<bool>());
    let ends = (proptest::option::of(end.clone()), proptest::option::of(end));
    let range = ends.prop_map(|(lower, upper)| Test::Within(Range { lower, upper }));
    let equals = value(name).prop_map(Test::Equals);
    let exists = any::<bool>().prop_map(Test::Exists);
    match name {
        "path" | "name" | "brand" => prop_oneof![4 => equals, 1 => exists].boxed(),
        _ => prop_oneof![2 => equals, 1 => exists, 2 => range].boxed(),
    }
}

pub(crate) fn sort() -> impl Strategy<Value = Vec<SortKey>> {
    let by = prop_oneof![
        8 => select(FIELDS.to_vec()).prop_map(|name| SortBy::Field(name.to_owned())),
        1 => Just(SortBy::Id),
    ];
    proptest::collection::vec(
        (by, any::<bool>()).prop_map(|(by, descending)| SortKey { by, descending }),
        0..3,
    )
}

pub(crate) fn facets() -> impl Strategy<Value = Vec<FacetRequest>> {
    let names = proptest::sample::subsequence(vec!["name", "brand", "path", "size", "price", "sold"], 0..6);
    let containing = proptest::option::of(select(vec!["A", "å", ""]).prop_map(str::to_owned));
    (names, 0_usize..5, containing).prop_map(|(names, size, containing)| {
        let request =
            |name: &str| FacetRequest { field: name.to_owned(), size, containing: containing.clone() };
        names.into_iter().map(request).collect()
    })
}
