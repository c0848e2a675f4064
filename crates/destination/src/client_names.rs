//! Names that generated clients cannot tell apart.
//!
//! Generators make identifiers of a language out of the names in a version's description: they drop signs and change
//! case, so that `x-y`, `x_y` and `xY` become one name. A client with such a pair does not compile, or loses one of the two
//! in silence.

use std::collections::HashMap;

use crate::request_fields::{PARAMETERS, is_reserved};

/// The names that an endpoint brings into a version's description.
#[derive(Debug, Clone)]
pub struct EndpointNames<'n> {
    /// The endpoint's identifier.
    pub identifier: &'n str,
    /// The names of its properties in results.
    pub properties: Vec<&'n str>,
    /// The names of its relations in results, each with those of the related cards' properties.
    pub relations: Vec<(&'n str, Vec<&'n str>)>,
}

/// A name that is too much like another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameCollision {
    /// Where it stands, such as `endpoints[0].properties[1].as`.
    pub path: String,
    /// What it is too much like.
    pub message: String,
}

/// The part of a name that every generator keeps.
pub(crate) fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
}

/// The names of the schemas that an endpoint's description has beside its operation.
pub(crate) fn schemas(identifier: &str) -> [String; 3] {
    ["Request", "Response", "Result"].map(|schema| format!("{identifier}Api{schema}"))
}

/// The names that generated clients cannot tell from others of the same version. Names that are spelled the same are not
/// among them: these are refused in any case.
#[must_use]
pub fn name_collisions(endpoints: &[EndpointNames<'_>]) -> Vec<NameCollision> {
    let mut collisions = Vec::new();
    let mut identifiers = Taken::default();
    for (place, endpoint) in endpoints.iter().enumerate() {
        let path = format!("endpoints[{place}]");
        identifiers.add(endpoint.identifier, &format!("{path}.identifier"), &mut collisions);
        for schema in schemas(endpoint.identifier) {
            let what = format!("the schema {schema} of the endpoint {:?}", endpoint.identifier);
            identifiers.add_as(&schema, what, &format!("{path}.identifier"), &mut collisions);
        }
        members(endpoint, &path, &mut collisions);
    }
    collisions
}

fn members(endpoint: &EndpointNames<'_>, path: &str, collisions: &mut Vec<NameCollision>) {
    let mut names = Taken::of(&["id"]);
    PARAMETERS.iter().for_each(|name| names.put(name, format!("the parameter {name} of every query")));
    // A parameter's own name is refused in any case.
    let mut add = |name: &str, path: String, collisions: &mut Vec<NameCollision>| {
        if !is_reserved(name) {
            names.add(name, &path, collisions);
        }
    };
    for (place, name) in endpoint.properties.iter().enumerate() {
        add(name, format!("{path}.properties[{place}].as"), collisions);
    }
    for (place, (name, properties)) in endpoint.relations.iter().enumerate() {
        let path = format!("{path}.relations[{place}]");
        add(name, format!("{path}.as"), collisions);
        let mut related = Taken::of(&["id"]);
        for (place, name) in properties.iter().enumerate() {
            related.add(name, &format!("{path}.properties[{place}].as"), collisions);
        }
    }
}

/// Names that are there already: by what generators keep of them, what each one is in words.
#[derive(Default)]
struct Taken(HashMap<String, String>);

impl Taken {
    fn of(names: &[&str]) -> Self {
        let mut taken = Self::default();
        names.iter().for_each(|name| taken.put(name, format!("{name:?}")));
        taken
    }

    fn put(&mut self, name: &str, what: String) {
        self.0.entry(plain(name)).or_insert(what);
    }

    fn add(&mut self, name: &str, path: &str, collisions: &mut Vec<NameCollision>) {
        self.add_as(name, format!("{name:?}"), path, collisions);
    }

    /// Adds a name, and tells where another one is like it.
    fn add_as(&mut self, name: &str, what: String, path: &str, collisions: &mut Vec<NameCollision>) {
        match self.0.get(&plain(name)) {
            Some(other) if *other == what => {}
            Some(other) => {
                let message =
                    format!("generated clients cannot tell {what} from {other}; write another name");
                collisions.push(NameCollision { path: path.to_owned(), message });
            }
            None => self.put(name, what),
        }
    }
}
