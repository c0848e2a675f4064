//! The flow of data as the overview draws it, from the real definitions.

use std::collections::BTreeSet;

use octant_card::{CardDefinition, Segment};
use octant_destination::{Destination, Version, VersionStatus};
use octant_model::{PageRequest, TenantId, Timestamp};
use octant_store::Source;
use octant_studio::page::overview::{Attention, Node, Stage};

use super::attention;
use super::cards::if_live;
use crate::error::Failure;
use crate::state::AppState;

/// A place in the picture: its stage, and the place in that.
type Place = (usize, usize);

/// How many things of a stage are drawn.
const MOST: usize = 200;

/// The stages from left to right, what leads to what, and what needs a look on the way.
pub(super) struct Flow {
    pub(super) stages: Vec<Stage>,
    pub(super) edges: Vec<(Place, Place)>,
    pub(super) attention: Vec<Attention>,
}

/// Everything that data flows through.
pub(super) struct Parts<'p> {
    pub(super) sources: &'p [Source],
    pub(super) cards: Vec<CardDefinition>,
    pub(super) segments: Vec<Segment>,
    pub(super) destinations: Vec<Destination>,
}

impl Flow {
    pub(super) fn of(
        state: &AppState,
        tenant: &TenantId,
        sources: &[Source],
        now: Timestamp,
    ) -> Result<Self, Failure> {
        let page = PageRequest::first(MOST);
        let parts = Parts {
            sources,
            cards: state.cards.definitions(tenant, &page)?.items,
            segments: state.cards.segments(tenant, &page)?.items,
            destinations: state.destinations.list(tenant, &page)?.items,
        };
        let stage = |name: &str, path, new, nodes| Stage { name: name.to_owned(), path, new, nodes };
        let stages = vec![
            stage(
                "Sources",
                "/studio/sources",
                "/studio/new-source",
                sources.iter().map(|source| of_source(source, now)).collect(),
            ),
            stage("Cards", "/studio/cards", "/studio/new-card", of_cards(state, tenant, &parts.cards)?),
            stage(
                "Segments",
                "/studio/segments",
                "/studio/new-segment",
                of_segments(state, tenant, &parts.segments)?,
            ),
            stage(
                "Destinations",
                "/studio/destinations",
                "/studio/new-destination",
                of_destinations(state, tenant, &parts.destinations)?,
            ),
        ];
        let attention = attention::of(state, tenant, &parts)?;
        Ok(Self { stages, edges: parts.edges(), attention })
    }
}

impl Parts<'_> {
    /// What leads to what, each once.
    fn edges(&self) -> Vec<(Place, Place)> {
        let mut edges = BTreeSet::new();
        let card = |id: &str| self.cards.iter().position(|card| card.id == id);
        for (place, definition) in self.cards.iter().enumerate() {
            let sources = &definition.next().sources;
            let read = self.sources.iter().enumerate();
            let read = read.filter(|(_, source)| sources.iter().any(|own| own.id == source.id.as_str()));
            edges.extend(read.map(|(source, _)| ((0, source), (1, place))));
        }
        for (place, segment) in self.segments.iter().enumerate() {
            edges.extend(card(&segment.card).map(|card| ((1, card), (2, place))));
        }
        for (place, destination) in self.destinations.iter().enumerate() {
            for endpoint in in_use(destination).flat_map(|version| &version.endpoints) {
                let own = endpoint.segments.iter();
                let segments = own.filter_map(|id| self.segments.iter().position(|one| one.id == *id));
                edges.extend(segments.map(|segment| ((2, segment), (3, place))));
                if endpoint.segments.is_empty() {
                    edges.extend(card(&endpoint.card).map(|card| ((1, card), (3, place))));
                }
                let content = card(&endpoint.card).map(|card| self.cards[card].next());
                for relation in &endpoint.relations {
                    let relation = content.and_then(|content| content.relation(&relation.relation));
                    let related = relation.and_then(|relation| card(&relation.card));
                    edges.extend(related.map(|card| ((1, card), (3, place))));
                }
            }
        }
        edges.into_iter().collect()
    }
}

/// The versions that answer or may come to.
fn in_use(destination: &Destination) -> impl Iterator<Item = &Version> {
    destination.versions.iter().filter(|version| version.status != VersionStatus::Stopped)
}

fn of_source(source: &Source, now: Timestamp) -> Node {
    let entries = counted(source.entries, "entry", "entries");
    Node {
        name: source.name.clone(),
        note: source.changed_at.map_or(entries.clone(), |at| format!("{entries}, {}", ago(at, now))),
        path: format!("/studio/sources/{}", source.id),
    }
}

fn of_cards(state: &AppState, tenant: &TenantId, cards: &[CardDefinition]) -> Result<Vec<Node>, Failure> {
    let lags = state.cards.lags(tenant)?;
    let node = |card: &CardDefinition| {
        let lag = lags.iter().find(|lag| lag.card == card.id);
        Node {
            name: card.name.clone(),
            note: match lag {
                Some(lag) => with_lag(counted(lag.cards, "card", "cards"), lag.records),
                None => format!("{:?}", card.status).to_lowercase(),
            },
            path: format!("/studio/cards/{}", card.id),
        }
    };
    Ok(cards.iter().map(node).collect())
}

fn of_segments(state: &AppState, tenant: &TenantId, segments: &[Segment]) -> Result<Vec<Node>, Failure> {
    let node = |segment: &Segment| {
        let note = match if_live(state, tenant, &segment.card)? {
            Some(live) => {
                let members = live.members(&segment.membership(&live.content), None, 0)?.total;
                counted(members, "member", "members")
            }
            None => String::new(),
        };
        Ok(Node { name: segment.name.clone(), note, path: format!("/studio/segments/{}", segment.id) })
    };
    segments.iter().map(node).collect()
}

fn of_destinations(
    state: &AppState,
    tenant: &TenantId,
    destinations: &[Destination],
) -> Result<Vec<Node>, Failure> {
    let lags = state.destinations.lags(tenant)?;
    let node = |destination: &Destination| {
        let own = lags.iter().filter(|lag| lag.destination == destination.identifier);
        let behind = own.map(|lag| lag.records).max().unwrap_or_default();
        let published = destination.versions.iter().filter(|one| one.status == VersionStatus::Published);
        let names: Vec<&str> = published.map(|version| version.name.as_str()).collect();
        let note = if names.is_empty() { "nothing published".to_owned() } else { names.join(", ") };
        Node {
            name: destination.name.clone(),
            note: with_lag(note, behind),
            path: format!("/studio/destinations/{}", destination.identifier),
        }
    };
    Ok(destinations.iter().map(node).collect())
}

/// So many things.
pub(super) fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// The note with how many changes are not taken in yet.
fn with_lag(note: String, records: u64) -> String {
    if records == 0 { note } else { format!("{note}, {records} behind") }
}

/// How long ago, in few letters.
pub(super) fn ago(at: Timestamp, now: Timestamp) -> String {
    let seconds = (now.milliseconds() - at.milliseconds()).max(0) / 1_000;
    match seconds {
        ..60 => "just now".to_owned(),
        60..3_600 => format!("{} min ago", seconds / 60),
        3_600..86_400 => format!("{} h ago", seconds / 3_600),
        _ => format!("{} d ago", seconds / 86_400),
    }
}
