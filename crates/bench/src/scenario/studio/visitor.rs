//! A browser without a screen: keeps cookies, sends forms, follows nothing by itself.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use reqwest::header::{COOKIE, SET_COOKIE};
use reqwest::{RequestBuilder, StatusCode};

use crate::load::words;
use crate::process::Server;

const EMAIL: &str = "bench@octant.example";
const PASSWORD: &str = "the password of the benchmark";

/// Somebody who is signed in to the Studio.
pub(crate) struct Visitor {
    http: reqwest::Client,
    address: String,
    cookies: BTreeMap<String, String>,
}

/// An answer.
pub(crate) struct Shown {
    pub(crate) status: StatusCode,
    pub(crate) text: String,
    /// From the request to the end of the answer.
    pub(crate) spent: Duration,
}

impl Visitor {
    /// Signs in as the admin, who is made where there is none yet.
    pub(crate) async fn sign_in(server: &Server) -> Result<Self, String> {
        let http = reqwest::Client::builder().no_proxy().gzip(false);
        let http = http.redirect(reqwest::redirect::Policy::none()).build().map_err(words)?;
        let mut visitor = Self { http, address: server.address.clone(), cookies: BTreeMap::new() };
        match &server.welcome {
            Some(token) => {
                let form = visitor.get(&format!("/studio/welcome?token={token}")).await?;
                let fields =
                    [("token", token.as_str()), ("email", EMAIL), ("name", "Bench"), ("password", PASSWORD)];
                visitor.post("/studio/first-admin", &form, &fields).await?;
            }
            None => {
                let form = visitor.get("/studio/sign-in").await?;
                let fields = [("email", EMAIL), ("password", PASSWORD)];
                visitor.post("/studio/sign-in", &form, &fields).await?;
            }
        }
        Ok(visitor)
    }

    /// Somebody who comes from that address and is not signed in.
    pub(crate) fn stranger(address: &str, from: [u8; 4]) -> Result<Self, String> {
        let http =
            reqwest::Client::builder().no_proxy().gzip(false).local_address(std::net::IpAddr::from(from));
        let http = http.redirect(reqwest::redirect::Policy::none()).build().map_err(words)?;
        Ok(Self { http, address: address.to_owned(), cookies: BTreeMap::new() })
    }

    /// Tries a password for the admin's account.
    pub(crate) async fn guess(&mut self, password: &str) -> Result<(), String> {
        let form = self.get("/studio/sign-in").await?;
        self.post("/studio/sign-in", &form, &[("email", EMAIL), ("password", password)]).await
    }

    /// Opens a page.
    pub(crate) async fn get(&mut self, path: &str) -> Result<Shown, String> {
        let request = self.http.get(format!("{}{path}", self.address));
        self.send(request).await
    }

    /// Sends a form of a page, which leads elsewhere when it was taken.
    async fn post(&mut self, path: &str, page: &Shown, fields: &[(&str, &str)]) -> Result<(), String> {
        let csrf = hidden(&page.text, "csrf").ok_or_else(|| format!("no form leads to {path}"))?;
        let fields = [&[("csrf", csrf)], fields].concat();
        let request = self.http.post(format!("{}{path}", self.address)).form(&fields);
        let shown = self.send(request).await?;
        if shown.status.is_redirection() { Ok(()) } else { Err(format!("{path} answers {}", shown.status)) }
    }

    async fn send(&mut self, request: RequestBuilder) -> Result<Shown, String> {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = match cookies.is_empty() {
            true => request,
            false => request.header(COOKIE, cookies.join("; ")),
        };
        let started = Instant::now();
        let answer = request.send().await.map_err(words)?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        let text = answer.text().await.map_err(words)?;
        let spent = started.elapsed();
        for line in headers.get_all(SET_COOKIE) {
            let pair = line.to_str().unwrap_or_default().split(';').next().unwrap_or_default();
            let (name, value) = pair.split_once('=').unwrap_or_default();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        self.cookies.retain(|_, value| !value.is_empty());
        Ok(Shown { status, text, spent })
    }
}

/// The value of a hidden field of a page.
fn hidden<'a>(page: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\""))?;
    rest.split('"').next()
}
