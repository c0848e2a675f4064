//! Questions to a published endpoint over HTTP.

use std::time::{Duration, Instant};

use bytes::Bytes;
use serde_json::Value;

use crate::load::words;
use crate::shop::definition::{DESTINATION, ENDPOINT, VERSION};

/// The tenant that a server makes at its first start.
const TENANT: &str = "local";

/// Where the endpoint answers.
pub(crate) fn path() -> String {
    format!("/{TENANT}/{DESTINATION}/{VERSION}/{ENDPOINT}")
}

/// A client of the endpoint; clones share its connections.
#[derive(Clone)]
pub(crate) struct Questions {
    http: reqwest::Client,
    url: String,
}

impl Questions {
    /// A client that takes answers as they are, or compressed.
    pub(crate) fn new(address: &str, compressed: bool) -> Result<Self, String> {
        let http = reqwest::Client::builder().no_proxy().gzip(compressed).build().map_err(words)?;
        Ok(Self { http, url: format!("{address}{}", path()) })
    }

    /// Asks; gives the time until the whole answer was there, and the answer.
    pub(crate) async fn ask(&self, body: Bytes) -> Result<(Duration, Bytes), String> {
        let started = Instant::now();
        let request = self.http.post(&self.url).header("content-type", "application/json").body(body);
        let answer = request.send().await.map_err(words)?;
        let status = answer.status();
        let bytes = answer.bytes().await.map_err(words)?;
        let spent = started.elapsed();
        if status != reqwest::StatusCode::OK {
            return Err(format!("a query was answered {status}: {}", String::from_utf8_lossy(&bytes)));
        }
        Ok((spent, bytes))
    }

    /// Asks and reads the answer.
    pub(crate) async fn answer(&self, body: &Value) -> Result<Value, String> {
        let (_, bytes) = self.ask(body.to_string().into()).await?;
        serde_json::from_slice(&bytes).map_err(words)
    }
}
