//! What is made of a source, on its way to applications.

use octant_access::{Provider, SourceGrant};
use octant_card::{CardDefinition, CardStatus, Content, Segment};
use octant_destination::{Destination, Endpoint, Version, VersionStatus};
use octant_model::{Page, PageRequest, SourceId, TenantId};
use octant_store::Condition;

use crate::error::Failure;
use crate::state::AppState;

/// Everything that loses something with a source.
pub(crate) struct Behind {
    /// The providers that name the source.
    pub(crate) providers: Vec<Provider>,
    /// The cards that read it and are not archived.
    pub(crate) cards: Vec<CardDefinition>,
    /// The segments of these cards.
    pub(crate) segments: Vec<Segment>,
    /// The versions that show these cards and are not stopped.
    pub(crate) versions: Vec<Shown>,
    /// That the definitions which were looked at are still as they were.
    pub(crate) conditions: Vec<Condition>,
}

/// A version of a destination that shows cards of a source.
pub(crate) struct Shown {
    /// The destination's identifier.
    pub(crate) destination: String,
    /// The destination's name.
    pub(crate) name: String,
    /// The version's name.
    pub(crate) version: String,
    /// Whether it answers, or will as soon as it is built.
    pub(crate) is_published: bool,
    /// The endpoints that show them.
    pub(crate) endpoints: Vec<String>,
    /// How many applications may query it.
    pub(crate) applications: usize,
}

/// Every card definition and destination of a tenant.
pub(crate) struct Setup {
    definitions: Vec<CardDefinition>,
    destinations: Vec<Destination>,
}

impl Setup {
    /// Reads them.
    pub(crate) fn of(state: &AppState, tenant: &TenantId) -> Result<Self, Failure> {
        Ok(Self {
            definitions: all(|page| Ok(state.cards.definitions(tenant, page)?))?,
            destinations: all(|page| Ok(state.destinations.list(tenant, page)?))?,
        })
    }

    /// The cards that read a source and are not archived.
    pub(crate) fn cards_of(&self, source: &SourceId) -> Vec<CardDefinition> {
        let reads = |one: &&CardDefinition| {
            one.status != CardStatus::Archived && contents(one).any(|content| content.reads(source.as_str()))
        };
        self.definitions.iter().filter(reads).cloned().collect()
    }

    /// Whether a published version shows one of the cards.
    pub(crate) fn is_published(&self, cards: &[CardDefinition]) -> bool {
        let versions = self.destinations.iter().flat_map(|destination| &destination.versions);
        let mut published = versions.filter(|version| is_published(version));
        published.any(|version| !endpoints(version, cards, &self.definitions).is_empty())
    }

    /// That all of them are still as they are here.
    fn conditions(&self) -> Vec<Condition> {
        let cards = self.definitions.iter().map(CardDefinition::condition);
        cards.chain(self.destinations.iter().map(Destination::condition)).collect()
    }
}

fn is_published(version: &Version) -> bool {
    version.status == VersionStatus::Published || version.publishing
}

impl Behind {
    /// Looks for everything.
    pub(crate) fn of(state: &AppState, tenant: &TenantId, source: &SourceId) -> Result<Self, Failure> {
        let names = |one: &Provider| matches!(&one.sources, SourceGrant::Some(all) if all.contains(source));
        let mut providers = all(|page| Ok(state.access.providers(tenant, page)?))?;
        providers.retain(names);
        let setup = Setup::of(state, tenant)?;
        let cards = setup.cards_of(source);
        let mut segments = Vec::new();
        for card in &cards {
            segments.extend(state.cards.segments_of(tenant, &card.id)?);
        }
        let mut versions = Vec::new();
        for destination in &setup.destinations {
            for version in &destination.versions {
                let endpoints = endpoints(version, &cards, &setup.definitions);
                if !endpoints.is_empty() {
                    versions.push(shown(state, tenant, destination, version, endpoints)?);
                }
            }
        }
        Ok(Self { providers, cards, segments, versions, conditions: setup.conditions() })
    }

    /// The published versions, such as `shop v1`.
    pub(crate) fn published(&self) -> Vec<String> {
        let published = self.versions.iter().filter(|one| one.is_published);
        published.map(|one| format!("{} {}", one.destination, one.version)).collect()
    }
}

/// Everything of a list.
fn all<T>(list: impl Fn(&PageRequest) -> Result<Page<T>, Failure>) -> Result<Vec<T>, Failure> {
    let mut page = PageRequest::first(200);
    let mut items = Vec::new();
    loop {
        let found = list(&page)?;
        items.extend(found.items);
        match found.after {
            Some(after) => page.after = Some(after),
            None => return Ok(items),
        }
    }
}

/// What the cards of a definition are made of, now and after what waits.
fn contents(card: &CardDefinition) -> impl Iterator<Item = &Content> {
    [&card.content, card.activated(), card.next()].into_iter()
}

/// The endpoints of a version, unless it is stopped, that show one of the cards, or others with them.
fn endpoints(version: &Version, cards: &[CardDefinition], all: &[CardDefinition]) -> Vec<String> {
    if version.status == VersionStatus::Stopped && !version.publishing {
        return Vec::new();
    }
    let is_one = |id: &str| cards.iter().any(|card| card.id == id);
    let relates = |endpoint: &Endpoint| {
        let card = all.iter().find(|card| card.id == endpoint.card);
        let relations = card.into_iter().flat_map(contents).flat_map(|content| &content.relations);
        relations
            .filter(|own| endpoint.relations.iter().any(|shown| shown.relation == own.id))
            .any(|own| is_one(&own.card))
    };
    let shapes = version.shapes.as_deref().unwrap_or_default();
    let uses = |(place, endpoint): &(usize, &Endpoint)| {
        let shape = shapes.get(*place);
        let related = shape.map(|shape| shape.related_cards()).unwrap_or_default();
        is_one(&endpoint.card) || related.into_iter().any(is_one) || relates(endpoint)
    };
    let using = version.endpoints.iter().enumerate().filter(uses);
    using.map(|(_, endpoint)| endpoint.identifier.clone()).collect()
}

fn shown(
    state: &AppState,
    tenant: &TenantId,
    destination: &Destination,
    version: &Version,
    endpoints: Vec<String>,
) -> Result<Shown, Failure> {
    let list = |page: &PageRequest| {
        Ok(state.access.destination_applications(tenant, destination.id, version.id, page)?)
    };
    Ok(Shown {
        destination: destination.identifier.clone(),
        name: destination.name.clone(),
        version: version.name.clone(),
        is_published: is_published(version),
        endpoints,
        applications: all(list)?.len(),
    })
}
