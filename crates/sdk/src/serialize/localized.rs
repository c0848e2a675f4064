//! A value for each of several languages.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize, Serializer};

/// The name by which the serializer of entities knows a [`Localized`]; for others it is a map.
pub(super) const NAME: &str = "octant_sdk::Localized";

/// A value for each language, as a field of a struct that becomes an entity
/// ([`Entity::from_serialize`](crate::Entity::from_serialize)). Other serializers write a map, and a map is read.
///
/// ```
/// use octant_sdk::Localized;
///
/// let name: Localized = Localized::from([("en", "Chair"), ("sv", "Stol")]);
/// let tags: Localized<Vec<&str>> = Localized::from([("en", vec!["new"])]);
/// # assert_eq!((name.0.len(), tags.0.len()), (2, 1));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Localized<T = String>(
    /// The values by language, such as `sv` or `zh-Hans-CN`.
    pub BTreeMap<String, T>,
);

impl<T> Default for Localized<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<T: Serialize> Serialize for Localized<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(NAME, &self.0)
    }
}

impl<L: Into<String>, V: Into<T>, T> FromIterator<(L, V)> for Localized<T> {
    fn from_iter<I: IntoIterator<Item = (L, V)>>(values: I) -> Self {
        Self(values.into_iter().map(|(language, value)| (language.into(), value.into())).collect())
    }
}

impl<L: Into<String>, V: Into<T>, T, const N: usize> From<[(L, V); N]> for Localized<T> {
    fn from(values: [(L, V); N]) -> Self {
        values.into_iter().collect()
    }
}
