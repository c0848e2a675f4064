//! Entries by hand: edited, made, deleted. What was typed goes in as an import like any other.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use octant_model::{EntryKey, Language, PropertyId, SourceId, TenantId};
use octant_source::{ImportRequest, Seen, SourceError};
use octant_store::StoreError;
use octant_studio::page::{confirm, entry_form};
use octant_studio::{Field, Focus, Section};
use serde_json::{Value, json};

use super::entry::stored;
use super::entry_collision;
use super::guard::Signed;
use super::source::{find, source_of};
use super::{Acting, Done, Form, Html, SignedIn, redirect, role};
use crate::blocking;
use crate::error::Failure;
use crate::state::AppState;

/// How many empty lines a form offers.
const MORE: usize = 3;
/// The most lines that a form may have.
const LINES: usize = 2_000;

/// The form of an entry that is there.
pub(crate) async fn edit(
    signed: SignedIn<role::Editor>,
    Path((source, key)): Path<(String, String)>,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    let (source, tenant) = (source_of(&source)?, signed.user.tenant());
    let view = blocking::run(move || {
        let mut view = blank(&state, &tenant, &source, Some(&key))?;
        let found = stored(&*state.store, &tenant, &source, &key)?;
        view.lines = found.entry().properties.iter().map(line).collect();
        add_lines(&mut view);
        Ok::<_, Failure>(view)
    })
    .await?;
    Ok(Html::page(entry_form::render(&signed.user.shell(Section::Sources), &view)))
}

fn line(value: &octant_model::Property<'_>) -> entry_form::ValueLine {
    entry_form::ValueLine {
        property: Field::of(value.id),
        language: Field::of(value.language.unwrap_or_default()),
        value: Field::of(value.value),
        was: Some(value.value.to_owned()),
    }
}

fn add_lines(view: &mut entry_form::EntryForm) {
    let lines = view.lines.len() + MORE;
    view.lines.resize(lines, entry_form::ValueLine::default());
}

/// The form of a new entry.
pub(crate) async fn new(
    signed: SignedIn<role::Editor>,
    Path(source): Path<String>,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    let (source, tenant) = (source_of(&source)?, signed.user.tenant());
    let view = blocking::run(move || {
        let mut view = blank(&state, &tenant, &source, None)?;
        add_lines(&mut view);
        Ok::<_, Failure>(view)
    })
    .await?;
    Ok(Html::page(entry_form::render(&signed.user.shell(Section::Sources), &view)))
}

fn blank(
    state: &AppState,
    tenant: &TenantId,
    source: &SourceId,
    key: Option<&str>,
) -> Result<entry_form::EntryForm, Failure> {
    let known = state.store.properties(tenant, source)?;
    Ok(entry_form::EntryForm {
        source: source.to_string(),
        source_name: find(&*state.store, tenant, source)?.name,
        key: key.map(str::to_owned),
        known: known.into_iter().map(|property| property.id.to_string()).collect(),
        ..entry_form::EntryForm::default()
    })
}

/// Takes what was typed about an entry that is there.
pub(crate) async fn save(
    acting: Acting<role::Editor>,
    Path((source, key)): Path<(String, String)>,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    let user = acting.accept_typed(&form)?;
    take(&user, &state, source_of(&source)?, Some(key), &form).await
}

/// Takes what was typed about a new entry.
pub(crate) async fn create(
    acting: Acting<role::Editor>,
    Path(source): Path<String>,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    let user = acting.accept_typed(&form)?;
    take(&user, &state, source_of(&source)?, None, &form).await
}

