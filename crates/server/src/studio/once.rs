//! Pages that are shown once, such as the one with a new secret.
//!
//! Whoever makes a secret is led to its page (303), so that loading that page again makes no second one. The page is
//! kept in memory until it is fetched, by the user it was made for, and is gone then.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{Path, State};
use octant_studio::Section;
use octant_studio::page::gone;
use url::form_urlencoded;
use uuid::Uuid;

use super::guard::Signed;
use super::sign_in::inside;
use super::{Html, SignedIn, role};
use crate::error::Failure;
use crate::query::Query;
use crate::state::AppState;

/// The most pages that wait at a time; the oldest makes room.
const MOST: usize = 256;
/// How long a page waits to be fetched.
const KEPT: Duration = Duration::from_secs(10 * 60);

/// The pages that wait.
#[derive(Default)]
pub(crate) struct Once(Mutex<VecDeque<Kept>>);

struct Kept {
    id: String,
    user: String,
    page: String,
    made: Instant,
}

impl Once {
    /// Keeps a page for its user; the answer is where it is fetched. `next` is the page that goes on from there.
    pub(crate) fn keep(&self, user: &Signed, page: String, next: &str) -> String {
        let id = Uuid::new_v4().simple().to_string();
        let mut waiting = self.waiting();
        if waiting.len() >= MOST {
            waiting.pop_front();
        }
        let user = user.session.user.id.clone();
        waiting.push_back(Kept { id: id.clone(), user, page, made: Instant::now() });
        let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
        format!("/studio/shown-once/{id}?next={next}")
    }

    fn take(&self, user: &Signed, id: &str) -> Option<String> {
        let mut waiting = self.waiting();
        let place = waiting.iter().position(|kept| kept.id == id && kept.user == user.session.user.id)?;
        waiting.remove(place).map(|kept| kept.page)
    }

    /// The pages, without those that waited too long.
    fn waiting(&self) -> MutexGuard<'_, VecDeque<Kept>> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.retain(|kept| kept.made.elapsed() < KEPT);
        waiting
    }
}

/// The page, or that it was shown already.
pub(crate) async fn show(
    signed: SignedIn<role::Viewer>,
    Path(id): Path<String>,
    query: Query,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    if let Some(page) = state.once.take(&signed.user, &id) {
        return Ok(Html::page(page));
    }
    let view = gone::Gone { next: inside(query.text("next")?.unwrap_or_default()) };
    Ok(Html::gone(gone::render(&signed.user.shell(Section::Overview), &view)))
}
