//! Hostile clients of each kind in turn, while others do their work: how much of it they still get done.

mod attack;
mod honest;

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Args;
use serde::Serialize;
use serde_json::json;

use super::Common;
use crate::bar::Bar;
use crate::load::words;
use crate::process::{self, Server};
use crate::query::path;
use crate::shop::Shop;
use crate::shop::folder::Folder;
use attack::{Attack, Attackers, Target};
use honest::{People, Seen};

/// How long hostile clients have to come, and to go.
const PAUSE: Duration = Duration::from_secs(1);

/// The words of a heavy search: as many as a server takes.
const WORDS: usize = 1_000;

/// The server's memory under attack, in MiB, that is still well.
const MEMORY: f64 = 1_024.0;

/// Who comes, for how long, and to what.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// How many products the public destination shows, in thousands rounded up
    #[arg(long, default_value_t = 20_000)]
    entities: u64,
    /// Changed products a second that a provider imports meanwhile
    #[arg(long, default_value_t = 1_000)]
    rate: usize,
    /// How many entities a payload holds
    #[arg(long, default_value_t = 100)]
    payload: usize,
    /// For how many seconds each kind of hostile client stays
    #[arg(long, default_value_t = 20)]
    seconds: u64,
    /// How many hostile clients there are of each kind, a hundred of them from each address
    #[arg(long, default_value_t = 400)]
    connections: usize,
    /// Keeps the data below this folder, and takes what an earlier run left there for the same seed and size
    #[arg(long, value_name = "FOLDER")]
    data: Option<PathBuf>,
}

/// What one kind of hostile client did to everybody else.
#[derive(Debug, Serialize)]
struct Phase {
    attack: Attack,
    #[serde(flatten)]
    seen: Seen,
}

/// Lets every kind come, and prints what everybody else saw of it, with the bars.
pub(crate) async fn run(common: &Common, arguments: &Arguments) -> Result<(), String> {
    let binary = process::binary(common.server.as_deref())?;
    let shop = Shop::new(common.seed, arguments.entities, false);
    let folder = Folder::of(common, shop, arguments.data.as_deref())?;
    let (server, _) = folder.start(&binary, shop, 4).await?;
    let target = Arc::new(target(&server, shop)?);
    let phases = phases(&server, arguments, shop, &target).await?;
    let stop = stop(server, arguments, &target).await?;
    let bars = bars(&phases, stop);
    if common.json {
        println!("{}", json!({"shop": shop, "phases": phases, "stop": stop.as_secs_f64(), "bars": bars}));
        return Ok(());
    }
    println!(
        "{} products; {} hostile clients of each kind for {} s; {} entities/s imported meanwhile",
        shop.products, arguments.connections, arguments.seconds, arguments.rate
    );
    phases.iter().for_each(print);
    println!("  a stop under attack takes {:.2} s\n", stop.as_secs_f64());
    bars.iter().for_each(|bar| println!("{}", bar.line()));
    Ok(())
}

async fn phases(
    server: &Server,
    arguments: &Arguments,
    shop: Shop,
    target: &Arc<Target>,
) -> Result<Vec<Phase>, String> {
    let mut people = People::new(server, arguments, shop).await?;
    let mut phases = Vec::new();
    for attack in Attack::ALL {
        let attackers = Attackers::start(attack, target, arguments.connections);
        tokio::time::sleep(PAUSE).await;
        let seen = people.watch(server, Duration::from_secs(arguments.seconds)).await?;
        drop(attackers);
        tokio::time::sleep(PAUSE).await;
        phases.push(Phase { attack, seen });
    }
    Ok(phases)
}

fn target(server: &Server, shop: Shop) -> Result<Target, String> {
    let address: SocketAddr =
        server.address.trim_start_matches("http://").parse().map_err(|error| format!("{error}"))?;
    let texts = (0..shop.products).flat_map(|number| shop.product(number, 0).values);
    let texts = texts.filter(|value| value.0 == "description" && value.1 == Some("en")).map(|value| value.2);
    let mut words: BTreeSet<String> = BTreeSet::new();
    for text in texts {
        words.extend(text.split(' ').map(str::to_owned));
        if words.len() >= WORDS {
            break;
        }
    }
    let words: Vec<String> = words.into_iter().take(WORDS).collect();
    let search = json!({"search": words, "prefixSearch": true, "typoTolerance": true, "includeTotals": true});
    let (endpoint, large) = (path(), format!("{}?top=10000", path()));
    Ok(Target { address, endpoint, large, search: search.to_string() })
}

/// How long a stop takes while clients send and read nothing.
async fn stop(server: Server, arguments: &Arguments, target: &Arc<Target>) -> Result<Duration, String> {
    let attackers = [Attack::Bodies, Attack::Imports, Attack::Unread, Attack::Pipelined];
    let attackers: Vec<Attackers> =
        attackers.into_iter().map(|attack| Attackers::start(attack, target, arguments.connections)).collect();
    tokio::time::sleep(2 * PAUSE).await;
    let began = Instant::now();
    tokio::task::spawn_blocking(move || server.stop()).await.map_err(words)??;
    drop(attackers);
    Ok(began.elapsed())
}

fn print(phase: &Phase) {
    let Seen { imported, queries, pages, health, failed, resident } = phase.seen;
    println!("  {:<18} {imported:>6.0} entities/s, {resident:>5.0} MiB", phase.attack.name());
    for (name, times, failed) in
        [("queries", queries, failed[1]), ("pages", pages, failed[2]), ("/healthz", health, failed[3])]
    {
        println!("    {name:<9} {}  {} answered, {failed} failed", times.line(), times.count);
    }
    if failed[0] > 0 {
        println!("    {} payloads were refused", failed[0]);
    }
}

fn bars(phases: &[Phase], stop: Duration) -> Vec<Bar> {
    let quiet = phases.first().map_or(0.0, |phase| phase.seen.imported);
    let mut bars = Vec::new();
    for Phase { attack, seen } in phases.iter().skip(1) {
        let of = |what: &str| format!("{what}, {}", attack.name());
        let failed: u64 = seen.failed.iter().sum();
        bars.push(Bar::at_least(of("imports"), seen.imported / quiet, "x", 0.8));
        bars.push(Bar::at_most(of("queries p99"), seen.queries.p99, "ms", 100.0));
        bars.push(Bar::at_most(of("pages p99"), seen.pages.p99, "ms", 300.0));
        bars.push(Bar::at_most(of("requests that failed"), failed as f64, "", 0.0));
        bars.push(Bar::at_most(of("memory"), seen.resident, "MiB", MEMORY));
    }
    bars.push(Bar::at_most("stop", stop.as_secs_f64(), "s", 5.0));
    bars
}
