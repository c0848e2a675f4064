//! What each owner may take of something that is shared.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use super::Owner;

/// The number of owners at which idle ones are pruned.
const FEW: usize = 64;

/// One share for each owner that holds or waits for something.
#[derive(Debug)]
pub(crate) struct Shares<T>(Mutex<Owners<T>>);

#[derive(Debug)]
struct Owners<T> {
    shares: HashMap<Owner, Weak<T>>,
    /// Owners that hold nothing are dropped when there are so many.
    prune_at: usize,
}

impl<T> Shares<T> {
    /// No shares yet.
    pub(crate) fn new() -> Self {
        Self(Mutex::new(Owners { shares: HashMap::new(), prune_at: FEW }))
    }

    /// The share of an owner, made where the owner holds nothing.
    pub(crate) fn of(&self, owner: &Owner, make: impl FnOnce() -> T) -> Arc<T> {
        let mut owners = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(share) = owners.shares.get(owner).and_then(Weak::upgrade) {
            return share;
        }
        owners.prune();
        let share = Arc::new(make());
        owners.shares.insert(owner.clone(), Arc::downgrade(&share));
        share
    }
}

impl<T> Owners<T> {
    fn prune(&mut self) {
        if self.shares.len() >= self.prune_at {
            self.shares.retain(|_, share| share.strong_count() > 0);
            self.prune_at = FEW.max(2 * self.shares.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::Semaphore;

    use super::*;

    #[test]
    fn an_owner_without_anything_is_forgotten_and_others_keep_their_share() {
        let shares = Shares::new();
        let owner = |number: usize| Owner::Credential(number.to_string());
        let share = |number: usize| shares.of(&owner(number), || Semaphore::new(7));
        let first = share(0);
        let held = Arc::clone(&first).try_acquire_many_owned(5).expect("there is room");
        drop(first);
        for number in 1..10_000 {
            share(number);
        }
        assert!(shares.0.lock().expect("sound").shares.len() <= FEW);
        assert_eq!(share(0).available_permits(), 2);
        drop(held);
        assert_eq!(share(0).available_permits(), 7);
    }
}
