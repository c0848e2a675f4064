//! How fast documents are written: `cargo bench -p octant-index [-- <documents> [<step>]]`.
//!
//! Products of about 1.2 KB in two languages, each with a picture and a price: all of them at once into an empty index,
//! then changed in steps of several sizes. The figures are documents a second, and the processor time that one took;
//! those of one run compare with each other.
#![allow(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::{Duration, Instant};

use octant_index::{Batch, Document, Field, FieldValues, Index, Kind, Options, Spec, Value};
use octant_model::{Language, Timestamp};

/// How many documents a step changes.
const STEPS: [usize; 3] = [100, 500, 5_000];

fn main() {
    let mut given = std::env::args().skip(1).filter_map(|argument| argument.parse().ok());
    let documents = given.next().unwrap_or(20_000);
    let steps = given.next().map_or(STEPS.to_vec(), |step| vec![step]);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let index = Index::create(folder.path(), &spec(), &Options::default()).expect("an index");
    println!("{documents} documents");
    let all: Vec<Document> = (0..documents).map(|number| product(number, 0)).collect();
    let bulk = timed("at once", documents, || {
        let bulk = index.bulk();
        all.iter().for_each(|document| bulk.add(document).expect("added"));
        bulk.finish(1).expect("finished");
    });
    println!("    {} bytes on disk each", index.disk_bytes().expect("read") / documents as u64);
    drop(all);
    for step in steps {
        let changed: Vec<Document> = (0..documents).map(|number| product(number, step)).collect();
        let mut changed = changed.into_iter();
        let each = timed(&format!("in steps of {step}"), documents, || {
            loop {
                let put: Vec<Document> = changed.by_ref().take(step).collect();
                if put.is_empty() {
                    return;
                }
                let batch = Batch { put, position: Some(2), ..Batch::default() };
                index.write(&batch).expect("written");
            }
        });
        println!("    {:.2} times the processor time", each.as_secs_f64() / bulk.as_secs_f64());
    }
}

/// The processor time of one document.
fn timed(what: &str, documents: usize, work: impl FnOnce()) -> Duration {
    let (began, before) = (Instant::now(), processor_time());
    work();
    let (took, busy) = (began.elapsed(), processor_time() - before);
    let each = busy / u32::try_from(documents).expect("few");
    println!("{what}: {:.0} documents/s, {each:?} each", documents as f64 / took.as_secs_f64());
    each
}

/// What this process used of the processors so far, as Linux counts it.
fn processor_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("read");
    let (_, fields) = stat.rsplit_once(')').expect("the name of the program");
    // The twelfth and thirteenth after the name: ticks of 10 ms in the program and in the system.
    let ticks =
        fields.split_whitespace().skip(11).take(2).map(|field| field.parse::<u64>().expect("a number"));
    Duration::from_millis(ticks.sum::<u64>() * 10)
}

fn spec() -> Spec {
    let field = |name: &str, kind: Kind| Field {
        name: name.to_owned(),
        kind,
        localized: false,
        facet: false,
        sortable: true,
        searchable: false,
        hierarchy: None,
    };
    let facet = |name: &str, kind: Kind| Field { facet: true, ..field(name, kind) };
    let searched = |name: &str| Field { localized: true, searchable: true, ..field(name, Kind::Text) };
    Spec {
        languages: ["en", "sv"].map(language).to_vec(),
        fields: vec![
            facet("brand", Kind::Text),
            Field { hierarchy: Some(">".to_owned()), ..facet("category", Kind::Text) },
            facet("colour", Kind::Text),
            searched("description"),
            field("ean", Kind::Text),
            field("image", Kind::Text),
            facet("inStock", Kind::Boolean),
            field("launched", Kind::Timestamp),
            searched("name"),
            field("price", Kind::Decimal),
            facet("size", Kind::Text),
            field("stock", Kind::Integer),
            field("pictures.id", Kind::Text),
            field("pictures.url", Kind::Text),
            Field { localized: true, ..field("pictures.alt", Kind::Text) },
            field("pictures.width", Kind::Integer),
            field("pictures.height", Kind::Integer),
            field("prices.id", Kind::Text),
            field("prices.list", Kind::Text),
            field("prices.amount", Kind::Decimal),
            field("prices.currency", Kind::Text),
        ],
        nested: Vec::new(),
        keys: vec!["from:pictures".to_owned()],
    }
}

