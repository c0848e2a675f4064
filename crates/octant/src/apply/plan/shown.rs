//! The wait for published versions to show what became of their cards and segments.

use octant_sdk::{Destination, Endpoint};

use super::{Planner, Step, Work};
use crate::apply::state::answers;

impl Planner<'_> {
    /// Has every change of cards and segments end only when the versions that show them show it.
    pub(super) fn await_shown(&mut self) {
        let mut waits = Vec::new();
        for step in &self.plan.steps {
            for destination in self.state.destinations.iter().filter(|one| self.shows(one, &step.work)) {
                let wait = Step { item: step.item, work: Work::AwaitShown(destination.identifier.clone()) };
                if !waits.contains(&wait) {
                    waits.push(wait);
                }
            }
        }
        self.plan.steps.extend(waits);
    }

    /// Whether a version that answers shows what a call changes.
    fn shows(&self, destination: &Destination, work: &Work) -> bool {
        let mut endpoints =
            destination.versions.iter().filter(|one| answers(one)).flat_map(|one| &one.endpoints);
        match work {
            Work::ActivateCard(card) => endpoints.any(|endpoint| self.shows_card(endpoint, card)),
            Work::UpdateSegment { id, criteria: Some(_), .. }
            | Work::RestoreSegment(id)
            | Work::ArchiveSegment(id) => endpoints.any(|endpoint| endpoint.segments.contains(id)),
            _ => false,
        }
    }

    /// Whether an endpoint shows cards of a definition, itself or through a relation.
    fn shows_card(&self, endpoint: &Endpoint, card: &str) -> bool {
        let own = self.state.card(&endpoint.card);
        let relations = own.into_iter().flat_map(|own| &own.content.relations);
        let mut leading = relations.filter(|relation| relation.card == card);
        let is_shown = |id: &String| endpoint.relations.iter().any(|shown| shown.relation == *id);
        endpoint.card == card || leading.any(|relation| is_shown(&relation.id))
    }
}
