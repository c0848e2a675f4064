//! Every page with sample data, for the tests and for the gallery. The same views speak either plain words, or words that
//! try to break out of the page.
#![allow(
    clippy::too_many_lines,
    dead_code,
    reason = "lists of views, one after the other; not every user shows all"
)]

pub(crate) mod access;
pub(crate) mod builders;
pub(crate) mod cards;
pub(crate) mod destinations;
pub(crate) mod explorer;
pub(crate) mod import_file;
pub(crate) mod segments;

use octant_model::Timestamp;
use octant_studio::{Account, Choice, Field, Images, Notice, Paging, Section, Shell, Tone};

/// Breaks out of an element, of either kind of attribute, and of a link.
pub(crate) const HOSTILE: &str =
    r#""'><script>alert(1)</script><img src=x onerror=alert(2)>javascript:alert(3)"#;

/// A page or a part of one, with a name for it.
pub(crate) type Page = (&'static str, String);

/// How the views speak, and to whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Words {
    /// Whether every word tries to break out.
    pub(crate) hostile: bool,
    /// Whether the pages are shown to somebody who may only look.
    pub(crate) to_viewer: bool,
}

impl Words {
    /// Plain words, to an admin.
    pub(crate) const PLAIN: Self = Self { hostile: false, to_viewer: false };
    /// Hostile words, to an admin.
    pub(crate) const HOSTILE: Self = Self { hostile: true, to_viewer: false };
    /// Plain words, to somebody who may only look.
    pub(crate) const TO_VIEWER: Self = Self { hostile: false, to_viewer: true };

    /// That text, or one that tries to break out.
    pub(crate) fn text(self, text: &str) -> String {
        if self.hostile { HOSTILE.to_owned() } else { text.to_owned() }
    }

    /// Those texts.
    pub(crate) fn texts(self, texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| self.text(text)).collect()
    }

    /// A field with that text; a hostile one has a hostile problem, too.
    pub(crate) fn field(self, text: &str) -> Field {
        Field { value: self.text(text), problem: self.hostile.then(|| self.text("")) }
    }

    /// A field whose text is wrong.
    pub(crate) fn wrong(self, text: &str, problem: &str) -> Field {
        Field { value: self.text(text), problem: Some(self.text(problem)) }
    }

    /// Choices, each a value and a label; the one of that value is chosen.
    pub(crate) fn choices(self, choices: &[(&str, &str)], chosen: &str) -> Vec<Choice> {
        choices
            .iter()
            .map(|(value, label)| Choice::new(self.text(value), self.text(label)).chosen(*value == chosen))
            .collect()
    }

    /// A picture of the sample catalogue.
    pub(crate) fn picture(self, name: &str) -> Option<String> {
        Some(self.text(&format!("/media/{name}.svg")))
    }

    /// Where a list goes on.
    pub(crate) fn paging(self) -> Paging {
        Paging { first: Some(self.text("#first")), next: Some(self.text("#next")) }
    }

    /// What surrounds a page.
    pub(crate) fn shell(self, section: Section) -> Shell {
        Shell {
            tenant: self.text("local"),
            account: Account {
                email: self.text("maja@example.com"),
                role: if self.to_viewer { "viewer" } else { "admin" },
                may_edit: !self.to_viewer,
                is_admin: !self.to_viewer,
            },
            section,
            csrf: self.text("token"),
            notice: self.hostile.then(|| Notice { tone: Tone::Danger, text: self.text("") }),
            editing: octant_studio::Editing::default(),
            images: Images { all: true, ..Images::default() },
            path: String::new(),
        }
    }
}

/// The time at which all views are looked at.
pub(crate) fn now() -> Timestamp {
    "2024-05-10T12:00:00Z".parse().expect("a time")
}

/// So many minutes before that.
pub(crate) fn before(minutes: i64) -> Timestamp {
    now().plus_milliseconds(-minutes * 60_000)
}

/// Every page.
pub(crate) fn all(words: Words) -> Vec<Page> {
    [
        cards::pages(words),
        builders::pages(words),
        segments::pages(words),
        destinations::pages(words),
        explorer::pages(words),
        access::pages(words),
        import_file::pages(words),
    ]
    .concat()
}

/// Every part of a page that is asked for alone.
pub(crate) fn fragments(words: Words) -> Vec<Page> {
    [builders::fragments(words), segments::fragments(words), import_file::fragments(words)].concat()
}

/// Names of sample products with their pictures.
pub(crate) const PRODUCTS: [(&str, &str, &str); 6] = [
    ("CHAIR-4711", "Lounge chair, oak", "chair"),
    ("CHAIR-4712", "Dining chair with a woven seat, walnut", "chair"),
    ("LAMP-0100", "Reading lamp", "lamp"),
    ("TABLE-2200", "Table, extends to 2.8 m", "table"),
    ("LAMP-0101", "Pendant lamp, brass", "lamp"),
    ("SHELF-0007", "Shelf", ""),
];
