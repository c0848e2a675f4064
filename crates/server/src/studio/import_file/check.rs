//! `/studio/sources/{id}/import/{upload}/check`: what the import would do, before anything happens.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use octant_model::{EntryKey, SourceId, TenantId};
use octant_source::ImportRequest;
use octant_store::{Actor, ImportCounts, Store};
use octant_studio::Change;
use octant_studio::Section;
use octant_studio::page::import_file::check::{self as page, RejectedRow};
use octant_table::{Entity, Input, Plan, TableError, each_rejected};
use serde_json::json;

use super::form::{head, sentences};
use super::uploads::{Upload, Verdict};
use crate::blocking;
use crate::error::Failure;
use crate::state::AppState;
use crate::studio::guard::Signed;
use crate::studio::source::find;
use crate::studio::{Html, SignedIn, redirect, role};

/// How many entities go into a payload.
pub(super) const PAYLOAD: usize = 1_000;
/// How many rejected rows, and how many changed entries, are shown.
const PROBLEMS: usize = 50;
const EXAMPLES: usize = 5;

/// The page; without a check it leads back to the columns.
pub(crate) async fn show(
    signed: SignedIn<role::Editor>,
    Path((source, id)): Path<(String, String)>,
    State(state): State<AppState>,
) -> Result<Response, Failure> {
    let upload = state.uploads.find(&signed.user.session, &source, &id)?;
    let checked = upload.work().checked.clone();
    Ok(match checked {
        Some(verdict) => {
            Html::page(page::render(&signed.user.shell(Section::Sources), &verdict.page)).into_response()
        }
        None => redirect(&format!("/studio/sources/{source}/import/{id}"), None),
    })
}

/// Reads the whole file, finds out what its import would do, and keeps that. The words are for who asked.
pub(super) async fn check(
    state: &AppState,
    user: &Signed,
    upload: &Arc<Upload>,
    plan: Plan,
    partial: bool,
) -> Result<Result<(), String>, Failure> {
    let slots = Arc::clone(&state.import_slots);
    let slot = match tokio::time::timeout(state.options.ingest_wait, slots.acquire_owned()).await {
        Ok(Ok(slot)) => slot,
        _ => return Err(Failure::busy()),
    };
    let (state, upload, actor) = (state.clone(), Arc::clone(upload), user.actor());
    blocking::run(move || {
        let outcome = verdict(&state, &upload, plan, partial, &actor);
        drop(slot);
        match outcome {
            Ok(verdict) => {
                upload.work().checked = Some(Arc::new(verdict));
                Ok(Ok(()))
            }
            Err(Stopped::Table(error)) => Ok(Err(format!("{error}."))),
            Err(Stopped::Failed(failure)) => Err(failure),
        }
    })
    .await
}

/// What ends a check.
enum Stopped {
    Table(TableError),
    Failed(Failure),
}

impl From<TableError> for Stopped {
    fn from(error: TableError) -> Self {
        Self::Table(error)
    }
}

