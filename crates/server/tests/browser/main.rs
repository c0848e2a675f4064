//! The Studio in a real browser: Chromium without a screen, driven as a user would.
//!
//! `STUDIO_SCREENSHOTS` names a folder for the pictures of every page; they go to `target/screenshots` otherwise.
#![allow(
    unreachable_pub,
    missing_docs,
    dead_code,
    reason = "a test program exports nothing, and shares support"
)]

#[path = "../api/support/mod.rs"]
mod support;

// The support is shared with the tests of the API, which wait for cards in one place.
#[path = "../api/cards.rs"]
mod cards;

mod accessibility;
mod browser;
mod look;
mod pages;
mod publishing;
mod rows;
mod screenshots;
mod story;
mod without_script;
