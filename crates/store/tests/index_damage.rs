//! One flipped bit in the index of entry keys: what is read of it is named and never a false absence.

mod support;

use std::ops::ControlFlow;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::time::{Duration, Instant};

use octant_store::sqlite::{self, Options, SqliteStore};
use octant_store::{Health, Store, StoreError};
use support::*;

const PAGE: usize = 8_192;
/// The first byte of a leaf page of an index (sqlite.org, "Database File Format").
const INDEX_LEAF: u8 = 0x0a;
/// The same of a table.
const TABLE_LEAF: u8 = 0x0d;
const ENTRIES: usize = 300;

fn name(number: usize) -> String {
    format!("article-{number:04}")
}

/// A closed store with entries `article-0000` to `article-0299` in the source `products`, and some in `others`.
fn store_with_entries(folder: &Path) {
    let store = open(folder);
    let (tenant, products) = set_up(&store);
    let others = another_source(&store);
    for source in [&products, &others] {
        let entities = (0..ENTRIES).map(|number| set(&name(number), &[text("name", &name(number))]));
        import(&store, &tenant, source, entities.collect()).expect("applied");
    }
}

fn another_source(store: &SqliteStore) -> octant_model::SourceId {
    let new = octant_store::NewSource {
        id: source("others"),
        name: "Others".to_owned(),
        description: None,
        source_type: octant_store::SourceType::Generic,
    };
    store.create_source(&tenant("local"), new, &actor()).expect("a source").id
}

/// Flips the lowest bit of the last letter of a key where it stands in an index. Gives how many places there were: one for
/// each source.
fn flip_in_index(folder: &Path, key: &str, bit: u8) -> usize {
    flip(folder, key, bit, INDEX_LEAF)
}

/// The same where the key stands in pages that begin with that byte.
fn flip(folder: &Path, key: &str, bit: u8, page: u8) -> usize {
    let file = folder.join("octant.db");
    let bytes = std::fs::read(&file).expect("the file");
    let places: Vec<usize> = bytes
        .windows(key.len())
        .enumerate()
        .filter(|(place, window)| *window == key.as_bytes() && bytes[place / PAGE * PAGE] == page)
        .map(|(place, _)| place + key.len() - 1)
        .collect();
    let file = std::fs::OpenOptions::new().write(true).open(&file).expect("the file");
    for place in &places {
        file.write_all_at(&[bytes[*place] ^ bit], *place as u64).expect("written");
    }
    places.len()
}

fn assert_damaged<T: std::fmt::Debug>(what: &str, result: Result<T, StoreError>) {
    match result {
        Err(StoreError::Damaged(text)) => {
            assert!(text.contains("entry_key") || text.contains("entry article"), "{what}: {text}");
        }
        other => panic!("{what} is not named as damaged: {other:?}"),
    }
}

/// The keys behind a place, as a list shows them.
fn keys(store: &dyn Store, name: &str, after: Option<&str>) -> Result<Vec<String>, StoreError> {
    let mut found = Vec::new();
    store.scan_entries(&tenant("local"), &source(name), after, "", &mut |key, _, _| {
        found.push(key.to_owned());
        ControlFlow::Continue(())
    })?;
    Ok(found)
}

#[test]
fn an_entry_whose_index_key_changed_is_neither_absent_nor_made_twice() {
    // The second bit puts the key elsewhere in the order; the page is searched another way then.
    for bit in [0x01, 0x40] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        store_with_entries(folder.path());
        assert_eq!(flip_in_index(folder.path(), &name(150), bit), 2, "once for each source");
        let store = open(folder.path());
        let (tenant, products) = (tenant("local"), source("products"));
        let lost = key(&name(150));
        assert_damaged("reading it", store.entries(&tenant, &products, std::slice::from_ref(&lost)));
        let change = vec![set(lost.as_str(), &[text("name", "new")])];
        assert_damaged("importing it", import(&store, &tenant, &products, change));
        assert_damaged("listing all", keys(&store, "products", None));
        let before = name(149);
        assert_damaged("listing behind it", keys(&store, "products", Some(&before)));
        let whole =
            store.entries(&tenant, &products, &[key(&name(10)), key("nothing")]).expect("it is whole");
        assert!(whole[0].is_some() && whole[1].is_none());
        assert!(store.verify().expect("it is read").iter().any(|finding| finding.contains("entry_key")));
    }
}

#[test]
fn a_list_does_not_end_early_where_its_index_is_damaged() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    store_with_entries(folder.path());
    let file = folder.path().join("octant.db");
    let mut bytes = std::fs::read(&file).expect("the file");
    let lost = name(150);
    let mut flipped = 0;
    // The number of the key's source stands before it: 2 for the second source.
    for place in 1..bytes.len() - lost.len() {
        if bytes[place..].starts_with(lost.as_bytes())
            && bytes[place / PAGE * PAGE] == INDEX_LEAF
            && bytes[place - 1] == 2
            && bytes[place - 5..place - 3] == [0x04, 0x01]
        {
            bytes[place - 1] ^= 0x01;
            flipped += 1;
        }
    }
    assert_eq!(flipped, 1, "the entry of the second source");
    std::fs::write(&file, bytes).expect("written");
    let store = open(folder.path());
    for after in [None, Some(name(140)), Some(name(149))] {
        assert_damaged("the list", keys(&store, "others", after.as_deref()));
    }
}

