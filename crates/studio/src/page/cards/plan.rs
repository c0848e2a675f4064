//! Where a definition is in its life, and what an activation would change.
//!
//! `GET /studio/cards/{id}/plan`; `POST /studio/cards/{id}/activate`, `…/discard`, `…/restore`. Archiving and deleting
//! ask first: `GET /studio/cards/{id}/archive` and `…/delete` show [`crate::page::confirm`], which posts to the same address.
//! While cards are built, `GET /studio/cards/{id}/progress` answers [`progress_fragment`].

use maud::{Markup, html};

use super::head::{self, CardHead, CardStatus, CardTab};
use crate::component::{action, live, number, panel};
use crate::shell::Shell;
use crate::texts::cards as texts;

/// What the page shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlanPage {
    /// The definition.
    pub card: CardHead,
    /// What an activation would change; `None` where nothing waits.
    pub plan: Option<Plan>,
    /// How far the building is, while it goes on.
    pub progress: Option<Progress>,
    /// Why an activation was refused, in words.
    pub problem: Option<String>,
}

/// What an activation would change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// Properties that come.
    pub added: Vec<String>,
    /// Properties that go.
    pub removed: Vec<String>,
    /// Properties that are made otherwise.
    pub changed: Vec<String>,
    /// Whether other sources are read than before.
    pub sources_changed: bool,
    /// Relations that come, go or are made otherwise.
    pub relations: Vec<String>,
    /// How many cards are built again.
    pub cards: u64,
    /// Segments of the card, by name.
    pub segments: Vec<String>,
    /// Destinations that show the card.
    pub destinations: Vec<String>,
    /// Other cards that relate to this one.
    pub related_from: Vec<String>,
    /// Why the activation would be refused, in words; empty where it would not.
    pub obstacles: Vec<String>,
}

/// How far something is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// What is done.
    pub done: u64,
    /// Of how many; `None` where that is not known yet.
    pub of: Option<u64>,
}

/// The page.
#[must_use]
pub fn render(shell: &Shell, view: &PlanPage) -> String {
    let body = html! {
        (head::show(&view.card, CardTab::Plan))
        (panel::problem(view.problem.as_deref()))
        @if let Some(progress) = view.progress {
            (panel::plain(&live::polling(
                "progress", &view.card.path("/progress"), &view.card.path("/plan"), &building(Some(progress), &view.card),
            )))
        }
        (panel::with(texts::PLAN_TITLE, &html! {}, &changes(shell, view)))
        @if shell.account.may_edit { (panel::show(texts::LIFE, &life(shell, view))) }
    };
    shell.page(&view.card.name, &body)
}

/// How far the building is: the answer to `GET /studio/cards/{id}/progress`; `None` when it is done.
#[must_use]
pub fn progress_fragment(card: &CardHead, progress: Option<Progress>) -> String {
    building(progress, card).into_string()
}

fn building(progress: Option<Progress>, card: &CardHead) -> Markup {
    html! {
        @match progress {
            Some(progress) => {
                (bar(texts::UPDATING_TEXT, progress))
                (head::build_problem(card))
            }
            None => { p data-done data-goto=(card.path("/plan")) { (head::status_badge(card.status)) } }
        }
    }
}

/// Something that goes on, with how far it is.
pub(crate) fn bar(what: &str, progress: Progress) -> Markup {
    html! {
        div.progress {
            p {
                (what) " "
                span.muted {
                    (number::grouped(progress.done))
                    @if let Some(of) = progress.of { " / " (number::grouped(of)) }
                }
            }
            progress aria-label=(what) max=[progress.of.map(|of| of.max(1))] value=[progress.of.map(|_| progress.done)] {}
        }
    }
}

fn changes(shell: &Shell, view: &PlanPage) -> Markup {
    html! {
        div.body {
            @match &view.plan {
                None => { p.muted { (texts::PLAN_NOTHING) } }
                Some(plan) => {
                    dl.facts {
                        (names(texts::PLAN_ADDED, &plan.added, "success"))
                        (names(texts::PLAN_REMOVED, &plan.removed, "danger"))
                        (names(texts::PLAN_CHANGED, &plan.changed, "warning"))
                        @if plan.sources_changed { dt { (texts::PLAN_SOURCES) } dd { (texts::PLAN_SOURCES_CHANGED) } }
                        (names(texts::PLAN_RELATIONS, &plan.relations, "warning"))
                        @if view.card.status != CardStatus::Draft {
                            dt { (texts::PLAN_CARDS) } dd { (number::grouped(plan.cards)) }
                        }
                        (names(texts::PLAN_SEGMENTS, &plan.segments, ""))
                        (names(texts::PLAN_DESTINATIONS, &plan.destinations, ""))
                        (names(texts::PLAN_RELATED_FROM, &plan.related_from, ""))
                    }
                    @for obstacle in &plan.obstacles { p.problem { (obstacle) } }
                    p.muted { (if view.card.status == CardStatus::Draft { texts::PLAN_FIRST } else { texts::PLAN_KEPT }) }
                    @if shell.account.may_edit && view.card.status != CardStatus::Updating {
                        div.actions {
                            @if plan.obstacles.is_empty() {
                                (action::post(shell, &view.card.path("/activate"), "primary", texts::ACTIVATE))
                            }
                            @if view.card.status == CardStatus::PendingChanges {
                                (action::post(shell, &view.card.path("/discard"), "", texts::DISCARD))
                            }
                        }
                    }
                }
            }
        }
    }
}

fn names(title: &str, names: &[String], tone: &str) -> Markup {
    html! {
        @if !names.is_empty() {
            dt { (title) }
            dd { @for name in names { span class=(format!("tag {tone}")) { (name) } " " } }
        }
    }
}

fn life(shell: &Shell, view: &PlanPage) -> Markup {
    html! {
        p.muted { (texts::LIFE_TEXT) }
        div.actions {
            @if view.card.status == CardStatus::Archived {
                (action::post(shell, &view.card.path("/restore"), "", texts::RESTORE))
            } @else {
                a.button href=(view.card.path("/archive")) { (texts::ARCHIVE) }
            }
            a.button.danger href=(view.card.path("/delete")) { (texts::DELETE) }
        }
    }
}
