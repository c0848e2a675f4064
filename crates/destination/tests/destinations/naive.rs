//! Random definitions, imports and queries, held to a plain evaluation in memory that shares no code with the product.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Map, Value as Json, json};

use crate::world::World;

const PATH: &str = "shop/v1/things";
const TYPES: [&str; 6] = ["Text", "Integer", "Decimal", "Boolean", "List", "LocalizedText"];
const TEXTS: [&str; 16] =
    ["a", "b", "ab", "o0", "o1", "1", "-2", "3.5", "3.50", "9", "10", "true", "no", "a,b, a", "", " "];
const LANGUAGES: [&str; 2] = ["en", "sv"];

/// A thing's properties are `p0`, `p1`, …, of these types and counted or not; `p0` is a text that names another card.
type Properties = Vec<(usize, bool)>;

/// An entity: its key, and its values by property and language, or its deletion.
#[derive(Debug, Clone)]
struct Entity {
    key: usize,
    values: Option<Vec<(usize, usize, usize)>>,
}

#[derive(Debug, Clone)]
enum Import {
    Things(Vec<Entity>),
    Others(Vec<Entity>),
}

#[derive(Debug, Clone)]
struct Condition {
    property: usize,
    values: Vec<usize>,
    range: Option<(bool, usize)>,
    exists: Option<bool>,
}

#[derive(Debug, Clone)]
struct Query {
    language: usize,
    groups: Vec<(Vec<Condition>, Vec<Condition>)>,
    sort: Vec<(usize, bool)>,
    top: usize,
    skip: usize,
    disjunctive: bool,
}

fn entities() -> impl Strategy<Value = Vec<Entity>> {
    let values = vec((0..5_usize, 0..3_usize, 0..TEXTS.len()), 0..5);
    let entity =
        (0..8_usize, prop::option::weighted(0.85, values)).prop_map(|(key, values)| Entity { key, values });
    vec(entity, 1..5)
}

fn import() -> impl Strategy<Value = Import> {
    prop_oneof![3 => entities().prop_map(Import::Things), 1 => entities().prop_map(Import::Others)]
}

fn conditions() -> impl Strategy<Value = Vec<Condition>> {
    let one = (
        0..5_usize,
        vec(0..TEXTS.len(), 0..3),
        prop::option::weighted(0.3, (any::<bool>(), 0..TEXTS.len())),
        prop::option::weighted(0.2, any::<bool>()),
    );
    vec(one.prop_map(|(property, values, range, exists)| Condition { property, values, range, exists }), 0..3)
}

fn query() -> impl Strategy<Value = Query> {
    let sort = vec((0..5_usize, any::<bool>()), 0..3);
    (0..2_usize, vec((conditions(), conditions()), 0..3), sort, 0..6_usize, 0..3_usize, any::<bool>())
        .prop_map(|(language, groups, sort, top, skip, disjunctive)| Query {
            language,
            groups,
            sort,
            top,
            skip,
            disjunctive,
        })
}

/// A value, independent of the product's.
#[derive(Debug, Clone, PartialEq)]
enum Value {
    Text(String),
    Integer(i64),
    Decimal(Written),
    Boolean(bool),
}

/// A number with its digits, of which the value alone counts.
#[derive(Debug, Clone)]
struct Written(f64, String);

impl PartialEq for Written {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl Value {
    fn compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Text(one), Self::Text(two)) => one.cmp(two),
            (Self::Integer(one), Self::Integer(two)) => one.cmp(two),
            (Self::Decimal(one), Self::Decimal(two)) => one.0.partial_cmp(&two.0).expect("finite"),
            (Self::Boolean(one), Self::Boolean(two)) => one.cmp(two),
            other => panic!("{other:?}"),
        }
    }

    fn key(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Integer(number) => number.to_string(),
            Self::Decimal(number) => number.0.to_string(),
            Self::Boolean(flag) => flag.to_string(),
        }
    }

    fn json(&self) -> Json {
        match self {
            Self::Text(text) => json!(text),
            Self::Integer(number) => json!(number),
            Self::Decimal(number) => serde_json::from_str(&number.1).expect("a number"),
            Self::Boolean(flag) => json!(flag),
        }
    }
}

fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

fn converted(text: &str, kind: &str) -> Vec<Value> {
    match kind {
        _ if is_blank(text) => Vec::new(),
        "Text" | "LocalizedText" => vec![Value::Text(text.to_owned())],
        "Integer" => text.parse().map(Value::Integer).into_iter().collect(),
        "Decimal" => {
            let written = |number| Value::Decimal(Written(number, text.to_owned()));
            text.parse().map(written).into_iter().collect()
        }
        "Boolean" => match text {
            "true" | "1" => vec![Value::Boolean(true)],
            "no" => vec![Value::Boolean(false)],
            _ => Vec::new(),
        },
        _ => text.split(',').map(|part| Value::Text(part.trim().to_owned())).collect(),
    }
}

