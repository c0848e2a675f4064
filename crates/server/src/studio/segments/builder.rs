//! `/studio/new-segment/build` and `/studio/segments/{id}/definition`: what makes a card a member, with who is one.

use axum::extract::{Path, State};
use axum::response::Response;
use octant_card::{CardError, Criteria, NewSegment, Segment, SegmentChange, editable};
use octant_model::TenantId;
use octant_store::StoreError;
use octant_studio::page::segments::builder::{self, Builder};
use octant_studio::page::segments::preview as part;
use octant_studio::{Focus, Section};

use super::criteria::{Chosen, Typed};
use super::head::head;
use super::preview;
use crate::blocking;
use crate::error::Failure;
use crate::memory::Owner;
use crate::queries;
use crate::query::Query;
use crate::state::AppState;
use crate::studio::guard::Signed;
use crate::studio::opened::{About, Collision, Opened};
use crate::studio::problems::Problems;
use crate::studio::rows::{Rows, pressed};
use crate::studio::taken::Taken;
use crate::studio::{Acting, Done, Form, Html, SignedIn, redirect, role};

/// A new one.
pub(crate) async fn new(
    signed: SignedIn<role::Editor>,
    query: Query,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    let tenant = signed.user.tenant();
    let card = query.text("card")?.unwrap_or_default().to_owned();
    let typed = Typed::new(card, query.text("kind")? == Some("picks"));
    let view = blocking::run(move || page(&state, &tenant, None, typed, Problems::default())).await?;
    Ok(Html::page(builder::render(&signed.user.shell(Section::Segments), &view)))
}

/// An existing one.
pub(crate) async fn show(
    signed: SignedIn<role::Viewer>,
    Path(id): Path<String>,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    let tenant = signed.user.tenant();
    let (opened, view) = blocking::run(move || {
        let segment = state.cards.segment(&tenant, &id)?;
        let view = page(&state, &tenant, Some(&segment), Typed::of(&segment), Problems::default())?;
        Ok::<_, Failure>((Opened::of(&segment.editable()), view))
    })
    .await?;
    Ok(Html::page(builder::render(&opened.within(signed.user.shell(Section::Segments)), &view)))
}

/// Makes one.
pub(crate) async fn create(
    acting: Acting<role::Editor>,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    handle(acting, state, form, None).await
}

/// Changes one.
pub(crate) async fn save(
    acting: Acting<role::Editor>,
    Path(id): Path<String>,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    handle(acting, state, form, Some(id)).await
}

/// Keeps what was typed, or changes the lines and shows them again.
async fn handle(
    acting: Acting<role::Editor>,
    state: AppState,
    form: Form,
    id: Option<String>,
) -> Result<Response, Failure> {
    let user = acting.accept_typed(&form)?;
    let is_new = id.is_none();
    let opened = Opened::read(&form);
    let shell = opened.clone().within(user.shell(Section::Segments));
    let taken = blocking::run(move || take(&state, &user, id.as_deref(), &form, &opened)).await?;
    Ok(taken.answer(shell, builder::render, |id| match is_new {
        true => redirect(&format!("/studio/segments/{id}"), Some(Done::Created)),
        false => redirect(&format!("/studio/segments/{id}/definition"), Some(Done::Saved)),
    }))
}

fn take(
    state: &AppState,
    user: &Signed,
    id: Option<&str>,
    form: &Form,
    opened: &Opened,
) -> Result<Taken<String, Builder>, Failure> {
    let tenant = user.tenant();
    let segment = id.map(|id| state.cards.segment(&tenant, id)).transpose()?;
    let mut typed = Typed::read(form);
    if let Some(segment) = &segment {
        typed.card.clone_from(&segment.card);
    }
    if form.is_resumed() {
        return page(state, &tenant, segment.as_ref(), typed, Problems::default()).map(Taken::Shown);
    }
    if form.text("action") != "save" {
        typed.change(form);
        let focus = focus(form.text("action"), &typed.chosen);
        let view = page(state, &tenant, segment.as_ref(), typed, Problems::default())?;
        return Ok(Taken::Changed(view, focus));
    }
    let (criteria, problems) = typed.criteria();
    if !problems.is_empty() {
        return page(state, &tenant, segment.as_ref(), typed, problems).map(Taken::Wrong);
    }
    let yours = editable::segment(&typed.name.value, &criteria);
    let problems = match store(state, user, id, &typed, criteria, opened) {
        Ok(stored) => return Ok(Taken::Done(stored.id)),
        Err(CardError::Invalid(fields)) => fields.into(),
        Err(CardError::Exists { id, .. }) => {
            let mut problems = Problems::default();
            problems.tell("id", format!("there is a segment {id:?} already"));
            problems
        }
        Err(CardError::Store(StoreError::Changed { id, .. })) => {
            let segment = state.cards.segment(&tenant, &id)?;
            let about = About { kind: "segment", id: &id, page: format!("/studio/segments/{id}/definition") };
            let documents = (&segment.editable(), &yours);
            let collision = Collision::find(state, &tenant, about, opened, documents)?;
            let view = page(state, &tenant, Some(&segment), typed, Problems::default())?;
            return Ok(Taken::Collided(view, collision));
        }
        Err(error) => return Err(error.into()),
    };
    page(state, &tenant, segment.as_ref(), typed, problems).map(Taken::Wrong)
}

