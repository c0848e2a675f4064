//! Clients that ask one kind of question over and over, each the next one as soon as it has its answer.

use std::time::{Duration, Instant};

use hdrhistogram::Histogram;
use serde::Serialize;
use serde_json::Value;

use super::case::Case;
use crate::catalogue::Random;
use crate::load::{micros, words};
use crate::measure::{Times, histogram};
use crate::process::Server;
use crate::query::Questions;
use crate::shop::Shop;

/// For how long it is asked before anything counts.
const WARM_UP: Duration = Duration::from_millis(500);

/// What one kind of question gave with so many clients.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Turn {
    pub(crate) case: Case,
    pub(crate) clients: usize,
    pub(crate) times: Times,
    /// Answers a second, of all clients.
    pub(crate) rate: f64,
    /// The server's processor time for an answer, in milliseconds.
    pub(crate) processor: f64,
    /// Bytes of an answer.
    pub(crate) bytes: f64,
}

/// What one client found.
struct Own {
    waits: Histogram<u64>,
    bytes: u64,
}

/// Asks for so long.
pub(crate) async fn drive(
    server: &Server,
    shop: Shop,
    case: Case,
    clients: usize,
    time: Duration,
) -> Result<Turn, String> {
    check(server, shop, case).await?;
    let turn = |number: usize, time: Duration| {
        let questions = Questions::new(&server.address, false);
        async move { ask(questions?, shop, case, number, time).await }
    };
    for (number, time) in [(1_000, WARM_UP), (0, time)] {
        let (began, before) = (Instant::now(), server.processor_time()?);
        let asking: Vec<_> = (0..clients).map(|client| tokio::spawn(turn(number + client, time))).collect();
        let mut all = Own { waits: histogram(), bytes: 0 };
        for client in asking {
            let own = client.await.map_err(words)??;
            all.waits.add(own.waits).map_err(words)?;
            all.bytes += own.bytes;
        }
        if number == 0 {
            let answers = all.waits.len() as f64;
            return Ok(Turn {
                case,
                clients,
                times: Times::of(&all.waits),
                rate: answers / began.elapsed().as_secs_f64(),
                processor: (server.processor_time()? - before) * 1_000.0 / answers,
                bytes: all.bytes as f64 / answers,
            });
        }
    }
    unreachable!("the last turn counts")
}

async fn ask(
    questions: Questions,
    shop: Shop,
    case: Case,
    number: usize,
    time: Duration,
) -> Result<Own, String> {
    let mut random = Random::new(shop.seed ^ 0x4153_4b53, number as u64);
    let mut own = Own { waits: histogram(), bytes: 0 };
    let began = Instant::now();
    while began.elapsed() < time {
        let body = case.body(shop, &mut random).to_string();
        let (spent, answer) = questions.ask(body.into()).await?;
        own.waits.record(micros(spent)).map_err(words)?;
        own.bytes += answer.len() as u64;
    }
    Ok(own)
}

/// A benchmark that gets nothing measures nothing: a question must find something, and count it.
async fn check(server: &Server, shop: Shop, case: Case) -> Result<(), String> {
    let body = case.body(shop, &mut Random::new(shop.seed, 0));
    let answer = Questions::new(&server.address, false)?.answer(&body).await?;
    let is_empty = |name: &str| answer[name].as_array().is_none_or(Vec::is_empty);
    // What a typo finds depends on the words; everything else is made to find something.
    let found = case == Case::TextTypos || (!is_empty("results") && answer["total"] != 0);
    let counted = answer["facets"].as_array().is_some_and(|facets| facets.len() == 5);
    if found && counted {
        return Ok(());
    }
    Err(format!("{} asks {body} and gets {}", case.name(), shortened(&answer)))
}

fn shortened(answer: &Value) -> String {
    answer.to_string().chars().take(2_000).collect()
}