/// The end of a range, and whether it is the lower one.
type Range = Option<(bool, Value)>;

/// Texts by property and language (0: none, 1: English, 2: Swedish).
type Entry = BTreeMap<(usize, usize), &'static str>;
type Source = BTreeMap<String, Entry>;

struct Model {
    kinds: Vec<&'static str>,
    counted: Vec<bool>,
    things: Source,
    others: Source,
}

impl Model {
    fn new(properties: &Properties) -> Self {
        let kinds = properties.iter().map(|(kind, _)| TYPES[*kind]).collect();
        let counted = properties.iter().map(|(_, counted)| *counted).collect();
        Self { kinds, counted, things: Source::new(), others: Source::new() }
    }

    /// Takes an import in, and says how it is sent.
    fn take(&mut self, import: &Import) -> (&'static str, Json) {
        let (name, source, entities) = match import {
            Import::Things(entities) => ("products", &mut self.things, entities),
            Import::Others(entities) => ("media", &mut self.others, entities),
        };
        let mut sent = Map::new();
        for Entity { key, values } in entities {
            let key = if name == "media" { format!("o{key}") } else { format!("k{key}") };
            if sent.contains_key(&key) {
                continue;
            }
            let Some(values) = values else {
                source.remove(&key);
                sent.insert(key, Json::Null);
                continue;
            };
            let entry = source.entry(key.clone()).or_default();
            let mut members = Map::new();
            for (property, language, text) in values {
                let localized = name == "products" && self.kinds.get(*property) == Some(&"LocalizedText");
                let language = if localized { *language } else { 0 };
                let name = match language {
                    0 => format!("p{property}"),
                    language => format!("p{property}:{}", LANGUAGES[language - 1]),
                };
                if members.insert(name.clone(), json!(TEXTS[*text])).is_some() {
                    members.insert(name, json!(TEXTS[*text]));
                }
                entry.insert((*property, language), TEXTS[*text]);
            }
            sent.insert(key, members.into());
        }
        (name, sent.into())
    }

    fn values(&self, entry: &Entry, property: usize, language: usize) -> Vec<Value> {
        let kind = self.kinds[property];
        let chain: &[usize] = match (kind, language) {
            ("LocalizedText", 0) => &[1, 0],
            ("LocalizedText", _) => &[2, 1, 0],
            _ => &[0],
        };
        let mut texts = chain.iter().filter_map(|language| entry.get(&(property, *language)));
        let text = texts.find(|text| !is_blank(text));
        text.map(|text| converted(text, kind)).unwrap_or_default()
    }

    fn result(&self, key: &str, entry: &Entry, language: usize) -> Json {
        let mut members = Map::from_iter([("id".to_owned(), json!(key))]);
        for (property, kind) in self.kinds.iter().enumerate() {
            let values: Vec<Json> = self.values(entry, property, language).iter().map(Value::json).collect();
            if *kind == "List" {
                members.insert(format!("n{property}"), values.into());
            } else if let Some(value) = values.into_iter().next() {
                members.insert(format!("n{property}"), value);
            }
        }
        let other = |value: &Value| {
            let (key, other) = self.others.get_key_value(&value.key())?;
            let mut members = Map::from_iter([("id".to_owned(), json!(key))]);
            let label = other.get(&(1, 0)).filter(|text| !is_blank(text));
            members.extend(label.map(|text| ("label".to_owned(), json!(text))));
            Some(Json::Object(members))
        };
        let others: Vec<Json> = self.values(entry, 0, language).iter().filter_map(other).collect();
        members.insert("others".to_owned(), others.into());
        Json::Object(members)
    }

    fn holds(&self, entry: &Entry, condition: &Condition, language: usize) -> Option<bool> {
        let (wanted, range) = self.tests(condition)?;
        let values = self.values(entry, condition.property, language);
        let equal = values.iter().any(|value| wanted.contains(value));
        let within = range.is_some_and(|(above, bound)| {
            let fits =
                |value: &Value| value.compare(&bound).is_ge() == above || value.compare(&bound).is_eq();
            values.iter().any(fits)
        });
        Some(equal || within || condition.exists == Some(!values.is_empty()))
    }

