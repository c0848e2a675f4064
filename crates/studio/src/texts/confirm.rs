//! Words of the page that asks before something goes for good.

pub(crate) const EFFECTS: &str = "What happens";
pub(crate) const OBSTACLES: &str = "What has to be done first";
pub(crate) const BACK: &str = "Back";

pub(crate) fn type_to_confirm(word: &str) -> String {
    format!("Type {word} to confirm")
}
