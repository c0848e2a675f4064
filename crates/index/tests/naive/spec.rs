//! What the index of these tests is made for.

use octant_index::{Field, Kind, Nested, Spec};
use octant_model::Language;

pub(crate) fn language(code: &str) -> Language {
    Language::new(code).expect("a language")
}

pub(crate) fn field(name: &str, kind: Kind, facet: bool) -> Field {
    Field {
        name: name.to_owned(),
        kind,
        localized: false,
        facet,
        sortable: true,
        searchable: false,
        hierarchy: None,
    }
}

pub(crate) fn spec() -> Spec {
    Spec {
        languages: vec![language("en"), language("sv")],
        fields: vec![
            Field { localized: true, searchable: true, ..field("name", Kind::Text, true) },
            field("brand", Kind::Text, true),
            Field { hierarchy: Some(">".to_owned()), ..field("path", Kind::Text, true) },
            field("size", Kind::Integer, true),
            field("price", Kind::Decimal, true),
            field("sold", Kind::Boolean, true),
            field("made", Kind::Timestamp, false),
            Field { sortable: false, ..field("code", Kind::Text, false) },
            field("parts.id", Kind::Text, false),
            field("parts.market", Kind::Text, false),
            field("parts.amount", Kind::Decimal, false),
            Field { localized: true, ..field("parts.label", Kind::Text, false) },
            field("tags.id", Kind::Text, false),
            field("tags.sold", Kind::Boolean, false),
        ],
        nested: vec![list("tags", &TAGS), list("parts", &PARTS)],
        keys: vec!["related".to_owned()],
    }
}

/// The fields of nested objects, each with the field whose values are of its kind.
pub(crate) const TAGS: [(&str, &str); 2] = [("id", "brand"), ("sold", "sold")];

pub(crate) const PARTS: [(&str, &str); 4] =
    [("id", "brand"), ("market", "brand"), ("amount", "price"), ("label", "name")];

pub(crate) fn list(name: &str, fields: &[(&str, &str)]) -> Nested {
    Nested { name: name.to_owned(), fields: fields.iter().map(|(field, _)| (*field).to_owned()).collect() }
}

pub(crate) const FIELDS: [&str; 7] = ["name", "brand", "path", "size", "price", "sold", "made"];
