//! Imports: new, unchanged, against the bare store, at several sizes; memory; restart.

use clap::Args;
use serde::Serialize;

use super::Common;
use crate::bar::Bar;
use crate::bare;
use crate::catalogue::{self, PAYLOAD};
use crate::load::{Clients, Counts, Load};
use crate::process::{self, Server};

/// The source that everything goes into.
const SOURCE: &str = "products";

/// What to import.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// How many entities, in thousands rounded up; several sizes show how the cost of one grows
    #[arg(long, value_delimiter = ',', default_value = "10000,100000")]
    entities: Vec<usize>,
    /// How many clients push at the same time
    #[arg(long, default_value_t = 4)]
    clients: usize,
}

/// What one size gave. Rates are entities a second. The processor time is the server's, in microseconds an entity: other
/// work on the machine changes it less than the rates.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Figures {
    entities: usize,
    bare_rate: f64,
    first_rate: f64,
    first_megabytes_per_second: f64,
    unchanged_rate: f64,
    first_processor: f64,
    unchanged_processor: f64,
    first_wait: Waits,
    unchanged_wait: Waits,
    peak_mebibytes: f64,
    own_mebibytes: f64,
    ready_seconds: f64,
}

/// How long a payload waited for its answer, in milliseconds.
#[derive(Debug, Serialize)]
struct Waits {
    p50: f64,
    p90: f64,
    p99: f64,
    max: f64,
}

impl Waits {
    fn of(load: &Load) -> Self {
        let milliseconds = |quantile| load.waits.value_at_quantile(quantile) as f64 / 1_000.0;
        let max = load.waits.max() as f64 / 1_000.0;
        Self { p50: milliseconds(0.5), p90: milliseconds(0.9), p99: milliseconds(0.99), max }
    }
}

/// Measures every size and prints the figures with their bars.
pub(crate) async fn run(common: &Common, arguments: &Arguments) -> Result<(), String> {
    let mut sizes = Vec::new();
    for entities in &arguments.entities {
        let figures = size(common, entities.div_ceil(PAYLOAD).max(1), arguments.clients).await?;
        if !common.json {
            print(&figures, arguments.clients);
        }
        sizes.push(figures);
    }
    let bars = bars(&sizes);
    if common.json {
        println!("{}", serde_json::json!({"sizes": sizes, "bars": bars}));
    } else {
        bars.iter().for_each(|bar| println!("{}", bar.line()));
    }
    Ok(())
}

async fn size(common: &Common, payloads: usize, clients: usize) -> Result<Figures, String> {
    let binary = process::binary(common.server.as_deref())?;
    let folder = common.temporary()?;
    let seed = common.seed;
    let bare_folder = folder.path().join("bare");
    let bare = tokio::task::spawn_blocking(move || {
        let spent = bare::import(&bare_folder, seed, payloads, clients);
        spent.map_err(|error| error.to_string()).and_then(|spent| {
            std::fs::remove_dir_all(&bare_folder).map_err(|error| error.to_string())?;
            Ok(spent)
        })
    });
    let bare = bare.await.map_err(|error| error.to_string())??;

    let data = folder.path().join("data");
    let server = Server::start(&binary, &data)?;
    let driver = Clients::set_up(&server.address, clients, &[SOURCE]).await?;
    let idle = server.processor_time()?;
    let first = driver.push(SOURCE, payloads, |number| catalogue::payload(seed, number)).await?;
    let busy = server.processor_time()?;
    expect(&driver, payloads, true).await?;
    let memory = server.memory()?;
    let before = server.processor_time()?;
    let unchanged = driver.push(SOURCE, payloads, |number| catalogue::payload(seed, number)).await?;
    let after = server.processor_time()?;
    expect(&driver, payloads, false).await?;
    server.stop()?;
    let again = Server::start(&binary, &data)?;
    let ready = again.ready;
    again.stop()?;

    let entities = payloads * PAYLOAD;
    let rate = |spent: std::time::Duration| entities as f64 / spent.as_secs_f64();
    Ok(Figures {
        entities,
        bare_rate: rate(bare),
        first_rate: rate(first.spent),
        first_megabytes_per_second: first.bytes as f64 / 1e6 / first.spent.as_secs_f64(),
        unchanged_rate: rate(unchanged.spent),
        first_processor: (busy - idle) * 1e6 / entities as f64,
        unchanged_processor: (after - before) * 1e6 / entities as f64,
        first_wait: Waits::of(&first),
        unchanged_wait: Waits::of(&unchanged),
        peak_mebibytes: memory.peak,
        own_mebibytes: memory.own,
        ready_seconds: ready.as_secs_f64(),
    })
}

