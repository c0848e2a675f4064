//! A client in Python, and requests made up from the description.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde_json::Value;

use super::workshop::{prepared, run};

/// One test installs at a time.
static INSTALLING: Mutex<()> = Mutex::new(());

fn workshop() -> PathBuf {
    let _one_at_a_time = INSTALLING.lock().unwrap_or_else(PoisonError::into_inner);
    prepared("python", "requirements.txt", |folder| {
        run(folder, "python3", &["-m", "venv", "--clear", "venv"]);
        let install =
            ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", "requirements.txt"];
        run_python(folder, &install);
    })
}

fn run_python(folder: &Path, arguments: &[&str]) -> String {
    run(folder, "venv/bin/python", arguments)
}

/// What the client finds out.
pub fn generate_and_call(description: &str) -> Value {
    let folder = workshop();
    std::fs::write(folder.join("openapi.json"), description).expect("a file");
    let generate = [
        "-m",
        "openapi_python_client",
        "generate",
        "--path",
        "openapi.json",
        "--output-path",
        "client",
        "--meta",
        "none",
        "--config",
        "generator.yaml",
        "--overwrite",
        "--fail-on-warning",
    ];
    run_python(&folder, &generate);
    run_python(&folder, &["-m", "mypy", "--strict", "--exclude", "client/", "calls.py"]);
    let said = run_python(&folder, &["calls.py"]);
    serde_json::from_str(&said).unwrap_or_else(|error| panic!("{said} is no JSON: {error}"))
}

/// Sends requests that fit the description at that address, the same ones each time, and fails where an answer does not.
pub fn fuzz(description: &str) {
    let folder = workshop();
    let checks =
        "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance";
    let arguments = [
        "-m",
        "schemathesis.cli",
        "run",
        description,
        "--checks",
        checks,
        "--mode",
        "positive",
        "--phases",
        "examples,coverage,fuzzing",
        "--max-examples",
        "60",
        "--seed",
        "11",
        "--no-color",
    ];
    run_python(&folder, &arguments);
}
