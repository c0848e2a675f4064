//! Writes every page with sample data to a folder, to look at the design without a server:
//! `cargo run -p octant-studio --example gallery -- <folder>`.
#![allow(clippy::too_many_lines, clippy::print_stdout, reason = "lists of views, one after the other")]

#[path = "../tests/views/mod.rs"]
mod views;

use std::path::Path;

use octant_model::Timestamp;
use octant_studio::page::{
    account, entries, entry, import, imports, overview, properties, provider, providers,
};
use octant_studio::page::{sign_in, source, sources};
use octant_studio::{Account, Field, Images, Paging, Section, Shell, Tone, assets};

fn now() -> Timestamp {
    "2024-05-10T12:00:00Z".parse().expect("a time")
}

fn before(minutes: i64) -> Timestamp {
    now().plus_milliseconds(-minutes * 60_000)
}

fn text(text: &str) -> String {
    text.to_owned()
}

fn shell(section: Section) -> Shell {
    Shell {
        tenant: text("local"),
        account: Account { email: text("maja@example.com"), role: "admin", may_edit: true, is_admin: true },
        section,
        csrf: text("token"),
        notice: None,
        editing: octant_studio::Editing::default(),
        images: Images { all: true, ..Images::default() },
        path: String::new(),
    }
}

fn head() -> source::SourceHead {
    source::SourceHead {
        id: text("products"),
        name: text("Products"),
        description: text("The shop's catalogue, pushed by the ERP every night."),
        entries: 12_480,
        properties: 9,
        changed_at: Some(before(12)),
        purging: false,
        now: now(),
    }
}

fn import_rows() -> Vec<imports::ImportRow> {
    (0i64..8)
        .map(|index| imports::ImportRow {
            id: format!("01930000-0000-7000-8000-00000000000{index}"),
            parts: if index == 2 { 3 } else { 1 },
            job: Some("01930000-0000-7000-8000-0000000000bb".to_owned()),
            reach: imports::Reach::Published,
            source: text(if index % 3 == 0 { "prices" } else { "products" }),
            state: ["published", "applied", "published", "failed"][usize::try_from(index % 4).unwrap_or(0)],
            sent_by: text("ERP, nightly export"),
            accepted_at: before(index * 17),
            counts: imports::Counts {
                received: 1_000,
                created: if index == 7 { 1_000 } else { 0 },
                updated: 12,
                unchanged: 988,
                deleted: 0,
                rejected: 0,
            },
        })
        .collect()
}

fn provider_row() -> providers::ProviderRow {
    providers::ProviderRow {
        id: text("01930000-0000-7000-8000-0000000000aa"),
        name: text("ERP, nightly export"),
        sources: Some(vec![text("products"), text("prices")]),
        created_at: before(90_000),
        last_import: Some(before(12)),
        volume: providers::Volume {
            imports: 1_204,
            failed: 2,
            created: 12_480,
            updated: 3_021,
            unchanged: 1_190_312,
            deleted: 14,
        },
    }
}

fn provider_form() -> providers::ProviderForm {
    providers::ProviderForm {
        name: Field::of("ERP, nightly export"),
        all_sources: false,
        may_grant_all: true,
        problem: None,
        sources: vec![
            (text("products"), text("Products"), true),
            (text("prices"), text("Prices"), true),
            (text("media"), text("Media"), false),
        ],
    }
}

fn overview_page() -> String {
    let node = |name: &str, note: &str, path: &str| overview::Node {
        name: text(name),
        note: text(note),
        path: text(path),
    };
    let view = overview::Overview {
        entries: 38_112,
        sources: 3,
        providers: 2,
        now: now(),
        stages: stages([
            vec![
                node("Products", "12,480 entries", "#"),
                node("Prices", "12,480 entries", "#"),
                node("Pictures and documents of the photo studio", "13,152 entries, 3 min ago", "#"),
            ],
            vec![node("product", "12,480 cards", "#"), node("media", "13,152 cards", "#")],
            vec![node("In stock", "9,211 cards", "#")],
            vec![node("Web shop", "v2 published", "#"), node("Partners", "v1 draft", "#")],
        ]),
        edges: vec![
            ((0, 0), (1, 0)),
            ((0, 1), (1, 0)),
            ((0, 2), (1, 1)),
            ((1, 0), (2, 0)),
            ((2, 0), (3, 0)),
            ((2, 0), (3, 1)),
            ((1, 1), (3, 1)),
        ],
        hours: (0..24).map(|hour| ((hour * 7) % 23, u64::from(hour == 15) * 4)).collect(),
        attention: vec![
            overview::Attention {
                tone: Tone::Danger,
                text: text("4 imports of prices failed in the last 24 hours"),
                path: text("#"),
            },
            overview::Attention {
                tone: Tone::Warning,
                text: text("No card uses 3 properties of products"),
                path: text("#"),
            },
        ],
        latest: import_rows(),
        ..overview::Overview::default()
    };
    overview::render(&shell(Section::Overview), &view)
}

