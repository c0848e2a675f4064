//! `/studio/sources/{id}/properties`: what a source's entries hold, and what it means.

use std::ops::ControlFlow;

use axum::extract::{Path, State};
use axum::response::Response;
use octant_model::{PropertyType, SourceId, TenantId};
use octant_source::{PropertyRequest, SourceError};
use octant_store::{PropertyRecord, PropertyState, Store, StoreError};
use octant_studio::page::properties;
use octant_studio::{Field, Section};
use serde_json::{Value as Json, json};

use super::flow::counted;
use super::guard::Signed;
use super::opened::{About, Collision, Opened};
use super::problems;
use super::source::{find, head, source_of};
use super::taken::Taken;
use super::{Acting, Done, Form, Html, SignedIn, redirect, role};
use crate::blocking;
use crate::error::Failure;
use crate::state::AppState;

/// How many entries are looked at for examples, and how many different ones are shown.
const LOOKED_AT: usize = 500;
const SAMPLES: usize = 8;
/// How many entries are looked at for values that are none of a type.
const CHECKED: u64 = 50_000;

/// The list.
pub(crate) async fn list(
    signed: SignedIn<role::Viewer>,
    Path(id): Path<String>,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    let (source, tenant, store) = (source_of(&id)?, signed.user.tenant(), state.store());
    let view = blocking::run(move || {
        let rows = store.properties(&tenant, &source)?.into_iter().map(row).collect();
        Ok::<_, Failure>(properties::Properties { source: head(&*store, &tenant, &source)?, rows })
    })
    .await?;
    Ok(Html::page(properties::render(&signed.user.shell(Section::Sources), &view)))
}

fn row(property: PropertyRecord) -> properties::PropertyRow {
    let languages = property.languages.into_iter().filter(|(_, values)| *values > 0);
    properties::PropertyRow {
        id: property.id.to_string(),
        name: property.display_name,
        property_type: property.property_type.map(PropertyType::name),
        languages: languages.filter_map(|(language, _)| language).collect(),
        entries: property.entries,
        first_seen: property.first_seen,
        last_seen: property.last_seen,
        deleting: property.state == PropertyState::Deleting,
    }
}

/// The form in which a property is described.
pub(crate) async fn show(
    signed: SignedIn<role::Viewer>,
    Path((source, id)): Path<(String, String)>,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    let (source, tenant, store) = (source_of(&source)?, signed.user.tenant(), state.store());
    let (opened, view) = blocking::run(move || {
        let found = octant_source::property(&*store, &tenant, &source, &id)?;
        let opened = Opened::of(&found.editable());
        Ok::<_, Failure>((opened, view(&*store, &tenant, &source, found)?))
    })
    .await?;
    let shell = opened.within(signed.user.shell(Section::Sources));
    Ok(Html::page(properties::render_form(&shell, &view)))
}

fn view(
    store: &dyn Store,
    tenant: &TenantId,
    source: &SourceId,
    found: PropertyRecord,
) -> Result<properties::PropertyForm, Failure> {
    Ok(properties::PropertyForm {
        source: source.to_string(),
        source_name: find(store, tenant, source)?.name,
        samples: samples(store, tenant, source, found.id.as_str())?,
        id: found.id.to_string(),
        name: Field::of(found.display_name),
        description: Field::of(found.description.unwrap_or_default()),
        property_type: Field::of(found.property_type.map_or("", PropertyType::name)),
        delimiter: Field::of(found.delimiter.unwrap_or_default()),
        misfits: None,
    })
}

