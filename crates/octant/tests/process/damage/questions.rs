//! What a server is asked before and after a bit changed.

use serde_json::{Value, json};

use super::image::product;
use crate::chance::Chance;
use crate::support::{KEY, Server};

/// A question with what a whole server answers.
pub(super) struct Answer {
    method: &'static str,
    path: String,
    body: String,
    status: u16,
    answer: String,
}

/// What a server makes of all questions.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Right,
    /// Some were refused; the first of them.
    Refused(String),
    /// The first one that was answered wrongly, with the answer.
    Wrong(String),
}

/// Lists of all entries, single entries, one that is not there, and queries of the published version.
fn questions() -> Vec<(&'static str, String, String)> {
    let mut questions = Vec::new();
    for source in ["products", "notes"] {
        for after in ["", "article-0149", "note-1"] {
            let path = format!("/v1/sources/{source}/entries?limit=100&after={after}");
            questions.push(("GET", path.trim_end_matches("&after=").to_owned(), String::new()));
        }
        questions.push(("GET", format!("/v1/sources/{source}/properties"), String::new()));
    }
    for number in (0..400).step_by(23) {
        questions.push(("GET", format!("/v1/sources/products/entries/article-{number:04}"), String::new()));
    }
    questions.push(("GET", "/v1/sources/products/entries/article-0150x".to_owned(), String::new()));
    questions.push(("GET", "/v1/card-definitions/product".to_owned(), String::new()));
    questions.push(("GET", "/v1/destinations/shop".to_owned(), String::new()));
    for query in [
        json!({"top": 400}),
        json!({"search": ["name7"], "top": 100}),
        json!({"sort": ["-amount"], "top": 50, "filter": [{"must": {"category": ["1", "2"]}}], "includeTotals": true}),
        json!({"filter": [{"must": {"id": ["article-0150"]}}]}),
    ] {
        questions.push(("POST", "/local/shop/v1/products".to_owned(), query.to_string()));
    }
    questions
}

fn ask(server: &Server, method: &str, path: &str, body: &str) -> (u16, String) {
    server
        .request(method, path, &[("x-api-key", KEY)], body)
        .unwrap_or_else(|error| (500, format!("no answer: {error}")))
}

/// Asks a whole server.
pub(super) fn ask_all(server: &Server) -> Vec<Answer> {
    let asked = questions().into_iter().map(|(method, path, body)| {
        let (status, answer) = ask(server, method, &path, &body);
        assert!(status == 200 || path.ends_with('x'), "{path}: {status} {answer}");
        Answer { method, path, body, status, answer }
    });
    asked.collect()
}

/// Asks the same again, and imports a product that is there already.
pub(super) fn compare(server: &Server, answers: &[Answer], chance: &mut Chance) -> Outcome {
    let mut refused = None;
    for known in answers {
        let Answer { method, path, body, .. } = known;
        let (status, answer) = ask(server, method, path, body);
        if status >= 500 {
            refused.get_or_insert_with(|| format!("{path} {body}: {status} {answer}"));
        } else if status != known.status || (status == 200 && lasting(&answer) != lasting(&known.answer)) {
            return Outcome::Wrong(format!(
                "{path} {body}: {status} {answer}\ninstead of {} {}",
                known.status, known.answer
            ));
        }
    }
    match import_again(server, chance) {
        Outcome::Right => refused.map_or(Outcome::Right, Outcome::Refused),
        other => other,
    }
}

/// An answer without what tells how far the rebuilding of an index is.
fn lasting(answer: &str) -> Value {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(members) => {
                for passing in ["building", "buildProblem", "buildProblems", "cards"] {
                    members.remove(passing);
                }
                members.values_mut().for_each(strip);
            }
            Value::Array(items) => items.iter_mut().for_each(strip),
            _ => {}
        }
    }
    let mut value = serde_json::from_str(answer).unwrap_or_else(|_| Value::String(answer.to_owned()));
    strip(&mut value);
    value
}

/// A product that is there is not made again.
fn import_again(server: &Server, chance: &mut Chance) -> Outcome {
    let number = usize::try_from(chance.below(400)).unwrap();
    let body = json!({"entities": [product(number)]}).to_string();
    let (status, answer) = ask(server, "POST", "/import/products", &body);
    if status >= 500 {
        return Outcome::Refused(format!("import of product {number}: {status} {answer}"));
    }
    let import: Value = serde_json::from_str(&answer).unwrap_or_default();
    let path = format!("/imports/{}", import["id"].as_str().unwrap_or_default());
    let (read, record) = ask(server, "GET", &path, "");
    if read >= 500 {
        return Outcome::Refused(format!("{path}: {read} {record}"));
    }
    let record: Value = serde_json::from_str(&record).unwrap_or_default();
    if status == 202 && record["created"] == 0 && record["updated"] == 0 {
        Outcome::Right
    } else {
        Outcome::Wrong(format!("import of product {number}: {status} {answer}, {record}"))
    }
}
