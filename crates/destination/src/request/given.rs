//! What was given for a parameter, whatever way it was written. Blank texts, lists and objects count as not given.

use octant_card::is_blank;
use octant_model::{Decimal, Instant, Timestamp};
use serde_json::Value as Json;

use super::Request;
use crate::error::Gathered;

/// A request that is being read, with what is wrong with it.
pub(super) struct Given<'r, 't> {
    pub(super) request: &'r Request,
    pub(super) told: &'t mut Gathered,
}

/// A text, number or flag as text.
pub(super) fn scalar(json: &Json) -> Option<String> {
    match json {
        Json::String(text) => Some(text.clone()),
        Json::Number(_) | Json::Bool(_) => Some(json.to_string()),
        Json::Null | Json::Array(_) | Json::Object(_) => None,
    }
}

impl<'r> Given<'r, '_> {
    pub(super) fn tell(&mut self, path: impl Into<String>, message: impl Into<String>) {
        self.told.tell(path, message);
    }

    /// What was given, unless it is blank.
    pub(super) fn json(&self, name: &str) -> Option<&'r Json> {
        self.request.members.get(name).filter(|json| !is_blank(json))
    }

    /// One text; an address gives a list of one.
    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        let json = self.json(name)?;
        let one = match json {
            Json::Array(values) if self.request.from_address => match values.as_slice() {
                [one] => one,
                _ => {
                    self.tell(name, format!("{name} is given more than once"));
                    return None;
                }
            },
            other => other,
        };
        let text = scalar(one);
        if text.is_none() {
            self.tell(name, format!("{name} is a single value"));
        }
        text
    }

    pub(super) fn number(&mut self, name: &str, default: usize, most: usize, instead: &str) -> usize {
        let Some(text) = self.text(name) else { return default };
        let whole = text.trim().parse().ok().filter(Decimal::is_whole).map(|number| number.floor());
        match whole.map(usize::try_from) {
            Some(Ok(number)) if number <= most => number,
            Some(_) if whole > Some(0) => {
                self.tell(name, format!("{name} is at most {most}; {instead}"));
                default
            }
            _ => {
                self.tell(name, format!("{text:?} is no whole number from 0 to {most}"));
                default
            }
        }
    }

    pub(super) fn flag(&mut self, name: &str) -> bool {
        let Some(text) = self.text(name) else { return false };
        match text.trim().to_ascii_lowercase().as_str() {
            "true" | "1" => true,
            "false" | "0" => false,
            _ => {
                self.tell(name, format!("{text:?} is neither true nor false"));
                false
            }
        }
    }

    /// A list of texts; `split` also takes several in one, with commas between them.
    pub(super) fn texts(&mut self, name: &str, split: bool) -> Vec<String> {
        let Some(json) = self.json(name) else { return Vec::new() };
        let values = match json {
            Json::Array(values) => values.as_slice(),
            one => std::slice::from_ref(one),
        };
        let mut texts: Vec<String> = Vec::with_capacity(values.len());
        for (place, value) in values.iter().enumerate() {
            match scalar(value) {
                Some(text) if split => {
                    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
                    texts.extend(parts.map(str::to_owned));
                }
                Some(text) if octant_text::is_blank(&text) => {}
                Some(text) => texts.push(text),
                None if value.is_null() => {}
                None => self.tell(format!("{name}[{place}]"), "it is no text"),
            }
        }
        texts
    }

    /// An end of the period: a member of `period`, or the parameter `periodSince` or `periodBefore`.
    pub(super) fn time(&mut self, end: &str) -> Option<Timestamp> {
        let alone = if end == "since" { "periodSince" } else { "periodBefore" };
        let (path, text) = match self.text(alone) {
            Some(text) => (alone.to_owned(), text),
            None => (format!("period.{end}"), self.member_of_period(end)?),
        };
        let found = text.parse::<Instant>().or_else(|error| {
            // In an address that was not encoded, the sign of a zone has become a blank.
            text.rsplit_once(' ').map_or(Err(error), |(time, zone)| format!("{time}+{zone}").parse())
        });
        match found {
            // Changes are noted to the millisecond: those at or after a moment are those at or after the next one.
            Ok(time) => Some(time.ceil()),
            Err(error) => {
                self.tell(path, error.to_string());
                None
            }
        }
    }

    fn member_of_period(&mut self, end: &str) -> Option<String> {
        let Json::Object(members) = self.json("period")? else {
            self.tell("period", "it is an object with since and before");
            return None;
        };
        let is_end = |name: &str| ["since", "before"].iter().any(|known| known.eq_ignore_ascii_case(name));
        for name in members.keys().filter(|name| !is_end(name)) {
            self.tell(format!("period.{name}"), "a period has since and before");
        }
        let found = members.iter().find(|(name, _)| name.eq_ignore_ascii_case(end));
        let value = found.map(|(_, value)| value).filter(|value| !is_blank(value))?;
        let text = scalar(value);
        if text.is_none() {
            self.tell(format!("period.{end}"), "it is a text such as 2024-01-31T12:00:00Z");
        }
        text
    }
}
