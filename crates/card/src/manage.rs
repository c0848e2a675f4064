//! What can be done with definitions.

use octant_model::{Page, PageRequest, TenantId};
use octant_store::{Actor, DefinitionChange, until_fresh};

use crate::card::Card;
use crate::cards::{Cards, lock};
use crate::definition::{CardDefinition, CardRelation, Content};
use crate::error::CardError;
use crate::live::Live;
use crate::plan::{self, Plan};
use crate::preview::{self, Preview};
use crate::quality::{CardProblems, LanguageQuality};
use crate::related::Related;
use crate::store_definitions::{self as definitions, CardChange, NewCard};

impl Cards {
    /// One definition.
    ///
    /// # Errors
    /// [`CardError::Unknown`].
    pub fn definition(&self, tenant: &TenantId, id: &str) -> Result<CardDefinition, CardError> {
        definitions::one(self.store(), tenant, id)
    }

    /// The definitions by id.
    ///
    /// # Errors
    /// Those of the store.
    pub fn definitions(
        &self,
        tenant: &TenantId,
        page: &PageRequest,
    ) -> Result<Page<CardDefinition>, CardError> {
        definitions::list(self.store(), tenant, page)
    }

    /// Makes a draft.
    ///
    /// # Errors
    /// [`CardError::Invalid`], [`CardError::Exists`].
    pub fn create(
        &self,
        tenant: &TenantId,
        new: NewCard,
        actor: &Actor,
    ) -> Result<CardDefinition, CardError> {
        let own = self.tenant(tenant);
        let _one_at_a_time = lock(&own.creating);
        definitions::create(self.store(), tenant, new, actor)
    }

    /// Changes a definition. The content of an active one waits for an activation.
    ///
    /// # Errors
    /// [`CardError::Unknown`], [`CardError::Invalid`], [`CardError::State`].
    pub fn update(
        &self,
        tenant: &TenantId,
        id: &str,
        change: CardChange,
        actor: &Actor,
    ) -> Result<CardDefinition, CardError> {
        until_fresh(CardError::is_stale, move || {
            definitions::update(self.store(), tenant, id, change.clone(), actor)
        })
    }

    /// What an activation would do.
    ///
    /// # Errors
    /// [`CardError::Unknown`].
    pub fn plan(&self, tenant: &TenantId, id: &str) -> Result<Plan, CardError> {
        let cards = self.live(tenant, id).map(|live| live.count()).unwrap_or_default();
        plan::plan(self.store(), tenant, &self.definition(tenant, id)?, cards)
    }

    /// Begins to build what was changed last; the definition's status tells when it is in use.
    ///
    /// # Errors
    /// [`CardError::Unknown`]; [`CardError::Invalid`] where a source or another card is missing; [`CardError::State`]
    /// where it is archived, or something leans on a property that would go.
    pub fn activate(&self, tenant: &TenantId, id: &str, actor: &Actor) -> Result<CardDefinition, CardError> {
        until_fresh(CardError::is_stale, || definitions::activate(self.store(), tenant, id, actor))
    }

    /// Takes a definition's cards away and keeps the definition. Whether a destination shows them is for the caller to
    /// know, and to keep so by the conditions.
    ///
    /// # Errors
    /// [`CardError::Unknown`].
    pub fn archive(
        &self,
        tenant: &TenantId,
        id: &str,
        conditions: &[DefinitionChange],
        actor: &Actor,
    ) -> Result<CardDefinition, CardError> {
        attempt(conditions, || definitions::archive(self.store(), tenant, id, conditions.to_vec(), actor))
    }

    /// Makes an archived definition a draft again.
    ///
    /// # Errors
    /// [`CardError::Unknown`], [`CardError::State`].
    pub fn restore(&self, tenant: &TenantId, id: &str, actor: &Actor) -> Result<CardDefinition, CardError> {
        until_fresh(CardError::is_stale, || definitions::restore(self.store(), tenant, id, actor))
    }

