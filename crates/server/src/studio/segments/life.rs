//! `/studio/segments/{id}/archive`, `…/restore` and `…/delete`: the end of a segment, and its way back.

use axum::extract::{Path, State};
use axum::response::Response;
use octant_card::{SegmentChange, SegmentStatus};
use octant_model::TenantId;
use octant_studio::page::confirm::{self, Confirm};
use octant_studio::{Field, Section};

use super::head::head;
use crate::blocking;
use crate::error::Failure;
use crate::platform::in_use::unless_segment_narrows;
use crate::state::AppState;
use crate::studio::{Acting, Done, Form, Html, SignedIn, redirect, role};

/// Takes a segment out of use.
pub(crate) async fn archive(
    acting: Acting<role::Editor>,
    Path(id): Path<String>,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    let user = acting.accept(&form)?;
    let (tenant, actor) = (user.tenant(), user.actor());
    let path = format!("/studio/segments/{id}");
    blocking::run(move || {
        let archived = || status(SegmentStatus::Archived);
        let archive = |unused: &[_]| state.cards.update_segment(&tenant, &id, archived(), unused, &actor);
        unless_segment_narrows(&state, &tenant, &id, archive)
    })
    .await?;
    Ok(redirect(&path, Some(Done::SegmentArchived)))
}

/// Takes an archived segment into use again.
pub(crate) async fn restore(
    acting: Acting<role::Editor>,
    Path(id): Path<String>,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    let user = acting.accept(&form)?;
    let (tenant, actor) = (user.tenant(), user.actor());
    let path = format!("/studio/segments/{id}");
    blocking::run(move || {
        state.cards.update_segment(&tenant, &id, status(SegmentStatus::Active), &[], &actor)
    })
    .await?;
    Ok(redirect(&path, Some(Done::SegmentRestored)))
}

fn status(status: SegmentStatus) -> SegmentChange {
    SegmentChange { status: Some(status), ..SegmentChange::default() }
}

/// Asks before deleting.
pub(crate) async fn ask_delete(
    signed: SignedIn<role::Editor>,
    Path(id): Path<String>,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    let tenant = signed.user.tenant();
    let view = blocking::run(move || question(&state, &tenant, &id)).await?;
    Ok(Html::page(confirm::render(&signed.user.shell(Section::Segments), &view)))
}

fn question(state: &AppState, tenant: &TenantId, id: &str) -> Result<Confirm, Failure> {
    let head = head(state, tenant, &state.cards.segment(tenant, id)?)?;
    let path = format!("/studio/segments/{id}");
    let (mut effects, mut obstacles) = (Vec::new(), Vec::new());
    if let Some(members) = head.members {
        effects.push((format!("It has {members} members; the cards stay."), Some(path.clone())));
    }
    for (name, path) in head.used_in {
        let text = format!("The destination {name} is narrowed by it: stop these versions.");
        obstacles.push((text, Some(path)));
    }
    Ok(Confirm {
        crumbs: vec![
            ("/studio/segments".to_owned(), "Segments".to_owned()),
            (path.clone(), head.name.clone()),
        ],
        title: format!("Delete the segment {}?", head.name),
        text: "Its definition goes for good.".to_owned(),
        effects,
        obstacles,
        action: format!("{path}/delete"),
        button: "Delete for good".to_owned(),
        cancel: path,
        word: None,
        confirmation: Field::default(),
    })
}

/// Deletes a segment.
pub(crate) async fn delete(
    acting: Acting<role::Editor>,
    Path(id): Path<String>,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    let user = acting.accept(&form)?;
    let (tenant, actor) = (user.tenant(), user.actor());
    blocking::run(move || {
        let delete = |unused: &[_]| state.cards.delete_segment(&tenant, &id, unused, &actor);
        unless_segment_narrows(&state, &tenant, &id, delete)
    })
    .await?;
    Ok(redirect("/studio/segments", Some(Done::Deleted)))
}
