//! Fair turns at work of one kind: so many at a time, and no client has more than its share.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;

use crate::error::Failure;
use crate::memory::Owner;

/// Turns at work. A free turn goes to the waiting client that has the fewest, and of these to the one that has waited for
/// longest, so that a client with much work does not hold up one with little.
#[derive(Debug, Clone)]
pub(crate) struct Turns {
    queue: Arc<Mutex<Queue>>,
    wait: Duration,
}

/// A turn at work; it ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Turn {
    /// `None` only for one that was never handed out.
    queue: Option<Arc<Mutex<Queue>>>,
    owner: Owner,
}

#[derive(Debug)]
struct Queue {
    free: usize,
    /// The most turns of one client at a time.
    share: usize,
    /// Clients that work or wait.
    lines: HashMap<Owner, Line>,
    arrivals: u64,
}

/// What one client has and waits for.
#[derive(Debug, Default)]
struct Line {
    working: usize,
    waiting: VecDeque<(u64, oneshot::Sender<Turn>)>,
}

/// A place in a client's line, given up when this is dropped.
struct Place {
    queue: Arc<Mutex<Queue>>,
    owner: Owner,
    arrival: u64,
}

impl Turns {
    /// So many turns at a time, of which one client has at most `share`; who waits longer than `wait` is refused.
    pub(crate) fn new(count: usize, share: usize, wait: Duration) -> Self {
        let queue =
            Queue { free: count, share: share.clamp(1, count.max(1)), lines: HashMap::new(), arrivals: 0 };
        Self { queue: Arc::new(Mutex::new(queue)), wait }
    }

    /// A turn for a client.
    ///
    /// # Errors
    /// 429 where it does not come in time.
    pub(crate) async fn take(&self, owner: &Owner) -> Result<Turn, Failure> {
        let (place, turn) = {
            let mut queue = lock(&self.queue);
            if queue.has_room_for(owner) {
                queue.begin(owner);
                return Ok(self.turn(owner));
            }
            let (arrival, turn) = queue.join(owner);
            (Place { queue: Arc::clone(&self.queue), owner: owner.clone(), arrival }, turn)
        };
        let came = tokio::time::timeout(self.wait, turn).await;
        drop(place);
        match came {
            Ok(Ok(turn)) => Ok(turn),
            Ok(Err(_dropped)) => Err(Failure::internal("a place in a queue was lost")),
            Err(_elapsed) => Err(Failure::busy()),
        }
    }

    fn turn(&self, owner: &Owner) -> Turn {
        Turn { queue: Some(Arc::clone(&self.queue)), owner: owner.clone() }
    }
}

impl Queue {
    /// Nobody who may have a turn waits while one is free, so that newcomers do not overtake.
    fn has_room_for(&self, owner: &Owner) -> bool {
        self.free > 0 && self.lines.get(owner).is_none_or(|line| line.working < self.share)
    }

    fn begin(&mut self, owner: &Owner) {
        self.free -= 1;
        self.lines.entry(owner.clone()).or_default().working += 1;
    }

    fn join(&mut self, owner: &Owner) -> (u64, oneshot::Receiver<Turn>) {
        let (sender, receiver) = oneshot::channel();
        self.arrivals += 1;
        let line = self.lines.entry(owner.clone()).or_default();
        line.waiting.push_back((self.arrivals, sender));
        (self.arrivals, receiver)
    }

    /// Whose turn is next.
    fn next(&self) -> Option<Owner> {
        let may = self.lines.iter().filter(|(_, line)| line.working < self.share);
        let waiting = may.filter_map(|(owner, line)| {
            line.waiting.front().map(|(arrival, _)| ((line.working, *arrival), owner))
        });
        waiting.min_by_key(|(rank, _)| *rank).map(|(_, owner)| owner.clone())
    }

    /// Hands out what is free.
    fn hand_out(&mut self, queue: &Arc<Mutex<Self>>) {
        while self.free > 0
            && let Some(owner) = self.next()
        {
            let line = self.lines.get_mut(&owner).expect("who is next has a line");
            let (_, waiting) = line.waiting.pop_front().expect("who is next waits");
            let turn = Turn { queue: Some(Arc::clone(queue)), owner: owner.clone() };
            match waiting.send(turn) {
                Ok(()) => self.begin(&owner),
                // The client has gone. Its turn has not begun and must not end, which would lock the queue again.
                Err(mut turn) => turn.queue = None,
            }
            self.forget_idle(&owner);
        }
    }

