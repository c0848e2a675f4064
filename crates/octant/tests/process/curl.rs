//! Commands with curl, run as somebody would who pastes them.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// The lines of a text, where those that go on in the next line are put together.
pub(crate) fn commands(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines().map(str::trim) {
        match lines.last_mut() {
            Some(before) if before.ends_with('\\') => {
                before.pop();
                before.push_str(line);
            }
            _ => lines.push(line.to_owned()),
        }
    }
    lines
}

/// Runs one of them: the status and the JSON of the answer. The folder takes a file of settings for curl.
pub(crate) fn run(command: &str, folder: &Path) -> (String, Value) {
    std::fs::write(folder.join(".curlrc"), "write-out = \"%{stderr}%{http_code}\"\n").unwrap();
    let output = Command::new("sh").args(["-c", command]).env("CURL_HOME", folder).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let answer = serde_json::from_str(&said).unwrap_or_else(|error| panic!("{command}\n{error}: {said:?}"));
    (String::from_utf8(output.stderr).unwrap(), answer)
}
