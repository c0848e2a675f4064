//! What a server has, asked for once, and the same as a file.

use std::collections::BTreeMap;

use octant_sdk::{
    CardContent, CardDefinition, CardStatus, Client, DataProvider, Destination, DestinationApplication,
    Error, Segment, SegmentStatus, Source, SourceProperty, SourceStatus, Version, VersionStatus,
};

use super::normal;
use super::setup::{
    CardSetup, DestinationSetup, PropertySetup, ProviderSetup, SegmentSetup, Setup, SourceSetup,
};

/// Everything that a file can speak of.
#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) sources: Vec<(Source, Vec<SourceProperty>)>,
    pub(crate) providers: Vec<DataProvider>,
    pub(crate) cards: Vec<CardDefinition>,
    pub(crate) segments: Vec<Segment>,
    pub(crate) destinations: Vec<Destination>,
    /// By the destination's id and the version's name.
    pub(crate) applications: BTreeMap<(String, String), Vec<DestinationApplication>>,
}

impl State {
    /// Asks the server.
    ///
    /// # Errors
    /// Whatever a call can meet; the key needs to read all of it.
    pub(crate) async fn read(client: &Client) -> Result<Self, Error> {
        let mut state = Self {
            providers: client.data_providers().await?,
            cards: client.card_definitions().await?,
            segments: client.segments().await?,
            destinations: client.destinations().await?,
            ..Self::default()
        };
        for source in client.sources().await? {
            let properties = match source.status {
                SourceStatus::Active => client.properties(&source.id).await?,
                SourceStatus::Purging => Vec::new(),
            };
            state.sources.push((source, properties));
        }
        for destination in &state.destinations {
            for version in &destination.versions {
                let found = client.applications(&destination.id, &version.name).await?;
                state.applications.insert((destination.id.clone(), version.name.clone()), found);
            }
        }
        Ok(state)
    }

    pub(crate) fn card(&self, id: &str) -> Option<&CardDefinition> {
        self.cards.iter().find(|card| card.id == id)
    }

    pub(crate) fn destination(&self, identifier: &str) -> Option<&Destination> {
        self.destinations.iter().find(|destination| destination.identifier == identifier)
    }

    pub(crate) fn applications(&self, destination: &Destination, version: &str) -> &[DestinationApplication] {
        let key = (destination.id.clone(), version.to_owned());
        self.applications.get(&key).map_or(&[], Vec::as_slice)
    }

    /// What the server has as a file in its one spelling: what is being deleted, changes of cards that wait for an
    /// activation, and drafts beside a published version are not in it.
    pub(crate) fn setup(&self) -> Setup {
        let active = self.sources.iter().filter(|(source, _)| source.status == SourceStatus::Active);
        let provider =
            |one: &DataProvider| ProviderSetup { name: one.name.clone(), sources: one.sources.clone() };
        normal::normal(Setup {
            sources: Some(active.map(|(source, properties)| source_setup(source, properties)).collect()),
            providers: Some(self.providers.iter().map(provider).collect()),
            cards: Some(self.cards.iter().map(card_setup).collect()),
            segments: Some(self.segments.iter().map(segment_setup).collect()),
            destinations: Some(self.destinations.iter().map(|one| self.destination_setup(one)).collect()),
        })
    }

    fn destination_setup(&self, destination: &Destination) -> DestinationSetup {
        let published = published(destination);
        let shown = published.or(destination.versions.last());
        let applications = shown.map_or(&[][..], |version| self.applications(destination, &version.name));
        let settings = destination.settings.clone();
        DestinationSetup {
            identifier: destination.identifier.clone(),
            name: settings.name,
            protected: settings.protected,
            languages: settings.languages,
            fallbacks: settings.fallbacks,
            cors_origins: settings.cors_origins,
            published: published.is_some(),
            endpoints: shown.map_or_else(Vec::new, |version| version.endpoints.clone()),
            applications: (!applications.is_empty())
                .then(|| applications.iter().map(|one| one.name.clone()).collect()),
        }
    }
}

fn source_setup(source: &Source, properties: &[SourceProperty]) -> SourceSetup {
    SourceSetup {
        id: source.id.to_string(),
        name: source.name.clone(),
        description: source.description.clone(),
        source_type: source.source_type,
        properties: properties.iter().filter_map(property_setup).collect(),
    }
}

/// A property of which anything is known beyond that it is there.
fn property_setup(property: &SourceProperty) -> Option<PropertySetup> {
    let settings = property.settings.clone();
    let said = settings.display_name != property.id
        || settings.property_type.is_some()
        || settings.delimiter.is_some()
        || settings.description.is_some();
    said.then(|| PropertySetup {
        id: property.id.clone(),
        display_name: settings.display_name,
        property_type: settings.property_type,
        delimiter: settings.delimiter,
        description: settings.description,
    })
}

fn card_setup(card: &CardDefinition) -> CardSetup {
    let content = in_use(card);
    CardSetup {
        id: card.id.clone(),
        name: card.name.clone(),
        description: card.description.clone(),
        active: is_active(card),
        sources: content.sources.clone(),
        properties: content.properties.clone(),
        relations: content.relations.clone(),
    }
}

/// Whether there are cards of it, or will be soon.
pub(crate) fn is_active(card: &CardDefinition) -> bool {
    matches!(card.status, CardStatus::Active | CardStatus::PendingChanges | CardStatus::Updating)
}

/// What its cards are made of, or will be when the update is done that is under way.
pub(crate) fn in_use(card: &CardDefinition) -> &CardContent {
    match card.status {
        CardStatus::Updating => card.activating.as_ref().or(card.pending.as_ref()).unwrap_or(&card.content),
        _ => &card.content,
    }
}

fn segment_setup(segment: &Segment) -> SegmentSetup {
    SegmentSetup {
        id: segment.id.clone(),
        name: segment.name.clone(),
        card: segment.card.clone(),
        criteria: segment.criteria.clone(),
        archived: segment.status == SegmentStatus::Archived,
    }
}

/// The newest version that answers, or is about to.
pub(crate) fn published(destination: &Destination) -> Option<&Version> {
    destination.versions.iter().rev().find(|version| answers(version))
}

/// Whether a version answers, or is about to.
pub(crate) fn answers(version: &Version) -> bool {
    version.status == VersionStatus::Published || version.publishing
}
