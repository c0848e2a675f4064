//! A shop's catalogue: products with texts in two languages, their pictures, their prices; the same for the same seed.

pub(crate) mod definition;
pub(crate) mod folder;
pub(crate) mod publish;
mod words;

use crate::catalogue::{Entity, PAYLOAD, Random, scattered};

/// The sources, in the order in which a shop fills them.
pub(crate) const SOURCES: [&str; 3] = [PICTURES, PRICES, PRODUCTS];
/// The source of pictures.
pub(crate) const PICTURES: &str = "pictures";
/// The source of prices.
pub(crate) const PRICES: &str = "prices";
/// The source of products.
pub(crate) const PRODUCTS: &str = "products";

/// Products that share a picture.
const SHARE: u64 = 10;
/// The categories' areas, groups and kinds: each kind is in one group, and that in one area.
const AREAS: u64 = 8;
const GROUPS: u64 = 40;
const KINDS: u64 = 200;
/// How many brands there are.
const BRANDS: u64 = 300;
/// How many colours there are.
const COLOURS: u64 = 24;
/// Prices lie below this.
pub(crate) const DEAREST: u64 = 2_000;

/// How large a shop is, and what its content follows from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Shop {
    /// What the content follows from.
    pub(crate) seed: u64,
    /// How many products there are: a multiple of the entities in a payload.
    pub(crate) products: u64,
    /// Whether each product has an entry of its own with its price.
    pub(crate) prices: bool,
}

impl Shop {
    /// A shop of so many products, rounded up to whole payloads.
    pub(crate) fn new(seed: u64, products: u64, prices: bool) -> Self {
        let products = products.div_ceil(PAYLOAD as u64).max(1) * PAYLOAD as u64;
        Self { seed, products, prices }
    }

    /// How many entities a source gets.
    pub(crate) fn count(self, source: &str) -> u64 {
        match source {
            PICTURES => self.products / SHARE,
            PRICES if !self.prices => 0,
            _ => self.products,
        }
    }

    /// An entity of a source.
    pub(crate) fn entity(self, source: &str, number: u64) -> Entity {
        match source {
            PICTURES => picture(number),
            PRICES => price(self.seed, number),
            _ => self.product(number, 0),
        }
    }

    /// A product as it is after so many changes of its price and stock.
    pub(crate) fn product(self, number: u64, changes: u64) -> Entity {
        let mut random = Random::new(self.seed, number);
        let values = vec![
            ("brand", None, brand(random.below(BRANDS))),
            ("category", None, category(random.below(KINDS))),
            ("colour", None, colour(random.below(COLOURS))),
            ("description", Some("en"), words::text(&mut random, 55)),
            ("description", Some("sv"), words::text(&mut random, 55)),
            ("ean", None, format!("{:013}", random.below(10_000_000_000_000))),
            ("image", None, scattered("picture", number / SHARE)),
            ("in_stock", None, (random.below(5) > 0).to_string()),
            (
                "launched",
                None,
                format!(
                    "20{:02}-{:02}-{:02}",
                    10 + random.below(17),
                    1 + random.below(12),
                    1 + random.below(28)
                ),
            ),
            ("name", Some("en"), words::text(&mut random, 5)),
            ("name", Some("sv"), words::text(&mut random, 5)),
            (
                "price",
                None,
                format!("{}.{:02}", (random.below(DEAREST) + changes) % DEAREST, random.below(100)),
            ),
            ("size", None, format!("size {}", random.below(12))),
            ("stock", None, ((random.below(500) + changes) % 500).to_string()),
        ];
        Entity { key: sku(number), values }
    }
}

/// A product's key.
pub(crate) fn sku(number: u64) -> String {
    scattered("sku", number)
}

/// A brand.
pub(crate) fn brand(number: u64) -> String {
    format!("{} {number}", words::word(number * 131))
}

/// A category as a path of three steps.
pub(crate) fn category(kind: u64) -> String {
    format!("{}>Group {}>Kind {kind}", area(kind % AREAS), kind % GROUPS)
}

/// The first step of a category.
pub(crate) fn area(number: u64) -> String {
    format!("Area {}", number % AREAS)
}

/// A colour.
pub(crate) fn colour(number: u64) -> String {
    format!("colour {}", number % COLOURS)
}

/// A price's entry: it names its product, and nothing in the product names it.
pub(crate) fn price_of(key: String, product: String, amount: String) -> Entity {
    let values = vec![
        ("amount", None, amount),
        ("currency", None, "SEK".to_owned()),
        ("list", None, "retail".to_owned()),
        ("product", None, product),
    ];
    Entity { key, values }
}

fn price(seed: u64, number: u64) -> Entity {
    let mut random = Random::new(seed ^ 0x5052_4943, number);
    let amount = format!("{}.{:02}", random.below(DEAREST), random.below(100));
    price_of(scattered("price", number), sku(number), amount)
}

fn picture(number: u64) -> Entity {
    let key = scattered("picture", number);
    let mut random = Random::new(0x5049_4354, number);
    let values = vec![
        ("alt", Some("en"), words::text(&mut random, 6)),
        ("alt", Some("sv"), words::text(&mut random, 6)),
        ("height", None, (600 + random.below(2_400)).to_string()),
        ("url", None, format!("https://media.example.com/{key}.webp")),
        ("width", None, (600 + random.below(2_400)).to_string()),
    ];
    Entity { key, values }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::json;

    #[test]
    fn every_source_gets_what_the_server_takes_and_products_are_of_the_promised_size() {
        let shop = Shop::new(1, 20_500, true);
        assert_eq!([PICTURES, PRICES, PRODUCTS].map(|source| shop.count(source)), [2_100, 21_000, 21_000]);
        for source in SOURCES {
            let entities = || (0..1_000).map(|number| shop.entity(source, number));
            let reading = octant_source::payload::read(json(entities()), false).expect("every rule is kept");
            assert_eq!(reading.payload.count(), 1_000);
        }
        let texts: usize = (0..1_000)
            .flat_map(|number| shop.product(number, 0).values)
            .map(|(id, _, text)| id.len() + text.len())
            .sum();
        let each = texts / 1_000;
        assert!((1_000..1_400).contains(&each), "{each} bytes");
    }

    #[test]
    fn a_change_touches_price_and_stock_only() {
        let shop = Shop::new(1, 1_000, false);
        let (one, two) = (shop.product(7, 0), shop.product(7, 1));
        assert_eq!(one.key, two.key);
        let differing = one.values.iter().zip(&two.values).filter(|(one, two)| one != two);
        let differing: Vec<_> = differing.map(|(one, _)| one.0).collect();
        assert_eq!(differing, ["price", "stock"]);
    }
}