/// Where the form goes on.
fn focus(action: &str, chosen: &Chosen) -> Focus {
    let found = match chosen {
        Chosen::Picks { ids, .. } => match action {
            "find" | "add-found" => None,
            _ => Rows { name: "pick", count: ids.len(), field: None }.focus(action),
        }
        .or_else(|| Some(Focus::Field("pick-search".to_owned()))),
        Chosen::Written(_) => Some(Focus::Field("filter".to_owned())),
        Chosen::Filter(groups) => {
            let place = |group: usize, line: usize| Focus::Field(format!("group-{group}-{line}-property"));
            let number = |prefix: &str| action.strip_prefix(prefix)?.parse::<usize>().ok();
            let lines = |group: usize| groups.get(group).map_or(0, |group| group.lines.len());
            let line = action.strip_prefix("remove-line-").and_then(|place| place.split_once('-'));
            match (number("add-line-"), line.and_then(|(group, _)| group.parse::<usize>().ok())) {
                (Some(group), _) => lines(group).checked_sub(1).map(|line| place(group, line)),
                (None, Some(group)) => {
                    let name = format!("line-{group}");
                    let rows = Rows { name: &name, count: lines(group), field: None };
                    rows.focus(action).filter(|_| lines(group) > 0)
                }
                (None, None) if matches!(action, "add-group" | "as-lines") => {
                    groups.len().checked_sub(1).map(|group| place(group, 0))
                }
                (None, None) => Rows { name: "group", count: groups.len(), field: None }.focus(action),
            }
        }
    };
    let is_gone = action.starts_with("remove-");
    found.unwrap_or_else(|| if is_gone { Focus::Button("add-group".to_owned()) } else { pressed(action) })
}

fn store(
    state: &AppState,
    user: &Signed,
    id: Option<&str>,
    typed: &Typed,
    criteria: Criteria,
    opened: &Opened,
) -> Result<Segment, CardError> {
    let (tenant, actor, name) = (user.tenant(), user.actor(), typed.name.value.clone());
    match id {
        Some(id) => {
            let change = SegmentChange {
                name: Some(name),
                criteria: Some(criteria),
                status: None,
                expected: Some(opened.revision()),
            };
            state.cards.update_segment(&tenant, id, change, &[], &actor)
        }
        None => {
            let new = NewSegment { id: typed.id.value.clone(), name, card: typed.card.clone(), criteria };
            state.cards.create_segment(&tenant, new, &actor)
        }
    }
}

/// Who would be in it, alone.
pub(crate) async fn preview(
    acting: Acting<role::Editor>,
    State(state): State<AppState>,
    form: Form,
) -> Result<Html, Failure> {
    let user = acting.accept(&form)?;
    let (tenant, here, owner) = (user.tenant(), state.clone(), Owner::from(&user.actor()));
    let view = queries::browse(&here, owner, move || {
        let typed = Typed::read(&form);
        let (criteria, problems) = typed.criteria();
        preview::preview(&state, &tenant, &typed.card, &criteria, problems)
    });
    Ok(Html::page(part::fragment(&view.await?, &user.images())))
}

fn page(
    state: &AppState,
    tenant: &TenantId,
    segment: Option<&Segment>,
    mut typed: Typed,
    problems: Problems,
) -> Result<Builder, Failure> {
    let card = state.cards.definition(tenant, &typed.card)?;
    let (criteria, written) = typed.criteria();
    let preview = preview::preview(state, tenant, &typed.card, &criteria, written)?;
    let problem = typed.mark(problems);
    Ok(Builder {
        segment: segment.map(|segment| head(state, tenant, segment)).transpose()?,
        criteria: typed.shown(state, tenant, &card.content)?,
        card: typed.card,
        card_name: card.name,
        id: typed.id,
        name: typed.name,
        preview,
        problem,
    })
}