fn stages(nodes: [Vec<overview::Node>; 4]) -> Vec<overview::Stage> {
    let names = [
        ("Sources", "/studio/sources", "/studio/new-source"),
        ("Cards", "/studio/cards", "/studio/new-card"),
        ("Segments", "/studio/segments", "/studio/new-segment"),
        ("Destinations", "/studio/destinations", "/studio/new-destination"),
    ];
    let stages = names.into_iter().zip(nodes);
    stages.map(|((name, path, new), nodes)| overview::Stage { name: text(name), path, new, nodes }).collect()
}

fn empty_overview(sample: overview::SampleProgress) -> String {
    let offers_sample = sample != overview::SampleProgress::Loading;
    let stages = stages([const { Vec::new() }; 4]);
    let view =
        overview::Overview { offers_sample, sample, stages, now: now(), ..overview::Overview::default() };
    overview::render(&shell(Section::Overview), &view)
}

fn entry_page() -> String {
    let value = |shown: &str, minutes| {
        Some(entry::Value { text: text(shown), import: text("01930000"), at: before(minutes) })
    };
    let view = entry::EntryPage {
        history: vec![entry::HistoryRow {
            at: now(),
            actor: text("products"),
            change: "changed it:",
            version: 2,
            properties: vec![text("products")],
            import: Some(text("products")),
        }],
        history_is_whole: false,
        may_change: true,
        source: text("products"),
        source_name: text("Products"),
        key: text("CHAIR-4711"),
        version: 7,
        changed_at: before(12),
        import: text("01930000-0000-7000-8000-000000000001"),
        languages: vec![text("en"), text("sv")],
        now: now(),
        properties: vec![
            entry::PropertyRow {
                id: text("name"),
                name: text("Name"),
                plain: None,
                localized: vec![value("Lounge chair, oak", 40_000), value("Fåtölj, ek", 12)],
            },
            entry::PropertyRow {
                id: text("description"),
                name: text("Description"),
                plain: None,
                localized: vec![
                    value(
                        "A low chair with a wide seat. The frame is solid oak, oiled by hand; the cover comes off and can be washed at 40 °C.",
                        40_000,
                    ),
                    None,
                ],
            },
            entry::PropertyRow {
                id: text("price"),
                name: text("Price"),
                plain: value("4495.00", 12),
                localized: vec![None, None],
            },
        ],
    };
    entry::render(&shell(Section::Sources), &view)
}

