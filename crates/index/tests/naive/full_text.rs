//! Full text search.

use octant_index::{Query, SortBy, SortKey, TextSearch};

use crate::spec::language;
use crate::world::{World, found, named, words};

#[test]
fn text_is_found_by_its_stems_in_its_own_language() {
    let mut world = World::new();
    let chairs = named("1", "Comfortable chairs", "Bekväma stolar");
    let table = named("2", "A dining table", "Ett matbord på café");
    world.write(vec![chairs, table], &[], 1);
    assert_eq!(found(&world, "en", words(&["chair"])), ["1"]);
    assert_eq!(found(&world, "en", words(&["CHAIRS comfortable"])), ["1"], "all words of a term");
    assert_eq!(found(&world, "en", words(&["chair table"])), [""; 0]);
    assert_eq!(found(&world, "en", words(&["chair", "table"])), ["1", "2"], "any of the terms");
    assert_eq!(found(&world, "sv", words(&["stol"])), ["1"]);
    assert_eq!(found(&world, "sv", words(&["bekväm"])), ["1"]);
    assert_eq!(found(&world, "sv", words(&["cafe"])), ["2"]);
    assert_eq!(found(&world, "en", words(&["comforts"])), ["1"], "two words of one stem");
    assert_eq!(found(&world, "en", words(&["tables"])), ["2"], "a word that is its own stem");
    assert_eq!(found(&world, "en", words(&["stol"])), [""; 0]);
    assert_eq!(found(&world, "en", words(&["", "!?"])), [""; 0], "no word finds nothing");
}

#[test]
fn typos_and_beginnings_are_found_where_that_is_asked() {
    let mut world = World::new();
    world.write(vec![named("1", "Lighthouse lamp", ""), named("2", "Sofa", "")], &[], 1);
    let typos = |term| TextSearch { typos: true, ..words(&[term]) };
    assert_eq!(found(&world, "en", words(&["lihgthouse"])), [""; 0]);
    assert_eq!(found(&world, "en", typos("lihgthouse")), ["1"]);
    assert_eq!(found(&world, "en", typos("sofe")), [""; 0], "four letters are too few for a typo");
    let prefix = |term| TextSearch { prefix: true, ..words(&[term]) };
    assert_eq!(found(&world, "en", prefix("light")), ["1"]);
    assert_eq!(found(&world, "en", prefix("lamp lig")), ["1"], "the last word only");
    assert_eq!(found(&world, "en", prefix("lig lamp")), [""; 0]);
}

#[test]
fn the_best_match_comes_first_by_relevance() {
    let mut world = World::new();
    world.write(
        vec![named("1", "lamp and other things for the house", ""), named("2", "lamp lamp", "")],
        &[],
        1,
    );
    let relevance = vec![SortKey { by: SortBy::Relevance, descending: false }];
    let query = Query { text: Some(words(&["lamp"])), sort: relevance, ..Query::all(language("en")) };
    let answer = world.index.search(&query).expect("the query is right");
    assert_eq!(answer.hits.iter().map(|hit| hit.id.as_str()).collect::<Vec<_>>(), ["2", "1"]);
}
