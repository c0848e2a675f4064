//! The engine held to the plain definition of what every answer must be.

use std::collections::{BTreeMap, BTreeSet};

use octant_index::{
    Answer, Batch, Condition, Document, FacetMode, FacetRequest, Field, FieldValues, FilterGroup, IdSearch,
    Index, Kind, Nested, NestedObject, Opened, Options, Period, Query, Range, SortBy, SortKey, Spec, Test,
    TextSearch, Value, naive,
};
use octant_model::{Language, Timestamp};
use proptest::prelude::*;
use proptest::sample::select;

fn language(code: &str) -> Language {
    Language::new(code).expect("a language")
}

fn field(name: &str, kind: Kind, facet: bool) -> Field {
    Field {
        name: name.to_owned(),
        kind,
        localized: false,
        facet,
        sortable: true,
        searchable: false,
        hierarchy: None,
    }
}

fn spec() -> Spec {
    Spec {
        languages: vec![language("en"), language("sv")],
        fields: vec![
            Field { localized: true, searchable: true, ..field("name", Kind::Text, true) },
            field("brand", Kind::Text, true),
            Field { hierarchy: Some(">".to_owned()), ..field("path", Kind::Text, true) },
            field("size", Kind::Integer, true),
            field("price", Kind::Decimal, true),
            field("sold", Kind::Boolean, true),
            field("made", Kind::Timestamp, false),
            Field { sortable: false, ..field("code", Kind::Text, false) },
            field("parts.id", Kind::Text, false),
            field("parts.market", Kind::Text, false),
            field("parts.amount", Kind::Decimal, false),
            Field { localized: true, ..field("parts.label", Kind::Text, false) },
            field("tags.id", Kind::Text, false),
            field("tags.sold", Kind::Boolean, false),
        ],
        nested: vec![list("tags", &TAGS), list("parts", &PARTS)],
        keys: vec!["related".to_owned()],
    }
}

/// The fields of nested objects, each with the field whose values are of its kind.
const TAGS: [(&str, &str); 2] = [("id", "brand"), ("sold", "sold")];
const PARTS: [(&str, &str); 4] =
    [("id", "brand"), ("market", "brand"), ("amount", "price"), ("label", "name")];

fn list(name: &str, fields: &[(&str, &str)]) -> Nested {
    Nested { name: name.to_owned(), fields: fields.iter().map(|(field, _)| (*field).to_owned()).collect() }
}

const FIELDS: [&str; 7] = ["name", "brand", "path", "size", "price", "sold", "made"];

/// Texts that differ by case, accents, length and at the very end.
fn text() -> impl Strategy<Value = String> {
    let long = |end: &str| format!("{}{end}", "långt ".repeat(40));
    prop_oneof![
        8 => select(vec!["a", "A", "b", "å", "ä", "ö", "z", "Z", "é", "", " a", "a b"]).prop_map(str::to_owned),
        1 => Just(long("1")),
        1 => Just(long("2")),
    ]
}

fn value(name: &'static str) -> BoxedStrategy<Value> {
    match name {
        "path" => select(vec!["A", "A>B", "A > B", "A>B>C", "A>D", "E", ">", "A>>B"])
            .prop_map(|path| Value::Text(path.to_owned()))
            .boxed(),
        "size" => select(vec![i64::MIN, -1, 0, 1, 2, i64::MAX]).prop_map(Value::Integer).boxed(),
        "price" => select(PRICES.to_vec()).prop_map(decimal).boxed(),
        "sold" => any::<bool>().prop_map(Value::Boolean).boxed(),
        "made" => select(MOMENTS.to_vec())
            .prop_map(|text| Value::Timestamp(text.parse().expect("a moment")))
            .boxed(),
        _ => text().prop_map(Value::Text).boxed(),
    }
}

/// Numbers that are one number of 64 bits, those next to them, and those beyond.
const PRICES: [&str; 30] = [
    "-1.5",
    "-0",
    "0.00",
    "1e-9",
    "2.5",
    "2.50",
    "1e300",
    "10",
    "9",
    "50.714999999999996",
    "50.7149999999999961",
    "50.71499999999999600000001",
    "50.71499999999999599999999",
    "50.714999999999995",
    "-50.714999999999996",
    "-50.7149999999999961",
    "9007199254740991",
    "9007199254740992",
    "9007199254740993",
    "9007199254740993.0",
    "9007199254740994",
    "12345678901234567.89",
    "12345678901234567.88",
    "4.9e-324",
    "2e-324",
    "1e-400",
    "-1e-400",
    "1e400",
    "1.1e400",
    "-1e400",
];

