//! `/studio/cards/{id}/archive`, `…/restore` and `…/delete`: the end of a card, and its way back.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use octant_card::{CardDefinition, Live};
use octant_model::TenantId;
use octant_studio::page::confirm::{self, Confirm};
use octant_studio::{Field, Section};

use super::head::if_live;
use crate::blocking;
use crate::error::Failure;
use crate::platform::in_use::unless_card_is_shown;
use crate::state::AppState;
use crate::studio::guard::Signed;
use crate::studio::{Acting, Done, Form, Html, SignedIn, redirect, role};

/// What is to become of a definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Archive,
    Delete,
}

/// Asks before archiving.
pub(crate) async fn ask_archive(
    signed: SignedIn<role::Editor>,
    Path(id): Path<String>,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    ask(&signed.user, id, state, End::Archive).await
}

/// Asks before deleting.
pub(crate) async fn ask_delete(
    signed: SignedIn<role::Editor>,
    Path(id): Path<String>,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    ask(&signed.user, id, state, End::Delete).await
}

async fn ask(user: &Signed, id: String, state: AppState, end: End) -> Result<Html, Failure> {
    let tenant = user.tenant();
    let view = blocking::run(move || question(&state, &tenant, &id, end)).await?;
    Ok(Html::page(confirm::render(&user.shell(Section::Cards), &view)))
}

/// The question with the effects.
fn question(state: &AppState, tenant: &TenantId, id: &str, end: End) -> Result<Confirm, Failure> {
    let definition = state.cards.definition(tenant, id)?;
    let name = definition.name.clone();
    let path = format!("/studio/cards/{id}");
    let (title, text, button, word) = match end {
        End::Archive => (
            format!("Archive the card {name}?"),
            "Its cards go and nothing shows them any more. The definition stays and can be restored.",
            "Archive",
            None,
        ),
        End::Delete => (
            format!("Delete the card {name}?"),
            "The definition and its cards go for good. The entries of its sources stay.",
            "Delete for good",
            Some(id.to_owned()),
        ),
    };
    let (effects, obstacles) = effects(state, tenant, &definition, end)?;
    Ok(Confirm {
        crumbs: vec![("/studio/cards".to_owned(), "Cards".to_owned()), (path.clone(), name)],
        title,
        text: text.to_owned(),
        effects,
        obstacles,
        action: format!("{path}/{}", if end == End::Archive { "archive" } else { "delete" }),
        button: button.to_owned(),
        cancel: format!("{path}/plan"),
        word,
        confirmation: Field::default(),
    })
}

/// What the page tells, with where to look at it.
type Told = Vec<(String, Option<String>)>;

/// What happens, and what has to be done first.
fn effects(
    state: &AppState,
    tenant: &TenantId,
    definition: &CardDefinition,
    end: End,
) -> Result<(Told, Told), Failure> {
    let id = definition.id.as_str();
    let cards = if_live(state, tenant, id)?.as_ref().map_or(0, Live::count);
    let mut effects = vec![(format!("{cards} cards are removed."), Some(format!("/studio/cards/{id}")))];
    let mut obstacles = Vec::new();
    for segment in state.cards.segments_of(tenant, id)? {
        let path = Some(format!("/studio/segments/{}", segment.id));
        match end {
            End::Archive => {
                effects.push((format!("The segment {} has no members any more.", segment.name), path));
            }
            End::Delete => {
                obstacles.push((format!("The segment {} belongs to it: delete that.", segment.name), path));
            }
        }
    }
    for other in state.cards.plan(tenant, id)?.related_from {
        let path = Some(format!("/studio/cards/{other}/relations"));
        match end {
            End::Archive => {
                effects.push((format!("Relations of the card {other} find nothing any more."), path));
            }
            End::Delete => {
                obstacles.push((format!("Relations of the card {other} lead to it: take them away."), path));
            }
        }
    }
    for destination in state.destinations.users_of(tenant, Some(id), None)? {
        let text = format!("The destination {destination} shows it: stop these versions.");
        obstacles.push((text, Some(format!("/studio/destinations/{destination}"))));
    }
    Ok((effects, obstacles))
}

/// Archives a definition.
pub(crate) async fn archive(
    acting: Acting<role::Editor>,
    Path(id): Path<String>,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    let user = acting.accept(&form)?;
    let (tenant, actor) = (user.tenant(), user.actor());
    let path = format!("/studio/cards/{id}/plan");
    blocking::run(move || {
        let archive = |unused: &[_]| state.cards.archive(&tenant, &id, unused, &actor);
        unless_card_is_shown(&state, &tenant, &id, archive)
    })
    .await?;
    Ok(redirect(&path, Some(Done::Archived)))
}

/// Makes an archived definition a draft again.
pub(crate) async fn restore(
    acting: Acting<role::Editor>,
    Path(id): Path<String>,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    let user = acting.accept(&form)?;
    let (tenant, actor) = (user.tenant(), user.actor());
    let path = format!("/studio/cards/{id}/plan");
    blocking::run(move || state.cards.restore(&tenant, &id, &actor)).await?;
    Ok(redirect(&path, Some(Done::Restored)))
}

/// Deletes a definition whose id was typed to confirm it.
pub(crate) async fn delete(
    acting: Acting<role::Editor>,
    Path(id): Path<String>,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    let user = acting.accept(&form)?;
    let (tenant, actor) = (user.tenant(), user.actor());
    let confirmation = form.text("confirmation").trim().to_owned();
    let view = blocking::run(move || {
        if confirmation != id {
            let problem = Some(format!("This is not the id of the card, which is {id}."));
            let mut view = question(&state, &tenant, &id, End::Delete)?;
            view.confirmation = Field { value: confirmation, problem };
            return Ok(Some(view));
        }
        let delete = |unused: &[_]| state.cards.delete(&tenant, &id, unused, &actor);
        unless_card_is_shown(&state, &tenant, &id, delete)?;
        Ok::<_, Failure>(None)
    });
    Ok(match view.await? {
        None => redirect("/studio/cards", Some(Done::Deleted)),
        Some(view) => Html::refused(confirm::render(&user.shell(Section::Cards), &view)).into_response(),
    })
}
