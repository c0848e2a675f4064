//! Destinations: what is published never changes its shape, so another shape is another version.

use octant_destination::{EndpointNames, NameCollision, name_collisions};
use octant_model::language::canonical;
use octant_sdk::{Destination, Endpoint, RelatedProperty, Version as Known, VersionStatus};

use super::{Action, Kind, Planner, Version, Work, changes};
use crate::apply::normal;
use crate::apply::setup::DestinationSetup;
use crate::apply::state::{answers, published};

/// How many versions answer at the same time.
const MAX_PUBLISHED: usize = 3;

/// Where the endpoints go.
struct Place {
    version: Version,
    /// Whether the version is still to be made.
    add: bool,
    /// Whether the version's endpoints differ from the wanted ones.
    put: bool,
}

impl Planner<'_> {
    pub(super) fn destinations(&mut self) {
        let mut publishing = Vec::new();
        for wanted in self.setup.destinations.iter().flatten() {
            let item = match self.state.destination(&wanted.identifier) {
                None => Some(self.create_destination(wanted)),
                Some(known) => self.change_destination(known, wanted),
            };
            publishing
                .extend(item.filter(|_| wanted.published).map(|item| (item, wanted.identifier.clone())));
        }
        for (item, identifier) in publishing {
            self.step(item, Work::AwaitPublished(identifier));
        }
    }

    fn create_destination(&mut self, wanted: &DestinationSetup) -> usize {
        let identifier = wanted.identifier.clone();
        let item = self.item(Kind::Destination, &identifier, Action::Create, Vec::new());
        self.step(item, Work::CreateDestination { identifier, settings: wanted.settings() });
        let place = Place { version: Version::Newest, add: false, put: !wanted.endpoints.is_empty() };
        self.check_names(wanted);
        self.put_and_publish(item, wanted, place, "v1");
        item
    }

    /// The item, where a version is to be published.
    fn change_destination(&mut self, known: &Destination, wanted: &DestinationSetup) -> Option<usize> {
        let now =
            self.now.destinations.iter().flatten().find(|one| one.identifier == wanted.identifier)?.clone();
        let mut shown = wanted.clone();
        shown.applications = self.applications_after(&now, wanted);
        let changes = changes(&now, &shown);
        let place = place(known, &now, wanted);
        let publishes = wanted.published && place.is_some();
        if changes.is_empty() && !publishes {
            self.wait_for(known);
            self.note_draft(known);
            return None;
        }
        let item = self.item(Kind::Destination, &wanted.identifier, Action::Change, changes);
        if let Some(Place { add: true, .. }) = &place {
            self.step(item, Work::AddVersion(wanted.identifier.clone()));
        }
        if now.settings() != wanted.settings() {
            let (identifier, settings) = (wanted.identifier.clone(), wanted.settings());
            self.step(item, Work::UpdateDestination { identifier, settings });
        }
        if !wanted.published {
            self.stop_all(item, known, wanted);
        }
        match place {
            Some(place) => {
                if place.add || place.put {
                    self.check_names(wanted);
                }
                let name = version_name(known, &place);
                self.tell_of_version(item, known, wanted, &name);
                self.put_and_publish(item, wanted, Place { add: false, ..place }, &name);
            }
            None => self.change_applications(item, known, wanted),
        }
        publishes.then_some(item)
    }

    /// Tells of names that the server refuses because generated clients cannot tell them apart. What is published keeps its
    /// names, whatever they are.
    fn check_names(&mut self, wanted: &DestinationSetup) {
        let names: Vec<EndpointNames<'_>> = wanted.endpoints.iter().map(names).collect();
        for NameCollision { path, message } in name_collisions(&names) {
            self.problems.push(format!("{}: {path}: {message}", wanted.identifier));
        }
    }

    /// Fills a version that is there by now, lets its applications in and publishes it.
    fn put_and_publish(&mut self, item: usize, wanted: &DestinationSetup, place: Place, name: &str) {
        let identifier = &wanted.identifier;
        if place.put {
            let (version, endpoints) = (place.version.clone(), wanted.endpoints.clone());
            self.step(item, Work::PutEndpoints { identifier: identifier.clone(), version, endpoints });
        }
        let there = self.there(identifier, &place.version);
        for application in wanted.applications.iter().flatten().filter(|name| !there.contains(*name)) {
            let (version, name) = (place.version.clone(), application.clone());
            self.step(item, Work::CreateApplication { identifier: identifier.clone(), version, name });
        }
        if wanted.published {
            self.make_room(item, identifier);
            self.effect(item, format!("{name} is published"));
            self.step(item, Work::Publish { identifier: identifier.clone(), version: place.version });
        } else {
            self.effect(item, format!("{name} is not published"));
        }
    }

    /// The names of the applications that a version has already.
    fn there(&self, identifier: &str, version: &Version) -> Vec<String> {
        match (self.state.destination(identifier), version) {
            (Some(known), Version::Named(version)) => {
                self.state.applications(known, version).iter().map(|one| one.name.clone()).collect()
            }
            _ => Vec::new(),
        }
    }

    fn tell_of_version(&mut self, item: usize, known: &Destination, wanted: &DestinationSetup, name: &str) {
        let Some(old) = published(known).filter(|old| wanted.published && old.name != name) else { return };
        if old.other_languages {
            self.effect(item, format!("{} was published for other languages", old.name));
        }
        self.effect(
            item,
            format!("{} keeps its shape and goes on; {name} is made for the new one", old.name),
        );
        let clients = self.state.applications(known, &old.name).len();
        if clients > 0 {
            self.effect(item, format!("the applications of {} need new secrets for {name}", old.name));
        }
    }

    /// The oldest version goes where as many are published as can be.
    fn make_room(&mut self, item: usize, identifier: &str) {
        let Some(known) = self.state.destination(identifier) else { return };
        let mut published = known.versions.iter().filter(|version| answers(version));
        let oldest = published.next().map(|version| version.name.clone());
        let Some(oldest) = oldest.filter(|_| published.count() + 1 >= MAX_PUBLISHED) else { return };
        if self.permissions.stop_oldest {
            self.plan.items[item].destructive = true;
            self.effect(item, format!("{oldest} stops: {MAX_PUBLISHED} versions can be published at a time"));
            self.step(item, Work::Stop { identifier: identifier.to_owned(), version: oldest });
        } else {
            self.problems.push(format!(
                "{identifier}: {MAX_PUBLISHED} versions are published already, and the change needs another one; stop \
                 {oldest}, or give --stop-oldest"
            ));
        }
    }

    fn stop_all(&mut self, item: usize, known: &Destination, wanted: &DestinationSetup) {
        for version in known.versions.iter().filter(|version| answers(version)) {
            self.plan.items[item].destructive = true;
            self.effect(item, format!("{} stops", version.name));
            let (identifier, version) = (wanted.identifier.clone(), version.name.clone());
            self.step(item, Work::Stop { identifier, version });
        }
    }

    /// The applications that a version keeps where the file takes none away.
    fn applications_after(&self, now: &DestinationSetup, wanted: &DestinationSetup) -> Option<Vec<String>> {
        let Some(names) = &wanted.applications else { return now.applications.clone() };
        let mut after: Vec<String> = now.applications.clone().unwrap_or_default();
        if self.permissions.prune {
            after.retain(|name| names.contains(name));
        }
        let new: Vec<String> = names.iter().filter(|name| !after.contains(name)).cloned().collect();
        after.extend(new);
        (!after.is_empty()).then_some(after)
    }

    /// Lets applications into the version that stays the newest, and others out where that is allowed.
    fn change_applications(&mut self, item: usize, known: &Destination, wanted: &DestinationSetup) {
        let Some(version) = published(known).or(known.versions.last()) else { return };
        let there = self.state.applications(known, &version.name);
        let Some(names) = &wanted.applications else { return };
        for name in names.iter().filter(|name| !there.iter().any(|one| one.name == **name)) {
            let (identifier, name) = (wanted.identifier.clone(), name.clone());
            let version = Version::Named(version.name.clone());
            self.step(item, Work::CreateApplication { identifier, version, name });
        }
        let prune = self.permissions.prune;
        for other in there.iter().filter(|one| prune && !names.contains(&one.name)) {
            self.plan.items[item].destructive = true;
            self.effect(item, format!("the application {:?} gets no answers any more", other.name));
            let (identifier, version) = (wanted.identifier.clone(), version.name.clone());
            let (name, client_id) = (other.name.clone(), other.client_id.clone());
            self.step(item, Work::DeleteApplication { identifier, version, name, client_id });
        }
    }

    fn wait_for(&mut self, known: &Destination) {
        for version in known.versions.iter().filter(|version| version.publishing) {
            let (identifier, version) = (known.identifier.clone(), version.name.clone());
            self.plan.waits.push(Work::AwaitVersion { identifier, version });
        }
        if known.versions.iter().any(|version| !version.publishing && version.building.is_some()) {
            self.plan.waits.push(Work::AwaitShown(known.identifier.clone()));
        }
    }

    fn note_draft(&mut self, known: &Destination) {
        let draft = known.versions.iter().find(|version| is_draft(version));
        if let (Some(draft), Some(_)) = (draft, published(known)) {
            self.note(format!("{} of {} is a draft; it stays as it is", draft.name, known.identifier));
        }
    }
}

