//! Slows down whoever guesses secrets.
//!
//! Failures are counted for each account and address together, for each address over all accounts, and for each account
//! over all addresses. What is counted never depends on how much else failed: see [`sketch`](crate::sketch).

use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::sketch::Sketch;

/// When failed attempts make further ones wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimiterOptions {
    /// So many failures of one account from one address are allowed within the window.
    pub failures: u32,
    /// So many failures from one address are allowed within the window, over all accounts that never succeeded there.
    pub failures_of_address: u32,
    /// So many failures of one account are allowed within the window, over all addresses where it never succeeded.
    pub failures_of_account: u32,
    /// How long a failure counts.
    pub window: Duration,
    /// Cells of each counter, of 400 bytes in all. More of them make it rarer that two callers are taken for one.
    pub remembered: usize,
}

impl Default for LimiterOptions {
    fn default() -> Self {
        Self {
            failures: 10,
            failures_of_address: 100,
            failures_of_account: 100,
            window: Duration::from_mins(1),
            remembered: 10_000,
        }
    }
}

/// How long a success exempts its account and address from the limits over all accounts and all addresses.
const KNOWN_FOR: Duration = Duration::from_hours(24);

/// So many failures of a known device are answered at once; each further one doubles the delay.
const FREE_FAILURES: u32 = 3;

/// Who tries to prove what.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Attempt<'a> {
    /// The account in its one spelling, such as `provider:<uuid>` or `user:<email>`.
    pub(crate) account: &'a str,
    /// Where the attempt comes from.
    pub(crate) address: IpAddr,
    /// The device, where one has proved that the account signed in on it before: others cannot make it wait.
    pub(crate) device: Option<&'a str>,
}

impl Attempt<'_> {
    /// A network of IPv6 counts as one address: whoever has one address of it has all 2^64.
    fn network(&self) -> IpAddr {
        match self.address.to_canonical() {
            IpAddr::V6(address) => {
                let network = u128::from(address) & (u128::MAX << 64);
                IpAddr::V6(Ipv6Addr::from(network))
            }
            address => address,
        }
    }

    fn pair(&self) -> (&str, IpAddr) {
        (self.account, self.network())
    }
}

struct Counters {
    pairs: Sketch,
    addresses: Sketch,
    accounts: Sketch,
    devices: Sketch,
    /// Where an account has succeeded.
    known: Sketch,
}

/// Counts failures.
pub(crate) struct Limiter {
    options: LimiterOptions,
    counters: Mutex<Counters>,
}

impl Limiter {
    pub(crate) fn new(options: LimiterOptions) -> Self {
        let sketch = |window| Sketch::new(options.remembered, window);
        let counters = Counters {
            pairs: sketch(options.window),
            addresses: sketch(options.window),
            accounts: sketch(options.window),
            devices: sketch(options.window),
            known: sketch(KNOWN_FOR),
        };
        Self { options, counters: Mutex::new(counters) }
    }

    /// How long the attempt must wait, where it must.
    pub(crate) fn wait(&self, attempt: Attempt<'_>) -> Option<Duration> {
        let (options, counters) = (&self.options, self.counters());
        if let Some(device) = attempt.device {
            let failed = counters.devices.get(&(attempt.account, device))?;
            let exponent = failed.count.checked_sub(FREE_FAILURES)?.min(16);
            let delay = Duration::from_secs(1 << exponent).min(options.window);
            return Some(delay.saturating_sub(failed.since_last)).filter(|delay| !delay.is_zero());
        }
        let limits = [
            (counters.pairs.get(&attempt.pair()), options.failures),
            (counters.addresses.get(&attempt.network()), options.failures_of_address),
            (counters.accounts.get(attempt.account), options.failures_of_account),
        ];
        let is_known = counters.known.get(&attempt.pair()).is_some();
        let counted = if is_known { &limits[..1] } else { &limits[..] };
        let over = counted.iter().filter_map(|(count, limit)| count.filter(|count| count.count >= *limit));
        over.map(|count| count.left).max()
    }

    /// Counts a failure.
    pub(crate) fn failed(&self, attempt: Attempt<'_>) {
        let mut counters = self.counters();
        match attempt.device {
            Some(device) => counters.devices.add(&(attempt.account, device)),
            None => {
                counters.pairs.add(&attempt.pair());
                counters.addresses.add(&attempt.network());
                counters.accounts.add(attempt.account);
            }
        }
    }

    /// Takes back a failure that was counted before it was known how the attempt ends.
    pub(crate) fn taken_back(&self, attempt: Attempt<'_>) {
        let mut counters = self.counters();
        match attempt.device {
            Some(device) => counters.devices.subtract(&(attempt.account, device)),
            None => {
                counters.pairs.subtract(&attempt.pair());
                counters.addresses.subtract(&attempt.network());
                counters.accounts.subtract(attempt.account);
            }
        }
    }

