//! Card definitions: first what they hold, then their activation, then the wait for their cards.

use octant_sdk::{CardDefinition, CardDefinitionChange, CardStatus, NewCardDefinition};

use super::order::related_first;
use super::{Action, Kind, Planner, Work, changes};
use crate::apply::normal;
use crate::apply::setup::CardSetup;
use crate::apply::state::is_active;

impl Planner<'_> {
    pub(super) fn cards(&mut self) {
        let setup = self.setup;
        let cards = setup.cards.as_deref().unwrap_or_default();
        let mut activations = Vec::new();
        for wanted in related_first(cards, |card| card.id.as_str(), |card| &card.relations) {
            let item = match self.state.card(&wanted.id) {
                None => Some(self.create_card(wanted)),
                Some(known) => self.change_card(known, wanted),
            };
            activations.extend(item.filter(|_| wanted.active).map(|item| (item, wanted.id.clone())));
        }
        let activated: Vec<&str> = activations.iter().map(|(_, id)| id.as_str()).collect();
        self.segments_before(&activated);
        for (item, id) in &activations {
            self.step(*item, Work::ActivateCard(id.clone()));
        }
        for (item, id) in activations {
            self.step(item, Work::AwaitCard(id));
        }
    }

    fn create_card(&mut self, wanted: &CardSetup) -> usize {
        let item = self.item(Kind::Card, &wanted.id, Action::Create, Vec::new());
        let new = NewCardDefinition {
            id: wanted.id.clone(),
            name: wanted.name.clone(),
            description: wanted.description.clone(),
            content: wanted.content(),
        };
        self.step(item, Work::CreateCard(new));
        let effect = if wanted.active { "its cards are built" } else { "it stays a draft" };
        self.effect(item, effect.to_owned());
        item
    }

    /// The item, where its cards are to be built.
    fn change_card(&mut self, known: &CardDefinition, wanted: &CardSetup) -> Option<usize> {
        let now = self.now.cards.iter().flatten().find(|one| one.id == wanted.id)?.clone();
        let changes = changes(&now, wanted);
        if changes.is_empty() {
            if known.status == CardStatus::Updating {
                self.plan.waits.push(Work::AwaitCard(wanted.id.clone()));
            }
            if known.status == CardStatus::PendingChanges {
                self.note(format!(
                    "the card {} has changes that wait for an activation; they stay as they are",
                    wanted.id
                ));
            }
            return None;
        }
        let item = self.item(Kind::Card, &wanted.id, Action::Change, changes);
        if is_active(known) && !wanted.active {
            self.plan.items[item].destructive = true;
            self.effect(item, "its cards are taken away".to_owned());
            self.step_last(item, Work::ArchiveCard(wanted.id.clone()));
        }
        if known.status == CardStatus::Archived && wanted.active {
            self.step(item, Work::RestoreCard(wanted.id.clone()));
        }
        let next = normal::content(known.pending.clone().unwrap_or_else(|| known.content.clone()));
        let differs = !super::changes(&next, &wanted.content()).is_empty();
        let in_use_differs = now.content() != wanted.content() || !now.active;
        let change = CardDefinitionChange {
            name: (now.name != wanted.name).then(|| wanted.name.clone()),
            description: (now.description != wanted.description)
                .then(|| wanted.description.clone().unwrap_or_default()),
            content: differs.then(|| wanted.content()),
        };
        if change != CardDefinitionChange::default() {
            self.step(item, Work::UpdateCard { id: wanted.id.clone(), change });
        }
        if wanted.active && in_use_differs {
            self.effect(
                item,
                "its cards are built anew; the old ones are read until that is done".to_owned(),
            );
        }
        in_use_differs.then_some(item)
    }
}