/// Waits until the check of everything stored went through once.
fn checked(store: &SqliteStore) -> octant_store::CheckStatus {
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        let status = store.check();
        if status.rounds > 0 {
            return status;
        }
        assert!(Instant::now() < deadline, "the check does not end: {status:?}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn the_check_beside_the_work_names_the_entry_and_the_index() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    store_with_entries(folder.path());
    let whole = open(folder.path());
    let status = checked(&whole);
    assert_eq!((status.findings, status.running), (0, false));
    assert!(
        status.rows >= 3 * 2 * ENTRIES as u64,
        "entries are looked at from both sides, and read: {status:?}"
    );
    assert_eq!(whole.health(), Health::Ready);
    drop(whole);
    assert_eq!(flip_in_index(folder.path(), &name(150), 0x01), 2);
    let store = open(folder.path());
    assert_eq!(checked(&store).findings, 1, "the first one of an index stands for all");
    let Health::Failing(StoreError::Damaged(finding)) = store.health() else {
        panic!("{:?}", store.health())
    };
    assert_eq!(
        finding,
        "tenant local, source products: entry article-0150 is not found by the index entry_key"
    );
}

#[test]
fn damage_that_comes_later_is_found_by_the_next_round() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    store_with_entries(folder.path());
    let options = Options { check_interval: Duration::from_millis(20), ..Options::default() };
    let store = SqliteStore::open(folder.path(), &options).expect("it opens");
    checked(&store);
    assert_eq!(store.health(), Health::Ready);
    assert_eq!(flip_in_index(folder.path(), &name(150), 0x01), 2);
    let deadline = Instant::now() + Duration::from_secs(60);
    while store.health() == Health::Ready {
        assert!(Instant::now() < deadline, "nothing is found: {:?}", store.check());
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn a_repair_rebuilds_the_index_from_its_table() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    store_with_entries(folder.path());
    assert_eq!(sqlite::examine(folder.path()), Ok(Vec::new()));
    assert_eq!(flip_in_index(folder.path(), &name(150), 0x40), 2);
    let findings = sqlite::examine(folder.path()).expect("it is read");
    assert!(findings.iter().any(|finding| finding.contains("entry_key")), "{findings:?}");
    let repair = sqlite::repair(folder.path()).expect("it is repaired");
    assert_eq!(repair.left, Vec::<String>::new());
    assert_eq!(repair.done.len(), 1, "{repair:?}");
    assert!(repair.done[0].ends_with("rebuilt the index entry_key from the table entry"), "{repair:?}");
    assert_eq!(sqlite::examine(folder.path()), Ok(Vec::new()));
    let store = open(folder.path());
    assert_eq!(keys(&store, "products", None).expect("whole").len(), ENTRIES);
    assert_sound(&store);
    drop(store);
    let again = sqlite::repair(folder.path()).expect("nothing is wrong");
    assert_eq!(again.done, Vec::<String>::new());
}

#[test]
fn a_repair_keeps_an_index_that_knows_the_key_of_a_damaged_row() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    store_with_entries(folder.path());
    assert!(flip(folder.path(), &name(150), 0x40, TABLE_LEAF) >= 2);
    let repair = sqlite::repair(folder.path()).expect("it is tried");
    assert!(!repair.left.is_empty());
    assert!(repair.done.iter().any(|done| done.contains("entry_key stays as it is")), "{repair:?}");
    let store = open(folder.path());
    let lost = name(150);
    let found = store.entries(&tenant("local"), &source("products"), &[key(&lost)]);
    assert!(!matches!(found.as_deref(), Ok([None])), "the entry is said to be absent");
    let again =
        import(&store, &tenant("local"), &source("products"), vec![set(&lost, &[text("name", "again")])]);
    assert!(again.is_err(), "a second row was made: {again:?}");
}

#[test]
fn reading_a_folder_that_a_kill_left_changes_nothing_in_it() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = open(folder.path());
    let (tenant, products) = set_up(&store);
    import(&store, &tenant, &products, vec![set("a", &[text("name", "x")])]).expect("applied");
    let left = tempfile::tempdir().expect("a temporary folder");
    for file in ["octant.db", "octant.db-wal"] {
        std::fs::copy(folder.path().join(file), left.path().join(file)).expect("a copy");
    }
    let files = |folder: &Path| {
        let mut files: Vec<(std::ffi::OsString, Vec<u8>)> = std::fs::read_dir(folder)
            .expect("a folder")
            .map(|entry| entry.expect("an entry"))
            .map(|entry| (entry.file_name(), std::fs::read(entry.path()).expect("a file")))
            .collect();
        files.sort();
        files
    };
    let before = files(left.path());
    assert_eq!(sqlite::examine(left.path()), Ok(Vec::new()));
    assert!(files(left.path()) == before, "the same files with the same bytes");
    // What the log holds is read: its damage is found.
    let log = left.path().join("octant.db-wal");
    let mut bytes = std::fs::read(&log).expect("the log");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&log, bytes).expect("written");
    let findings = sqlite::examine(left.path()).expect("it is read");
    assert!(findings[0].contains("octant.db-wal: frame"), "{findings:?}");
}