async fn take(
    user: &Signed,
    state: &AppState,
    source: SourceId,
    key: Option<String>,
    form: &Form,
) -> Result<Response, Failure> {
    let (shared, tenant, of, entry) = (state.clone(), user.tenant(), source.clone(), key.clone());
    let is_new = key.is_none();
    let typed = form.text("key").trim().to_owned();
    let wanted = key.unwrap_or_else(|| typed.clone());
    let probe = wanted.clone();
    let (mut view, taken) = blocking::run(move || {
        let view = blank(&shared, &tenant, &of, entry.as_deref())?;
        let taken = is_new && stored(&*shared.store, &tenant, &of, &probe).is_ok();
        Ok::<_, Failure>((view, taken))
    })
    .await?;
    view.new_key = Field::of(typed);
    view.lines = read(form);
    let wants_more = form.text("action") == "more";
    if wants_more || form.is_resumed() {
        let mut shell = user.shell(Section::Sources);
        if wants_more {
            shell.editing.focus = Some(Focus::Field(format!("property-{}", view.lines.len())));
            add_lines(&mut view);
        }
        return Ok(Html::page(entry_form::render(&shell, &view)).into_response());
    }
    let properties = check(&mut view);
    if is_new {
        view.new_key.problem = match EntryKey::new(wanted.clone()) {
            Err(error) => Some(format!("{error}.")),
            Ok(_) if taken => Some("There is an entry with this key already.".to_owned()),
            Ok(_) => None,
        };
    }
    if let (Some(properties), None) = (properties, &view.new_key.problem) {
        let path = format!("/studio/sources/{source}/entries/{wanted}");
        if properties.is_empty() && !is_new {
            return Ok(redirect(&path, Some(Done::EntryUnchanged)));
        }
        let entity = json!({"key": wanted, "properties": properties});
        match import(user, state, source.clone(), &entity, seen(&view.lines, is_new)).await? {
            Imported::Done => return Ok(redirect(&path, Some(Done::EntrySaved))),
            Imported::Wrong(problem) => view.problem = Some(problem),
            Imported::Changed => return entry_collision::show(user, state, (source, wanted), view).await,
        }
    }
    Ok(Html::refused(entry_form::render(&user.shell(Section::Sources), &view)).into_response())
}

/// The lines of the form.
fn read(form: &Form) -> Vec<entry_form::ValueLine> {
    let mut lines = Vec::new();
    for index in 0..LINES {
        let name = |field: &str| format!("{field}-{index}");
        if !form.has(&name("property")) {
            break;
        }
        // Browsers send line breaks as CR LF, and what was stored may have others.
        let text = |field: &str| form.text(&name(field)).replace("\r\n", "\n");
        lines.push(entry_form::ValueLine {
            property: Field::of(text("property").trim()),
            language: Field::of(text("language").trim()),
            value: Field::of(text("value")),
            was: form.has(&name("was")).then(|| text("was")),
        });
    }
    lines
}

/// Whether something was typed into a line.
fn is_changed(line: &entry_form::ValueLine) -> bool {
    match &line.was {
        Some(was) => *was != line.value.value,
        None => !(line.property.value.is_empty() && line.value.value.is_empty()),
    }
}

/// The properties to send: those that were changed. `None` where a line is wrong.
fn check(view: &mut entry_form::EntryForm) -> Option<Vec<Value>> {
    let mut properties = Vec::new();
    let mut wrong = false;
    for line in &mut view.lines {
        if !is_changed(line) {
            continue;
        }
        let (id, value) = (line.property.value.as_str(), line.value.value.as_str());
        if let Err(error) = PropertyId::new(id) {
            line.property.problem = Some(format!("{error}."));
            wrong = true;
        }
        let language = Some(line.language.value.as_str()).filter(|text| !text.is_empty());
        // What an import brought stays as it is.
        if line.was.is_none()
            && let Some(Err(error)) = language.map(Language::of_code)
        {
            line.language.problem = Some(format!("{error}."));
            wrong = true;
        }
        let value = Some(value).filter(|text| !text.is_empty());
        properties.push(json!({"id": id, "language": language, "value": value}));
    }
    (!wrong).then_some(properties)
}

/// What was seen of the values that were changed.
fn seen(lines: &[entry_form::ValueLine], is_new: bool) -> Seen {
    let mut seen = if is_new { Seen::no_entry() } else { Seen::default() };
    for line in lines.iter().filter(|line| is_changed(line)) {
        let language = Some(line.language.value.as_str()).filter(|text| !text.is_empty());
        seen.note(&line.property.value, language, line.was.as_deref());
    }
    seen
}

