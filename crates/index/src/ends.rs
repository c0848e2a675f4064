//! The least and the greatest of a field's values: an order upwards goes by the one, an order downwards by the other.

use crate::value::Value;

/// The least and the greatest of some values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Ends<T> {
    pub(crate) least: T,
    pub(crate) greatest: T,
}

impl<T> Ends<T> {
    /// Those of a single value.
    pub(crate) fn of_one(one: T) -> Self
    where
        T: Clone,
    {
        Self { least: one.clone(), greatest: one }
    }
}

/// The ends of some texts by their keys. Of those with equal keys the first is the least and the last the greatest.
pub(crate) fn ends_of_texts(values: &[Value], mut key: impl FnMut(&str) -> Vec<u8>) -> Option<Ends<&Value>> {
    if let [one] = values {
        return Some(Ends::of_one(one));
    }
    let keyed: Vec<(Vec<u8>, &Value)> = values
        .iter()
        .filter_map(|value| match value {
            Value::Text(text) => Some((key(text), value)),
            _ => None,
        })
        .collect();
    let least = keyed.iter().min_by(|(one, _), (two, _)| one.cmp(two))?.1;
    let greatest = keyed.iter().max_by(|(one, _), (two, _)| one.cmp(two))?.1;
    Some(Ends { least, greatest })
}