/// Where the endpoints are to go, or `None` where a version has them and can stay as it is.
fn place(known: &Destination, now: &DestinationSetup, wanted: &DestinationSetup) -> Option<Place> {
    let newest = known.versions.last();
    let same = |version: &Known| is_same(&version.endpoints, &wanted.endpoints);
    let current = published(known).filter(|_| wanted.published).or(newest);
    let shape_differs = !same_languages(&now.languages, &wanted.languages)
        || now.fallbacks != wanted.fallbacks
        || current.is_some_and(|version| version.other_languages && wanted.published);
    // A version that was never published takes its shape when it is.
    if current.is_some_and(|version| same(version) && (is_draft(version) || !shape_differs)) {
        return current.filter(|version| wanted.published && !answers(version)).map(|version| Place {
            version: Version::Named(version.name.clone()),
            add: false,
            put: false,
        });
    }
    match known.versions.iter().find(|version| is_draft(version)) {
        Some(draft) => {
            let put = !same(draft);
            Some(Place { version: Version::Named(draft.name.clone()), add: false, put })
        }
        None => Some(Place {
            version: Version::Newest,
            add: true,
            put: newest.is_none_or(|version| !same(version)),
        }),
    }
}

fn names(endpoint: &Endpoint) -> EndpointNames<'_> {
    let relations = endpoint.relations.iter().map(|relation| {
        let name = relation.shown_as.as_deref().unwrap_or(&relation.relation);
        (name, relation.properties.iter().map(related_name).collect())
    });
    EndpointNames {
        identifier: &endpoint.identifier,
        properties: endpoint
            .properties
            .iter()
            .map(|one| one.shown_as.as_deref().unwrap_or(&one.id))
            .collect(),
        relations: relations.collect(),
    }
}

