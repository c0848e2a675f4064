//! Memory under many large payloads at once.

use std::sync::Arc;

use serde_json::json;

use crate::support::{KEY, Server, octant, request};

const MIB: u64 = 1 << 20;
/// How many clients push at the same time.
const CLIENTS: u64 = 24;
/// The memory that their payloads may take up together: two of them at a time.
const BUDGET: u64 = 32 * MIB;

/// A payload of nearly 16 MiB.
fn payload() -> String {
    let text = "Oak, oiled by hand, with a drawer for cutlery. ".repeat(330);
    let entity =
        |number: u32| json!({"key": number.to_string(), "properties": [{"id": "text", "value": text}]});
    json!({"entities": (0..1_040).map(entity).collect::<Vec<_>>()}).to_string()
}

fn serve() -> Server {
    let folder = tempfile::tempdir().unwrap();
    let mut command = octant();
    command.args(["serve", "--listen", "127.0.0.1:0", "--max-body", "16MiB"]);
    command.args(["--ingest-memory", &BUDGET.to_string(), "--ingest-wait", "200ms"]);
    command
        .args(["--writer-cache", "8MiB", "--reader-cache", "1MiB", "--data"])
        .arg(folder.path().join("data"));
    let server = Server::run(command.env("OCTANT_ADMIN_KEY", KEY)).unwrap();
    server.with_folder(folder)
}

#[test]
fn many_large_payloads_at_once_take_no_more_memory_than_they_may() {
    let server = serve();
    assert_eq!(server.post("/v1/sources", r#"{"id":"products","name":"Products"}"#).0, 201);
    let payload = Arc::new(payload());
    let size = payload.len() as u64;
    assert!((15 * MIB..16 * MIB).contains(&size), "{size}");
    let push = |address: &str| {
        request(address, "POST", "/import/products", &[("x-api-key", KEY)], &payload)
            .map(|(status, _)| status)
    };
    let before = server.peak_memory();
    assert_eq!(push(&server.address).unwrap(), 202);
    let one = server.peak_memory();

    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS).map(|_| scope.spawn(|| push(&server.address).unwrap())).collect();
        clients.into_iter().map(|client| client.join().unwrap()).collect()
    });
    let many = server.peak_memory();
    println!(
        "{} MiB idle, {} MiB after one, {} MiB after many: {statuses:?}",
        before / MIB,
        one / MIB,
        many / MIB
    );
    let taken = statuses.iter().filter(|status| **status == 202).count();
    let refused = statuses.iter().filter(|status| **status == 429).count();
    assert!(taken >= 1 && taken + refused == statuses.len(), "{statuses:?}");
    // Beside the bodies, as much again for the work on them, and what a server takes anyway.
    assert!(many < before + 2 * BUDGET + 48 * MIB, "{many} bytes");
    assert!(2 * BUDGET + 48 * MIB < CLIENTS * size / 2, "the bound would be met without a budget");
}
