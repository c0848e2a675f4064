//! What an import does to an entry (docs/api.md, "Merge").

use std::cmp::Ordering;

use octant_model::{Entry, ImportId, Property};
use octant_store::{Merge, Merged};

use crate::payload::{Given, Import};

impl Merge for Import {
    fn count(&self) -> usize {
        self.payload.count()
    }

    fn key(&self, index: usize) -> &str {
        self.payload.key(index)
    }

    fn merge<'a>(&'a self, index: usize, current: Option<&Entry<'a>>) -> Merged<'a> {
        if self.payload.deletes(index) {
            return if current.is_some() { Merged::Deleted } else { Merged::Unchanged };
        }
        if current.is_some_and(|current| brings_nothing(self.payload.values(index), current)) {
            return Merged::Unchanged;
        }
        merged(self.id, self.payload.values(index), current)
    }

    fn spelling<'a>(&'a self, property: &'a str) -> &'a str {
        self.payload.spelling(property)
    }
}

/// Whether the entry has every value given, and none that is cleared. Both lists are in [`Property::order`].
fn brings_nothing<'a>(given: impl Iterator<Item = Given<'a>>, current: &Entry<'a>) -> bool {
    let mut kept = current.properties.iter();
    let mut next = kept.next();
    for (id, language, value) in given {
        let place = |old: &Property<'_>| old.id.cmp(id).then_with(|| old.language.cmp(&language));
        while next.is_some_and(|old| place(old).is_lt()) {
            next = kept.next();
        }
        let before = next.filter(|old| place(old).is_eq());
        if before.map(|old| old.value) != value {
            return false;
        }
    }
    true
}

/// The (property, language) pairs given are added, replaced or cleared; all others stay, and so does a value that
/// comes again as it was, with the import that first brought it. Both lists are in [`Property::order`].
pub(crate) fn merged<'a>(
    import: ImportId,
    given: impl Iterator<Item = Given<'a>>,
    current: Option<&Entry<'a>>,
) -> Merged<'a> {
    let mut kept = current.map(|entry| entry.properties.as_slice()).unwrap_or_default().iter().peekable();
    let mut properties: Vec<Property<'a>> = Vec::with_capacity(kept.len());
    let mut changed: Vec<&'a str> = Vec::new();
    for (id, language, value) in given {
        let mut before = None;
        while let Some(old) = kept.peek() {
            match old.id.cmp(id).then_with(|| old.language.cmp(&language)) {
                Ordering::Less => properties.extend(kept.next().copied()),
                Ordering::Equal => {
                    before = kept.next().copied();
                    break;
                }
                Ordering::Greater => break,
            }
        }
        if let (Some(old), Some(value)) = (before, value)
            && old.value == value
        {
            properties.push(old);
            continue;
        }
        if (before.is_some() || value.is_some()) && changed.last() != Some(&id) {
            changed.push(id);
        }
        properties.extend(value.map(|value| Property { id, language, value, import }));
    }
    properties.extend(kept.copied());
    if current.is_some() && changed.is_empty() {
        Merged::Unchanged
    } else {
        Merged::Changed { properties, changed }
    }
}