fn pages() -> Vec<(&'static str, String)> {
    let data = shell(Section::Sources);
    let source_row = |id: &str, name: &str, description: &str, entries, minutes| sources::SourceRow {
        id: text(id),
        name: text(name),
        description: text(description),
        entries,
        changed_at: Some(before(minutes)),
        purging: false,
    };
    let column = |id: &str, name: &str, shown| entries::Column { id: text(id), name: text(name), shown };
    let property = |id: &str, name: &str, kind, languages: &[&str], entries| properties::PropertyRow {
        id: text(id),
        name: text(name),
        property_type: kind,
        languages: languages.iter().map(|language| text(language)).collect(),
        entries,
        first_seen: Some(before(90_000)),
        last_seen: Some(before(12)),
        deleting: false,
    };
    vec![
        ("overview", overview_page()),
        ("overview-empty", empty_overview(overview::SampleProgress::Idle)),
        ("overview-loading", empty_overview(overview::SampleProgress::Loading)),
        ("overview-failed", empty_overview(overview::SampleProgress::Failed(text("the disk is full")))),
        (
            "sources",
            sources::render(
                &data,
                &sources::Sources {
                    search: String::new(),
                    paging: Paging::default(),
                    now: now(),
                    rows: vec![
                        source_row("media", "Media", "", 13_152, 2_900),
                        source_row("prices", "Prices", "One entry per product and market.", 12_480, 47),
                        source_row(
                            "products",
                            "Products",
                            "The shop's catalogue, pushed by the ERP every night.",
                            12_480,
                            12,
                        ),
                    ],
                },
            ),
        ),
        (
            "sources-empty",
            sources::render(&data, &sources::Sources { now: now(), ..sources::Sources::default() }),
        ),
        (
            "source-new",
            sources::render_new(
                &data,
                &sources::NewSource {
                    id: Field {
                        value: text("våra produkter"),
                        problem: Some(text("Use only letters a–z, digits, - and _, such as vara-produkter.")),
                    },
                    name: Field::of("Våra produkter"),
                    ..sources::NewSource::default()
                },
            ),
        ),
        (
            "entries",
            entries::render(
                &data,
                &entries::Entries {
                    source: head(),
                    search: String::new(),
                    filter: String::new(),
                    filter_value: String::new(),
                    search_goes_on: false,
                    columns: vec![
                        column("name", "Name", true),
                        column("price", "Price", true),
                        column("stock", "Stock", true),
                        column("description", "Description", false),
                    ],
                    rows: (0..14)
                        .map(|index| entries::EntryRow {
                            key: format!("CHAIR-47{index:02}"),
                            values: vec![text("Lounge chair, oak"), text("4495.00"), (index * 3).to_string()],
                            changed_at: before(index),
                        })
                        .collect(),
                    paging: Paging { first: None, next: Some(text("#")) },
                },
            ),
        ),
        ("entry", entry_page()),
        (
            "properties",
            properties::render(
                &data,
                &properties::Properties {
                    source: head(),
                    rows: vec![
                        property(
                            "description",
                            "Description",
                            Some("LocalizedText"),
                            &["en", "sv", "de"],
                            8_412,
                        ),
                        property("name", "Name", Some("LocalizedText"), &["en", "sv"], 12_480),
                        property("price", "Price", None, &[], 12_480),
                        property("weight", "Weight", Some("Decimal"), &[], 96),
                    ],
                },
            ),
        ),
        (
            "property",
            properties::render_form(
                &data,
                &properties::PropertyForm {
                    source: text("products"),
                    source_name: text("Products"),
                    id: text("price"),
                    name: Field::of("Price"),
                    description: Field::default(),
                    property_type: Field::of("Decimal"),
                    delimiter: Field::default(),
                    samples: vec![text("4495.00"), text("129.90"), text("on request")],
                    misfits: None,
                },
            ),
        ),
        (
            "settings",
            source::render_settings(
                &data,
                &source::Settings {
                    source: head(),
                    name: Field::of("Products"),
                    description: Field::of("The shop's catalogue."),
                    confirmation: Field::default(),
                    effects: vec![(text("The card Product"), None)],
                    obstacles: Vec::new(),
                },
            ),
        ),
        (
            "imports",
            imports::render(
                &shell(Section::Imports),
                &imports::Imports {
                    source: None,
                    sources: vec![(text("products"), text("Products"))],
                    rows: import_rows(),
                    now: now(),
                    ..imports::Imports::default()
                },
            ),
        ),
        (
            "import-failed",
            import::render(
                &shell(Section::Imports),
                &import::ImportPage {
                    row: import_rows().swap_remove(3),
                    correlation: Some(text("8c8d1d9e-5a2f-4e6e-9a5c-0d1f0c1d2e3f")),
                    applied_at: None,
                    published_at: None,
                    sequence: 0,
                    now: now(),
                    problems: vec![import::Problem {
                        index: Some(17),
                        key: Some(text("CHAIR 4711")),
                        code: text("entity.key.characters"),
                        message: text(
                            "Entity keys contain restricted characters. Allowed are a-z A-Z 0-9 _ and -.",
                        ),
                    }],
                },
            ),
        ),
        (
            "providers",
            providers::render(
                &shell(Section::Providers),
                &providers::Providers { rows: vec![provider_row()], paging: Paging::default(), now: now() },
            ),
        ),
        ("provider-new", providers::render_new(&shell(Section::Providers), &provider_form())),
        (
            "provider",
            provider::render(
                &shell(Section::Providers),
                &provider::ProviderPage { row: provider_row(), form: provider_form(), now: now() },
            ),
        ),
        (
            "provider-secret",
            provider::render_secret(
                &shell(Section::Providers),
                &provider::NewSecret {
                    id: provider_row().id,
                    name: provider_row().name,
                    secret: text("ops_kY0m3v1dZ8cN4qW7"),
                    address: text("http://127.0.0.1:8080"),
                    source: text("products"),
                },
            ),
        ),
        ("account", account::render(&data, &account::AccountPage::default())),
        (
            "sign-in",
            sign_in::render(&sign_in::SignIn {
                problem: Some(text("The email or the password is wrong.")),
                ..sign_in::SignIn::default()
            }),
        ),
        ("first-admin", sign_in::render_first(&sign_in::FirstAdmin::default())),
    ]
}

/// Simple drawings in the place of the pictures that the sample data links to.
const PICTURES: [(&str, &str); 3] = [
    ("chair", "M60 40h80v70H60zM50 110h100v18H50zM58 128v44M142 128v44"),
    ("lamp", "M70 40h60l20 50H50zM100 90v70M70 165h60"),
    ("table", "M30 80h140v14H30zM44 94v70M156 94v70"),
];

/// Without a server the assets and the pictures lie beside the pages.
fn beside(page: &str) -> String {
    page.replace("/studio/assets/", "").replace("\"/media/", "\"")
}

fn main() -> std::io::Result<()> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| "target/gallery".to_owned());
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder)?;
    for name in assets::names() {
        let asset = assets::find(name).expect("a name that was just given");
        std::fs::write(folder.join(name), asset.content)?;
    }
    for (name, path) in PICTURES {
        let picture = format!(
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 200 200'><rect width='200' height='200' fill='#e9e3d8'/><path d='{path}' fill='#b98b5a' stroke='#6b4a2b' stroke-width='6' stroke-linejoin='round'/></svg>"
        );
        std::fs::write(folder.join(format!("{name}.svg")), picture)?;
    }
    for (name, page) in pages().into_iter().chain(views::all(views::Words::PLAIN)) {
        std::fs::write(folder.join(format!("{name}.html")), beside(&page))?;
        println!("{}", folder.join(format!("{name}.html")).display());
    }
    Ok(())
}
