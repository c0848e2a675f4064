//! Words of the page that asks before something goes for good.

pub(crate) const EFFECTS: &str = "What happens";

pub(crate) fn type_to_confirm(word: &str) -> String {
    format!("Type {word} to confirm")
}
