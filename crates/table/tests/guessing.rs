//! Files with few special letters, in encodings that they do not name, and UTF-8 files with damage.
//!
//! What cannot be known must be told: a wrong guess is unsure and shows the right reading beside it.

use std::sync::Arc;

use encoding_rs::{Encoding, MACINTOSH, WINDOWS_1252};
use octant_table::{Confidence, Input, Opening, Plan, Selector, TableError, check};
use yore::code_pages::CP850;

const TEXTS: [&str; 113] = [
    "café",
    "Müsli",
    "Öl",
    "må",
    "Maß",
    "façade",
    "piñata",
    "Ørsted",
    "Smør",
    "lækker",
    "Größe",
    "Träd",
    "Läder",
    "crème brûlée",
    "très",
    "Señor",
    "São Paulo",
    "Blåbär",
    "Kött",
    "KÖK",
    "Ål",
    "garçon",
    "naïve",
    "Zürich",
    "Malmö",
    "Århus",
    "hôtel",
    "año",
    "Fünf Stühle",
    "Öländsk sill",
    "Spülmaschine",
    "Geschirrspüler",
    "Äpple",
    "ÄPPLE",
    "CAFÉ",
    "perché",
    "più",
    "città",
    "niño",
    "Räksmörgås",
    "Jalapeño",
    "Übergröße",
    "Entrée",
    "Bücherregal",
    "Hængelampe",
    "Brødrister",
    "Køkken",
    "Fåtölj",
    "Soffbord björk",
    "Ø 12 mm",
    "Ø12",
    "5 µm",
    "120 m²",
    "3 m³",
    "21 °C",
    "90°",
    "£9.99",
    "9.99 £",
    "9.99 €",
    "½ inch",
    "Gore-Tex®",
    "Kevlar™",
    "±2 mm",
    "30×40 cm",
    "10–20",
    "men’s",
    "ƒ",
    "Kärlek",
    "Möbler",
    "Fußmatte",
    "Schlüssel",
    "Bügelbrett",
    "Garderobenständer",
    "Sängbord",
    "Pläd",
    "Över",
    "château",
    "forêt",
    "Noël",
    "rosé",
    "élégant",
    "pêche",
    "señorita",
    "jamón",
    "cajón",
    "azúcar",
    "médico",
    "corazón",
    "útil",
    "João",
    "coração",
    "pão",
    "Küche",
    "Schön",
    "Prüfgerät",
    "Stück",
    "Tür",
    "Bäcker",
    "Æble",
    "Blå",
    "Rød",
    "Grøn",
    "gæst",
    "1½ l",
    "18 °C",
    "5 m²",
    "2 µg",
    "€ 12",
    "Pokémon™",
    "Coca-Cola®",
    "Nescafé",
    "L’Oréal",
    "don’t",
];

fn file(texts: &[&[u8]]) -> Vec<u8> {
    let mut bytes = b"id,name\n".to_vec();
    for (number, text) in (1..).zip(texts) {
        bytes.extend(format!("{number},").bytes());
        bytes.extend_from_slice(text);
        bytes.push(b'\n');
    }
    bytes
}

/// The text in that encoding; `None` where it has no such letter.
fn encoded(text: &str, encoding: &str) -> Option<Vec<u8>> {
    let standard = |encoding: &'static Encoding| {
        let (bytes, _, is_lossy) = encoding.encode(text);
        (!is_lossy).then(|| bytes.into_owned())
    };
    match encoding {
        "windows-1252" => standard(WINDOWS_1252),
        "macintosh" => standard(MACINTOSH),
        _ => CP850.encode(text).ok().map(std::borrow::Cow::into_owned),
    }
}

fn open(bytes: &[u8]) -> Result<(Input, tempfile::TempDir), TableError> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("file");
    std::fs::write(&path, bytes).expect("written");
    let opening = Opening { path, name: "a.csv".to_owned(), advise: true, ..Opening::default() };
    Ok((Input::open(&opening)?, folder))
}

fn names(input: &Input) -> Vec<String> {
    let plan = Plan { keys: vec![Selector::Number(1)], ..Plan::default() };
    let checked = check(input, &Arc::new(plan), &Arc::default()).expect("rows");
    let mut names = Vec::new();
    checked
        .entities(input, &Arc::default(), &mut |entity, _| {
            names.extend(entity.properties.into_iter().filter_map(|property| property.value));
            Ok(())
        })
        .expect("entities");
    names
}

/// Whether the file with that text alone was read right, or else what happened.
fn is_read(text: &str, encoding: &str, bytes: &[u8]) -> Result<bool, String> {
    let (input, _folder) = match open(&file(&[b"plain", bytes, b"other"])) {
        Ok(opened) => opened,
        // Nothing was stored, and the user is asked.
        Err(TableError::Encoding(_)) => return Ok(false),
        Err(error) => return Err(format!("{text} in {encoding}: {error}")),
    };
    if names(&input) == ["plain", text, "other"] {
        return Ok(true);
    }
    let (confidence, samples) = input.guess().expect("a guess");
    let shown = samples.iter().flat_map(|sample| &sample.otherwise);
    let is_shown = shown.into_iter().any(|other| other.encoding == encoding && other.text.ends_with(text));
    if confidence == Confidence::Unsure && is_shown {
        return Ok(false);
    }
    Err(format!("{text} in {encoding}: {}", input.notes().join("; ")))
}

