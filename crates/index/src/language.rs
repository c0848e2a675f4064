//! How texts of a language become words.

use octant_model::Language;
use tantivy::tokenizer::{
    AsciiFoldingFilter, Language as Stems, LowerCaser, RemoveLongFilter, SimpleTokenizer, Stemmer,
    TextAnalyzer,
};

/// The longest word, in bytes, that is found.
const LONGEST_WORD: usize = 100;

/// Words as they are written, in lower case, with letters like `é` as `e`.
pub(crate) fn words() -> TextAnalyzer {
    TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(RemoveLongFilter::limit(LONGEST_WORD))
        .filter(LowerCaser)
        .filter(AsciiFoldingFilter)
        .build()
}

/// The stems of words, where the language's are known; otherwise the words. A stem is found before letters like `é`
/// become `e`, as it depends on them.
pub(crate) fn stems(language: &Language) -> TextAnalyzer {
    let Some(stems) = known(language) else { return words() };
    TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(RemoveLongFilter::limit(LONGEST_WORD))
        .filter(LowerCaser)
        .filter(Stemmer::new(stems))
        .filter(AsciiFoldingFilter)
        .build()
}

/// What an analyzer makes of a text.
pub(crate) fn analyzed(text: &str, mut analyzer: TextAnalyzer) -> Vec<String> {
    let mut found = Vec::new();
    analyzer.token_stream(text).process(&mut |token| found.push(token.text.clone()));
    found
}

fn known(language: &Language) -> Option<Stems> {
    let code = language.as_str().split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    Some(match code.as_str() {
        "ar" => Stems::Arabic,
        "da" => Stems::Danish,
        "nl" => Stems::Dutch,
        "en" => Stems::English,
        "fi" => Stems::Finnish,
        "fr" => Stems::French,
        "de" => Stems::German,
        "el" => Stems::Greek,
        "hu" => Stems::Hungarian,
        "it" => Stems::Italian,
        "no" | "nb" | "nn" => Stems::Norwegian,
        "pt" => Stems::Portuguese,
        "ro" => Stems::Romanian,
        "ru" => Stems::Russian,
        "es" => Stems::Spanish,
        "sv" => Stems::Swedish,
        "ta" => Stems::Tamil,
        "tr" => Stems::Turkish,
        _ => return None,
    })
}
