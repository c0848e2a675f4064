//! The endpoint that a page is about: what it can show, what was typed for it, what it would answer.

use octant_card::{CardDefinition, CardError, Content, SegmentStatus};
use octant_destination::{Destination, DestinationError, Endpoint, EndpointProperty, Version};
use octant_model::{PageRequest, TenantId};
use octant_store::Revision;
use octant_studio::Choice;
use octant_studio::page::destinations::endpoint::EndpointPage;
use octant_studio::page::destinations::endpoint_preview::EndpointPreview;
use serde_json::{Value as Json, json};

use super::endpoint_form::Typed;
use super::endpoint_rows::{Shown, rows};
use super::head::{find, version_head};
use crate::error::Failure;
use crate::state::AppState;
use crate::studio::Form;
use crate::studio::guard::Signed;
use crate::studio::opened::{About, Collision, Opened};
use crate::studio::problems::{Problems, sentence};

/// The endpoint that a request is about.
pub(super) struct Place {
    state: AppState,
    user: Signed,
    destination: Destination,
    version: Version,
    stored: Option<Endpoint>,
}

impl Place {
    pub(super) fn find(
        state: AppState,
        user: Signed,
        id: &str,
        name: &str,
        endpoint: Option<&str>,
    ) -> Result<Self, Failure> {
        let (destination, version) = find(&state, &user, id, name)?;
        let known = |wanted: &str| version.endpoints.iter().find(|one| one.identifier == wanted).cloned();
        let stored = match endpoint {
            Some(wanted) => Some(known(wanted).ok_or_else(|| Failure::not_found("endpoint", wanted))?),
            None => None,
        };
        Ok(Self { state, user, destination, version, stored })
    }

    /// What can be changed of it: the endpoint as it is stored, or nothing.
    pub(super) fn editable(&self) -> Json {
        json!(self.stored)
    }

    /// What was saved of the endpoint while its form was open.
    pub(super) fn collision(&self, opened: &Opened, yours: &Endpoint) -> Result<Collision, Failure> {
        let (key, version) = (self.destination.id.to_string(), &self.version.name);
        let endpoint = self.stored.as_ref().map_or("", |stored| stored.identifier.as_str());
        let identifier = &self.destination.identifier;
        let page = format!("/studio/destinations/{identifier}/versions/{version}/endpoints/{endpoint}");
        let about = About { kind: "destination", id: &key, page };
        Collision::find(&self.state, &self.tenant(), about, opened, (&self.editable(), &json!(yours)))
    }

    fn tenant(&self) -> TenantId {
        self.user.tenant()
    }

    /// The card of that id with what it relates to; nothing where there is no such card.
    fn shown(&self, card: &str) -> Result<Shown, CardError> {
        let Some(content) = self.content(card)? else { return Ok(Shown::default()) };
        let of = |relation: &octant_card::CardRelation| {
            Ok(self.content(&relation.card)?.map(|other| other.properties).unwrap_or_default())
        };
        let related = content.relations.iter().map(of).collect::<Result<_, CardError>>()?;
        Ok(Shown { content, related })
    }

