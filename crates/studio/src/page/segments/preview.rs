//! How many cards are in a segment, and some of them: a part that is kept fresh on its own.

use maud::{Markup, html};

use crate::component::{number, picture};
use crate::images::Images;
use crate::texts::segments as texts;

/// What the part shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SegmentPreview {
    /// The card definition's id.
    pub card: String,
    /// How many cards are in it.
    pub members: u64,
    /// How many cards there are.
    pub cards: u64,
    /// Some of the members.
    pub sample: Vec<Member>,
    /// Why it cannot be counted, in words.
    pub refused: Option<String>,
}

/// A card in the segment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Member {
    /// Its id.
    pub id: String,
    /// What to call it.
    pub title: String,
    /// A link to a picture of it.
    pub picture: Option<String>,
}

/// The part alone: the answer to `POST /studio/segments/preview`.
#[must_use]
pub fn fragment(view: &SegmentPreview, images: &Images) -> String {
    inner(view, images).into_string()
}

pub(crate) fn inner(view: &SegmentPreview, images: &Images) -> Markup {
    html! {
        div.body {
            @if let Some(refused) = &view.refused {
                p.problem { (refused) }
            } @else {
                p {
                    strong.big { (number::grouped(view.members)) } " "
                    span.muted { (texts::of_cards(&number::grouped(view.cards))) }
                }
                @if view.sample.is_empty() { p.muted { (texts::NO_MEMBERS) } }
                ul.rows { @for member in &view.sample { (row(&view.card, member, images)) } }
            }
        }
    }
}

fn row(card: &str, member: &Member, images: &Images) -> Markup {
    html! {
        li.row {
            (picture::show(member.picture.as_deref(), "thumb", images))
            div.grow {
                a href=(format!("/studio/cards/{card}/cards/{}", member.id)) { (member.title) }
                div.muted { (member.id) }
            }
        }
    }
}
