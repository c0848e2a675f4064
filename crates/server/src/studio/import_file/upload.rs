//! `/studio/sources/{id}/import`: a file comes in.

use std::io::{self, Write as _};
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use multer::{Field, Multipart};
use octant_model::SourceId;
use octant_store::StoreError;
use octant_studio::Section;
use octant_studio::page::import_file::{ImportHead, upload as page};
use octant_table::Opening;
use tempfile::NamedTempFile;

use super::columns::survey;
use super::form::{size, time};
use super::uploads::Work;
use crate::blocking;
use crate::body::TooSlow;
use crate::error::Failure;
use crate::state::AppState;
use crate::studio::form::Form;
use crate::studio::guard::Signed;
use crate::studio::source::{find, source_of};
use crate::studio::{Acting, Html, SignedIn, redirect, role};

/// The most characters of a file's name that are kept.
const NAME: usize = 120;

/// What is told of a file that goes no further.
#[derive(Default)]
struct Told {
    problem: Option<String>,
    notice: Option<String>,
}

impl Told {
    fn problem(text: String) -> Self {
        Self { problem: Some(text), notice: None }
    }
}

/// The form.
pub(crate) async fn show(
    signed: SignedIn<role::Editor>,
    Path(id): Path<String>,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    Ok(Html::page(form(&signed.user, &state, &source_of(&id)?, Told::default()).await?))
}

async fn form(
    user: &Signed,
    state: &AppState,
    source: &SourceId,
    Told { problem, notice }: Told,
) -> Result<String, Failure> {
    let (store, tenant, id) = (state.store(), user.tenant(), source.clone());
    let name = blocking::run(move || find(&*store, &tenant, &id)).await?.name;
    let import = ImportHead { source: source.to_string(), source_name: name, ..ImportHead::default() };
    let (limit, waits) = (size(state.options.max_upload), time(state.options.keep_uploads));
    let view = page::Upload { import, limit, waits, problem, notice };
    Ok(page::render(&user.shell(Section::Sources), &view))
}

/// Takes a file and leads to the mapping of its columns.
pub(crate) async fn take(
    acting: Acting<role::Editor>,
    Path(id): Path<String>,
    State(state): State<AppState>,
    request: Request,
) -> Result<Response, Failure> {
    let source = source_of(&id)?;
    let (parts, body) = request.into_parts();
    let mut multipart = multipart(&parts.headers, body)?;
    // The token stands first in the form: nothing is written for who has none.
    let token = match next(&mut multipart, &state).await? {
        Some(field) if field.name() == Some("csrf") => field.text().await.map_err(unreadable)?,
        _ => String::new(),
    };
    let user = acting.accept(&Form::of(vec![("csrf".to_owned(), token)]))?;
    let Some(field) = next(&mut multipart, &state).await? else {
        return Err(Failure::invalid().field("file", "The form holds no file"));
    };
    let name: String = field
        .file_name()
        .unwrap_or("file")
        .chars()
        .filter(|letter| !letter.is_control())
        .take(NAME)
        .collect();
    let refused = |page: String| Html::refused(page).into_response();
    let (file, length) = receive(field, &state).await?;
    if name.is_empty() {
        let told = Told::problem("Choose a file.".to_owned());
        return Ok(refused(form(&user, &state, &source, told).await?));
    }
    let max_unpacked = state.options.max_upload;
    let opening =
        Opening { path: file.path().to_owned(), name: name.clone(), max_unpacked, ..Opening::default() };
    let looked_at = opening.clone();
    let surveyed =
        blocking::run(move || Ok::<_, Failure>(survey(&looked_at).map_err(|error| error.to_string())));
    let surveyed = match surveyed.await? {
        Ok(surveyed) => Arc::new(surveyed),
        Err(problem) => {
            let told = Told::problem(format!("{problem}."));
            return Ok(refused(form(&user, &state, &source, told).await?));
        }
    };
    if surveyed.columns.is_empty() {
        let notice = Some(format!("{name} has no rows. There is nothing to import."));
        return Ok(
            Html::page(form(&user, &state, &source, Told { problem: None, notice }).await?).into_response()
        );
    }
    let work = Work { opening, surveyed, typed: Form::default(), checked: None, run: None };
    let upload = state.uploads.keep(&user.session, &source, (name, length, file), work);
    Ok(redirect(&format!("/studio/sources/{source}/import/{}", upload.id), None))
}

fn multipart(headers: &HeaderMap, body: Body) -> Result<Multipart<'static>, Failure> {
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let boundary = multer::parse_boundary(content_type)
        .map_err(|_| Failure::unsupported("A file is sent as multipart/form-data"))?;
    Ok(Multipart::new(body.into_data_stream(), boundary))
}

#[allow(clippy::needless_pass_by_value, reason = "it is given by value wherever errors are mapped")]
fn unreadable(error: multer::Error) -> Failure {
    if let Some(too_slow) = TooSlow::behind(&error) {
        return Failure::below_rate(too_slow.rate);
    }
    Failure::invalid().field("file", "The upload broke off; send it again").because(error.to_string())
}

async fn next(
    multipart: &mut Multipart<'static>,
    state: &AppState,
) -> Result<Option<Field<'static>>, Failure> {
    let limit = state.options.body_timeout;
    let field = tokio::time::timeout(limit, multipart.next_field()).await;
    field.map_err(|_| Failure::too_slow(limit))?.map_err(unreadable)
}

/// Writes the file to its place, piece by piece.
async fn receive(mut field: Field<'static>, state: &AppState) -> Result<(NamedTempFile, u64), Failure> {
    let no_room = |error: io::Error| Failure::from(StoreError::from_io(state.uploads.folder(), &error));
    let mut file = state.uploads.place().map_err(no_room)?;
    let mut length = 0;
    loop {
        let limit = state.options.body_timeout;
        let piece = tokio::time::timeout(limit, field.chunk()).await.map_err(|_| Failure::too_slow(limit))?;
        let Some(piece) = piece.map_err(unreadable)? else { break };
        length += piece.len() as u64;
        if length > state.options.max_upload {
            return Err(Failure::too_large(state.options.max_upload));
        }
        let written = blocking::run(move || Ok::<_, Failure>(file.write_all(&piece).map(|()| file)));
        file = written.await?.map_err(no_room)?;
    }
    Ok((file, length))
}
