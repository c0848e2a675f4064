//! What is wrong with which field of a form: from the rules' messages by path to the fields that they are about.

use std::collections::BTreeMap;

use octant_studio::Field;

/// Messages by path, such as `properties[1].delimiter`, each shown once.
#[derive(Debug, Default)]
pub(super) struct Problems(BTreeMap<String, Vec<String>>);

impl From<BTreeMap<String, Vec<String>>> for Problems {
    fn from(messages: BTreeMap<String, Vec<String>>) -> Self {
        Self(messages)
    }
}

impl Problems {
    /// A single message about the whole.
    pub(super) fn whole(message: impl Into<String>) -> Self {
        let mut problems = Self::default();
        problems.tell("", message);
        problems
    }

    /// Notes a message.
    pub(super) fn tell(&mut self, path: impl Into<String>, message: impl Into<String>) {
        self.0.entry(path.into()).or_default().push(message.into());
    }

    /// Whether there is nothing wrong.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes what is wrong at that path.
    pub(super) fn at(&mut self, path: &str) -> Option<String> {
        self.0.remove(path).map(|messages| sentences(messages.iter()))
    }

    /// Takes what is wrong at that path and at all that begin with it.
    pub(super) fn below(&mut self, path: &str) -> Option<String> {
        let own: Vec<String> = self.0.keys().filter(|key| key.starts_with(path)).cloned().collect();
        let messages: Vec<String> = own.iter().filter_map(|key| self.0.remove(key)).flatten().collect();
        (!messages.is_empty()).then(|| sentences(messages.iter()))
    }

    /// Takes what is wrong below that path, each with its place there.
    pub(super) fn placed(&mut self, path: &str) -> Option<String> {
        let own: Vec<String> = self.0.keys().filter(|key| key.starts_with(path)).cloned().collect();
        let mut told = Vec::new();
        for key in own {
            let place = key[path.len()..].trim_start_matches('.');
            let messages = self.0.remove(&key).unwrap_or_default();
            let placed = |message: String| match place {
                "" => sentence(&message),
                place => format!("{place}: {message}."),
            };
            told.extend(messages.into_iter().map(placed));
        }
        (!told.is_empty()).then(|| told.join(" "))
    }

    /// The text with what is wrong at that path.
    pub(super) fn field(&mut self, path: &str, value: impl Into<String>) -> Field {
        Field { value: value.into(), problem: self.at(path) }
    }

    /// Puts what is wrong at that path to a field.
    pub(super) fn mark(&mut self, path: &str, field: &mut Field) {
        field.problem = self.at(path).or(field.problem.take());
    }

    /// What no field was asked for.
    pub(super) fn rest(self) -> Option<String> {
        let messages: Vec<&String> = self.0.values().flatten().collect();
        (!messages.is_empty()).then(|| sentences(messages.into_iter()))
    }
}

/// Messages as sentences.
fn sentences<'m>(messages: impl Iterator<Item = &'m String>) -> String {
    let sentences: Vec<String> = messages.map(|message| sentence(message)).collect();
    sentences.join(" ")
}

/// A message with a capital letter and a full stop.
pub(super) fn sentence(message: &str) -> String {
    let mut letters = message.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    let end = if message.ends_with(['.', '?', '!']) { "" } else { "." };
    format!("{first}{}{end}", letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_message_is_shown_once_and_none_is_lost() {
        let mut problems = Problems::whole("something else");
        problems.tell("name", "the name is empty");
        problems.tell("rows[0].id", "it is empty");
        problems.tell("rows[0].type", "it is none");
        let name = problems.field("name", "x");
        assert_eq!((name.value.as_str(), name.problem.as_deref()), ("x", Some("The name is empty.")));
        assert_eq!(problems.at("name"), None);
        assert_eq!(problems.below("rows[0]").as_deref(), Some("It is empty. It is none."));
        assert!(!problems.is_empty());
        problems.tell("filter", "it is no list");
        problems.tell("filter[0].must", "it is none");
        assert_eq!(problems.placed("filter").as_deref(), Some("It is no list. [0].must: it is none."));
        assert_eq!(problems.rest().as_deref(), Some("Something else."));
    }
}