fn language(code: &str) -> Language {
    Language::new(code).expect("a language")
}

/// A price in hundredths.
fn price(hundredths: u64) -> Value {
    Value::Decimal(format!("{}.{:02}", hundredths / 100, hundredths % 100).parse().expect("a number"))
}

/// A product; `edition` changes its price and its stock.
fn product(number: usize, edition: usize) -> Document {
    let mut random = Random(number as u64 + 1);
    let picture = format!("picture-{:016x}", scattered(number / 10));
    let mut values = BTreeMap::new();
    let mut plain = |name: &str, value: Value| {
        values.insert(name.to_owned(), FieldValues::Plain(vec![value]));
    };
    let brand = random.below(300);
    plain("brand", Value::Text(format!("{} {brand}", word(brand * 131))));
    let kind = random.below(200);
    plain("category", Value::Text(format!("Area {}>Group {}>Kind {kind}", kind % 8, kind % 40)));
    plain("colour", Value::Text(format!("colour {}", random.below(24))));
    plain("ean", Value::Text(format!("{:013}", random.below(10_000_000_000_000))));
    plain("image", Value::Text(picture.clone()));
    plain("inStock", Value::Boolean(random.below(5) > 0));
    let day = i64::try_from(random.below(6_000)).expect("few");
    plain("launched", Value::Timestamp(Timestamp::from_milliseconds(day * 86_400_000).into()));
    plain("price", price(random.below(200_000) + edition as u64));
    plain("size", Value::Text(format!("size {}", random.below(12))));
    plain("stock", Value::Integer(i64::try_from(random.below(500) + edition as u64).expect("few")));
    plain("pictures.url", Value::Text(format!("https://media.example.com/{picture}.webp")));
    plain("pictures.id", Value::Text(picture.clone()));
    plain("pictures.width", Value::Integer(600));
    plain("pictures.height", Value::Integer(800));
    plain("prices.id", Value::Text(format!("price-{:016x}", scattered(number))));
    plain("prices.list", Value::Text("retail".to_owned()));
    plain("prices.amount", price(random.below(200_000)));
    plain("prices.currency", Value::Text("SEK".to_owned()));
    for (name, words) in [("description", 55), ("name", 5), ("pictures.alt", 6)] {
        let mut text = || vec![Value::Text(random.text(words))];
        let texts = BTreeMap::from([(language("en"), text()), (language("sv"), text())]);
        values.insert(name.to_owned(), FieldValues::Localized(texts));
    }
    let shown = ["en", "sv"].map(|code| {
        let description = match &values["description"] {
            FieldValues::Localized(texts) => format!("{:?}", texts[&language(code)]),
            FieldValues::Plain(_) => String::new(),
        };
        let rest = "x".repeat(400);
        format!(r#"{{"id":"{number}","description":{description},"edition":{edition},"rest":"{rest}"}}"#)
    });
    Document {
        id: format!("sku-{:016x}", scattered(number)),
        changed_at: Timestamp::from_milliseconds(1_700_000_000_000 + edition as i64),
        values,
        nested: BTreeMap::new(),
        keys: BTreeMap::from([("from:pictures".to_owned(), vec![picture])]),
        shown: shown.to_vec(),
    }
}

/// Spreads neighbouring numbers far apart, as keys of real catalogues are.
fn scattered(number: usize) -> u64 {
    (number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// A word of two or three syllables.
fn word(number: u64) -> String {
    let mut rest = (number % 40_000).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20;
    let mut word = String::with_capacity(12);
    for _ in 0..2 + number % 2 {
        for parts in [
            &["b", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "st"][..],
            &["a", "e", "i", "o", "u"],
            &["", "n", "r", "s"],
        ] {
            word.push_str(parts[usize::try_from(rest % parts.len() as u64).expect("few")]);
            rest /= parts.len() as u64;
        }
    }
    word
}

struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound
    }

    /// Words of which some are much more frequent than others.
    fn text(&mut self, count: usize) -> String {
        let mut text = String::with_capacity(count * 8);
        for place in 0..count {
            let (one, two) = (self.below(40_000), self.below(40_000));
            let separator = if place > 0 { " " } else { "" };
            // Writing to a string does not fail.
            let _ = write!(text, "{separator}{}", word(one * two / 40_000));
        }
        text
    }
}
