//! Pushes three products and tells what became of them:
//! `cargo run -p octant-sdk --example push -- http://127.0.0.1:8080 <provider id> <provider secret> products`.
//! Run it twice: the second time nothing changes.
#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use std::process::ExitCode;
use std::sync::Arc;

use octant_sdk::{Client, Credentials, Entity, Error, ImportOptions, Progress, WaitFor};

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, id, secret, source] = arguments.as_slice() else {
        println!("usage: push <address> <provider id> <provider secret> <source>");
        return ExitCode::from(2);
    };
    match push(address, Credentials::provider(id, secret), source).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn push(address: &str, credentials: Credentials, source: &str) -> Result<(), Error> {
    let client = Client::new(address, credentials)?;
    let progress = |progress: &Progress| println!("{} entities sent", progress.answered);
    let options = ImportOptions {
        wait_for: WaitFor::Applied,
        progress: Some(Arc::new(progress)),
        ..ImportOptions::default()
    };
    let mut import = client.import(source, options)?;
    for (key, name, namn, price) in
        [("lamp", "Lamp", "Lampa", 49.9), ("sofa", "Sofa", "Soffa", 899.0), ("vase", "Vase", "Vas", 19.5)]
    {
        let product = Entity::new(key)
            .with_localized("name", "en", name)
            .with_localized("name", "sv", namn)
            .with("price", price)
            .clearing("campaign");
        import.push(product).await?;
    }
    let counts = import.finish().await?.counts;
    println!("{} created, {} updated, {} unchanged", counts.created, counts.updated, counts.unchanged);
    Ok(())
}
