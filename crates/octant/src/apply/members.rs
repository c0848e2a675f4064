//! The members that each part of the file has, so that a slip of the pen is found wherever it stands.

use serde_json::Value;

use crate::settings::nearest;

/// What stands at a place of the file.
pub(crate) enum Shape {
    /// Anything that the rules of types allow.
    Any,
    /// An object of these members.
    Object(&'static [(&'static str, &'static Shape)]),
    /// A list, all of whose elements have this shape.
    List(&'static Shape),
}

use Shape::{Any, List, Object};

/// The whole file.
pub(crate) const SETUP: &Shape = &Object(&[
    ("sources", &List(SOURCE)),
    ("providers", &List(PROVIDER)),
    ("cards", &List(CARD)),
    ("segments", &List(SEGMENT)),
    ("destinations", &List(DESTINATION)),
]);

const SOURCE: &Shape = &Object(&[
    ("id", &Any),
    ("name", &Any),
    ("description", &Any),
    ("type", &Any),
    (
        "properties",
        &List(&Object(&[
            ("id", &Any),
            ("displayName", &Any),
            ("type", &Any),
            ("delimiter", &Any),
            ("description", &Any),
        ])),
    ),
]);

const PROVIDER: &Shape = &Object(&[("name", &Any), ("sources", &Any)]);

const CARD: &Shape = &Object(&[
    ("id", &Any),
    ("name", &Any),
    ("description", &Any),
    ("active", &Any),
    ("sources", &List(&Object(&[("id", &Any), ("required", &Any)]))),
    (
        "properties",
        &List(&Object(&[
            ("id", &Any),
            ("name", &Any),
            ("type", &Any),
            ("source", &Any),
            ("sourceProperty", &Any),
            ("delimiter", &Any),
        ])),
    ),
    (
        "relations",
        &List(&Object(&[("id", &Any), ("name", &Any), ("card", &Any), ("from", &Any), ("to", &Any)])),
    ),
]);

const SEGMENT: &Shape = &Object(&[
    ("id", &Any),
    ("name", &Any),
    ("card", &Any),
    (
        "criteria",
        &Object(&[("fixed", &Any), ("dynamic", &List(&Object(&[("must", &Any), ("mustNot", &Any)])))]),
    ),
    ("archived", &Any),
]);

const DESTINATION: &Shape = &Object(&[
    ("identifier", &Any),
    ("name", &Any),
    ("protected", &Any),
    ("languages", &Any),
    ("fallbacks", &Any),
    ("corsOrigins", &Any),
    ("published", &Any),
    ("endpoints", &List(ENDPOINT)),
    ("applications", &Any),
]);

const ENDPOINT: &Shape = &Object(&[
    ("identifier", &Any),
    ("card", &Any),
    ("segments", &Any),
    (
        "properties",
        &List(&Object(&[
            ("id", &Any),
            ("as", &Any),
            ("facet", &Object(&[("size", &Any), ("label", &Any), ("hierarchy", &Any)])),
            ("searchable", &Any),
        ])),
    ),
    (
        "relations",
        &List(&Object(&[
            ("relation", &Any),
            ("as", &Any),
            ("properties", &List(&Object(&[("id", &Any), ("as", &Any)]))),
        ])),
    ),
]);

/// Names every member that its place does not have, and every list where an object belongs, which whoever reads the
/// types would take for its members in their order. Other wrong types are left to them.
pub(crate) fn unknown(value: &Value, shape: &Shape, path: &str, told: &mut Vec<String>) {
    match (value, shape) {
        (Value::Array(elements), List(shape)) => {
            for (place, element) in elements.iter().enumerate() {
                unknown(element, shape, &format!("{path}[{place}]"), told);
            }
        }
        (Value::Object(members), Object(known)) => {
            for (name, value) in members {
                let inner = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                match known.iter().find(|(known, _)| known == name) {
                    Some((_, shape)) => unknown(value, shape, &inner, told),
                    None => told.push(refusal(&inner, name, known)),
                }
            }
        }
        (Value::Array(_), Object(known)) => {
            let place = if path.is_empty() { "the file" } else { path };
            let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
            told.push(format!("{place}: there is a list where an object belongs, of {}", names.join(", ")));
        }
        _ => {}
    }
}

fn refusal(path: &str, name: &str, known: &[(&'static str, &'static Shape)]) -> String {
    let names = || known.iter().map(|(name, _)| *name);
    match nearest(name, names()) {
        Some(nearest) => format!("{path}: there is no member {name:?} here; did you mean {nearest}?"),
        None => {
            let names: Vec<&str> = names().collect();
            format!("{path}: there is no member {name:?} here; the members are {}", names.join(", "))
        }
    }
}
