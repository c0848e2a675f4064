//! What is to be done so that a server is as the file says: worked out whole before anything is done.

mod cards;
mod destinations;
mod order;
mod prune;
mod segments;
mod shown;
mod sources;
mod work;

use serde::Serialize;
use serde_json::Value;

use super::difference::{self, Change};
use super::failure::Failure;
use super::references;
use super::setup::Setup;
use super::state::State;
pub(crate) use work::{Version, Work};

/// What a thing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Kind {
    Source,
    Provider,
    Card,
    Segment,
    Destination,
}

impl Kind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Provider => "provider",
            Self::Card => "card",
            Self::Segment => "segment",
            Self::Destination => "destination",
        }
    }
}

/// What becomes of a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Action {
    Create,
    Change,
    Remove,
}

/// How far a thing has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Progress {
    /// Nothing of it was done.
    #[default]
    Open,
    /// Some of it was done.
    Begun,
    /// All of it was done.
    Done,
    /// Doing it ended in the failure that ended everything.
    Failed,
}

/// One thing that becomes otherwise.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Item {
    pub(crate) kind: Kind,
    /// Its id, identifier or name.
    pub(crate) id: String,
    pub(crate) action: Action,
    pub(crate) changes: Vec<Change>,
    /// What that entails, in words.
    pub(crate) effects: Vec<String>,
    /// How many cards, or for a source entries, it touches; unknown where there is no telling.
    pub(crate) cards: Option<u64>,
    /// How many applications query what it touches.
    pub(crate) clients: Option<u64>,
    /// Whether something ends that was in use, or goes for good.
    pub(crate) destructive: bool,
    pub(crate) state: Progress,
}

/// One call, for one item.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Step {
    pub(crate) item: usize,
    pub(crate) work: Work,
}

/// What may be done.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Permissions {
    /// Whether things go that the file's kinds leave out.
    pub(crate) prune: bool,
    /// Whether the oldest published version of a destination is stopped where there is no room for another.
    pub(crate) stop_oldest: bool,
}

/// The whole plan.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub(crate) items: Vec<Item>,
    /// In the order in which they are to be done.
    pub(crate) steps: Vec<Step>,
    /// What the server is doing already and comes to its end first.
    pub(crate) waits: Vec<Work>,
    /// What is not as the file says and is left alone all the same.
    pub(crate) notes: Vec<String>,
}

impl Plan {
    /// What the file asks for, given what the server has.
    ///
    /// # Errors
    /// [`Failure::Impossible`] with everything that cannot be reached.
    pub(crate) fn new(setup: &Setup, state: &State, permissions: Permissions) -> Result<Self, Failure> {
        let mut planner = Planner {
            now: state.setup(),
            setup,
            state,
            permissions,
            plan: Self::default(),
            last: Vec::new(),
            problems: Vec::new(),
        };
        planner.sources();
        planner.providers();
        planner.cards();
        planner.segments();
        planner.destinations();
        planner.archive();
        planner.await_shown();
        if permissions.prune {
            planner.prune();
        }
        let Planner { plan, mut problems, .. } = planner;
        problems.extend(references::check(setup, state, &plan, permissions.prune));
        if problems.is_empty() { Ok(plan) } else { Err(Failure::Impossible(problems)) }
    }

    pub(crate) fn is_destructive(&self) -> bool {
        self.items.iter().any(|item| item.destructive)
    }

    /// Whether a thing becomes otherwise, or comes.
    pub(crate) fn touches(&self, kind: Kind, id: &str) -> bool {
        self.items.iter().any(|item| item.kind == kind && item.id == id)
    }
}

/// A plan that is being made.
struct Planner<'a> {
    setup: &'a Setup,
    state: &'a State,
    /// The server as a file.
    now: Setup,
    permissions: Permissions,
    plan: Plan,
    /// What is done when no destination leans on it any more, the last first.
    last: Vec<Step>,
    problems: Vec<String>,
}

impl Planner<'_> {
    fn item(&mut self, kind: Kind, id: &str, action: Action, changes: Vec<Change>) -> usize {
        self.plan.items.push(Item {
            kind,
            id: id.to_owned(),
            action,
            changes,
            effects: Vec::new(),
            cards: None,
            clients: None,
            destructive: action == Action::Remove,
            state: Progress::Open,
        });
        self.plan.items.len() - 1
    }

    fn step(&mut self, item: usize, work: Work) {
        self.plan.steps.push(Step { item, work });
    }

    /// Has something archived after everything else, what leans on others before these.
    fn step_last(&mut self, item: usize, work: Work) {
        self.last.push(Step { item, work });
    }

    fn archive(&mut self) {
        let last = self.last.drain(..).rev();
        self.plan.steps.extend(last);
    }

    fn effect(&mut self, item: usize, effect: String) {
        self.plan.items[item].effects.push(effect);
    }

    fn note(&mut self, note: String) {
        self.plan.notes.push(note);
    }
}

/// What differs between two parts of a file.
fn changes(old: &impl Serialize, new: &impl Serialize) -> Vec<Change> {
    let json = |part: Result<Value, _>| part.expect("a part of a file is texts, numbers and flags");
    difference::changes(&json(serde_json::to_value(old)), &json(serde_json::to_value(new)))
}
