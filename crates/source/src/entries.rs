//! Entries as they are read: one, many, or page by page, their values as their properties' types show them.

use std::ops::ControlFlow;

use octant_model::{Entry, EntryKey, PropertyType, SourceId, TenantId, Timestamp};
use octant_store::{PropertyRecord, Store};
use octant_text::{Folding, nfc};

use crate::convert::{TypedValue, convert, is_blank};
use crate::error::SourceError;

/// An entry for showing.
#[derive(Debug, Clone, PartialEq)]
pub struct EntryView {
    /// Its key.
    pub key: String,
    /// Its values, by property id and language.
    pub values: Vec<ValueView>,
    /// When it changed last.
    pub last_updated: Timestamp,
}

/// A value for showing.
#[derive(Debug, Clone, PartialEq)]
pub struct ValueView {
    /// The property's id.
    pub property: String,
    /// The value; `None` for a blank text whose type is neither a text nor a list.
    pub value: Option<TypedValue>,
    /// The property's type, where somebody set one; the value is text otherwise.
    pub property_type: Option<PropertyType>,
    /// Where a list was split.
    pub delimiter: Option<String>,
    /// When the import came that brought it.
    pub last_updated: Timestamp,
    /// Its language.
    pub language: Option<String>,
}

/// What a property's types say of its values.
pub struct Types(Vec<PropertyRecord>);

impl Types {
    /// The types of a source's properties.
    ///
    /// # Errors
    /// [`SourceError::UnknownSource`].
    pub fn of(store: &dyn Store, tenant: &TenantId, source: &SourceId) -> Result<Self, SourceError> {
        store.properties(tenant, source).map(Self).map_err(SourceError::of_store)
    }

    /// The entry as the types show it.
    ///
    /// # Errors
    /// [`SourceError::Unrepresentable`] for the first value that is none of its type.
    pub fn show(&self, key: &str, entry: &Entry<'_>) -> Result<EntryView, SourceError> {
        let mut values = Vec::with_capacity(entry.properties.len());
        for property in &entry.properties {
            let known = self.0.binary_search_by(|record| record.id.as_str().cmp(property.id));
            let record = known.ok().map(|place| &self.0[place]);
            let property_type = record.and_then(|record| record.property_type);
            let delimiter = record.and_then(|record| record.delimiter.clone());
            let meant = property_type.unwrap_or(PropertyType::Text);
            let value = convert(property.value, meant, delimiter.as_deref());
            if value.is_none() && !is_blank(property.value) {
                return Err(SourceError::Unrepresentable {
                    entry: key.to_owned(),
                    property: property.id.to_owned(),
                    language: property.language.map(str::to_owned),
                    text: property.value.chars().take(100).collect(),
                    property_type: meant,
                });
            }
            values.push(ValueView {
                property: property.id.to_owned(),
                value,
                property_type,
                delimiter,
                last_updated: property.import.accepted_at(),
                language: property.language.map(str::to_owned),
            });
        }
        Ok(EntryView { key: key.to_owned(), values, last_updated: entry.import.accepted_at() })
    }
}

/// One entry.
///
/// # Errors
/// [`SourceError::UnknownEntry`], also for a text that can be no key; those of [`many`].
pub fn one(
    store: &dyn Store,
    tenant: &TenantId,
    source: &SourceId,
    key: &str,
) -> Result<EntryView, SourceError> {
    let found = many(store, tenant, source, &[key])?.pop();
    found.ok_or_else(|| SourceError::UnknownEntry(key.to_owned()))
}

/// The entries of those keys, in their order; keys without an entry are left out.
///
/// # Errors
/// [`SourceError::UnknownSource`], [`SourceError::Unrepresentable`].
pub fn many(
    store: &dyn Store,
    tenant: &TenantId,
    source: &SourceId,
    keys: &[&str],
) -> Result<Vec<EntryView>, SourceError> {
    let types = Types::of(store, tenant, source)?;
    let keys: Vec<EntryKey> = keys.iter().filter_map(|key| EntryKey::new(*key).ok()).collect();
    let found = store.entries(tenant, source, &keys).map_err(SourceError::of_store)?;
    found.iter().flatten().map(|stored| types.show(stored.key.as_str(), &stored.entry())).collect()
}

/// What to look for when browsing; what is empty lets everything through.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Browse {
    /// Only entries after this key, in the keys' byte order.
    pub after: Option<String>,
    /// Only entries whose key begins so.
    pub prefix: String,
    /// Only entries that hold this text in their key or in a value, whatever its case and normal form.
    pub search: Option<String>,
    /// Only entries for which each of these holds.
    pub conditions: Vec<Condition>,
    /// The most entries to answer with.
    pub limit: usize,
    /// The most entries to look at.
    pub scan: usize,
}

/// A condition on an entry's values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// The property's id, in lower case.
    pub property: String,
    /// The value that it has in some language, in any normal form; `None` where any value will do.
    pub value: Option<String>,
}

impl std::str::FromStr for Condition {
    type Err = String;

