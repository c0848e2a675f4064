//! What one query may use: words, memory, time.

use std::collections::BTreeMap;
use std::time::Duration;

use octant_index::{
    Answer, Batch, Condition, Document, FacetRequest, Field, FieldValues, FilterGroup, Index, IndexError,
    Kind, Limits, Memory, Options, Query, QueryError, Range, SortBy, SortKey, Spec, Test, TextSearch, Value,
};
use octant_model::{Language, Timestamp};

fn spec() -> Spec {
    let field = |name: &str, kind: Kind| Field {
        name: name.to_owned(),
        kind,
        localized: false,
        facet: true,
        sortable: true,
        searchable: kind == Kind::Text,
        hierarchy: None,
    };
    Spec {
        languages: vec![Language::new("en").expect("a language")],
        fields: vec![field("name", Kind::Text), field("note", Kind::Text), field("size", Kind::Integer)],
        keys: Vec::new(),
        nested: Vec::new(),
    }
}

fn index(folder: &std::path::Path, count: u32) -> Index {
    let document = |number: u32| {
        let plain = |value: Value| FieldValues::Plain(vec![value]);
        Document {
            id: number.to_string(),
            changed_at: Timestamp::from_milliseconds(0),
            values: BTreeMap::from([
                ("name".to_owned(), plain(Value::Text(format!("lighthouse lamp n{number}")))),
                ("size".to_owned(), plain(Value::Integer(i64::from(number)))),
            ]),
            keys: BTreeMap::new(),
            nested: BTreeMap::new(),
            shown: vec!["{}".to_owned()],
        }
    };
    let options = Options { writer_memory: 32 << 20, ..Options::default() };
    let index = Index::create(folder, &spec(), &options).expect("an index");
    index
        .write(&Batch { put: (0..count).map(document).collect(), position: Some(1), ..Batch::default() })
        .expect("written");
    index
}

fn all() -> Query {
    Query::all(Language::new("en").expect("a language"))
}

fn text(terms: Vec<String>, typos: bool, prefix: bool) -> Query {
    Query { text: Some(TextSearch { terms, fields: Vec::new(), typos, prefix }), ..all() }
}

fn word(number: usize) -> String {
    format!("abcdefghij{number:04}")
}

fn ids(answer: Result<Answer, IndexError>) -> Vec<String> {
    answer.expect("an answer").hits.into_iter().map(|hit| hit.id).collect()
}

#[test]
fn a_word_that_is_repeated_is_looked_for_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let index = index(folder.path(), 3);
    let tight = Limits { words: 2, memory: Memory::of(2 << 20), ..Limits::default() };
    let repeated = "lihgthouse lamp ".repeat(45_000);
    let many = vec![repeated.clone(), repeated];
    assert_eq!(ids(index.search_within(&text(many, true, true), &tight)), ["0", "1", "2"]);
    let mut twice = text(vec!["lihgthouse".to_owned()], true, false);
    if let Some(search) = &mut twice.text {
        search.fields = vec!["name".to_owned(); 10_000];
    }
    assert_eq!(ids(index.search_within(&twice, &tight)), ["0", "1", "2"]);
}

#[test]
fn more_words_than_are_allowed_are_refused_however_they_are_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let index = index(folder.path(), 3);
    let words: Vec<String> = (0..1_001).map(word).collect();
    let chinese: String = ('\u{4e00}'..).take(1_100).collect();
    let thai: String = ('ก'..='ฮ').flat_map(|one| ('ก'..='ฮ').flat_map(move |two| [one, two])).collect();
    for terms in [words.clone(), vec![words.join(" ")], vec![chinese], vec![thai]] {
        let refused = index.search(&text(terms, false, false)).expect_err("too many");
        assert!(matches!(refused, IndexError::Query(QueryError::TooManyWords { most: 1_000 })), "{refused}");
    }
    assert_eq!(ids(index.search(&text(words[..1_000].to_vec(), false, false))), [""; 0]);
}

#[test]
fn a_query_that_needs_more_memory_than_there_is_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let index = index(folder.path(), 3);
    let words: Vec<String> = (0..800).map(word).collect();
    let limits = Limits { memory: Memory::of(64 << 20), ..Limits::default() };
    for (typos, prefix) in [(true, false), (true, true)] {
        let refused =
            index.search_within(&text(words.clone(), typos, prefix), &limits).expect_err("too much");
        assert!(matches!(refused, IndexError::Query(QueryError::TooMuchMemory { .. })), "{refused}");
    }
    assert_eq!(ids(index.search_within(&text(words, false, false), &limits)), [""; 0]);
    // What a query took came back, whether it was answered or refused.
    assert_eq!(ids(index.search_within(&text(vec!["lamp".to_owned()], true, true), &limits)).len(), 3);
    let little = Limits { memory: Memory::of(100), ..Limits::default() };
    let deep = Query { skip: usize::MAX, ..all() };
    let refused = index.search_within(&deep, &little).expect_err("too much");
    assert!(matches!(refused, IndexError::Query(QueryError::TooMuchMemory { .. })), "{refused}");
}

fn filter(any_of: Vec<Test>, field: &str) -> Vec<FilterGroup> {
    vec![FilterGroup { must: vec![Condition { field: field.to_owned(), any_of }], must_not: Vec::new() }]
}

#[test]
fn every_kind_of_query_is_stopped_when_its_time_is_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let index = index(folder.path(), 100);
    let lamp = || text(vec!["lamp".to_owned()], false, false);
    let sorted = |by: SortBy| vec![SortKey { by, descending: true }];
    let facet = FacetRequest { field: "name".to_owned(), size: 3, containing: Some("x".to_owned()) };
    let kinds = [
        all(),
        Query { skip: 50, ..all() },
        Query { filter: filter(vec![Test::Exists(true)], "size"), ..all() },
        Query { filter: filter(vec![Test::Exists(false)], "note"), ..all() },
        Query {
            sort: sorted(SortBy::Field("size".to_owned())),
            after: Some(vec![Some(Value::Integer(7))]),
            ..all()
        },
        Query { facets: vec![facet.clone()], top: 0, ..all() },
        Query { facets: vec![facet], top: 0, ..lamp() },
        lamp(),
        Query { sort: sorted(SortBy::Relevance), ..lamp() },
        text(vec!["lamp".to_owned()], true, true),
    ];
    let none = Limits { time: Duration::ZERO, ..Limits::default() };
    for query in kinds {
        let stopped = index.search_within(&query, &none).expect_err("no time");
        assert!(matches!(stopped, IndexError::TimedOut(_)), "{stopped} for {query:#?}");
        assert!(index.search(&query).is_ok(), "in time: {query:#?}");
    }
}

#[test]
fn a_query_is_stopped_in_the_middle_of_its_work() {
    let folder = tempfile::tempdir().expect("a folder");
    let index = index(folder.path(), 20_000);
    let range = |number: i64| {
        let end = |number: i64| Some((Value::Integer(number), false));
        Test::Within(Range { lower: end(number * 2), upper: end(number * 2 + 2) })
    };
    let ranges = Query { filter: filter((0..10_000).map(range).collect(), "size"), ..all() };
    let limits = Limits { time: Duration::from_millis(5), ..Limits::default() };
    let stopped = index.search_within(&ranges, &limits).expect_err("it takes longer");
    assert!(matches!(stopped, IndexError::TimedOut(_)), "{stopped}");
}
