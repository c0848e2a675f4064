//! How many cards and applications a plan touches: the server is asked, since only it can count.

use octant_sdk::{CardStatus, Client, Destination, Error};

use super::plan::{Action, Item, Kind, Plan};
use super::state::{State, answers};

/// Counts for every item that is there already.
pub(crate) async fn count(plan: &mut Plan, client: &Client, state: &State) -> Result<(), Error> {
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

async fn cards(item: &Item, client: &Client, state: &State) -> Result<Option<u64>, Error> {
    match item.kind {
        Kind::Card => {
            let has_cards = |status| {
                matches!(status, CardStatus::Active | CardStatus::PendingChanges | CardStatus::Updating)
            };
            match state.card(&item.id).filter(|card| has_cards(card.status)) {
                Some(_) => known(client.card_count(&item.id).await),
                None => Ok(Some(0)),
            }
        }
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
