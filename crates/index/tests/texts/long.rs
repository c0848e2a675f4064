//! Texts that are longer than the engine's longest term, which has 65,535 bytes.

use octant_index::{FacetRequest, Query, SortBy, SortKey};

use crate::world::{World, counted, document, equals, language};

/// Texts of that many bytes that differ in their last character only.
fn alike(length: usize) -> [String; 2] {
    ["1", "2"].map(|end| format!("{}{end}", "x".repeat(length - 1)))
}

fn keys(world: &World, query: &Query) -> Vec<(String, u64)> {
    let facets = world.answer(query).facets;
    facets[0].values.iter().map(|value| (value.key.clone(), value.count)).collect()
}

#[test]
fn long_values_that_differ_late_stay_apart_and_are_found_by_what_is_shown() {
    for length in [65_000, 65_001, 65_529, 65_530, 65_531, 65_535, 65_536, 70_000, 200_000] {
        let [one, two] = alike(length);
        let documents = [("a", &one), ("b", &two), ("c", &one)];
        let documents = documents.map(|(id, text)| document(id, "x", text, text));
        let world = World::of(documents.to_vec());
        for field in ["brand", "path"] {
            let listed = keys(&world, &counted("en", field, 10));
            let counts: Vec<u64> = listed.iter().map(|(_, count)| *count).collect();
            assert_eq!(counts, [2, 1], "{field} of {length} bytes");
            for ((shown, _), (text, ids)) in listed.iter().zip([(&one, vec!["a", "c"]), (&two, vec!["b"])]) {
                assert_eq!(world.with(field, shown), ids, "{field} of {length} bytes by what is shown");
                assert_eq!(world.with(field, text), ids, "{field} of {length} bytes by the whole");
                for value in [shown, text] {
                    let query = Query { filter: equals(field, &[value]), ..counted("en", field, 0) };
                    let selected = keys(&world, &query);
                    assert_eq!(selected, [(shown.clone(), ids.len() as u64)], "{field} of {length} bytes");
                }
            }
        }
        let keys = world.index.ids_with_key("from", &[two]).expect("read");
        assert_eq!(keys, ["b"], "{length} bytes as a lookup key");
    }
}

#[test]
fn long_values_are_shown_whole_up_to_65000_bytes_and_by_their_beginning_beyond() {
    let whole = format!("Möbel {}", "x".repeat(65_000 - "Möbel ".len()));
    let longer = format!("{whole}x");
    let documents = [("a", &whole), ("b", &longer)].map(|(id, text)| document(id, "x", text, ""));
    let world = World::of(documents.to_vec());
    let containing = |part: &str| {
        let facets =
            vec![FacetRequest { field: "brand".to_owned(), size: 10, containing: Some(part.to_owned()) }];
        keys(&world, &Query { facets, ..Query::all(language("en")) })
    };
    let listed: Vec<String> = containing("mÖbel").into_iter().map(|(key, _)| key).collect();
    let [shortened, shown] = listed.as_slice() else { panic!("{} values", listed.len()) };
    assert_eq!(*shown, whole);
    assert!(shortened.starts_with("Möbel xxx") && shortened.len() < 250, "{shortened}");
    let (_, digest) = shortened.split_once('…').expect("a cut is marked");
    assert!(digest.len() == 32 && digest.chars().all(|digit| digit.is_ascii_hexdigit()), "{shortened}");
}

#[test]
fn a_long_path_is_found_by_its_levels_and_by_what_is_shown() {
    let [one, two] = alike(70_000).map(|end| format!("Home > Sofas > {end}"));
    let documents = [("a", &one), ("b", &two), ("c", &"Home>Sofas".to_owned())];
    let world = World::of(documents.map(|(id, text)| document(id, "x", "", text)).to_vec());
    let listed = keys(&world, &counted("en", "path", 10));
    assert_eq!(listed.len(), 4);
    for (shown, count) in &listed {
        assert_eq!(world.with("path", shown).len() as u64, *count, "{}", &shown[..shown.len().min(50)]);
    }
    assert_eq!(world.with("path", "Home > Sofas"), ["a", "b", "c"]);
    assert_eq!(world.with("path", &one), ["a"]);
}

#[test]
fn a_path_of_many_levels_is_found_by_the_first_hundred_and_as_a_whole() {
    let path = |levels: usize| vec!["a"; levels].join(">");
    let world = World::of(vec![document("1", "x", "", &path(2_000)), document("2", "x", "", &path(101))]);
    assert_eq!(keys(&world, &counted("en", "path", 5_000)).len(), 102, "100 levels and two whole paths");
    for (levels, ids) in [(1, vec!["1", "2"]), (100, vec!["1", "2"]), (101, vec!["2"]), (2_000, vec!["1"])] {
        assert_eq!(world.with("path", &path(levels)), ids, "{levels}");
    }
}

#[test]
fn long_values_are_paged_through_in_any_order() {
    let [one, two] = alike(70_000);
    let documents = ["a", "b", "c"].map(|id| document(id, if id == "b" { &two } else { &one }, "", ""));
    let world = World::of(documents.to_vec());
    for descending in [false, true] {
        let sort = vec![SortKey { by: SortBy::Field("name".to_owned()), descending }];
        let mut query = Query { sort, top: 1, ..Query::all(language("en")) };
        for id in ["a", "b", "c"] {
            let answer = world.answer(&query);
            assert_eq!(answer.hits[0].id, id);
            query.after = answer.after;
        }
    }
}
