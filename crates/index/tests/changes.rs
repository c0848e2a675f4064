//! Changes that follow each other: what an index holds of them, and what its texts are found by.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use octant_index::{
    Batch, Document, Field, FieldValues, Index, Kind, Opened, Options, Query, SortBy, SortKey, Spec,
    TextSearch, Value,
};
use octant_model::{Language, Timestamp};

fn language() -> Language {
    Language::new("en").expect("a language")
}

fn field(name: &str, searchable: bool) -> Field {
    Field {
        name: name.to_owned(),
        kind: Kind::Text,
        localized: false,
        facet: false,
        sortable: true,
        searchable,
        hierarchy: None,
    }
}

fn spec() -> Spec {
    Spec {
        languages: vec![language()],
        fields: vec![field("name", true), field("price", false)],
        nested: Vec::new(),
        keys: Vec::new(),
    }
}

fn options() -> Options {
    Options { writer_memory: 32 << 20, known_keys: 4 << 10, bulk_threads: 1, many: 0, cached_blocks: 8 }
}

fn document(id: &str, name: &str, price: &str) -> Document {
    let text = |text: &str| FieldValues::Plain(vec![Value::Text(text.to_owned())]);
    Document {
        id: id.to_owned(),
        changed_at: Timestamp::from_milliseconds(0),
        values: BTreeMap::from([("name".to_owned(), text(name)), ("price".to_owned(), text(price))]),
        nested: BTreeMap::new(),
        keys: BTreeMap::new(),
        shown: vec![format!("{name} {price}")],
    }
}

fn open(folder: &Path) -> Index {
    match Index::open(folder, &spec(), &options()) {
        Ok(Opened::Ready(index)) => index,
        Ok(Opened::Stale(reason)) => panic!("it is whole, and not: {reason}"),
        Err(error) => panic!("it can be opened: {error}"),
    }
}

fn put(index: &Index, documents: Vec<Document>, position: u64) {
    let batch = Batch { put: documents, position: Some(position), ..Batch::default() };
    index.write(&batch).expect("written");
}

fn delete(index: &Index, ids: &[&str], position: u64) {
    let delete = ids.iter().map(|&id| id.to_owned()).collect();
    index.write(&Batch { delete, position: Some(position), ..Batch::default() }).expect("written");
}

/// What the documents show that have a word, in the order of their ids.
fn found(index: &Index, word: &str) -> Vec<String> {
    let text = TextSearch { terms: vec![word.to_owned()], fields: Vec::new(), typos: false, prefix: false };
    shown(index, Query { text: Some(text), ..Query::all(language()) })
}

fn shown(index: &Index, query: Query) -> Vec<String> {
    let query = Query { top: 1_000, total: true, ..query };
    let answer = index.search(&query).expect("the query is right");
    assert_eq!(answer.total, Some(answer.hits.len() as u64));
    answer.hits.into_iter().map(|hit| hit.shown).collect()
}

/// Numbers that look like chance.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }
}

#[test]
fn each_document_is_there_once_as_it_was_written_last_however_many_changes_and_merges_there_are() {
    const WORDS: [&str; 5] = ["lamp", "sofa", "table", "chair", "shelf"];
    let folder = tempfile::tempdir().expect("a folder");
    let mut index = Index::create(folder.path(), &spec(), &options()).expect("an index");
    let mut random = Random(7);
    let mut model: BTreeMap<String, (&str, String)> = BTreeMap::new();
    for change in 1..=150 {
        let (mut documents, mut gone) = (BTreeMap::new(), Vec::new());
        for _ in 0..random.below(12) {
            let id = format!("k{:03}", random.below(60));
            match random.below(6) {
                0 => gone.push(id),
                1 => _ = documents.insert(id, WORDS[usize::try_from(random.below(5)).expect("few")]),
                // Most changes leave the texts as they are.
                _ => {
                    let name = model.get(&id).map_or(WORDS[0], |(name, _)| *name);
                    documents.insert(id, name);
                }
            }
        }
        gone.retain(|id| !documents.contains_key(id));
        let batch = documents.iter().map(|(id, name)| document(id, name, &change.to_string())).collect();
        let batch = Batch { put: batch, delete: gone.clone(), position: Some(change) };
        index.write(&batch).expect("written");
        gone.iter().for_each(|id| _ = model.remove(id));
        model.extend(documents.into_iter().map(|(id, name)| (id, (name, change.to_string()))));
        if change % 40 == 0 {
            drop(index);
            index = open(folder.path());
        }
        let line = |(name, price): &(&str, String)| format!("{name} {price}");
        assert_eq!(shown(&index, Query::all(language())), model.values().map(line).collect::<Vec<_>>());
        for word in WORDS {
            let named: Vec<String> = model.values().filter(|(name, _)| *name == word).map(line).collect();
            assert_eq!(found(&index, word), named, "{word} after change {change}");
        }
    }
}

