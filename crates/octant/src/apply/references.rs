//! Whether what the file names is there, in the file itself or at the server: a plan that cannot be carried out to its
//! end is told before anything is done.

use std::collections::BTreeMap;

use octant_sdk::{CardContent, Endpoint, EndpointRelation, RelatedProperty};

use super::plan::{Kind, Plan};
use super::setup::{CardSetup, SegmentSetup, Setup};
use super::state::{self, State};
use crate::settings::nearest;

/// What is there when the plan is done.
struct There {
    sources: Vec<String>,
    cards: BTreeMap<String, CardContent>,
    /// The card of each segment.
    segments: BTreeMap<String, String>,
    told: Vec<String>,
}

/// Everything that the things that become otherwise name and that is nowhere.
pub(crate) fn check(setup: &Setup, state: &State, plan: &Plan, prune: bool) -> Vec<String> {
    let mut there = There::of(setup, state, prune);
    for (place, card) in setup.cards.iter().flatten().enumerate() {
        if plan.touches(Kind::Card, &card.id) && card.active {
            there.card(card, &format!("cards[{place}]"));
        }
    }
    for (place, segment) in setup.segments.iter().flatten().enumerate() {
        if plan.touches(Kind::Segment, &segment.id) {
            there.segment(segment, &format!("segments[{place}]"));
        }
    }
    for (place, destination) in setup.destinations.iter().flatten().enumerate() {
        if plan.touches(Kind::Destination, &destination.identifier) {
            for (number, endpoint) in destination.endpoints.iter().enumerate() {
                there.endpoint(endpoint, &format!("destinations[{place}].endpoints[{number}]"));
            }
        }
    }
    there.told
}

impl There {
    fn of(setup: &Setup, state: &State, prune: bool) -> Self {
        let now = state.setup();
        let gone = |named: bool| prune && named;
        let mut there = Self {
            sources: setup.sources.iter().flatten().map(|one| one.id.clone()).collect(),
            cards: BTreeMap::new(),
            segments: BTreeMap::new(),
            told: Vec::new(),
        };
        if !gone(setup.sources.is_some()) {
            there.sources.extend(now.sources.iter().flatten().map(|one| one.id.clone()));
        }
        if !gone(setup.cards.is_some()) {
            let cards = state.cards.iter().map(|one| (one.id.clone(), state::in_use(one).clone()));
            there.cards.extend(cards);
        }
        if !gone(setup.segments.is_some()) {
            there.segments.extend(state.segments.iter().map(|one| (one.id.clone(), one.card.clone())));
        }
        let cards = setup.cards.iter().flatten();
        there.cards.extend(cards.map(|one| (one.id.clone(), one.content())));
        let segments = setup.segments.iter().flatten();
        there.segments.extend(segments.map(|one| (one.id.clone(), one.card.clone())));
        there
    }

    fn card(&mut self, card: &CardSetup, path: &str) {
        let content = card.content();
        for (place, source) in content.sources.iter().enumerate() {
            let known = self.sources.clone();
            self.named("source", &source.id, known.iter(), format!("{path}.sources[{place}].id"));
        }
        let own: Vec<String> = content.sources.iter().map(|one| one.id.clone()).collect();
        for (place, property) in content.properties.iter().enumerate() {
            let path = format!("{path}.properties[{place}].source");
            self.named("source of this card", &property.source, own.iter(), path);
        }
        for (place, relation) in content.relations.iter().enumerate() {
            let path = format!("{path}.relations[{place}]");
            self.named("property", &relation.from, properties(&content).iter(), format!("{path}.from"));
            let Some(other) = self.find_card(&relation.card, format!("{path}.card")) else { continue };
            let what = format!("property of {}", relation.card);
            self.named(&what, &relation.to, properties(&other).iter(), format!("{path}.to"));
        }
    }

    fn segment(&mut self, segment: &SegmentSetup, path: &str) {
        let Some(card) = self.find_card(&segment.card, format!("{path}.card")) else { return };
        let known = properties(&card);
        let groups = segment.criteria["dynamic"].as_array().into_iter().flatten();
        for (place, group) in groups.enumerate() {
            for part in ["must", "mustNot"] {
                for name in group[part].as_object().into_iter().flatten().map(|(name, _)| name) {
                    let path = format!("{path}.criteria.dynamic[{place}].{part}.{name}");
                    self.named(&format!("property of {}", segment.card), name, known.iter(), path);
                }
            }
        }
    }

    fn endpoint(&mut self, endpoint: &Endpoint, path: &str) {
        for (place, segment) in endpoint.segments.iter().enumerate() {
            let path = format!("{path}.segments[{place}]");
            let known: Vec<String> = self.segments.keys().cloned().collect();
            self.named("segment", segment, known.iter(), path.clone());
            if let Some(card) = self.segments.get(segment).filter(|card| **card != endpoint.card) {
                self.told.push(format!("{path}: {segment} is a segment of {card}, not of {}", endpoint.card));
            }
        }
        let Some(card) = self.find_card(&endpoint.card, format!("{path}.card")) else { return };
        let known = properties(&card);
        for (place, property) in endpoint.properties.iter().enumerate() {
            let path = format!("{path}.properties[{place}].id");
            self.named(&format!("property of {}", endpoint.card), &property.id, known.iter(), path);
        }
        for (place, relation) in endpoint.relations.iter().enumerate() {
            self.relation(relation, &endpoint.card, &card, &format!("{path}.relations[{place}]"));
        }
    }

    fn relation(&mut self, shown: &EndpointRelation, id: &str, card: &CardContent, path: &str) {
        let known: Vec<String> = card.relations.iter().map(|one| one.id.clone()).collect();
        self.named(&format!("relation of {id}"), &shown.relation, known.iter(), format!("{path}.relation"));
        let related = card.relations.iter().find(|one| one.id == shown.relation);
        let Some((name, other)) = related.and_then(|one| Some((&one.card, self.cards.get(&one.card)?)))
        else {
            return;
        };
        let (what, known) = (format!("property of {name}"), properties(other));
        for (place, property) in shown.properties.iter().enumerate() {
            let (RelatedProperty::Id(id) | RelatedProperty::Named { id, .. }) = property;
            self.named(&what, id, known.iter(), format!("{path}.properties[{place}]"));
        }
    }

    fn find_card(&mut self, id: &str, path: String) -> Option<CardContent> {
        let known: Vec<String> = self.cards.keys().cloned().collect();
        self.named("card", id, known.iter(), path);
        self.cards.get(id).cloned()
    }

    fn named<'k>(
        &mut self,
        what: &str,
        name: &str,
        known: impl Iterator<Item = &'k String> + Clone,
        path: String,
    ) {
        if known.clone().any(|one| one == name) {
            return;
        }
        let hint = match nearest(name, known.map(String::as_str)) {
            Some(nearest) => format!("; did you mean {nearest}?"),
            None => String::new(),
        };
        self.told.push(path + &format!(": there is no {what} {name:?}{hint}"));
    }
}

/// What can be named of a card's cards.
fn properties(content: &CardContent) -> Vec<String> {
    let ids = content.properties.iter().map(|property| property.id.clone());
    std::iter::once("id".to_owned()).chain(ids).collect()
}
