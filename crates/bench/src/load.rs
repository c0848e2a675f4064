//! Clients that push payloads over HTTP at the same time, and how long each waits.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use hdrhistogram::Histogram;
use serde_json::{Value, json};

use crate::bare::PART;
use crate::process::KEY;

/// What a load did.
pub(crate) struct Load {
    /// The time from the first byte sent to the last answer, without the making of payloads.
    pub(crate) spent: Duration,
    /// Bytes sent.
    pub(crate) bytes: u64,
    /// How long each payload waited for its answer, in microseconds.
    pub(crate) waits: Histogram<u64>,
}

/// A provider's clients.
pub(crate) struct Clients {
    http: reqwest::Client,
    address: String,
    token: String,
    count: usize,
}

impl Clients {
    /// Makes sources and a provider for them, and gets its token.
    pub(crate) async fn set_up(address: &str, count: usize, sources: &[&str]) -> Result<Self, String> {
        let http = reqwest::Client::builder().no_proxy().build().map_err(words)?;
        for source in sources {
            let source = json!({"id": source, "name": source});
            post(&http, &format!("{address}/v1/sources"), &source).await?;
        }
        Self::join(address, count, sources).await
    }

    /// Makes a provider for sources that are there, and gets its token.
    pub(crate) async fn join(address: &str, count: usize, sources: &[&str]) -> Result<Self, String> {
        Self::join_as(address, count, &json!(sources)).await
    }

    /// Makes a provider for all sources, later ones too, and gets its token.
    pub(crate) async fn join_all(address: &str) -> Result<Self, String> {
        Self::join_as(address, 1, &json!("*")).await
    }

    async fn join_as(address: &str, count: usize, sources: &Value) -> Result<Self, String> {
        let http = reqwest::Client::builder().no_proxy().build().map_err(words)?;
        let provider = json!({"name": "Bench", "sources": sources});
        let provider = post(&http, &format!("{address}/v1/data-providers"), &provider).await?;
        let credentials = json!({"id": provider["id"], "secret": provider["secret"]});
        let answer = post(&http, &format!("{address}/dataProviders/tokens"), &credentials).await?;
        let token = answer["result"]["accessToken"].as_str().ok_or("no token")?.to_owned();
        Ok(Self { http, address: address.to_owned(), token, count })
    }

    /// Pushes payloads into a source, each client the next one as soon as it is free.
    pub(crate) async fn push(
        &self,
        source: &str,
        payloads: usize,
        payload: impl Fn(usize) -> Vec<u8>,
    ) -> Result<Load, String> {
        let mut spent = Duration::ZERO;
        let mut bytes = 0;
        let mut waits = Histogram::new(3).expect("three digits are allowed");
        for part in (0..payloads).collect::<Vec<_>>().chunks(PART) {
            let ready: Vec<bytes::Bytes> = part.iter().map(|number| payload(*number).into()).collect();
            bytes += ready.iter().map(|payload| payload.len() as u64).sum::<u64>();
            let ready = Arc::new(ready);
            let next = Arc::new(AtomicUsize::new(0));
            let started = Instant::now();
            let clients: Vec<_> = (0..self.count)
                .map(|_| tokio::spawn(self.client(source, Arc::clone(&ready), Arc::clone(&next))))
                .collect();
            for client in clients {
                let own = client.await.map_err(words)??;
                waits.add(own).map_err(words)?;
            }
            spent += started.elapsed();
        }
        Ok(Load { spent, bytes, waits })
    }

    fn client(
        &self,
        source: &str,
        ready: Arc<Vec<bytes::Bytes>>,
        next: Arc<AtomicUsize>,
    ) -> impl Future<Output = Result<Histogram<u64>, String>> + use<> {
        let sender = self.sender(source);
        async move {
            let mut waits = Histogram::new(3).expect("three digits are allowed");
            while let Some(payload) = ready.get(next.fetch_add(1, Ordering::Relaxed)) {
                let waited = sender.send(payload.clone()).await?;
                waits.record(micros(waited)).map_err(words)?;
            }
            Ok(waits)
        }
    }

    /// Sends payloads into a source.
    pub(crate) fn sender(&self, source: &str) -> Sender {
        let url = format!("{}/import/{source}", self.address);
        Sender { http: self.http.clone(), url, token: self.token.clone() }
    }

    /// The newest imports, as many as there are payloads: what each count adds up to.
    pub(crate) async fn counts(&self, payloads: usize) -> Result<Counts, String> {
        let mut counts = Counts::default();
        let (mut seen, mut after) = (0, String::new());
        while seen < payloads {
            let limit = (payloads - seen).min(200);
            let url = format!("{}/imports?limit={limit}&after={after}", self.address);
            let answer = self.http.get(url).header("x-api-key", KEY).send().await.map_err(words)?;
            let list: Value = serde_json::from_str(&answer.text().await.map_err(words)?).map_err(words)?;
            let items = list["items"].as_array().ok_or("a list of imports has no items")?;
            for import in items {
                counts.created += import["created"].as_u64().unwrap_or_default();
                counts.updated += import["updated"].as_u64().unwrap_or_default();
                counts.unchanged += import["unchanged"].as_u64().unwrap_or_default();
            }
            seen += items.len();
            match list["after"].as_str() {
                Some(next) => next.clone_into(&mut after),
                None => break,
            }
        }
        Ok(counts)
    }
}

/// Sends payloads into one source.
#[derive(Clone)]
pub(crate) struct Sender {
    http: reqwest::Client,
    url: String,
    token: String,
}

impl Sender {
    /// Sends a payload; gives the time until it was accepted.
    pub(crate) async fn send(&self, payload: bytes::Bytes) -> Result<Duration, String> {
        let started = Instant::now();
        let request = self.http.post(&self.url).bearer_auth(&self.token);
        let request = request.header("content-type", "application/json").body(payload);
        let answer = request.send().await.map_err(words)?;
        let status = answer.status();
        let body = answer.text().await.map_err(words)?;
        if status != reqwest::StatusCode::ACCEPTED {
            return Err(format!("an import was answered {status}: {body}"));
        }
        Ok(started.elapsed())
    }
}

/// What imports did.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// New entries.
    pub(crate) created: u64,
    /// Changed entries.
    pub(crate) updated: u64,
    /// Entries that stayed.
    pub(crate) unchanged: u64,
}

async fn post(http: &reqwest::Client, url: &str, body: &Value) -> Result<Value, String> {
    let request = http.post(url).header("x-api-key", KEY).header("content-type", "application/json");
    let answer = request.body(body.to_string()).send().await.map_err(words)?;
    let status = answer.status();
    let text = answer.text().await.map_err(words)?;
    if !status.is_success() {
        return Err(format!("{url} answers {status}: {text}"));
    }
    serde_json::from_str(&text).map_err(words)
}

/// A time as histograms hold it.
pub(crate) fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

/// An error in words, with what caused it.
pub(crate) fn words(error: impl std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    text
}
