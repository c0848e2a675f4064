//! Clients in TypeScript, and the linter.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use serde_json::Value;

use super::workshop::{prepared, run};

/// One test installs at a time.
static INSTALLING: Mutex<()> = Mutex::new(());

fn workshop() -> PathBuf {
    let _one_at_a_time = INSTALLING.lock().unwrap_or_else(PoisonError::into_inner);
    prepared("node", "package-lock.json", |folder| {
        run(folder, "npm", &["ci"]);
    })
}

/// What the client of each generator finds out.
pub fn generate_and_call(description: &str) -> Vec<(&'static str, Value)> {
    let folder = workshop();
    std::fs::write(folder.join("openapi.json"), description).expect("a file");
    for made in ["codegen", "hey", "orval", "build"] {
        // It is not there the first time.
        let _ = std::fs::remove_dir_all(folder.join(made));
    }
    let codegen = "node_modules/openapi-typescript-codegen/bin/index.js";
    run(&folder, "node", &[codegen, "--input", "openapi.json", "--output", "codegen"]);
    let hey = ["--input", "openapi.json", "--output", "hey", "--client", "@hey-api/client-fetch"];
    run(&folder, "node_modules/.bin/openapi-ts", &hey);
    run(&folder, "node_modules/.bin/orval", &["--config", "orval.config.cjs"]);
    run(&folder, "node_modules/.bin/tsc", &[]);
    let told = |name: &'static str| {
        let said = run(&folder, "node", &[&format!("build/calls.{name}.js")]);
        (
            name,
            serde_json::from_str(&said).unwrap_or_else(|error| panic!("{name}: {said} is no JSON: {error}")),
        )
    };
    ["codegen", "hey", "orval"].map(told).into()
}

/// Fails where the linter finds anything.
pub fn lint(name: &str, description: &str) {
    let folder = workshop();
    let file = format!("{name}.json");
    std::fs::write(folder.join(&file), description).expect("a file");
    run(&folder, "node", &["lint.cjs", &file]);
}
