//! Files of an index that change under a process which has it open.

use std::collections::BTreeMap;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use octant_index::{Batch, Document, Field, FieldValues, Index, Kind, Options, Query, Spec, Value};
use octant_model::{Language, Timestamp};

fn language() -> Language {
    Language::new("en").expect("a language")
}

fn document(number: usize) -> Document {
    let name = FieldValues::Plain(vec![Value::Text(format!("name {number}"))]);
    Document {
        id: format!("k{number}"),
        changed_at: Timestamp::from_milliseconds(0),
        values: BTreeMap::from([("name".to_owned(), name)]),
        nested: BTreeMap::new(),
        keys: BTreeMap::new(),
        shown: vec![format!("shown {number}")],
    }
}

fn put(index: &Index, documents: Vec<Document>, position: u64) {
    let batch = Batch { put: documents, position: Some(position), ..Batch::default() };
    index.write(&batch).expect("written");
}

fn index(folder: &Path) -> Index {
    let name = Field {
        name: "name".to_owned(),
        kind: Kind::Text,
        localized: false,
        facet: true,
        sortable: true,
        searchable: false,
        hierarchy: None,
    };
    let spec = Spec { languages: vec![language()], fields: vec![name], nested: Vec::new(), keys: Vec::new() };
    let options =
        Options { writer_memory: 32 << 20, bulk_threads: 1, cached_blocks: 1, ..Options::default() };
    let index = Index::create(folder, &spec, &options).expect("made");
    put(&index, (0..100).map(document).collect(), 1);
    index
}

/// The file of the one segment with that ending, with a bit changed in its middle.
fn damage(folder: &Path, ending: &str) -> PathBuf {
    let files = std::fs::read_dir(folder).expect("a folder").map(|file| file.expect("read").path());
    let of_kind: Vec<PathBuf> =
        files.filter(|path| path.extension().is_some_and(|found| found == ending)).collect();
    assert_eq!(of_kind.len(), 1, "one segment: {of_kind:?}");
    let file = std::fs::OpenOptions::new().read(true).write(true).open(&of_kind[0]).expect("opened");
    let middle = file.metadata().expect("its size").len() / 2;
    let mut byte = [0];
    file.read_exact_at(&mut byte, middle).expect("read");
    file.write_all_at(&[byte[0] ^ 0x10], middle).expect("written");
    of_kind[0].clone()
}

fn name(path: &Path) -> String {
    path.file_name().expect("a name").to_string_lossy().into_owned()
}

#[test]
fn a_block_that_is_read_and_changed_is_refused_and_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let index = index(folder.path());
    let query = Query { top: 100, ..Query::all(language()) };
    assert_eq!(index.search(&query).expect("answered").hits.len(), 100);
    let damaged = name(&damage(folder.path(), "store"));
    let error = index.search(&query).expect_err("what changed is not shown").to_string();
    assert!(error.contains(&format!("{damaged}: bytes 0 to")), "{error}");
    assert_eq!(index.noted_damage(), [damaged]);
}

#[test]
fn a_damaged_segment_is_not_merged_into_one_that_is_whole_by_its_checksum() {
    let folder = tempfile::tempdir().expect("a folder");
    let index = index(folder.path());
    let damaged = damage(folder.path(), "fast");
    // As many small segments as become one, and some more.
    for number in 0..40 {
        put(&index, vec![document(1_000 + number)], 2 + number as u64);
    }
    assert_eq!(index.noted_damage(), [name(&damaged)]);
    assert!(damaged.exists(), "it is still the segment that it was");
}
