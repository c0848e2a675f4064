use std::collections::HashSet;

use proptest::prelude::*;
use proptest::sample::select;

use super::*;

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap_or_else(|error| panic!("{text:?}: {error}"))
}

#[test]
fn a_number_is_shown_with_its_digits_as_json() {
    let cases = [
        ("12.50", "12.50"),
        ("+5", "5"),
        (".5", "0.5"),
        ("5.", "5"),
        ("-0", "-0"),
        ("-0.00", "-0.00"),
        ("007", "7"),
        ("-.5", "-0.5"),
        ("0.0", "0.0"),
        ("1E5", "1e+5"),
        ("00.1e-05", "0.1e-05"),
        ("12345678901234567.89", "12345678901234567.89"),
        ("9007199254740993", "9007199254740993"),
        ("-9223372036854775808", "-9223372036854775808"),
        ("1e-400", "1e-400"),
        ("1e999999", "1e+999999"),
        ("0e99", "0e+99"),
    ];
    for (text, shown) in cases {
        assert_eq!(decimal(text).to_string(), shown, "{text}");
    }
}

#[test]
fn what_is_no_number_is_refused() {
    for text in ["", "-", ".", "e5", "1e", "1e+", "1.2.3", "inf", "NaN", "1,5", " 1", "1_000", "--1", "١"] {
        assert!(matches!(text.parse::<Decimal>(), Err(InvalidDecimal::Form(_))), "{text:?}");
    }
    for text in ["1e1000000", "-1e-1000000", "1e99999999999999999999"] {
        assert!(matches!(text.parse::<Decimal>(), Err(InvalidDecimal::Exponent(_))), "{text:?}");
    }
    assert_eq!("1".repeat(MAX_LENGTH + 1).parse::<Decimal>(), Err(InvalidDecimal::Length));
    assert!("1".repeat(MAX_LENGTH).parse::<Decimal>().is_ok());
}

#[test]
fn equal_values_have_one_normalized_form() {
    let cases = [
        ("12.50", "12.5"),
        ("-0.0", "0"),
        ("1e3", "1000"),
        ("0.00001", "0.00001"),
        ("1e-400", "1e-400"),
        ("-12e400", "-1.2e+401"),
        ("100000000000000000000", "100000000000000000000"),
        ("1e21", "1e+21"),
        ("12345678901234567890123456.70", "12345678901234567890123456.7"),
    ];
    for (text, normalized) in cases {
        assert_eq!(decimal(text).normalized(), normalized, "{text}");
        assert_eq!(decimal(text), decimal(normalized));
    }
}

#[test]
fn whole_numbers_are_known() {
    let cases = [
        ("12.0", 12, true),
        ("11.5", 11, false),
        ("-11.5", -12, false),
        ("-0.1", -1, false),
        ("0.1", 0, false),
        ("-0", 0, true),
        ("1.2e1", 12, true),
        ("1e-400", 0, false),
        ("9223372036854775807", i128::from(i64::MAX), true),
    ];
    for (text, floor, whole) in cases {
        assert_eq!((decimal(text).floor(), decimal(text).is_whole()), (floor, whole), "{text}");
    }
    assert!(decimal("1e30").floor() > i128::from(i64::MAX));
    assert!(decimal("-1e999999").floor() < i128::from(i64::MIN));
    assert_eq!(decimal("9223372036854775808").to_i64(), None);
    assert_eq!(decimal("-9.223372036854775808e18").to_i64(), Some(i64::MIN));
}

#[test]
fn a_price_takes_two_words() {
    assert_eq!(size_of::<Decimal>(), 16);
}

/// Numbers near each other, and near the limits of 64 bits.
fn text() -> impl Strategy<Value = String> {
    let around = [
        "50.714999999999996",
        "9007199254740992",
        "9007199254740993",
        "12345678901234567.89",
        "0.1",
        "2.2250738585072014e-308",
        "4.9e-324",
        "2e-324",
        "1e-400",
        "1.7976931348623157e308",
        "1e309",
        "999999999999999999",
        "0",
        "100",
    ];
    let more = select(vec!["", "0", "1", "01", "5", "49", "50", "51", "000"]);
    let near = (select(around.to_vec()), more, any::<bool>()).prop_map(|(number, more, negative)| {
        let (number, exponent) = number
            .split_once('e')
            .map_or((number, String::new()), |(number, exponent)| (number, format!("e{exponent}")));
        let point = if number.contains('.') || more.is_empty() { "" } else { "." };
        format!("{}{number}{point}{more}{exponent}", if negative { "-" } else { "" })
    });
    prop_oneof![
        near,
        any::<f64>()
            .prop_filter("finite", |number| number.is_finite())
            .prop_map(|number| format!("{number:e}")),
        any::<i64>().prop_map(|number| number.to_string()),
        "-?[0-9]{0,20}[0-9]\\.[0-9]{0,20}(e-?[0-9]{1,3})?",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn every_order_is_that_of_the_values(one in text(), two in text()) {
        let (one, two) = (decimal(&one), decimal(&two));
        let order = one.cmp(&two);
        prop_assert_eq!(two.cmp(&one), order.reverse());
        prop_assert_eq!(one.sort_key().cmp(&two.sort_key()), order);
        prop_assert_eq!(one.normalized() == two.normalized(), order.is_eq());
        prop_assert_eq!(HashSet::from([one.clone(), two.clone()]).len() == 1, order.is_eq());
        let nearest = one.to_f64().total_cmp(&two.to_f64());
        prop_assert!(nearest.is_eq() || nearest == order, "{one} {two} {nearest:?} {order:?}");
        if nearest.is_eq() && order.is_ne() {
            prop_assert!(one.beside_f64().is_ne() || two.beside_f64().is_ne(), "{one} {two}");
        }
    }

    #[test]
    fn what_is_shown_is_read_as_the_same(text in text()) {
        let number = decimal(&text);
        for form in [number.to_string(), number.normalized()] {
            prop_assert_eq!(&decimal(&form), &number);
            prop_assert_eq!(decimal(&form).to_string(), form);
        }
        let floor = number.floor();
        if floor.unsigned_abs() < 10_u128.pow(20) {
            prop_assert_eq!(number.is_whole(), number == decimal(&floor.to_string()));
            prop_assert!(decimal(&floor.to_string()) <= number && number < decimal(&(floor + 1).to_string()));
        }
    }

    #[test]
    fn a_number_of_64_bits_is_its_shortest_decimal(number: f64) {
        prop_assume!(number.is_finite());
        let decimal = Decimal::try_from(number).expect("a number");
        prop_assert_eq!(decimal.to_f64(), number);
        prop_assert!(decimal.beside_f64().is_eq());
    }
}
