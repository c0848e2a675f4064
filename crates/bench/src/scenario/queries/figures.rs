//! What was measured of one size, in words and against its bars.

use serde::Serialize;

use super::drive::Turn;
use super::paging::Walk;
use crate::bar::Bar;
use crate::process::Memory;
use crate::shop::folder::Bytes;
use crate::shop::publish::Steps;
use crate::shop::{PRODUCTS, SOURCES, Shop};

/// What one size gave.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Figures {
    pub(crate) shop: Shop,
    /// How long it took to publish the shop, where that was done now.
    pub(crate) steps: Option<Steps>,
    /// What the server took up then, or after it opened what was there.
    pub(crate) made: Memory,
    /// Seconds from a restart until a query sees everything.
    pub(crate) ready: f64,
    pub(crate) turns: Vec<Turn>,
    pub(crate) walks: Vec<Walk>,
    /// What the server took up after all questions.
    pub(crate) memory: Memory,
    pub(crate) bytes: Bytes,
}

/// Prints the figures.
pub(crate) fn print(figures: &Figures) {
    let shop = figures.shop;
    println!("{} products{}", shop.products, if shop.prices { " with prices of their own" } else { "" });
    if let Some(steps) = figures.steps {
        let entities: u64 = SOURCES.iter().map(|source| shop.count(source)).sum();
        let rate = |count: u64, seconds: f64| count as f64 / seconds;
        println!("  import        {:>9.0} entities/s", rate(entities, steps.import));
        println!("  activate      {:>9.0} cards/s", rate(entities, steps.activate));
        println!("  publish       {:>9.0} products/s", rate(shop.count(PRODUCTS), steps.publish));
        println!("  memory        {:>9.0} MiB at most until here", figures.made.peak);
    }
    println!("  restart       {:>9.2} s until a query sees everything", figures.ready);
    for turn in &figures.turns {
        println!(
            "  {:<13} {:>9.0} /s  {:>2} client{} {}  server {:>7.2} ms  {:>5.1} kB",
            turn.case.name(),
            turn.rate,
            turn.clients,
            if turn.clients == 1 { " " } else { "s" },
            turn.times.line(),
            turn.processor,
            turn.bytes / 1e3
        );
    }
    for walk in &figures.walks {
        println!("  all by {:<6} {:>9.0} products/s   {}", walk.by, walk.rate, walk.times.line());
    }
    let mebibytes = |bytes: u64| bytes as f64 / f64::from(1 << 20);
    println!(
        "  disk          {:>9.0} MiB in the store, {:.0} MiB in indexes",
        mebibytes(figures.bytes.store),
        mebibytes(figures.bytes.indexes)
    );
    println!(
        "  memory        {:>9.0} MiB resident, {:.0} MiB of it its own, {:.0} MiB at most\n",
        figures.memory.resident, figures.memory.own, figures.memory.peak
    );
}

/// The bars of one size.
pub(crate) fn bars(figures: &Figures) -> Vec<Bar> {
    let at = |what: &str| format!("{what}, {} products", figures.shop.products);
    let mut bars = Vec::new();
    for turn in figures.turns.iter().filter(|turn| turn.clients == 1) {
        if let Some(most) = turn.case.bar() {
            let what = at(&format!("query {} p99", turn.case.name()));
            bars.push(Bar::at_most(what, turn.times.p99, "ms", most));
        }
    }
    if figures.steps.is_some() {
        bars.push(Bar::at_most(at("peak memory until published"), figures.made.peak, "MiB", 1_024.0));
    }
    bars.push(Bar::at_most(at("resident after all queries"), figures.memory.resident, "MiB", 1_024.0));
    bars.push(Bar::at_most(at("restart until a query sees all"), figures.ready, "s", 2.0));
    bars
}
