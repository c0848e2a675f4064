//! The builder of card definitions.

use octant_studio::Section;
use octant_studio::page::cards::builder::{
    Builder, PropertyFields, RelationFields, SeenProperty, SourceChoice,
};
use octant_studio::page::cards::preview::{Preview, PreviewRow, PreviewValue, fragment};
use octant_studio::page::cards::{builder, plan};

use super::{Page, Words, cards};

pub(crate) fn pages(words: Words) -> Vec<Page> {
    let shell = words.shell(Section::Cards);
    let fresh = Builder {
        properties: Vec::new(),
        relations: Vec::new(),
        preview: Preview::default(),
        problem: None,
        ..filled(words)
    };
    vec![
        ("card-builder", builder::render(&shell, &filled(words))),
        ("card-builder-new", builder::render(&shell, &fresh)),
        ("card-builder-viewer", builder::render(&Words::TO_VIEWER.shell(Section::Cards), &filled(words))),
    ]
}

pub(crate) fn fragments(words: Words) -> Vec<Page> {
    let refused = Preview { refused: Some(words.text("There is no such source.")), ..Preview::default() };
    vec![
        ("card preview", fragment(&preview(words))),
        ("card preview refused", fragment(&refused)),
        ("card progress", plan::progress_fragment(&cards::head(words), None)),
    ]
}

fn filled(words: Words) -> Builder {
    // Types come from a fixed list, so a hostile one is none of them.
    let property = |from: &str, id: &str, name: &str, property_type: &str| PropertyFields {
        id: words.field(id),
        name: words.field(name),
        property_type: words.field(property_type),
        from: words.field(from),
        delimiter: words.field(if property_type == "List" { "," } else { "" }),
    };
    let seen = |source: &str, id: &str, name: &str, entries, example: &str| SeenProperty {
        source: words.text(source),
        id: words.text(id),
        name: words.text(name),
        entries,
        of: 12_480,
        suggested_type: "Text",
        example: words.text(example),
        picked: id == "weight",
    };
    Builder {
        card: cards::head(words),
        name: words.field("Product"),
        description: words.field("What the shop sells, with its price and its pictures."),
        sources: vec![
            SourceChoice {
                id: words.text("products"),
                name: words.text("Products"),
                required: true,
                problem: words.hostile.then(|| words.text("")),
            },
            SourceChoice {
                id: words.text("prices"),
                name: words.text("Prices"),
                required: false,
                problem: None,
            },
        ],
        other_sources: words.choices(&[("media", "Media"), ("texts", "Texts")], "media"),
        properties: vec![
            property("products:name", "name", "Name", "LocalizedText"),
            property("prices:price", "price", "Price", "Decimal"),
            property("products:categories", "categories", "Categories", "List"),
            PropertyFields {
                id: words.wrong("in stock", "Use only letters, digits and _, such as inStock."),
                ..property("products:in_stock", "", "In stock", "Boolean")
            },
        ],
        relations: vec![RelationFields {
            id: words.field("media"),
            name: words.field("Pictures"),
            card: words.field("media"),
            from: words.field("imageIds"),
            to: words.field("id"),
        }],
        other_cards: words.choices(&[("media", "Media"), ("price", "Price")], ""),
        pick_search: words.text(""),
        picking: true,
        seen: vec![
            seen("products", "brand", "Brand", 12_480, "Nordhem"),
            seen("products", "weight", "Weight", 96, "12.5"),
            seen("prices", "currency", "Currency", 12_104, "SEK"),
        ],
        preview: preview(words),
        problem: words.hostile.then(|| words.text("")),
    }
}

fn preview(words: Words) -> Preview {
    let value = |text: &str| PreviewValue::Value(words.text(text));
    let problem =
        PreviewValue::Problem { text: words.text("on request"), why: words.text("This is no number.") };
    let row = |key: &str, name: &str, price: PreviewValue| PreviewRow {
        key: words.text(key),
        values: vec![value(name), price, value("Living room, Chairs"), PreviewValue::Missing],
    };
    Preview {
        columns: words.texts(&["Name", "Price", "Categories", "In stock"]),
        rows: vec![
            row("CHAIR-4711", "Lounge chair, oak", value("4495.00")),
            row("CHAIR-4712", "Dining chair with a woven seat, walnut", value("2295.00")),
            row("LAMP-0100", "Reading lamp", problem),
        ],
        problems: 1,
        refused: None,
    }
}
