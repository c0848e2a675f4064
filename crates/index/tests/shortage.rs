//! Changes in a process that may open only a few more files; alone in its process, as the limit is the process's.

use std::collections::BTreeMap;
use std::fs::File;

use octant_index::{
    Batch, Document, FacetRequest, Field, FieldValues, Index, IndexError, Kind, Options, Query, Spec,
    TextSearch, Value,
};
use octant_model::{Language, Timestamp};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// The most open files: more than the index has at any time.
const LIMIT: u64 = 400;

fn language() -> Language {
    Language::new("en").expect("a language")
}

fn named(id: &str, name: &str) -> Document {
    let name = FieldValues::Plain(vec![Value::Text(name.to_owned())]);
    Document {
        id: id.to_owned(),
        changed_at: Timestamp::from_milliseconds(0),
        values: BTreeMap::from([("name".to_owned(), name)]),
        nested: BTreeMap::new(),
        keys: BTreeMap::new(),
        shown: vec![id.to_owned()],
    }
}

fn put(index: &Index, documents: Vec<Document>, position: u64) -> Result<(), IndexError> {
    index.write(&Batch { put: documents, position: Some(position), ..Batch::default() })
}

fn found(index: &Index, word: &str) -> Vec<String> {
    let text = TextSearch { terms: vec![word.to_owned()], fields: Vec::new(), typos: false, prefix: false };
    let query = Query { top: 100, text: Some(text), ..Query::all(language()) };
    index.search(&query).expect("answered").hits.into_iter().map(|hit| hit.shown).collect()
}

/// The values of the facet, in order; each document has one of its own.
fn names(index: &Index) -> Vec<String> {
    let facet = FacetRequest { field: "name".to_owned(), size: 10, containing: None };
    let query = Query { facets: vec![facet], ..Query::all(language()) };
    let answer = index.search(&query).expect("answered");
    answer.facets[0].values.iter().map(|value| value.key.clone()).collect()
}

#[test]
fn a_change_that_failed_anywhere_leaves_nothing_behind_that_a_later_one_trips_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let name = Field {
        name: "name".to_owned(),
        kind: Kind::Text,
        localized: false,
        facet: true,
        sortable: true,
        searchable: true,
        hierarchy: None,
    };
    let spec = Spec { languages: vec![language()], fields: vec![name], nested: Vec::new(), keys: Vec::new() };
    let options = Options { writer_memory: 32 << 20, bulk_threads: 1, ..Options::default() };
    let index = Index::create(folder.path(), &spec, &options).expect("made");
    put(&index, vec![named("k1", "lamp"), named("k2", "table")], 1).expect("written");
    let limit = Rlimit { current: Some(LIMIT), ..getrlimit(Resource::Nofile) };
    setrlimit(Resource::Nofile, limit).expect("a lower limit");
    let (mut failed, mut position) = (0, 1);
    for free in 0..80 {
        let mut next = || {
            position += 1;
            position
        };
        let mut held: Vec<File> = std::iter::from_fn(|| File::open("/dev/null").ok()).collect();
        assert!(held.len() > free, "the index has fewer files open than that");
        held.truncate(held.len() - free);
        // Over and over, as whoever follows a log does.
        for _ in 0..3 {
            failed += usize::from(put(&index, vec![named("k1", "sofa")], next()).is_err());
        }
        drop(held);
        let words: Vec<&str> =
            ["lamp", "sofa"].into_iter().filter(|word| !found(&index, word).is_empty()).collect();
        assert_eq!(names(&index), [words, vec!["table"]].concat(), "counts are of what is found");
        // Whatever of it came to be: it is as it was before, and then something else changes.
        put(&index, vec![named("k1", "lamp")], next()).expect("written");
        assert_eq!((found(&index, "lamp"), found(&index, "sofa")), (vec!["k1".to_owned()], Vec::new()));
        put(&index, vec![named("k2", "table")], next()).expect("written");
        put(&index, vec![named("k2", "table")], next()).expect("written");
        assert_eq!((found(&index, "lamp"), found(&index, "sofa")), (vec!["k1".to_owned()], Vec::new()));
        assert_eq!(found(&index, "table"), ["k2"]);
        assert_eq!((index.count(), index.words_kept(), index.position()), (2, 2, position), "{free} free");
    }
    assert!(failed > 20, "only {failed} failed");
}
