//! The query, by body and by address.

use serde_json::{Value, json};

use crate::world::{World, ids};

const PATH: &str = "shop/v1/things";

fn things() -> World {
    let world = World::new();
    let properties = [
        ("name", "LocalizedText"),
        ("size", "Integer"),
        ("weight", "Decimal"),
        ("ready", "Boolean"),
        ("since", "Timestamp"),
        ("tags", "List"),
        ("path", "Text"),
    ];
    world.card("thing", "products", &properties, &json!([]));
    world.import("products", &json!({
        "A1": {"name:en": "Running shoes", "name:sv": "Löparskor", "size": 3, "weight": "1.5", "ready": "yes",
               "since": "2024-01-31", "tags": "red,blue", "path": "Sport>Shoes"},
        "a2": {"name:en": "Ähnlich", "name:sv": "Äpple", "size": 1, "ready": "0", "tags": "red", "path": "Sport>Hats"},
        "b3": {"name:en": "zebra", "size": 2, "weight": "-2", "since": "2024-02-01T10:00:00+02:00", "path": "Home"},
        "b4": {"name:en": "", "size": "none"},
    }));
    let label = json!({"en": "Colour", "sv": "Färg"});
    world.publish(
        "shop",
        &json!([{
            "identifier": "things",
            "card": "thing",
            "properties": [
                {"id": "name", "searchable": true},
                {"id": "size"},
                {"id": "weight"},
                {"id": "ready", "facet": {}},
                {"id": "since"},
                {"id": "tags", "as": "colours", "facet": {"size": 1, "label": label}},
                {"id": "path", "facet": {"hierarchy": ">"}},
            ],
        }]),
    );
    world
}

#[test]
fn a_body_of_empty_members_is_a_plain_first_page() {
    let world = things();
    let habit = json!({"period": {"since": "", "before": ""}, "after": [], "search": [], "searchOn": [],
        "sortAsc": [], "sortDesc": [], "filter": [{"must": {}, "mustNot": {}}], "includeTotals": true,
        "caseInsensitiveSearch": false, "top": 100, "skip": 0});
    let answer = world.query(PATH, &habit);
    assert_eq!(ids(&answer), ["A1", "a2", "b3", "b4"]);
    assert_eq!(
        (&answer["total"], &answer["language"], &answer["after"]),
        (&json!(4), &json!("en"), &Value::Null)
    );
    let plain = world.query(PATH, &json!({"includeTotals": true}));
    assert_eq!(answer, plain);
    assert_eq!(world.query(PATH, &Value::Null)["total"], Value::Null, "only where it is asked for");
}

#[test]
fn names_are_found_in_any_case() {
    let world = things();
    let body = json!({"TOP": 1, "SortDesc": ["SIZE"], "includetotals": "true", "Filter": [{"MUST": {"Ready": ["TRUE", "no"]}}]});
    let answer = world.query(PATH, &body);
    assert_eq!((ids(&answer), &answer["total"]), (vec!["A1".to_owned()], &json!(2)));
    let same = world.get(
        PATH,
        &[("Top", "1"), ("sortdesc", "size"), ("INCLUDETOTALS", "true"), ("READY", "1"), ("ready", "0")],
    );
    assert_eq!(same, answer);
}

