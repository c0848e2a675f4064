//! What a query may use: time, words, memory.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tantivy::TantivyError;

use crate::error::{IndexError, QueryError};

/// What one query may use.
#[derive(Debug, Clone)]
pub struct Limits {
    /// How long it may take; it is stopped then.
    pub time: Duration,
    /// The most distinct words of its full text search.
    pub words: usize,
    /// The memory that it shares with others.
    pub memory: Memory,
}

impl Default for Limits {
    fn default() -> Self {
        Self { time: Duration::from_secs(10), words: 1_000, memory: Memory::of(256 << 20) }
    }
}

/// Memory that queries share, in bytes.
#[derive(Debug, Clone)]
pub struct Memory(Arc<Budget>);

#[derive(Debug)]
struct Budget {
    all: usize,
    free: AtomicUsize,
    /// What this is a share of.
    whole: Option<Memory>,
}

impl Memory {
    /// So many bytes.
    #[must_use]
    pub fn of(bytes: usize) -> Self {
        Self(Arc::new(Budget { all: bytes, free: AtomicUsize::new(bytes), whole: None }))
    }

    /// At most so many bytes of this memory, for one client.
    #[must_use]
    pub fn share(&self, bytes: usize) -> Self {
        let bytes = bytes.min(self.0.all);
        Self(Arc::new(Budget { all: bytes, free: AtomicUsize::new(bytes), whole: Some(self.clone()) }))
    }

    /// How many bytes there are in all.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.0.all
    }

    /// Takes as many bytes as a query needs, for as long as the outcome lives.
    pub(crate) fn take(&self, bytes: usize) -> Result<Taken, IndexError> {
        let budget = &self.0;
        if bytes > budget.all {
            return Err(QueryError::TooMuchMemory { needed: bytes, most: budget.all }.into());
        }
        let rest = |free: usize| free.checked_sub(bytes);
        match budget.free.fetch_update(Ordering::AcqRel, Ordering::Acquire, rest) {
            Ok(_) => {
                let mut taken = Taken { budget: Arc::clone(budget), bytes, of_whole: None };
                if let Some(whole) = &budget.whole {
                    taken.of_whole = Some(Box::new(whole.take(bytes)?));
                }
                Ok(taken)
            }
            Err(_) => Err(IndexError::Busy),
        }
    }
}

/// Memory of a query, given back when it is dropped.
#[must_use]
pub(crate) struct Taken {
    budget: Arc<Budget>,
    bytes: usize,
    of_whole: Option<Box<Taken>>,
}

impl Drop for Taken {
    fn drop(&mut self) {
        self.budget.free.fetch_add(self.bytes, Ordering::AcqRel);
    }
}

/// When a query is stopped.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadline(Option<Instant>);

impl Deadline {
    /// So long from now; never, where no clock reaches there.
    pub(crate) fn after(time: Duration) -> Self {
        Self(Instant::now().checked_add(time))
    }

    pub(crate) fn is_over(self) -> bool {
        self.0.is_some_and(|end| Instant::now() >= end)
    }

    /// Stops what the engine works on; [`crate::Index::search_within`] says why.
    pub(crate) fn check(self) -> tantivy::Result<()> {
        if self.is_over() {
            Err(TantivyError::InternalError("the query took too long".to_owned()))
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_shared_and_comes_back() {
        let memory = Memory::of(100);
        let taken = memory.take(60).expect("there is enough");
        assert!(matches!(memory.take(60), Err(IndexError::Busy)));
        let other = memory.take(40).expect("there is enough");
        drop(taken);
        drop(memory.take(60).expect("it came back"));
        drop(other);
        drop(memory.take(100).expect("all of it came back"));
        let too_much = memory.take(101);
        assert!(matches!(too_much, Err(IndexError::Query(QueryError::TooMuchMemory { .. }))));
    }

    #[test]
    fn one_client_takes_no_more_than_its_share() {
        let memory = Memory::of(100);
        let (one, other) = (memory.share(60), memory.share(60));
        let taken = one.take(60).expect("its share");
        assert!(matches!(one.take(1), Err(IndexError::Busy)));
        let rest = other.take(40).expect("what is left");
        assert!(matches!(other.take(20), Err(IndexError::Busy)), "all of it is taken");
        drop(taken);
        drop(other.take(20).expect("it came back"));
        let too_much = one.take(61);
        assert!(matches!(too_much, Err(IndexError::Query(QueryError::TooMuchMemory { most: 60, .. }))));
        drop(rest);
        drop(memory.take(100).expect("all of it came back"));
    }
}
