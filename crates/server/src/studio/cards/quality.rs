//! `/studio/cards/{id}/quality`: how good a card's data is.

use axum::extract::{Path, State};
use octant_card::{CardProblems, Live, PropertyQuality as Counted};
use octant_model::{PropertyType, TenantId};
use octant_studio::Section;
use octant_studio::page::cards::quality::{self, BadValue, LanguageQuality, PropertyQuality, Quality};

use super::head;
use super::preview::why;
use crate::error::Failure;
use crate::memory::Owner;
use crate::platform::card_instances;
use crate::queries;
use crate::state::AppState;
use crate::studio::{Html, SignedIn, role};

/// How many entries are named for each property.
const EXAMPLES: usize = 5;

/// The report.
pub(crate) async fn show(
    signed: SignedIn<role::Viewer>,
    Path(id): Path<String>,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    let tenant = signed.user.tenant();
    let (here, owner) = (state.clone(), Owner::from(&signed.user.actor()));
    let view = queries::browse(&here, owner, move || {
        let definition = state.cards.definition(&tenant, &id)?;
        let live = head::if_live(&state, &tenant, &id)?;
        let counted = live.as_ref().map(Live::quality).transpose()?.unwrap_or_default();
        let live_rows = live.iter().flat_map(|live| counted.iter().map(move |one| (live, one)));
        let rows = live_rows.map(|(live, one)| row(&state, &tenant, live, one));
        let languages = live.as_ref().map(|live| card_instances::languages(&state, &tenant, live));
        let languages = languages.transpose()?.unwrap_or_default().into_iter().map(|(one, destinations)| {
            LanguageQuality { language: one.language, cards: one.cards, destinations }
        });
        Ok::<_, Failure>(Quality {
            card: head::head(&state, &tenant, &definition)?,
            cards: live.as_ref().map_or(0, Live::count),
            rows: rows.collect::<Result<_, _>>()?,
            languages: languages.collect(),
        })
    });
    Ok(Html::page(quality::render(&signed.user.shell(Section::Cards), &view.await?)))
}

fn row(
    state: &AppState,
    tenant: &TenantId,
    live: &Live,
    counted: &Counted,
) -> Result<PropertyQuality, Failure> {
    let property = live.content.property(&counted.id);
    let property_type = property.map_or(PropertyType::Text, |property| property.property_type);
    let found = match counted.problems {
        0 => Vec::new(),
        _ => state.cards.problems(tenant, live, &counted.id, None, EXAMPLES)?.0,
    };
    let bad = |one: CardProblems| {
        let key = one.id;
        one.problems.into_iter().map(move |problem| BadValue {
            key: key.clone(),
            text: problem.text,
            why: why(property_type).to_owned(),
        })
    };
    Ok(PropertyQuality {
        id: counted.id.clone(),
        name: property.map(|property| property.name.clone()).unwrap_or_default(),
        property_type: property_type.name(),
        source: property.map(|property| property.source.clone()).unwrap_or_default(),
        filled: counted.filled,
        problems: counted.problems,
        examples: found.into_iter().flat_map(bad).collect(),
    })
}
