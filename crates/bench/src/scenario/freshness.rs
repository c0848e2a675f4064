//! Freshness: from the 202 of a change to the answer of a published destination that shows it, idle and under load.

mod load;
mod marker;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::Args;
use serde::Serialize;
use serde_json::json;

use super::Common;
use crate::bar::Bar;
use crate::load::Clients;
use crate::measure::Times;
use crate::process::{self, Server};
use crate::shop::folder::Folder;
use crate::shop::{SOURCES, Shop};
use load::{Load, Steady};
use marker::Markers;

/// What to import, and into how much.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// How many products the destination shows, in thousands rounded up
    #[arg(long, value_delimiter = ',', default_value = "100000")]
    entities: Vec<u64>,
    /// Changed products a second under load
    #[arg(long, default_value_t = 5_000)]
    rate: usize,
    /// How many entities a payload holds
    #[arg(long, default_value_t = 500)]
    payload: usize,
    /// How many clients push them
    #[arg(long, default_value_t = 4)]
    clients: usize,
    /// For how many seconds changes are watched, idle and under load
    #[arg(long, default_value_t = 30)]
    seconds: u64,
    /// For how many seconds the load runs before anything counts
    #[arg(long, default_value_t = 5)]
    warm_up: u64,
    /// Keeps the data below this folder, and takes what an earlier run left there for the same seed and size
    #[arg(long, value_name = "FOLDER")]
    data: Option<PathBuf>,
}

/// What one size gave.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Figures {
    shop: Shop,
    idle: Fresh,
    loaded: Fresh,
    load: Load,
    /// Milliseconds until the last change was visible after the load had ended.
    behind: f64,
    peak_mebibytes: f64,
    own_mebibytes: f64,
}

/// How long changes took to be visible.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Fresh {
    /// A change of the product itself.
    product: Times,
    /// A change of a price that the product shows.
    price: Times,
}

/// Measures every size and prints the figures with their bars.
pub(crate) async fn run(common: &Common, arguments: &Arguments) -> Result<(), String> {
    let mut sizes = Vec::new();
    for entities in &arguments.entities {
        let shop = Shop::new(common.seed, *entities, true);
        let figures = size(common, arguments, shop).await?;
        if !common.json {
            print(&figures, arguments);
        }
        sizes.push(figures);
    }
    let bars: Vec<Bar> = sizes.iter().flat_map(|figures| bars(figures, arguments)).collect();
    if common.json {
        println!("{}", json!({"sizes": sizes, "bars": bars}));
    } else {
        bars.iter().for_each(|bar| println!("{}", bar.line()));
    }
    Ok(())
}

async fn size(common: &Common, arguments: &Arguments, shop: Shop) -> Result<Figures, String> {
    let binary = process::binary(common.server.as_deref())?;
    let folder = Folder::of(common, shop, arguments.data.as_deref())?;
    let (server, _) = folder.start(&binary, shop, arguments.clients).await?;
    let figures = watch(&server, arguments, shop).await;
    server.stop()?;
    figures
}

async fn watch(server: &Server, arguments: &Arguments, shop: Shop) -> Result<Figures, String> {
    let clients = Clients::join(&server.address, arguments.clients, &SOURCES).await?;
    let mut markers = Markers::new(server, &clients).await?;
    let time = Duration::from_secs(arguments.seconds);
    let idle = markers.watch(time).await?;
    let steady =
        Steady { shop, rate: arguments.rate, payload: arguments.payload, clients: arguments.clients };
    let running = steady.start(&clients);
    tokio::time::sleep(Duration::from_secs(arguments.warm_up)).await;
    running.count(server)?;
    let loaded = markers.watch(time).await?;
    let load = running.stop(server).await?;
    let ended = Instant::now();
    markers.catch_up().await?;
    let memory = server.memory()?;
    Ok(Figures {
        shop,
        idle,
        loaded,
        load,
        behind: ended.elapsed().as_secs_f64() * 1_000.0,
        peak_mebibytes: memory.peak,
        own_mebibytes: memory.own,
    })
}

fn print(figures: &Figures, arguments: &Arguments) {
    println!(
        "{} products with prices and pictures; {} clients, payloads of {}, {} entities/s",
        figures.shop.products, arguments.clients, arguments.payload, arguments.rate
    );
    for (name, fresh) in [("idle", &figures.idle), ("under load", &figures.loaded)] {
        println!("  {name:<11} product  {}  {} changes", fresh.product.line(), fresh.product.count);
        println!("  {:<11} price    {}  {} changes", "", fresh.price.line(), fresh.price.count);
    }
    let load = &figures.load;
    println!("  load        {:>9.0} entities/s, imports wait {}", load.rate, load.waits.line());
    println!("  processor   {:>9.2} cores of the server under load", load.cores);
    println!("  behind      {:>9.0} ms after the load had ended", figures.behind);
    println!(
        "  memory      {:>9.0} MiB at most, {:.0} MiB its own now\n",
        figures.peak_mebibytes, figures.own_mebibytes
    );
}

fn bars(figures: &Figures, arguments: &Arguments) -> Vec<Bar> {
    let at = |what: &str| format!("{what}, {} products", figures.shop.products);
    let wanted = arguments.rate as f64;
    vec![
        Bar::at_least(at("load that was held"), figures.load.rate / wanted, "x", 0.98),
        Bar::at_most(at("product visible p99 under load"), figures.loaded.product.p99, "ms", 300.0),
        Bar::at_most(at("related price visible p99 under load"), figures.loaded.price.p99, "ms", 300.0),
    ]
}
