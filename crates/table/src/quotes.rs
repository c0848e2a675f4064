//! What quotes mean in a CSV file.

/// How quotes are read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Quotes {
    /// As RFC 4180 has them; a row with text after a closing quote is wrong.
    #[default]
    Strict,
    /// The same, but a cell with text after its closing quote is kept as it stands, quotes included.
    Lenient,
    /// As ordinary characters.
    Literal,
}