/// Some different values of a property, from the first entries.
fn samples(
    store: &dyn Store,
    tenant: &TenantId,
    source: &SourceId,
    id: &str,
) -> Result<Vec<String>, Failure> {
    let mut samples: Vec<String> = Vec::new();
    let mut looked_at = 0;
    store.scan_entries(tenant, source, None, "", &mut |_, _, entry| {
        for value in entry.properties.iter().filter(|value| value.id == id) {
            let text: String = value.value.chars().take(200).collect();
            if samples.len() < SAMPLES && !samples.contains(&text) {
                samples.push(text);
            }
        }
        looked_at += 1;
        if looked_at == LOOKED_AT || samples.len() == SAMPLES {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    })?;
    Ok(samples)
}

/// Says what a property is.
pub(crate) async fn save(
    acting: Acting<role::Editor>,
    Path((source, id)): Path<(String, String)>,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    let user = acting.accept_typed(&form)?;
    let source = source_of(&source)?;
    let path = format!("/studio/sources/{source}/properties");
    let opened = Opened::read(&form);
    let shell = opened.clone().within(user.shell(Section::Sources));
    let taken = blocking::run(move || take(&state, &user, (&source, &id), &form, &opened)).await?;
    Ok(taken.answer(shell, properties::render_form, |()| redirect(&path, Some(Done::Saved))))
}

fn take(
    state: &AppState,
    user: &Signed,
    (source, id): (&SourceId, &str),
    form: &Form,
    opened: &Opened,
) -> Result<Taken<(), properties::PropertyForm>, Failure> {
    let (store, tenant) = (&*state.store, user.tenant());
    // Only what is known is described here; what is to come is declared through the API.
    let found = octant_source::property(store, &tenant, source, id)?;
    let (theirs, key) = (found.editable(), format!("{source}/{}", found.id));
    let mut view = view(store, &tenant, source, found)?;
    for (field, name) in [
        (&mut view.name, "name"),
        (&mut view.description, "description"),
        (&mut view.property_type, "type"),
        (&mut view.delimiter, "delimiter"),
    ] {
        form.text(name).clone_into(&mut field.value);
    }
    if form.is_resumed() {
        return Ok(Taken::Shown(view));
    }
    let request = PropertyRequest {
        display_name: form.text("name").trim().to_owned(),
        description: Some(form.text("description").trim().to_owned()),
        property_type: Some(form.text("type").to_owned()).filter(|text| !text.is_empty()),
        delimiter: Some(form.text("delimiter").to_owned()),
    };
    let yours = json!({
        "displayName": request.display_name,
        "description": form.filled("description"),
        "type": request.property_type,
        "delimiter": request.delimiter.as_ref().filter(|text| !text.is_empty()),
    });
    if let Some(problem) = misfits(state, &tenant, (source, &key), &theirs, form)? {
        view.misfits = Some(problem);
        return Ok(Taken::Wrong(view));
    }
    let request = (request, Some(opened.revision()));
    match octant_source::put_property(store, &tenant, source, id, request, &user.actor()) {
        Ok(_) => Ok(Taken::Done(())),
        Err(SourceError::InvalidFields(errors)) => {
            view.name.problem = errors.get("displayName").map(|messages| sentence(messages));
            view.property_type.problem = errors.get("type").map(|messages| sentence(messages));
            view.delimiter.problem = errors.get("delimiter").map(|messages| sentence(messages));
            Ok(Taken::Wrong(view))
        }
        Err(SourceError::Store(StoreError::Changed { .. })) => {
            let page = format!("/studio/sources/{source}/properties/{id}");
            let about = About { kind: "property", id: &key, page };
            let collision = Collision::find(state, &tenant, about, opened, (&theirs, &yours))?;
            Ok(Taken::Collided(view, collision))
        }
        Err(error) => Err(error.into()),
    }
}

/// What to say where values are none of the type that is chosen, before it is chosen all the same.
fn misfits(
    state: &AppState,
    tenant: &TenantId,
    (source, key): (&SourceId, &str),
    stored: &Json,
    form: &Form,
) -> Result<Option<String>, Failure> {
    let chosen = form.text("type");
    let is_meant = form.text("anyway") == chosen || stored["type"] == chosen;
    let Some(kind) = PropertyType::from_name(chosen).filter(|_| !is_meant) else { return Ok(None) };
    let id = key.rsplit('/').next().unwrap_or_default();
    let found = octant_source::misfits(&*state.store, tenant, source, (id, kind), CHECKED)?;
    if found.entries == 0 {
        return Ok(None);
    }
    let values: Vec<String> = found.values.iter().map(|value| format!("“{value}”")).collect();
    Ok(Some(format!(
        "{} of {} have values that are not {}, such as {}. The API can't show these entries and answers 409 for them, \
         until the values are corrected.",
        found.entries,
        counted(found.looked_at, "entry", "entries"),
        kind.name(),
        values.join(", "),
    )))
}

fn sentence(messages: &[String]) -> String {
    problems::sentence(&messages.join("; "))
}
