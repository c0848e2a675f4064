//! The pages about cards that show what there is.

use octant_studio::Section;
use octant_studio::page::cards::head::{CardHead, CardStatus};
use octant_studio::page::cards::{browse, list, one, plan, quality, relations};
use octant_studio::page::confirm;

use super::{PRODUCTS, Page, Words, before, now};

pub(crate) fn head(words: Words) -> CardHead {
    CardHead {
        id: words.text("product"),
        name: words.text("Product"),
        description: words.text("What the shop sells, with its price and its pictures."),
        status: CardStatus::PendingChanges,
        cards: Some(12_480),
        problems: 31,
        build_problem: words.hostile.then(|| words.text("")),
    }
}

pub(crate) fn pages(words: Words) -> Vec<Page> {
    let shell = words.shell(Section::Cards);
    let failed = CardHead {
        status: CardStatus::Updating,
        build_problem: Some(words.text("the storage is full")),
        ..head(words)
    };
    let draft = CardHead { status: CardStatus::Draft, cards: None, problems: 0, ..head(words) };
    vec![
        ("cards", list::render(&shell, &list(words))),
        ("cards-empty", list::render(&shell, &list::Cards::default())),
        ("card-new", list::render_new(&shell, &new(words))),
        (
            "card-build-failed",
            plan::render(
                &shell,
                &plan::PlanPage {
                    card: failed,
                    progress: Some(plan::Progress { done: 0, of: Some(12_480) }),
                    ..plan::PlanPage::default()
                },
            ),
        ),
        ("card-browse", browse::render(&shell, &browse(words, false))),
        ("card-gallery", browse::render(&shell, &browse(words, true))),
        (
            "card-browse-draft",
            browse::render(&shell, &browse::Browse { card: draft, ..browse::Browse::default() }),
        ),
        ("card-one", one::render(&shell, &one(words))),
        ("card-quality", quality::render(&shell, &quality(words))),
        ("card-relations", relations::render(&shell, &relations(words))),
        (
            "card-relations-empty",
            relations::render(
                &shell,
                &relations::Relations { card: head(words), ..relations::Relations::default() },
            ),
        ),
        ("card-plan", plan::render(&shell, &plan(words))),
        ("card-plan-updating", plan::render(&shell, &updating(words))),
        ("card-archive", confirm::render(&shell, &archive(words))),
    ]
}

fn list(words: Words) -> list::Cards {
    let row = |id: &str, name: &str, status, cards, sources: &[&str]| list::CardRow {
        id: words.text(id),
        name: words.text(name),
        description: words.text(if id == "product" { "What the shop sells." } else { "" }),
        status,
        cards,
        sources: words.texts(sources),
        changed_at: before(340),
    };
    list::Cards {
        rows: vec![
            row("media", "Media", CardStatus::Active, Some(13_152), &["media"]),
            row("price", "Price", CardStatus::Updating, Some(12_480), &["prices"]),
            row(
                "product",
                "Product",
                CardStatus::PendingChanges,
                Some(12_480),
                &["products", "texts", "stock"],
            ),
            row("store", "Store", CardStatus::Draft, None, &["stores"]),
            row("voucher", "Voucher", CardStatus::Archived, None, &["vouchers"]),
        ],
        paging: words.paging(),
        now: now(),
    }
}

fn new(words: Words) -> list::NewCard {
    list::NewCard {
        id: words.wrong("våra produkter", "Use only letters a–z, digits, - and _, such as product."),
        name: words.field("Product"),
        description: words.field(""),
        sources: words
            .choices(&[("products", "Products"), ("prices", "Prices"), ("media", "Media")], "products"),
        problem: words.hostile.then(|| words.text("")),
    }
}

fn browse(words: Words, as_gallery: bool) -> browse::Browse {
    let row = |(id, title, picture): &(&str, &str, &str)| browse::CardInstance {
        id: words.text(id),
        title: words.text(title),
        picture: if picture.is_empty() { None } else { words.picture(picture) },
        values: words.texts(&[title, "4495.00", "true", "Living room, Oak"]),
    };
    browse::Browse {
        card: head(words),
        search: words.text(""),
        as_gallery,
        columns: words.texts(&["Name", "Price", "In stock", "Categories"]),
        rows: PRODUCTS.iter().map(row).collect(),
        paging: words.paging(),
        shown: words.text("6 of 12,480 cards"),
    }
}

