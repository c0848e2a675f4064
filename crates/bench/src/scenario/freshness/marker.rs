//! Products that are changed one at a time and looked for until the change shows.

use std::time::{Duration, Instant};

use hdrhistogram::Histogram;
use serde_json::{Value, json};

use super::Fresh;
use crate::catalogue::{self, Entity};
use crate::load::{Clients, Sender, micros, words};
use crate::measure::{Times, histogram};
use crate::process::Server;
use crate::query::Questions;
use crate::shop::{PRICES, PRODUCTS, price_of};

/// How often it is looked whether a change shows.
const PAUSE: Duration = Duration::from_millis(2);
/// The time between a change that shows and the next one, and how much it varies.
const REST: (u64, u64) = (20, 60);
/// When it is no longer looked for: the times then say this much.
pub(super) const LONGEST: Duration = Duration::from_secs(30);

/// The products to look at; each has a price that names it.
const OWN: &str = "marker-own";
const RELATED: &str = "marker-related";
const PRICE: &str = "price-marker-related";

/// The markers, and who changes them.
pub(super) struct Markers {
    products: Sender,
    prices: Sender,
    questions: Questions,
    changes: u64,
}

impl Markers {
    /// Makes the markers and waits until they show.
    pub(super) async fn new(server: &Server, clients: &Clients) -> Result<Self, String> {
        let (products, prices) = (clients.sender(PRODUCTS), clients.sender(PRICES));
        let questions = Questions::new(&server.address, false)?;
        // Further on than any earlier run on the same data.
        let changes = std::time::UNIX_EPOCH.elapsed().map_err(words)?.as_secs() % 1_000_000_000;
        let mut markers = Self { products, prices, questions, changes };
        markers.send_product(RELATED).await?;
        let waits = [markers.change_product().await?, markers.change_price().await?];
        if waits.iter().any(|wait| *wait > LONGEST) {
            return Err("the server does not show a change even without load".to_owned());
        }
        Ok(markers)
    }

    /// Changes both in turns for so long; how long each change took to show.
    pub(super) async fn watch(&mut self, time: Duration) -> Result<Fresh, String> {
        let (mut product, mut price) = (histogram(), histogram());
        let began = Instant::now();
        while began.elapsed() < time {
            note(&mut product, self.change_product().await?)?;
            self.rest().await;
            note(&mut price, self.change_price().await?)?;
            self.rest().await;
        }
        Ok(Fresh { product: Times::of(&product), price: Times::of(&price) })
    }

    /// Waits until everything that was sent before shows.
    pub(super) async fn catch_up(&mut self) -> Result<(), String> {
        self.change_product().await.map(|_| ())
    }

    /// Changes that always come at the same distance would always meet the same moment of the server's own rhythm.
    async fn rest(&self) {
        let (least, varies) = REST;
        let rest = least + self.changes.wrapping_mul(7_919) % varies;
        tokio::time::sleep(Duration::from_millis(rest)).await;
    }

    async fn change_product(&mut self) -> Result<Duration, String> {
        self.send_product(OWN).await?;
        let changes = self.changes;
        self.until(OWN, |product| product["stock"] == changes).await
    }

    async fn send_product(&mut self, key: &str) -> Result<(), String> {
        self.changes += 1;
        let values = vec![
            ("brand", None, "Marker".to_owned()),
            ("name", Some("en"), key.to_owned()),
            ("stock", None, self.changes.to_string()),
        ];
        let entity = Entity { key: key.to_owned(), values };
        self.products.send(catalogue::json([entity]).into()).await.map(|_| ())
    }

    async fn change_price(&mut self) -> Result<Duration, String> {
        self.changes += 1;
        let amount = self.changes.to_string();
        let price = price_of(PRICE.to_owned(), RELATED.to_owned(), amount);
        self.prices.send(catalogue::json([price]).into()).await?;
        let changes = self.changes;
        self.until(RELATED, |product| product["prices"][0]["amount"].as_f64() == Some(changes as f64)).await
    }

    /// How long it takes from now until a product is as wanted.
    async fn until(&self, key: &str, wanted: impl Fn(&Value) -> bool) -> Result<Duration, String> {
        let began = Instant::now();
        let body = json!({"searchOn": ["id"], "search": [key], "top": 1});
        loop {
            let answer = self.questions.answer(&body).await?;
            if wanted(&answer["results"][0]) {
                return Ok(began.elapsed());
            }
            // A server that is this far behind is measured, not waited for.
            if began.elapsed() > LONGEST {
                return Ok(began.elapsed());
            }
            tokio::time::sleep(PAUSE).await;
        }
    }
}

fn note(times: &mut Histogram<u64>, time: Duration) -> Result<(), String> {
    times.record(micros(time)).map_err(words)
}
