//! Taking properties that were seen into a definition.

use octant_source::DEFAULT_DELIMITER;
use octant_studio::Field;
use octant_studio::page::cards::builder::{PropertyFields, SeenProperty};

/// The fields for a property that was picked; its id is made from its name, unlike those that there are.
pub(super) fn fields(seen: &SeenProperty, taken: &[PropertyFields]) -> PropertyFields {
    let is_taken = |id: &str| id == "id" || taken.iter().any(|row| row.id.value == id);
    let plain = identifier(&seen.name).or_else(|| identifier(&seen.id)).unwrap_or_else(|| "value".to_owned());
    let numbered = (2..).map(|number| format!("{plain}{number}"));
    let with_source = identifier(&format!("{} {}", seen.source, seen.name));
    let mut candidates = std::iter::once(plain.clone()).chain(with_source).chain(numbered);
    let id = candidates.find(|id| !is_taken(id)).unwrap_or(plain);
    let is_list = seen.suggested_type.ends_with("List");
    PropertyFields {
        id: Field::of(id),
        name: Field::of(seen.name.clone()),
        property_type: Field::of(seen.suggested_type),
        from: Field::of(format!("{}:{}", seen.source, seen.id)),
        delimiter: Field::of(if is_list { DEFAULT_DELIMITER } else { "" }),
    }
}

/// A name as an identifier: `In stock?` becomes `inStock`. `None` where nothing of it can be one.
fn identifier(name: &str) -> Option<String> {
    let words = name.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut id = String::new();
    for word in words {
        let is_capital = word.bytes().all(|byte| !byte.is_ascii_lowercase());
        match (id.is_empty(), word.split_at(1)) {
            (true, _) if is_capital => id.push_str(&word.to_ascii_lowercase()),
            (true, (first, rest)) => id.push_str(&(first.to_ascii_lowercase() + rest)),
            (false, (first, rest)) => id.push_str(&(first.to_ascii_uppercase() + rest)),
        }
    }
    id.truncate(64);
    id.starts_with(|first: char| first.is_ascii_alphabetic()).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_made_from_names() {
        for (name, id) in [
            ("In stock?", Some("inStock")),
            ("SKU", Some("sku")),
            ("Short description", Some("shortDescription")),
            ("productMaster", Some("productMaster")),
            ("24h price", None),
            ("Größe", Some("grE")),
            ("?", None),
        ] {
            assert_eq!(identifier(name).as_deref(), id, "{name}");
        }
    }

    #[test]
    fn an_identifier_is_not_given_twice() {
        let seen = SeenProperty { source: "shop".to_owned(), name: "Name".to_owned(), ..Default::default() };
        let mut taken: Vec<PropertyFields> = Vec::new();
        for id in ["name", "shopName", "name2"] {
            let row = fields(&seen, &taken);
            assert_eq!(row.id.value, id);
            taken.push(row);
        }
    }
}
