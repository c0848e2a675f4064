//! What needs a look on the way from the sources to the destinations.

use octant_card::{CardDefinition, Live};
use octant_destination::VersionStatus;
use octant_model::TenantId;
use octant_store::SourceStatus;
use octant_studio::Tone;
use octant_studio::page::overview::Attention;

use super::cards::if_live;
use super::flow::{Parts, counted};
use crate::error::Failure;
use crate::platform::card_instances;
use crate::state::AppState;

/// Everything that needs a look, the worst first.
pub(super) fn of(state: &AppState, tenant: &TenantId, parts: &Parts<'_>) -> Result<Vec<Attention>, Failure> {
    let mut found = unbuilt(state, tenant, parts);
    found.extend(stopped(parts));
    for card in &parts.cards {
        let Some(live) = if_live(state, tenant, &card.id)? else { continue };
        let problems = live.problem_count()?;
        if problems > 0 {
            found.push(Attention {
                tone: Tone::Warning,
                text: format!(
                    "{} of the card {} cannot be converted",
                    counted(problems, "value", "values"),
                    card.name
                ),
                path: format!("/studio/cards/{}/quality", card.id),
            });
        }
        found.extend(unshown(state, tenant, card, &live)?);
    }
    for source in parts.sources.iter().filter(|source| source.status == SourceStatus::Purging) {
        found.push(Attention {
            tone: Tone::Neutral,
            text: format!(
                "{} is being deleted, {} left",
                source.name,
                counted(source.entries, "entry", "entries")
            ),
            path: format!("/studio/sources/{}", source.id),
        });
    }
    found.extend(unused(state, tenant, parts)?);
    Ok(found)
}

/// The languages of a card's values that no destination shows, although one shows the card.
fn unshown(
    state: &AppState,
    tenant: &TenantId,
    card: &CardDefinition,
    live: &Live,
) -> Result<Option<Attention>, Failure> {
    let languages = card_instances::languages(state, tenant, live)?.into_iter();
    let unshown: Vec<String> =
        languages.filter(|(_, destinations)| destinations.is_empty()).map(|(one, _)| one.language).collect();
    if unshown.is_empty() || state.destinations.users_of(tenant, Some(&card.id), None)?.is_empty() {
        return Ok(None);
    }
    Ok(Some(Attention {
        tone: Tone::Warning,
        text: format!("No destination shows the values of the card {} in {}", card.name, unshown.join(", ")),
        path: format!("/studio/cards/{}/quality", card.id),
    }))
}

/// Cards and indexes that could not be built when it was tried last.
fn unbuilt(state: &AppState, tenant: &TenantId, parts: &Parts<'_>) -> Vec<Attention> {
    let told = |what: String, problem: String, path: String| Attention {
        tone: Tone::Danger,
        text: format!("{what} cannot be built and will be tried again: {problem}"),
        path,
    };
    let mut found = Vec::new();
    for card in &parts.cards {
        if let Some(problem) = state.cards.build_problem(tenant, &card.id) {
            let what = format!("The card {}", card.name);
            found.push(told(what, problem, format!("/studio/cards/{}/plan", card.id)));
        }
    }
    for destination in &parts.destinations {
        for one in state.destinations.build_problems(tenant, destination.id) {
            let what = format!("{} of {} {}", one.endpoint, destination.name, one.version);
            let path = format!("/studio/destinations/{}/versions/{}", destination.identifier, one.version);
            found.push(told(what, one.problem, path));
        }
    }
    found
}

/// Destinations that answered once and do not any more.
fn stopped(parts: &Parts<'_>) -> Vec<Attention> {
    let stopped = parts.destinations.iter().filter(|destination| {
        let has = |status| destination.versions.iter().any(|version| version.status == status);
        has(VersionStatus::Stopped) && !has(VersionStatus::Published)
    });
    let told = stopped.map(|destination| Attention {
        tone: Tone::Danger,
        text: format!("{} is stopped and answers nothing", destination.name),
        path: format!("/studio/destinations/{}", destination.identifier),
    });
    told.collect()
}

/// Properties of sources that cards read, which no card takes.
fn unused(state: &AppState, tenant: &TenantId, parts: &Parts<'_>) -> Result<Vec<Attention>, Failure> {
    let mut found = Vec::new();
    for source in parts.sources {
        let readers: Vec<_> = parts
            .cards
            .iter()
            .map(CardDefinition::next)
            .filter(|one| one.reads(source.id.as_str()))
            .collect();
        if readers.is_empty() {
            continue;
        }
        let is_taken = |id: &str| {
            let mut all = readers.iter().flat_map(|content| &content.properties);
            all.any(|own| own.source == source.id.as_str() && own.source_property == id)
        };
        let seen = state.store.properties(tenant, &source.id)?;
        let unused = seen.iter().filter(|one| one.entries > 0 && !is_taken(one.id.as_str())).count();
        if unused > 0 {
            found.push(Attention {
                tone: Tone::Neutral,
                text: format!(
                    "No card uses {} of {}",
                    counted(unused as u64, "property", "properties"),
                    source.name
                ),
                path: format!("/studio/sources/{}/properties", source.id),
            });
        }
    }
    Ok(found)
}
