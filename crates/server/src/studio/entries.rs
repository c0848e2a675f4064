//! `/studio/sources/{id}`: a source's entries as a table.

use axum::extract::{Path, State};
use octant_source::entries::{self as stored, Browse, Condition, StoredView};
use octant_store::PropertyRecord;
use octant_studio::Section;
use octant_studio::page::entries;

use super::link::{page, paging};
use super::source::{head, source_of};
use super::{Html, SignedIn, look, role};
use crate::error::Failure;
use crate::memory::Owner;
use crate::queries;
use crate::query::Query;
use crate::state::AppState;

/// How many columns are shown to who has not chosen any.
const COLUMNS: usize = 5;
/// Properties that tell people what an entry is; they come first.
const TITLES: [&str; 4] = ["name", "title", "label", "sku"];
/// The most entries that one page of a search looks at: pages of the Studio answer at once, and a search goes on by
/// a click.
const SCAN: usize = 20_000;
/// The most characters of a value in the table.
const SHOWN: usize = 200;

/// The table.
pub(crate) async fn list(
    signed: SignedIn<role::Viewer>,
    Path(id): Path<String>,
    query: Query,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    let (source, tenant, asked) = (source_of(&id)?, signed.user.tenant(), page(&query)?);
    let text = |name: &str| Ok::<_, Failure>(query.text(name)?.unwrap_or_default().trim().to_owned());
    let (search, filter, value) = (text("search")?, text("filter")?.to_ascii_lowercase(), text("value")?);
    let chosen: Vec<String> = query.all("column").map(str::to_ascii_lowercase).collect();
    let condition =
        Condition { property: filter.clone(), value: Some(value.clone()).filter(|text| !text.is_empty()) };
    let wanted = Browse {
        after: asked.after.clone(),
        prefix: String::new(),
        search: Some(search.clone()).filter(|text| !text.is_empty()),
        conditions: if filter.is_empty() { Vec::new() } else { vec![condition] },
        limit: asked.limit,
        scan: state.options.browse_scan.min(SCAN),
    };
    let (store, limit, owner) = (state.store(), asked.limit, Owner::from(&signed.user.actor()));
    let (head, properties, (found, after)) = queries::browse(&state, owner, move || {
        let head = head(&*store, &tenant, &source)?;
        let properties = store.properties(&tenant, &source)?;
        Ok::<_, Failure>((head, properties, stored::browse_stored(&*store, &tenant, &source, &wanted)?))
    })
    .await?;
    let columns = columns(properties, &chosen);
    let shown: Vec<&str> =
        columns.iter().filter(|column| column.shown).map(|column| column.id.as_str()).collect();
    let rows = found.iter().map(|entry| row(entry, &shown)).collect();
    let mut parameters =
        vec![("search", search.as_str()), ("filter", filter.as_str()), ("value", value.as_str())];
    parameters.extend(chosen.iter().map(|column| ("column", column.as_str())));
    let path = format!("/studio/sources/{}", head.id);
    let view = entries::Entries {
        paging: paging(&path, &parameters, &asked, after.as_deref()),
        search_goes_on: after.is_some() && found.len() < limit,
        source: head,
        search: search.clone(),
        filter: filter.clone(),
        filter_value: value.clone(),
        columns,
        rows,
    };
    Ok(Html::page(entries::render(&signed.user.shell(Section::Sources), &view)))
}

/// The properties to choose from, names and those that most entries have first; without a choice these are shown.
fn columns(mut properties: Vec<PropertyRecord>, chosen: &[String]) -> Vec<entries::Column> {
    let rank = |id: &str| TITLES.iter().position(|title| *title == id).unwrap_or(TITLES.len());
    properties.sort_by(|one, other| {
        let (left, right) = (one.id.as_str(), other.id.as_str());
        rank(left).cmp(&rank(right)).then(other.entries.cmp(&one.entries)).then(left.cmp(right))
    });
    let shown = |place: usize, id: &str| match chosen {
        [] => place < COLUMNS,
        chosen => chosen.iter().any(|column| column == id),
    };
    let column = |(place, property): (usize, PropertyRecord)| entries::Column {
        shown: shown(place, property.id.as_str()),
        id: property.id.to_string(),
        name: property.display_name,
    };
    properties.into_iter().enumerate().map(column).collect()
}

fn row(entry: &StoredView, columns: &[&str]) -> entries::EntryRow {
    let value = |column: &&str| {
        let is_filled = |text: &str| !octant_source::is_blank(text);
        let texts = entry.values.iter().filter(|(property, _, text)| property == column && is_filled(text));
        let is_own = |language: &Option<String>| language.as_deref().is_none_or(|own| own == look::LANGUAGE);
        // What needs no words about its language comes first, else whatever there is.
        match texts.min_by_key(|(_, language, _)| !is_own(language)) {
            None => String::new(),
            Some((_, Some(language), text)) if language != look::LANGUAGE => {
                format!("{language}: {}", shorten(text))
            }
            Some((_, _, text)) => shorten(text),
        }
    };
    entries::EntryRow {
        key: entry.key.clone(),
        values: columns.iter().map(value).collect(),
        changed_at: entry.last_updated,
    }
}

fn shorten(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
