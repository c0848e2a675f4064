//! Random definitions, imports and filters, held to a plain evaluation of the entries.

use std::collections::{BTreeMap, BTreeSet};

use octant_card::Criteria;
use octant_model::Timestamp;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

use crate::world::World;

const KEYS: [&str; 6] = ["1", "2", "3", "x", "Y", "z-9"];
const PROPERTIES: [&str; 3] = ["p", "q", "r"];
const TYPES: [&str; 8] =
    ["Text", "LocalizedText", "List", "LocalizedList", "Boolean", "Integer", "Decimal", "Timestamp"];
const TEXTS: [&str; 17] = [
    "",
    " \t",
    "a",
    "b",
    "a|b",
    " a | a|",
    "true",
    "NO",
    "1",
    "-0",
    "2.5",
    "12.5",
    "12.50",
    "9007199254740993",
    "2024-01-31",
    "2024-01-31T01:00:00+01:00",
    "1e400",
];

/// Key, then property and language, then text: the entries of one source.
type Entries = BTreeMap<String, BTreeMap<(String, Option<String>), String>>;

/// One entity of an import.
#[derive(Debug, Clone)]
enum Change {
    Delete(&'static str),
    Set(&'static str, Vec<(&'static str, Option<&'static str>, Option<&'static str>)>),
}

fn change() -> impl Strategy<Value = Change> {
    let value = (
        select(PROPERTIES.to_vec()),
        select(vec![None, Some("en"), Some("sv")]),
        prop::option::weighted(0.9, select(TEXTS.to_vec())),
    );
    prop_oneof![
        1 => select(KEYS.to_vec()).prop_map(Change::Delete),
        5 => (select(KEYS.to_vec()), prop::collection::vec(value, 0..5)).prop_map(|(key, values)| {
            let mut seen = BTreeSet::new();
            let values = values.into_iter().filter(|(id, language, _)| seen.insert((*id, *language))).collect();
            Change::Set(key, values)
        }),
    ]
}

/// An import: the source, and entities with distinct keys.
fn import() -> impl Strategy<Value = (bool, Vec<Change>)> {
    (any::<bool>(), prop::collection::vec(change(), 1..5)).prop_map(|(into_a, changes)| {
        let mut seen = BTreeSet::new();
        let key = |change: &Change| match change {
            Change::Delete(key) | Change::Set(key, _) => *key,
        };
        (into_a, changes.into_iter().filter(|change| seen.insert(key(change))).collect())
    })
}

fn apply(entries: &mut Entries, changes: &[Change]) -> Value {
    let mut payload = Map::new();
    for change in changes {
        match change {
            Change::Delete(key) => {
                entries.remove(*key);
                payload.insert((*key).to_owned(), Value::Null);
            }
            Change::Set(key, values) => {
                let entry = entries.entry((*key).to_owned()).or_default();
                let mut properties = Map::new();
                for (id, language, text) in values {
                    let pair = ((*id).to_owned(), language.map(str::to_owned));
                    match text {
                        Some(text) => entry.insert(pair, (*text).to_owned()),
                        None => entry.remove(&pair),
                    };
                    let name = language.map_or((*id).to_owned(), |language| format!("{id}:{language}"));
                    properties.insert(name, json!(text));
                }
                payload.insert((*key).to_owned(), properties.into());
            }
        }
    }
    payload.into()
}

/// A definition: which sources, which are required, and each property's type and whether it comes from `a`.
#[derive(Debug, Clone)]
struct Definition {
    sources: Vec<(&'static str, bool)>,
    properties: Vec<(&'static str, &'static str, &'static str)>,
}

fn definition() -> impl Strategy<Value = Definition> {
    let sources = prop_oneof![Just(vec!["a"]), Just(vec!["a", "b"]), Just(vec!["b", "a"]),];
    (sources, any::<[bool; 2]>(), prop::collection::vec((select(TYPES.to_vec()), any::<bool>()), 3)).prop_map(
        |(sources, required, properties)| {
            let property = |(id, (kind, first)): (&'static str, (&'static str, bool))| {
                let source = if first { sources[0] } else { sources[sources.len() - 1] };
                (id, kind, source)
            };
            Definition {
                properties: PROPERTIES.into_iter().zip(properties).map(property).collect(),
                sources: sources.iter().copied().zip(required).collect(),
            }
        },
    )
}

impl Definition {
    fn json(&self) -> Value {
        let source = |(id, required): &(&str, bool)| json!({"id": id, "required": required});
        let property = |(id, kind, source): &(&str, &str, &str)| {
            let mut property = json!({"id": id, "type": kind, "source": source, "sourceProperty": id});
            if kind.ends_with("List") {
                property["delimiter"] = "|".into();
            }
            property
        };
        json!({
            "sources": self.sources.iter().map(source).collect::<Vec<_>>(),
            "properties": self.properties.iter().map(property).collect::<Vec<_>>(),
        })
    }