#[test]
fn few_special_letters_are_read_right_or_the_right_reading_is_shown() {
    let (mut all, mut right, mut open, mut wrong) = (0, 0, Vec::new(), Vec::new());
    for encoding in ["windows-1252", "macintosh", "CP850"] {
        for text in TEXTS {
            let Some(bytes) = encoded(text, encoding) else { continue };
            all += 1;
            match is_read(text, encoding, &bytes) {
                Ok(true) => right += 1,
                Ok(false) => open.push(format!("{text} in {encoding}")),
                Err(problem) => wrong.push(problem),
            }
        }
    }
    println!("{all} files: {right} right, {} refused or unsure with the right reading: {open:?}", open.len());
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(!open.iter().any(|one| one.ends_with("windows-1252")), "{open:?}");
    assert!(right * 100 >= all * 85, "{right} of {all}; left open: {open:?}");
}

/// UTF-8 with one damaged character, by what was done to it.
fn damaged(text: &str, which: usize) -> Vec<(&'static str, Vec<u8>)> {
    let (at, letter) =
        text.char_indices().filter(|(_, letter)| !letter.is_ascii()).nth(which).expect("letters");
    let (start, end) = (at, at + letter.len_utf8());
    let bytes = text.as_bytes();
    let with = |middle: &[u8]| [&bytes[..start], middle, &bytes[end..]].concat();
    let question = [&bytes[start..end - 1], b"?"].concat();
    vec![
        ("last byte lost", with(&bytes[start..end - 1])),
        ("first byte lost", with(&bytes[start + 1..end])),
        ("last byte replaced", with(&question)),
    ]
    .into_iter()
    // A Chinese character behind one byte may well be two of GBK.
    .chain(u8::try_from(u32::from(letter)).ok().map(|byte| ("read as Latin-1", with(&[byte]))))
    .collect()
}

#[test]
fn one_damaged_character_beside_few_good_ones_is_damage() {
    let texts = [
        "Räksmörgås",
        "crème brûlée",
        "9 € und 8 €",
        "“best” one",
        "Größe",
        "men’s and women’s",
        "Zażółć",
        "Стул",
        "東京",
        "🦐 😀",
        "21 °C – 25 °C",
        "Kevlar™ Gore-Tex®",
        "Fåtölj",
        "été à",
    ];
    let (mut all, mut wrong) = (0, Vec::new());
    for text in texts {
        for which in 0..text.chars().filter(|letter| !letter.is_ascii()).count() {
            for (how, bytes) in damaged(text, which) {
                all += 1;
                match open(&file(&[b"plain", &bytes, b"other"])) {
                    Err(TableError::Encoding(problem)) if problem.contains("line 3, column") => {}
                    Err(error) => wrong.push(format!("{text}, {which}, {how}: {error}")),
                    Ok((input, _)) => {
                        wrong.push(format!("{text}, {which}, {how}: {}", input.notes().join("; ")));
                    }
                }
            }
        }
    }
    println!("{all} files: {} wrong", wrong.len());
    assert!(wrong.is_empty(), "{} of {all} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn letters_of_windows_1252_that_look_like_one_of_utf_8_are_no_proof() {
    let pairs = [
        "CAFÉ™",
        "IKEÅ®",
        "SPÄ™",
        "ROSÉ®",
        "„Spaß“",
        "«\u{a0}été\u{a0}»",
        "«\u{a0}à\u{a0}»",
        "MENÜ–A",
        "É’",
        "MALMÖ®",
        "Ü’s x",
    ];
    let others = ["må", "Smör", "Größe", "Ø 12 mm", "piñata"];
    let (mut all, mut wrong) = (0, Vec::new());
    for pair in pairs {
        for count in 1..=others.len() {
            let texts: Vec<&str> = [&[pair], &others[..count]].concat();
            let bytes: Vec<Vec<u8>> =
                texts.iter().map(|text| encoded(text, "windows-1252").expect("its letters")).collect();
            let bytes: Vec<&[u8]> = bytes.iter().map(Vec::as_slice).collect();
            all += 1;
            match open(&file(&bytes)) {
                Ok((input, _folder)) if names(&input) == texts => {}
                Ok((input, _folder)) => wrong.push(format!("{texts:?}: {}", input.notes().join("; "))),
                Err(error) => wrong.push(format!("{texts:?}: {error}")),
            }
        }
    }
    println!("{all} files: {} wrong", wrong.len());
    assert!(wrong.is_empty(), "{} of {all} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
