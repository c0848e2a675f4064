//! axe-core, installed from its lock file under `target`, put into pages.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use super::browser::Browser;

static SCRIPT: OnceLock<String> = OnceLock::new();

fn script() -> &'static str {
    SCRIPT.get_or_init(|| {
        let listed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../server/tests/browser/axe");
        let place = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/axe");
        std::fs::create_dir_all(&place).expect("a folder");
        for file in ["package.json", "package-lock.json"] {
            std::fs::copy(listed.join(file), place.join(file)).expect("copied");
        }
        let file = place.join("node_modules/axe-core/axe.min.js");
        if !file.is_file() {
            let installed = Command::new("npm")
                .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
                .current_dir(&place)
                .output()
                .expect("npm is installed");
            assert!(installed.status.success(), "{}", String::from_utf8_lossy(&installed.stderr));
        }
        std::fs::read_to_string(file).expect("axe-core")
    })
}

/// What is seriously wrong with the page that is open, in words.
pub async fn findings(browser: &Browser) -> Vec<String> {
    browser.driver.execute(script(), Vec::new()).await.expect("axe-core loads");
    let run = r"
        const done = arguments[arguments.length - 1];
        axe.run(document, { resultTypes: ['violations'] }).then((results) => {
          const bad = results.violations.filter((one) => ['serious', 'critical'].includes(one.impact));
          done(bad.map((one) => one.id + ': ' + one.help + ' – '
            + one.nodes.slice(0, 3).map((node) => node.target.join(' ') + ' ' + (node.any[0] || {}).message).join(' | ')));
        }, (error) => done(['axe-core failed: ' + error]));
    ";
    let found = browser.driver.execute_async(run, Vec::new()).await.expect("axe-core runs");
    found.convert().expect("a list of texts")
}
