//! The sample catalogue: a small home shop of our own making, kept in `sample.toml`.
//!
//! Everything follows from that file without chance, so that two demos are the same shop.

use std::collections::BTreeMap;

use octant_sdk::{Entity, Number};
use serde::Deserialize;

/// The languages of the catalogue's texts, the shop's own first.
pub(crate) const LANGUAGES: [&str; 3] = ["en", "sv", "de"];

/// What separates the elements of the catalogue's lists.
pub(crate) const LIST_DELIMITER: &str = "|";

/// Texts by language.
type Texts = BTreeMap<String, String>;

#[derive(Debug, Deserialize)]
struct Sample {
    category: BTreeMap<String, Texts>,
    colour: BTreeMap<String, Texts>,
    material: BTreeMap<String, Texts>,
    family: Vec<Family>,
}

/// Products that differ in size and colour only.
#[derive(Debug, Deserialize)]
struct Family {
    id: String,
    brand: String,
    category: String,
    name: Texts,
    text: Texts,
    materials: Vec<String>,
    colours: Vec<String>,
    sizes: Vec<Size>,
}

/// One size: centimetres, kilograms, euros.
#[derive(Debug, Deserialize)]
struct Size {
    width: u32,
    depth: u32,
    height: u32,
    weight: f64,
    price: u32,
}

/// One source's part of the catalogue.
#[derive(Debug)]
pub(crate) struct Part {
    /// The source's id.
    pub(crate) source: &'static str,
    /// What goes into it.
    pub(crate) entities: Vec<Entity>,
}

/// The whole catalogue: products, their prices, their pictures.
///
/// # Errors
/// A sentence, where the file in the binary is not what it should be.
pub(crate) fn parts(address: &str) -> Result<Vec<Part>, String> {
    let sample: Sample = toml::from_str(include_str!("sample.toml"))
        .map_err(|error| format!("the sample catalogue: {error}"))?;
    let mut parts = ["products", "prices", "media"].map(|source| Part { source, entities: Vec::new() });
    for (ordinal, product) in products(&sample).enumerate() {
        let [products, prices, media] = &mut parts;
        products.entities.push(product.entity(&sample, ordinal)?);
        prices.entities.extend(product.prices(ordinal));
        media.entities.extend(product.pictures(&sample, address)?);
    }
    Ok(parts.into())
}

/// A family in one size and colour.
struct Product<'a> {
    family: &'a Family,
    size: &'a Size,
    /// 1 for the family's first size.
    size_number: usize,
    colour: &'a str,
}

fn products(sample: &Sample) -> impl Iterator<Item = Product<'_>> {
    sample.family.iter().flat_map(|family| {
        family.sizes.iter().zip(1..).flat_map(move |(size, size_number)| {
            family.colours.iter().map(move |colour| Product { family, size, size_number, colour })
        })
    })
}

impl Product<'_> {
    fn key(&self) -> String {
        match self.family.sizes.len() {
            1 => format!("{}-{}", self.family.id, self.colour),
            _ => format!("{}-{}-{}", self.family.id, self.size_number, self.colour),
        }
    }

    fn entity(&self, sample: &Sample, ordinal: usize) -> Result<Entity, String> {
        let (family, size) = (self.family, self.size);
        let stock = stock(ordinal);
        let category = named(&sample.category, &family.category)?;
        let colour = named(&sample.colour, self.colour)?;
        let mut entity = Entity::new(self.key());
        for language in LANGUAGES {
            let materials: Result<Vec<&str>, String> = family
                .materials
                .iter()
                .map(|material| text(named(&sample.material, material)?, language))
                .collect();
            let name = format!("{}, {}", text(&family.name, language)?, text(colour, language)?);
            entity = entity
                .with_localized("name", language, name)
                .with_localized("description", language, text(&family.text, language)?)
                .with_localized("category", language, text(category, language)?)
                .with_localized("colour", language, text(colour, language)?)
                .with_localized("material", language, materials?);
        }
        entity = entity
            .with("family", family.id.clone())
            .with("brand", family.brand.clone())
            .with("width_cm", size.width)
            .with("depth_cm", size.depth)
            .with("height_cm", size.height)
            .with("weight_kg", size.weight)
            .with("stock", stock)
            .with("in_stock", stock > 0)
            .with("launched", launched(ordinal));
        let tags = tags(ordinal, stock);
        Ok(if tags.is_empty() { entity } else { entity.with("tags", tags) })
    }

    /// The price in euros, and in kronor at eleven to one; every eighth product is reduced by a fifth.
    fn prices(&self, ordinal: usize) -> [Entity; 2] {
        let euros = self.size.price * 100;
        [("EUR", euros), ("SEK", euros * 11)].map(|(currency, list_price)| {
            let amount = if ordinal % 8 == 6 { list_price / 5 * 4 } else { list_price };
            Entity::new(format!("{}-{currency}", self.key()))
                .with("product", self.key())
                .with("currency", currency)
                .with("amount", money(amount))
                .with("list_price", money(list_price))
        })
    }

    /// Two pictures: of the whole, and from near.
    fn pictures(&self, sample: &Sample, address: &str) -> Result<Vec<Entity>, String> {
        let colour = named(&sample.colour, self.colour)?;
        let mut pictures = Vec::new();
        for (position, view) in ["front", "near"].into_iter().enumerate() {
            let drawing = format!("{}-{}-{view}.svg", self.family.category, self.colour);
            let mut picture = Entity::new(format!("{}-{view}", self.key()))
                .with("product", self.key())
                .with("url", format!("{address}/studio/samples/{drawing}"))
                .with("position", position + 1);
            for language in LANGUAGES {
                let alt = format!("{}, {}", text(&self.family.name, language)?, text(colour, language)?);
                picture = picture.with_localized("alt", language, alt);
            }
            pictures.push(picture);
        }
        Ok(pictures)
    }
}

