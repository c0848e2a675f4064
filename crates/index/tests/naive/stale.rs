//! Indexes that are to be rebuilt.

use octant_index::{Index, Opened, Spec};

use crate::spec::spec;
use crate::world::{World, named, options};

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
    let empty = Index::create(&folder, &spec(), &options()).expect("it replaces what is there");
    assert_eq!((empty.count(), empty.position()), (0, 0));
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
