//! Trying an endpoint on real cards before it is saved.

use std::sync::Arc;

use octant_model::TenantId;

use super::Destinations;
use crate::check;
use crate::definition::Endpoint;
use crate::error::DestinationError;
use crate::recipe::Recipe;
use crate::store_definitions as definitions;

/// How many cards are tried; the one that has most to show is shown.
const TRIED: usize = 20;

/// What an endpoint would show.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EndpointPreview {
    /// A result in the default language, as JSON; `None` where there is no card.
    pub result: Option<String>,
    /// How many cards it would show.
    pub cards: u64,
}

impl Destinations {
    /// Tries an endpoint of a destination, without keeping anything.
    ///
    /// # Errors
    /// [`DestinationError::Unknown`]; [`DestinationError::Invalid`] as when the version was published.
    pub fn preview(
        &self,
        tenant: &TenantId,
        destination: &str,
        endpoint: &Endpoint,
    ) -> Result<EndpointPreview, DestinationError> {
        let cards = &self.0.cards;
        check::endpoints(cards, tenant, std::slice::from_ref(endpoint))?;
        let destination = definitions::one(self.store(), tenant, destination)?;
        let version = definitions::draft("preview".to_owned(), vec![endpoint.clone()]);
        let shapes = definitions::shapes(cards, tenant, &destination, &version)?;
        let Some(shape) = shapes.into_iter().next() else { return Ok(EndpointPreview::default()) };
        let recipe = Recipe::of(cards, tenant, &Arc::new(shape))?;
        let Some(filter) = recipe.filter() else { return Ok(EndpointPreview::default()) };
        let found = recipe.card.page(filter, None, None, TRIED)?;
        let made = recipe.batch(self.store(), tenant, &found.ids)?;
        let results = made.put.into_iter().filter_map(|document| document.shown.into_iter().next());
        Ok(EndpointPreview { result: results.max_by_key(String::len), cards: found.total })
    }
}