/// How many are there: some products are sold out, some nearly.
fn stock(ordinal: usize) -> usize {
    match ordinal % 7 {
        3 => 0,
        5 => ordinal % 4 + 1,
        _ => 5 + ordinal * 13 % 90,
    }
}

/// A day of the last years, spread over the catalogue.
fn launched(ordinal: usize) -> String {
    format!("{}-{:02}-{:02}", 2021 + ordinal % 5, ordinal * 5 % 12 + 1, ordinal * 7 % 28 + 1)
}

/// An amount in hundredths, with two digits after the point.
fn money(hundredths: u32) -> Number {
    let digits = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    Number::new(digits).expect("digits around a point are a number")
}

fn tags(ordinal: usize, stock: usize) -> Vec<&'static str> {
    let tags = [
        ("new", ordinal.is_multiple_of(9)),
        ("bestseller", ordinal.is_multiple_of(5)),
        ("last-chance", (1..5).contains(&stock)),
        ("handmade", ordinal % 4 == 1),
    ];
    tags.iter().filter(|(_, applies)| *applies).map(|(tag, _)| *tag).collect()
}

fn named<'a>(list: &'a BTreeMap<String, Texts>, name: &str) -> Result<&'a Texts, String> {
    list.get(name).ok_or_else(|| format!("the sample catalogue names {name:?}, which it does not describe"))
}

fn text<'a>(texts: &'a Texts, language: &str) -> Result<&'a str, String> {
    let found = texts.get(language).map(String::as_str);
    found.ok_or_else(|| format!("the sample catalogue lacks a text in {language:?}: {texts:?}"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_catalogue_is_whole_and_every_entity_is_valid() {
        let parts = parts("http://127.0.0.1").expect("the file in the binary is right");
        let sizes: Vec<usize> = parts.iter().map(|part| part.entities.len()).collect();
        let products = sizes[0];
        assert!(products > 200, "{products} products are no catalogue");
        assert_eq!(sizes, [products, 2 * products, 2 * products]);
        for part in &parts {
            let keys: BTreeSet<&str> = part.entities.iter().map(|entity| entity.key.as_str()).collect();
            assert_eq!(keys.len(), part.entities.len(), "{}: each key once", part.source);
            for entity in &part.entities {
                assert!(entity.violations(0).is_empty(), "{}: {:?}", part.source, entity.violations(0));
            }
        }
    }

    #[test]
    fn every_property_is_described_and_every_description_is_used() {
        let setup: serde_json::Value = serde_norway::from_str(super::super::SETUP).expect("a setup");
        let sources = setup["sources"].as_array().expect("sources");
        let text = |value: &serde_json::Value, name: &str| value[name].as_str().map(str::to_owned);
        for part in parts("http://127.0.0.1").expect("the file in the binary is right") {
            let source =
                sources.iter().find(|source| source["id"] == part.source).expect("the part's source");
            let properties = source["properties"].as_array().expect("its properties");
            let described: BTreeSet<String> =
                properties.iter().filter_map(|property| text(property, "id")).collect();
            let values = part.entities.iter().flat_map(|entity| &entity.properties);
            let used: BTreeSet<String> = values.map(|property| property.id.clone()).collect();
            assert_eq!(described, used, "{}", part.source);
            for property in properties {
                let is_list = text(property, "type").is_some_and(|name| name.ends_with("List"));
                let delimiter = is_list.then(|| LIST_DELIMITER.to_owned());
                assert_eq!(text(property, "delimiter"), delimiter, "{property}");
            }
        }
    }

    #[test]
    fn prices_and_pictures_belong_to_products() {
        let parts = parts("http://127.0.0.1").expect("the file in the binary is right");
        let products: BTreeSet<&str> = parts[0].entities.iter().map(|entity| entity.key.as_str()).collect();
        for part in &parts[1..] {
            for entity in &part.entities {
                let product = entity.properties.iter().find(|property| property.id == "product");
                let product = product.and_then(|property| property.value.as_str()).unwrap_or_default();
                assert!(products.contains(product), "{}: {product:?} is no product", entity.key);
            }
        }
    }
}
