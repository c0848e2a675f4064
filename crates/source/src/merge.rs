//! What an import does to an entry (docs/api.md, "Merge").

use std::cmp::Ordering;

use octant_model::{Entry, Property};
use octant_store::{Merge, Merged};

use crate::payload::Import;

impl Merge for Import {
    fn count(&self) -> usize {
        self.payload.count()
    }

    fn key(&self, index: usize) -> &str {
        self.payload.key(index)
    }

    /// The (property, language) pairs sent are added, replaced or cleared; all others stay, and so does a value that
    /// comes again as it was, with the import that first brought it. Both lists are in [`Property::order`].
    fn merge<'a>(&'a self, index: usize, current: Option<&Entry<'a>>) -> Merged<'a> {
        if self.payload.deletes(index) {
            return if current.is_some() { Merged::Deleted } else { Merged::Unchanged };
        }
        let mut kept = current.map(|entry| entry.properties.as_slice()).unwrap_or_default().iter().peekable();
        let mut properties: Vec<Property<'a>> = Vec::with_capacity(kept.len());
        let mut changed: Vec<&'a str> = Vec::new();
        for (id, language, value) in self.payload.values(index) {
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
            properties.extend(value.map(|value| Property { id, language, value, import: self.id }));
        }
        properties.extend(kept.copied());
        if current.is_some() && changed.is_empty() {
            Merged::Unchanged
        } else {
            Merged::Changed { properties, changed }
        }
    }

    fn spelling<'a>(&'a self, property: &'a str) -> &'a str {
        self.payload.spelling(property)
    }
}
