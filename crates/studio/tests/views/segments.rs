//! The pages about segments.

use octant_studio::page::segments::builder::{self, Builder, Criteria, Group, Line};
use octant_studio::page::segments::head::SegmentHead;
use octant_studio::page::segments::picks::Picks;
use octant_studio::page::segments::preview::{Member, SegmentPreview, fragment};
use octant_studio::page::segments::{list, members};
use octant_studio::{Images, Section};

use super::{PRODUCTS, Page, Words};

pub(crate) fn pages(words: Words) -> Vec<Page> {
    let shell = words.shell(Section::Segments);
    let cards = words.choices(&[("product", "Product"), ("media", "Media")], "product");
    let json =
        Criteria::Written(words.wrong("[{\"mustNot\": {\"price\": [{\"gt\": 5}]}}]", "It is no list."));
    let written = Builder { criteria: json, ..filled(words) };
    let new = Builder { segment: None, criteria: picks(words), problem: None, ..filled(words) };
    vec![
        ("segments", list::render(&shell, &list(words))),
        ("segments-empty", list::render(&shell, &list::Segments::default())),
        ("segment-new", list::render_new(&shell, &list::NewSegment { cards, by_hand: false })),
        ("segment-new-no-card", list::render_new(&shell, &list::NewSegment::default())),
        ("segment-members", members::render(&shell, &members(words))),
        ("segment-builder", builder::render(&shell, &filled(words))),
        ("segment-written", builder::render(&shell, &written)),
        ("segment-picks", builder::render(&shell, &new)),
    ]
}

pub(crate) fn fragments(words: Words) -> Vec<Page> {
    let refused = SegmentPreview { refused: Some(words.text("“many” is no number.")), ..preview(words) };
    let images = Images { all: true, ..Images::default() };
    vec![
        ("segment preview", fragment(&preview(words), &images)),
        ("segment preview refused", fragment(&refused, &images)),
    ]
}

fn head(words: Words) -> SegmentHead {
    SegmentHead {
        id: words.text("inStock"),
        name: words.text("In stock"),
        card: words.text("product"),
        card_name: words.text("Product"),
        members: Some(9_211),
        archived: false,
        used_in: vec![(words.text("Web shop v2"), words.text("#"))],
    }
}

fn list(words: Words) -> list::Segments {
    let row = |id: &str, name: &str, by_hand, members, archived| list::SegmentRow {
        id: words.text(id),
        name: words.text(name),
        card: words.text("product"),
        by_hand,
        members,
        used_in: if archived { Vec::new() } else { vec![(words.text("Web shop v2"), words.text("#"))] },
        archived,
    };
    list::Segments {
        rows: vec![
            row("inStock", "In stock", false, Some(9_211), false),
            row("startPage", "On the start page", true, Some(12), false),
            row("sale2023", "Sale 2023", false, None, true),
        ],
        paging: words.paging(),
    }
}

fn sample(words: Words) -> Vec<Member> {
    let member = |(id, title, picture): &(&str, &str, &str)| Member {
        id: words.text(id),
        title: words.text(title),
        picture: if picture.is_empty() { None } else { words.picture(picture) },
    };
    PRODUCTS.iter().map(member).collect()
}

fn members(words: Words) -> members::Members {
    members::Members {
        segment: head(words),
        search: words.text(""),
        rows: sample(words),
        paging: words.paging(),
    }
}

fn preview(words: Words) -> SegmentPreview {
    SegmentPreview {
        card: words.text("product"),
        members: 9_211,
        cards: 12_480,
        sample: sample(words),
        refused: None,
    }
}

fn filled(words: Words) -> Builder {
    let line = |property: &str, operator: &str, values: &str| Line {
        property: words.field(property),
        operator: words.field(operator),
        values: words.field(values),
    };
    let properties =
        [("", "Choose…"), ("inStock", "In stock"), ("price", "Price"), ("categories", "Categories")];
    Builder {
        segment: Some(head(words)),
        card: words.text("product"),
        card_name: words.text("Product"),
        id: words.field("inStock"),
        name: words.field("In stock"),
        criteria: Criteria::Filter {
            groups: vec![
                Group {
                    lines: vec![
                        line("inStock", "is", "true"),
                        line("categories", "is", "Living room\nDining"),
                        line("price", "exists", ""),
                    ],
                },
                Group {
                    lines: vec![Line {
                        values: words.wrong("many", "“many” is no number."),
                        ..line("price", "lt", "")
                    }],
                },
            ],
            properties: words.choices(&properties, ""),
        },
        preview: preview(words),
        problem: words.hostile.then(|| words.text("")),
    }
}

fn picks(words: Words) -> Criteria {
    let pair = |(id, title, _): &(&str, &str, &str)| (words.text(id), words.text(title));
    Criteria::Picks(Picks {
        picked: PRODUCTS.iter().take(2).map(pair).collect(),
        search: words.text("lamp"),
        found: Some(PRODUCTS.iter().skip(2).map(pair).collect()),
    })
}
