//! `/studio/new-card`: a new card definition.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use octant_card::{CardError, CardSource, Content, NewCard};
use octant_model::{PageRequest, TenantId};
use octant_store::{SourceFilter, Store};
use octant_studio::page::cards::list;
use octant_studio::{Choice, Section};

use crate::blocking;
use crate::error::Failure;
use crate::state::AppState;
use crate::studio::problems::Problems;
use crate::studio::{Acting, Done, Form, Html, SignedIn, redirect, role};

/// The most sources that are offered.
const SOURCES: usize = 1_000;

/// The sources that can be chosen from.
pub(super) fn sources(store: &dyn Store, tenant: &TenantId) -> Result<Vec<Choice>, Failure> {
    let found = store.sources(tenant, &SourceFilter::default(), &PageRequest::first(SOURCES))?;
    Ok(found.items.into_iter().map(|source| Choice::new(source.id.to_string(), source.name)).collect())
}

/// The form.
pub(crate) async fn show(
    signed: SignedIn<role::Editor>,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    let view = form(&state, signed.user.tenant(), &Form::default(), Problems::default()).await?;
    Ok(Html::page(list::render_new(&signed.user.shell(Section::Cards), &view)))
}

async fn form(
    state: &AppState,
    tenant: TenantId,
    typed: &Form,
    mut problems: Problems,
) -> Result<list::NewCard, Failure> {
    let store = state.store();
    let sources = blocking::run(move || sources(&*store, &tenant)).await?;
    let is_chosen = |choice: &Choice| typed.all("source").any(|chosen| chosen == choice.value);
    Ok(list::NewCard {
        id: problems.field("id", typed.text("id")),
        name: problems.field("name", typed.text("name")),
        description: problems.field("description", typed.text("description")),
        sources: sources
            .into_iter()
            .map(|choice| {
                let chosen = is_chosen(&choice);
                choice.chosen(chosen)
            })
            .collect(),
        problem: problems.rest(),
    })
}

/// Makes a draft.
pub(crate) async fn create(
    acting: Acting<role::Editor>,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    let user = acting.accept_typed(&form)?;
    if form.is_resumed() {
        let view = self::form(&state, user.tenant(), &form, Problems::default()).await?;
        return Ok(Html::page(list::render_new(&user.shell(Section::Cards), &view)).into_response());
    }
    let source = |id: &str| CardSource { id: id.to_owned(), required: false };
    let new = NewCard {
        id: form.text("id").trim().to_owned(),
        name: form.text("name").trim().to_owned(),
        description: form.filled("description").map(str::to_owned),
        content: Content { sources: form.all("source").map(source).collect(), ..Content::default() },
    };
    let (path, id) = (format!("/studio/cards/{}/definition", new.id), new.id.clone());
    let (cards, tenant, actor) = (state.cards(), user.tenant(), user.actor());
    let made = move || match cards.create(&tenant, new, &actor) {
        Err(CardError::Invalid(fields)) => Ok(Err(Problems::from(fields))),
        Err(CardError::Exists { .. }) => {
            let mut problems = Problems::default();
            problems.tell("id", format!("there is a card definition {id:?} already"));
            Ok(Err(problems))
        }
        made => made.map(Ok),
    };
    let problems = match blocking::run(made).await? {
        Ok(_made) => return Ok(redirect(&path, Some(Done::Created))),
        Err(problems) => problems,
    };
    let view = self::form(&state, user.tenant(), &form, problems).await?;
    Ok(Html::refused(list::render_new(&user.shell(Section::Cards), &view)).into_response())
}
