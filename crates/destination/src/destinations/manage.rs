//! Destinations as people set them up. What is changed here, queries know at once.

use std::collections::{BTreeMap, BTreeSet};

use octant_model::{Language, Page, PageRequest, TenantId};
use octant_store::{Actor, Revision, until_fresh};

use super::{Destinations, lock};
use crate::definition::{Destination, Endpoint, Version, VersionStatus};
use crate::error::DestinationError;
use crate::shape::Shape;
use crate::store_definitions::{self as definitions, DestinationChange, NewDestination};

impl Destinations {
    /// The destination of that id or identifier.
    ///
    /// # Errors
    /// [`DestinationError::Unknown`].
    pub fn destination(&self, tenant: &TenantId, id: &str) -> Result<Destination, DestinationError> {
        definitions::one(self.store(), tenant, id)
    }

    /// The destinations by id.
    ///
    /// # Errors
    /// Those of the store.
    pub fn list(&self, tenant: &TenantId, page: &PageRequest) -> Result<Page<Destination>, DestinationError> {
        definitions::list(self.store(), tenant, page)
    }

    /// Makes a destination with a draft `v1`.
    ///
    /// # Errors
    /// [`DestinationError::Invalid`], [`DestinationError::Exists`].
    pub fn create(
        &self,
        tenant: &TenantId,
        new: NewDestination,
        actor: &Actor,
    ) -> Result<Destination, DestinationError> {
        let own = self.tenant(tenant);
        let _one_at_a_time = lock(&own.creating);
        self.change(tenant, move || definitions::create(self.store(), tenant, new.clone(), actor))
    }

    /// Changes a destination.
    ///
    /// # Errors
    /// [`DestinationError::Unknown`], [`DestinationError::Invalid`].
    pub fn update(
        &self,
        tenant: &TenantId,
        id: &str,
        change: DestinationChange,
        actor: &Actor,
    ) -> Result<Destination, DestinationError> {
        self.change(tenant, move || definitions::update(self.store(), tenant, id, change.clone(), actor))
    }

    /// Deletes a destination with its versions and indexes, where it may go as it is then; the destination, where not.
    ///
    /// # Errors
    /// [`DestinationError::Unknown`].
    pub fn delete(
        &self,
        tenant: &TenantId,
        id: &str,
        may: &dyn Fn(&Destination) -> bool,
        actor: &Actor,
    ) -> Result<Option<Destination>, DestinationError> {
        let delete = || definitions::delete(self.store(), tenant, id, may, actor);
        let kept = until_fresh(DestinationError::is_stale, delete)?;
        self.relearn(tenant)?;
        Ok(kept)
    }

    /// Adds a draft with the endpoints of the newest version.
    ///
    /// # Errors
    /// [`DestinationError::Unknown`]; [`DestinationError::State`] where there is a draft already.
    pub fn add_version(
        &self,
        tenant: &TenantId,
        id: &str,
        actor: &Actor,
    ) -> Result<Destination, DestinationError> {
        self.change(tenant, || definitions::add_version(self.store(), tenant, id, actor))
    }

    /// Deletes a draft.
    ///
    /// # Errors
    /// [`DestinationError::Unknown`]; [`DestinationError::State`] for a version that was published.
    pub fn remove_version(
        &self,
        tenant: &TenantId,
        id: &str,
        version: &str,
        actor: &Actor,
    ) -> Result<Destination, DestinationError> {
        self.change(tenant, || definitions::remove_version(self.store(), tenant, id, version, actor))
    }

    /// Says what a draft shows; where a revision of its endpoints is expected, only instead of these.
    ///
    /// # Errors
    /// [`DestinationError::Unknown`], [`DestinationError::Invalid`]; [`DestinationError::State`] for a version that was
    /// published; [`StoreError::Changed`](octant_store::StoreError::Changed) for another revision.
    pub fn put_endpoints(
        &self,
        tenant: &TenantId,
        id: &str,
        version: &str,
        (endpoints, expected): (Vec<Endpoint>, Option<&Revision>),
        actor: &Actor,
    ) -> Result<Destination, DestinationError> {
        let cards = &self.0.cards;
        self.change(tenant, move || {
            let put = (endpoints.clone(), expected);
            definitions::put_endpoints(self.store(), cards, tenant, id, version, put, actor)
        })
    }

