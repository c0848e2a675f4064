//! Writes YAML whose numbers keep their digits.

use std::cell::RefCell;

use serde::ser::{Serialize, Serializer};
use serde_json::Value as Json;

use super::NUMBER;

/// JSON as YAML. The library writes numbers of 64 bits only: for all others it writes a word that is nowhere else in the
/// text, which then makes way for the digits.
pub(crate) fn write(value: &Json) -> String {
    let json = value.to_string();
    let mut word = "digits".to_owned();
    while json.contains(&word) {
        word.push('s');
    }
    let digits = RefCell::new(Vec::new());
    let marked = Marked { value, word: &word, digits: &digits };
    let text = serde_norway::to_string(&marked).expect("JSON can always be written as YAML");
    let mut parts = text.split(&word);
    let mut written = parts.next().unwrap_or_default().to_owned();
    for (number, rest) in digits.into_inner().iter().zip(parts) {
        written.push_str(number);
        written.push_str(rest);
    }
    written
}

struct Marked<'a> {
    value: &'a Json,
    word: &'a str,
    /// In the order in which the word was written.
    digits: &'a RefCell<Vec<String>>,
}

impl<'a> Marked<'a> {
    fn of(&self, value: &'a Json) -> Self {
        Self { value, word: self.word, digits: self.digits }
    }
}

impl Serialize for Marked<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.value {
            Json::Array(list) => serializer.collect_seq(list.iter().map(|value| self.of(value))),
            Json::Object(members) => {
                serializer.collect_map(members.iter().map(|(name, value)| (name, self.of(value))))
            }
            Json::Number(number) => {
                match number.as_i64().filter(|whole| whole.to_string() == number.as_str()) {
                    Some(whole) => serializer.serialize_i64(whole),
                    None => {
                        let tag = if number.as_f64().is_some() { "" } else { &format!("!{NUMBER} ") };
                        self.digits.borrow_mut().push(format!("{tag}{number}"));
                        serializer.serialize_str(self.word)
                    }
                }
            }
            other => other.serialize(serializer),
        }
    }
}
