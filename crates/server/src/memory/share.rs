//! What each owner may take of a budget.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::Semaphore;

use super::Owner;

/// How many owners are remembered before it is looked for those that hold nothing any more.
const FEW: usize = 64;

/// One semaphore for each owner that holds or waits for something.
#[derive(Debug)]
pub(super) struct Shares {
    units: u32,
    owners: Mutex<Owners>,
}

#[derive(Debug)]
struct Owners {
    shares: HashMap<Owner, Weak<Semaphore>>,
    /// Owners that hold nothing are dropped when there are so many.
    prune_at: usize,
}

impl Shares {
    /// Shares of so many units each.
    pub(super) fn new(units: u32) -> Self {
        Self { units, owners: Mutex::new(Owners { shares: HashMap::new(), prune_at: FEW }) }
    }

    /// How many units one share has.
    pub(super) fn units(&self) -> u32 {
        self.units
    }

    /// The share of an owner.
    pub(super) fn of(&self, owner: &Owner) -> Arc<Semaphore> {
        let mut owners = self.owners.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(share) = owners.shares.get(owner).and_then(Weak::upgrade) {
            return share;
        }
        owners.prune();
        let share = Arc::new(Semaphore::new(self.units as usize));
        owners.shares.insert(owner.clone(), Arc::downgrade(&share));
        share
    }
}

impl Owners {
    fn prune(&mut self) {
        if self.shares.len() >= self.prune_at {
            self.shares.retain(|_, share| share.strong_count() > 0);
            self.prune_at = FEW.max(2 * self.shares.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_owner_without_anything_is_forgotten_and_others_keep_their_share() {
        let shares = Shares::new(7);
        let owner = |number: usize| Owner::Credential(number.to_string());
        let first = shares.of(&owner(0));
        let held = Arc::clone(&first).try_acquire_many_owned(5).expect("there is room");
        drop(first);
        for number in 1..10_000 {
            shares.of(&owner(number));
        }
        assert!(shares.owners.lock().expect("sound").shares.len() <= FEW);
        assert_eq!(shares.of(&owner(0)).available_permits(), 2);
        drop(held);
        assert_eq!(shares.of(&owner(0)).available_permits(), 7);
    }
}