    /// Reads `property:value`, or `property:*` for any value.
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text:?} is no filter; write property:value, or property:* for any value");
        let (property, value) = text.split_once(':').ok_or_else(wrong)?;
        octant_model::rule::check_id(property).map_err(|_| wrong())?;
        let value = (value != "*").then(|| value.to_owned());
        Ok(Self { property: property.to_ascii_lowercase(), value })
    }
}

/// A page of entries.
#[derive(Debug, Clone, PartialEq)]
pub struct Browsed {
    /// The entries, by key. May be fewer than asked for although there are more: [`Browse::scan`] ends a long search.
    pub entries: Vec<EntryView>,
    /// Where to go on; `None` at the end.
    pub after: Option<String>,
}

/// A page of a source's entries, by key.
///
/// # Errors
/// [`SourceError::UnknownSource`], [`SourceError::Unrepresentable`].
pub fn browse(
    store: &dyn Store,
    tenant: &TenantId,
    source: &SourceId,
    wanted: &Browse,
) -> Result<Browsed, SourceError> {
    let types = Types::of(store, tenant, source)?;
    let (entries, after) = walk(store, tenant, source, wanted, |key, entry| types.show(key, entry))?;
    Ok(Browsed { entries, after })
}

/// An entry as it is stored, whatever its properties' types say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredView {
    /// Its key.
    pub key: String,
    /// Its values: property id, language, text.
    pub values: Vec<(String, Option<String>, String)>,
    /// When it changed last.
    pub last_updated: Timestamp,
}

/// A page of a source's entries as they are stored, by key, and where to go on.
///
/// # Errors
/// [`SourceError::UnknownSource`].
pub fn browse_stored(
    store: &dyn Store,
    tenant: &TenantId,
    source: &SourceId,
    wanted: &Browse,
) -> Result<(Vec<StoredView>, Option<String>), SourceError> {
    walk(store, tenant, source, wanted, |key, entry| {
        let value = |value: &octant_model::Property<'_>| {
            (value.id.to_owned(), value.language.map(str::to_owned), value.value.to_owned())
        };
        let values = entry.properties.iter().map(value).collect();
        Ok(StoredView { key: key.to_owned(), values, last_updated: entry.import.accepted_at() })
    })
}

/// The entries that are wanted, each as `show` makes it, and where to go on.
fn walk<T>(
    store: &dyn Store,
    tenant: &TenantId,
    source: &SourceId,
    wanted: &Browse,
    mut show: impl FnMut(&str, &Entry<'_>) -> Result<T, SourceError>,
) -> Result<(Vec<T>, Option<String>), SourceError> {
    let search = wanted.search.as_deref().map(Caseless::of);
    let mut entries: Vec<T> = Vec::new();
    let mut looked_at = 0;
    let mut last: Option<String> = None;
    let mut more = false;
    let mut failure = None;
    let mut visit = |key: &str, _: octant_model::Sequence, entry: &Entry<'_>| {
        if entries.len() == wanted.limit || looked_at == wanted.scan {
            more = true;
            return ControlFlow::Break(());
        }
        looked_at += 1;
        if wanted.lets_through(key, entry, search.as_ref()) {
            match show(key, entry) {
                Ok(view) => entries.push(view),
                Err(error) => {
                    failure = Some(error);
                    return ControlFlow::Break(());
                }
            }
        }
        last = Some(key.to_owned());
        ControlFlow::Continue(())
    };
    store
        .scan_entries(tenant, source, wanted.after.as_deref(), &wanted.prefix, &mut visit)
        .map_err(SourceError::of_store)?;
    match failure {
        Some(error) => Err(error),
        None => Ok((entries, last.filter(|_| more))),
    }
}

impl Browse {
    fn lets_through(&self, key: &str, entry: &Entry<'_>, search: Option<&Caseless>) -> bool {
        let is_wanted = |value: &str, wanted: &str| value == wanted || nfc(value) == nfc(wanted);
        let holds = |condition: &Condition| {
            let mut values = entry.properties.iter().filter(|value| value.id == condition.property);
            values.any(|value| condition.value.as_deref().is_none_or(|wanted| is_wanted(value.value, wanted)))
        };
        let found = |search: &Caseless| {
            let mut values = entry.properties.iter();
            search.is_in(key, None) || values.any(|value| search.is_in(value.value, value.language))
        };
        self.conditions.iter().all(holds) && search.is_none_or(found)
    }
}

/// A text that is looked for without regard to case and normal form.
struct Caseless {
    usual: String,
    turkic: String,
}

impl Caseless {
    fn of(text: &str) -> Self {
        let folded = |folding: Folding| folding.caseless(text).into_owned();
        Self { usual: folded(Folding::Usual), turkic: folded(Folding::Turkic) }
    }

    /// Whether it is part of a text in that language.
    fn is_in(&self, text: &str, language: Option<&str>) -> bool {
        let folding = language.map(Folding::of).unwrap_or_default();
        let part = if folding == Folding::Turkic { &self.turkic } else { &self.usual };
        folding.caseless(text).contains(part)
    }
}
