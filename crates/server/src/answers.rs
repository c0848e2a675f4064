//! The memory of answers, from when they are made until their last byte was handed to the system.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::body::Body as _;
use uuid::Uuid;

use crate::error::Failure;
use crate::memory::{Budget, Held, Owner, Terms};
use crate::options::ServerOptions;

/// Answers up to this size are not counted: the number of connections bounds them.
pub(crate) const SMALL_ANSWER: u64 = 64 * 1024;

/// The bytes that a result is taken to have before one was seen.
const UNKNOWN_RESULT: u64 = 16 * 1024;

/// How many kinds of results are remembered.
const KINDS: usize = 10_000;

/// Results of which one is about as large as another: the version of a destination, the endpoint, whether whole
/// results or ids are listed.
pub(crate) type Kind = (Uuid, String, bool);

/// Answers and their budget.
#[derive(Debug)]
pub(crate) struct Answers {
    pub(crate) budget: Budget,
    /// Bytes of a result, by what was seen.
    results: Mutex<HashMap<Kind, u64>>,
    /// The most that is reserved for an answer that is not made yet.
    most: u64,
}

/// An answer whose memory is counted already.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Counted;

/// Bytes that hold a part of the budget for as long as anybody refers to them.
struct Kept<T> {
    bytes: T,
    _held: Held,
}

impl<T: AsRef<[u8]>> AsRef<[u8]> for Kept<T> {
    fn as_ref(&self) -> &[u8] {
        self.bytes.as_ref()
    }
}

impl Answers {
    pub(crate) fn new(options: &ServerOptions) -> Self {
        let bytes = options.answer_memory;
        let budget = Budget::new(&Terms {
            bytes,
            largest: 0,
            uncounted: SMALL_ANSWER,
            queue: options.max_connections,
            wait: options.query_wait,
        });
        Self { budget, results: Mutex::default(), most: bytes / 2 }
    }

    /// Reserves memory for so many results, before they are looked for.
    ///
    /// # Errors
    /// 429 where there is none in time.
    pub(crate) async fn expect(&self, owner: Owner, kind: &Kind, results: usize) -> Result<Held, Failure> {
        let each = self.results().get(kind).copied().unwrap_or(UNKNOWN_RESULT);
        let mut held = self.budget.open(owner);
        self.budget.grow(&mut held, each.saturating_mul(results as u64).min(self.most)).await?;
        Ok(held)
    }

    /// Remembers how large results were.
    pub(crate) fn learn(&self, kind: Kind, results: usize, bytes: usize) {
        let Some(each) = (bytes as u64).checked_div(results as u64) else { return };
        let mut known = self.results();
        if known.len() >= KINDS {
            // What is forgotten is learned again.
            known.clear();
        }
        // Up at once, and down slowly: large results are what the memory is for.
        let before = known.get(&kind).copied().unwrap_or_default();
        known.insert(kind, each.max(before - before / 16));
    }

    /// An answer that counts until its last byte was handed on. It is never larger than the budget allows one client:
    /// where it alone is, it takes all that one client may have.
    ///
    /// # Errors
    /// 429 where there is no memory in time.
    pub(crate) async fn keep<T>(&self, mut held: Held, bytes: T) -> Result<Bytes, Failure>
    where
        T: AsRef<[u8]> + Send + 'static,
        Bytes: From<T>,
    {
        let size = (bytes.as_ref().len() as u64).min(self.most);
        if size <= SMALL_ANSWER {
            return Ok(bytes.into());
        }
        held.shrink(size);
        self.budget.grow(&mut held, size).await?;
        Ok(Bytes::from_owner(Kept { bytes, _held: held }))
    }

    /// The same for an answer that is made and was not expected. One that must be given, because something was changed,
    /// is given also where there is no memory in time.
    pub(crate) async fn count(
        &self,
        owner: Owner,
        response: Response,
        must: bool,
    ) -> Result<Response, Failure> {
        let size = response.body().size_hint().exact().unwrap_or_default();
        if size <= SMALL_ANSWER || response.extensions().get::<Counted>().is_some() {
            return Ok(response);
        }
        let mut held = self.budget.open(owner);
        match self.budget.grow(&mut held, size.min(self.most)).await {
            Ok(()) => {}
            Err(_) if must => return Ok(response),
            Err(failure) => return Err(failure),
        }
        let (parts, body) = response.into_parts();
        // A body whose size is known lies in memory as one piece, which is not copied here.
        let bytes = body.collect().await.map_err(|error| Failure::internal(error.to_string()))?.to_bytes();
        Ok(Response::from_parts(parts, Body::from(Bytes::from_owner(Kept { bytes, _held: held }))))
    }

    fn results(&self) -> std::sync::MutexGuard<'_, HashMap<Kind, u64>> {
        self.results.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: u64 = 1 << 20;

    fn answers() -> Answers {
        Answers::new(&ServerOptions { answer_memory: 8 * MIB, ..ServerOptions::default() })
    }

    fn owner() -> Owner {
        Owner::Credential("somebody".to_owned())
    }

    #[tokio::test(start_paused = true)]
    async fn memory_counts_until_nobody_refers_to_the_bytes() {
        let answers = answers();
        let text = "x".repeat(1 << 20);
        let bytes = answers.keep(answers.budget.open(owner()), text).await.expect("there is room");
        let end = bytes.slice(1_000_000..);
        drop(bytes);
        assert_eq!(answers.budget.in_use(), MIB);
        drop(end);
        assert_eq!(answers.budget.in_use(), 0);
        let counted = answers.count(owner(), Response::new(Body::from(vec![0; 1 << 20])), false).await;
        assert_eq!(answers.budget.in_use(), MIB);
        drop(counted);
        assert_eq!(answers.budget.in_use(), 0);
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_expected_follows_what_was_seen() {
        let answers = answers();
        let kind = (Uuid::nil(), "things".to_owned(), false);
        let expected = async |results| {
            let held = answers.expect(owner(), &kind, results).await.expect("there is room");
            let in_use = answers.budget.in_use();
            drop(held);
            in_use
        };
        assert_eq!(expected(100).await, 100 * UNKNOWN_RESULT);
        assert_eq!(expected(100_000).await, 4 * MIB, "one client's share");
        answers.learn(kind.clone(), 100, 100_000);
        assert_eq!(expected(1_000).await.div_ceil(MIB), 1);
        answers.learn(kind.clone(), 10, 100_000);
        assert_eq!(expected(100).await, 1_003_520, "up at once");
        answers.learn(kind.clone(), 0, 100_000);
        for _ in 0..100 {
            answers.learn(kind.clone(), 10, 10_000);
        }
        assert_eq!(expected(100).await.div_ceil(100_000), 2, "down slowly");
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_beyond_the_budget_is_given_alone() {
        let answers = answers();
        let bytes =
            answers.keep(answers.budget.open(owner()), "x".repeat(9 << 20)).await.expect("it is alone");
        assert_eq!((bytes.len(), answers.budget.in_use()), (9 << 20, 4 * MIB));
        let failure = answers.keep(answers.budget.open(owner()), "x".repeat(1 << 20)).await;
        assert_eq!(failure.expect_err("the share is taken").code(), "busy");
        let made = answers.count(owner(), Response::new(Body::from(vec![0; 1 << 20])), true).await;
        made.expect("what was changed is told");
    }
}
