//! An index of products with names in some languages, and questions to it.

use std::collections::BTreeMap;

use octant_index::{
    Answer, Batch, Condition, Document, FacetMode, FacetRequest, Field, FieldValues, FilterGroup, Index,
    Kind, Options, Query, Spec, Test, TextSearch, Value, naive,
};
use octant_model::{Language, Timestamp};

pub(crate) fn language(code: &str) -> Language {
    Language::new(code).expect("a language")
}

fn field(name: &str) -> Field {
    Field {
        name: name.to_owned(),
        kind: Kind::Text,
        localized: false,
        facet: true,
        sortable: true,
        searchable: false,
        hierarchy: None,
    }
}

/// The name has a language, the note has none.
pub(crate) fn spec() -> Spec {
    Spec {
        languages: ["en", "sv", "de", "tr", "el", "zh", "ja", "th", "km"].map(language).to_vec(),
        fields: vec![
            Field { localized: true, searchable: true, ..field("name") },
            Field { searchable: true, ..field("note") },
            field("brand"),
            Field { hierarchy: Some(">".to_owned()), ..field("path") },
        ],
        keys: vec!["from".to_owned()],
        nested: Vec::new(),
    }
}

pub(crate) struct World {
    // Removed when the test ends.
    _folder: tempfile::TempDir,
    pub(crate) index: Index,
    documents: Vec<Document>,
}

/// A document with one value in each field, the name the same in all languages.
pub(crate) fn document(id: &str, name: &str, brand: &str, path: &str) -> Document {
    let text = |text: &str| vec![Value::Text(text.to_owned())];
    let names = spec().languages.into_iter().map(|language| (language, text(name))).collect();
    Document {
        id: id.to_owned(),
        changed_at: Timestamp::from_milliseconds(0),
        values: BTreeMap::from([
            ("name".to_owned(), FieldValues::Localized(names)),
            ("note".to_owned(), FieldValues::Plain(text(name))),
            ("brand".to_owned(), FieldValues::Plain(text(brand))),
            ("path".to_owned(), FieldValues::Plain(text(path))),
        ]),
        keys: BTreeMap::from([("from".to_owned(), vec![brand.to_owned()])]),
        nested: BTreeMap::new(),
        shown: vec![String::new()],
    }
}

impl World {
    pub(crate) fn of(documents: Vec<Document>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let options = Options { writer_memory: 32 << 20, bulk_threads: 1, many: 0, ..Options::default() };
        let index = Index::create(&folder.path().join("index"), &spec(), &options).expect("an index");
        index
            .write(&Batch { put: documents.clone(), position: Some(1), ..Batch::default() })
            .expect("written");
        Self { _folder: folder, index, documents }
    }

    /// One document for each name, with the name as its id.
    pub(crate) fn named(names: &[&str]) -> Self {
        let documents = names.iter().enumerate();
        Self::of(documents.map(|(place, name)| document(&place.to_string(), name, "", "")).collect())
    }

    /// The places of the names that a search finds.
    pub(crate) fn found_by(&self, code: &str, search: TextSearch) -> Vec<usize> {
        let query = Query { text: Some(search), top: 1000, ..Query::all(language(code)) };
        let answer = self.index.search(&query).expect("the query is right");
        answer.hits.into_iter().map(|hit| hit.id.parse().expect("a place")).collect()
    }

    /// Those that a term finds in names.
    pub(crate) fn found(&self, code: &str, term: &str) -> Vec<usize> {
        self.found_by(code, search(term, "name"))
    }

    /// Those that a term finds in notes, which have no language.
    pub(crate) fn noted(&self, term: &str) -> Vec<usize> {
        self.found_by("en", search(term, "note"))
    }

    /// The answer, which is also what the definition says.
    pub(crate) fn answer(&self, query: &Query) -> Answer {
        let answer = self.index.search(query).expect("the query is right");
        assert_eq!(answer, naive::search(&spec(), &self.documents, query), "{query:#?}");
        answer
    }

    /// The ids of the documents with a value.
    pub(crate) fn with(&self, field: &str, value: &str) -> Vec<String> {
        let query = Query { filter: equals(field, &[value]), ..Query::all(language("en")) };
        self.answer(&query).hits.into_iter().map(|hit| hit.id).collect()
    }
}

pub(crate) fn search(term: &str, field: &str) -> TextSearch {
    let (terms, fields) = (vec![term.to_owned()], vec![field.to_owned()]);
    TextSearch { terms, fields, typos: false, prefix: false }
}

pub(crate) fn equals(field: &str, values: &[&str]) -> Vec<FilterGroup> {
    let any_of = values.iter().map(|value| Test::Equals(Value::Text((*value).to_owned()))).collect();
    vec![FilterGroup { must: vec![Condition { field: field.to_owned(), any_of }], must_not: Vec::new() }]
}

/// All documents, counted by a facet.
pub(crate) fn counted(code: &str, field: &str, size: usize) -> Query {
    let facets = vec![FacetRequest { field: field.to_owned(), size, containing: None }];
    Query { facets, facet_mode: FacetMode::Disjunctive, ..Query::all(language(code)) }
}