/// The place of a leaf page of the index of entry keys that holds that key.
fn leaf(folder: &Path, key: &str) -> u64 {
    let bytes = std::fs::read(folder.join("octant.db")).expect("the file");
    let holds =
        |page: &[u8]| page[0] == INDEX_LEAF && page.windows(key.len()).any(|part| part == key.as_bytes());
    let page = bytes.chunks(PAGE).position(holds).expect("a leaf");
    (page * PAGE) as u64
}

fn database(folder: &Path) -> std::fs::File {
    let mut options = std::fs::OpenOptions::new();
    options.read(true).write(true).open(folder.join("octant.db")).expect("the file")
}

#[test]
fn rows_that_a_damaged_page_hides_are_not_taken_for_absent_once_it_was_checked() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    store_with_entries(folder.path());
    let page = leaf(folder.path(), &name(150));
    let options = Options { check_interval: Duration::from_millis(20), ..Options::default() };
    let store = SqliteStore::open(folder.path(), &options).expect("it opens");
    checked(&store);
    // The number of cells on the page, of two bytes.
    let file = database(folder.path());
    let mut count = [0; 2];
    file.read_exact_at(&mut count, page + 3).expect("read");
    let fewer = u16::from_be_bytes(count) - 5;
    file.write_all_at(&fewer.to_be_bytes(), page + 3).expect("written");
    let deadline = Instant::now() + Duration::from_secs(60);
    while store.health() == Health::Ready {
        assert!(Instant::now() < deadline, "nothing is found: {:?}", store.check());
        std::thread::sleep(Duration::from_millis(10));
    }
    let (tenant, products) = (tenant("local"), source("products"));
    let is_damaged = |error: Option<StoreError>| matches!(error, Some(StoreError::Damaged(_)));
    assert!(is_damaged(keys(&store, "products", None).err()), "a list may be too short");
    assert!(is_damaged(store.entries(&tenant, &products, &[key("nothing")]).err()), "it may be hidden");
    let change = vec![set("nothing", &[text("name", "new")])];
    assert!(is_damaged(import(&store, &tenant, &products, change).err()), "it may be there already");
}

#[test]
fn an_index_entry_at_the_place_of_another_is_noticed_by_the_order() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    store_with_entries(folder.path());
    let page = leaf(folder.path(), &name(150));
    let options = Options { check_interval: Duration::ZERO, ..Options::default() };
    let store = SqliteStore::open(folder.path(), &options).expect("it opens");
    checked(&store);
    // The places of cells follow the page's head of eight bytes, in the order of their keys.
    let file = database(folder.path());
    let mut cell = [0; 2];
    file.read_exact_at(&mut cell, page + 8 + 2 * 40).expect("read");
    file.write_all_at(&cell, page + 8 + 2 * 43).expect("written");
    let refused = ["products", "others"].into_iter().filter(|name| keys(&store, name, None).is_err());
    assert_eq!(refused.count(), 1, "the list with the entry twice");
    let is_refused = |source: &str, number: usize| {
        let found = store.entries(&tenant("local"), &self::source(source), &[key(&name(number))]);
        matches!(found, Err(StoreError::Damaged(_)))
    };
    let numbers =
        (0..ENTRIES).filter(|number| is_refused("products", *number) || is_refused("others", *number));
    assert!(numbers.count() >= 1, "the entry that lost its place is not absent");
    let is_absent = |source: &str, number: usize| {
        let found = store.entries(&tenant("local"), &self::source(source), &[key(&name(number))]);
        matches!(found.as_deref(), Ok([None]))
    };
    let absent = (0..ENTRIES).filter(|number| is_absent("products", *number) || is_absent("others", *number));
    assert_eq!(absent.count(), 0);
}

#[test]
fn a_list_does_not_pass_over_an_entry_whose_index_key_is_no_text_any_more() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    store_with_entries(folder.path());
    let file = database(folder.path());
    let bytes = std::fs::read(folder.path().join("octant.db")).expect("the file");
    let lost = name(150);
    let mut flipped = 0;
    // The type of the key stands two bytes before it: 37 for a text of twelve bytes, 5 for an integer of six.
    for place in 5..bytes.len() - lost.len() {
        if bytes[place..].starts_with(lost.as_bytes())
            && bytes[place / PAGE * PAGE] == INDEX_LEAF
            && bytes[place - 4..place - 1] == [0x04, 0x09, 37]
        {
            file.write_all_at(&[5], place as u64 - 2).expect("written");
            flipped += 1;
        }
    }
    assert_eq!(flipped, 1, "the entry of the first source");
    let store = open(folder.path());
    for after in [None, Some(name(140)), Some(name(149))] {
        let listed = keys(&store, "products", after.as_deref());
        assert!(
            matches!(listed, Err(StoreError::Damaged(_))),
            "{after:?}: {:?}",
            listed.map(|keys| keys.len())
        );
    }
}
