//! What an import does to the property registry, collected entity by entity.

use std::collections::HashMap;

use octant_model::Property;

/// What an import does to one property.
#[derive(Debug, Default)]
pub(crate) struct PropertyDelta {
    /// Its id.
    pub(crate) id: String,
    /// The spelling in which the import shows it.
    pub(crate) spelling: String,
    /// How many more entries have it.
    pub(crate) entries: i64,
    /// How many more values there are, by language.
    pub(crate) languages: Vec<(Option<String>, i64)>,
    /// Whether the import brings a value of it that is new or other than before.
    pub(crate) seen: bool,
}

/// What an import does to the registry.
#[derive(Debug, Default)]
pub(crate) struct RegistryDelta {
    properties: Vec<PropertyDelta>,
    places: HashMap<String, usize>,
    /// Where the next property is expected: entities of a source mostly have the same ones in the same order.
    next: usize,
}

impl RegistryDelta {
    /// The properties that the import touches.
    pub(crate) fn properties(&self) -> &[PropertyDelta] {
        &self.properties
    }

    /// Takes what became of one entry: its values before and after, both in [`Property::order`], and the ids of the
    /// properties whose values changed, in order.
    pub(crate) fn entry<'a>(
        &mut self,
        before: &[Property<'a>],
        after: &[Property<'a>],
        changed: &[&str],
        spelling: impl Fn(&'a str) -> &'a str,
    ) {
        self.next = 0;
        let (mut before, mut after) = (before, after);
        while let Some(id) = first_id(before, after) {
            let (old, new);
            (old, before) = split_id(before, id);
            (new, after) = split_id(after, id);
            let seen = !new.is_empty() && changed.binary_search(&id).is_ok();
            let alike =
                old.len() == new.len() && old.iter().zip(new).all(|(old, new)| old.language == new.language);
            if alike && !seen {
                continue;
            }
            let property = self.property(id, &spelling);
            property.seen |= seen;
            property.entries += i64::from(!new.is_empty()) - i64::from(!old.is_empty());
            if !alike {
                count(property, old, -1);
                count(property, new, 1);
            }
        }
    }

    fn property<'a>(&mut self, id: &'a str, spelling: impl Fn(&'a str) -> &'a str) -> &mut PropertyDelta {
        let expected = self.properties.get(self.next).is_some_and(|property| property.id == id);
        let place = if expected { Some(self.next) } else { self.places.get(id).copied() };
        let place = place.unwrap_or_else(|| {
            let property = PropertyDelta {
                id: id.to_owned(),
                spelling: spelling(id).to_owned(),
                ..PropertyDelta::default()
            };
            self.properties.push(property);
            self.places.insert(id.to_owned(), self.properties.len() - 1);
            self.properties.len() - 1
        });
        self.next = place + 1;
        &mut self.properties[place]
    }
}

fn first_id<'a>(before: &[Property<'a>], after: &[Property<'a>]) -> Option<&'a str> {
    match (before.first(), after.first()) {
        (Some(old), Some(new)) => Some(old.id.min(new.id)),
        (Some(only), None) | (None, Some(only)) => Some(only.id),
        (None, None) => None,
    }
}

/// The values of that property at the beginning, and the rest.
fn split_id<'b, 'a>(properties: &'b [Property<'a>], id: &str) -> (&'b [Property<'a>], &'b [Property<'a>]) {
    let end = properties.iter().position(|property| property.id != id).unwrap_or(properties.len());
    properties.split_at(end)
}

fn count(property: &mut PropertyDelta, values: &[Property<'_>], by: i64) {
    for value in values {
        match property.languages.iter_mut().find(|(language, _)| language.as_deref() == value.language) {
            Some((_, count)) => *count += by,
            None => property.languages.push((value.language.map(str::to_owned), by)),
        }
    }
}
