//! Everybody else: a provider, an application, somebody in the Studio, and whoever looks whether the server lives.

use std::time::{Duration, Instant};

use hdrhistogram::Histogram;
use serde::Serialize;
use serde_json::json;

use super::Arguments;
use crate::catalogue::{self, Random};
use crate::load::{Clients, Sender, micros, words};
use crate::measure::{Times, histogram};
use crate::process::Server;
use crate::query::Questions;
use crate::scenario::studio::visitor::Visitor;
use crate::shop::{PRODUCTS, SOURCES, Shop, sku};

/// The pages that somebody opens in turn.
const PAGES: [&str; 3] = ["/studio", "/studio/sources", "/studio/imports"];

/// Between two questions, two looks at the server's health, two pages.
const PAUSES: [Duration; 3] =
    [Duration::from_millis(20), Duration::from_millis(100), Duration::from_millis(200)];

/// The longest that anybody waits.
const PATIENCE: Duration = Duration::from_secs(20);

/// The most payloads that are on their way at a time.
const PAYLOADS: usize = 4;

/// What everybody saw in one phase.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Seen {
    /// Entities a second that were accepted.
    pub(super) imported: f64,
    pub(super) queries: Times,
    pub(super) pages: Times,
    pub(super) health: Times,
    /// Requests that were refused or not answered: imports, queries, pages, looks at the health.
    pub(super) failed: [u64; 4],
    /// The most that was resident at a time, in MiB.
    pub(super) resident: f64,
}

/// The answers to one of them.
struct Answers {
    times: Histogram<u64>,
    failed: u64,
}

impl Answers {
    fn new() -> Self {
        Self { times: histogram(), failed: 0 }
    }

    fn note<T, E>(&mut self, began: Instant, answer: &Result<T, E>) -> Result<(), String> {
        match answer {
            Ok(_) => self.times.record(micros(began.elapsed())).map_err(words)?,
            Err(_) => self.failed += 1,
        }
        Ok(())
    }
}

/// Everybody who means well.
pub(super) struct People {
    shop: Shop,
    rate: usize,
    payload: usize,
    sender: Sender,
    questions: Questions,
    visitor: Visitor,
    health: reqwest::Client,
    address: String,
    /// How many payloads were sent.
    sent: u64,
}

impl People {
    pub(super) async fn new(server: &Server, arguments: &Arguments, shop: Shop) -> Result<Self, String> {
        let clients = Clients::join(&server.address, 1, &SOURCES).await?;
        // A connection of its own each time: whoever asks for the first time must be let in, too.
        let health = reqwest::Client::builder().no_proxy().pool_max_idle_per_host(0).timeout(PATIENCE);
        Ok(Self {
            shop,
            rate: arguments.rate,
            payload: arguments.payload,
            sender: clients.sender(PRODUCTS),
            questions: Questions::new(&server.address, false)?,
            visitor: Visitor::sign_in(server).await?,
            health: health.build().map_err(words)?,
            address: server.address.clone(),
            sent: 0,
        })
    }

    /// Lets them do what they do for so long.
    pub(super) async fn watch(&mut self, server: &Server, time: Duration) -> Result<Seen, String> {
        let began = Instant::now();
        let until = began + time;
        let (first, shop, rate, payload) = (self.sent, self.shop, self.rate, self.payload);
        let (imports, queries, pages, health, resident) = tokio::try_join!(
            import(&self.sender, shop, (rate, payload), first, until),
            ask(&self.questions, shop, until),
            browse(&mut self.visitor, until),
            look(&self.health, &self.address, until),
            weigh(server, until),
        )?;
        self.sent += imports.times.len() + imports.failed;
        Ok(Seen {
            imported: (imports.times.len() * payload as u64) as f64 / began.elapsed().as_secs_f64(),
            queries: Times::of(&queries.times),
            pages: Times::of(&pages.times),
            health: Times::of(&health.times),
            failed: [imports.failed, queries.failed, pages.failed, health.failed],
            resident,
        })
    }
}

/// Sends changed products at a rate, several payloads at a time where the server is slow.
async fn import(
    sender: &Sender,
    shop: Shop,
    (rate, payload): (usize, usize),
    first: u64,
    until: Instant,
) -> Result<Answers, String> {
    let mut answers = Answers::new();
    let mut ticks = tokio::time::interval(Duration::from_secs_f64(payload as f64 / rate.max(1) as f64));
    let mut sending = tokio::task::JoinSet::new();
    let mut number = first;
    while Instant::now() < until {
        ticks.tick().await;
        if sending.len() >= PAYLOADS {
            collect(&mut answers, sending.join_next().await)?;
        }
        let (sender, from) = (sender.clone(), number * payload as u64);
        let changed = (from..from + payload as u64)
            .map(|number| shop.product(number % shop.products, 1 + number / shop.products));
        let bytes = catalogue::json(changed).into();
        number += 1;
        sending.spawn(async move { (Instant::now(), in_time(sender.send(bytes)).await) });
    }
    while let Some(sent) = sending.join_next().await {
        collect(&mut answers, Some(sent))?;
    }
    Ok(answers)
}

type Sent = Result<(Instant, Result<Duration, String>), tokio::task::JoinError>;

fn collect(answers: &mut Answers, sent: Option<Sent>) -> Result<(), String> {
    match sent {
        Some(Ok((began, answer))) => answers.note(began, &answer),
        Some(Err(error)) => Err(words(error)),
        None => Ok(()),
    }
}

async fn ask(questions: &Questions, shop: Shop, until: Instant) -> Result<Answers, String> {
    let mut answers = Answers::new();
    let mut random = Random::new(shop.seed, 0);
    while Instant::now() < until {
        let id = sku(random.below(shop.products));
        let body = json!({"searchOn": ["id"], "search": [id], "top": 1}).to_string();
        let began = Instant::now();
        answers.note(began, &in_time(questions.ask(body.into())).await)?;
        tokio::time::sleep(PAUSES[0]).await;
    }
    Ok(answers)
}

async fn browse(visitor: &mut Visitor, until: Instant) -> Result<Answers, String> {
    let mut answers = Answers::new();
    for page in PAGES.iter().cycle() {
        if Instant::now() >= until {
            break;
        }
        let began = Instant::now();
        let shown = in_time(visitor.get(page)).await;
        let shown = shown.and_then(|shown| match shown.status {
            reqwest::StatusCode::OK => Ok(()),
            status => Err(status.to_string()),
        });
        answers.note(began, &shown)?;
        tokio::time::sleep(PAUSES[2]).await;
    }
    Ok(answers)
}

async fn look(client: &reqwest::Client, address: &str, until: Instant) -> Result<Answers, String> {
    let mut answers = Answers::new();
    while Instant::now() < until {
        let began = Instant::now();
        let answer = client.get(format!("{address}/healthz")).send().await;
        answers.note(began, &answer.and_then(reqwest::Response::error_for_status))?;
        tokio::time::sleep(PAUSES[1]).await;
    }
    Ok(answers)
}

/// The most memory that the server has resident until then.
async fn weigh(server: &Server, until: Instant) -> Result<f64, String> {
    let mut most: f64 = 0.0;
    while Instant::now() < until {
        most = most.max(server.memory()?.resident);
        tokio::time::sleep(PAUSES[1]).await;
    }
    Ok(most)
}

async fn in_time<T>(work: impl Future<Output = Result<T, String>>) -> Result<T, String> {
    tokio::time::timeout(PATIENCE, work).await.unwrap_or_else(|_| Err("it takes too long".to_owned()))
}
