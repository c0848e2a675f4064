//! A client generated from a version's description by `openapi-typescript-codegen` compiles strictly and works from Node.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::sample::published_products;

/// Where this test's own files lie.
const FILES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/api/typescript");

/// Runs a program to its end and gives what it said on standard output.
fn run(folder: &Path, program: &str, arguments: &[&str]) -> String {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder);
    let output = command.output().unwrap_or_else(|error| panic!("{program} is needed by this test: {error}"));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let failed = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} {} fails:\n{said}{failed}", arguments.join(" "));
    said
}

/// A folder with the packages that the lock names, installed unless they are there already.
fn workshop() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("typescript");
    std::fs::create_dir_all(&folder).expect("a folder below target");
    let lock = std::fs::read_to_string(format!("{FILES}/package-lock.json")).expect("the lock");
    let installed = folder.join("installed.json");
    let is_installed = std::fs::read_to_string(&installed).is_ok_and(|known| known == lock);
    for name in ["package.json", "package-lock.json", ".npmrc", "tsconfig.json", "main.ts", "validate.cjs"] {
        std::fs::copy(format!("{FILES}/{name}"), folder.join(name)).expect("a copy");
    }
    if !is_installed {
        run(&folder, "npm", &["ci"]);
        std::fs::write(installed, lock).expect("a note");
    }
    folder
}

fn generate_and_call(description: &str, category: &str) -> Value {
    let folder = workshop();
    std::fs::write(folder.join("openapi.json"), description).expect("a file");
    run(&folder, "node", &["validate.cjs", "openapi.json"]);
    let bin = |name: &str| format!("node_modules/.bin/{name}");
    for made in ["generated", "build"] {
        // It is not there the first time.
        let _ = std::fs::remove_dir_all(folder.join(made));
    }
    run(&folder, &bin("openapi"), &["--input", "openapi.json", "--output", "generated"]);
    run(&folder, &bin("tsc"), &["--noEmit"]);
    run(&folder, &bin("tsc"), &[]);
    let said = run(&folder, "node", &["build/main.js", category]);
    serde_json::from_str(&said).unwrap_or_else(|error| panic!("{said} is no JSON: {error}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_generated_client_compiles_and_queries() {
    let (server, _, rows) = published_products().await;
    let described = server.anybody().get("/local/shop/v1/openapi").await.expect(200).text;
    let category = "Clothing>Men>Tops>Jackets";
    let of_category = || rows.iter().filter(|row| row["Categories"] == category);
    let mut expected: Vec<(String, String)> =
        of_category().map(|row| (row["ID"].clone(), row["Name"].to_uppercase())).collect();
    expected.sort();
    assert!(expected.len() > 2, "the sample has several of {category}: {}", expected.len());
    let mut stocks: Vec<i64> = rows.iter().filter_map(|row| row["Stock"].parse().ok()).collect();
    stocks.sort_unstable();
    let call = move || generate_and_call(&described, category);
    let told = tokio::task::spawn_blocking(call).await.expect("the client works");
    let page: Vec<&(String, String)> = expected.iter().skip(1).take(5).collect();
    assert_eq!(told["ids"], json!(page.iter().map(|(id, _)| id).collect::<Vec<_>>()));
    assert_eq!(told["names"], json!(page.iter().map(|(_, name)| name).collect::<Vec<_>>()));
    assert_eq!((&told["total"], &told["counts"]), (&json!(expected.len()), &json!([expected.len()])));
    let most: Vec<i64> = stocks.iter().rev().copied().collect();
    assert_eq!((&told["stocks"], &told["second"]), (&json!(most[..2]), &json!(most[2..4])));
    assert_eq!(told["byAddress"], json!(stocks[..3]));
    server.close().await;
}
