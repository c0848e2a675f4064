//! One language, whatever its spelling: from an import to an answer.

use octant_destination::{DestinationChange, NewDestination, VersionStatus};
use octant_model::{Language, SourceId};
use octant_source::{TypedRequest, typed_ingest};
use octant_store::Actor;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::world::{World, ids};

const LANGUAGES: [&str; 5] = ["en", "sv-SE", "zh-Hans-CN", "es-419", "sr-Latn"];
const PATH: &str = "shop/v1/things";

/// Another spelling of a language: a bit for each letter.
fn respelled(language: &str, bits: u32) -> String {
    let letter = |(place, letter): (usize, char)| match (bits >> place & 1, letter) {
        (0, _) => letter,
        (_, '-') => '_',
        _ if letter.is_ascii_uppercase() => letter.to_ascii_lowercase(),
        _ => letter.to_ascii_uppercase(),
    };
    language.chars().enumerate().map(letter).collect()
}

/// A value for each language, imported in these spellings.
fn values(spellings: &[u32]) -> Value {
    let own = |(place, language): (usize, &&str)| {
        (format!("name:{}", respelled(language, spellings[place])), json!(format!("in {language}")))
    };
    json!({"k": LANGUAGES.iter().enumerate().map(own).collect::<serde_json::Map<_, _>>()})
}

fn published(world: &World, languages: &[String], labels: &Value) {
    let new = NewDestination {
        identifier: "shop".to_owned(),
        languages: languages.iter().map(|code| Language::new(code.clone()).expect("a language")).collect(),
        ..NewDestination::default()
    };
    world.destinations.create(&world.tenant, new, &Actor::system()).expect("a right destination");
    let name = json!({"id": "name", "facet": {"label": labels}});
    let endpoints = json!([{"identifier": "things", "card": "thing", "properties": [name]}]);
    world.put("shop", "v1", &endpoints).expect("right endpoints");
    world.destinations.publish(&world.tenant, "shop", "v1", &Actor::system()).expect("published");
    world.settle();
    assert_eq!(world.status("shop", "v1"), VersionStatus::Published);
}

fn spellings() -> impl Strategy<Value = Vec<u32>> {
    proptest::collection::vec(any::<u32>(), LANGUAGES.len())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn a_value_is_found_whatever_the_spellings(
        imported in spellings(),
        again in spellings(),
        typed in spellings(),
        labelled in spellings(),
        shown in spellings(),
        asked in spellings(),
    ) {
        let world = World::new();
        world.card("thing", "products", &[("name", "LocalizedText")], &json!([]));
        world.import("products", &values(&imported));
        let head = world.store.log_head(&world.tenant).expect("a place");
        world.import("products", &values(&again));
        let place = |(place, language): (usize, &&str)| {
            json!({"id": "name", "language": respelled(language, typed[place]), "value": format!("in {language}")})
        };
        let properties: Vec<Value> = LANGUAGES.iter().enumerate().map(place).collect();
        let request = TypedRequest {
            tenant: world.tenant.clone(),
            source: SourceId::new("products").expect("a source"),
            actor: Actor::system(),
            correlation: None,
        };
        let body = json!({"entries": [{"id": "k", "properties": properties}]}).to_string();
        typed_ingest(&*world.store, request, body.as_bytes()).expect("taken");
        prop_assert_eq!(world.store.log_head(&world.tenant).expect("a place"), head, "the same again");

        let spelled = |bits: &[u32]| -> Vec<String> {
            LANGUAGES.iter().zip(bits).map(|(language, bits)| respelled(language, *bits)).collect()
        };
        let labels: serde_json::Map<String, Value> =
            spelled(&labelled).into_iter().zip(LANGUAGES.map(|own| json!(format!("label {own}")))).collect();
        let written = spelled(&shown);
        published(&world, &written, &labels.into());
        for (place, language) in LANGUAGES.iter().enumerate() {
            let text = format!("in {language}");
            let query = json!({"language": respelled(language, asked[place]), "filter": [{"must": {"name": [text]}}]});
            let answer = world.query(PATH, &query);
            prop_assert_eq!(&answer["language"], &json!(written[place]), "as its owner wrote it");
            prop_assert_eq!(&answer["results"], &json!([{"id": "k", "name": text}]));
            let facet = json!([{"propertyId": "name", "header": format!("label {language}"),
                "values": [{"key": text, "count": 1}]}]);
            prop_assert_eq!(&answer["facets"], &facet);
        }
        let refused = world.refused(PATH, &json!({"language": "da"}));
        prop_assert!(refused["language"][0].as_str().is_some_and(|told| told.contains(&written[1])), "{}", refused);
    }
}

#[test]
fn the_base_language_stands_for_any_spelling() {
    let world = World::new();
    world.card("thing", "products", &[("name", "LocalizedText")], &json!([]));
    world.import("products", &json!({"a": {"name:SV": "svenska", "name:en": "English"}}));
    published(&world, &["en".to_owned(), "sv_FI".to_owned()], &json!({}));
    assert_eq!(world.query(PATH, &json!({"language": "sv-fi"}))["results"][0]["name"], "svenska");
    for none in ["", " "] {
        assert_eq!(world.query(PATH, &json!({"language": none}))["language"], "en");
        assert_eq!(world.get(PATH, &[("language", none)])["language"], "en");
    }
    let shown = world.destinations.languages_shown(&world.tenant, "thing").expect("languages");
    let codes: Vec<&str> = shown.keys().map(Language::as_str).collect();
    assert_eq!(codes, ["en", "sv", "sv-FI"]);
    assert!(shown.values().all(|destinations| destinations == &["shop"]));
}

#[test]
fn a_language_is_there_once_whatever_its_spelling() {
    let world = World::new();
    let language = |code: &str| Language::new(code).expect("a language");
    let new = NewDestination {
        identifier: "shop".to_owned(),
        languages: vec![language("sv_SE"), language("SV-se")],
        ..NewDestination::default()
    };
    let refused = world.destinations.create(&world.tenant, new, &Actor::system()).expect_err("one language");
    assert!(format!("{refused:?}").contains("SV-se is there twice"), "{refused:?}");
    let label = json!([{"identifier": "things", "card": "thing", "properties": [
        {"id": "name", "facet": {"label": {"sv_SE": "Namn", "sv-se": "Benämning"}}}]}]);
    let read = serde_json::from_value::<Vec<octant_destination::Endpoint>>(label);
    assert!(read.expect_err("one language").to_string().contains("sv_SE is there twice"));
}

#[test]
fn another_spelling_is_no_other_language() {
    let world = World::new();
    world.card("thing", "products", &[("name", "LocalizedText")], &json!([]));
    world.import("products", &json!({"a": {"name:sv_SE": "x"}}));
    published(&world, &["sv_SE".to_owned()], &json!({}));
    let languages = Some(vec![Language::new("sv-SE").expect("a language")]);
    let change = DestinationChange { languages, ..DestinationChange::default() };
    let changed =
        world.destinations.update(&world.tenant, "shop", change, &Actor::system()).expect("changed");
    assert_eq!(changed.languages[0].written(), "sv-SE");
    assert!(!changed.is_of_other_languages(&changed.versions[0]));
    let answer = world.query(PATH, &json!({"language": "SV-SE"}));
    assert_eq!((&answer["language"], ids(&answer)), (&json!("sv_SE"), vec!["a".to_owned()]));
}
