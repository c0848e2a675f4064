//! An entry that was changed while somebody typed into its form.

use axum::response::{IntoResponse, Response};
use octant_model::{Property, SourceId, Timestamp};
use octant_studio::page::entry_form::{self, EntryForm, ValueLine};
use octant_studio::{Conflict, ConflictRow, Editing, Section, Shell};

use super::Html;
use super::entry::stored;
use super::guard::Signed;
use super::history;
use super::names::Names;
use crate::blocking;
use crate::error::Failure;
use crate::state::AppState;

/// The form again (409), with what became of the entry meanwhile.
pub(super) async fn show(
    user: &Signed,
    state: &AppState,
    (source, key): (SourceId, String),
    mut view: EntryForm,
) -> Result<Response, Failure> {
    let shell = user.shell(Section::Sources);
    let (state, tenant) = (state.clone(), user.tenant());
    let (view, conflict) = blocking::run(move || {
        let found = stored(&*state.store, &tenant, &source, &key).ok();
        let entry = found.as_ref().map(octant_store::StoredEntry::entry);
        let values = entry.as_ref().map(|entry| entry.properties.as_slice()).unwrap_or_default();
        let rows = view.lines.iter_mut().filter_map(|line| refresh(line, values)).collect();
        let last = history::of(&*state.store, &tenant, &source, &key)?.changes.into_iter().next();
        let who = last.as_ref().map(|change| Names::new(&state.access, &tenant).of(&change.actor));
        let conflict = Conflict {
            who: who.transpose()?,
            at: last.map(|change| change.at),
            rows,
            reopen: format!("/studio/sources/{source}/entries/{key}/edit"),
            now: Timestamp::now(),
        };
        Ok::<_, Failure>((view, conflict))
    })
    .await?;
    let editing = Editing { conflict: Some(conflict), ..Editing::default() };
    Ok(Html::conflict(entry_form::render(&Shell { editing, ..shell }, &view)).into_response())
}

/// Brings a line to what is stored now. What was typed stays, and where the stored value is another than the one that
/// it was typed over, both are told.
fn refresh(line: &mut ValueLine, values: &[Property<'_>]) -> Option<ConflictRow> {
    let (property, language) = (line.property.value.to_ascii_lowercase(), line.language.value.as_str());
    let is_it = |one: &&Property<'_>| one.id == property && one.language.unwrap_or_default() == language;
    let now = values.iter().find(is_it).map(|one| octant_source::plain_lines(one.value));
    let was = std::mem::replace(&mut line.was, now.clone());
    if was == now || (property.is_empty() && line.value.value.is_empty()) {
        return None;
    }
    if was.as_ref() == Some(&line.value.value) {
        // Nothing was typed here.
        line.value.value = now.unwrap_or_default();
        return None;
    }
    let field = if language.is_empty() { property } else { format!("{property} ({language})") };
    let yours = Some(line.value.value.clone());
    Some(ConflictRow { field, theirs: now, yours, untouched: false })
}
