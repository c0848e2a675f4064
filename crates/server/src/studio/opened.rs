//! What a form was opened with, and what somebody else saved meanwhile: one mechanism for every form that changes
//! something that is there.
//!
//! A page hands out the editable part of what it shows in a hidden field (`opened`). A save names its revision, which
//! the store checks in the same change; where it is another by now, the form comes back (409) as it was typed, with
//! what is different, and carries what is saved now: saving it again is done on purpose.

use std::collections::{BTreeMap, BTreeSet};

use octant_model::{PageRequest, TenantId, Timestamp};
use octant_store::{ActivityFilter, Actor, Revision};
use octant_studio::{Conflict, ConflictRow, Editing, Shell};
use serde_json::Value as Json;

use super::Form;
use super::look::cut;
use super::names::Names;
use crate::error::Failure;
use crate::state::AppState;

/// What is longer is told by its revision alone, so that a form stays within what a document may have.
const LONGEST: usize = 64 * 1024;
/// How long a value in the comparison may be, and how many are compared.
const SHOWN: usize = 300;
const ROWS: usize = 100;

/// What a form was opened with.
#[derive(Debug, Clone)]
pub(super) struct Opened(String);

impl Opened {
    /// For a page that shows this.
    pub(super) fn of(editable: &Json) -> Self {
        let text = editable.to_string();
        if text.len() > LONGEST { Self(Revision::of_json(&text).to_string()) } else { Self(text) }
    }

    /// What a form brought along. A form without it was opened with nothing, so it conflicts with whatever is there.
    pub(super) fn read(form: &Form) -> Self {
        Self(form.text("opened").to_owned())
    }

    /// The revision that a change made from it expects.
    pub(super) fn revision(&self) -> Revision {
        let is_revision = self.0.len() == 32 && self.0.bytes().all(|byte| byte.is_ascii_hexdigit());
        if is_revision { Revision::from_text(&self.0) } else { Revision::of_json(&self.0) }
    }

    /// Whether this is what it was opened with.
    pub(super) fn is(&self, editable: &Json) -> bool {
        self.revision() == Revision::of(editable)
    }

    /// The page's shell, whose forms carry it along.
    pub(super) fn within(self, shell: Shell) -> Shell {
        Shell { editing: Editing { opened: self.0, ..Editing::default() }, ..shell }
    }

    /// What it was, where the form carried more than its revision.
    fn json(&self) -> Option<Json> {
        serde_json::from_str(&self.0).ok()
    }
}

/// A save that would overwrite somebody else's.
pub(super) struct Collision {
    pub(super) conflict: Conflict,
    pub(super) now: Opened,
}

/// What a form is about: its kind and id in the activity, and its page.
pub(super) struct About<'a> {
    pub(super) kind: &'static str,
    pub(super) id: &'a str,
    pub(super) page: String,
}

impl Collision {
    /// Compares what is saved now with what the form says.
    pub(super) fn find(
        state: &AppState,
        tenant: &TenantId,
        about: About<'_>,
        opened: &Opened,
        (theirs, yours): (&Json, &Json),
    ) -> Result<Self, Failure> {
        let filter = ActivityFilter {
            kind: Some(about.kind.to_owned()),
            id: Some(about.id.to_owned()),
            ..ActivityFilter::default()
        };
        let latest = state.store.activity(tenant, &filter, &PageRequest::first(20))?.items.into_iter();
        let latest = latest.into_iter().find(|change| change.actor != Actor::system());
        let who = latest.as_ref().map(|change| Names::new(&state.access, tenant).of(&change.actor));
        let conflict = Conflict {
            who: who.transpose()?,
            at: latest.map(|change| change.at),
            rows: rows(opened.json().as_ref(), theirs, yours),
            reopen: about.page,
            now: Timestamp::now(),
        };
        Ok(Self { conflict, now: Opened::of(theirs) })
    }

    /// The page's shell, which tells of it.
    pub(super) fn within(self, shell: Shell) -> Shell {
        Shell { editing: Editing { opened: self.now.0, conflict: Some(self.conflict), focus: None }, ..shell }
    }
}

