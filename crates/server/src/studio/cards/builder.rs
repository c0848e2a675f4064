//! `/studio/cards/{id}/definition`: what a card is made of, with a preview on real entries.

use axum::extract::{Path, State};
use axum::response::Response;
use octant_card::{CardChange, CardDefinition, CardError, editable};
use octant_model::{PageRequest, TenantId};
use octant_store::StoreError;
use octant_studio::page::cards::builder::{self, PropertyFields, RelationFields, SeenProperty, SourceChoice};
use octant_studio::page::cards::preview as part;
use octant_studio::{Choice, Field, Focus, Section};

use super::content::Typed;
use super::{head, new, pick, preview, seen};
use crate::blocking;
use crate::error::Failure;
use crate::memory::Owner;
use crate::queries;
use crate::state::AppState;
use crate::studio::guard::Signed;
use crate::studio::opened::{About, Collision, Opened};
use crate::studio::problems::Problems;
use crate::studio::rows::{Rows, pressed};
use crate::studio::taken::Taken;
use crate::studio::{Acting, Done, Form, Html, SignedIn, redirect, role};

/// The builder.
pub(crate) async fn show(
    signed: SignedIn<role::Viewer>,
    Path(id): Path<String>,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    let tenant = signed.user.tenant();
    let (opened, view) = blocking::run(move || {
        let definition = state.cards.definition(&tenant, &id)?;
        let typed = Typed::of(&definition);
        let view = page(&state, &tenant, &definition, typed, Problems::default())?;
        Ok::<_, Failure>((Opened::of(&definition.editable()), view))
    })
    .await?;
    Ok(Html::page(builder::render(&opened.within(signed.user.shell(Section::Cards)), &view)))
}

/// Keeps what was typed, or changes the rows and shows them again.
pub(crate) async fn save(
    acting: Acting<role::Editor>,
    Path(id): Path<String>,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    let user = acting.accept_typed(&form)?;
    let next = match form.text("action") {
        "plan" => format!("/studio/cards/{id}/plan"),
        _ => format!("/studio/cards/{id}/definition"),
    };
    let opened = Opened::read(&form);
    let shell = opened.clone().within(user.shell(Section::Cards));
    let taken = blocking::run(move || take(&state, &user, &id, &form, &opened)).await?;
    Ok(taken.answer(shell, builder::render, |()| redirect(&next, Some(Done::Saved))))
}

fn take(
    state: &AppState,
    user: &Signed,
    id: &str,
    form: &Form,
    opened: &Opened,
) -> Result<Taken<(), builder::Builder>, Failure> {
    let tenant = user.tenant();
    let definition = state.cards.definition(&tenant, id)?;
    let mut typed = Typed::read(form);
    let stores = matches!(form.text("action"), "save" | "plan");
    if form.is_resumed() {
        return page(state, &tenant, &definition, typed, Problems::default()).map(Taken::Shown);
    }
    if !stores {
        change(state, &tenant, &mut typed, form)?;
        let focus = focus(form.text("action"), &typed);
        let view = page(state, &tenant, &definition, typed, Problems::default())?;
        return Ok(Taken::Changed(view, focus));
    }
    take_picks(state, &tenant, &mut typed)?;
    let (content, problems) = typed.content();
    if !problems.is_empty() {
        return page(state, &tenant, &definition, typed, problems).map(Taken::Wrong);
    }
    let (name, description) = (typed.name.value.clone(), form.filled("description").map(str::to_owned));
    let yours = editable::card(&name, description.as_deref(), content.clone());
    let change = CardChange {
        name: Some(name),
        description: Some(description),
        content: content.into(),
        expected: Some(opened.revision()),
    };
    let problems = match state.cards.update(&tenant, id, change, &user.actor()) {
        Ok(_changed) => return Ok(Taken::Done(())),
        Err(CardError::Invalid(fields)) => fields.into(),
        Err(CardError::State(why)) => Problems::whole(why),
        Err(CardError::Store(StoreError::Changed { .. })) => {
            let definition = state.cards.definition(&tenant, id)?;
            let about = About { kind: "card", id, page: format!("/studio/cards/{id}/definition") };
            let documents = (&definition.editable(), &yours);
            let collision = Collision::find(state, &tenant, about, opened, documents)?;
            let view = page(state, &tenant, &definition, typed, Problems::default())?;
            return Ok(Taken::Collided(view, collision));
        }
        Err(error) => return Err(error.into()),
    };
    page(state, &tenant, &definition, typed, problems).map(Taken::Wrong)
}

/// The preview alone.
pub(crate) async fn preview(
    acting: Acting<role::Editor>,
    Path(id): Path<String>,
    State(state): State<AppState>,
    form: Form,
) -> Result<Html, Failure> {
    let user = acting.accept(&form)?;
    let (tenant, here, owner) = (user.tenant(), state.clone(), Owner::from(&user.actor()));
    let view = queries::browse(&here, owner, move || {
        let _exists = state.cards.definition(&tenant, &id)?;
        let (content, problems) = Typed::read(&form).content();
        preview::preview(&state, &tenant, &content, problems)
    });
    Ok(Html::page(part::fragment(&view.await?)))
}

