//! The Studio: how long the server takes for each page, with much data behind them.

mod pages;
pub(crate) mod visitor;

use std::path::PathBuf;

use clap::Args;
use hdrhistogram::Histogram;
use serde::Serialize;
use serde_json::json;

use super::Common;
use crate::bar::Bar;
use crate::load::{micros, words};
use crate::measure::{Times, histogram};
use crate::process::{self, Server};
use crate::shop::Shop;
use crate::shop::folder::Folder;
use pages::pages;
use visitor::Visitor;

/// What to open, and with how much behind it.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// How many products there are, in thousands rounded up
    #[arg(long, default_value_t = 100_000)]
    entities: u64,
    /// How often each page is opened
    #[arg(long, default_value_t = 20)]
    times: usize,
    /// How many clients import at the same time
    #[arg(long, default_value_t = 4)]
    clients: usize,
    /// Only pages whose address contains this text
    #[arg(long)]
    only: Option<String>,
    /// Each product has a price entry of its own, related to it by its key
    #[arg(long)]
    prices: bool,
    /// Keeps the data below this folder, and takes what an earlier run left there for the same seed and size
    #[arg(long, value_name = "FOLDER")]
    data: Option<PathBuf>,
}

/// What one page gave.
#[derive(Debug, Serialize)]
struct Opened {
    page: String,
    times: Times,
    /// Bytes of the page.
    bytes: usize,
}

/// Opens every page and prints the times with their bars.
pub(crate) async fn run(common: &Common, arguments: &Arguments) -> Result<(), String> {
    let binary = process::binary(common.server.as_deref())?;
    let shop = Shop::new(common.seed, arguments.entities, arguments.prices);
    let folder = Folder::of(common, shop, arguments.data.as_deref())?;
    let (server, _) = folder.start(&binary, shop, arguments.clients).await?;
    let opened = open_all(&server, arguments).await;
    server.stop()?;
    let opened = opened?;
    let bars: Vec<Bar> = opened
        .iter()
        .map(|opened| Bar::at_most(format!("{} p99", opened.page), opened.times.p99, "ms", 200.0))
        .collect();
    if common.json {
        println!("{}", json!({"shop": shop, "pages": opened, "bars": bars}));
        return Ok(());
    }
    println!("{} products; each page {} times", shop.products, arguments.times);
    for one in &opened {
        println!("  {:<70} {}  {:>6.1} kB", one.page, one.times.line(), one.bytes as f64 / 1e3);
    }
    println!();
    bars.iter().for_each(|bar| println!("{}", bar.line()));
    Ok(())
}

async fn open_all(server: &Server, arguments: &Arguments) -> Result<Vec<Opened>, String> {
    let mut visitor = Visitor::sign_in(server).await?;
    let mut all = Vec::new();
    for page in pages(server).await? {
        if arguments.only.as_ref().is_some_and(|only| !page.contains(only)) {
            continue;
        }
        let (mut times, mut bytes) = (histogram(), 0);
        for _ in 0..arguments.times.max(1) {
            bytes = open(&mut visitor, &page, &mut times).await?;
        }
        all.push(Opened { page, times: Times::of(&times), bytes });
    }
    Ok(all)
}

async fn open(visitor: &mut Visitor, page: &str, times: &mut Histogram<u64>) -> Result<usize, String> {
    let shown = visitor.get(page).await?;
    if shown.status != reqwest::StatusCode::OK {
        return Err(format!("{page} answers {}", shown.status));
    }
    times.record(micros(shown.spent)).map_err(words)?;
    Ok(shown.text.len())
}
