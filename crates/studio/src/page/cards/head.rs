//! What all pages of a card definition share.

use maud::{Markup, html};

use crate::component::head::{self, Tab};
use crate::component::{panel, status};
use crate::shell::Tone;
use crate::texts::cards as texts;

/// Where a definition is in its life.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum CardStatus {
    /// Never activated.
    #[default]
    Draft,
    /// Its cards are up to date.
    Active,
    /// Active, with changes that wait for an activation.
    PendingChanges,
    /// Its cards are being built.
    Updating,
    /// It has no cards any more.
    Archived,
}

/// What all pages of a card definition show of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CardHead {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is about.
    pub description: String,
    /// Where it is in its life.
    pub status: CardStatus,
    /// How many cards it has; `None` where it has none yet.
    pub cards: Option<u64>,
    /// How many values do not convert.
    pub problems: u64,
    /// Why the last try to build its cards failed, in words; it is tried again.
    pub build_problem: Option<String>,
}

impl CardHead {
    /// The address of its pages.
    pub(crate) fn path(&self, suffix: &str) -> String {
        format!("/studio/cards/{}{suffix}", self.id)
    }
}

/// The pages of a card definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CardTab {
    Browse,
    Builder,
    Relations,
    Quality,
    Plan,
}

/// The head of a definition's pages.
pub(crate) fn show(card: &CardHead, current: CardTab) -> Markup {
    let tab = |tab: CardTab, suffix: &str, name, count| Tab {
        path: card.path(suffix),
        name,
        count,
        current: tab == current,
    };
    // On the plan it stands beside the progress, which is kept fresh.
    let is_told_there = current == CardTab::Plan && card.status == CardStatus::Updating;
    let problems = (card.problems > 0).then_some(card.problems);
    html! {
        (head::show(&[("/studio/cards", texts::TITLE)], &card.name, &card.description, &status_badge(card.status)))
        (head::tabs(&card.name, &[
            tab(CardTab::Browse, "", texts::TAB_BROWSE, card.cards),
            tab(CardTab::Builder, "/definition", texts::TAB_BUILD, None),
            tab(CardTab::Relations, "/relations", texts::TAB_RELATIONS, None),
            tab(CardTab::Quality, "/quality", texts::TAB_QUALITY, problems),
            tab(CardTab::Plan, "/plan", texts::TAB_PLAN, None),
        ]))
        @if !is_told_there { (build_problem(card)) }
    }
}

/// Why the cards could not be built, with what happens next.
pub(crate) fn build_problem(card: &CardHead) -> Markup {
    panel::problem(card.build_problem.as_deref().map(texts::build_failed).as_deref())
}

/// The state in a word.
pub(crate) fn status_badge(card_status: CardStatus) -> Markup {
    match card_status {
        CardStatus::Draft => status::badge(Tone::Neutral, texts::DRAFT),
        CardStatus::Active => status::badge(Tone::Success, texts::ACTIVE),
        CardStatus::PendingChanges => status::badge(Tone::Warning, texts::PENDING),
        CardStatus::Updating => status::badge(Tone::Warning, texts::UPDATING),
        CardStatus::Archived => status::badge(Tone::Neutral, texts::ARCHIVED),
    }
}
