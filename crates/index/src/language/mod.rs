//! How texts of a language become words.

mod long;
mod sought;
mod tokens;

use frostem::Algorithm;
use octant_model::Language;
use octant_text::Folding;
use tantivy::tokenizer::{AsciiFoldingFilter, TextAnalyzer};

use long::ShortenFilter;
pub(crate) use sought::{Sought, Word, sought};
use tokens::Words;

/// What a stem begins with among words: more letters than two typos take away, so that none is found for a word.
pub(crate) const STEM: &str = "\u{1}\u{1}\u{1}";

/// What a group of characters of a script without blanks begins with among words.
const GROUP: &str = "\u{2}\u{2}\u{2}";

/// Words as they are written, without case and with letters like `é` as `e`.
pub(crate) fn words() -> TextAnalyzer {
    analyzer(Words::new(Folding::Usual, None))
}

/// The same, and after each word its stem behind [`STEM`], where the language's are known and it is not the word itself. A
/// stem is found before letters like `é` become `e`, as it depends on them.
pub(crate) fn words_with_stems(language: &Language) -> TextAnalyzer {
    analyzer(Words::new(Folding::of(language.as_str()), stems(language)))
}

fn analyzer(words: Words) -> TextAnalyzer {
    TextAnalyzer::builder(words).filter(AsciiFoldingFilter).filter(ShortenFilter).build()
}

fn stems(language: &Language) -> Option<Algorithm> {
    let code = language.as_str().split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    Some(match code.as_str() {
        "ar" => Algorithm::Arabic,
        "da" => Algorithm::Danish,
        "nl" => Algorithm::Dutch,
        "en" => Algorithm::English,
        "fi" => Algorithm::Finnish,
        "fr" => Algorithm::French,
        "de" => Algorithm::German,
        "el" => Algorithm::Greek,
        "hu" => Algorithm::Hungarian,
        "it" => Algorithm::Italian,
        "no" | "nb" | "nn" => Algorithm::Norwegian,
        "pt" => Algorithm::Portuguese,
        "ro" => Algorithm::Romanian,
        "ru" => Algorithm::Russian,
        "es" => Algorithm::Spanish,
        "sv" => Algorithm::Swedish,
        "ta" => Algorithm::Tamil,
        "tr" => Algorithm::Turkish,
        _ => return None,
    })
}
