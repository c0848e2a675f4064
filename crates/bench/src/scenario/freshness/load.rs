//! A steady load: clients that change products at a rate, as providers do that send whole entities.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use hdrhistogram::Histogram;
use serde::Serialize;
use tokio::task::JoinHandle;
use tokio::time::MissedTickBehavior;

use crate::catalogue;
use crate::load::{Clients, Sender, micros, words};
use crate::measure::{Times, histogram};
use crate::process::Server;
use crate::shop::{PRODUCTS, Shop};

/// The load.
#[derive(Clone, Copy)]
pub(super) struct Steady {
    pub(super) shop: Shop,
    /// Entities a second.
    pub(super) rate: usize,
    /// Entities of a payload.
    pub(super) payload: usize,
    pub(super) clients: usize,
}

/// What the load was in the time that counts.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Load {
    /// Entities a second that were accepted.
    pub(super) rate: f64,
    /// How long payloads waited for their answer.
    pub(super) waits: Times,
    /// Processors that the server kept busy.
    pub(super) cores: f64,
}

/// A load that runs until it is stopped.
pub(super) struct Running {
    clients: Vec<JoinHandle<Result<(), String>>>,
    shared: Arc<Shared>,
    counting: Mutex<Option<(Instant, f64)>>,
}

struct Shared {
    ended: AtomicBool,
    counts: AtomicBool,
    /// Payloads so far; tells the next one's products.
    payloads: AtomicU64,
    entities: AtomicU64,
    waits: Mutex<Histogram<u64>>,
}

impl Steady {
    /// Begins.
    pub(super) fn start(self, clients: &Clients) -> Running {
        let shared = Arc::new(Shared {
            ended: AtomicBool::new(false),
            counts: AtomicBool::new(false),
            payloads: AtomicU64::new(0),
            entities: AtomicU64::new(0),
            waits: Mutex::new(histogram()),
        });
        let each = Duration::from_secs_f64((self.clients * self.payload) as f64 / self.rate as f64);
        let begin = |client: usize| {
            let offset = each.mul_f64(client as f64 / self.clients as f64);
            tokio::spawn(self.push(clients.sender(PRODUCTS), Arc::clone(&shared), offset, each))
        };
        let clients = (0..self.clients).map(begin).collect();
        Running { clients, shared, counting: Mutex::new(None) }
    }

    async fn push(
        self,
        sender: Sender,
        shared: Arc<Shared>,
        offset: Duration,
        each: Duration,
    ) -> Result<(), String> {
        let mut ticks = tokio::time::interval_at(tokio::time::Instant::now() + offset, each);
        // A client that was kept waiting catches up, so that the rate holds where the server allows it.
        ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
        while !shared.ended.load(Ordering::Acquire) {
            ticks.tick().await;
            let payload = self.payload(shared.payloads.fetch_add(1, Ordering::Relaxed));
            let waited = sender.send(payload.into()).await?;
            if shared.counts.load(Ordering::Acquire) {
                shared.entities.fetch_add(self.payload as u64, Ordering::Relaxed);
                let mut waits = shared.waits.lock().unwrap_or_else(PoisonError::into_inner);
                waits.record(micros(waited)).map_err(words)?;
            }
        }
        Ok(())
    }

    /// The next products in turn, each changed once more in every round.
    fn payload(self, number: u64) -> Vec<u8> {
        let first = number * self.payload as u64;
        let changed = (first..first + self.payload as u64)
            .map(|number| self.shop.product(number % self.shop.products, 1 + number / self.shop.products));
        catalogue::json(changed)
    }
}

impl Running {
    /// What comes from now on counts.
    pub(super) fn count(&self, server: &Server) -> Result<(), String> {
        let began = (Instant::now(), server.processor_time()?);
        *self.counting.lock().unwrap_or_else(PoisonError::into_inner) = Some(began);
        self.shared.counts.store(true, Ordering::Release);
        Ok(())
    }

    /// Ends the load and says what it was.
    pub(super) async fn stop(self, server: &Server) -> Result<Load, String> {
        self.shared.ended.store(true, Ordering::Release);
        for client in self.clients {
            client.await.map_err(words)??;
        }
        let began = self.counting.into_inner().unwrap_or_else(PoisonError::into_inner);
        let (began, processor) = began.ok_or("nothing was counted")?;
        let seconds = began.elapsed().as_secs_f64();
        Ok(Load {
            rate: self.shared.entities.load(Ordering::Relaxed) as f64 / seconds,
            waits: Times::of(&self.shared.waits.lock().unwrap_or_else(PoisonError::into_inner)),
            cores: (server.processor_time()? - processor) / seconds,
        })
    }
}