    fn forget_idle(&mut self, owner: &Owner) {
        if self.lines.get(owner).is_some_and(|line| line.working == 0 && line.waiting.is_empty()) {
            self.lines.remove(owner);
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let Some(shared) = self.queue.take() else { return };
        let mut queue = lock(&shared);
        queue.free += 1;
        if let Some(line) = queue.lines.get_mut(&self.owner) {
            line.working -= 1;
        }
        queue.forget_idle(&self.owner);
        queue.hand_out(&shared);
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut queue = lock(&self.queue);
        if let Some(line) = queue.lines.get_mut(&self.owner) {
            line.waiting.retain(|(arrival, _)| *arrival != self.arrival);
        }
        queue.forget_idle(&self.owner);
    }
}

fn lock(queue: &Mutex<Queue>) -> MutexGuard<'_, Queue> {
    queue.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn owner(name: &str) -> Owner {
        Owner::Credential(name.to_owned())
    }

    /// Waits for a turn in a task of its own, and says the client's name once it came.
    fn waiting(
        turns: &Turns,
        name: &'static str,
        came: &tokio::sync::mpsc::UnboundedSender<(&'static str, Turn)>,
    ) {
        let (turns, came) = (turns.clone(), came.clone());
        tokio::spawn(async move {
            if let Ok(turn) = turns.take(&owner(name)).await {
                came.send((name, turn)).expect("the test listens");
            }
        });
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_with_much_work_leaves_room_for_others() {
        let turns = Turns::new(4, 2, SECOND);
        let held =
            [turns.take(&owner("much")).await, turns.take(&owner("much")).await].map(|turn| turn.is_ok());
        assert_eq!(held, [true, true]);
        let much = [
            turns.take(&owner("much")).await.expect("came back"),
            turns.take(&owner("much")).await.expect(""),
        ];
        assert_eq!(turns.take(&owner("much")).await.expect_err("its share is taken").code(), "busy");
        let little = turns.take(&owner("little")).await.expect("there is room");
        drop((much, little));
        assert!(lock(&turns.queue).lines.is_empty(), "nobody is remembered who has nothing");
    }

    #[tokio::test(start_paused = true)]
    async fn who_has_fewest_is_next_and_then_who_waited_for_longest() {
        let turns = Turns::new(2, 2, Duration::from_secs(100));
        let (first, second) = (turns.take(&owner("a")).await, turns.take(&owner("a")).await);
        let (send, mut came) = tokio::sync::mpsc::unbounded_channel();
        for name in ["a", "a", "b", "b", "c"] {
            waiting(&turns, name, &send);
            tokio::task::yield_now().await;
        }
        let mut order = Vec::new();
        drop(first);
        let mut held = Vec::new();
        for turn in [second, Err(Failure::busy()), Err(Failure::busy()), Err(Failure::busy())] {
            let (name, next) = came.recv().await.expect("one came");
            order.push(name);
            held.push(next);
            match turn {
                Ok(turn) => drop(turn),
                // The oldest turn ends.
                Err(_) => drop(held.remove(0)),
            }
        }
        order.push(came.recv().await.expect("the last").0);
        assert_eq!(order, ["b", "a", "b", "a", "c"]);
    }

    #[tokio::test(start_paused = true)]
    async fn who_goes_while_waiting_takes_no_turn() {
        let turns = Turns::new(1, 1, Duration::from_secs(100));
        let held = turns.take(&owner("a")).await.expect("free");
        let gone = tokio::spawn({
            let turns = turns.clone();
            async move { turns.take(&owner("b")).await }
        });
        tokio::task::yield_now().await;
        gone.abort();
        assert!(gone.await.expect_err("aborted").is_cancelled());
        assert_eq!(lock(&turns.queue).lines.len(), 1);
        drop(held);
        turns.take(&owner("c")).await.expect("free again");
        assert_eq!(lock(&turns.queue).free, 1);
    }
}
