//! The style sheet and the script's modules, each under a name that changes with its content, so that browsers keep them
//! for ever and still never show an old one.

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
const ICON: &str = include_str!("../assets/icon.svg");
/// The modules by the name under which the first one uses them.
const MODULES: [(&str, &str); 7] = [
    ("copy", include_str!("../assets/script/copy.js")),
    ("drop", include_str!("../assets/script/drop.js")),
    ("forms", include_str!("../assets/script/forms.js")),
    ("keyboard", include_str!("../assets/script/keyboard.js")),
    ("live", include_str!("../assets/script/live.js")),
    ("soft", include_str!("../assets/script/soft.js")),
    ("tabs", include_str!("../assets/script/tabs.js")),
];
const SCRIPT: &str = include_str!("../assets/script/studio.js");

/// A file with its name.
struct Named {
    name: String,
    content: String,
    media_type: &'static str,
}

/// Every file; the first is the style sheet, then the icon, then the first module, then those that it uses.
static FILES: LazyLock<Vec<Named>> = LazyLock::new(|| {
    let modules = MODULES.map(|(stem, content)| file(stem, content.to_owned(), "js"));
    let mut script = String::new();
    for ((stem, _), module) in MODULES.iter().zip(&modules) {
        // Writing to a text cannot fail.
        let _ = writeln!(script, "import * as {stem} from \"./{}\";", module.name);
    }
    script.push_str(SCRIPT);
    let mut files = vec![
        file("studio", STYLE.to_owned(), "css"),
        file("icon", ICON.to_owned(), "svg"),
        file("studio", script, "js"),
    ];
    files.extend(modules);
    files
});

fn file(stem: &str, content: String, extension: &str) -> Named {
    let digest = Sha256::digest(&content);
    let mut name = format!("{stem}-");
    for byte in &digest[..6] {
        // Writing to a text cannot fail.
        let _ = write!(name, "{byte:02x}");
    }
    let media_type = match extension {
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        _ => "text/javascript; charset=utf-8",
    };
    Named { name: name + "." + extension, content, media_type }
}

/// The file of that name under `/studio/assets/`; `None` where there is none, or none with that content any more.
#[must_use]
pub fn find(name: &str) -> Option<Asset> {
    let known = FILES.iter().find(|file| file.name == name)?;
    Some(Asset { content: &known.content, media_type: known.media_type })
}

/// The names of all files, for whoever wants pages without a server.
pub fn names() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|file| file.name.as_str())
}

fn path(file: &Named) -> String {
    format!("/studio/assets/{}", file.name)
}

pub(crate) fn style_path() -> String {
    path(&FILES[0])
}

pub(crate) fn icon_path() -> String {
    path(&FILES[1])
}

pub(crate) fn script_path() -> String {
    path(&FILES[2])
}

/// The modules that the first one uses, for browsers to load them at the same time.
pub(crate) fn module_paths() -> impl Iterator<Item = String> {
    FILES[3..].iter().map(path)
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
    fn the_script_imports_only_files_that_are_here() {
        let script = find(&FILES[2].name).expect("the script").content;
        let imported: Vec<&str> = script.lines().filter_map(|line| line.split("\"./").nth(1)).collect();
        assert_eq!(imported.len(), MODULES.len());
        for name in imported {
            assert!(find(name.trim_end_matches("\";")).is_some(), "{name}");
        }
    }

    #[test]
    fn the_style_sheet_loads_nothing_from_elsewhere() {
        assert!(!STYLE.contains("url(") && !STYLE.contains("@import"));
    }
}
