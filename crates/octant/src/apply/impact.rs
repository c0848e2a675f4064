//! How many cards and applications a plan touches: the server is asked, since only it can count.

use octant_sdk::{Client, Destination, Error};

use super::plan::{Action, Item, Kind, Plan};
use super::setup::Setup;
use super::state::{State, answers};

/// Counts for every item that is there already, and the members of segments as they will be.
pub(crate) async fn count(
    plan: &mut Plan,
    client: &Client,
    state: &State,
    setup: &Setup,
) -> Result<(), Error> {
    for place in 0..plan.items.len() {
        if let Some(effect) = members(&plan.items[place], plan, client, state, setup).await? {
            plan.items[place].effects.push(effect);
        }
    }
    for item in plan.items.iter_mut().filter(|item| item.action != Action::Create) {
        item.cards = cards(item, client, state).await?;
        let shown: Vec<&Destination> =
            state.destinations.iter().filter(|one| shows(one, item, state)).collect();
        item.clients = match item.kind {
            Kind::Card | Kind::Segment | Kind::Destination => Some(clients(&shown, state)),
            Kind::Source | Kind::Provider => None,
        };
        if matches!(item.kind, Kind::Card | Kind::Segment) && !shown.is_empty() {
            let names: Vec<&str> = shown.iter().map(|one| one.identifier.as_str()).collect();
            item.effects.push(format!("shown by {}", names.join(", ")));
        }
    }
    Ok(())
}

/// How many members a segment will have, where its cards are there and stay as they are.
async fn members(
    item: &Item,
    plan: &Plan,
    client: &Client,
    state: &State,
    setup: &Setup,
) -> Result<Option<String>, Error> {
    let wanted = setup.segments.iter().flatten().find(|one| one.id == item.id && !one.archived);
    let Some(wanted) = wanted.filter(|_| item.kind == Kind::Segment && item.action != Action::Remove) else {
        return Ok(None);
    };
    let is_there = state.card(&wanted.card).is_some_and(|card| card.cards.is_some());
    if !is_there || plan.touches(Kind::Card, &wanted.card) {
        return Ok(None);
    }
    // What is wrong with the criteria ends the plan, as it would end what is planned.
    let count = known(client.preview_member_count(&wanted.card, &wanted.criteria).await)?;
    Ok(count.map(|count| format!("it will have {count} member{}", if count == 1 { "" } else { "s" })))
}

async fn cards(item: &Item, client: &Client, state: &State) -> Result<Option<u64>, Error> {
    match item.kind {
        Kind::Card => Ok(state.card(&item.id).and_then(|card| card.cards)),
        Kind::Segment => known(client.member_count(&item.id).await),
        Kind::Source if item.action == Action::Remove => {
            let source = state.sources.iter().find(|(source, _)| source.id.as_str() == item.id);
            match source {
                Some((source, _)) => known(client.entry_count(&source.id).await),
                None => Ok(None),
            }
        }
        Kind::Source | Kind::Provider | Kind::Destination => Ok(None),
    }
}

/// A count, or none while the cards are being built.
fn known(count: Result<u64, Error>) -> Result<Option<u64>, Error> {
    match count {
        Ok(count) => Ok(Some(count)),
        Err(error) if matches!(error.status(), Some(404 | 409 | 503)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether a destination answers with what an item is about.
fn shows(destination: &Destination, item: &Item, state: &State) -> bool {
    let related = |endpoint: &octant_sdk::Endpoint| {
        let relations = state.card(&endpoint.card).map_or(&[][..], |card| &card.content.relations);
        endpoint.relations.iter().any(|shown| {
            relations.iter().any(|relation| relation.id == shown.relation && relation.card == item.id)
        })
    };
    let mut endpoints =
        destination.versions.iter().filter(|version| answers(version)).flat_map(|version| &version.endpoints);
    match item.kind {
        Kind::Card => endpoints.any(|endpoint| endpoint.card == item.id || related(endpoint)),
        Kind::Segment => endpoints.any(|endpoint| endpoint.segments.contains(&item.id)),
        Kind::Destination => destination.identifier == item.id,
        Kind::Source | Kind::Provider => false,
    }
}

/// The applications of all versions that answer.
fn clients(destinations: &[&Destination], state: &State) -> u64 {
    let of = |destination: &&Destination| {
        let answering = destination.versions.iter().filter(|version| answers(version));
        answering.map(|version| state.applications(destination, &version.name).len() as u64).sum::<u64>()
    };
    destinations.iter().map(of).sum()
}
