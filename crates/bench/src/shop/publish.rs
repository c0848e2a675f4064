//! Brings a shop into a server and publishes it, step by step, over HTTP.

use std::time::{Duration, Instant};

use octant_sdk::{Client, Credentials, DestinationSettings};
use serde::Serialize;

use super::definition::{DESTINATION, LANGUAGES, VERSION, cards, endpoint};
use super::{SOURCES, Shop};
use crate::catalogue::{self, PAYLOAD};
use crate::load::{Clients, words};
use crate::process::KEY;

/// How long a step may take, for the largest shop on the slowest machine.
const LONGEST: Duration = Duration::from_secs(24 * 3600);

/// How long the steps took, in seconds.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Steps {
    /// Importing all entities.
    pub(crate) import: f64,
    /// Making all cards.
    pub(crate) activate: f64,
    /// Publishing the destination.
    pub(crate) publish: f64,
}

/// Imports a shop, activates its cards, publishes them.
pub(crate) async fn publish(shop: Shop, address: &str, clients: usize) -> Result<Steps, String> {
    let started = Instant::now();
    import(shop, address, clients).await?;
    let imported = Instant::now();
    let client = client(address)?;
    activate(shop, &client).await?;
    let activated = Instant::now();
    make_destination(DESTINATION, shop, &client).await?;
    Ok(Steps {
        import: (imported - started).as_secs_f64(),
        activate: (activated - imported).as_secs_f64(),
        publish: activated.elapsed().as_secs_f64(),
    })
}

fn client(address: &str) -> Result<Client, String> {
    Client::new(address, Credentials::api_key(KEY)).map_err(words)
}

async fn import(shop: Shop, address: &str, clients: usize) -> Result<(), String> {
    let clients = Clients::set_up(address, clients, &SOURCES).await?;
    for source in SOURCES {
        let count = shop.count(source);
        let payloads = usize::try_from(count.div_ceil(PAYLOAD as u64)).map_err(|error| error.to_string())?;
        let payload = |number: usize| {
            let first = (number * PAYLOAD) as u64;
            let numbers = first..count.min(first + PAYLOAD as u64);
            catalogue::json(numbers.map(|number| shop.entity(source, number)))
        };
        clients.push(source, payloads, payload).await?;
    }
    Ok(())
}

async fn activate(shop: Shop, client: &Client) -> Result<(), String> {
    let cards = cards(shop);
    for card in &cards {
        client.create_card_definition(card).await.map_err(words)?;
    }
    for card in &cards {
        client.activate_card_definition(&card.id).await.map_err(words)?;
    }
    for card in &cards {
        client.wait_card_active(&card.id, LONGEST).await.map_err(words)?;
    }
    Ok(())
}

/// Makes a destination of a shop whose cards are active, and publishes it.
pub(crate) async fn make_destination(id: &str, shop: Shop, client: &Client) -> Result<(), String> {
    let settings = DestinationSettings {
        name: id.to_owned(),
        languages: LANGUAGES.iter().map(|language| (*language).to_owned()).collect(),
        ..DestinationSettings::default()
    };
    client.create_destination(id, &settings).await.map_err(words)?;
    client.put_endpoints(id, VERSION, &[endpoint(shop)]).await.map_err(words)?;
    client.publish_version(id, VERSION).await.map_err(words)?;
    client.wait_version_published(id, VERSION, LONGEST).await.map(drop).map_err(words)
}
