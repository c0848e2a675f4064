//! The style sheet and the script, each under a name that changes with its content, so that browsers keep them for
//! ever and still never show an old one.

use std::fmt::Write as _;
use std::sync::LazyLock;

use sha2::{Digest, Sha256};

/// A file that pages refer to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asset {
    /// Its content.
    pub content: &'static str,
    /// Its media type.
    pub media_type: &'static str,
}

const STYLE: &str = include_str!("../assets/studio.css");
const SCRIPT: &str = include_str!("../assets/studio.js");
const ICON: &str = include_str!("../assets/icon.svg");

static STYLE_NAME: LazyLock<String> = LazyLock::new(|| name("studio", STYLE, "css"));
static SCRIPT_NAME: LazyLock<String> = LazyLock::new(|| name("studio", SCRIPT, "js"));
static ICON_NAME: LazyLock<String> = LazyLock::new(|| name("icon", ICON, "svg"));

fn name(stem: &str, content: &str, extension: &str) -> String {
    let digest = Sha256::digest(content);
    let mut name = format!("{stem}-");
    for byte in &digest[..6] {
        // Writing to a text cannot fail.
        let _ = write!(name, "{byte:02x}");
    }
    name + "." + extension
}

/// The file of that name under `/studio/assets/`; `None` where there is none, or none with that content any more.
#[must_use]
pub fn find(name: &str) -> Option<Asset> {
    let assets = [
        (&*STYLE_NAME, STYLE, "text/css; charset=utf-8"),
        (&*SCRIPT_NAME, SCRIPT, "text/javascript; charset=utf-8"),
        (&*ICON_NAME, ICON, "image/svg+xml"),
    ];
    assets
        .into_iter()
        .find(|(known, ..)| *known == name)
        .map(|(_, content, media_type)| Asset { content, media_type })
}

pub(crate) fn style_path() -> String {
    format!("/studio/assets/{}", *STYLE_NAME)
}

pub(crate) fn script_path() -> String {
    format!("/studio/assets/{}", *SCRIPT_NAME)
}

pub(crate) fn icon_path() -> String {
    format!("/studio/assets/{}", *ICON_NAME)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn assets_are_found_by_the_name_that_pages_use() {
        let name = style_path().replace("/studio/assets/", "");
        assert_eq!(find(&name).map(|asset| asset.content), Some(STYLE));
        assert_eq!(find("studio-000000000000.css"), None);
        assert_eq!(find("../Cargo.toml"), None);
    }

    #[test]
    fn the_style_sheet_loads_nothing_from_elsewhere() {
        assert!(!STYLE.contains("url(") && !STYLE.contains("@import"));
    }
}
