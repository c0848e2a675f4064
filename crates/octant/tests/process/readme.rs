//! The README's steps, run as they are printed.

use std::path::Path;

use serde_json::Value;

use crate::curl::{commands, run};
use crate::support::Server;

/// The lines of the section on getting data in.
fn lines() -> Vec<String> {
    let readme = concat!(env!("CARGO_MANIFEST_DIR"), "/../../README.md");
    let readme = std::fs::read_to_string(readme).unwrap();
    let section = readme.split("\n## Get data in\n").nth(1).expect("the section");
    commands(section.split("\n## ").next().unwrap())
}

/// The server as the README starts it, but on a free port.
fn serve(line: &str, folder: &Path) -> Server {
    let (environment, arguments) =
        line.split_once(" cargo run --release -- ").expect("a setting, then cargo");
    let (name, value) = environment.split_once('=').unwrap();
    let mut command = crate::support::octant();
    command.current_dir(folder).env(name, value);
    command.args(arguments.split_whitespace()).args(["--listen", "127.0.0.1:0"]);
    Server::run(&mut command).unwrap()
}

#[test]
fn the_three_steps_work_as_printed() {
    let folder = tempfile::tempdir().unwrap();
    let lines = lines();
    let server =
        lines.iter().find(|line| line.contains(" -- serve ")).expect("a command that starts a server");
    let server = serve(server, folder.path());
    let here = |line: &String| line.replace("http://127.0.0.1:8080", &server.address);
    let commands: Vec<String> = lines.iter().filter(|line| line.starts_with("curl ")).map(here).collect();
    let [source, provider, token, import] = commands.as_slice() else { panic!("{commands:#?}") };
    let run = |command: &str, status: &str| {
        let (found, answer) = run(command, folder.path());
        assert_eq!(found, status, "{command}\n{answer}");
        answer
    };
    let text = |value: &Value| value.as_str().unwrap().to_owned();

    assert_eq!(run(source, "201")["id"], "products");
    let provider = run(provider, "201");
    let token = token.replace("<id>", &text(&provider["id"])).replace("<secret>", &text(&provider["secret"]));
    let token = run(&token, "200");
    let import = import.replace("<accessToken>", &text(&token["result"]["accessToken"]));
    assert_eq!(run(&import, "202")["errors"], serde_json::json!([]));

    let headers = [("x-api-key", "choose-a-long-key")];
    let (status, entry) = server.request("GET", "/v1/sources/products/entries/1", &headers, "").unwrap();
    assert_eq!(status, 200, "{entry}");
    let entry: Value = serde_json::from_str(&entry).unwrap();
    assert_eq!(
        (&entry["properties"][0]["id"], &entry["properties"][0]["value"]),
        (&"name".into(), &"Chair".into())
    );
}
