//! The README's steps, run as they are printed.

use std::process::Command;

use crate::support::Server;

/// The commands that get data in: the indented blocks below that heading, a command a block's line that is not a
/// continuation.
fn commands() -> Vec<String> {
    let readme = concat!(env!("CARGO_MANIFEST_DIR"), "/../../README.md");
    let readme = std::fs::read_to_string(readme).unwrap();
    let section =
        readme.split("\n## Get data in\n").nth(1).expect("the section").split("\n## ").next().unwrap();
    let mut commands: Vec<String> = Vec::new();
    for line in section.lines().filter(|line| line.starts_with("       ")).map(str::trim) {
        match commands.last_mut() {
            Some(command) if command.ends_with('\\') => {
                command.pop();
                command.push_str(line);
            }
            _ => commands.push(line.to_owned()),
        }
    }
    commands
}

fn run(command: &str) -> serde_json::Value {
    let output = Command::new("sh").args(["-c", command]).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    serde_json::from_str(&said).unwrap_or_else(|error| panic!("{command}\n{error}: {said:?}"))
}

#[test]
fn the_three_steps_work_as_printed() {
    let folder = tempfile::tempdir().unwrap();
    let mut serve = crate::support::octant();
    serve.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(folder.path().join("data"));
    let server = Server::run(serve.env("OCTANT_ADMIN_KEY", "choose-a-long-key")).unwrap();
    let commands: Vec<String> =
        commands().iter().map(|command| command.replace("http://127.0.0.1:8080", &server.address)).collect();
    let [source, provider, token, import] = commands.as_slice() else { panic!("{commands:#?}") };

    assert_eq!(run(source)["id"], "products");
    let provider = run(provider);
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let token = token.replace("<id>", &text(&provider["id"])).replace("<secret>", &text(&provider["secret"]));
    let token = run(&token);
    let answer = run(&import.replace("<accessToken>", &text(&token["result"]["accessToken"])));
    assert_eq!(answer["errors"], serde_json::json!([]), "{answer}");
    let headers = [("x-api-key", "choose-a-long-key")];
    let (status, entry) = server.request("GET", "/v1/sources/products/entries/1", &headers, "").unwrap();
    assert_eq!(status, 200);
    assert!(entry.contains("Chair"), "{entry}");
}
