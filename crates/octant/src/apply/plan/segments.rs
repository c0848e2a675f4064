//! Segments.

use octant_sdk::NewSegment;

use super::{Action, Kind, Planner, Work, changes};
use crate::apply::setup::SegmentSetup;

impl Planner<'_> {
    pub(super) fn segments(&mut self) {
        for wanted in self.setup.segments.iter().flatten() {
            let known = self.now.segments.iter().flatten().find(|one| one.id == wanted.id).cloned();
            match known {
                None => self.create_segment(wanted),
                Some(known) if known.card != wanted.card => self.problems.push(format!(
                    "the segment {} is one of {:?}, and cannot become one of {:?}; give it another id, or delete it first",
                    wanted.id, known.card, wanted.card
                )),
                Some(known) => self.change_segment(&known, wanted),
            }
        }
    }

    fn create_segment(&mut self, wanted: &SegmentSetup) {
        let item = self.item(Kind::Segment, &wanted.id, Action::Create, Vec::new());
        self.step(
            item,
            Work::CreateSegment(NewSegment {
                id: wanted.id.clone(),
                name: wanted.name.clone(),
                card: wanted.card.clone(),
                criteria: wanted.criteria.clone(),
            }),
        );
        if wanted.archived {
            self.step(item, Work::ArchiveSegment(wanted.id.clone()));
        }
    }

    /// Changes segments of cards that are about to be activated, where they fit the cards as they are now: with their
    /// old filters they might stand in the way of the activation.
    pub(super) fn segments_before(&mut self, cards: &[&str]) {
        for wanted in self.setup.segments.iter().flatten() {
            let known = self.now.segments.iter().flatten().find(|one| one.id == wanted.id).cloned();
            let Some(known) = known.filter(|one| one.card == wanted.card) else { continue };
            if cards.contains(&wanted.card.as_str()) && self.fits_now(wanted) {
                self.change_segment(&known, wanted);
            }
        }
    }

    /// Whether the cards as they are now have every property that the filter names.
    fn fits_now(&self, wanted: &SegmentSetup) -> bool {
        let Some(card) = self.state.card(&wanted.card) else { return false };
        let has = |name: &String| name == "id" || card.content.properties.iter().any(|own| own.id == *name);
        wanted.properties().all(has)
    }

    fn change_segment(&mut self, known: &SegmentSetup, wanted: &SegmentSetup) {
        let changes = changes(known, wanted);
        if changes.is_empty() || self.plan.touches(Kind::Segment, &wanted.id) {
            return;
        }
        let item = self.item(Kind::Segment, &wanted.id, Action::Change, changes);
        let id = wanted.id.clone();
        let name = (known.name != wanted.name).then(|| wanted.name.clone());
        let criteria = (known.criteria != wanted.criteria).then(|| wanted.criteria.clone());
        if name.is_some() || criteria.is_some() {
            self.step(item, Work::UpdateSegment { id: id.clone(), name, criteria });
        }
        if known.archived && !wanted.archived {
            self.step(item, Work::RestoreSegment(id));
        } else if !known.archived && wanted.archived {
            self.plan.items[item].destructive = true;
            self.effect(item, "it has no members any more".to_owned());
            self.step_last(item, Work::ArchiveSegment(id));
        }
    }
}
