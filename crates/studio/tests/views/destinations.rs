//! The pages about destinations but the explorer.

use octant_studio::page::cards::plan::Progress;
use octant_studio::page::destinations::endpoint::{EndpointPage, EndpointProperty, EndpointRelation};
use octant_studio::page::destinations::endpoint_preview::EndpointPreview;
use octant_studio::page::destinations::head::{DestinationHead, VersionHead, VersionStatus};
use octant_studio::page::destinations::{
    applications, differences, endpoint, list, settings, version, versions,
};
use octant_studio::{Change, Section};

use super::{Page, Words, before, now};

pub(crate) fn pages(words: Words) -> Vec<Page> {
    let shell = words.shell(Section::Destinations);
    let draft = VersionHead { status: VersionStatus::Draft, ..version_head(words) };
    let building = VersionHead { status: VersionStatus::Publishing, ..version_head(words) };
    vec![
        ("destinations", list::render(&shell, &list(words))),
        ("destinations-empty", list::render(&shell, &list::Destinations::default())),
        ("destination-new", settings::render_new(&shell, &form(words, true))),
        ("destination", versions::render(&shell, &versions(words))),
        ("destination-settings", settings::render(&shell, &head(words), &form(words, false))),
        ("destination-differences", differences::render(&shell, &differences(words))),
        ("version", version::render(&shell, &version_page(words, version_head(words), None))),
        ("version-draft", version::render(&shell, &version_page(words, draft.clone(), None))),
        (
            "version-publishing",
            version::render(
                &shell,
                &version_page(words, building, Some(Progress { done: 4_100, of: Some(12_480) })),
            ),
        ),
        (
            "version-empty",
            version::render(
                &shell,
                &version::VersionPage { version: draft.clone(), ..version::VersionPage::default() },
            ),
        ),
        ("endpoint", endpoint::render(&shell, &endpoint_page(words, draft))),
        ("endpoint-frozen", endpoint::render(&shell, &endpoint_page(words, version_head(words)))),
        ("applications", applications::render(&shell, &applications(words))),
        (
            "applications-empty",
            applications::render(
                &shell,
                &applications::Applications {
                    version: version_head(words),
                    name: words.field(""),
                    ..applications::Applications::default()
                },
            ),
        ),
        ("application-secret", applications::render_secret(&shell, &secret(words))),
    ]
}

pub(crate) fn head(words: Words) -> DestinationHead {
    DestinationHead {
        identifier: words.text("webshop"),
        name: words.text("Web shop"),
        protected: true,
        languages: words.texts(&["en", "sv", "de"]),
        address: words.text("https://octant.example/local/webshop"),
    }
}

pub(crate) fn version_head(words: Words) -> VersionHead {
    VersionHead {
        destination: head(words),
        name: words.text("v2"),
        status: VersionStatus::Published,
        endpoints: 2,
        applications: 1,
        first_endpoint: Some(words.text("products")),
        build_problems: if words.hostile { vec![(words.text(""), words.text(""))] } else { Vec::new() },
    }
}

fn list(words: Words) -> list::Destinations {
    let row =
        |identifier: &str, name: &str, protected, versions: &[(&str, VersionStatus)]| list::DestinationRow {
            identifier: words.text(identifier),
            name: words.text(name),
            protected,
            languages: words.texts(&["en", "sv"]),
            versions: versions.iter().map(|(name, status)| (words.text(name), *status)).collect(),
        };
    list::Destinations {
        rows: vec![
            row("partners", "Partners", true, &[("v1", VersionStatus::Draft)]),
            row(
                "webshop",
                "Web shop",
                false,
                &[
                    ("v3", VersionStatus::Publishing),
                    ("v2", VersionStatus::Published),
                    ("v1", VersionStatus::Stopped),
                ],
            ),
        ],
        paging: words.paging(),
    }
}

fn form(words: Words, wrong: bool) -> settings::DestinationForm {
    settings::DestinationForm {
        identifier: words.field("webshop"),
        name: words.field("Web shop"),
        languages: if wrong {
            words.wrong("en\nswedish!", "“swedish!” is no language; sv is Swedish.")
        } else {
            words.field("en\nsv\nde")
        },
        fallbacks: words.field("de: en"),
        protected: true,
        origins: words.field("https://shop.example"),
    }
}

fn versions(words: Words) -> versions::Versions {
    let row = |name: &str, status, endpoints: &[&str], cards, published_at| versions::VersionRow {
        name: words.text(name),
        status,
        endpoints: words.texts(endpoints),
        cards,
        published_at,
        published_by: Some(words.text("ada@shop.example")),
    };
    versions::Versions {
        destination: head(words),
        rows: vec![
            row("v3", VersionStatus::Draft, &["products", "media"], None, None),
            row("v2", VersionStatus::Published, &["products", "media"], Some(25_632), Some(before(4_000))),
            row("v1", VersionStatus::Stopped, &["products"], None, Some(before(90_000))),
        ],
        may_draft: true,
        now: now(),
    }
}

