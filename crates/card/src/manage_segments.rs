//! What can be done with segments.

use octant_model::{Page, PageRequest, TenantId};
use octant_store::{Actor, DefinitionChange, until_fresh};

use crate::cards::Cards;
use crate::error::CardError;
use crate::manage::attempt;
use crate::read::CardPage;
use crate::segment::{Criteria, NewSegment, Segment, SegmentChange};
use crate::store_segments as segments;

impl Cards {
    /// One segment.
    ///
    /// # Errors
    /// [`CardError::Unknown`].
    pub fn segment(&self, tenant: &TenantId, id: &str) -> Result<Segment, CardError> {
        segments::one(self.store(), tenant, id)
    }

    /// The segments by id.
    ///
    /// # Errors
    /// Those of the store.
    pub fn segments(&self, tenant: &TenantId, page: &PageRequest) -> Result<Page<Segment>, CardError> {
        segments::list(self.store(), tenant, page)
    }

    /// Every segment of a card definition.
    ///
    /// # Errors
    /// Those of the store.
    pub fn segments_of(&self, tenant: &TenantId, card: &str) -> Result<Vec<Segment>, CardError> {
        segments::of_card(self.store(), tenant, card)
    }

    /// Makes a segment.
    ///
    /// # Errors
    /// [`CardError::Invalid`], [`CardError::Exists`].
    pub fn create_segment(
        &self,
        tenant: &TenantId,
        new: NewSegment,
        actor: &Actor,
    ) -> Result<Segment, CardError> {
        until_fresh(CardError::is_stale, move || segments::create(self.store(), tenant, new.clone(), actor))
    }

    /// Changes a segment, under these conditions.
    ///
    /// # Errors
    /// [`CardError::Unknown`], [`CardError::Invalid`].
    pub fn update_segment(
        &self,
        tenant: &TenantId,
        id: &str,
        change: SegmentChange,
        conditions: &[DefinitionChange],
        actor: &Actor,
    ) -> Result<Segment, CardError> {
        attempt(conditions, move || {
            segments::update(self.store(), tenant, id, change.clone(), conditions.to_vec(), actor)
        })
    }

    /// Deletes a segment. Whether something else needs it is for the caller to know, and to keep so by the conditions.
    ///
    /// # Errors
    /// [`CardError::Unknown`].
    pub fn delete_segment(
        &self,
        tenant: &TenantId,
        id: &str,
        conditions: &[DefinitionChange],
        actor: &Actor,
    ) -> Result<(), CardError> {
        segments::delete(self.store(), tenant, id, conditions.to_vec(), actor)
    }

    /// A page of a segment's cards.
    ///
    /// # Errors
    /// [`CardError::Unknown`]; those of [`Cards::live`].
    pub fn members(
        &self,
        tenant: &TenantId,
        id: &str,
        after: Option<String>,
        limit: usize,
    ) -> Result<CardPage, CardError> {
        let segment = self.segment(tenant, id)?;
        let live = self.live(tenant, &segment.card)?;
        live.members(&segment.membership(&live.content), after, limit)
    }

    /// Checks criteria and counts whom they would hold, with the first of them.
    ///
    /// # Errors
    /// [`CardError::Invalid`]; those of [`Cards::live`].
    pub fn preview_segment(
        &self,
        tenant: &TenantId,
        card: &str,
        criteria: &Criteria,
        limit: usize,
    ) -> Result<CardPage, CardError> {
        segments::check(self.store(), tenant, card, criteria)?;
        let live = self.live(tenant, card)?;
        live.members(&criteria.membership(&live.content)?, None, limit)
    }
}
