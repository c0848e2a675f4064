//! What goes because the file leaves it out; only of kinds that the file has.

use octant_model::SourceId;

use super::order::related_first;
use super::{Action, Kind, Planner, Work};

impl Planner<'_> {
    pub(super) fn prune(&mut self) {
        let setup = self.setup;
        if let Some(kept) = &setup.destinations {
            for known in &self.state.destinations {
                if !kept.iter().any(|one| one.identifier == known.identifier) {
                    let work = Work::DeleteDestination(known.identifier.clone());
                    self.remove(
                        Kind::Destination,
                        &known.identifier,
                        "nobody gets answers from it any more",
                        work,
                    );
                }
            }
        }
        if let Some(kept) = &setup.segments {
            for known in &self.state.segments {
                if !kept.iter().any(|one| one.id == known.id) {
                    self.remove(Kind::Segment, &known.id, "", Work::DeleteSegment(known.id.clone()));
                }
            }
        }
        if let Some(kept) = &setup.cards {
            // The other way round: first what leans on others.
            let ordered = related_first(&self.state.cards, |card| &card.id, |card| &card.content.relations);
            for known in ordered.into_iter().rev() {
                if !kept.iter().any(|one| one.id == known.id) {
                    self.remove(Kind::Card, &known.id, "its cards go", Work::DeleteCard(known.id.clone()));
                }
            }
        }
        if let Some(kept) = &setup.providers {
            for known in &self.state.providers {
                if !kept.iter().any(|one| one.name == known.name) {
                    self.remove(
                        Kind::Provider,
                        &known.name,
                        "its tokens end at once",
                        Work::DeleteProvider(known.id),
                    );
                }
            }
        }
        self.prune_sources();
    }

    fn prune_sources(&mut self) {
        let Some(kept) = &self.setup.sources else { return };
        let going: Vec<SourceId> = self
            .now
            .sources
            .iter()
            .flatten()
            .filter(|known| !kept.iter().any(|one| one.id == known.id))
            .filter_map(|known| SourceId::new(&*known.id).ok())
            .collect();
        for id in going {
            let work = Work::DeleteSource(id.clone());
            let item = self.remove(Kind::Source, id.as_str(), "all its entries go", work);
            self.step(item, Work::AwaitPurged(id));
        }
    }

    fn remove(&mut self, kind: Kind, id: &str, effect: &str, work: Work) -> usize {
        let item = self.item(kind, id, Action::Remove, Vec::new());
        if !effect.is_empty() {
            self.effect(item, effect.to_owned());
        }
        self.step(item, work);
        item
    }
}