    /// The values and the range of a condition in the property's type; `None` where nothing is asked.
    fn tests(&self, condition: &Condition) -> Option<(Vec<Value>, Range)> {
        let kind = self.kinds[condition.property];
        let kind = if kind == "List" { "Text" } else { kind };
        let value = |text: &usize| converted(TEXTS[*text], kind).into_iter().next();
        let wanted: Vec<Value> = condition.values.iter().filter_map(value).collect();
        let range = condition.range.as_ref().and_then(|(above, text)| Some((*above, value(text)?)));
        let asked = !wanted.is_empty() || range.is_some() || condition.exists.is_some();
        asked.then_some((wanted, range))
    }

    fn passes(&self, entry: &Entry, query: &Query, without: Option<usize>) -> bool {
        let groups: Vec<_> = query
            .groups
            .iter()
            .filter(|(must, must_not)| {
                must.iter().chain(must_not).any(|condition| self.tests(condition).is_some())
            })
            .collect();
        groups.is_empty()
            || groups.iter().any(|(must, must_not)| {
                let holds = |condition: &Condition| self.holds(entry, condition, query.language);
                must.iter().filter(|one| Some(one.property) != without).all(|one| holds(one).unwrap_or(true))
                    && !must_not.iter().any(|one| holds(one).unwrap_or(false))
            })
    }

    fn facet(&self, query: &Query, property: usize) -> Json {
        let selected: BTreeSet<String> = query
            .groups
            .iter()
            .flat_map(|(must, _)| must)
            .filter(|condition| condition.property == property)
            .filter_map(|condition| self.tests(condition))
            .flat_map(|(wanted, _)| wanted)
            .map(|value| value.key())
            .collect();
        let without = (query.disjunctive && !selected.is_empty()).then_some(property);
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        for entry in self.things.values().filter(|entry| self.passes(entry, query, without)) {
            let keys: BTreeSet<String> =
                self.values(entry, property, query.language).iter().map(Value::key).collect();
            keys.into_iter().for_each(|key| *counts.entry(key).or_default() += 1);
        }
        selected.iter().for_each(|key| {
            counts.entry(key.clone()).or_default();
        });
        let mut counts: Vec<(String, u64)> = counts.into_iter().collect();
        let kind = if self.kinds[property] == "List" { "Text" } else { self.kinds[property] };
        let value = |key: &str| converted(if key == "false" { "no" } else { key }, kind).remove(0);
        counts.sort_by(|one, two| two.1.cmp(&one.1).then_with(|| value(&one.0).compare(&value(&two.0))));
        let mut others = 0;
        counts.retain(|(key, _)| {
            selected.contains(key) || {
                others += 1;
                others <= 3
            }
        });
        let values: Vec<Json> =
            counts.iter().map(|(key, count)| json!({"key": key, "count": count})).collect();
        json!({"propertyId": format!("n{property}"), "header": format!("n{property}"), "values": values})
    }

    /// All results in order, and the facets.
    fn answer(&self, query: &Query) -> (Vec<Json>, Vec<Json>) {
        let mut found: Vec<(&String, &Entry)> =
            self.things.iter().filter(|(_, entry)| self.passes(entry, query, None)).collect();
        // Of several values the least counts upwards, the greatest downwards.
        let end = |entry: &Entry, property: usize, descending: bool| {
            let values = self.values(entry, property, query.language).into_iter();
            if descending { values.max_by(Value::compare) } else { values.min_by(Value::compare) }
        };
        found.sort_by(|(one_key, one), (two_key, two)| {
            for (property, descending) in &sort_keys(query) {
                let order = match (end(one, *property, *descending), end(two, *property, *descending)) {
                    (None, None) => Ordering::Equal,
                    (None, Some(_)) => Ordering::Greater,
                    (Some(_), None) => Ordering::Less,
                    (Some(one), Some(two)) if *descending => two.compare(&one),
                    (Some(one), Some(two)) => one.compare(&two),
                };
                if order.is_ne() {
                    return order;
                }
            }
            one_key.cmp(two_key)
        });
        let results = found.iter().map(|(key, entry)| self.result(key, entry, query.language)).collect();
        let counted = (0..self.kinds.len()).filter(|property| self.counted[*property]);
        (results, counted.map(|property| self.facet(query, property)).collect())
    }

