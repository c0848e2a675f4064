//! A query's sort order.

use octant_index::{SortBy, SortKey, Spec};

use super::given::Given;
use super::{spelled, unknown};

/// Sorts by how well the full text matches. No property can have this name.
pub(crate) const RELEVANCE: &str = "_relevance";

/// The keys, at most `most`: `sort` first, then `sortAsc`, then `sortDesc`; what is wrong with them is told.
pub(super) fn sort(given: &mut Given<'_, '_>, spec: &Spec, has_text: bool, most: usize) -> Vec<SortKey> {
    let mut wanted: Vec<(&str, String, bool)> = Vec::new();
    for text in given.texts("sort", true) {
        match text.strip_prefix('-') {
            Some(name) => wanted.push(("sort", name.to_owned(), true)),
            None => wanted.push(("sort", text.strip_prefix('+').unwrap_or(&text).trim().to_owned(), false)),
        }
    }
    wanted.extend(given.texts("sortAsc", true).into_iter().map(|name| ("sortAsc", name, false)));
    wanted.extend(given.texts("sortDesc", true).into_iter().map(|name| ("sortDesc", name, true)));
    if wanted.len() > most {
        given.tell("sort", format!("there are {} sort keys, and at most {most} are allowed", wanted.len()));
        return Vec::new();
    }
    let mut keys: Vec<SortKey> = Vec::with_capacity(wanted.len());
    for (member, name, descending) in wanted {
        let by = if name.eq_ignore_ascii_case(RELEVANCE) {
            if !has_text {
                given.tell(member, format!("{RELEVANCE} needs a full text search"));
            }
            SortBy::Relevance
        } else {
            match spelled(spec, &name) {
                Some(name) if name == "id" => SortBy::Id,
                Some(name) => SortBy::Field(name),
                None => {
                    given.tell(member, unknown(spec, &name));
                    continue;
                }
            }
        };
        if keys.iter().any(|key| key.by == by) {
            given.tell(member, format!("{name:?} is a sort key already"));
            continue;
        }
        keys.push(SortKey { by, descending });
    }
    keys
}
