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
mod check;
mod definition;
mod document;
mod error;
mod filter_json;
mod live;
mod materializer;
mod naming;
mod project;
mod read;
mod related;
mod segment;
mod store_definitions;

pub use build::{ScanError, scan};
pub use card::{Card, CardValue, Problem};
pub use definition::{
    CardDefinition, CardProperty, CardRelation, CardSource, CardStatus, Content, Plan, kind_of,
};
pub use error::{CardError, FieldErrors};
pub use filter_json::{Property as FilterProperty, filter, value_of};
pub use live::Live;
pub use materializer::{Cards, Options};
pub use project::project;
pub use read::{CardPage, Preview, PropertyQuality};
pub use segment::{Criteria, Membership, Segment, SegmentStatus};
pub use store_definitions::NewCard;
