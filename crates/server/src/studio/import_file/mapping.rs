//! `/studio/sources/{id}/import/{upload}`: how the file is read, and what its columns become.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use octant_studio::Section;
use octant_studio::page::import_file::mapping::{self as page, Mapping};
use octant_studio::page::import_file::preview;
use octant_table::Input;

use super::check::check;
use super::columns::survey;
use super::form::{head, opening, rows, view};
use super::plan::plan;
use super::uploads::Upload;
use crate::blocking;
use crate::error::Failure;
use crate::state::AppState;
use crate::studio::guard::Signed;
use crate::studio::source::find;
use crate::studio::{Acting, Form, Html, SignedIn, redirect, role};

/// Why a file that is read as JSON may have no columns.
const NO_ROWS: &str = "Read like this, the file has no rows.";

/// The form.
pub(crate) async fn show(
    signed: SignedIn<role::Editor>,
    Path((source, id)): Path<(String, String)>,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    let upload = state.uploads.find(&signed.user.session, &source, &id)?;
    let view = blocking::run(move || shown(&state, &upload)).await?;
    Ok(Html::page(page::render(&signed.user.shell(Section::Sources), &view)))
}

/// The form as it stands, with its preview.
fn shown(state: &AppState, upload: &Upload) -> Result<Mapping, Failure> {
    let name = find(&*state.store, &upload.tenant, &upload.source)?.name;
    let work = upload.work();
    let mut view = view(&work, head(upload, name, None));
    let opening = work.opening.clone();
    drop(work);
    let mut tried = view.clone();
    if let Some(plan) = plan(&mut tried) {
        view.preview = match Input::open(&opening) {
            Ok(input) => rows(&input, plan),
            Err(error) => preview::RowsPreview { refused: Some(format!("{error}.")), ..Default::default() },
        };
    }
    Ok(view)
}

/// Keeps what was typed; reads the file anew where it is to be read in another way.
fn keep(upload: &Upload, form: &Form) -> Result<Option<String>, Failure> {
    let mut work = upload.work();
    let anew = opening(&work, form);
    work.checked = None;
    match anew {
        None => work.typed = form.clone(),
        Some(opening) => match survey(&opening) {
            Ok(surveyed) if surveyed.columns.is_empty() => return Ok(Some(NO_ROWS.to_owned())),
            Ok(surveyed) => {
                // Other columns: what was typed of the old ones says nothing of them.
                work.surveyed = Arc::new(surveyed);
                work.typed = Form::default();
                work.opening = opening;
            }
            Err(error) => return Ok(Some(format!("{error}."))),
        },
    }
    Ok(None)
}

/// Takes the choices: shows them again, or goes on to the check.
pub(crate) async fn save(
    acting: Acting<role::Editor>,
    Path((source, id)): Path<(String, String)>,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    let user = acting.accept(&form)?;
    let upload = state.uploads.find(&user.session, &source, &id)?;
    let wants_check = form.text("action") == "check";
    let (shared, kept) = (state.clone(), Arc::clone(&upload));
    let (mut view, plan, problem) = blocking::run(move || {
        let problem = keep(&kept, &form)?;
        let mut view = shown(&shared, &kept)?;
        let plan = if wants_check { plan(&mut view) } else { None };
        Ok::<_, Failure>((view, plan, problem))
    })
    .await?;
    view.problem = problem.or(view.problem);
    if let (Some(plan), None) = (plan, &view.problem) {
        match check(&state, &user, &upload, plan, view.partial).await? {
            Ok(()) => return Ok(redirect(&format!("/studio/sources/{source}/import/{id}/check"), None)),
            Err(problem) => view.problem = Some(problem),
        }
    }
    let refused = wants_check || view.problem.is_some();
    Ok(answer(&user, &view, refused))
}

fn answer(user: &Signed, view: &Mapping, refused: bool) -> Response {
    let page = page::render(&user.shell(Section::Sources), view);
    if refused { Html::refused(page).into_response() } else { Html::page(page).into_response() }
}

/// The first rows as entities, for the script.
pub(crate) async fn fragment(
    acting: Acting<role::Editor>,
    Path((source, id)): Path<(String, String)>,
    State(state): State<AppState>,
    form: Form,
) -> Result<Html, Failure> {
    let user = acting.accept(&form)?;
    let upload = state.uploads.find(&user.session, &source, &id)?;
    let view = blocking::run(move || {
        keep(&upload, &form)?;
        shown(&state, &upload)
    })
    .await?;
    Ok(Html::page(preview::fragment(&view.preview)))
}
