//! YAML whose numbers keep their digits: the library reads and writes numbers of 64 bits only.

mod depth;
mod read;
mod write;

pub(crate) use read::read;
pub(crate) use write::write;

/// The tag of a number, by which one is written that is too large for the library to see a number in it.
const NUMBER: &str = "number";

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value as Json;

    use super::*;

    #[test]
    fn numbers_keep_their_digits() {
        let yaml = "a: 12.50\nb: [50.714999999999996, 9007199254740993, -0]\nc: {d: 1e-400, e: +5, f: .5, g: 0x1F}\n\
            h: 123456789012345678901234567890123456789012345\ni: '12.50'\nj: !number 1e400\n";
        let json = r#"{"a":12.50,"b":[50.714999999999996,9007199254740993,-0],"c":{"d":1e-400,"e":5,"f":0.5,"g":31},"#
            .to_owned()
            + r#""h":123456789012345678901234567890123456789012345,"i":"12.50","j":1e+400}"#;
        assert_eq!(read(yaml).expect("YAML").to_string(), json);
    }

    #[test]
    fn parts_that_are_used_again_keep_theirs_too() {
        let yaml = "a: &a {x: 1.0, y: 2.50}\nb: {<<: *a, y: 3.00}\nc: *a\n";
        let json = r#"{"a":{"x":1.0,"y":2.50},"b":{"y":3.00,"x":1.0},"c":{"x":1.0,"y":2.50}}"#;
        assert_eq!(read(yaml).expect("YAML").to_string(), json);
        assert!(read("a: 1\na: 2\n").is_err_and(|error| error.contains('a')));
        assert!(read("? [1]\n: 2\n").is_err());
    }

    fn json() -> impl Strategy<Value = Json> {
        let number = prop_oneof![
            any::<i64>().prop_map(|number| number.to_string()),
            "-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,30})?(e-?[0-9]{1,3})?",
        ];
        let number = number.prop_map(|text| serde_json::from_str(&text).expect("a number"));
        let text = prop_oneof!["[a-z0-9 .:#'-]{0,8}", Just("digits".to_owned()), Just("1.50".to_owned())];
        let leaf = prop_oneof![
            4 => number,
            2 => text.clone().prop_map(Json::from),
            1 => any::<bool>().prop_map(Json::from),
            1 => Just(Json::Null),
        ];
        leaf.prop_recursive(3, 20, 4, move |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Json::from),
                proptest::collection::vec((text.clone(), inner), 0..4)
                    .prop_map(|members| Json::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_as_the_same(value in json()) {
            let written = write(&value);
            prop_assert_eq!(read(&written), Ok(value), "{}", written);
        }
    }
}
