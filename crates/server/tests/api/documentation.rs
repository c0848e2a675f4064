//! docs/api.md says what the router does.

use std::collections::BTreeSet;

use octant_server::credential::Credential;
use octant_server::error::Code;
use octant_server::routes::table;

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/api.md");
const BEGIN: &str = "|---|---|---|\n";
const END: &str = "<!-- end of routes -->";

/// The table of paths as it should stand in the document.
fn rows() -> String {
    let row = |route: &octant_server::routes::Route| {
        let credential = match route.credential {
            Credential::Open => "none".to_owned(),
            Credential::Key(scope) => format!("key with `{scope}`"),
            Credential::ProviderOrKey(scope) => format!("provider's token, or key with `{scope}`"),
            Credential::Session(role) => format!("session of a `{}`", role.name()),
            Credential::SessionForm(role) => format!("session of a `{}`, with its form", role.name()),
            Credential::Application => {
                "none, or the token of a protected destination's application".to_owned()
            }
        };
        format!("| {} | `{}` | {credential} |\n", route.method, route.path)
    };
    table().iter().map(row).collect()
}

#[test]
fn every_path_is_listed_with_its_credential() {
    let document = std::fs::read_to_string(PATH).expect("docs/api.md is there");
    let (head, rest) = document.split_once("<!-- routes:").expect("the table's beginning");
    let begin = rest.find(BEGIN).expect("the table's head") + BEGIN.len();
    let end = rest.find(END).expect("the table's end");
    if rest[begin..end] != rows() {
        let mended = format!("{head}<!-- routes:{}{}{}", &rest[..begin], rows(), &rest[end..]);
        std::fs::write(PATH, mended).expect("docs/api.md can be written");
        panic!("docs/api.md listed other paths than the router; it was mended: review and commit it");
    }
}

#[test]
fn every_error_code_is_explained() {
    let document = std::fs::read_to_string(PATH).expect("docs/api.md is there");
    let section = document.split("## Error codes").nth(1).expect("the section");
    let section = section.split("\n## ").next().expect("its end");
    let documented: BTreeSet<&str> = section
        .lines()
        .filter_map(|line| line.strip_prefix("| `"))
        .flat_map(|line| line.split(" | ").next().unwrap_or_default().split(", "))
        .map(|code| code.trim_matches('`'))
        .collect();
    let known: BTreeSet<&str> = Code::ALL.iter().map(|code| code.name()).collect();
    assert_eq!(documented, known);
}
