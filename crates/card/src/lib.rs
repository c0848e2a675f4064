//! Cards: entries of one or several sources that share a key, as typed values; segments, which narrow them.
//!
//! A card is a function of its definition and of the entries with its key; whether it belongs to a segment is a
//! function of the card and the segment. Both are worked out again whenever an entry changes: [`Cards`] follows the
//! change log and keeps one index for each active definition, which can be dropped and made anew at any time.
//! This crate knows nothing of destinations or HTTP.
//!
//! Read first: [`CardDefinition`], [`Card`], [`Cards`].

mod build;
mod card;
mod cards;
mod check;
mod definition;
mod document;
pub mod editable;
mod error;
mod filter_json;
mod folders;
mod follow;
mod json;
mod live;
mod manage;
mod manage_segments;
mod membership;
mod naming;
mod plan;
mod preview;
mod project;
mod quality;
mod read;
mod related;
mod scan;
mod segment;
mod store_definitions;
mod store_segments;
mod sync;
mod tenant;
mod verify;

pub use card::{Card, CardValue, Problem};
pub use cards::{Cards, Lag, Options};
pub use definition::{CardDefinition, CardProperty, CardRelation, CardSource, CardStatus, Content, kind_of};
pub use error::{CardError, FieldErrors};
pub use filter_json::{
    Property as FilterProperty, Relation as FilterRelation, filter, filter_with_relations, is_blank, value_of,
};
pub use live::Live;
pub use membership::Membership;
pub use plan::Plan;
pub use preview::{CardProblem, Match, Preview, RelationPreview, Unmatched};
pub use project::project;
pub use quality::{CardProblems, LanguageQuality, PropertyQuality};
pub use read::CardPage;
pub use related::Related;
pub use scan::{ScanError, scan};
pub use segment::{Criteria, NewSegment, Segment, SegmentChange, SegmentStatus};
pub use store_definitions::{CardChange, ContentChange, KIND as CARD_KIND, NewCard};
pub use store_segments::KIND as SEGMENT_KIND;