/// What was changed meanwhile and is another in the form; all that differs where it is not known what it was.
fn rows(base: Option<&Json>, theirs: &Json, yours: &Json) -> Vec<ConflictRow> {
    let facts = |json: &Json| {
        let mut facts = BTreeMap::new();
        gather(&mut Vec::new(), json, &mut facts);
        facts
    };
    let (base, theirs, yours) = (base.map(facts), facts(theirs), facts(yours));
    let fields: BTreeSet<&String> = theirs.keys().chain(yours.keys()).collect();
    let row = |field: &String| {
        let (now, typed) = (theirs.get(field), yours.get(field));
        let before = base.as_ref().map(|base| base.get(field));
        if now == typed || before == Some(now) {
            return None;
        }
        let shown = |value: Option<&String>| value.map(|value| cut(value, SHOWN));
        let untouched = before == Some(typed);
        Some(ConflictRow { field: field.clone(), theirs: shown(now), yours: shown(typed), untouched })
    };
    fields.into_iter().filter_map(row).take(ROWS).collect()
}

/// Everything that a document says, by where it says so. Members of a list go by their id, else by their number.
fn gather(path: &mut Vec<String>, json: &Json, facts: &mut BTreeMap<String, String>) {
    let mut tell = |value: String| facts.insert(path.join(" › "), value);
    match json {
        Json::Null | Json::Bool(false) => {}
        Json::Bool(true) => drop(tell("Yes".to_owned())),
        Json::Number(number) => drop(tell(number.to_string())),
        Json::String(text) => drop(tell(text.clone())),
        Json::Array(items) if items.iter().all(|item| !item.is_object() && !item.is_array()) => {
            let words: Vec<String> = items.iter().map(super::look::whole).collect();
            if !words.is_empty() {
                tell(words.join(", "));
            }
        }
        Json::Array(items) => {
            for (number, item) in items.iter().enumerate() {
                let id = ["id", "identifier", "relation"].iter().find_map(|name| item.get(name)?.as_str());
                path.push(id.map_or_else(|| (number + 1).to_string(), str::to_owned));
                gather(path, item, facts);
                path.pop();
            }
        }
        Json::Object(members) => {
            for (name, member) in members {
                path.push(words(name));
                gather(path, member, facts);
                path.pop();
            }
        }
    }
}

/// The name of a member as people read it: `sourceProperty` is `Source property`.
fn words(name: &str) -> String {
    let mut words = String::with_capacity(name.len() + 2);
    for (place, letter) in name.chars().enumerate() {
        match place {
            0 => words.extend(letter.to_uppercase()),
            _ if letter.is_ascii_uppercase() => words.extend([' ', letter.to_ascii_lowercase()]),
            _ => words.push(letter),
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn row(field: &str, theirs: Option<&str>, yours: Option<&str>, untouched: bool) -> ConflictRow {
        let text = |value: Option<&str>| value.map(str::to_owned);
        ConflictRow { field: field.to_owned(), theirs: text(theirs), yours: text(yours), untouched }
    }

    #[test]
    fn what_was_changed_meanwhile_is_told_field_by_field() {
        let document = |name: &str, kind: &str, more: &[&str]| {
            json!({
                "name": name,
                "languages": more,
                "properties": [{"id": "price", "propertyType": kind}],
            })
        };
        let base = document("Product", "Text", &["en"]);
        let theirs = document("Goods", "Decimal", &["en"]);
        let yours = document("Things", "Text", &["en", "sv"]);
        assert_eq!(
            rows(Some(&base), &theirs, &yours),
            [
                row("Name", Some("Goods"), Some("Things"), false),
                row("Properties › price › Property type", Some("Decimal"), Some("Text"), true),
            ]
        );
        assert_eq!(rows(None, &theirs, &yours).len(), 3, "what it was is not known");
        let gone = json!({"name": "Product", "languages": ["en"]});
        let told = rows(Some(&base), &gone, &base);
        assert_eq!(told[0], row("Properties › price › Id", None, Some("price"), true));
    }

    #[test]
    fn what_is_too_long_is_known_by_its_revision() {
        let long = json!({"fixed": vec!["card"; 20_000]});
        let opened = Opened::of(&long);
        assert!(opened.0.len() == 32 && opened.is(&long) && !opened.is(&json!({})));
        assert!(Opened::of(&json!({"a": "b"})).is(&json!({"a": "b"})));
    }
}
