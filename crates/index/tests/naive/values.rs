//! Values of each field.

use octant_index::Value;
use octant_model::Timestamp;
use proptest::prelude::*;
use proptest::sample::select;

/// Texts that differ by case, accents, length and at the very end.
pub(crate) fn text() -> impl Strategy<Value = String> {
    let long = |end: &str| format!("{}{end}", "långt ".repeat(40));
    prop_oneof![
        8 => select(vec!["a", "A", "b", "å", "ä", "ö", "z", "Z", "é", "", " a", "a b"]).prop_map(str::to_owned),
        1 => Just(long("1")),
        1 => Just(long("2")),
    ]
}

pub(crate) fn value(name: &'static str) -> BoxedStrategy<Value> {
    match name {
        "path" => select(vec!["A", "A>B", "A > B", "A>B>C", "A>D", "E", ">", "A>>B"])
            .prop_map(|path| Value::Text(path.to_owned()))
            .boxed(),
        "size" => select(vec![i64::MIN, -1, 0, 1, 2, i64::MAX]).prop_map(Value::Integer).boxed(),
        "price" => select(PRICES.to_vec()).prop_map(decimal).boxed(),
        "sold" => any::<bool>().prop_map(Value::Boolean).boxed(),
        "made" => select(MOMENTS.to_vec())
            .prop_map(|text| Value::Timestamp(text.parse().expect("a moment")))
            .boxed(),
        _ => text().prop_map(Value::Text).boxed(),
    }
}

/// Numbers that are one number of 64 bits, those next to them, and those beyond.
pub(crate) const PRICES: [&str; 30] = [
    "-1.5",
    "-0",
    "0.00",
    "1e-9",
    "2.5",
    "2.50",
    "1e300",
    "10",
    "9",
    "50.714999999999996",
    "50.7149999999999961",
    "50.71499999999999600000001",
    "50.71499999999999599999999",
    "50.714999999999995",
    "-50.714999999999996",
    "-50.7149999999999961",
    "9007199254740991",
    "9007199254740992",
    "9007199254740993",
    "9007199254740993.0",
    "9007199254740994",
    "12345678901234567.89",
    "12345678901234567.88",
    "4.9e-324",
    "2e-324",
    "1e-400",
    "-1e-400",
    "1e400",
    "1.1e400",
    "-1e400",
];

pub(crate) const MOMENTS: [&str; 12] = [
    "0001-01-01",
    "1969-12-31T23:59:59.9999999Z",
    "1970-01-01",
    "1970-01-01T00:00:00.0000001Z",
    "1970-01-01T00:00:00.000000100Z",
    "1970-01-01T00:00:00.000000101Z",
    "1970-01-01T00:00:00.000000199Z",
    "1970-01-01T00:00:00.0000002Z",
    "1970-01-02",
    "2024-01-31T12:00:00.1234567Z",
    "9999-12-31",
    "9999-12-31T23:59:59.999999999Z",
];

pub(crate) fn decimal(text: &str) -> Value {
    Value::Decimal(text.parse().expect("a number"))
}

pub(crate) fn day(days: i64) -> Timestamp {
    Timestamp::from_milliseconds(days * 86_400_000)
}
