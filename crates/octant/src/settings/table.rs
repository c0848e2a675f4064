//! The table of settings in docs/operating.md, made from the definitions so that it cannot drift.

use clap::CommandFactory;

use super::{CONFIG, SERVE, settings};
use crate::command_line::CommandLine;

const BEGIN: &str = "<!-- settings: made from the definitions; a test compares them -->\n";
const END: &str = "<!-- end of settings -->";

fn table() -> String {
    let command = CommandLine::command();
    let serve = command.find_subcommand(SERVE).expect("serve");
    let config = serve.get_arguments().find(|argument| argument.get_id() == CONFIG);
    let mut rows =
        vec!["| flag | key in octant.toml | default | what it is |\n|---|---|---|---|\n".to_owned()];
    for argument in config.into_iter().chain(settings(serve)) {
        let name = argument.get_id().as_str();
        let key = if name == CONFIG { String::new() } else { format!("`{name}`") };
        let defaults: Vec<String> = argument
            .get_default_values()
            .iter()
            .map(|value| format!("`{}`", value.to_string_lossy()))
            .collect();
        let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
        rows.push(format!("| `--{}` | {key} | {} | {help} |\n", name.replace('_', "-"), defaults.join(" ")));
    }
    rows.concat()
}

#[test]
fn the_documented_settings_are_those_that_exist() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/operating.md");
    let page = std::fs::read_to_string(path).expect("docs/operating.md");
    let after = page.split_once(BEGIN).expect("the table's beginning is marked").1;
    let documented = after.split_once(END).expect("the table's end is marked").0;
    let table = table();
    assert!(documented == table, "docs/operating.md does not hold the settings as they are:\n\n{table}");
}
