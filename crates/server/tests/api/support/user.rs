//! Someone who calls the server, with a credential or without.

use std::net::SocketAddr;

use http::Method;
use reqwest::Body;
use serde_json::Value;

use super::answer::Answer;

/// A caller; every request carries its credential.
#[derive(Clone)]
pub struct User {
    address: SocketAddr,
    client: reqwest::Client,
    headers: Vec<(String, String)>,
}

impl User {
    pub fn new(address: SocketAddr, client: reqwest::Client, headers: Vec<(String, String)>) -> Self {
        Self { address, client, headers }
    }

    /// The same caller, with one header more.
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut user = self.clone();
        user.headers.push((name.to_owned(), value.to_owned()));
        user
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None::<Vec<u8>>).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.post_bytes(path, body.to_string()).await
    }

    /// Sends a body as `application/json`, whatever it holds.
    pub async fn post_bytes(&self, path: &str, body: impl Into<Body>) -> Answer {
        let typed = self.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        let user = if typed { self.clone() } else { self.with("content-type", "application/json") };
        user.send(Method::POST, path, Some(body)).await
    }

    pub async fn send(&self, method: Method, path: &str, body: Option<impl Into<Body>>) -> Answer {
        let call = format!("{method} {path}");
        self.try_send(method, path, body)
            .await
            .unwrap_or_else(|error| panic!("{call} has no answer: {error:?}"))
    }

    pub async fn try_send(
        &self,
        method: Method,
        path: &str,
        body: Option<impl Into<Body>>,
    ) -> reqwest::Result<Answer> {
        let call = format!("{method} {path}");
        let mut request = self.client.request(method, format!("http://{}{path}", self.address));
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        if let Some(body) = body {
            request = request.body(body);
        }
        Ok(Answer::read(call, request.send().await?).await)
    }
}
