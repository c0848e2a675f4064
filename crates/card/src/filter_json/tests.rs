use serde_json::json;

use super::*;

fn test(text: &str, kind: Kind) -> Result<Test, String> {
    read_test(&serde_json::from_str(text).expect("JSON"), kind, Blanks::NotGiven)
}

fn holds(text: &str, number: i64) -> bool {
    let value = Value::Integer(number);
    match test(text, Kind::Integer).unwrap_or_else(|error| panic!("{text}: {error}")) {
        Test::Equals(wanted) => wanted == value,
        Test::Within(range) => range.contains(&value),
        Test::Exists(_) | Test::Nested(_) => panic!("{text} asks something else"),
    }
}

#[test]
fn whole_numbers_are_compared_with_any_number() {
    let cases = [
        ("12.0", 12, true),
        ("\"12.0\"", 12, true),
        ("1.2e1", 12, true),
        ("11.5", 11, false),
        ("11.5", 12, false),
        ("1e30", i64::MAX, false),
        (r#"{"gte":11.5}"#, 11, false),
        (r#"{"gte":11.5}"#, 12, true),
        (r#"{"gt":11.5}"#, 12, true),
        (r#"{"gt":12.0}"#, 12, false),
        (r#"{"lt":11.5}"#, 11, true),
        (r#"{"lt":11.5}"#, 12, false),
        (r#"{"lte":-11.5}"#, -12, true),
        (r#"{"lte":-11.5}"#, -11, false),
        (r#"{"gt":-0.5}"#, 0, true),
        (r#"{"lt":"0.5"}"#, 0, true),
        (r#"{"lt":1e30}"#, i64::MAX, true),
        (r#"{"gt":1e30}"#, i64::MAX, false),
        (r#"{"gte":-1e400}"#, i64::MIN, true),
        (r#"{"lt":-1e400}"#, i64::MIN, false),
        (r#"{"lt":9223372036854775807.5}"#, i64::MAX, true),
        (r#"{"gte":9223372036854775806.5}"#, i64::MAX, true),
        (r#"{"lt":-9223372036854775808.5}"#, i64::MIN, false),
        (r#"{"gte":1.5,"lt":2.5}"#, 2, true),
    ];
    for (text, number, expected) in cases {
        assert_eq!(holds(text, number), expected, "{text} and {number}");
    }
    for text in ["\"a\"", "true", r#"{"gte":"x"}"#, r#"{"gte":1,"gt":1}"#] {
        assert!(test(text, Kind::Integer).is_err(), "{text}");
    }
}

#[test]
fn a_number_keeps_every_digit() {
    let number = |text: &str| Test::Equals(Value::Decimal(text.parse().expect("a number")));
    for text in ["50.714999999999996", "12345678901234567.89", "9007199254740993", "1e-400"] {
        assert_eq!(test(text, Kind::Decimal), Ok(number(text)));
        assert_eq!(test(&format!("\"{text}\""), Kind::Decimal), Ok(number(text)));
        assert_ne!(test(text, Kind::Decimal), Ok(number(&format!("{text}1").replace("-4001", "-401"))));
    }
    assert_eq!(test("12.50", Kind::Text), Ok(Test::Equals(Value::Text("12.50".to_owned()))));
    assert!(test("1e9999999", Kind::Decimal).is_err_and(|error| error.contains("out of range")));
    let json = json!({ "gte": "0001-01-01", "lte": "9999-12-31T23:59:59.9999999Z" });
    assert!(read_test(&json, Kind::Timestamp, Blanks::NotGiven).is_ok());
    assert!(read_test(&json!("-0001-01-01"), Kind::Timestamp, Blanks::NotGiven).is_err());
}