/// A benchmark that does not do what it says measures nothing: the newest imports must have had that effect.
async fn expect(driver: &Clients, payloads: usize, new: bool) -> Result<(), String> {
    let entities = (payloads * PAYLOAD) as u64;
    let expected = match new {
        true => Counts { created: entities, ..Counts::default() },
        false => Counts { unchanged: entities, ..Counts::default() },
    };
    let counts = driver.counts(payloads).await?;
    if counts == expected { Ok(()) } else { Err(format!("the imports did {counts:?}, not {expected:?}")) }
}

fn print(figures: &Figures, clients: usize) {
    let waits = |waits: &Waits| {
        format!(
            "p50 {:.0} ms, p90 {:.0} ms, p99 {:.0} ms, max {:.0} ms",
            waits.p50, waits.p90, waits.p99, waits.max
        )
    };
    println!("{} entities, {clients} clients, payloads of {PAYLOAD}", figures.entities);
    println!("  bare store  {:>9.0} entities/s", figures.bare_rate);
    println!(
        "  first       {:>9.0} entities/s  {:.0} MB/s  {}",
        figures.first_rate,
        figures.first_megabytes_per_second,
        waits(&figures.first_wait)
    );
    println!("  unchanged   {:>9.0} entities/s  {}", figures.unchanged_rate, waits(&figures.unchanged_wait));
    println!(
        "  processor   {:>9.0} us an entity, unchanged {:.0} us",
        figures.first_processor, figures.unchanged_processor
    );
    println!(
        "  memory      {:>9.0} MiB at most, {:.0} MiB of it its own after the first import",
        figures.peak_mebibytes, figures.own_mebibytes
    );
    println!("  restart     {:>9.2} s until it listens\n", figures.ready_seconds);
}

fn bars(sizes: &[Figures]) -> Vec<Bar> {
    let mut bars = Vec::new();
    for size in sizes {
        let at = |what: &str| format!("{what}, {} entities", size.entities);
        bars.push(Bar::at_least(
            at("first import, to the bare store"),
            size.first_rate / size.bare_rate,
            "x",
            0.5,
        ));
        if size.bare_rate >= 45_000.0 {
            bars.push(Bar::at_least(at("first import"), size.first_rate, "/s", 20_000.0));
        }
        bars.push(Bar::at_least(
            at("unchanged, to the first import"),
            size.unchanged_rate / size.first_rate,
            "x",
            3.0,
        ));
        bars.push(Bar::at_most(at("peak memory"), size.peak_mebibytes, "MiB", 600.0));
        bars.push(Bar::at_most(at("restart until ready"), size.ready_seconds, "s", 2.0));
    }
    if let (Some(smallest), Some(largest)) = (sizes.first(), sizes.last())
        && largest.entities > smallest.entities
    {
        let what = format!("cost of an entity, {} to {}", smallest.entities, largest.entities);
        bars.push(Bar::at_most(what, smallest.first_rate / largest.first_rate, "x", 1.5));
        let what = format!("processor time of an entity, {} to {}", smallest.entities, largest.entities);
        bars.push(Bar::at_most(what, largest.first_processor / smallest.first_processor, "x", 1.5));
    }
    bars
}
