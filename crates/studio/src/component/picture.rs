//! Pictures that data links to.

use maud::{Markup, html};

use crate::images::Images;

/// Whether the text is a link that a page may load a picture from: `https`, `http`, or a path of this server.
pub(crate) fn may_load(link: &str) -> bool {
    let rest = link.strip_prefix("https://").or_else(|| link.strip_prefix("http://"));
    let local = link.starts_with('/') && !link.starts_with("//") && !link.contains('\\');
    (local || rest.is_some_and(|rest| !rest.is_empty()))
        && !link.chars().any(|c| c.is_whitespace() || c.is_control())
}

/// The picture, or an empty frame of the same size where there is none or it is not loaded from there. What it shows is
/// said beside it, so it has no text of its own.
pub(crate) fn show(link: Option<&str>, class: &str, images: &Images) -> Markup {
    html! {
        @match link.filter(|link| may_load(link)) {
            Some(link) if !images.allow(link) => { span class=(Images::withheld(class)) aria-hidden="true" {} }
            Some(link) => {
                img class=(class) src=(link) alt="" width="320" height="320" loading="lazy" decoding="async" referrerpolicy="no-referrer";
            }
            None => { span class=(format!("{class} no-picture")) aria-hidden="true" {} }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::may_load;

    #[test]
    fn only_links_to_pictures_are_loaded() {
        for link in ["https://cdn.example/a.jpg", "http://a/b", "/media/files/1"] {
            assert!(may_load(link), "{link}");
        }
        for link in [
            "javascript:alert(1)",
            "//evil.example/x",
            "/\\evil.example/x",
            "data:image/png;base64,AA",
            "",
            "https://",
            "https://a b",
        ] {
            assert!(!may_load(link), "{link}");
        }
    }
}