const MOMENTS: [&str; 12] = [
    "0001-01-01",
    "1969-12-31T23:59:59.9999999Z",
    "1970-01-01",
    "1970-01-01T00:00:00.0000001Z",
    "1970-01-01T00:00:00.000000100Z",
    "1970-01-01T00:00:00.000000101Z",
    "1970-01-01T00:00:00.000000199Z",
    "1970-01-01T00:00:00.0000002Z",
    "1970-01-02",
    "2024-01-31T12:00:00.1234567Z",
    "9999-12-31",
    "9999-12-31T23:59:59.999999999Z",
];

fn decimal(text: &str) -> Value {
    Value::Decimal(text.parse().expect("a number"))
}

fn day(days: i64) -> Timestamp {
    Timestamp::from_milliseconds(days * 86_400_000)
}

fn values(name: &'static str) -> BoxedStrategy<FieldValues> {
    let list = proptest::collection::vec(value(name), 0..3);
    if name == "name" {
        let both = (list.clone(), list);
        both.prop_map(|(en, sv)| {
            FieldValues::Localized(BTreeMap::from([(language("en"), en), (language("sv"), sv)]))
        })
        .boxed()
    } else {
        list.prop_map(FieldValues::Plain).boxed()
    }
}

/// Nested objects, each of which has an id.
fn objects(fields: &'static [(&'static str, &'static str)]) -> impl Strategy<Value = Vec<NestedObject>> {
    let id = value("brand").prop_map(|id| FieldValues::Plain(vec![id])).boxed();
    let others = fields[1..].iter().map(|(_, alike)| values(alike));
    let all: Vec<_> = std::iter::once(id).chain(others).collect();
    let object = all.prop_map(|values| {
        NestedObject(fields.iter().map(|(name, _)| (*name).to_owned()).zip(values).collect())
    });
    proptest::collection::vec(object, 0..4)
}

/// The values of all objects, as a document's own fields hold them.
fn flat(list: &str, objects: &[NestedObject], all: &mut BTreeMap<String, FieldValues>) {
    for (name, values) in objects.iter().flat_map(|object| &object.0) {
        let name = format!("{list}.{name}");
        match (all.get_mut(&name), values) {
            (None, values) => {
                all.insert(name, values.clone());
            }
            (Some(FieldValues::Plain(own)), FieldValues::Plain(more)) => own.extend(more.iter().cloned()),
            (Some(FieldValues::Localized(own)), FieldValues::Localized(more)) => {
                more.iter().for_each(|(language, more)| {
                    own.entry(language.clone()).or_default().extend(more.iter().cloned());
                });
            }
            (Some(_), _) => panic!("{name} is localized in some objects only"),
        }
    }
}

fn document() -> impl Strategy<Value = Document> {
    (plain_document(), objects(&TAGS), objects(&PARTS)).prop_map(|(mut document, tags, parts)| {
        for (name, objects) in [("tags", tags), ("parts", parts)] {
            flat(name, &objects, &mut document.values);
            document.nested.insert(name.to_owned(), objects);
        }
        document
    })
}

fn plain_document() -> impl Strategy<Value = Document> {
    let all: Vec<_> = FIELDS.iter().map(|name| values(name)).collect();
    let keys = proptest::collection::vec(select(vec!["x", "y"]).prop_map(str::to_owned), 0..2);
    (0..20_u8, 0_i64..4, all, keys).prop_map(|(id, changed, values, keys)| Document {
        id: format!("{}{id}", if id % 3 == 0 { "K" } else { "k" }),
        changed_at: day(changed),
        values: FIELDS.iter().map(|name| (*name).to_owned()).zip(values).collect(),
        nested: BTreeMap::new(),
        keys: BTreeMap::from([("related".to_owned(), keys)]),
        shown: vec![format!("{{\"id\":{id}}}"), format!("{{\"id\":{id},\"sv\":true}}")],
    })
}

