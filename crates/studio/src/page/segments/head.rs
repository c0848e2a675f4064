//! What all pages of a segment share.

use maud::{Markup, html};

use crate::component::head::{self, Tab};
use crate::component::{action, status};
use crate::shell::{Shell, Tone};
use crate::texts::segments as texts;

/// What all pages of a segment show of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SegmentHead {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its card definition's id.
    pub card: String,
    /// Its card definition's name.
    pub card_name: String,
    /// How many cards are in it.
    pub members: Option<u64>,
    /// Whether it is archived.
    pub archived: bool,
    /// Where it is used: a name and an address.
    pub used_in: Vec<(String, String)>,
}

impl SegmentHead {
    /// The address of its pages.
    pub(crate) fn path(&self, suffix: &str) -> String {
        format!("/studio/segments/{}{suffix}", self.id)
    }
}

/// The pages of a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SegmentTab {
    Members,
    Builder,
}

/// The head of a segment's pages. `POST /studio/segments/{id}/archive` and `…/restore` follow its buttons at once,
/// `GET …/delete` shows [`crate::page::confirm`].
pub(crate) fn show(shell: &Shell, segment: &SegmentHead, current: SegmentTab) -> Markup {
    let tab = |tab, suffix: &str, name, count| Tab {
        path: segment.path(suffix),
        name,
        count,
        current: tab == current,
    };
    let actions = html! {
        (status_badge(segment.archived))
        @if shell.account.may_edit {
            @if segment.archived { (action::post(shell, &segment.path("/restore"), "", texts::RESTORE)) }
            @else { (action::post(shell, &segment.path("/archive"), "", texts::ARCHIVE)) }
            a.button.danger href=(segment.path("/delete")) { (texts::DELETE) }
        }
    };
    html! {
        (head::show(&[("/studio/segments", texts::TITLE)], &segment.name, "", &actions))
        p.muted.below {
            (texts::CARD) " " a href=(format!("/studio/cards/{}", segment.card)) { (segment.card_name) }
            @if !segment.used_in.is_empty() {
                " · " (texts::USED_IN) " "
                @for (name, path) in &segment.used_in { a.tag href=(path) { (name) } " " }
            }
        }
        (head::tabs(&segment.name, &[
            tab(SegmentTab::Members, "", texts::TAB_MEMBERS, segment.members),
            tab(SegmentTab::Builder, "/definition", texts::TAB_BUILD, None),
        ]))
    }
}

/// Whether it can be used, in a word.
pub(crate) fn status_badge(archived: bool) -> Markup {
    if archived {
        status::badge(Tone::Neutral, texts::ARCHIVED)
    } else {
        status::badge(Tone::Success, texts::ACTIVE)
    }
}
