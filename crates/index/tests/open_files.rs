//! A process that may open no more files; alone in its process, as the limit is the process's.

use std::fs::File;

use octant_index::{Batch, Index, Opened, Options, Spec};
use octant_model::Language;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

#[test]
fn an_index_that_cannot_be_opened_for_want_of_open_files_is_not_taken_for_a_broken_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let languages = vec![Language::new("en").expect("a language")];
    let spec = Spec { languages, fields: Vec::new(), nested: Vec::new(), keys: Vec::new() };
    let index = Index::create(folder.path(), &spec, &Options::default()).expect("made");
    index.write(&Batch { position: Some(1), ..Batch::default() }).expect("written");
    drop(index);
    let open = || Index::open(folder.path(), &spec, &Options::default());
    assert!(matches!(open(), Ok(Opened::Ready(_))));

    let limit = Rlimit { current: Some(64), ..getrlimit(Resource::Nofile) };
    setrlimit(Resource::Nofile, limit).expect("a lower limit");
    let held: Vec<File> = std::iter::from_fn(|| File::open("/dev/null").ok()).collect();
    assert!(!held.is_empty());
    assert!(open().is_err(), "nothing can be said of it");
    drop(held);
    assert!(matches!(open(), Ok(Opened::Ready(_))));
}
