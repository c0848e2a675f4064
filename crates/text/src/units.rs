//! The units that a run is made of: a character with the marks that belong to it.

use icu_properties::props::{GeneralCategory, GeneralCategoryGroup};
use icu_properties::{CodePointMapData, CodePointMapDataBorrowed};

const CATEGORIES: CodePointMapDataBorrowed<'static, GeneralCategory> = CodePointMapData::new();

/// Whether a character is a mark on the one before it.
pub(crate) fn is_mark(character: char) -> bool {
    character >= '\u{300}' && GeneralCategoryGroup::Mark.contains(CATEGORIES.get(character))
}

/// Where the units of a run begin, and where it ends.
pub(crate) fn limits(run: &str) -> Vec<usize> {
    let begins = run.char_indices().filter(|(at, character)| *at == 0 || !is_mark(*character));
    begins.map(|(at, _)| at).chain([run.len()]).collect()
}