    /// Whether other cards than those in use are being built for a definition; false where there is no such definition.
    ///
    /// # Errors
    /// Those of the store.
    pub fn is_activating(&self, tenant: &TenantId, id: &str) -> Result<bool, CardError> {
        match self.definition(tenant, id) {
            Ok(definition) => Ok(definition.building.is_some()),
            Err(CardError::Unknown { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Whether the cards in use are what the definition's last activation made; false while that is under way.
    ///
    /// # Errors
    /// [`CardError::Unknown`].
    pub fn is_current(&self, tenant: &TenantId, id: &str) -> Result<bool, CardError> {
        let definition = self.definition(tenant, id)?;
        let in_use = self.tenant(tenant).in_use(id).map(|live| live.generation);
        Ok(definition.building.is_none() && (definition.live.is_none() || definition.live == in_use))
    }

    /// Deletes a definition and its cards. Whether a destination shows it is for the caller to know, and to keep so by the
    /// conditions.
    ///
    /// # Errors
    /// [`CardError::Unknown`]; [`CardError::State`] where segments belong to it, or other cards relate to it.
    pub fn delete(
        &self,
        tenant: &TenantId,
        id: &str,
        conditions: &[DefinitionChange],
        actor: &Actor,
    ) -> Result<(), CardError> {
        attempt(conditions, || definitions::delete(self.store(), tenant, id, conditions.to_vec(), actor))
    }

    /// Tries a content on the first entries, without keeping anything.
    ///
    /// # Errors
    /// [`CardError::Invalid`].
    pub fn preview(&self, tenant: &TenantId, content: &Content, limit: usize) -> Result<Preview, CardError> {
        preview::preview(self, tenant, content, limit)
    }

    /// The cards that a card is related to by each of its definition's relations; none where the related definition has
    /// no cards.
    ///
    /// # Errors
    /// Those of the indexes.
    pub fn related(&self, tenant: &TenantId, live: &Live, card: &Card) -> Result<Vec<Related>, CardError> {
        let related = |relation: &CardRelation| {
            let ids = match self.live(tenant, &relation.card) {
                Ok(other) => other.related_existing(relation, &card.values_of(&relation.from))?,
                Err(CardError::Unknown { .. } | CardError::Building(_) | CardError::State(_)) => Vec::new(),
                Err(error) => return Err(error),
            };
            Ok(Related { relation: relation.id.clone(), card: relation.card.clone(), ids })
        };
        live.content.relations.iter().map(related).collect()
    }

    /// A page of the cards that have texts that do not convert to a property's type; where to go on.
    ///
    /// # Errors
    /// [`CardError::Unknown`] for a property that the definition does not have; those of the index and the store.
    pub fn problems(
        &self,
        tenant: &TenantId,
        live: &Live,
        property: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<(Vec<CardProblems>, Option<String>), CardError> {
        live.problems(self.store(), tenant, property, after, limit)
    }

    /// The languages in which cards have values of localized properties.
    ///
    /// # Errors
    /// Those of the index and the store.
    pub fn languages(&self, tenant: &TenantId, live: &Live) -> Result<Vec<LanguageQuality>, CardError> {
        live.languages(self.store(), tenant)
    }

    /// One card as the store has it now.
    ///
    /// # Errors
    /// [`CardError::Unknown`]; those of [`Cards::live`].
    pub fn card(&self, tenant: &TenantId, definition: &str, key: &str) -> Result<Card, CardError> {
        let live = self.live(tenant, definition)?;
        let found = live.cards(self.store(), tenant, &[key.to_owned()])?.pop().flatten();
        found.ok_or_else(|| CardError::Unknown { what: "card", id: key.to_owned() })
    }
}

/// Works a change out again and again until nobody else is faster. One with conditions of the caller is tried once: the
/// caller works these out, too.
pub(crate) fn attempt<T>(
    conditions: &[DefinitionChange],
    mut change: impl FnMut() -> Result<T, CardError>,
) -> Result<T, CardError> {
    if conditions.is_empty() { until_fresh(CardError::is_stale, change) } else { change() }
}
