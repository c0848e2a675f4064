//! Words in scripts with and without blanks between them.

use octant_index::TextSearch;

use crate::world::{World, search};

#[test]
fn composed_and_decomposed_letters_are_the_same() {
    let world =
        World::named(&["Crème fraîche", "Cre\u{300}me frai\u{302}che", "Creme", "Krem", "q\u{302}ue"]);
    for term in ["Crème", "Cre\u{300}me", "CRE\u{300}ME", "crême"] {
        assert_eq!(world.found("en", term), [0, 1, 2], "{term:?}");
        assert_eq!(world.noted(term), [0, 1, 2], "{term:?} without a language");
    }
    assert_eq!(world.found("en", "que"), [4], "an accent that no letter is composed with");
}

#[test]
fn characters_that_are_not_seen_do_not_part_words() {
    let names = [
        "Tisch\u{ad}lampe",
        "Sofa\u{200b}bett",
        "\u{feff}Hocker",
        "Bü\u{34f}cher\u{2060}regal",
        "Herz\u{fe0f}bild",
        "Nacht\u{200d}tisch",
    ];
    let world = World::named(&names);
    let words = ["Tischlampe", "Sofabett", "Hocker", "Bücherregal", "Herzbild", "Nachttisch"];
    for (place, word) in words.into_iter().enumerate() {
        assert_eq!(world.found("de", word), [place], "{word}");
        assert_eq!(world.noted(word), [place], "{word} without a language");
    }
    let world = World::named(&words);
    for (place, name) in names.into_iter().enumerate() {
        assert_eq!(world.found("de", name), [place], "asked with {name:?}");
    }
}

#[test]
fn compatible_forms_are_the_same() {
    let world = World::named(&["ＴＶ－Ｂａｎｋ", "Wohnfläche 5 m²", "ﬁlter", "ﾀﾜｰ", "№ 7", "Ĳssel", "10 µm"]);
    assert_eq!(world.found("en", "bank tv"), [0]);
    assert_eq!(world.found("en", "m2"), [1]);
    assert_eq!(world.found("en", "Filter"), [2]);
    assert_eq!(world.found("ja", "タワー"), [3]);
    assert_eq!(world.found("en", "no"), [4]);
    assert_eq!(world.found("en", "ijssel"), [5]);
    assert_eq!(world.found("en", "10 μm"), [6], "the Greek letter for the sign of before");
}

#[test]
fn case_is_folded_as_the_language_has_it() {
    let turkish = World::named(&["IŞIK", "İSTANBUL", "ışık", "istanbul", "KIRMIZI KOLTUK"]);
    assert_eq!(turkish.found("tr", "ışık"), [0, 2]);
    assert_eq!(turkish.found("tr", "IŞIK"), [0, 2]);
    assert_eq!(turkish.found("tr", "istanbul"), [1, 3]);
    assert_eq!(turkish.found("tr", "İstanbul"), [1, 3]);
    // The stem of "koltuğu" is "koltuk"; in other letters it has none.
    assert_eq!(turkish.found("tr", "kırmızı KOLTUĞU"), [4]);
    for term in ["istanbul", "İSTANBUL", "ISTANBUL"] {
        assert_eq!(turkish.noted(term), [1, 3], "{term} without a language");
    }
    let others = World::named(&["STRASSE", "Straße", "GROẞ", "ΚΑΡΕΚΛΑ", "καρέκλα", "ΟΔΟΣ", "Ì\u{307}vas"]);
    for term in ["straße", "strasse", "STRAẞE"] {
        assert_eq!(others.found("de", term), [0, 1], "{term}");
    }
    assert_eq!(others.found("de", "groß"), [2]);
    assert_eq!(others.found("el", "καρέκλα"), [3, 4]);
    assert_eq!(others.noted("Καρεκλα"), [3, 4]);
    assert_eq!(others.noted("οδός"), [5], "a final sigma, and capitals without accents");
    assert_eq!(others.noted("ivas"), [6]);
}

#[test]
fn chinese_and_japanese_words_are_found_within_others() {
    let names = [
        "小化妆包",
        "东京塔模型",
        "東京タワー模型",
        "化学实验包",
        "防水旅行收纳袋",
        "スマートフォンケース",
        "研究生命起源",
        "iPhone手机壳",
        "X線カメラ 3人用",
    ];
    let world = World::named(&names);
    let cases: [(&str, &[usize]); 16] = [
        ("化妆包", &[0]),
        ("化妆", &[0]),
        ("化学", &[3]),
        ("包", &[0, 3]),
        ("包化", &[]),
        ("タワー", &[2]),
        ("東京", &[2]),
        ("東京タワー", &[2]),
        ("模型", &[1, 2]),
        ("收纳袋", &[4]),
        ("ケース", &[5]),
        ("生命", &[6]),
        ("手机壳", &[7]),
        ("iphone", &[7]),
        ("X線", &[8]),
        ("タワーケース", &[]),
    ];
    for (term, places) in cases {
        assert_eq!(world.found("zh", term), places, "{term}");
        assert_eq!(world.found("ja", term), places, "{term}");
        assert_eq!(world.noted(term), places, "{term} without a language");
    }
}

