//! Queries of a published destination at several sizes: times, rates, disk, memory, publishing, restart.

pub(crate) mod case;
mod drive;
mod figures;
mod paging;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::Args;
use serde_json::json;

use super::Common;
use crate::process::{self, Server};
use crate::query::Questions;
use crate::shop::folder::Folder;
use crate::shop::{PRODUCTS, Shop};
use case::Case;
use figures::{Figures, bars};

/// What to ask, and of how much.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// How many products, in thousands rounded up
    #[arg(long, value_delimiter = ',', default_value = "10000,100000")]
    entities: Vec<u64>,
    /// How many clients ask at the same time, in turns
    #[arg(long, value_delimiter = ',', default_value = "1,4")]
    clients: Vec<usize>,
    /// For how many seconds each question is asked in each turn
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// Only these questions
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Case>,
    /// Each product has a price entry of its own, related to it by its key
    #[arg(long)]
    prices: bool,
    /// Keeps the data below this folder, and takes what an earlier run left there for the same seed and size
    #[arg(long, value_name = "FOLDER")]
    data: Option<PathBuf>,
}

impl Arguments {
    fn cases(&self) -> Vec<Case> {
        let all = <Case as clap::ValueEnum>::value_variants();
        all.iter().copied().filter(|case| self.only.is_empty() || self.only.contains(case)).collect()
    }
}

/// Measures every size and prints the figures with their bars.
pub(crate) async fn run(common: &Common, arguments: &Arguments) -> Result<(), String> {
    let (mut sizes, mut all_bars) = (Vec::new(), Vec::new());
    for entities in &arguments.entities {
        let shop = Shop::new(common.seed, *entities, arguments.prices);
        let figures = size(common, arguments, shop).await?;
        all_bars.extend(bars(&figures));
        if !common.json {
            figures::print(&figures);
        }
        sizes.push(figures);
    }
    if common.json {
        println!("{}", json!({"sizes": sizes, "bars": all_bars}));
    } else {
        all_bars.iter().for_each(|bar| println!("{}", bar.line()));
    }
    Ok(())
}

async fn size(common: &Common, arguments: &Arguments, shop: Shop) -> Result<Figures, String> {
    let binary = process::binary(common.server.as_deref())?;
    let folder = Folder::of(common, shop, arguments.data.as_deref())?;
    let pushing = arguments.clients.iter().copied().max().unwrap_or(1);
    let (server, steps) = folder.start(&binary, shop, pushing).await?;
    let made = server.memory()?;
    server.stop()?;
    // Questions meet a server that has only read what is there, as after any restart.
    let server = Server::start(&binary, &folder.data())?;
    let started = Instant::now();
    until_complete(&server, shop).await?;
    let ready = server.ready + started.elapsed();
    let (mut turns, mut walks) = (Vec::new(), Vec::new());
    for case in arguments.cases() {
        if case == Case::Paging {
            walks = paging::walk(&server, shop).await?;
            continue;
        }
        for clients in &arguments.clients {
            let seconds = Duration::from_secs(arguments.seconds);
            turns.push(drive::drive(&server, shop, case, *clients, seconds).await?);
        }
    }
    let memory = server.memory()?;
    server.stop()?;
    Ok(Figures {
        shop,
        steps,
        made,
        ready: ready.as_secs_f64(),
        turns,
        walks,
        memory,
        bytes: folder.bytes()?,
    })
}

/// Waits until the endpoint answers with every product.
async fn until_complete(server: &Server, shop: Shop) -> Result<(), String> {
    let questions = Questions::new(&server.address, false)?;
    let body = json!({"top": 1, "includeTotals": true});
    let began = Instant::now();
    loop {
        let answer = questions.answer(&body).await;
        match &answer {
            Ok(answer) if answer["total"] == shop.count(PRODUCTS) => return Ok(()),
            _ if began.elapsed() < Duration::from_secs(60) => {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            answer => return Err(format!("after a minute, a query gives {answer:?}")),
        }
    }
}