fn test(name: &'static str) -> BoxedStrategy<Test> {
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

fn condition() -> impl Strategy<Value = Condition> {
    prop_oneof![3 => condition_on_a_field(), 1 => condition_on_objects("parts", &PARTS), 1 => condition_on_objects("tags", &TAGS)]
}

fn condition_on_objects(
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

fn condition_on_a_field() -> impl Strategy<Value = Condition> {
    select(FIELDS.to_vec()).prop_flat_map(|name| {
        proptest::collection::vec(test(name), 1..3)
            .prop_map(move |any_of| Condition { field: name.to_owned(), any_of })
    })
}

fn group() -> impl Strategy<Value = FilterGroup> {
    (proptest::collection::vec(condition(), 0..3), proptest::collection::vec(condition(), 0..2))
        .prop_map(|(must, must_not)| FilterGroup { must, must_not })
}

fn sort() -> impl Strategy<Value = Vec<SortKey>> {
    let by = prop_oneof![
        8 => select(FIELDS.to_vec()).prop_map(|name| SortBy::Field(name.to_owned())),
        1 => Just(SortBy::Id),
    ];
    proptest::collection::vec(
        (by, any::<bool>()).prop_map(|(by, descending)| SortKey { by, descending }),
        0..3,
    )
}

fn facets() -> impl Strategy<Value = Vec<FacetRequest>> {
    let names = proptest::sample::subsequence(vec!["name", "brand", "path", "size", "price", "sold"], 0..6);
    let containing = proptest::option::of(select(vec!["A", "å", ""]).prop_map(str::to_owned));
    (names, 0_usize..5, containing).prop_map(|(names, size, containing)| {
        let request =
            |name: &str| FacetRequest { field: name.to_owned(), size, containing: containing.clone() };
        names.into_iter().map(request).collect()
    })
}

fn query() -> impl Strategy<Value = Query> {
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

struct World {
    folder: tempfile::TempDir,
    index: Index,
    documents: BTreeMap<String, Document>,
}

fn options() -> Options {
    Options { writer_memory: 16 << 20, bulk_threads: 1, many: 0, ..Options::default() }
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let index = Index::create(&folder.path().join("index"), &spec(), &options()).expect("it is made");
        Self { folder, index, documents: BTreeMap::new() }
    }

    fn write(&mut self, put: Vec<Document>, delete: &[u8], position: u64) {
        let put: BTreeMap<String, Document> =
            put.into_iter().map(|document| (document.id.clone(), document)).collect();
        let delete: BTreeSet<String> = delete.iter().map(|id| format!("k{id}")).collect();
        let delete: Vec<String> = delete.into_iter().filter(|id| !put.contains_key(id)).collect();
        for id in &delete {
            self.documents.remove(id);
        }
        self.documents.extend(put.clone());
        let put = put.into_values().collect();
        self.index.write(&Batch { put, delete, position: Some(position) }).expect("it is written");
    }

    fn expected(&self, query: &Query) -> Answer {
        let documents: Vec<Document> = self.documents.values().cloned().collect();
        naive::search(&spec(), &documents, query)
    }

    fn reopened(self) -> Self {
        let Self { folder, index, documents } = self;
        drop(index);
        match Index::open(&folder.path().join("index"), &spec(), &options()).expect("a sound specification") {
            Opened::Ready(index) => Self { folder, index, documents },
            Opened::Stale(reason) => panic!("{reason}"),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_answer_is_what_the_definition_says(
        batches in proptest::collection::vec(
            (proptest::collection::vec(document(), 0..8), proptest::collection::vec(0..20_u8, 0..3)), 1..5
        ),
        queries in proptest::collection::vec(query(), 12),
        reopen: bool,
    ) {
        let mut world = World::new();
        for (position, (put, delete)) in (1..).zip(batches) {
            world.write(put, &delete, position);
            prop_assert_eq!(world.index.position(), position);
        }
        if reopen {
            let position = world.index.position();
            world = world.reopened();
            prop_assert_eq!(world.index.position(), position);
        }
        prop_assert_eq!(world.index.count(), world.documents.len() as u64);
        for query in queries {
            let answer = world.index.search(&query).expect("the query is right");
            prop_assert_eq!(&answer, &world.expected(&query), "{:#?}", query);
            // A second time, some counts come from what is remembered.
            prop_assert_eq!(&world.index.search(&query).expect("the query is right"), &answer);
        }
        let related: Vec<String> = world
            .documents
            .values()
            .filter(|document| document.keys["related"].iter().any(|key| key == "x"))
            .map(|document| document.id.clone())
            .collect();
        prop_assert_eq!(world.index.ids_with_key("related", &["x".to_owned()]).expect("found"), related);
    }

    #[test]
    fn paging_by_after_gives_each_document_once_in_any_order(
        documents in proptest::collection::vec(document(), 0..20), mut query in query(), top in 1_usize..4,
    ) {
        (query.skip, query.facets) = (0, Vec::new());
        let (seen, all) = in_pages(&documents, query, top);
        prop_assert_eq!(seen, all);
    }

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

/// What a query answers in pages over two segments, and what it should answer.
fn in_pages(documents: &[Document], mut query: Query, top: usize) -> (Vec<String>, Vec<String>) {
    let mut world = World::new();
    let (first, second) = documents.split_at(documents.len() / 2);
    world.write(first.to_vec(), &[], 1);
    world.write(second.to_vec(), &[], 2);
    query.top = usize::MAX / 2;
    let all: Vec<String> = world.expected(&query).hits.into_iter().map(|hit| hit.id).collect();
    query.top = top;
    let mut seen = Vec::new();
    loop {
        let answer = world.index.search(&query).expect("the query is right");
        seen.extend(answer.hits.into_iter().map(|hit| hit.id));
        assert_eq!(answer.total, Some(all.len() as u64));
        match answer.after {
            // What comes twice comes for ever.
            Some(after) if seen.len() <= all.len() => query.after = Some(after),
            _ => return (seen, all),
        }
    }
}

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

fn named(id: &str, en: &str, sv: &str) -> Document {
    let text = |text: &str| vec![Value::Text(text.to_owned())];
    let names = BTreeMap::from([(language("en"), text(en)), (language("sv"), text(sv))]);
    Document {
        id: id.to_owned(),
        changed_at: day(0),
        values: BTreeMap::from([("name".to_owned(), FieldValues::Localized(names))]),
        nested: BTreeMap::new(),
        keys: BTreeMap::new(),
        shown: vec![String::new()],
    }
}

fn found(world: &World, code: &str, search: TextSearch) -> Vec<String> {
    let query = Query { text: Some(search), ..Query::all(language(code)) };
    let answer = world.index.search(&query).expect("the query is right");
    answer.hits.into_iter().map(|hit| hit.id).collect()
}

fn words(terms: &[&str]) -> TextSearch {
    let terms = terms.iter().map(|&term| term.to_owned()).collect();
    TextSearch { terms, fields: Vec::new(), typos: false, prefix: false }
}

#[test]
fn text_is_found_by_its_stems_in_its_own_language() {
    let mut world = World::new();
    let chairs = named("1", "Comfortable chairs", "Bekväma stolar");
    let table = named("2", "A dining table", "Ett matbord på café");
    world.write(vec![chairs, table], &[], 1);
    assert_eq!(found(&world, "en", words(&["chair"])), ["1"]);
    assert_eq!(found(&world, "en", words(&["CHAIRS comfortable"])), ["1"], "all words of a term");
    assert_eq!(found(&world, "en", words(&["chair table"])), [""; 0]);
    assert_eq!(found(&world, "en", words(&["chair", "table"])), ["1", "2"], "any of the terms");
    assert_eq!(found(&world, "sv", words(&["stol"])), ["1"]);
    assert_eq!(found(&world, "sv", words(&["bekväm"])), ["1"]);
    assert_eq!(found(&world, "sv", words(&["cafe"])), ["2"]);
    assert_eq!(found(&world, "en", words(&["comforts"])), ["1"], "two words of one stem");
    assert_eq!(found(&world, "en", words(&["tables"])), ["2"], "a word that is its own stem");
    assert_eq!(found(&world, "en", words(&["stol"])), [""; 0]);
    assert_eq!(found(&world, "en", words(&["", "!?"])), [""; 0], "no word finds nothing");
}

#[test]
fn typos_and_beginnings_are_found_where_that_is_asked() {
    let mut world = World::new();
    world.write(vec![named("1", "Lighthouse lamp", ""), named("2", "Sofa", "")], &[], 1);
    let typos = |term| TextSearch { typos: true, ..words(&[term]) };
    assert_eq!(found(&world, "en", words(&["lihgthouse"])), [""; 0]);
    assert_eq!(found(&world, "en", typos("lihgthouse")), ["1"]);
    assert_eq!(found(&world, "en", typos("sofe")), [""; 0], "four letters are too few for a typo");
    let prefix = |term| TextSearch { prefix: true, ..words(&[term]) };
    assert_eq!(found(&world, "en", prefix("light")), ["1"]);
    assert_eq!(found(&world, "en", prefix("lamp lig")), ["1"], "the last word only");
    assert_eq!(found(&world, "en", prefix("lig lamp")), [""; 0]);
}

#[test]
fn the_best_match_comes_first_by_relevance() {
    let mut world = World::new();
    world.write(
        vec![named("1", "lamp and other things for the house", ""), named("2", "lamp lamp", "")],
        &[],
        1,
    );
    let relevance = vec![SortKey { by: SortBy::Relevance, descending: false }];
    let query = Query { text: Some(words(&["lamp"])), sort: relevance, ..Query::all(language("en")) };
    let answer = world.index.search(&query).expect("the query is right");
    assert_eq!(answer.hits.iter().map(|hit| hit.id.as_str()).collect::<Vec<_>>(), ["2", "1"]);
}

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

#[test]
fn an_index_for_another_specification_or_with_damaged_files_is_stale() {
    let mut world = World::new();
    world.write(vec![named("1", "a", "b")], &[], 7);
    let folder = world.folder.path().join("index");
    drop(world.index);
    let mut other = spec();
    other.fields.retain(|field| field.name != "code");
    let stale = |spec: &Spec| matches!(Index::open(&folder, spec, &options()), Ok(Opened::Stale(_)));
    assert!(stale(&other));
    assert!(!stale(&spec()));
    std::fs::write(folder.join("meta.json"), "{").expect("written");
    assert!(stale(&spec()));
    let anew = Index::create(&folder, &spec(), &options()).expect("made anew over what is there");
    assert_eq!((anew.count(), anew.position()), (0, 0));
}

#[test]
fn an_index_of_an_earlier_format_is_stale() {
    let mut world = World::new();
    world.write(vec![named("1", "a", "b")], &[], 7);
    let meta = world.folder.path().join("index/meta.json");
    drop(world.index);
    let stale = || match Index::open(meta.parent().expect("a folder"), &spec(), &options()) {
        Ok(Opened::Stale(reason)) => Some(reason),
        _ => None,
    };
    assert_eq!(stale(), None);
    let text = std::fs::read_to_string(&meta).expect("read");
    let (before, after) = text.split_once(r#"\"format\":"#).expect("the format is kept");
    let (format, after) = after.split_once(',').expect("more follows");
    let earlier = format.parse::<u32>().expect("a number") - 1;
    std::fs::write(&meta, format!(r#"{before}\"format\":{earlier},{after}"#)).expect("written");
    assert!(stale().is_some());
}

#[test]
fn an_index_that_was_never_completed_is_stale() {
    let world = World::new();
    let folder = world.folder.path().join("index");
    world.index.bulk().add(&named("1", "a", "b")).expect("added");
    drop(world.index);
    assert!(matches!(Index::open(&folder, &spec(), &options()), Ok(Opened::Stale(_))));
}

fn priced(id: &str, price: &str) -> Document {
    let prices = FieldValues::Plain(vec![decimal(price)]);
    Document { values: BTreeMap::from([("price".to_owned(), prices)]), ..named(id, "a", "b") }
}

fn ids(answer: &Answer) -> Vec<&str> {
    answer.hits.iter().map(|hit| hit.id.as_str()).collect()
}

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

#[test]
fn documents_are_counted_by_their_keys() {
    let mut world = World::new();
    let related = |id: &str, keys: &[&str]| {
        let keys = keys.iter().map(|&key| key.to_owned()).collect();
        Document { keys: BTreeMap::from([("related".to_owned(), keys)]), ..named(id, "a", "b") }
    };
    world.write(vec![related("1", &["x", "y"]), related("2", &["y"])], &[], 1);
    let counts = ["x", "y", "z"].map(|text| world.index.count_with_key("related", text).expect("counted"));
    assert_eq!(counts, [1, 2, 0]);
}

#[test]
fn a_bulk_is_visible_when_it_is_finished() {
    let world = World::new();
    let bulk = world.index.bulk();
    for number in 0..500 {
        bulk.add(&named(&format!("k{number}"), "Lamp", "Lampa")).expect("added");
    }
    assert_eq!(world.index.count(), 0);
    bulk.finish(42).expect("finished");
    assert_eq!((world.index.count(), world.index.position()), (500, 42));
    let documents =
        world.index.documents(&["k3".to_owned(), "no".to_owned()], &language("en")).expect("read");
    assert_eq!(documents, [Some(String::new()), None]);
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
