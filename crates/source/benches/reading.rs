//! How fast payloads are read: `cargo bench -p octant-source`.
//!
//! Payloads of 1,000 entities of about 1.2 KB, plain and with escapes, beside what `serde_json` takes to look at the
//! same bytes and keep nothing. Figures of one run compare with each other.
#![allow(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::fmt::Write;
use std::hint::black_box;
use std::time::{Duration, Instant};

use octant_source::payload;
use serde::de::IgnoredAny;

const ENTITIES: usize = 1_000;
const ROUNDS: usize = 200;

/// A payload whose longer texts have that between their words.
fn body(between: &str) -> Vec<u8> {
    let mut json = r#"{"entities":["#.to_owned();
    for number in 0..ENTITIES {
        let comma = if number > 0 { "," } else { "" };
        let _ = write!(json, r#"{comma}{{"key":"sku-{number:016x}","delete":false,"properties":["#);
        for property in ["brand", "category", "colour", "ean", "in_stock", "price", "size", "stock"] {
            let _ = write!(json, r#"{{"id":"{property}","value":"{property} {number}"}},"#);
        }
        for (property, words) in [("description", 55), ("name", 5)] {
            for language in ["en", "sv"] {
                let text: Vec<String> = (0..words).map(|word| format!("word{}", word * number)).collect();
                let text = text.join(between);
                let _ = write!(json, r#"{{"id":"{property}","value":"{text}","language":"{language}"}},"#);
            }
        }
        json.truncate(json.len() - 1);
        json.push_str("]}");
    }
    json.push_str("]}");
    json.into_bytes()
}

fn main() {
    for (what, between) in [("plain", " "), ("with escapes", "\\n")] {
        let body = body(between);
        let skipped = spent(|| body.clone(), |body| serde_json::from_slice::<IgnoredAny>(&body).is_ok());
        let read = spent(|| body.clone(), |body| payload::read(body, false).is_ok());
        let each = |spent: Duration| spent.as_secs_f64() * 1e6 / (ROUNDS * ENTITIES) as f64;
        println!(
            "{what:12}  {:.2} us an entity, {:.0} MB/s, {:.2} x what it takes to skip it",
            each(read),
            (body.len() * ROUNDS) as f64 / 1e6 / read.as_secs_f64(),
            read.as_secs_f64() / skipped.as_secs_f64(),
        );
    }
}

/// The time that the work takes; making what it works on does not count.
fn spent(make: impl Fn() -> Vec<u8>, work: impl Fn(Vec<u8>) -> bool) -> Duration {
    let mut spent = Duration::ZERO;
    for _ in 0..ROUNDS {
        let made = make();
        let started = Instant::now();
        assert!(black_box(work(made)), "it can be read");
        spent += started.elapsed();
    }
    spent
}