fn one(words: Words) -> one::CardPage {
    let value = |id: &str, name: &str, property_type, values: &[(&str, &str)]| one::CardValue {
        id: words.text(id),
        name: words.text(name),
        property_type,
        values: values
            .iter()
            .map(|(language, text)| ((!language.is_empty()).then(|| words.text(language)), words.text(text)))
            .collect(),
        problem: None,
    };
    one::CardPage {
        card: head(words),
        id: words.text("CHAIR-4711"),
        title: words.text("Lounge chair, oak"),
        pictures: [words.picture("chair"), words.picture("lamp")].into_iter().flatten().collect(),
        properties: vec![
            value("name", "Name", "LocalizedText", &[("en", "Lounge chair, oak"), ("sv", "Fåtölj, ek")]),
            value("price", "Price", "Decimal", &[("", "4495.00")]),
            value("categories", "Categories", "List", &[("", "Living room"), ("", "Chairs")]),
            value("colour", "Colour", "Text", &[]),
            one::CardValue {
                problem: Some((words.text("ca. 12 kg"), words.text("This is no number."))),
                ..value("weight", "Weight", "Decimal", &[])
            },
        ],
        relations: vec![
            one::RelatedCards {
                name: words.text("Media"),
                card: words.text("media"),
                found: vec![(words.text("IMG-1"), words.text("front.jpg"))],
            },
            one::RelatedCards {
                name: words.text("Variants"),
                card: words.text("variant"),
                found: Vec::new(),
            },
        ],
        segments: vec![(words.text("inStock"), words.text("In stock"))],
        entries: vec![(words.text("products"), words.text("CHAIR-4711"))],
    }
}

fn quality(words: Words) -> quality::Quality {
    let row = |id: &str, name: &str, property_type, filled, problems| quality::PropertyQuality {
        id: words.text(id),
        name: words.text(name),
        property_type,
        source: words.text("products"),
        filled,
        problems,
        examples: Vec::new(),
    };
    let bad = |key: &str, text: &str| quality::BadValue {
        key: words.text(key),
        text: words.text(text),
        why: words.text("This is no number."),
    };
    quality::Quality {
        card: head(words),
        cards: 12_480,
        rows: vec![
            row("name", "Name", "LocalizedText", 12_480, 0),
            row("description", "Description", "LocalizedText", 8_412, 0),
            quality::PropertyQuality {
                examples: vec![bad("CHAIR-4711", "ca. 12 kg"), bad("LAMP-0100", "n/a")],
                ..row("weight", "Weight", "Decimal", 96, 31)
            },
        ],
        languages: vec![
            quality::LanguageQuality {
                language: words.text("en"),
                cards: 12_480,
                destinations: words.texts(&["shop", "app"]),
            },
            quality::LanguageQuality { language: words.text("en-US"), cards: 96, destinations: Vec::new() },
        ],
    }
}

fn relations(words: Words) -> relations::Relations {
    let found = |card: &str, value: &str, found: &[&str]| relations::RelationMatch {
        card: words.text(card),
        value: words.text(value),
        found: words.texts(found),
    };
    relations::Relations {
        card: head(words),
        relations: vec![relations::RelationReport {
            id: words.text("media"),
            name: words.text("Pictures"),
            card: words.text("media"),
            from: words.text("imageIds"),
            to: words.text("id"),
            has_cards: true,
            matched: 11_902,
            unmatched: 54,
            without_value: 524,
            matches: vec![
                found("CHAIR-4711", "IMG-1, IMG-2", &["IMG-1", "IMG-2"]),
                found("LAMP-0100", "IMG-9", &["IMG-9"]),
            ],
            misses: vec![found("SHELF-0007", "IMG-404", &[])],
        }],
        looked_at: 500,
        are_all: false,
    }
}

fn plan(words: Words) -> plan::PlanPage {
    plan::PlanPage {
        card: head(words),
        plan: Some(plan::Plan {
            added: words.texts(&["weight"]),
            removed: words.texts(&["color"]),
            changed: words.texts(&["price", "categories"]),
            sources_changed: true,
            relations: words.texts(&["media"]),
            cards: 12_480,
            segments: words.texts(&["In stock", "Sale"]),
            destinations: words.texts(&["Web shop v2"]),
            related_from: words.texts(&["price"]),
            obstacles: words.texts(&["the filter of the segment Sale does not fit the new properties"]),
        }),
        progress: None,
        problem: Some(words.text("The segment Sale needs the property color.")),
    }
}

fn updating(words: Words) -> plan::PlanPage {
    plan::PlanPage {
        card: CardHead { status: CardStatus::Updating, ..head(words) },
        plan: None,
        progress: Some(plan::Progress { done: 8_200, of: Some(12_480) }),
        problem: None,
    }
}

fn archive(words: Words) -> confirm::Confirm {
    confirm::Confirm {
        crumbs: vec![(words.text("#"), words.text("Cards")), (words.text("#"), words.text("Product"))],
        title: words.text("Archive the card Product?"),
        text: words.text("Its cards go; the definition stays and can be restored."),
        effects: vec![
            (words.text("12,480 cards are removed."), None),
            (words.text("The segments In stock and Sale have no members any more."), Some(words.text("#"))),
            (words.text("Web shop v2 shows no products any more."), Some(words.text("#"))),
        ],
        obstacles: Vec::new(),
        action: words.text("#"),
        button: words.text("Archive the card"),
        cancel: words.text("#"),
        word: Some(words.text("product")),
        confirmation: words.wrong("prod", "This is not the id of the card."),
    }
}