    /// Forgets the failures of the account from there, and remembers that it succeeds there.
    pub(crate) fn succeeded(&self, attempt: Attempt<'_>) {
        let mut counters = self.counters();
        if let Some(device) = attempt.device {
            counters.devices.clear(&(attempt.account, device));
        }
        counters.pairs.clear(&attempt.pair());
        counters.known.clear(&attempt.pair());
        counters.known.add(&attempt.pair());
    }

    fn counters(&self) -> MutexGuard<'_, Counters> {
        self.counters.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limiter() -> Limiter {
        Limiter::new(LimiterOptions {
            failures: 3,
            failures_of_address: 10,
            failures_of_account: 10,
            ..LimiterOptions::default()
        })
    }

    fn from<'a>(account: &'a str, address: &str) -> Attempt<'a> {
        Attempt { account, address: address.parse().expect("an address"), device: None }
    }

    #[test]
    fn one_account_from_one_address_waits_and_others_do_not() {
        let limiter = limiter();
        (0..3).for_each(|_| limiter.failed(from("ada", "192.0.2.1")));
        assert!(limiter.wait(from("ada", "192.0.2.1")).is_some());
        assert!(limiter.wait(from("ada", "::ffff:192.0.2.1")).is_some(), "the same address");
        assert_eq!(limiter.wait(from("eve", "192.0.2.1")), None);
        assert_eq!(limiter.wait(from("ada", "192.0.2.2")), None);
    }

    #[test]
    fn one_address_does_not_go_through_many_accounts() {
        let limiter = limiter();
        limiter.succeeded(from("ada", "192.0.2.1"));
        for account in 0..10 {
            limiter.failed(from(&account.to_string(), "192.0.2.1"));
        }
        assert!(limiter.wait(from("next", "192.0.2.1")).is_some());
        assert_eq!(limiter.wait(from("next", "192.0.2.2")), None);
        assert_eq!(limiter.wait(from("ada", "192.0.2.1")), None, "who succeeded there is not locked out");
        let network = |last: u16| format!("2001:db8::{last:x}");
        (0..10).for_each(|last| limiter.failed(from(&last.to_string(), &network(last))));
        assert!(limiter.wait(from("next", &network(11))).is_some(), "a network is one address");
    }

    #[test]
    fn many_addresses_do_not_guess_one_account() {
        let limiter = limiter();
        limiter.succeeded(from("ada", "192.0.2.99"));
        (0..10).for_each(|last| limiter.failed(from("ada", &format!("192.0.2.{last}"))));
        assert!(limiter.wait(from("ada", "192.0.2.50")).is_some());
        assert_eq!(limiter.wait(from("ada", "192.0.2.99")), None, "where she works she gets in");
    }

    #[test]
    fn a_flood_of_failures_forgets_nothing() {
        let limiter = Limiter::new(LimiterOptions { remembered: 1_000, ..LimiterOptions::default() });
        (0..10).for_each(|_| limiter.failed(from("ada", "192.0.2.1")));
        for number in 0..12_000_u32 {
            let address = IpAddr::from((0x0a00_0000 + number).to_be_bytes());
            limiter.failed(Attempt { account: "other", address, device: None });
        }
        assert!(limiter.wait(from("ada", "192.0.2.1")).is_some());
    }

    #[test]
    fn a_known_device_is_delayed_by_its_own_failures_alone() {
        let limiter = limiter();
        (0..50).for_each(|_| limiter.failed(from("ada", "192.0.2.1")));
        let known = Attempt { device: Some("laptop"), ..from("ada", "192.0.2.1") };
        assert_eq!(limiter.wait(known), None);
        (0..3).for_each(|_| limiter.failed(known));
        let first = limiter.wait(known).expect("a delay");
        (0..3).for_each(|_| limiter.failed(known));
        let later = limiter.wait(known).expect("a delay");
        assert!(first <= Duration::from_secs(1) && later > Duration::from_secs(7), "{first:?} {later:?}");
        limiter.succeeded(known);
        assert_eq!(limiter.wait(known), None);
    }

    #[test]
    fn an_attempt_under_way_counts_until_it_is_taken_back() {
        let limiter = limiter();
        let attempt = from("ada", "192.0.2.1");
        (0..3).for_each(|_| limiter.failed(attempt));
        assert!(limiter.wait(attempt).is_some());
        limiter.taken_back(attempt);
        assert_eq!(limiter.wait(attempt), None);
    }
}
