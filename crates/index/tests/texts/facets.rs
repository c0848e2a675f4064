//! Values of facets and filters, in whatever normal form they come.

use octant_index::{FacetRequest, Query, SortBy, SortKey};

use crate::world::{World, counted, document, equals, language};

fn keys(world: &World, query: &Query) -> Vec<(String, u64)> {
    let facets = world.answer(query).facets;
    facets[0].values.iter().map(|value| (value.key.clone(), value.count)).collect()
}

fn count(key: &str, count: u64) -> (String, u64) {
    (key.to_owned(), count)
}

#[test]
fn a_facet_has_one_value_for_all_normal_forms_of_a_text() {
    let (composed, decomposed) = ("Crème", "Cre\u{300}me");
    let brands = [composed, decomposed, "Creme", decomposed];
    let documents = (0..4).map(|place| document(&place.to_string(), "x", brands[place], ""));
    let world = World::of(documents.collect());
    assert_eq!(keys(&world, &counted("en", "brand", 10)), [count(composed, 3), count("Creme", 1)]);
    for brand in [composed, decomposed] {
        assert_eq!(world.with("brand", brand), ["0", "1", "3"], "{brand:?}");
        let selected = Query { filter: equals("brand", &[brand]), ..counted("en", "brand", 0) };
        assert_eq!(keys(&world, &selected), [count(composed, 3)], "selected by {brand:?}");
        let keys = world.index.ids_with_key("from", &[brand.to_owned()]).expect("read");
        assert_eq!(keys, ["0", "1", "3"], "looked up by {brand:?}");
    }
}

#[test]
fn a_facet_is_searched_in_any_case_and_normal_form() {
    let brands = ["Crème Fraîche", "Cre\u{300}me 2", "STRASSE", "ÖL", "İzmir", "IŞIK"];
    let documents = (0..6).map(|place| document(&place.to_string(), "x", brands[place], ""));
    let world = World::of(documents.collect());
    let listed = |code: &str, part: &str| -> Vec<String> {
        let containing = Some(part.to_owned());
        let facets = vec![FacetRequest { field: "brand".to_owned(), size: 10, containing }];
        let query = Query { facets, ..Query::all(language(code)) };
        keys(&world, &query).into_iter().map(|(key, _)| key).collect()
    };
    assert_eq!(listed("en", "CRE\u{300}ME"), ["Crème 2", "Crème Fraîche"]);
    assert_eq!(listed("en", "frai\u{302}che"), ["Crème Fraîche"]);
    assert_eq!(listed("de", "straße"), ["STRASSE"]);
    assert_eq!(listed("de", "o\u{308}l"), ["ÖL"]);
    assert_eq!(listed("tr", "izmir"), ["İzmir"]);
    assert_eq!(listed("tr", "ışı"), ["IŞIK"]);
}

#[test]
fn a_path_is_found_by_the_way_it_is_shown() {
    let paths = [
        "Furniture > Chairs",
        "Furniture>Chairs>Office, big",
        " Furniture  >  Tables ",
        "Cre\u{300}me > a",
        "Crème>a",
    ];
    let documents = (0..5).map(|place| document(&place.to_string(), "x", "", paths[place]));
    let world = World::of(documents.collect());
    let shown = [
        ("Furniture > Chairs", vec!["0", "1"]),
        ("Furniture>Chairs", vec!["0", "1"]),
        ("Furniture", vec!["0", "1", "2"]),
        (" Furniture ", vec!["0", "1", "2"]),
        ("Furniture > Chairs > Office, big", vec!["1"]),
        (" Furniture  >  Tables ", vec!["2"]),
        ("Furniture > Tables >", vec!["2"]),
        ("Crème > a", vec!["3", "4"]),
        ("Cre\u{300}me", vec!["3", "4"]),
        (" > ", vec![]),
    ];
    for (value, ids) in shown {
        assert_eq!(world.with("path", value), ids, "{value:?}");
    }
    let all = keys(&world, &counted("en", "path", 20));
    let expected = [
        count("Furniture", 3),
        count("Crème", 2),
        count("Crème>a", 2),
        count("Furniture>Chairs", 2),
        count("Furniture>Chairs>Office, big", 1),
        count("Furniture>Tables", 1),
    ];
    assert_eq!(all, expected);
    let selected = Query { filter: equals("path", &["Furniture > Chairs"]), ..counted("en", "path", 0) };
    assert_eq!(keys(&world, &selected), [count("Furniture>Chairs", 2)], "listed once, with its count");
}

#[test]
fn values_with_the_same_count_are_in_the_order_of_the_language() {
    let brands = ["Zebra", "Ärta", "apple", "Öl", "Apple", "Åland", "banana", "zebra"];
    let documents = (0..8).map(|place| document(&place.to_string(), "x", brands[place], ""));
    let world = World::of(documents.collect());
    let order = |code: &str, size: usize| -> Vec<String> {
        keys(&world, &counted(code, "brand", size)).into_iter().map(|(key, _)| key).collect()
    };
    assert_eq!(order("sv", 10), ["apple", "Apple", "banana", "zebra", "Zebra", "Åland", "Ärta", "Öl"]);
    assert_eq!(order("de", 10), ["Åland", "apple", "Apple", "Ärta", "banana", "Öl", "zebra", "Zebra"]);
    assert_eq!(order("sv", 3), ["apple", "Apple", "banana"]);
    let selected = Query { filter: equals("brand", &["Öl", "Zebra"]), ..counted("sv", "brand", 1) };
    let listed: Vec<String> = keys(&world, &selected).into_iter().map(|(key, _)| key).collect();
    assert_eq!(listed, ["apple", "Zebra", "Öl"]);
}

#[test]
fn results_sort_alike_in_all_normal_forms() {
    let names = ["Crème b", "Cre\u{300}me a", "Crème c", "Cre\u{300}\u{ad}me d"];
    let documents = (0..4).map(|place| document(&place.to_string(), names[place], "", ""));
    let world = World::of(documents.collect());
    let sort = vec![SortKey { by: SortBy::Field("name".to_owned()), descending: false }];
    let answer = world.answer(&Query { sort, ..Query::all(language("en")) });
    let ids: Vec<&str> = answer.hits.iter().map(|hit| hit.id.as_str()).collect();
    assert_eq!(ids, ["1", "0", "2", "3"]);
}
