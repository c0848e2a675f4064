//! Which queries and which browsing are worked on, so that no client is in the others' way.

use std::sync::Arc;

use octant_index::{Limits, Memory};

use crate::blocking;
use crate::error::Failure;
use crate::memory::{Owner, Shares};
use crate::options::ServerOptions;
use crate::state::AppState;
use crate::turns::{Turn, Turns};

/// The turns and the memory of queries.
#[derive(Debug)]
pub(crate) struct Queries {
    turns: Turns,
    limits: Limits,
    shares: Shares<Memory>,
}

/// A query's turn, with what it may use.
#[derive(Debug)]
pub(crate) struct QueryTurn {
    pub(crate) limits: Limits,
    /// Keeps the client's share of the memory together while any of its queries is at work.
    _share: Arc<Memory>,
    _turn: Turn,
}

impl Queries {
    pub(crate) fn new(options: &ServerOptions) -> Self {
        let memory = Memory::of(usize::try_from(options.query_memory).unwrap_or(usize::MAX));
        let (count, share) = (options.max_queries, options.queries_per_client());
        Self {
            turns: Turns::new(count, share, options.query_wait),
            limits: Limits { time: options.query_time, words: options.max_words, memory },
            shares: Shares::new(),
        }
    }

    /// So many queries are worked on at a time: what they find takes up memory.
    ///
    /// # Errors
    /// 429 where its turn does not come in time.
    pub(crate) async fn turn(&self, owner: &Owner) -> Result<QueryTurn, Failure> {
        let turn = self.turns.take(owner).await?;
        let whole = &self.limits.memory;
        let share = self.shares.of(owner, || whole.share(whole.bytes() / 2));
        let limits = Limits { memory: Memory::clone(&share), ..self.limits.clone() };
        Ok(QueryTurn { limits, _share: share, _turn: turn })
    }
}

/// Does work that looks through many entries or cards, when its turn has come: so much of it goes on at a time.
///
/// # Errors
/// 429 where its turn does not come in time, and what the work answers.
pub(crate) async fn browse<T, E>(
    state: &AppState,
    owner: Owner,
    work: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> Result<T, Failure>
where
    T: Send + 'static,
    E: Into<Failure> + Send + 'static,
{
    let turn = state.browsing.take(&owner).await?;
    let working = move || {
        let result = work();
        drop(turn);
        result
    };
    blocking::run(working).await
}
