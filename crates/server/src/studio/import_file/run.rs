//! `/studio/sources/{id}/import/{upload}/run`: the import goes on beside the pages that watch it.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use octant_source::{ImportRequest, PropertyRequest, SourceError};
use octant_store::{Actor, ImportCounts, Revision, StoreError};
use octant_studio::Section;
use octant_studio::page::cards::plan::Progress;
use octant_studio::page::import_file::run::{self as page, RunState};
use octant_table::{Entity, Formulas, RejectsFile, TableError, each_rejected};
use tokio::sync::mpsc;
use uuid::Uuid;

use super::check::{PAYLOAD, body, request};
use super::form::head;
use super::uploads::{Upload, Verdict};
use crate::blocking;
use crate::error::Failure;
use crate::state::AppState;
use crate::studio::imports::download;
use crate::studio::source::find;
use crate::studio::{Acting, Form, Html, SignedIn, redirect, role};

/// How many payloads may wait between the reader and the importer.
const QUEUE: usize = 2;

/// Starts the import of what was checked.
pub(crate) async fn start(
    acting: Acting<role::Editor>,
    Path((source, id)): Path<(String, String)>,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    let user = acting.accept(&form)?;
    let upload = state.uploads.find(&user.session, &source, &id)?;
    let path = format!("/studio/sources/{source}/import/{id}");
    let verdict = {
        let mut work = upload.work();
        let Some(verdict) = work.checked.clone() else { return Ok(redirect(&path, None)) };
        // Pressed twice: once is enough.
        if work.run.is_some() {
            return Ok(redirect(&format!("{path}/run"), None));
        }
        if verdict.page.rejected > 0 && !verdict.page.partial {
            return Ok(redirect(&format!("{path}/check"), None));
        }
        work.run = Some(RunState::Running(Progress { done: 0, of: Some(verdict.checked.entities) }));
        verdict
    };
    tokio::spawn(import(state, Arc::clone(&upload), verdict, user.actor()));
    Ok(redirect(&format!("{path}/run"), None))
}

/// Imports payload by payload; each is durable on its own.
async fn import(state: AppState, upload: Arc<Upload>, verdict: Arc<Verdict>, actor: Actor) {
    let (sender, receiver) = mpsc::channel(QUEUE);
    let read = Arc::clone(&verdict);
    let reader = tokio::task::spawn_blocking(move || payloads(&read, &sender));
    let request = ImportRequest { correlation: Some(Uuid::now_v7()), ..request(&upload, &actor) };
    let done = take(&state, &upload, &request, receiver).await;
    let outcome = match (reader.await, done) {
        (_, Err(failure)) => RunState::Failed(failure),
        (Ok(Err(error)), _) => RunState::Failed(format!("{error}.")),
        (Err(_), _) => RunState::Failed("Reading the file ended early.".to_owned()),
        (Ok(Ok(())), Ok(counts)) => {
            let (shared, known) = (state.clone(), Arc::clone(&verdict));
            let of = Arc::clone(&upload);
            // Names are for people; the entries are in without them.
            let _ = blocking::run(move || describe(&shared, &of, &known, &actor)).await;
            RunState::Done {
                created: counts.created,
                updated: counts.updated,
                unchanged: counts.unchanged,
                rejected: verdict.page.rejected,
                problems: verdict.page.problems.clone(),
            }
        }
    };
    upload.work().run = Some(outcome);
}

/// Reads the file and hands on its entities, a payload at a time.
fn payloads(verdict: &Verdict, sender: &mpsc::Sender<Vec<Entity>>) -> Result<(), TableError> {
    let mut batch = Vec::new();
    let send = |batch: Vec<Entity>| sender.blocking_send(batch).map_err(|_| TableError::Stopped);
    verdict.checked.entities(&verdict.input, &Arc::new(AtomicU64::new(0)), &mut |entity, _| {
        batch.push(entity);
        if batch.len() == PAYLOAD { send(std::mem::take(&mut batch)) } else { Ok(()) }
    })?;
    if !batch.is_empty() {
        send(batch)?;
    }
    verdict.input.check_unchanged()
}

async fn take(
    state: &AppState,
    upload: &Upload,
    request: &ImportRequest,
    mut payloads: mpsc::Receiver<Vec<Entity>>,
) -> Result<ImportCounts, String> {
    let mut counts = ImportCounts::default();
    let mut done = 0;
    while let Some(batch) = payloads.recv().await {
        let stopping = |_| "The server is stopping.".to_owned();
        let slot = Arc::clone(&state.import_slots).acquire_owned().await.map_err(stopping)?;
        let (store, asked, length) = (state.store(), request.clone(), batch.len() as u64);
        let accepted = blocking::run(move || {
            let accepted = octant_source::import(&*store, asked, body(&batch));
            drop((slot, store));
            accepted
        })
        .await
        .map_err(|failure| format!("{}. {done} entities went in before.", failure.detail()))?;
        state.metrics.import(&accepted.record);
        let made = accepted.record.counts;
        counts.created += made.created;
        counts.updated += made.updated;
        counts.unchanged += made.unchanged;
        done += length;
        if let Some(RunState::Running(progress)) = &mut upload.work().run {
            progress.done = done;
        }
    }
    Ok(counts)
}