/// Does to the rows what the pressed button says.
fn change(state: &AppState, tenant: &TenantId, typed: &mut Typed, form: &Form) -> Result<(), Failure> {
    let action = form.text("action");
    let row = |prefix: &str| action.strip_prefix(prefix).and_then(|row| row.parse::<usize>().ok());
    match action {
        "add-source" => {
            let id = form.text("add-source").to_owned();
            if !id.is_empty() && typed.sources.iter().all(|known| known.id != id) {
                typed.sources.push(SourceChoice { id, ..SourceChoice::default() });
            }
        }
        "add-property" => {
            let property_type = Field::of("Text");
            typed.properties.push(PropertyFields { property_type, ..PropertyFields::default() });
        }
        "add-relation" => typed.relations.push(RelationFields::default()),
        "add-picks" => take_picks(state, tenant, typed)?,
        "filter-picks" => typed.picking = true,
        _ => {
            remove(&mut typed.sources, row("remove-source-"));
            remove(&mut typed.properties, row("remove-property-"));
            remove(&mut typed.relations, row("remove-relation-"));
        }
    }
    Ok(())
}

/// Where the form goes on.
fn focus(action: &str, typed: &Typed) -> Focus {
    let properties = Rows { name: "property", count: typed.properties.len(), field: Some("from") };
    let rows = [
        Rows { name: "source", count: typed.sources.len(), field: None },
        Rows { name: "relation", count: typed.relations.len(), field: Some("id") },
    ];
    match action {
        "add-picks" => properties.focus("add-property"),
        "filter-picks" => Some(Focus::Field("pick-search".to_owned())),
        _ => properties.focus(action).or_else(|| rows.iter().find_map(|rows| rows.focus(action))),
    }
    .unwrap_or_else(|| pressed(action))
}

/// Makes properties of what is ticked.
fn take_picks(state: &AppState, tenant: &TenantId, typed: &mut Typed) -> Result<(), Failure> {
    for seen in all_seen(state, tenant, typed)?.into_iter().filter(|seen| seen.picked) {
        let fields = pick::fields(&seen, &typed.properties);
        typed.properties.push(fields);
    }
    typed.picks.clear();
    Ok(())
}

fn remove<T>(rows: &mut Vec<T>, row: Option<usize>) {
    if let Some(row) = row.filter(|row| *row < rows.len()) {
        rows.remove(row);
    }
}

/// The properties of the sources that are not taken yet, some of them ticked.
fn all_seen(state: &AppState, tenant: &TenantId, typed: &Typed) -> Result<Vec<SeenProperty>, Failure> {
    let mut all = Vec::new();
    for source in &typed.sources {
        all.extend(seen::of_source(&*state.store, tenant, &source.id)?);
    }
    let from = |seen: &SeenProperty| format!("{}:{}", seen.source, seen.id);
    let is_taken = |from: &str| typed.properties.iter().any(|row| row.from.value.eq_ignore_ascii_case(from));
    all.retain(|seen| !is_taken(&from(seen)));
    for seen in &mut all {
        seen.picked = typed.picks.contains(&from(seen));
    }
    Ok(all)
}

fn page(
    state: &AppState,
    tenant: &TenantId,
    definition: &CardDefinition,
    mut typed: Typed,
    problems: Problems,
) -> Result<builder::Builder, Failure> {
    let (content, written) = typed.content();
    let preview = preview::preview(state, tenant, &content, written)?;
    let problem = typed.mark(problems);
    let mut seen = all_seen(state, tenant, &typed)?;
    let wanted = typed.pick_search.trim().to_lowercase();
    let matches = |one: &SeenProperty| {
        one.name.to_lowercase().contains(&wanted) || one.id.to_lowercase().contains(&wanted)
    };
    seen.retain(|one| one.picked || matches(one));
    let sources = new::sources(&*state.store, tenant)?;
    for source in &mut typed.sources {
        let known = sources.iter().find(|choice| choice.value == source.id);
        source.name = known.map_or_else(|| source.id.clone(), |choice| choice.label.clone());
    }
    let is_other = |choice: &Choice| typed.sources.iter().all(|source| source.id != choice.value);
    Ok(builder::Builder {
        card: head::head(state, tenant, definition)?,
        other_sources: sources.into_iter().filter(is_other).collect(),
        other_cards: other_cards(state, tenant)?,
        name: typed.name,
        description: typed.description,
        sources: typed.sources,
        properties: typed.properties,
        relations: typed.relations,
        picking: typed.picking || !wanted.is_empty() || seen.iter().any(|one| one.picked),
        pick_search: typed.pick_search,
        seen,
        preview,
        problem,
    })
}

/// The definitions that a relation can lead to.
fn other_cards(state: &AppState, tenant: &TenantId) -> Result<Vec<Choice>, CardError> {
    let found = state.cards.definitions(tenant, &PageRequest::first(1_000))?;
    Ok(found.items.into_iter().map(|other| Choice::new(other.id, other.name)).collect())
}