    /// The query as it is sent.
    fn body(&self, query: &Query) -> Json {
        let side = |conditions: &Vec<Condition>| {
            // Conditions on one property in one object are one list of alternatives: only the first of each is sent.
            let mut members: Map<String, Json> = Map::new();
            for condition in conditions {
                let name = format!("n{}", condition.property);
                let Some((wanted, range)) = self.tests(condition) else { continue };
                let mut values: Vec<Json> = wanted.iter().map(|value| json!(value.key())).collect();
                values.extend(
                    range.map(|(above, bound)| json!({(if above { "gte" } else { "lte" }): bound.json()})),
                );
                values.extend(condition.exists.map(|exists| json!({ "exists": exists })));
                // They count as not given.
                let texts = condition.values.iter().map(|text| TEXTS[*text]);
                values.extend(texts.filter(|text| is_blank(text)).map(Json::from));
                members.entry(name).or_insert(values.into());
            }
            Json::Object(members)
        };
        let groups: Vec<Json> = query
            .groups
            .iter()
            .map(|(must, must_not)| json!({"must": side(must), "mustNot": side(must_not)}))
            .collect();
        let sort: Vec<String> = sort_keys(query)
            .iter()
            .map(|(property, descending)| format!("{}n{property}", if *descending { "-" } else { "" }))
            .collect();
        json!({
            "language": LANGUAGES[query.language],
            "filter": groups,
            "sort": sort,
            "includeTotals": true,
            "facetMode": if query.disjunctive { "disjunctive" } else { "conjunctive" },
        })
    }
}

/// Each property counts once as a sort key.
fn sort_keys(query: &Query) -> Vec<(usize, bool)> {
    let mut keys: Vec<(usize, bool)> = Vec::new();
    for (property, descending) in &query.sort {
        if !keys.iter().any(|(known, _)| known == property) {
            keys.push((*property, *descending));
        }
    }
    keys
}

/// A query that keeps only the first condition on each property of a side, as it is sent.
fn sent(query: &Query) -> Query {
    let mut query = query.clone();
    for side in query.groups.iter_mut().flat_map(|(must, must_not)| [must, must_not]) {
        let mut seen = BTreeSet::new();
        side.retain(|condition| seen.insert(condition.property));
    }
    query
}

fn publish(world: &World, properties: &Properties) {
    world.card("other", "media", &[("p1", "Text")], &json!([]));
    let names: Vec<String> = (0..properties.len()).map(|number| format!("p{number}")).collect();
    let typed: Vec<(&str, &str)> =
        names.iter().zip(properties).map(|(name, (kind, _))| (name.as_str(), TYPES[*kind])).collect();
    let relations = json!([{"id": "others", "card": "other", "from": "p0", "to": "id"}]);
    world.card("thing", "products", &typed, &relations);
    let shown: Vec<Json> = properties
        .iter()
        .enumerate()
        .map(|(number, (_, counted))| {
            let mut shown = json!({"id": format!("p{number}"), "as": format!("n{number}")});
            if *counted {
                shown["facet"] = json!({"size": 3});
            }
            shown
        })
        .collect();
    world.publish(
        "shop",
        &json!([{"identifier": "things", "card": "thing", "properties": shown,
        "relations": [{"relation": "others", "properties": [{"id": "p1", "as": "label"}]}]}]),
    );
}

fn check(world: &World, model: &Model, query: &Query) {
    let query = sent(query);
    let (expected, facets) = model.answer(&query);
    let mut body = model.body(&query);
    (body["top"], body["skip"]) = (json!(query.top), json!(query.skip));
    let answer = world.query(PATH, &body);
    let page: Vec<Json> = expected.iter().skip(query.skip).take(query.top).cloned().collect();
    assert_eq!(answer["results"], json!(page), "{body}");
    assert_eq!(answer["total"], json!(expected.len()), "{body}");
    if !facets.is_empty() {
        assert_eq!(answer["facets"], json!(facets), "{body}");
    }
    let (mut seen, mut after) = (Vec::new(), Json::Null);
    body["skip"] = json!(0);
    body["top"] = json!(query.top.max(1));
    loop {
        body["after"] = after;
        let answer = world.query(PATH, &body);
        seen.extend(answer["results"].as_array().expect("results").clone());
        after = answer["after"].clone();
        if after.is_null() {
            break;
        }
    }
    assert_eq!(seen, expected, "paged by {body}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn answers_are_those_of_a_plain_evaluation(
        mut properties in vec((0..TYPES.len(), any::<bool>()), 5),
        before in vec(import(), 0..6),
        after in vec(import(), 0..8),
        queries in vec(query(), 1..12),
        records in 1..20_usize,
    ) {
        properties[0].0 = 0;
        let world = World::reading(records);
        let mut model = Model::new(&properties);
        for import in &before {
            let (source, entries) = model.take(import);
            world.import(source, &entries);
        }
        publish(&world, &properties);
        for import in &after {
            let (source, entries) = model.take(import);
            world.import(source, &entries);
            world.destinations.step(&world.tenant).expect("a step");
            world.cards.step(&world.tenant).expect("a step");
        }
        world.settle();
        for query in &queries {
            check(&world, &model, query);
        }
    }
}
