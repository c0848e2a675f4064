//! An index with the documents that it should hold.

use std::collections::{BTreeMap, BTreeSet};

use octant_index::{
    Answer, Batch, Document, FieldValues, Index, Opened, Options, Query, TextSearch, Value, naive,
};

use crate::spec::{language, spec};
use crate::values::{day, decimal};

pub(crate) struct World {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) index: Index,
    pub(crate) documents: BTreeMap<String, Document>,
}

pub(crate) fn options() -> Options {
    Options { writer_memory: 16 << 20, bulk_threads: 1, many: 0, ..Options::default() }
}

impl World {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let index = Index::create(&folder.path().join("index"), &spec(), &options()).expect("it is made");
        Self { folder, index, documents: BTreeMap::new() }
    }

    pub(crate) fn write(&mut self, put: Vec<Document>, delete: &[u8], position: u64) {
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

    pub(crate) fn expected(&self, query: &Query) -> Answer {
        let documents: Vec<Document> = self.documents.values().cloned().collect();
        naive::search(&spec(), &documents, query)
    }

    pub(crate) fn reopened(self) -> Self {
        let Self { folder, index, documents } = self;
        drop(index);
        match Index::open(&folder.path().join("index"), &spec(), &options()).expect("a sound specification") {
            Opened::Ready(index) => Self { folder, index, documents },
            Opened::Stale(reason) => panic!("{reason}"),
        }
    }
}

/// What a query answers in pages over two segments, and what it should answer.
pub(crate) fn in_pages(documents: &[Document], mut query: Query, top: usize) -> (Vec<String>, Vec<String>) {
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

pub(crate) fn named(id: &str, en: &str, sv: &str) -> Document {
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

pub(crate) fn priced(id: &str, price: &str) -> Document {
    let prices = FieldValues::Plain(vec![decimal(price)]);
    Document { values: BTreeMap::from([("price".to_owned(), prices)]), ..named(id, "a", "b") }
}

pub(crate) fn found(world: &World, code: &str, search: TextSearch) -> Vec<String> {
    let query = Query { text: Some(search), ..Query::all(language(code)) };
    let answer = world.index.search(&query).expect("the query is right");
    answer.hits.into_iter().map(|hit| hit.id).collect()
}

pub(crate) fn words(terms: &[&str]) -> TextSearch {
    let terms = terms.iter().map(|&term| term.to_owned()).collect();
    TextSearch { terms, fields: Vec::new(), typos: false, prefix: false }
}

pub(crate) fn ids(answer: &Answer) -> Vec<&str> {
    answer.hits.iter().map(|hit| hit.id.as_str()).collect()
}