fn related_name(property: &RelatedProperty) -> &str {
    match property {
        RelatedProperty::Id(id) | RelatedProperty::Named { id, shown_as: None } => id,
        RelatedProperty::Named { shown_as: Some(name), .. } => name,
    }
}

/// Whether they are the same languages, whatever their spelling.
fn same_languages(one: &[String], two: &[String]) -> bool {
    let canonical = |languages: &[String]| languages.iter().map(|text| canonical(text)).collect::<Vec<_>>();
    canonical(one) == canonical(two)
}

fn is_draft(version: &Known) -> bool {
    version.status == VersionStatus::Draft && !version.publishing
}

fn is_same(known: &[Endpoint], wanted: &[Endpoint]) -> bool {
    let mut known = known.to_vec();
    known.iter_mut().for_each(normal::endpoint);
    changes(&known, &wanted).is_empty()
}

/// What a version is called, or will be.
fn version_name(known: &Destination, place: &Place) -> String {
    if !place.add {
        return name_of(&place.version).to_owned();
    }
    let number = |version: &Known| version.name.strip_prefix('v')?.parse::<u32>().ok();
    format!("v{}", known.versions.iter().filter_map(number).max().unwrap_or_default() + 1)
}

fn name_of(version: &Version) -> &str {
    match version {
        Version::Named(name) => name,
        Version::Newest => "the newest version",
    }
}
