//! The Studio as HTML: what a page shows goes in as a plain view model, a finished page comes out.
//!
//! This crate knows nothing of requests, routes' handlers or storage; `server` fetches what a page needs and hands it
//! over. Whatever a provider or a user typed is text here: markup is made by `maud`, which escapes it. Pages hold no
//! inline script and no inline style, so that the content policy can forbid both.
//!
//! Read first: [`Shell`], [`page`], `assets/studio.css`.

pub mod assets;
mod component;
mod images;
pub mod page;
pub mod samples;
mod shell;
mod texts;

pub use component::choice::Choice;
pub use component::conflict::{Conflict, ConflictRow};
pub use component::diff::Change;
pub use component::field::Field;
pub use component::focus::Focus;
pub use component::paging::Paging;
pub use images::Images;
pub use shell::{Account, Editing, Notice, Section, Shell, Tone};