impl From<Failure> for Stopped {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

fn verdict(
    state: &AppState,
    upload: &Upload,
    plan: Plan,
    partial: bool,
    actor: &Actor,
) -> Result<Verdict, Stopped> {
    let source_name = find(&*state.store, &upload.tenant, &upload.source)?.name;
    let opening = upload.work().opening.clone();
    let input = Input::open(&opening)?;
    let checked = octant_table::check(&input, &Arc::new(plan), &Arc::default())?;
    let mut tried = Tried {
        store: &*state.store,
        request: request(upload, actor),
        batch: Vec::new(),
        counts: ImportCounts::default(),
        refused: HashMap::new(),
        examples: Vec::new(),
        failure: None,
    };
    let read = checked.entities(&input, &Arc::default(), &mut |entity, _| tried.add(entity));
    if read.is_ok() {
        tried.try_batch();
    }
    let Tried { counts, refused, examples, failure, .. } = tried;
    if let Some(failure) = failure {
        return Err(failure.into());
    }
    read?;
    let problems = rejected(&input, &checked, &refused)?;
    let page = page::Check {
        import: head(upload, source_name, Some(checked.rows)),
        create: counts.created,
        update: counts.updated,
        leave: counts.unchanged,
        rejected: checked.bad + refused.len() as u64,
        problems,
        notes: sentences([input.notes(), checked.warnings.clone()].concat()),
        examples,
        partial,
    };
    Ok(Verdict { input, checked, refused, page })
}

/// An import in the user's name.
pub(super) fn request(upload: &Upload, actor: &Actor) -> ImportRequest {
    ImportRequest {
        tenant: upload.tenant.clone(),
        source: upload.source.clone(),
        provider: None,
        actor: actor.clone(),
        correlation: None,
        idempotency_key: None,
        partial: true,
    }
}

/// The body of a payload.
pub(super) fn body(entities: &[Entity]) -> Vec<u8> {
    json!({ "entities": entities }).to_string().into_bytes()
}

/// Some rejected rows.
pub(super) fn rejected(
    input: &Input,
    checked: &octant_table::Checked,
    refused: &HashMap<String, String>,
) -> Result<Vec<RejectedRow>, TableError> {
    let mut found = Vec::new();
    if checked.bad == 0 && refused.is_empty() {
        return Ok(found);
    }
    let all = each_rejected(input, checked, refused, &mut |row, _| {
        let place = row.place(input.format);
        found.push(RejectedRow { place, key: String::new(), problem: row.reason });
        if found.len() == PROBLEMS { Err(TableError::Stopped) } else { Ok(()) }
    });
    match all {
        Ok(()) | Err(TableError::Stopped) => Ok(found),
        Err(error) => Err(error),
    }
}

/// Entities that are tried, payload by payload.
struct Tried<'a> {
    store: &'a dyn Store,
    request: ImportRequest,
    batch: Vec<Entity>,
    counts: ImportCounts,
    refused: HashMap<String, String>,
    examples: Vec<(String, Vec<Change>)>,
    failure: Option<Failure>,
}

impl Tried<'_> {
    fn add(&mut self, entity: Entity) -> Result<(), TableError> {
        self.batch.push(entity);
        if self.batch.len() == PAYLOAD {
            self.try_batch();
        }
        if self.failure.is_some() { Err(TableError::Stopped) } else { Ok(()) }
    }

    fn try_batch(&mut self) {
        let batch = std::mem::take(&mut self.batch);
        if batch.is_empty() || self.failure.is_some() {
            return;
        }
        if let Err(failure) = self.try_entities(&batch) {
            self.failure = Some(failure);
        }
    }

    fn try_entities(&mut self, batch: &[Entity]) -> Result<(), Failure> {
        let preview = octant_source::dry_run(self.store, &self.request, body(batch))?;
        self.counts.created += preview.counts.created;
        self.counts.updated += preview.counts.updated;
        self.counts.unchanged += preview.counts.unchanged;
        for problem in preview.rejected {
            self.refused.insert(problem.key.unwrap_or_default(), problem.message);
        }
        if preview.counts.updated > 0 && self.examples.len() < EXAMPLES {
            let (tenant, source) = (self.request.tenant.clone(), self.request.source.clone());
            self.find_examples(&tenant, &source, batch)?;
        }
        Ok(())
    }

    /// What changes in some of the entries.
    fn find_examples(
        &mut self,
        tenant: &TenantId,
        source: &SourceId,
        batch: &[Entity],
    ) -> Result<(), Failure> {
        let keys: Vec<EntryKey> =
            batch.iter().filter_map(|entity| EntryKey::new(entity.key.clone()).ok()).collect();
        let stored = self.store.entries(tenant, source, &keys)?;
        for stored in stored.iter().flatten() {
            let Some(entity) = batch.iter().find(|entity| entity.key == stored.key.as_str()) else {
                continue;
            };
            let changes = changes(&stored.entry(), entity);
            if !changes.is_empty() {
                self.examples.push((entity.key.clone(), changes));
            }
            if self.examples.len() == EXAMPLES {
                break;
            }
        }
        Ok(())
    }
}

fn changes(stored: &octant_model::Entry<'_>, entity: &Entity) -> Vec<Change> {
    let mut changes = Vec::new();
    for property in &entity.properties {
        let before = stored
            .properties
            .iter()
            .find(|one| one.id == property.id && one.language == property.language.as_deref())
            .map(|one| one.value.to_owned());
        if before != property.value {
            let field = match &property.language {
                Some(language) => format!("{} ({language})", property.id),
                None => property.id.clone(),
            };
            changes.push(Change { field, before, after: property.value.clone() });
        }
    }
    changes
}
