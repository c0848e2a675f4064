//! What the embedded engine does when the disk, the file or the machine fails it.

mod support;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use octant_store::sqlite::{Options, SqliteStore};
use octant_store::{Health, Store, StoreError};
use support::*;

/// The files of a store as a crash would leave them at this moment.
fn crash_image(folder: &Path) -> tempfile::TempDir {
    let image = tempfile::tempdir().expect("a temporary folder");
    for name in ["octant.db", "octant.db-wal"] {
        if folder.join(name).exists() {
            std::fs::copy(folder.join(name), image.path().join(name)).expect("a copy");
        }
    }
    image
}

fn wal(folder: &Path) -> PathBuf {
    folder.join("octant.db-wal")
}

/// Imports number `marker`: the same 20 entries get it as their value, and 5 of its own come with it.
fn import_marker(store: &dyn Store, marker: usize) -> Result<(), StoreError> {
    let value = [text("marker", &marker.to_string())];
    let shared = (0..20).map(|number| set(&format!("shared-{number}"), &value));
    let own = (0..5).map(|number| set(&format!("own-{marker}-{number}"), &value));
    import(store, &tenant("local"), &source("products"), shared.chain(own).collect()).map(|_| ())
}

/// The number of the last import that is there. Fails where any import is there in part.
fn last_whole_import(store: &dyn Store) -> usize {
    assert_sound(store);
    let found = entries(store, &tenant("local"), &source("products"));
    let Some(shared) = found.get("shared-0") else {
        assert!(found.is_empty());
        return 0;
    };
    let last: usize = shared["marker"].parse().expect("a number");
    for number in 0..20 {
        assert_eq!(found[&format!("shared-{number}")], *shared);
    }
    for marker in 1..=last {
        for number in 0..5 {
            assert_eq!(found[&format!("own-{marker}-{number}")]["marker"], marker.to_string());
        }
    }
    assert_eq!(found.len(), 20 + last * 5);
    last
}

#[test]
fn a_folder_in_use_is_refused_and_free_again_afterwards() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = open(folder.path());
    let error = SqliteStore::open(folder.path(), &Options::default()).err().expect("it is in use");
    assert!(error.to_string().contains("in use by another process"), "{error}");
    drop(store);
    open(folder.path());
}

#[test]
fn a_folder_that_is_just_given_up_is_waited_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let first = SqliteStore::open(folder.path(), &Options::default()).expect("opened");
    let ending = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(200));
        drop(first);
    });
    SqliteStore::open(folder.path(), &Options::default()).expect("it is free in a moment");
    ending.join().expect("ended");
}

#[test]
fn a_write_torn_at_any_byte_costs_only_itself() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = open(folder.path());
    set_up(&store);
    for marker in 1..=3 {
        import_marker(&store, marker).expect("applied");
    }
    let acknowledged = std::fs::metadata(wal(folder.path())).expect("a log").len();
    import_marker(&store, 4).expect("applied");
    let image = crash_image(folder.path());
    let log = std::fs::read(wal(image.path())).expect("the log");
    let written = log.len() as u64 - acknowledged;
    for part in 0..=24 {
        let cut = usize::try_from(acknowledged + written * part / 24).expect("a small file");
        let torn = crash_image(image.path());
        std::fs::write(wal(torn.path()), &log[..cut]).expect("written");
        let last = last_whole_import(&open(torn.path()));
        assert_eq!(last, if part == 24 { 4 } else { 3 }, "cut at {cut} of {}", log.len());
    }
}

#[test]
fn a_spoiled_log_is_named_and_not_served() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = open(folder.path());
    set_up(&store);
    for marker in 1..=6 {
        import_marker(&store, marker).expect("applied");
    }
    let image = crash_image(folder.path());
    let mut log = std::fs::read(wal(image.path())).expect("the log");
    let middle = log.len() / 2;
    log[middle] ^= 0x10;
    std::fs::write(wal(image.path()), log).expect("written");
    let error = SqliteStore::open(image.path(), &Options::default()).err().expect("it is damaged");
    assert!(matches!(error, StoreError::Damaged(_)), "{error}");
    assert!(error.to_string().contains("octant.db-wal: frame"), "{error}");
}

