//! All products, page by page, each page after the one before.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use serde::Serialize;
use serde_json::{Value, json};

use crate::load::{micros, words};
use crate::measure::{Times, histogram};
use crate::process::Server;
use crate::query::Questions;
use crate::shop::Shop;

/// Products of a page.
const PAGE: usize = 1_000;

/// One walk through everything.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Walk {
    /// The sort key.
    pub(crate) by: &'static str,
    /// How long a page took.
    pub(crate) times: Times,
    /// Products a second.
    pub(crate) rate: f64,
}

/// Walks through everything by id and by price.
pub(crate) async fn walk(server: &Server, shop: Shop) -> Result<Vec<Walk>, String> {
    let questions = Questions::new(&server.address, false)?;
    let mut walks = Vec::new();
    for by in ["id", "price"] {
        let mut seen: HashSet<String> = HashSet::new();
        let mut times = histogram();
        let mut spent = Duration::ZERO;
        let mut after = Value::Array(Vec::new());
        while !after.is_null() {
            let body = json!({"top": PAGE, "sortAsc": [by], "after": after});
            let began = Instant::now();
            let (waited, answer) = questions.ask(body.to_string().into()).await?;
            spent += began.elapsed();
            times.record(micros(waited)).map_err(words)?;
            let mut answer: Value = serde_json::from_slice(&answer).map_err(words)?;
            for result in answer["results"].as_array().into_iter().flatten() {
                seen.extend(result["id"].as_str().map(str::to_owned));
            }
            after = answer["after"].take();
        }
        if seen.len() as u64 != shop.products {
            return Err(format!("a walk by {by} saw {} of {} products", seen.len(), shop.products));
        }
        let rate = seen.len() as f64 / spent.as_secs_f64();
        walks.push(Walk { by, times: Times::of(&times), rate });
    }
    Ok(walks)
}
