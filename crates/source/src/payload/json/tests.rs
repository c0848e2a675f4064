use proptest::prelude::*;
use serde::de::IgnoredAny;

use super::*;

fn is_json(body: &str) -> bool {
    let mut json = Json::new(body);
    json.skip().and_then(|_| json.end()).is_ok()
}

fn assert_as_serde_json(body: &str) {
    assert_eq!(is_json(body), serde_json::from_str::<IgnoredAny>(body).is_ok(), "{body:?}");
}

#[test]
fn what_is_json_is_what_serde_json_says() {
    for body in [
        "",
        " ",
        "null",
        "nul",
        "nulll",
        "true",
        "false",
        "-",
        "-0",
        "01",
        "1.",
        ".1",
        "1.5e",
        "1e+5",
        "1E-05",
        "+1",
        "\"",
        "\"a",
        "\"a\"",
        "\"\\",
        "\"\\u12",
        "\"\\u12g4\"",
        "\"\\ud800\"",
        "\"\\x\"",
        "\"\u{1}\"",
        "[",
        "[]",
        "[ ]",
        "[,]",
        "[1,]",
        "[1 2]",
        "[1,2]",
        "[1}",
        "{",
        "{}",
        "{,}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{\"a\":1 \"b\":2}",
        "{\"a\":1]",
        "{1:2}",
        "{\"a\" : [{}, [], null] } ",
        "[] []",
        "\u{feff}1",
        "\"å\"",
        "[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e5\"]",
    ] {
        assert_as_serde_json(body);
    }
    assert!(is_json(&format!("{}{}", "[".repeat(100_000), "]".repeat(100_000))), "any depth");
}

proptest! {
    #[test]
    fn any_text_of_jsons_letters_is_taken_as_serde_json_takes_it(
        parts in proptest::collection::vec(
            prop::sample::select(vec![
                "{", "}", "[", "]", ",", ":", "\"", "\"a\"", "\"b\":", "1", "-", "0", ".", "e", "null", "true",
                " ", "\n", "\\", "u00e5", "å", "\u{0}",
            ]),
            0..12,
        ),
    ) {
        assert_as_serde_json(&parts.concat());
    }

    #[test]
    fn values_with_a_changed_byte_are_taken_as_serde_json_takes_them(
        texts in proptest::collection::vec(".{0,12}", 1..4),
        number in any::<f64>(),
        place in any::<prop::sample::Index>(),
        byte in 0_u8..0x80,
    ) {
        let body = serde_json::json!({"a": texts, "n": number, "o": {"x": [null, true, {}]}}).to_string();
        assert_as_serde_json(&body);
        let mut changed = body.into_bytes();
        let place = place.index(changed.len());
        changed[place] = byte;
        if let Ok(body) = String::from_utf8(changed) {
            assert_as_serde_json(&body);
        }
    }
}
