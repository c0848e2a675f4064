//! The Studio under `/studio`: pages for people who are signed in.
//!
//! How a page is added:
//! 1. `octant-studio` has its view model and its HTML: `page::x::render(&Shell, &View) -> String`.
//! 2. A file here has its handlers. A handler that shows something takes [`SignedIn`] with the least role first, fetches
//!    what the view needs inside [`blocking::run`](crate::blocking::run) by the same functions as the API's handlers,
//!    and answers with [`Html`]. One that changes something takes [`Acting`] first and [`Form`] last; who acts is told
//!    only by [`Acting::accept`], which checks the form's token. It answers with [`redirect`] (303), or shows the
//!    form again with its problems as [`Html::refused`].
//! 3. `routes::table` names both; the matrix test then asks for a sample of each and tries every kind of visitor.
//!
//! A [`Failure`](crate::error::Failure) becomes a page like anything else; nobody writes markup here.

pub(crate) mod account;
pub(crate) mod activity;
pub(crate) mod assets;
mod attention;
pub(crate) mod cards;
mod cookie;
pub(crate) mod destinations;
mod done;
pub(crate) mod entries;
pub(crate) mod entry;
mod entry_collision;
pub(crate) mod entry_form;
pub(crate) mod explorer;
mod flow;
pub(crate) mod form;
mod guard;
mod history;
mod html;
pub(crate) mod images;
pub(crate) mod import_file;
mod import_rows;
pub(crate) mod imports;
pub(crate) mod invitation;
pub(crate) mod keys;
mod link;
mod look;
mod names;
pub(crate) mod once;
mod opened;
pub(crate) mod overview;
mod problems;
pub(crate) mod properties;
pub(crate) mod provider_ends;
pub(crate) mod providers;
pub(crate) mod renew;
pub(crate) mod resume;
mod rows;
pub(crate) mod sample;
pub(crate) mod samples;
pub(crate) mod segments;
pub(crate) mod sign_in;
pub(crate) mod source;
pub(crate) mod sources;
mod taken;
pub(crate) mod users;
mod visitor;
pub(crate) mod welcome;

pub(crate) use cookie::is_secure;
pub(crate) use done::{Done, redirect};
pub(crate) use form::Form;
pub(crate) use guard::{Acting, SignedIn, role, session};
pub(crate) use html::{Html, failure_page, page_headers};
