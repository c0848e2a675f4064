//! Mixed work for a long time: whether the server's memory settles.

mod work;

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
use crate::shop::Shop;
use crate::shop::folder::Folder;
use work::{Counts, Kind, Work};

/// How far the memory of the last quarter of a run may lie above that of the second.
const GROWTH: f64 = 1.1;

/// How long the work goes on, and how much of each kind there is.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// How many products there are, in thousands rounded up
    #[arg(long, default_value_t = 30_000)]
    entities: u64,
    /// For how many seconds it goes on
    #[arg(long, default_value_t = 2_400)]
    seconds: u64,
    /// Payloads of 25 changed products a second
    #[arg(long, default_value_t = 17.0)]
    imports: f64,
    /// Queries of all kinds a second
    #[arg(long, default_value_t = 80.0)]
    queries: f64,
    /// Destinations a minute that are published and removed
    #[arg(long, default_value_t = 1.0)]
    publishes: f64,
    /// Sources a minute that are made, filled and deleted
    #[arg(long, default_value_t = 12.0)]
    sources: f64,
    /// Seconds between two lines of figures
    #[arg(long, default_value_t = 60)]
    interval: u64,
    /// Keeps the data below this folder, and takes what an earlier run left there for the same seed and size
    #[arg(long, value_name = "FOLDER")]
    data: Option<PathBuf>,
}

/// What was seen at one time.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct Sample {
    seconds: f64,
    /// What the server holds that is no file's, in MiB.
    own: f64,
    resident: f64,
    open_files: usize,
    #[serde(flatten)]
    done: Counts,
}

/// Does the work, prints what the server holds meanwhile, and whether it settles.
pub(crate) async fn run(common: &Common, arguments: &Arguments) -> Result<(), String> {
    let binary = process::binary(common.server.as_deref())?;
    let shop = Shop::new(common.seed, arguments.entities, false);
    let folder = Folder::of(common, shop, arguments.data.as_deref())?;
    let (server, _) = folder.start(&binary, shop, 4).await?;
    let samples = watch(&server, shop, common, arguments).await;
    server.stop()?;
    let samples = samples?;
    let bars = bars(&samples);
    if common.json {
        println!("{}", json!({"shop": shop, "samples": samples, "bars": bars}));
    } else {
        bars.iter().for_each(|bar| println!("{}", bar.line()));
    }
    Ok(())
}

async fn watch(
    server: &Server,
    shop: Shop,
    common: &Common,
    arguments: &Arguments,
) -> Result<Vec<Sample>, String> {
    let work = Arc::new(Work::new(server, shop).await?);
    let rates = [
        (Kind::Import, arguments.imports),
        (Kind::Query, arguments.queries),
        (Kind::Publish, arguments.publishes / 60.0),
        (Kind::Source, arguments.sources / 60.0),
    ];
    let running: Vec<_> = rates
        .into_iter()
        .filter(|(_, rate)| *rate > 0.0)
        .map(|(kind, rate)| tokio::spawn(Arc::clone(&work).repeat(kind, Duration::from_secs_f64(1.0 / rate))))
        .collect();
    let mut samples = Vec::new();
    let began = Instant::now();
    let interval = Duration::from_secs(arguments.interval.max(1));
    while began.elapsed() < Duration::from_secs(arguments.seconds) {
        tokio::time::sleep(interval).await;
        let memory = server.memory()?;
        let sample = Sample {
            seconds: began.elapsed().as_secs_f64(),
            own: memory.own,
            resident: memory.resident,
            open_files: server.open_files()?,
            done: work.counts(),
        };
        if !common.json {
            print(&sample);
        }
        samples.push(sample);
    }
    work.end();
    for task in running {
        task.await.map_err(words)??;
    }
    Ok(samples)
}

fn print(sample: &Sample) {
    let Sample { seconds, own, resident, open_files, done } = sample;
    let Counts { imports, queries, publishes, sources, failed } = done;
    println!(
        "{seconds:>6.0} s  {own:>6.0} MiB its own, {resident:>6.0} resident, {open_files:>4} files open; {imports} \
         imports, {queries} queries, {publishes} publishes, {sources} sources, {failed} failed"
    );
}

fn bars(samples: &[Sample]) -> Vec<Bar> {
    let quarter = samples.len() / 4;
    if quarter == 0 {
        return Vec::new();
    }
    let mean = |part: &[Sample]| part.iter().map(|sample| sample.own).sum::<f64>() / part.len() as f64;
    let early = mean(&samples[quarter..2 * quarter]);
    let late = mean(&samples[samples.len() - quarter..]);
    let failed = samples.last().map_or(0, |sample| sample.done.failed);
    vec![
        Bar::at_most("memory of the last quarter, to that of the second", late / early, "x", GROWTH),
        Bar::at_most("requests that failed", failed as f64, "", 0.0),
    ]
}
