//! Parts of bytes that should be UTF-8: text, and what is none.

use crate::invalid::Kind;

/// The next part of a block.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Part<'b> {
    Text(&'b [u8]),
    /// Bytes that stand for no character.
    Wrong(Kind, &'b [u8]),
    /// The beginning of something that may go on in the next block.
    Open(&'b [u8]),
}

impl<'b> Part<'b> {
    /// The first part of a block that is not empty; `last` says that none follows.
    pub(crate) fn first(block: &'b [u8], last: bool) -> Self {
        let error = match std::str::from_utf8(block) {
            Ok(_) => return Self::Text(block),
            Err(error) => error,
        };
        if error.valid_up_to() > 0 {
            return Self::Text(&block[..error.valid_up_to()]);
        }
        let may_go_on = error.error_len().is_none() || block[0] == 0xed && block.len() < PAIR;
        if may_go_on && !last {
            return Self::Open(block);
        }
        let (kind, length) = match (block, error.error_len()) {
            ([0xed, 0xa0..=0xaf, 0x80..=0xbf, 0xed, 0xb0..=0xbf, 0x80..=0xbf, ..], _) => {
                (Kind::Surrogates, PAIR)
            }
            ([0xed, 0xa0..=0xbf, 0x80..=0xbf, ..], _) => (Kind::Surrogate, 3),
            (_, Some(length)) => (Kind::Unknown, length),
            (_, None) => (Kind::Cut, block.len()),
        };
        Self::Wrong(kind, &block[..length])
    }

    /// Its length in bytes.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Text(bytes) | Self::Wrong(_, bytes) | Self::Open(bytes) => bytes.len(),
        }
    }
}

/// The bytes of a character that is written as two halves.
const PAIR: usize = 6;
