//! The kinds of work, each repeated at its rate.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use octant_sdk::{Client, Credentials, SourceId};
use serde::Serialize;
use tokio::time::MissedTickBehavior;

use crate::catalogue::{self, Random};
use crate::load::{Clients, words};
use crate::process::{KEY, Server};
use crate::query::Questions;
use crate::scenario::queries::case::Case;
use crate::shop::publish::make_destination;
use crate::shop::{PRODUCTS, Shop};

/// Entities of a payload.
const PAYLOAD: u64 = 25;

/// How long a step may take.
const LONGEST: Duration = Duration::from_secs(600);

/// The questions that are asked in turn.
const CASES: [Case; 12] = [
    Case::Id,
    Case::Filter,
    Case::FilterRange,
    Case::FilterArea,
    Case::Disjunctive,
    Case::Unfiltered,
    Case::Text,
    Case::TextTypos,
    Case::TextPrefix,
    Case::SortPrice,
    Case::SortName,
    Case::AfterPrice,
];

/// A kind of work.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    /// A payload of changed products.
    Import,
    /// A question.
    Query,
    /// A destination that is published, stopped and deleted.
    Publish,
    /// A source that is made, filled and deleted.
    Source,
}

/// How often each was done.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct Counts {
    pub(super) imports: u64,
    pub(super) queries: u64,
    pub(super) publishes: u64,
    pub(super) sources: u64,
    pub(super) failed: u64,
}

/// All work on one server.
pub(super) struct Work {
    shop: Shop,
    client: Client,
    clients: Clients,
    questions: Questions,
    done: [AtomicU64; 4],
    failed: AtomicU64,
    ended: AtomicBool,
}

impl Work {
    pub(super) async fn new(server: &Server, shop: Shop) -> Result<Self, String> {
        Ok(Self {
            shop,
            client: Client::new(&server.address, Credentials::api_key(KEY)).map_err(words)?,
            clients: Clients::join_all(&server.address).await?,
            questions: Questions::new(&server.address, false)?,
            done: Default::default(),
            failed: AtomicU64::new(0),
            ended: AtomicBool::new(false),
        })
    }

    /// Does one kind of work over and over, one step after the other.
    pub(super) async fn repeat(self: Arc<Self>, kind: Kind, each: Duration) -> Result<(), String> {
        let mut ticks = tokio::time::interval(each);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        for number in 0_u64.. {
            ticks.tick().await;
            if self.ended.load(Ordering::Acquire) {
                break;
            }
            let step = match kind {
                Kind::Import => self.import(number).await,
                Kind::Query => self.query(number).await,
                Kind::Publish => self.publish(number).await,
                Kind::Source => self.source(number).await,
            };
            match step {
                Ok(()) => self.done[kind as usize].fetch_add(1, Ordering::Relaxed),
                Err(problem) => {
                    eprintln!("octant-bench: {kind:?} {number}: {problem}");
                    self.failed.fetch_add(1, Ordering::Relaxed)
                }
            };
        }
        Ok(())
    }

    pub(super) fn end(&self) {
        self.ended.store(true, Ordering::Release);
    }

    pub(super) fn counts(&self) -> Counts {
        let [imports, queries, publishes, sources] = &self.done;
        let of = |count: &AtomicU64| count.load(Ordering::Relaxed);
        Counts {
            imports: of(imports),
            queries: of(queries),
            publishes: of(publishes),
            sources: of(sources),
            failed: of(&self.failed),
        }
    }

    async fn import(&self, number: u64) -> Result<(), String> {
        let first = number * PAYLOAD;
        let changed = (first..first + PAYLOAD)
            .map(|number| self.shop.product(number % self.shop.products, 1 + number / self.shop.products));
        self.clients.sender(PRODUCTS).send(catalogue::json(changed).into()).await.map(drop)
    }

    async fn query(&self, number: u64) -> Result<(), String> {
        let case = CASES[usize::try_from(number).unwrap_or_default() % CASES.len()];
        let body = case.body(self.shop, &mut Random::new(self.shop.seed ^ 0x534f_414b, number));
        self.questions.ask(body.to_string().into()).await.map(drop)
    }

    async fn publish(&self, number: u64) -> Result<(), String> {
        let name = format!("soak-{number}");
        make_destination(&name, self.shop, &self.client).await?;
        self.client.stop_version(&name, "v1").await.map_err(words)?;
        self.client.delete_destination(&name).await.map_err(words)
    }

    async fn source(&self, number: u64) -> Result<(), String> {
        let id = SourceId::new(format!("soak-{number}")).map_err(words)?;
        self.client.create_source(&id, "Soak").await.map_err(words)?;
        let products = (0..PAYLOAD).map(|product| self.shop.product(product, number));
        self.clients.sender(id.as_str()).send(catalogue::json(products).into()).await?;
        self.client.delete_source(&id).await.map_err(words)?;
        self.client.wait_source_deleted(&id, LONGEST).await.map_err(words)
    }
}