/// What became of an entity.
enum Imported {
    Done,
    /// It breaks rules; the words are for who typed it.
    Wrong(String),
    /// One of its values is another by now.
    Changed,
}

/// Takes one entity into the source, in the user's name, where its values are what was seen of them.
async fn import(
    user: &Signed,
    state: &AppState,
    source: SourceId,
    entity: &Value,
    seen: Seen,
) -> Result<Imported, Failure> {
    let request = ImportRequest {
        tenant: user.tenant(),
        source,
        provider: None,
        actor: user.actor(),
        correlation: None,
        idempotency_key: None,
        partial: false,
    };
    let body = json!({"entities": [entity]}).to_string().into_bytes();
    let (store, slots) = (state.store(), Arc::clone(&state.import_slots));
    let slot = match tokio::time::timeout(state.options.ingest_wait, slots.acquire_owned()).await {
        Ok(Ok(slot)) => slot,
        _ => return Err(Failure::busy()),
    };
    let accepted = blocking::run(move || {
        let done = octant_source::import_seen(&*store, request, body, seen);
        drop(slot);
        match done {
            Ok(accepted) => Ok(Ok(accepted)),
            Err(SourceError::Invalid(violations)) => {
                let words: Vec<String> = violations.into_iter().map(|violation| violation.message).collect();
                Ok(Err(Imported::Wrong(words.join(" "))))
            }
            Err(SourceError::Store(StoreError::Changed { .. })) => Ok(Err(Imported::Changed)),
            Err(error) => Err(error),
        }
    })
    .await?;
    match accepted {
        Ok(accepted) => {
            state.metrics.import(&accepted.record);
            Ok(Imported::Done)
        }
        Err(other) => Ok(other),
    }
}

/// Asks before an entry is deleted.
pub(crate) async fn confirm_delete(
    signed: SignedIn<role::Editor>,
    Path((source, key)): Path<(String, String)>,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    let (id, tenant) = (source_of(&source)?, signed.user.tenant());
    let (name, values, key) = blocking::run(move || {
        let name = find(&*state.store, &tenant, &id)?.name;
        let values = stored(&*state.store, &tenant, &id, &key)?.entry().properties.len();
        Ok::<_, Failure>((name, values, key))
    })
    .await?;
    let path = format!("/studio/sources/{source}/entries/{key}");
    let view = confirm::Confirm {
        crumbs: vec![("/studio/sources".to_owned(), "Sources".to_owned()), (format!("/studio/sources/{source}"), name)],
        title: format!("Delete the entry {key}?"),
        text: "Cards made of it change or go, wherever they are published. A system that sends it again brings it back."
            .to_owned(),
        effects: vec![(format!("{values} values go"), Some(path.clone()))],
        obstacles: Vec::new(),
        action: format!("{path}/delete"),
        button: "Delete the entry".to_owned(),
        cancel: path,
        ..confirm::Confirm::default()
    };
    Ok(Html::page(confirm::render(&signed.user.shell(Section::Sources), &view)))
}

/// Deletes an entry.
pub(crate) async fn delete(
    acting: Acting<role::Editor>,
    Path((source, key)): Path<(String, String)>,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    let user = acting.accept(&form)?;
    let id = source_of(&source)?;
    let (store, tenant, of, wanted) = (state.store(), user.tenant(), id.clone(), key.clone());
    blocking::run(move || stored(&*store, &tenant, &of, &wanted).map(drop)).await?;
    match import(&user, &state, id, &json!({"key": key, "delete": true}), Seen::default()).await? {
        Imported::Done => Ok(redirect(&format!("/studio/sources/{source}"), Some(Done::EntryDeleted))),
        Imported::Wrong(problem) => Err(Failure::invalid().field("key", problem)),
        Imported::Changed => Err(Failure::internal("nothing of the entry was expected")),
    }
}