fn differences(words: Words) -> differences::Differences {
    let change = |field: &str, before: Option<&str>, after: Option<&str>| Change {
        field: words.text(field),
        before: before.map(|text| words.text(text)),
        after: after.map(|text| words.text(text)),
    };
    differences::Differences {
        destination: head(words),
        from: words.choices(&[("v1", "v1"), ("v2", "v2"), ("v3", "v3")], "v1"),
        to: words.choices(&[("v1", "v1"), ("v2", "v2"), ("v3", "v3")], "v2"),
        changes: vec![
            change("media", None, Some("endpoint of the card media")),
            change("products.price.facet.size", Some("10"), Some("50")),
            change("products.color", Some("shown as color"), None),
        ],
    }
}

fn version_page(words: Words, version: VersionHead, progress: Option<Progress>) -> version::VersionPage {
    let row = |identifier: &str, card: &str, segments: &[&str], facets: &[&str], relations: &[&str]| {
        version::EndpointRow {
            identifier: words.text(identifier),
            card: words.text(card),
            segments: words.texts(segments),
            properties: 9,
            facets: words.texts(facets),
            relations: words.texts(relations),
        }
    };
    version::VersionPage {
        version,
        endpoints: vec![
            row("products", "product", &["In stock"], &["category", "price"], &["media"]),
            row("media", "media", &[], &[], &[]),
        ],
        progress,
        may_drop: true,
        problems: if words.hostile { words.texts(&[""]) } else { Vec::new() },
    }
}

fn endpoint_page(words: Words, version: VersionHead) -> EndpointPage {
    let property = |id: &str, name: &str, property_type, facet| EndpointProperty {
        id: words.text(id),
        name: words.text(name),
        property_type,
        show: id != "internal",
        shown_as: words.field(""),
        searchable: id == "name",
        facet,
        size: words.field("10"),
        hierarchy: words.field(""),
        labels: ["en", "sv"]
            .iter()
            .map(|language| (words.text(language), words.field(if facet { name } else { "" })))
            .collect(),
    };
    EndpointPage {
        version,
        stored: Some(words.text("products")),
        identifier: words.field("products"),
        cards: words.choices(&[("product", "Product"), ("media", "Media")], "product"),
        card_problem: words.hostile.then(|| words.text("")),
        segments: words.choices(&[("inStock", "In stock"), ("sale", "Sale")], "inStock"),
        properties: vec![
            property("name", "Name", "LocalizedText", false),
            property("category", "Category", "LocalizedList", true),
            EndpointProperty {
                size: words.wrong("lots", "Give a whole number from 1."),
                ..property("price", "Price", "Decimal", true)
            },
            property("internal", "Internal note", "Text", false),
        ],
        relations: vec![EndpointRelation {
            id: words.text("media"),
            name: words.text("Pictures"),
            show: true,
            shown_as: words.field("images"),
            properties: words.choices(&[("url", "Link"), ("alt", "Alternative text")], "url"),
        }],
        preview: EndpointPreview { json: Some(words.text(RESULT)), cards: 9_211, refused: None },
        problem: words.hostile.then(|| words.text("")),
    }
}

/// A result as JSON.
pub(crate) const RESULT: &str = r#"{
  "id": "CHAIR-4711",
  "name": "Lounge chair, oak",
  "category": ["Living room", "Chairs"],
  "price": 4495.0,
  "images": [
    { "id": "IMG-1", "url": "https://cdn.example/chair-4711/front.jpg" }
  ]
}"#;

fn applications(words: Words) -> applications::Applications {
    applications::Applications {
        version: version_head(words),
        rows: vec![applications::ApplicationRow {
            client_id: words.text("0f7a4c0e-6f5e-4d1a-9a55-0a1f6a0b8d11"),
            name: words.text("Shop front end"),
            created_at: before(9_000),
        }],
        name: words.field(""),
        now: now(),
    }
}

fn secret(words: Words) -> applications::ApplicationSecret {
    applications::ApplicationSecret {
        version: version_head(words),
        name: words.text("Shop front end"),
        client_id: words.text("0f7a4c0e-6f5e-4d1a-9a55-0a1f6a0b8d11"),
        secret: words.text("oas_kY0m3v1dZ8cN4qW7"),
        example: words.text("TOKEN=$(curl -s https://octant.example/destinations/webshop/token …)\ncurl https://octant.example/local/webshop/v2/products -H \"authorization: Bearer $TOKEN\""),
    }
}