#[test]
fn filters_take_values_ranges_and_existence() {
    let world = things();
    let found = |must: Value| world.ids(PATH, &json!({"filter": [{ "must": must }]}));
    assert_eq!(found(json!({"size": [1, "2"]})), ["a2", "b3"]);
    assert_eq!(found(json!({"size": [{"gte": 2}]})), ["A1", "b3"]);
    assert_eq!(found(json!({"size": [{"gt": 1, "lt": 3}]})), ["b3"]);
    assert_eq!(found(json!({"weight": [{"lt": 0}], "size": 2})), ["b3"]);
    assert_eq!(found(json!({"since": [{"gte": "2024-02-01T08:00:00Z"}]})), ["b3"]);
    assert_eq!(found(json!({"since": [{"exists": false}]})), ["a2", "b4"]);
    assert_eq!(found(json!({"colours": ["red"], "ready": [true]})), ["A1"]);
    assert_eq!(found(json!({"path": ["Sport"]})), ["A1", "a2"], "all below it too");
    let either = json!({"filter": [{"must": {"size": [1]}}, {"must": {"colours": ["red"]}, "mustNot": {"size": [1]}}]});
    assert_eq!(world.ids(PATH, &either), ["A1", "a2"]);
    assert_eq!(world.ids(PATH, &json!({"filter": {"mustNot": {"id": ["A1"], "size": [1]}}})), ["b3", "b4"]);
    assert_eq!(ids(&world.get(PATH, &[("size", "1"), ("size", "3"), ("colours", "red")])), ["A1", "a2"]);
    assert_eq!(ids(&world.get(PATH, &[("filter[size]", "1"), ("skip", ""), ("colours", "")])), ["a2"]);
    let both = [("size", "1"), ("filter", r#"[{"must":{"size":[{"gte":1}]}},{"must":{"id":["b3"]}}]"#)];
    assert_eq!(ids(&world.get(PATH, &both)), ["a2"]);
}

#[test]
fn sorting_mixes_and_after_goes_on_in_any_order() {
    let world = things();
    for (body, expected) in [
        (json!({"sortAsc": ["name"]}), ["a2", "A1", "b3", "b4"]),
        (json!({"sortAsc": ["name"], "language": "sv"}), ["A1", "b3", "a2", "b4"]),
        (json!({"sortDesc": ["weight"]}), ["A1", "b3", "a2", "b4"]),
        (json!({"sort": ["-ready", "size"]}), ["A1", "a2", "b3", "b4"]),
        (json!({"sortAsc": ["ready"], "sortDesc": ["size"]}), ["a2", "A1", "b3", "b4"]),
        (json!({"sortDesc": "id"}), ["b4", "b3", "a2", "A1"]),
    ] {
        assert_eq!(world.ids(PATH, &body), expected, "{body}");
        let (mut seen, mut after) = (Vec::new(), Value::Null);
        loop {
            let mut page = body.clone();
            (page["top"], page["after"]) = (json!(1), after);
            let answer = world.query(PATH, &page);
            seen.extend(ids(&answer));
            after = answer["after"].clone();
            if after.is_null() {
                break;
            }
        }
        assert_eq!(seen, expected, "paged by {body}");
    }
    let page = |parameters: &[(&str, &str)]| ids(&world.get(PATH, parameters));
    assert_eq!(page(&[("sortAsc", "id"), ("after", "a2")]), ["b3", "b4"]);
    assert_eq!(page(&[("sortAsc", "size,id"), ("after", "2"), ("after", "b3")]), ["A1", "b4"]);
    assert_eq!(page(&[("sortAsc", "size"), ("after", r#"[3,"A1"]"#)]), ["b4"]);
    assert_eq!(page(&[("sortAsc", "size"), ("after", r#"[null,"b3"]"#)]), ["b4"]);
}

#[test]
fn search_is_exact_on_ids_and_full_text_on_the_rest() {
    let world = things();
    let found = |body: Value| world.ids(PATH, &body);
    assert_eq!(
        found(json!({"top": 10_000, "searchOn": ["id"], "search": ["b3", "A1", "none"]})),
        ["A1", "b3"]
    );
    assert_eq!(found(json!({"searchOn": ["id"], "search": ["a1", "A2"]})), [""; 0]);
    assert_eq!(
        found(json!({"searchOn": ["id"], "search": ["a1", "A2"], "caseInsensitiveSearch": true})),
        ["A1", "a2"]
    );
    assert_eq!(ids(&world.get(PATH, &[("searchOn", "id"), ("search", "b3,A1")])), ["A1", "b3"]);
    assert_eq!(found(json!({"search": ["run"]})), ["A1"], "by its stem");
    assert_eq!(found(json!({"search": ["löparskorna"], "language": "sv"})), ["A1"]);
    assert_eq!(found(json!({"search": ["shoe run"], "searchOn": ["name"]})), ["A1"]);
    assert_eq!(found(json!({"search": ["zebar"], "typoTolerance": true})), ["b3"]);
    assert_eq!(found(json!({"search": ["zebar"]})), [""; 0]);
    assert_eq!(found(json!({"search": ["zeb"], "prefixSearch": true})), ["b3"]);
    assert_eq!(found(json!({"search": ["zebra", "a2"], "searchOn": ["id", "name"]})), ["a2", "b3"], "either");
    assert_eq!(found(json!({"search": ["zebra", "shoes"], "sort": ["_relevance"]})).len(), 2);
}

#[test]
fn facets_have_headers_and_list_what_is_selected() {
    let world = things();
    let answer = world.query(PATH, &json!({"top": 0}));
    assert_eq!(answer["results"], json!([]));
    assert_eq!(
        answer["facets"],
        json!([
            {"propertyId": "ready", "header": "ready", "values": [{"key": "false", "count": 1}, {"key": "true", "count": 1}]},
            {"propertyId": "colours", "header": "Colour", "values": [{"key": "red", "count": 2}]},
            {"propertyId": "path", "header": "path", "values": [{"key": "Sport", "count": 2}, {"key": "Home", "count": 1},
                {"key": "Sport>Hats", "count": 1}, {"key": "Sport>Shoes", "count": 1}]},
        ])
    );
    let selected = json!({"language": "sv", "filter": [{"must": {"colours": ["blue"]}}]});
    let colours = world.query(PATH, &selected)["facets"][1].clone();
    assert_eq!(colours["header"], "Färg");
    assert_eq!(colours["values"], json!([{"key": "blue", "count": 1}, {"key": "red", "count": 1}]));
    let mut disjunctive = selected;
    disjunctive["facetMode"] = json!("Disjunctive");
    let colours = world.query(PATH, &disjunctive)["facets"][1]["values"].clone();
    assert_eq!(colours, json!([{"key": "red", "count": 2}, {"key": "blue", "count": 1}]));
    let searched =
        world.query(PATH, &json!({"facetSearch": {"colours": "LU"}}))["facets"][1]["values"].clone();
    assert_eq!(searched, json!([{"key": "blue", "count": 1}]));
    assert_eq!(world.get(PATH, &[("facetSearch", "colours:lu")])["facets"][1]["values"], searched);
}

#[test]
fn a_period_narrows_by_change_and_list_ids_answers_with_ids() {
    let world = things();
    let listed = |body: Value| world.query(PATH, &body)["results"].clone();
    assert_eq!(listed(json!({"listIds": true, "top": 2})), json!(["A1", "a2"]));
    assert_eq!(
        listed(json!({"listIds": true, "period": {"since": "2024-01-01T00:00:00"}, "top": 1})),
        json!(["A1"])
    );
    assert_eq!(listed(json!({"period": {"before": "2024-01-01"}})), json!([]));
    let soon = octant_model::Timestamp::now().plus_milliseconds(1);
    std::thread::sleep(std::time::Duration::from_millis(3));
    world.import("products", &json!({"b3": {"size": 9}}));
    world.settle();
    assert_eq!(listed(json!({"listIds": true, "period": {"since": soon.to_string()}})), json!(["b3"]));
    let address = [("listIds", "true"), ("periodSince", "2024-01-01T00:00:00 02:00"), ("top", "1")];
    assert_eq!(world.get(PATH, &address)["results"], json!(["A1"]), "a zone's + became a blank");
}

#[test]
fn what_there_is_not_is_refused_by_name_with_what_there_is() {
    let world = things();
    for (body, path, part) in [
        (json!({"tpo": 1}), "tpo", "its members are top"),
        (json!({"top": 10_001}), "top", "at most 10000"),
        (json!({"top": -1}), "top", "no whole number"),
        (json!({"top": [1]}), "top", "single value"),
        (json!({"skip": 100_001}), "skip", "after"),
        (json!({"language": "de"}), "language", "the languages are en, sv"),
        (
            json!({"filter": [{"must": {"colour": ["red"]}}]}),
            "filter[0].must.colour",
            "the properties are id, name, size",
        ),
        (json!({"filter": [{"should": {"size": [1]}}]}), "filter[0].should", "must and mustNot"),
        (json!({"filter": [{"must": {"size": ["big"]}}]}), "filter[0].must.size[0]", "no whole number"),
        (
            json!({"filter": [{"must": {"size": [{"over": 1}]}}]}),
            "filter[0].must.size[0]",
            "gt, gte, lt, lte or exists",
        ),
        (json!({"sortAsc": ["colour"]}), "sortAsc", "the properties are id"),
        (json!({"sort": ["size", "-size"]}), "sort", "already"),
        (json!({"sort": ["_relevance"]}), "sort", "full text"),
        (json!({"search": ["x"], "searchOn": ["size"]}), "searchOn[0]", "these can: id, name"),
        (json!({"search": ["x"], "searchOn": ["nothing"]}), "searchOn[0]", "the properties are"),
        (json!({"after": [1, 2, 3]}), "after", "1 sort keys"),
        (json!({"sortAsc": ["size"], "after": ["big"]}), "after[0]", "no whole number"),
        (json!({"search": ["x"], "sort": ["_relevance"], "after": ["x"]}), "after", "use skip"),
        (json!({"period": {"since": "yesterday"}}), "period.since", "no time"),
        (json!({"period": {"from": "2024-01-01"}}), "period.from", "since and before"),
        (json!({"facetMode": "both"}), "facetMode", "conjunctive or disjunctive"),
        (json!({"facetSearch": {"size": "1"}}), "facetSearch", "the facets are ready, colours, path"),
        (json!({"includeTotals": "maybe"}), "includeTotals", "neither true nor false"),
    ] {
        let told = world.refused(PATH, &body);
        let found = told[path].to_string();
        assert!(found.contains(part), "{body} says {told:#}");
    }
}
