//! A provider's token: fetched once for all who wait for it, and again before it expires.

use std::time::Duration;

use reqwest::header::HeaderValue;
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::error::Error;

/// A token as it is sent.
#[derive(Debug, Clone)]
pub(crate) struct Token {
    /// The value of the `authorization` header.
    pub(crate) header: HeaderValue,
    /// How long the server takes it.
    pub(crate) lifetime: Duration,
}

struct Kept {
    header: HeaderValue,
    renew_at: Instant,
}

#[derive(Default)]
struct State {
    kept: Option<Kept>,
    /// The last fetch that failed, for those who waited for it.
    failed: Option<(Instant, Error)>,
}

/// Keeps the token. Callers who need one while it is being fetched wait for that fetch and share its outcome.
#[derive(Default)]
pub(crate) struct TokenCache {
    state: Mutex<State>,
}

impl TokenCache {
    /// The token that is kept, or the one that `fetch` brings.
    pub(crate) async fn get(
        &self,
        fetch: impl Future<Output = Result<Token, Error>>,
    ) -> Result<HeaderValue, Error> {
        let asked_at = Instant::now();
        let mut state = self.state.lock().await;
        if let Some(kept) = state.kept.as_ref().filter(|kept| Instant::now() < kept.renew_at) {
            return Ok(kept.header.clone());
        }
        if let Some((_, error)) = state.failed.as_ref().filter(|(failed_at, _)| *failed_at >= asked_at) {
            return Err(error.clone());
        }
        match fetch.await {
            Ok(token) => {
                let renew_at = Instant::now() + token.lifetime - margin(token.lifetime);
                state.kept = Some(Kept { header: token.header.clone(), renew_at });
                state.failed = None;
                Ok(token.header)
            }
            Err(error) => {
                state.failed = Some((Instant::now(), error.clone()));
                Err(error)
            }
        }
    }

    /// Forgets the token that the server refused, unless another has taken its place already.
    pub(crate) async fn forget(&self, refused: &HeaderValue) {
        let mut state = self.state.lock().await;
        if state.kept.as_ref().is_some_and(|kept| kept.header == refused) {
            state.kept = None;
        }
    }
}

/// How long before its end a token is no longer used: a tenth of its life, at most five minutes.
fn margin(lifetime: Duration) -> Duration {
    (lifetime / 10).min(Duration::from_secs(300))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    fn token(name: &'static str) -> Token {
        Token { header: HeaderValue::from_static(name), lifetime: Duration::from_secs(3600) }
    }

    #[tokio::test(start_paused = true)]
    async fn a_token_is_used_until_shortly_before_its_end() {
        let cache = TokenCache::default();
        assert_eq!(cache.get(async { Ok(token("first")) }).await.expect("a token"), "first");
        tokio::time::advance(Duration::from_secs(3299)).await;
        assert_eq!(cache.get(async { Ok(token("second")) }).await.expect("a token"), "first");
        tokio::time::advance(Duration::from_secs(1)).await;
        assert_eq!(cache.get(async { Ok(token("third")) }).await.expect("a token"), "third");
    }

    #[tokio::test(start_paused = true)]
    async fn those_who_waited_for_a_fetch_share_its_failure_and_later_callers_try_anew() {
        let cache = TokenCache::default();
        let fetches = AtomicU32::new(0);
        let failing = || async {
            fetches.fetch_add(1, Ordering::SeqCst);
            tokio::time::sleep(Duration::from_secs(1)).await;
            Err::<Token, Error>(Error::Credentials("refused"))
        };
        let (first, second, third) =
            tokio::join!(cache.get(failing()), cache.get(failing()), cache.get(failing()));
        assert!(first.is_err() && second.is_err() && third.is_err());
        assert_eq!(fetches.load(Ordering::SeqCst), 1);
        tokio::time::advance(Duration::from_millis(1)).await;
        assert!(cache.get(async { Ok(token("later")) }).await.is_ok());
    }

    #[tokio::test]
    async fn only_the_refused_token_is_forgotten() {
        let cache = TokenCache::default();
        cache.get(async { Ok(token("new")) }).await.expect("a token");
        cache.forget(&HeaderValue::from_static("old")).await;
        assert_eq!(cache.get(async { Ok(token("newer")) }).await.expect("a token"), "new");
        cache.forget(&HeaderValue::from_static("new")).await;
        assert_eq!(cache.get(async { Ok(token("newer")) }).await.expect("a token"), "newer");
    }
}
