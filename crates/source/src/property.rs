//! What is said of a property (docs/api.md, "Properties").

use octant_model::{PropertyId, PropertyType, SourceId, TenantId};
use octant_store::{Actor, PropertyRecord, PropertySettings, Revision, Store};
use serde::Deserialize;

use crate::error::{FieldErrors, SourceError};

/// A property's settings as they are asked for, not yet checked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PropertyRequest {
    /// The name for people.
    #[serde(default)]
    pub display_name: String,
    /// What it is about; an empty text is none.
    pub description: Option<String>,
    /// The name of its type.
    #[serde(rename = "type")]
    pub property_type: Option<String>,
    /// Where list values are split; an empty text is none.
    pub delimiter: Option<String>,
}

impl PropertyRequest {
    /// The settings, if they keep the rules: a name, a known type, a delimiter for the list types and no others.
    ///
    /// # Errors
    /// [`SourceError::InvalidFields`] with every rule that is broken.
    pub fn check(self) -> Result<PropertySettings, SourceError> {
        let mut errors = FieldErrors::new();
        let mut wrong = |path: &str, message: String| {
            errors.entry(path.to_owned()).or_default().push(message);
        };
        if self.display_name.trim().is_empty() {
            wrong("displayName", "the name is missing or empty".to_owned());
        }
        let property_type = self.property_type.as_deref().and_then(PropertyType::from_name);
        if let (Some(name), None) = (&self.property_type, property_type) {
            let known = PropertyType::ALL.map(PropertyType::name).join(", ");
            wrong("type", format!("{name:?} is no type; the types are {known}"));
        }
        let delimiter = self.delimiter.filter(|delimiter| !delimiter.is_empty());
        match (property_type.is_some_and(PropertyType::is_list), &delimiter) {
            (true, None) => wrong("delimiter", "a list needs a delimiter".to_owned()),
            (false, Some(_)) => wrong("delimiter", "only a list takes a delimiter".to_owned()),
            _ => {}
        }
        if !errors.is_empty() {
            return Err(SourceError::InvalidFields(errors));
        }
        let description = self.description.filter(|text| !text.is_empty());
        Ok(PropertySettings { display_name: self.display_name, description, property_type, delimiter })
    }
}

/// What is known of one property.
///
/// # Errors
/// [`SourceError::UnknownSource`], [`SourceError::UnknownProperty`].
pub fn property(
    store: &dyn Store,
    tenant: &TenantId,
    source: &SourceId,
    id: &str,
) -> Result<PropertyRecord, SourceError> {
    let wanted = id.to_ascii_lowercase();
    let all = store.properties(tenant, source).map_err(SourceError::of_store)?;
    let found = all.into_iter().find(|property| property.id.as_str() == wanted);
    found.ok_or_else(|| SourceError::UnknownProperty(id.to_owned()))
}

/// Says what a property is, and makes it where no entry has it yet.
///
/// # Errors
/// [`SourceError::InvalidFields`], [`SourceError::UnknownSource`]; [`SourceError::Purging`] while it is being removed;
/// [`StoreError::Changed`](octant_store::StoreError::Changed) where it is not of the expected revision.
pub fn put_property(
    store: &dyn Store,
    tenant: &TenantId,
    source: &SourceId,
    id: &str,
    (request, expected): (PropertyRequest, Option<Revision>),
    actor: &Actor,
) -> Result<PropertyRecord, SourceError> {
    let settings = request.check()?;
    let invalid = |error: octant_model::InvalidId| {
        SourceError::InvalidFields(FieldErrors::from([("propertyId".to_owned(), vec![error.to_string()])]))
    };
    let wanted = PropertyId::new(id).map_err(invalid)?;
    store.put_property(tenant, source, &wanted, settings, expected, actor).map_err(SourceError::of_store)?;
    property(store, tenant, source, id)
}

/// Marks a property as going: [`crate::Purges`] then takes its values from the entries and forgets it.
///
/// # Errors
/// [`SourceError::UnknownSource`], [`SourceError::UnknownProperty`].
pub fn delete_property(
    store: &dyn Store,
    tenant: &TenantId,
    source: &SourceId,
    id: &str,
    actor: &Actor,
) -> Result<(), SourceError> {
    let known = property(store, tenant, source, id)?;
    store.begin_property_purge(tenant, source, &known.id, actor).map_err(SourceError::of_store)
}