#[test]
fn what_is_deleted_before_anything_is_there_does_not_take_what_comes_later_with_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let index = Index::create(folder.path(), &spec(), &options()).expect("an index");
    delete(&index, &["k1"], 1);
    delete(&index, &["k1", "k2"], 2);
    put(&index, vec![document("k1", "lamp", "1")], 3);
    assert_eq!(found(&index, "lamp"), ["lamp 1"]);
    // As often as the index is empty in between.
    for position in (4..20).step_by(2) {
        delete(&index, &["k1"], position);
        assert_eq!(index.count(), 0);
        put(&index, vec![document("k1", "lamp", "1")], position + 1);
        assert_eq!(found(&index, "lamp"), ["lamp 1"]);
    }
}

#[test]
fn texts_that_go_and_come_back_are_found_as_they_are_now() {
    let folder = tempfile::tempdir().expect("a folder");
    let index = Index::create(folder.path(), &spec(), &options()).expect("an index");
    for (position, name) in (1..).zip(["lamp", "", "lamp", "sofa", "sofa", "lamp", "lamp"]) {
        put(
            &index,
            vec![document("k1", name, &position.to_string()), document("k2", "table", "1")],
            position,
        );
        for word in ["lamp", "sofa"] {
            let expected = if word == name { vec![format!("{name} {position}")] } else { Vec::new() };
            assert_eq!(found(&index, word), expected, "{word} at {position}");
        }
        assert_eq!(found(&index, "table"), ["table 1"]);
    }
}

#[test]
fn documents_without_texts_are_found_by_none_and_stand_in_nobodys_way() {
    let folder = tempfile::tempdir().expect("a folder");
    let bare = |id: &str, price: &str| {
        let mut document = document(id, "", price);
        document.values.remove("name");
        document
    };
    let index = Index::create(folder.path(), &spec(), &options()).expect("an index");
    for position in 1..40 {
        put(&index, vec![bare("k1", &position.to_string()), bare("k2", "1")], position);
        assert_eq!((found(&index, "lamp"), index.count()), (Vec::new(), 2));
    }
    drop(index);
    let index = open(folder.path());
    put(&index, vec![document("k3", "lamp", "1")], 40);
    assert_eq!((found(&index, "lamp"), index.count()), (vec!["lamp 1".to_owned()], 3));
    put(&index, vec![bare("k3", "2")], 41);
    assert_eq!((found(&index, "lamp"), index.count()), (Vec::new(), 3));
}

#[test]
fn words_that_no_document_refers_to_go_with_the_next_change() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut index = Index::create(folder.path(), &spec(), &options()).expect("an index");
    put(&index, (0..50).map(|number| document(&format!("k{number}"), "lamp", "1")).collect(), 1);
    for round in 0..30 {
        let name = format!("lamp number {round}");
        put(&index, (0..50).map(|number| document(&format!("k{number}"), &name, "1")).collect(), 2 + round);
        // A process that ends before it has let go of words leaves that to the next one.
        if round % 3 == 0 {
            drop(index);
            index = open(folder.path());
        }
    }
    let words = |index: &Index| index.words_kept();
    put(&index, vec![document("k0", "lamp number 29", "2")], 40);
    assert_eq!(words(&index), 50);
    drop(index);
    let index = open(folder.path());
    delete(&index, &["k1", "k2"], 41);
    put(&index, vec![document("k0", "lamp number 29", "3")], 42);
    assert_eq!(words(&index), 48);
}