    /// Key to properties of every card, straight from the entries.
    fn cards(&self, entries: &BTreeMap<&str, Entries>) -> BTreeMap<String, Map<String, Value>> {
        let mut cards = BTreeMap::new();
        for key in KEYS {
            let has = |source: &str| entries[source].contains_key(key);
            let any = self.sources.iter().any(|(source, _)| has(source));
            if !any || self.sources.iter().any(|(source, required)| *required && !has(source)) {
                continue;
            }
            let mut card = Map::new();
            for (id, kind, source) in &self.properties {
                let Some(entry) = entries[*source].get(key) else { continue };
                let given: Vec<(Option<&str>, &str)> = entry
                    .iter()
                    .filter(|((property, _), text)| property == id && !text.trim().is_empty())
                    .map(|((_, language), text)| (language.as_deref(), text.as_str()))
                    .collect();
                card.extend(shown(kind, &given).map(|value| ((*id).to_owned(), value)));
            }
            cards.insert(key.to_owned(), card);
        }
        cards
    }
}

/// What a property shows of its texts, those without language first.
fn shown(kind: &str, given: &[(Option<&str>, &str)]) -> Option<Value> {
    let Some(plain) = kind.strip_prefix("Localized") else {
        return given.first().and_then(|(_, text)| read(kind, text));
    };
    let mut languages = Map::new();
    for (language, text) in given {
        languages.extend(read(plain, text).map(|value| (language.unwrap_or_default().to_owned(), value)));
    }
    (!languages.is_empty()).then_some(languages.into())
}

fn read(kind: &str, text: &str) -> Option<Value> {
    match kind {
        "Text" => Some(text.into()),
        "List" => {
            let parts: Vec<&str> = text.split('|').map(str::trim).filter(|part| !part.is_empty()).collect();
            (!parts.is_empty()).then_some(json!(parts))
        }
        "Boolean" => match text.to_lowercase().as_str() {
            "true" | "1" | "yes" => Some(true.into()),
            "false" | "0" | "no" => Some(false.into()),
            _ => None,
        },
        "Integer" => text.parse::<i64>().ok().map(Value::from),
        // A number with its digits: all of the numbers here are written as in JSON.
        "Decimal" => text.parse::<f64>().ok().map(|_| serde_json::from_str(text).expect("a number")),
        "Timestamp" => match text {
            "2024-01-31" | "2024-01-31T01:00:00+01:00" => Some("2024-01-31T00:00:00.000Z".into()),
            _ => None,
        },
        other => panic!("{other}"),
    }
}

/// The values that a filter sees, whatever their language.
fn flat(value: Option<&Value>) -> Vec<Value> {
    match value {
        None => Vec::new(),
        Some(Value::Array(list)) => list.iter().flat_map(|one| flat(Some(one))).collect(),
        Some(Value::Object(languages)) => languages.values().flat_map(|one| flat(Some(one))).collect(),
        Some(one) => vec![one.clone()],
    }
}

/// Equality as filters know it: -0 and 0 are one number, and 1 and 1.0. No two numbers here are near each other.
fn same(one: &Value, two: &Value) -> bool {
    match (one.as_f64(), two.as_f64()) {
        (Some(one), Some(two)) => one.total_cmp(&two).is_eq() || (one == 0.0 && two == 0.0),
        _ => one == two,
    }
}

/// A condition: a property, and a value to equal (of one of its cards, so that something is found), or existence.
type Condition = (usize, Option<usize>, bool);

fn condition() -> impl Strategy<Value = Condition> {
    (0..PROPERTIES.len(), prop::option::weighted(0.7, 0..40_usize), any::<bool>())
}

fn filter() -> impl Strategy<Value = Vec<(Vec<Condition>, Vec<Condition>)>> {
    let conditions = || prop::collection::vec(condition(), 0..3);
    prop::collection::vec((conditions(), conditions()), 0..3)
}

/// The filter as JSON, and whom it holds among the cards.
fn resolve(
    groups: &[(Vec<Condition>, Vec<Condition>)],
    cards: &BTreeMap<String, Map<String, Value>>,
) -> (Value, Vec<String>) {
    let test = |(property, value, exists): &Condition| {
        let all: Vec<Value> = cards.values().flat_map(|card| flat(card.get(PROPERTIES[*property]))).collect();
        match value {
            Some(place) if !all.is_empty() => all[place % all.len()].clone(),
            _ => json!({ "exists": exists }),
        }
    };
    let object = |conditions: &[Condition]| -> Map<String, Value> {
        conditions.iter().map(|one| (PROPERTIES[one.0].to_owned(), json!([test(one)]))).collect()
    };
    let groups: Vec<(Map<String, Value>, Map<String, Value>)> =
        groups.iter().map(|(must, must_not)| (object(must), object(must_not))).collect();
    let holds = |card: &Map<String, Value>, (property, tests): (&String, &Value)| {
        let values = flat(card.get(property));
        match &tests[0]["exists"] {
            Value::Bool(wanted) => values.is_empty() != *wanted,
            _ => values.iter().any(|value| same(value, &tests[0])),
        }
    };
    let passes = |card: &Map<String, Value>| {
        let given: Vec<_> = groups.iter().filter(|(must, not)| !must.is_empty() || !not.is_empty()).collect();
        given.is_empty()
            || given.iter().any(|(must, not)| {
                must.iter().all(|one| holds(card, one)) && !not.iter().any(|one| holds(card, one))
            })
    };
    let held = cards.iter().filter(|(_, card)| passes(card)).map(|(key, _)| key.clone()).collect();
    let json = groups.iter().map(|(must, not)| json!({"must": must, "mustNot": not})).collect();
    (Value::Array(json), held)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn cards_and_members_are_what_the_entries_say(
        before in prop::collection::vec(import(), 0..6),
        after in prop::collection::vec(import(), 0..6),
        first in definition(),
        second in definition(),
        filters in prop::collection::vec(filter(), 4),
    ) {
        let world = World::new();
        let mut entries = BTreeMap::from([("a", Entries::new()), ("b", Entries::new())]);
        let mut import = |imports: &[(bool, Vec<Change>)]| {
            for (into_a, changes) in imports {
                let source = if *into_a { "a" } else { "b" };
                let payload = apply(entries.get_mut(source).expect("there"), changes);
                world.import(source, &payload);
            }
            entries.clone()
        };
        let check = |definition: &Definition, entries: &BTreeMap<&str, Entries>| {
            let cards = definition.cards(entries);
            let shown: BTreeMap<String, Map<String, Value>> =
                serde_json::from_str(&world.shown("thing").to_string()).expect("objects");
            assert_eq!(shown, cards);
            for filter in &filters {
                let (json, expected) = resolve(filter, &cards);
                let criteria = Criteria::Dynamic(json.clone());
                let found = world.cards.preview_segment(&world.tenant, "thing", &criteria, 50).expect("a filter");
                assert_eq!(found.ids, expected, "{json}");
                let live = world.cards.live(&world.tenant, "thing").expect("in use");
                let membership = criteria.membership(&live.content).expect("a filter");
                let keys: Vec<String> = cards.keys().cloned().collect();
                let held: Vec<String> = live
                    .cards(&*world.store, &world.tenant, &keys)
                    .expect("read")
                    .into_iter()
                    .flatten()
                    .filter(|card| membership.holds(&live.content, card))
                    .map(|card| card.id)
                    .collect();
                assert_eq!(held, expected, "{json}");
            }
        };
        let now = import(&before);
        world.active("thing", &first.json());
        check(&first, &now);
        let now = import(&after);
        world.settle();
        check(&first, &now);
        if second.json() != first.json() {
            world.change("thing", &second.json());
            if world.status("thing") == octant_card::CardStatus::PendingChanges {
                world.activate("thing");
            }
            check(&second, &now);
        }
        let _: Timestamp = world.all("thing").first().map_or_else(Timestamp::now, |card| {
            card["changedAt"].as_str().expect("a time").parse().expect("a time")
        });
        world.cards.stop();
    }
}
