//! Words of many scripts in spellings made by chance.

use proptest::prelude::*;
use proptest::sample::select;

use crate::world::{World, document, search};

/// Words of which none is within another, each with whether its script has cases.
const WORDS: [&str; 16] = [
    "crème",
    "straße",
    "ärtsoppa",
    "λάμπα",
    "йогурт",
    "việt",
    "ångström",
    "化妆包",
    "タワー",
    "한국어",
    "กระเป๋า",
    "កៅអី",
    "हिन्दी",
    "כיסא",
    "قهوة",
    "lamp42",
];

/// Characters that are not seen.
const UNSEEN: [char; 6] = ['\u{ad}', '\u{200b}', '\u{2060}', '\u{feff}', '\u{fe0f}', '\u{34f}'];

/// A word as somebody may write it: composed or not, in any case, with characters that are not seen.
fn spelling(word: &'static str) -> impl Strategy<Value = String> {
    let unseen = proptest::option::of((0..6_usize, select(UNSEEN.to_vec())));
    (any::<bool>(), 0..3_u8, unseen).prop_map(move |(decomposed, case, unseen)| {
        let cased = match case {
            0 => word.to_owned(),
            1 => word.to_uppercase(),
            _ => word.to_lowercase(),
        };
        let normal = match decomposed {
            true => icu_normalizer::DecomposingNormalizerBorrowed::new_nfd().normalize(&cased),
            false => icu_normalizer::ComposingNormalizerBorrowed::new_nfc().normalize(&cased),
        };
        let mut characters: Vec<char> = normal.chars().collect();
        if let Some((place, character)) = unseen {
            characters.insert(place.min(characters.len()), character);
        }
        characters.into_iter().collect()
    })
}

fn spelled() -> impl Strategy<Value = (usize, String)> {
    (0..WORDS.len()).prop_flat_map(|place| (Just(place), spelling(WORDS[place])))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_word_is_found_in_every_spelling_and_only_where_it_is(
        texts in proptest::collection::vec(proptest::collection::vec(spelled(), 1..4), 1..8),
        asked in proptest::collection::vec(spelled(), 8),
    ) {
        let names: Vec<String> = texts
            .iter()
            .map(|words| words.iter().map(|(_, word)| word.as_str()).collect::<Vec<_>>().join(" / "))
            .collect();
        let world = World::named(&names.iter().map(String::as_str).collect::<Vec<_>>());
        for (word, term) in &asked {
            let with = |words: &Vec<(usize, String)>| words.iter().any(|(one, _)| one == word);
            let expected: Vec<usize> = (0..texts.len()).filter(|place| with(&texts[*place])).collect();
            prop_assert_eq!(&world.noted(term), &expected, "{:?} in {:?}", term, &names);
            for code in ["en", "de", "zh", "th"] {
                prop_assert_eq!(&world.found(code, term), &expected, "{:?} in {:?}", term, &names);
            }
        }
    }

    #[test]
    fn a_value_is_filtered_and_counted_in_every_normal_form(
        brands in proptest::collection::vec(spelled(), 1..8), asked in proptest::collection::vec(spelled(), 8),
    ) {
        let documents = brands.iter().enumerate();
        let documents = documents.map(|(place, (_, brand))| document(&place.to_string(), "x", brand, brand));
        let world = World::of(documents.collect());
        let nfc = icu_normalizer::ComposingNormalizerBorrowed::new_nfc();
        for (_, wanted) in &asked {
            let same = |place: &usize| nfc.normalize(&brands[*place].1) == nfc.normalize(wanted);
            let expected: Vec<String> =
                (0..brands.len()).filter(same).map(|place| place.to_string()).collect();
            prop_assert_eq!(&world.with("brand", wanted), &expected);
            prop_assert_eq!(&world.with("path", wanted), &expected);
        }
    }

    #[test]
    fn no_text_makes_writing_or_searching_fail(text in any::<String>(), term in any::<String>()) {
        let world = World::named(&[&text, &term]);
        for search in [search(&term, "name"), search(&text, "note")] {
            for (typos, prefix) in [(false, false), (true, false), (false, true), (true, true)] {
                let search = octant_index::TextSearch { typos, prefix, ..search.clone() };
                world.found_by("th", search);
            }
        }
    }
}
