//! How texts are compared: normal forms, case folding by language, words in all scripts.
//!
//! Two spellings of a value are one value if their [`nfc`] is. Two spellings of a word are one word if they agree after
//! [`compatible`] and [`Folding::fold`]; [`Pieces`] splits a text into runs of one way of writing, each of which is a
//! word or, where a script writes no blanks, holds several: [`ideographs`] and [`syllables`] say by what these are found.
//!
//! It knows nothing of indexes or storage. Read first: [`compatible`], [`Folding`], [`Pieces`].

mod fold;
pub mod ideographs;
mod marks;
mod normal;
mod pieces;
pub mod syllables;
mod units;

pub use fold::Folding;
pub use marks::remove_optional_marks;
pub use normal::{compatible, is_blank, nfc};
pub use pieces::{Piece, Pieces, Writing};