    /// Fixes a version's shape and begins to build its indexes; its status tells when it answers.
    ///
    /// # Errors
    /// [`DestinationError::Unknown`], [`DestinationError::Invalid`], [`DestinationError::State`].
    pub fn publish(
        &self,
        tenant: &TenantId,
        id: &str,
        version: &str,
        actor: &Actor,
    ) -> Result<Destination, DestinationError> {
        self.change(tenant, || definitions::publish(self.store(), &self.0.cards, tenant, id, version, actor))
    }

    /// Ends a version's answers.
    ///
    /// # Errors
    /// [`DestinationError::Unknown`], [`DestinationError::State`].
    pub fn stop(
        &self,
        tenant: &TenantId,
        id: &str,
        version: &str,
        actor: &Actor,
    ) -> Result<Destination, DestinationError> {
        self.change(tenant, || definitions::stop(self.store(), tenant, id, version, actor))
    }

    /// Makes a change, anew where somebody else was faster, and lets queries know of it.
    fn change(
        &self,
        tenant: &TenantId,
        change: impl FnMut() -> Result<Destination, DestinationError>,
    ) -> Result<Destination, DestinationError> {
        let changed = until_fresh(DestinationError::is_stale, change)?;
        self.relearn(tenant)?;
        Ok(changed)
    }

    /// Lets queries know what was changed.
    fn relearn(&self, tenant: &TenantId) -> Result<(), DestinationError> {
        match self.known_tenant(tenant) {
            Some(own) => self.learn(tenant, &own).map(|_all| ()),
            None => Ok(()),
        }
    }

    /// The identifiers of the destinations that show a card definition, or narrow it by a segment.
    ///
    /// # Errors
    /// Those of the store.
    pub fn users_of(
        &self,
        tenant: &TenantId,
        card: Option<&str>,
        segment: Option<&str>,
    ) -> Result<Vec<String>, DestinationError> {
        let uses = |endpoint: &Endpoint| {
            card.is_some_and(|card| endpoint.card == card)
                || segment.is_some_and(|segment| endpoint.segments.iter().any(|one| one == segment))
        };
        let shows = |shape: &Shape| card.is_some_and(|card| shape.related_cards().contains(&card));
        let in_use = |version: &Version| {
            version.status != VersionStatus::Stopped
                && (version.endpoints.iter().any(uses) || version.shapes.iter().flatten().any(shows))
        };
        let all = definitions::all(self.store(), tenant)?;
        let using = all.into_iter().filter(|destination| destination.versions.iter().any(in_use));
        Ok(using.map(|destination| destination.identifier).collect())
    }

    /// The languages of a definition's values that published versions show, each with the destinations that do. They show
    /// a language where it is one of theirs, or stands for one.
    ///
    /// # Errors
    /// Those of the store.
    pub fn languages_shown(
        &self,
        tenant: &TenantId,
        card: &str,
    ) -> Result<BTreeMap<Language, Vec<String>>, DestinationError> {
        let shows = |shape: &&Shape| shape.card == card || shape.related_cards().contains(&card);
        let mut shown: BTreeMap<Language, Vec<String>> = BTreeMap::new();
        for destination in definitions::all(self.store(), tenant)? {
            let published =
                destination.versions.iter().filter(|version| version.status == VersionStatus::Published);
            let shapes = published.flat_map(|version| version.shapes.iter().flatten()).filter(shows);
            let chains = shapes.flat_map(|shape| &shape.languages).flat_map(|(_, chain)| chain);
            for language in chains.cloned().collect::<BTreeSet<Language>>() {
                shown.entry(language).or_default().push(destination.identifier.clone());
            }
        }
        Ok(shown)
    }
}