    fn content(&self, card: &str) -> Result<Option<Content>, CardError> {
        match self.state.cards.definition(&self.tenant(), card) {
            Ok(definition) => Ok(Some(definition.next().clone())),
            Err(CardError::Unknown { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// What was typed.
    pub(super) fn read(&self, form: &Form) -> Result<Typed, Failure> {
        let card = form.text("card");
        let shown = self.shown(card)?;
        let stored = self.stored.as_ref().filter(|stored| stored.card == card).cloned().unwrap_or_default();
        let (properties, relations) = rows(&self.destination, &shown, &stored);
        Ok(Typed::read(form, stored, properties, relations))
    }

    /// The endpoint as it is stored; a new one shows every property of the first card.
    pub(super) fn start(&self) -> Result<Typed, Failure> {
        let endpoint = match &self.stored {
            Some(stored) => stored.clone(),
            None => Endpoint { card: self.first_card()?.unwrap_or_default(), ..Endpoint::default() },
        };
        let mut typed = self.of_card(&endpoint)?;
        typed.identifier.value.clone_from(&endpoint.identifier);
        Ok(typed)
    }

    fn first_card(&self) -> Result<Option<String>, CardError> {
        Ok(self.cards()?.into_iter().next().map(|card| card.id))
    }

    /// The form for an endpoint; one that shows nothing yet is offered all properties.
    pub(super) fn of_card(&self, endpoint: &Endpoint) -> Result<Typed, Failure> {
        let shown = self.shown(&endpoint.card)?;
        let mut endpoint = endpoint.clone();
        if self.stored.is_none() {
            let all = shown.content.properties.iter().map(|own| own.id.clone());
            endpoint.properties = all.map(plain).collect();
        }
        let (properties, relations) = rows(&self.destination, &shown, &endpoint);
        let (card, segments) = (endpoint.card.clone(), endpoint.segments.clone());
        Ok(Typed { card, segments, properties, relations, stored: endpoint, ..Typed::default() })
    }

    /// The card definitions that have cards, or may have.
    fn cards(&self) -> Result<Vec<CardDefinition>, CardError> {
        let found = self.state.cards.definitions(&self.tenant(), &PageRequest::first(1_000))?;
        let mut cards = found.items;
        cards.retain(|card| card.status != octant_card::CardStatus::Archived);
        cards.sort_by_key(|card| !card.is_live());
        Ok(cards)
    }

    /// The version's endpoints with this one as it was typed, and its place among them.
    pub(super) fn with(&self, endpoint: Endpoint) -> (Vec<Endpoint>, usize) {
        let mut all = self.version.endpoints.clone();
        let own = self.stored.as_ref().map(|stored| &stored.identifier);
        match all.iter().position(|one| Some(&one.identifier) == own) {
            Some(place) => {
                all[place] = endpoint;
                (all, place)
            }
            None => {
                all.push(endpoint);
                let place = all.len() - 1;
                (all, place)
            }
        }
    }

    pub(super) fn preview(&self, typed: &Typed) -> Result<EndpointPreview, Failure> {
        let refused = |refused: Option<String>| EndpointPreview { refused, ..EndpointPreview::default() };
        let (mut endpoint, written) = typed.endpoint();
        if endpoint.card.is_empty() {
            return Ok(EndpointPreview::default());
        }
        if !written.is_empty() {
            return Ok(refused(written.rest()));
        }
        if endpoint.identifier.is_empty() {
            "preview".clone_into(&mut endpoint.identifier);
        }
        let destination = self.destination.id.to_string();
        match self.state.destinations.preview(&self.tenant(), &destination, &endpoint) {
            Ok(made) => Ok(EndpointPreview {
                json: made.result.as_deref().map(indented),
                cards: made.cards,
                refused: None,
            }),
            Err(DestinationError::Invalid(fields)) => Ok(refused(Problems::from(fields).rest())),
            Err(error @ DestinationError::Building(_)) => Ok(refused(Some(sentence(&error.to_string())))),
            Err(DestinationError::Card(CardError::State(why))) => Ok(refused(Some(sentence(&why)))),
            Err(error) => Err(error.into()),
        }
    }

    pub(super) fn page(&self, mut typed: Typed, problems: Problems) -> Result<EndpointPage, Failure> {
        let preview = self.preview(&typed)?;
        let (card_problem, problem) = typed.mark(problems);
        let card = |card: CardDefinition| {
            let chosen = card.id == typed.card;
            Choice::new(card.id, card.name).chosen(chosen)
        };
        let segments = self.state.cards.segments_of(&self.tenant(), &typed.card)?.into_iter();
        let is_offered = |segment: &octant_card::Segment| {
            segment.status == SegmentStatus::Active || typed.segments.contains(&segment.id)
        };
        let segment = |segment: octant_card::Segment| {
            let chosen = typed.segments.contains(&segment.id);
            Choice::new(segment.id, segment.name).chosen(chosen)
        };
        Ok(EndpointPage {
            version: version_head(&self.state, &self.user, &self.destination, &self.version)?,
            stored: self.stored.as_ref().map(|stored| stored.identifier.clone()),
            identifier: typed.identifier,
            cards: self.cards()?.into_iter().map(card).collect(),
            card_problem,
            segments: segments.filter(is_offered).map(segment).collect(),
            properties: typed.properties,
            relations: typed.relations,
            preview,
            problem,
        })
    }

    /// Keeps the endpoints; what is wrong with this one otherwise.
    pub(super) fn store(
        &self,
        endpoints: Vec<Endpoint>,
        place: usize,
    ) -> Result<Result<(), Problems>, Failure> {
        let (id, version) = (self.destination.id.to_string(), &self.version.name);
        let actor = self.user.actor();
        let expected = Revision::of(&self.version.endpoints);
        let put = (endpoints, Some(&expected));
        match self.state.destinations.put_endpoints(&self.tenant(), &id, version, put, &actor) {
            Ok(_changed) => Ok(Ok(())),
            Err(DestinationError::Invalid(fields)) => Ok(Err(own(fields, place))),
            Err(DestinationError::State(why)) => Ok(Err(Problems::whole(why))),
            Err(error) => Err(error.into()),
        }
    }
}

fn plain(id: String) -> EndpointProperty {
    EndpointProperty { id, shown_as: None, facet: None, searchable: false }
}

/// The problems of one of the endpoints, without the path to it; those of others stay as they are.
fn own(fields: octant_card::FieldErrors, place: usize) -> Problems {
    let prefix = format!("endpoints[{place}].");
    let mut problems = Problems::default();
    for (path, messages) in fields {
        for message in messages {
            match path.strip_prefix(&prefix) {
                Some(own) => problems.tell(own, message),
                None => problems.tell("", format!("{path}: {message}")),
            }
        }
    }
    problems
}

/// A JSON text, indented.
pub(in crate::studio) fn indented(json: &str) -> String {
    let value: Result<serde_json::Value, _> = serde_json::from_str(json);
    value.and_then(|value| serde_json::to_string_pretty(&value)).unwrap_or_else(|_| json.to_owned())
}
