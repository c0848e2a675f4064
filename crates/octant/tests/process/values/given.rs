//! The values.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// A set of values, as JSON shows them: by property, no two of one property equal, in the order of the values.
#[derive(Debug, Clone)]
pub(super) struct Given {
    /// Rows: the values of the properties in their order.
    pub(super) rows: Vec<[String; 6]>,
    /// The places of the rows in the order of their numbers, and of their times.
    pub(super) by_number: Vec<usize>,
    pub(super) by_time: Vec<usize>,
}

/// In the order of their values.
const NUMBERS: [&str; 25] = [
    "-1e400",
    "-12345678901234567.89",
    "-12345678901234567.88",
    "-50.714999999999996",
    "-12.50",
    "-4.9e-324",
    "-1e-400",
    "-0",
    "1e-400",
    "4.9e-324",
    "0.1",
    "0.1000000000000000055511151231257827",
    "12.50",
    "40.71280000000001",
    "50.714999999999995",
    "50.7149999999999959",
    "50.714999999999996",
    "50.7149999999999961",
    "99999999999999.99",
    "9007199254740991",
    "9007199254740992",
    "9007199254740993",
    "9007199254740993.000000000001",
    "1.7976931348623157e308",
    "1e400",
];

/// In the order of their values.
const TIMES: [&str; 11] = [
    "0001-01-01T00:00:00.000Z",
    "1969-12-31T23:59:59.9999999Z",
    "1970-01-01T00:00:00.000Z",
    "1970-01-01T00:00:00.000000001Z",
    "1970-01-01T00:00:00.0000001Z",
    "1970-01-01T00:00:00.000000101Z",
    "2024-01-31T12:00:00.500Z",
    "2024-01-31T12:00:00.5000001Z",
    "9999-12-31T00:00:00.000Z",
    "9999-12-31T23:59:59.9999999Z",
    "9999-12-31T23:59:59.999999999Z",
];

const TEXTS: [&str; 8] = ["a", "Crème brûlée", "12.50", "true", "\"quoted\"", "x;y", "化妆包", "a\\b"];

impl Given {
    /// Rows of these numbers and times, which are in the order of their values; the others take turns.
    fn of(numbers: &[String], times: &[String], wholes: &[i64]) -> Self {
        let count = numbers.len().max(times.len());
        // Where one kind has fewer values, the rows that are left have none.
        let at = |values: &[String], row: usize| values.get(row).cloned().unwrap_or_default();
        let row = |row: usize| {
            let whole = wholes[row % wholes.len()].to_string();
            // Neither order is that of the rows.
            let number = at(numbers, shuffled(row, count, 7));
            let time = at(times, shuffled(row, count, 11));
            let text = TEXTS[row % TEXTS.len()].to_owned();
            let list = format!("{text}|{row}");
            [text, whole, number, (row.is_multiple_of(2)).to_string(), time, list]
        };
        let rows: Vec<[String; 6]> = (0..count).map(row).collect();
        let order = |values: &[String], property: usize| {
            let place = |value: &String| rows.iter().position(|row| row[property] == *value);
            values.iter().filter_map(place).collect()
        };
        let (by_number, by_time) = (order(numbers, 2), order(times, 4));
        Self { rows, by_number, by_time }
    }
}

/// Another place for each row: in steps of `step`, or of one where that would come by some places twice.
fn shuffled(row: usize, count: usize, step: usize) -> usize {
    if count.is_multiple_of(step) { count - 1 - row } else { row * step % count }
}

fn texts(values: &[&str]) -> Vec<String> {
    values.iter().map(|&value| value.to_owned()).collect()
}

/// Values that were changed on some way once.
pub(super) fn awkward() -> Given {
    Given::of(&texts(&NUMBERS), &texts(&TIMES), &[i64::MIN, -1, 0, 9_007_199_254_740_993, i64::MAX])
}

pub(super) fn random() -> impl Strategy<Value = Given> {
    let near = (select(NUMBERS.to_vec()), 0..1_000_u32).prop_map(|(number, more)| {
        match (number.contains('e'), number.contains('.')) {
            (true, _) => number.to_owned(),
            (false, true) => format!("{number}{more}1"),
            (false, false) => format!("{number}.{more:03}1"),
        }
    });
    let any_float = any::<f64>().prop_filter("finite", |number| number.is_finite());
    let number = prop_oneof![
        near,
        any_float.prop_map(|number| format!("{number:e}")),
        any::<i64>().prop_map(|number| number.to_string()),
        (any::<i32>(), 0..100_u32).prop_map(|(price, cents)| format!("{price}.{cents:02}")),
    ];
    let time = (-62_135_596_800_i64..253_402_300_800, 0..1_000_000_000_u32, 3..=9_u32).prop_map(
        |(seconds, nanoseconds, digits)| {
            let start: octant_model::Instant =
                octant_model::Timestamp::from_milliseconds(seconds * 1_000).into();
            let fraction = format!("{nanoseconds:09}");
            start.to_string().replace(".000Z", &format!(".{}Z", &fraction[..digits as usize]))
        },
    );
    (vec(number, 8..24), vec(time, 8..24), vec(any::<i64>(), 1..9)).prop_map(|(numbers, times, wholes)| {
        let mut numbers: Vec<octant_model::Decimal> =
            numbers.iter().map(|text| text.parse().expect("a number")).collect();
        numbers.sort();
        numbers.dedup();
        let mut times: Vec<octant_model::Instant> =
            times.iter().map(|text| text.parse().expect("a moment")).collect();
        times.sort();
        times.dedup();
        let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
        let times: Vec<String> = times.iter().map(ToString::to_string).collect();
        Given::of(&numbers, &times, &wholes)
    })
}