#[test]
fn a_process_that_ends_between_words_and_documents_leaves_an_index_as_it_was() {
    let (folder, before) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let index = Index::create(folder.path(), &spec(), &options()).expect("an index");
    put(&index, (0..50).map(|number| document(&format!("k{number}"), "lamp", "1")).collect(), 1);
    drop(index);
    replace_files(before.path(), folder.path());
    let index = open(folder.path());
    put(&index, (0..10).map(|number| document(&format!("k{number}"), "sofa", "2")).collect(), 2);
    assert_eq!((found(&index, "lamp").len(), found(&index, "sofa").len()), (40, 10));
    drop(index);
    // The documents as they were, with the words that were committed for those that never came.
    replace_files(folder.path(), before.path());
    let index = open(folder.path());
    assert_eq!((index.position(), index.words_kept()), (1, 60));
    assert_eq!((found(&index, "lamp").len(), found(&index, "sofa").len()), (50, 0));
    put(&index, vec![document("k0", "sofa", "2")], 2);
    assert_eq!((found(&index, "lamp").len(), found(&index, "sofa")), (49, vec!["sofa 2".to_owned()]));
    put(&index, vec![document("k0", "sofa", "3")], 3);
    assert_eq!((index.words_kept(), found(&index, "sofa")), (50, vec!["sofa 3".to_owned()]));
}

#[test]
fn what_a_commit_that_failed_left_behind_does_not_stand_in_the_way_of_the_next() {
    let folder = tempfile::tempdir().expect("a folder");
    let index = Index::create(folder.path(), &spec(), &options()).expect("an index");
    put(&index, vec![document("k1", "lamp", "1"), document("k2", "sofa", "1")], 1);
    drop(index);
    let read = |name: &str| -> serde_json::Value {
        let bytes = std::fs::read(folder.path().join(name)).expect("read");
        serde_json::from_slice(&bytes).expect("JSON")
    };
    // Deletions of that segment by changes that never came to be, and the engine's list of files with them.
    let commit = read("meta.json");
    let segment = commit["segments"][0]["segment_id"].as_str().expect("an id").replace('-', "");
    let stamp = commit["opstamp"].as_u64().expect("a number");
    let mut made: Vec<String> = serde_json::from_value(read(".managed.json")).expect("names");
    let left: Vec<String> = (1..=4).map(|more| format!("{segment}.{}.del", stamp + more)).collect();
    for name in &left {
        std::fs::write(folder.path().join(name), "x").expect("written");
    }
    made.extend(left);
    std::fs::write(folder.path().join(".managed.json"), serde_json::to_vec(&made).expect("JSON"))
        .expect("written");
    let index = open(folder.path());
    put(&index, vec![document("k1", "lamp", "2")], 2);
    assert_eq!(shown(&index, Query::all(language())), ["lamp 2", "sofa 1"]);
}

/// Makes the files of one folder those of another; folders within them stay.
fn replace_files(folder: &Path, with: &Path) {
    let files = |folder: &Path| -> Vec<PathBuf> {
        let entries = std::fs::read_dir(folder).expect("a folder");
        entries.map(|entry| entry.expect("an entry").path()).filter(|path| path.is_file()).collect()
    };
    for file in files(folder) {
        std::fs::remove_file(file).expect("removed");
    }
    for file in files(with) {
        std::fs::copy(&file, folder.join(file.file_name().expect("a name"))).expect("copied");
    }
}

#[test]
fn the_best_match_comes_first_whichever_change_it_came_with() {
    let folder = tempfile::tempdir().expect("a folder");
    let index = Index::create(folder.path(), &spec(), &options()).expect("an index");
    put(&index, vec![document("k1", "lamp and other things for the house", "1")], 1);
    put(&index, vec![document("k2", "lamp lamp", "1"), document("k3", "sofa", "1")], 2);
    put(&index, vec![document("k1", "lamp and other things for the house", "2")], 3);
    let text = TextSearch { terms: vec!["lamp".to_owned()], fields: Vec::new(), typos: false, prefix: false };
    let sort = vec![SortKey { by: SortBy::Relevance, descending: false }];
    let best = shown(&index, Query { text: Some(text), sort, ..Query::all(language()) });
    assert_eq!(best, ["lamp lamp 1", "lamp and other things for the house 2"]);
}
