//! The rule for names that people choose and that stand in addresses and results (docs/api.md, "Identifiers").

/// The most characters of an identifier.
pub(crate) const MAX_IDENTIFIER: usize = 64;

/// What is wrong with the id of something that has an address of its own; some words stand for others there.
pub(crate) fn problem_in_address(text: &str) -> Option<String> {
    (text == "preview").then(|| "\"preview\" is reserved".to_owned()).or_else(|| problem(text))
}

/// What is wrong with an identifier: 1 to 64 of `a-z A-Z 0-9 _ -`, a letter first, not `id`.
pub(crate) fn problem(text: &str) -> Option<String> {
    let letters =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
    if text.is_empty() {
        return Some("it is missing or empty".to_owned());
    }
    if text.len() > MAX_IDENTIFIER {
        return Some(format!("it has more than {MAX_IDENTIFIER} characters"));
    }
    if !letters(text) || !text.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return Some(format!(
            "{text:?} holds other characters than a-z A-Z 0-9 _ -, or does not begin with a letter"
        ));
    }
    (text == "id").then(|| "\"id\" is the key of every card and cannot be used for anything else".to_owned())
}
