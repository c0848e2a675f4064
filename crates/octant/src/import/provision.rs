//! What an organization key allows around an import: making the source and its provider, naming the properties.

use octant_model::{PropertyType, SourceId};
use octant_sdk::{Client, NewDataProvider, PropertySettings, SourceGrant, SourceProperty};
use octant_table::{Column, Columns};

use super::failure::Failure;

/// What stands ready for the import.
#[derive(Default)]
pub(crate) struct Ready {
    /// Whether the source was made just now.
    pub(crate) source_created: bool,
    /// Whether the source is still to be made, which a dry run does not do.
    pub(crate) source_missing: bool,
    /// The provider that was made just now.
    pub(crate) provider: Option<NewDataProvider>,
}

/// Whether the source is there.
///
/// # Errors
/// [`Failure::Input`] where it is not, and is not to be made.
pub(crate) async fn find(client: &Client, source: &SourceId, create: bool) -> Result<bool, Failure> {
    let found = client.source(source).await?.is_some();
    if !found && !create {
        return Err(Failure::Input(format!("there is no source {source}; --create makes it")));
    }
    Ok(found)
}

/// Makes what is missing, if that is asked for: the source, and a provider that may write to it.
pub(crate) async fn prepare(
    client: &Client,
    source: &SourceId,
    found: bool,
    create: bool,
    dry_run: bool,
) -> Result<Ready, Failure> {
    let mut ready = Ready { source_missing: !found && dry_run, ..Ready::default() };
    if !found && !dry_run {
        client.create_source(source, source.as_str()).await?;
        ready.source_created = true;
    }
    if create
        && !dry_run
        && !client.data_providers().await?.iter().any(|known| known.sources.includes(source))
    {
        let grant = SourceGrant::Some(vec![source.clone()]);
        ready.provider = Some(client.create_data_provider(source.as_str(), &grant).await?);
    }
    Ok(ready)
}

/// Makes sure that lists come with the delimiter that their property has: with another one, each would be one element.
///
/// # Errors
/// [`Failure::Usage`] where a column has another, and whatever a call can meet.
pub(crate) async fn check_lists(
    client: &Client,
    source: &SourceId,
    columns: &Columns,
) -> Result<(), Failure> {
    for property in client.properties(source).await? {
        let Some(known) = &property.settings.delimiter else { continue };
        let is_other = |column: &&&Column| column.is_list && column.delimiter != *known;
        if let Some(column) = of_property(columns, &property.id).iter().find(is_other) {
            let Column { name, delimiter, .. } = column;
            return Err(Failure::Usage(format!(
                "the lists in the column {name:?} have {delimiter:?} between their elements, and those of the property \
                 {} have {known:?}; bring both together in the file or in the property's settings",
                property.id
            )));
        }
    }
    Ok(())
}

/// The columns that become a property, one for each language.
fn of_property<'a>(columns: &'a Columns, id: &str) -> Vec<&'a Column> {
    let is_it = |column: &&Column| {
        column.target.as_ref().is_some_and(|target| target.property.eq_ignore_ascii_case(id))
    };
    columns.all().iter().filter(is_it).collect()
}

/// Gives properties their column's name as display name, and lists their type, unless somebody has chosen otherwise.
pub(crate) async fn describe_properties(
    client: &Client,
    source: &SourceId,
    columns: &Columns,
) -> Result<(), octant_sdk::Error> {
    for property in client.properties(source).await? {
        if let Some(settings) = wanted(&property, columns) {
            client.put_property(source, &property.id, &settings).await?;
        }
    }
    Ok(())
}

/// The settings that the columns ask for, where they differ from what is set.
fn wanted(property: &SourceProperty, columns: &Columns) -> Option<PropertySettings> {
    let sources = of_property(columns, &property.id);
    let first = sources.first()?;
    let mut settings = property.settings.clone();
    // A column of one language names itself after the language as well.
    let localized = |column: &Column| column.target.as_ref().is_some_and(|target| target.language.is_some());
    let is_own_name = settings.display_name.eq_ignore_ascii_case(&property.id);
    if is_own_name && sources.len() == 1 && !localized(first) && !first.name.is_empty() {
        settings.display_name.clone_from(&first.name);
    }
    let all_localized = sources.iter().all(|column| localized(column));
    let none_localized = !sources.iter().any(|column| localized(column));
    if settings.property_type.is_none() && first.is_list && (all_localized || none_localized) {
        let of_list = if all_localized { PropertyType::LocalizedList } else { PropertyType::List };
        settings.property_type = Some(of_list);
        settings.delimiter = Some(first.delimiter.clone());
    }
    (settings != property.settings).then_some(settings)
}