#[test]
fn a_spoiled_value_is_found_when_it_is_read() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let value = "Qx7-unmistakable-Zw9";
    let store = open(folder.path());
    let (tenant, source) = set_up(&store);
    import(&store, &tenant, &source, vec![set("a", &[text("name", value)]), set("b", &[text("name", "y")])])
        .expect("applied");
    drop(store);

    let file = folder.path().join("octant.db");
    let mut bytes = std::fs::read(&file).expect("the file");
    let place =
        bytes.windows(value.len()).position(|window| window == value.as_bytes()).expect("it lies there");
    bytes[place] = b'R';
    std::fs::write(&file, bytes).expect("written");

    let store = open(folder.path());
    let error = store.entries(&tenant, &source, &[key("a")]).expect_err("it is not what was written");
    assert_eq!(error, StoreError::Damaged("entry a: its checksum does not match".to_owned()));
    assert_eq!(store.health(), Health::Failing(error.clone()));
    assert!(store.entries(&tenant, &source, &[key("b")]).is_ok(), "what is whole is served");
    assert!(
        import(&store, &tenant, &source, vec![set("a", &[text("name", "z")])]).is_err(),
        "nothing is built on it"
    );
    assert_eq!(store.verify().expect("it can be read")[0], format!("tenant local, source products: {error}"));
}

#[test]
fn a_spoiled_page_is_named_at_the_start() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = open(folder.path());
    set_up(&store);
    for marker in 1..=200 {
        import_marker(&store, marker).expect("applied");
    }
    drop(store);
    let file = folder.path().join("octant.db");
    let whole = std::fs::read(&file).expect("the file");
    let pages = whole.len() / 8_192;
    assert!(pages > 20, "{pages} pages");
    for page in [1, pages / 2, pages - 1] {
        let mut bytes = whole.clone();
        bytes[page * 8_192..page * 8_192 + 64].fill(0xa5);
        std::fs::write(&file, bytes).expect("written");
        let opened = SqliteStore::open(folder.path(), &Options::default());
        let error = opened.err().unwrap_or_else(|| panic!("page {page} was not noticed"));
        assert!(matches!(error, StoreError::Damaged(_)), "page {page}: {error}");
    }
    std::fs::write(&file, whole).expect("written");
    assert_eq!(last_whole_import(&open(folder.path())), 200, "put right, it works again");
}

/// Imports until the storage is full; answers with the number of the last import that was acknowledged.
fn import_until_full(store: &dyn Store, first: usize) -> usize {
    for marker in first.. {
        match import_marker(store, marker) {
            Ok(()) => {}
            Err(StoreError::Full(_) | StoreError::Failed(_)) => return marker - 1,
            Err(other) => panic!("another error: {other}"),
        }
    }
    unreachable!("numbers do not end")
}

#[test]
fn a_full_file_refuses_whole_imports_and_keeps_the_others() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let small = Options { max_pages: Some(60), ..Options::default() };
    let store = SqliteStore::open(folder.path(), &small).expect("it opens");
    set_up(&store);
    let last = import_until_full(&store, 1);
    assert!(last > 3, "{last} imports fitted");
    assert!(matches!(store.health(), Health::Failing(StoreError::Full(_))));
    assert_eq!(last_whole_import(&store), last);
    drop(store);
    let store = open(folder.path());
    assert_eq!(last_whole_import(&store), last);
    import_marker(&store, last + 1).expect("there is room again");
    assert_eq!(last_whole_import(&store), last + 1);
}

/// A file system of its own that is soon full, for those who may mount one.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    fn mount() -> Option<Self> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=16m", "tmpfs"])
            .arg(folder.path())
            .output()
            .is_ok_and(|output| output.status.success());
        mounted.then_some(Self(folder))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0.path()).status();
    }
}

#[test]
fn a_full_disk_is_named_and_left_behind_when_there_is_room_again() {
    let Some(disk) = SmallDisk::mount() else {
        println!(
            "not allowed to mount a file system here; a_full_file_refuses_whole_imports covers the engine's part"
        );
        return;
    };
    let ballast = disk.0.path().join("ballast");
    std::fs::write(&ballast, vec![0; 12 << 20]).expect("room for ballast");
    let data = disk.0.path().join("data");
    let store = open(&data);
    set_up(&store);
    let last = import_until_full(&store, 1);
    assert!(matches!(store.health(), Health::Failing(StoreError::Full(_))), "{:?}", store.health());
    assert_eq!(last_whole_import(&store), last, "reading goes on");

    std::fs::remove_file(&ballast).expect("removed");
    let deadline = Instant::now() + Duration::from_secs(60);
    while store.health() != Health::Ready {
        assert!(Instant::now() < deadline, "it never came back: {:?}", store.health());
        std::thread::sleep(Duration::from_millis(20));
    }
    import_marker(&store, last + 1).expect("there is room again");
    assert_eq!(last_whole_import(&store), last + 1);
    drop(store);
    assert_eq!(last_whole_import(&open(&data)), last + 1);
}
