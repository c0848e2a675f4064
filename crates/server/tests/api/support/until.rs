//! Waiting for what comes by itself, never for ever.

use std::time::{Duration, Instant};

/// How long a test waits for something.
pub const LONGEST: Duration = Duration::from_secs(60);

/// Looks until it has come about. `look` tells what it sees instead, which the test says when it has waited too long.
pub async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Result<T, String>) -> T {
    let begun = Instant::now();
    loop {
        let seen = match look().await {
            Ok(found) => return found,
            Err(seen) => seen,
        };
        assert!(begun.elapsed() < LONGEST, "{what}: it never comes about; at last there was {seen}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
