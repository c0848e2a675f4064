//! `/studio/sources/{id}/properties`: what a source's entries hold, and what it means.

use std::ops::ControlFlow;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use octant_model::{PropertyType, SourceId, TenantId};
use octant_source::{PropertyRequest, SourceError};
use octant_store::{PropertyRecord, PropertyState, Store};
use octant_studio::page::properties;
use octant_studio::{Field, Section};

use super::source::{find, head, source_of};
use super::{Acting, Done, Form, Html, SignedIn, redirect, role};
use crate::blocking;
use crate::error::Failure;
use crate::state::AppState;

/// How many entries are looked at for examples, and how many different ones are shown.
const LOOKED_AT: usize = 500;
const SAMPLES: usize = 8;

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
    let view = blocking::run(move || view(&*store, &tenant, &source, &id)).await?;
    Ok(Html::page(properties::render_form(&signed.user.shell(Section::Sources), &view)))
}

fn view(
    store: &dyn Store,
    tenant: &TenantId,
    source: &SourceId,
    id: &str,
) -> Result<properties::PropertyForm, Failure> {
    let found = octant_source::property(store, tenant, source, id)?;
    Ok(properties::PropertyForm {
        source: source.to_string(),
        source_name: find(store, tenant, source)?.name,
        samples: samples(store, tenant, source, found.id.as_str())?,
        id: found.id.to_string(),
        name: Field::of(found.display_name),
        description: Field::of(found.description.unwrap_or_default()),
        property_type: Field::of(found.property_type.map_or("", PropertyType::name)),
        delimiter: Field::of(found.delimiter.unwrap_or_default()),
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
    let user = acting.accept(&form)?;
    let source = source_of(&source)?;
    let path = format!("/studio/sources/{source}/properties");
    let request = PropertyRequest {
        display_name: form.text("name").trim().to_owned(),
        description: Some(form.text("description").trim().to_owned()),
        property_type: Some(form.text("type").to_owned()).filter(|text| !text.is_empty()),
        delimiter: Some(form.text("delimiter").to_owned()),
    };
    let (store, tenant, actor) = (state.store(), user.tenant(), user.actor());
    let outcome = blocking::run(move || {
        // Only what is known is described here; what is to come is declared through the API.
        let mut view = view(&*store, &tenant, &source, &id)?;
        match octant_source::put_property(&*store, &tenant, &source, &id, request, &actor) {
            Ok(_) => Ok(None),
            Err(SourceError::InvalidFields(errors)) => {
                view.name.problem = errors.get("displayName").map(|messages| sentence(messages));
                view.property_type.problem = errors.get("type").map(|messages| sentence(messages));
                view.delimiter.problem = errors.get("delimiter").map(|messages| sentence(messages));
                Ok(Some(view))
            }
            Err(error) => Err(Failure::from(error)),
        }
    })
    .await?;
    let Some(mut view) = outcome else { return Ok(redirect(&path, Some(Done::Saved))) };
    for (field, name) in [
        (&mut view.name, "name"),
        (&mut view.description, "description"),
        (&mut view.property_type, "type"),
        (&mut view.delimiter, "delimiter"),
    ] {
        form.text(name).clone_into(&mut field.value);
    }
    Ok(Html::refused(properties::render_form(&user.shell(Section::Sources), &view)).into_response())
}

fn sentence(messages: &[String]) -> String {
    let text = messages.join("; ");
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).chain(['.']).collect())
}