/// Gives properties the names of their columns, and lists their type, where nobody has said otherwise.
fn describe(state: &AppState, upload: &Upload, verdict: &Verdict, actor: &Actor) -> Result<(), Failure> {
    let (store, tenant, source) = (&*state.store, &upload.tenant, &upload.source);
    let known = store.properties(tenant, source)?;
    for column in verdict.checked.columns.all() {
        let Some(target) = &column.target else { continue };
        let Some(property) = known.iter().find(|property| property.id.as_str() == target.property) else {
            continue;
        };
        let unnamed = property.display_name == property.id.as_str() && !column.name.is_empty();
        let untyped = column.is_list && property.property_type.is_none();
        let list = if target.language.is_some() { "LocalizedList" } else { "List" };
        if (!unnamed || column.name == property.display_name) && !untyped {
            continue;
        }
        let request = PropertyRequest {
            display_name: if unnamed { column.name.clone() } else { property.display_name.clone() },
            description: property.description.clone(),
            property_type: match property.property_type {
                Some(known) => Some(known.name().to_owned()),
                None => untyped.then(|| list.to_owned()),
            },
            delimiter: if untyped { Some(column.delimiter.clone()) } else { property.delimiter.clone() },
        };
        // What somebody else says of the property meanwhile stays.
        let seen = Some(Revision::of(&property.editable()));
        match octant_source::put_property(store, tenant, source, property.id.as_str(), (request, seen), actor)
        {
            Ok(_) | Err(SourceError::Store(StoreError::Changed { .. })) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// The page.
pub(crate) async fn show(
    signed: SignedIn<role::Editor>,
    Path((source, id)): Path<(String, String)>,
    State(state): State<AppState>,
) -> Result<Response, Failure> {
    let upload = state.uploads.find(&signed.user.session, &source, &id)?;
    let (run, rows) = {
        let work = upload.work();
        (work.run.clone(), work.checked.as_ref().map(|verdict| verdict.checked.rows))
    };
    let Some(run) = run else { return Ok(redirect(&format!("/studio/sources/{source}/import/{id}"), None)) };
    let (store, of) = (state.store(), Arc::clone(&upload));
    let name = blocking::run(move || find(&*store, &of.tenant, &of.source)).await?.name;
    let view = page::Run { import: head(&upload, name, rows), state: run };
    Ok(Html::page(page::render(&signed.user.shell(Section::Sources), &view)).into_response())
}

/// How far it is, for the script.
pub(crate) async fn progress(
    signed: SignedIn<role::Editor>,
    Path((source, id)): Path<(String, String)>,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    let upload = state.uploads.find(&signed.user.session, &source, &id)?;
    let progress = match &upload.work().run {
        Some(RunState::Running(progress)) => Some(*progress),
        _ => None,
    };
    Ok(Html::page(page::progress_fragment(&head(&upload, String::new(), None), progress)))
}

/// The rejected rows, as they came, each with what was wrong with it.
pub(crate) async fn rejects(
    signed: SignedIn<role::Editor>,
    Path((source, id)): Path<(String, String)>,
    State(state): State<AppState>,
) -> Result<Response, Failure> {
    let upload = state.uploads.find(&signed.user.session, &source, &id)?;
    let verdict = upload.work().checked.clone();
    let verdict = verdict.ok_or_else(|| Failure::not_found("check of upload", &id))?;
    let failed = |error: &dyn std::fmt::Display| Failure::internal(format!("rejected rows: {error}"));
    let is_csv = matches!(verdict.input.format, octant_table::Format::Csv { .. });
    let bytes = blocking::run(move || {
        let place = state.uploads.place().map_err(|error| failed(&error))?;
        let written = write_rejects(&verdict, place.path()).map_err(|error| failed(&error));
        written.and_then(|()| std::fs::read(place.path()).map_err(|error| failed(&error)))
    })
    .await?;
    let (media_type, name) = match is_csv {
        true => ("text/csv; charset=utf-8", "rejected.csv"),
        false => ("application/json", "rejected.json"),
    };
    Ok(download(bytes, media_type, name))
}

fn write_rejects(verdict: &Verdict, path: &std::path::Path) -> Result<(), TableError> {
    let mut file =
        RejectsFile::create(path, &verdict.input, &verdict.checked.columns, Formulas::Neutralized)?;
    each_rejected(&verdict.input, &verdict.checked, &verdict.refused, &mut |row, raw| {
        file.add(raw, &row.reason)
    })?;
    file.finish()
}
