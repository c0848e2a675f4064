//! Every file of the corpus, imported by the binary.

use std::process::Output;

use serde_json::Value;

use crate::corpus::{Case, Choice, Outcome, all, entry};
use crate::support::{KEY, Server, octant};

/// What an import said and left behind.
struct Seen {
    code: Option<i32>,
    entries: Vec<String>,
    /// What people read: the error, the rejected rows, the warnings and how the file was read.
    told: String,
}

fn options(choices: &[Choice]) -> Vec<String> {
    let mut options = Vec::new();
    for choice in choices {
        let (option, value) = match choice {
            Choice::Encoding(name) => ("--encoding", Some(*name)),
            Choice::Delimiter(text) => ("--delimiter", Some(*text)),
            Choice::Format(name) => ("--format", Some(*name)),
            Choice::Quotes(name) => ("--quotes", Some(*name)),
            Choice::ReplaceInvalid => ("--replace-invalid", None),
            Choice::Partial => ("--partial", None),
        };
        options.push(option.to_owned());
        options.extend(value.map(ToOwned::to_owned));
    }
    options
}

fn import(server: &Server, source: &str, case: &Case) -> Seen {
    let (status, made) = server.post("/v1/sources", &format!(r#"{{"id":"{source}","name":"{source}"}}"#));
    assert_eq!(status, 201, "{made}");
    let file = server.file(case.file, &case.bytes);
    let mut command = octant();
    command.arg("import").arg(&file).args(["--source", source, "--key", "#1"]);
    command.args(options(&case.choices));
    command.env("OCTANT_URL", &server.address).env("OCTANT_API_KEY", KEY);
    let Output { status, stdout, stderr } = command.output().unwrap();
    let told = format!("{}{}", String::from_utf8_lossy(&stderr), String::from_utf8_lossy(&stdout));
    Seen { code: status.code(), entries: entries(server, source), told }
}

fn entries(server: &Server, source: &str) -> Vec<String> {
    let page = server.get(&format!("/v1/sources/{source}/entries?limit=200"));
    let shown = |item: &Value| {
        let values: Vec<(String, String)> = item["properties"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| (one["id"].as_str().unwrap().to_owned(), one["value"].as_str().unwrap().to_owned()))
            .collect();
        entry(item["id"].as_str().unwrap(), &values)
    };
    page["items"].as_array().unwrap().iter().map(shown).collect()
}

fn problem(case: &Case, seen: &Seen) -> Option<String> {
    let Seen { code, entries, told } = seen;
    let (expected, wanted_code, parts) = match &case.outcome {
        Outcome::Entries(entries) => (entries.clone(), &[0][..], &case.notes),
        Outcome::Refused(parts) => (Vec::new(), &[1, 2][..], parts),
        Outcome::Partial(entries, parts) => (entries.clone(), &[3][..], parts),
    };
    let mut expected = expected;
    expected.sort();
    let mut found = entries.clone();
    found.sort();
    let missing: Vec<&&str> = parts.iter().filter(|part| !told.contains(**part)).collect();
    if code.is_some_and(|code| wanted_code.contains(&code)) && found == expected && missing.is_empty() {
        return None;
    }
    let short = |text: &str| text.chars().take(600).collect::<String>();
    Some(format!(
        "{}: exit code {code:?}\n  wanted {}\n  found  {}\n  not told: {missing:?}\n  told: {}",
        case.name,
        short(&format!("{expected:?}")),
        short(&format!("{found:?}")),
        short(told)
    ))
}

#[test]
fn every_file_of_the_corpus_goes_in_or_is_refused_as_it_should() {
    let server = Server::start();
    let cases = all();
    let mut problems = Vec::new();
    for (number, case) in cases.iter().enumerate() {
        let seen = import(&server, &format!("case-{number}"), case);
        problems.extend(problem(case, &seen));
    }
    println!("{} files imported by the binary, {} of them wrong", cases.len(), problems.len());
    assert!(problems.is_empty(), "{} of {} wrong:\n{}", problems.len(), cases.len(), problems.join("\n"));
}
