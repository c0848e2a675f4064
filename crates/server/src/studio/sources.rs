//! `/studio/sources`: the list of sources, and a new one.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use octant_model::{SourceId, Timestamp};
use octant_store::{NewSource, Source, SourceFilter, SourceStatus, SourceType, StoreError};
use octant_studio::page::sources;
use octant_studio::{Field, Section};

use super::link::{page, paging};
use super::{Acting, Done, Form, Html, SignedIn, redirect, role};
use crate::blocking;
use crate::error::Failure;
use crate::query::Query;
use crate::state::AppState;

/// The list.
pub(crate) async fn list(
    signed: SignedIn<role::Viewer>,
    query: Query,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    let search = query.text("name")?.unwrap_or_default().to_owned();
    let filter =
        SourceFilter { name: Some(search.clone()).filter(|text| !text.is_empty()), ..Default::default() };
    let (asked, store, tenant) = (page(&query)?, state.store(), signed.user.tenant());
    let request = asked.clone();
    let found = blocking::run(move || store.sources(&tenant, &filter, &request)).await?;
    let view = sources::Sources {
        paging: paging("/studio/sources", &[("name", &search)], &asked, found.after.as_deref()),
        search,
        rows: found.items.into_iter().map(row).collect(),
        now: Timestamp::now(),
    };
    Ok(Html::page(sources::render(&signed.user.shell(Section::Sources), &view)))
}

fn row(source: Source) -> sources::SourceRow {
    sources::SourceRow {
        id: source.id.to_string(),
        name: source.name,
        description: source.description.unwrap_or_default(),
        entries: source.entries,
        changed_at: source.changed_at,
        purging: source.status == SourceStatus::Purging,
    }
}

/// The form for a new source.
pub(crate) async fn new(signed: SignedIn<role::Editor>) -> Html {
    let shell = signed.user.shell(Section::Sources);
    Html::page(sources::render_new(&shell, &sources::NewSource::default()))
}

/// Makes a source.
pub(crate) async fn create(
    acting: Acting<role::Editor>,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    let user = acting.accept_typed(&form)?;
    let mut view = sources::NewSource {
        id: Field::of(form.text("id").trim()),
        name: Field::of(form.text("name")),
        description: Field::of(form.text("description")),
        source_type: Field::of(form.text("type")),
    };
    if form.is_resumed() {
        return Ok(Html::page(sources::render_new(&user.shell(Section::Sources), &view)).into_response());
    }
    if let Some(new) = check(&mut view) {
        let path = format!("/studio/sources/{}", new.id);
        let (store, tenant, actor) = (state.store(), user.tenant(), user.actor());
        let made = blocking::run(move || match store.create_source(&tenant, new, &actor) {
            Err(StoreError::AlreadyExists { .. }) => Ok(false),
            made => made.map(|_| true),
        })
        .await?;
        if made {
            return Ok(redirect(&path, Some(Done::Created)));
        }
        view.id.problem = Some("There is a source with this id already.".to_owned());
    }
    Ok(Html::refused(sources::render_new(&user.shell(Section::Sources), &view)).into_response())
}

/// The source, if every field is right; otherwise the fields say what is wrong.
fn check(view: &mut sources::NewSource) -> Option<NewSource> {
    let name = view.name.value.trim().to_owned();
    if name.is_empty() {
        view.name.problem = Some("Give it a name.".to_owned());
    }
    let id = SourceId::new(view.id.value.clone());
    if let Err(error) = &id {
        view.id.problem = Some(format!("{error}."));
    }
    let chosen = view.source_type.value.as_str();
    let source_type = SourceType::from_name(if chosen.is_empty() { "Generic" } else { chosen });
    if source_type.is_none() {
        view.source_type.problem = Some("Choose one of these.".to_owned());
    }
    let description = Some(view.description.value.trim().to_owned()).filter(|text| !text.is_empty());
    match (id, source_type) {
        (Ok(id), Some(source_type)) if !name.is_empty() => {
            Some(NewSource { id, name, description, source_type })
        }
        _ => None,
    }
}
