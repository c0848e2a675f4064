//! The sample catalogue in a real browser: one click in an empty Studio of the binary as its users run it.
#![allow(
    unreachable_pub,
    missing_docs,
    dead_code,
    clippy::unwrap_used,
    reason = "a test program exports nothing, shares support, and what fails here fails the test"
)]

#[path = "../process/support.rs"]
mod support;

// The browser is that of the server's tests.
#[path = "../../../server/tests/browser/accessibility.rs"]
mod accessibility;
#[path = "../../../server/tests/browser/browser.rs"]
mod browser;
#[path = "../../../server/tests/browser/look.rs"]
mod look;
#[path = "../../../server/tests/browser/screenshots.rs"]
mod screenshots;

mod sample;