#[test]
fn thai_lao_khmer_and_burmese_words_are_found_within_sentences() {
    let names = [
        "กระเป๋าเครื่องสำอาง",
        "กระเป๋าเดินทาง",
        "ยางรถยนต์",
        "ขนมปังกรอบ",
        "เก้าอี้สำนักงานสีดำ",
        "កៅអីការិយាល័យ",
        "អាវយឺតពណ៌ខ្មៅ",
        "ໂຕະໄມ້",
        "ကော်ဖီခွက်",
        "ผ้าสีกากี",
    ];
    let world = World::named(&names);
    let cases: [(&str, &[usize]); 17] = [
        ("กระเป๋า", &[0, 1]),
        ("เครื่องสำอาง", &[0]),
        ("เดินทาง", &[1]),
        ("กระเป๋าเดินทาง", &[1]),
        ("ยาง", &[2]),
        ("ยา", &[]),
        ("รถยนต์", &[2]),
        ("นม", &[]),
        ("ขนมปัง", &[3]),
        ("สีดำ", &[4]),
        ("สีด\u{e4d}\u{e32}", &[4]),
        ("สำนักงาน", &[4]),
        ("กากี", &[9]),
        ("កៅអី", &[5]),
        ("ពណ៌ខ្មៅ", &[6]),
        ("ໂຕະ", &[7]),
        ("ကော်ဖီ", &[8]),
    ];
    for (term, places) in cases {
        assert_eq!(world.found("th", term), places, "{term}");
        assert_eq!(world.noted(term), places, "{term} without a language");
    }
}

#[test]
fn marks_that_belong_to_letters_do_not_part_words() {
    let world = World::named(&["हिन्दी किताब", "दी", "كِتَابٌ", "סֵפֶר"]);
    assert_eq!(world.noted("हिन्दी"), [0]);
    assert_eq!(world.noted("दी"), [1]);
    assert_eq!(world.noted("كتاب"), [2]);
    assert_eq!(world.noted("ספר"), [3]);
}

#[test]
fn a_word_of_any_length_is_found() {
    let long = |length: usize, end: &str| format!("{}{end}", "abcdefghij".repeat(length / 10));
    let lengths = [90, 100, 110, 130, 250, 260, 1_000, 66_000, 300_000];
    let names: Vec<String> = lengths.iter().map(|length| format!("a {} b", long(*length, "x"))).collect();
    let world = World::named(&names.iter().map(String::as_str).collect::<Vec<_>>());
    for (place, length) in lengths.into_iter().enumerate() {
        assert_eq!(world.found("en", &long(length, "x")), [place], "{length} letters");
        assert_eq!(world.found("en", &long(length, "X")), [place], "{length} letters in another case");
        assert_eq!(world.found("en", &long(length, "y")), [0; 0], "another one of {length} letters");
        let beginning = TextSearch { prefix: true, ..search(&long(length, ""), "name") };
        assert!(world.found_by("en", beginning).contains(&place), "the beginning of {length} letters");
    }
    let chinese = "包".repeat(40_000);
    let thai = "กระเป๋า".repeat(10_000);
    let world = World::named(&[&chinese, &thai]);
    assert_eq!(world.found("zh", "包包"), [0]);
    assert_eq!(world.found("th", "กระเป๋า"), [1]);
}

#[test]
fn typos_and_beginnings_are_counted_in_letters_as_they_are_seen() {
    let world =
        World::named(&["Cre\u{300}me\u{ad}bru\u{302}le\u{301}e", "化妆包", "กระเป๋าเดินทาง", "ＬＡＭＰＥ"]);
    let typos = |term| TextSearch { typos: true, ..search(term, "name") };
    let prefix = |term| TextSearch { prefix: true, ..search(term, "name") };
    assert_eq!(world.found_by("en", typos("cremebrulle")), [0]);
    assert_eq!(world.found_by("en", typos("lampa")), [3]);
    assert_eq!(world.found_by("en", prefix("cre\u{300}meb")), [0]);
    assert_eq!(world.found_by("zh", prefix("化")), [1]);
    assert_eq!(world.found_by("zh", prefix("化妆")), [1]);
    for beginning in ["กร", "กระเป", "กระเป๋าเดิ"] {
        assert_eq!(world.found_by("th", prefix(beginning)), [2], "{beginning}");
    }
}
