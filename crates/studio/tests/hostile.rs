//! Whatever a provider or a user typed comes out as text, on every page.

#![allow(clippy::too_many_lines, reason = "lists of views, one after the other")]

use octant_model::Timestamp;
use octant_studio::page::{
    account, entries, entry, import, imports, overview, properties, provider, providers, refusal,
};
use octant_studio::page::{sign_in, source, sources};
use octant_studio::{Account, Field, Notice, Paging, Section, Shell, Tone};

/// Breaks out of an element, of either kind of attribute, and of a link.
const HOSTILE: &str = r#""'><script>alert(1)</script><img src=x onerror=alert(2)>javascript:alert(3)"#;

fn hostile() -> String {
    HOSTILE.to_owned()
}

fn field() -> Field {
    Field { value: hostile(), problem: Some(hostile()) }
}

fn shell() -> Shell {
    Shell {
        tenant: hostile(),
        account: Account { email: hostile(), role: "admin", may_edit: true, is_admin: true },
        section: Section::Sources,
        csrf: hostile(),
        notice: Some(Notice { tone: Tone::Danger, text: hostile() }),
    }
}

fn head() -> source::SourceHead {
    source::SourceHead {
        id: hostile(),
        name: hostile(),
        description: hostile(),
        entries: 3,
        properties: 2,
        changed_at: Some(Timestamp::default()),
        purging: false,
        now: Timestamp::default(),
    }
}

fn import_row() -> imports::ImportRow {
    imports::ImportRow {
        id: hostile(),
        source: hostile(),
        state: "failed",
        sent_by: hostile(),
        accepted_at: Timestamp::default(),
        counts: imports::Counts { rejected: 1, ..imports::Counts::default() },
    }
}

fn provider_row() -> providers::ProviderRow {
    providers::ProviderRow {
        id: hostile(),
        name: hostile(),
        sources: Some(vec![hostile()]),
        created_at: Timestamp::default(),
        last_import: None,
    }
}

fn provider_form() -> providers::ProviderForm {
    providers::ProviderForm {
        name: field(),
        all_sources: false,
        sources: vec![(hostile(), hostile(), true)],
        problem: Some(hostile()),
    }
}

fn paging() -> Paging {
    Paging { first: Some(hostile()), next: Some(hostile()) }
}

fn data_pages(shell: &Shell) -> Vec<(&'static str, String)> {
    let now = Timestamp::default();
    let value = entry::Value { text: hostile(), import: hostile(), at: now };
    let entry_property = entry::PropertyRow {
        id: hostile(),
        name: hostile(),
        plain: Some(value.clone()),
        localized: vec![Some(value), None],
    };
    let property_row = properties::PropertyRow {
        id: hostile(),
        name: hostile(),
        property_type: None,
        languages: vec![hostile()],
        entries: 1,
        first_seen: None,
        last_seen: None,
        deleting: true,
    };
    vec![
        (
            "sources",
            sources::render(
                shell,
                &sources::Sources {
                    search: hostile(),
                    paging: paging(),
                    now,
                    rows: vec![sources::SourceRow {
                        id: hostile(),
                        name: hostile(),
                        description: hostile(),
                        entries: 1,
                        changed_at: None,
                        purging: true,
                    }],
                },
            ),
        ),
        (
            "new source",
            sources::render_new(
                shell,
                &sources::NewSource {
                    id: field(),
                    name: field(),
                    description: field(),
                    source_type: field(),
                },
            ),
        ),
        (
            "settings",
            source::render_settings(
                shell,
                &source::Settings {
                    source: head(),
                    name: field(),
                    description: field(),
                    confirmation: field(),
                    used_by: vec![hostile()],
                },
            ),
        ),
        (
            "entries",
            entries::render(
                shell,
                &entries::Entries {
                    source: head(),
                    search: hostile(),
                    paging: paging(),
                    search_goes_on: true,
                    columns: vec![entries::Column { id: hostile(), name: hostile(), shown: true }],
                    rows: vec![entries::EntryRow {
                        key: hostile(),
                        values: vec![hostile()],
                        changed_at: now,
                    }],
                },
            ),
        ),
        (
            "entry",
            entry::render(
                shell,
                &entry::EntryPage {
                    source: hostile(),
                    source_name: hostile(),
                    key: hostile(),
                    version: 1,
                    changed_at: now,
                    import: hostile(),
                    languages: vec![hostile(), hostile()],
                    properties: vec![entry_property],
                    now,
                },
            ),
        ),
        (
            "properties",
            properties::render(shell, &properties::Properties { source: head(), rows: vec![property_row] }),
        ),
        (
            "property",
            properties::render_form(
                shell,
                &properties::PropertyForm {
                    source: hostile(),
                    source_name: hostile(),
                    id: hostile(),
                    name: field(),
                    description: field(),
                    property_type: field(),
                    delimiter: field(),
                    samples: vec![hostile()],
                },
            ),
        ),
    ]
}

fn other_pages(shell: &Shell) -> Vec<(&'static str, String)> {
    let now = Timestamp::default();
    vec![
        (
            "imports",
            imports::render(
                shell,
                &imports::Imports {
                    source: None,
                    sources: vec![(hostile(), hostile())],
                    chosen_source: hostile(),
                    chosen_state: hostile(),
                    rows: vec![import_row()],
                    paging: paging(),
                    now,
                },
            ),
        ),
        (
            "import",
            import::render(
                shell,
                &import::ImportPage {
                    row: import_row(),
                    correlation: Some(hostile()),
                    applied_at: None,
                    published_at: None,
                    sequence: 1,
                    now,
                    problems: vec![import::Problem {
                        index: Some(1),
                        key: Some(hostile()),
                        code: hostile(),
                        message: hostile(),
                    }],
                },
            ),
        ),
        (
            "providers",
            providers::render(
                shell,
                &providers::Providers { rows: vec![provider_row()], paging: paging(), now },
            ),
        ),
        ("new provider", providers::render_new(shell, &provider_form())),
        (
            "provider",
            provider::render(
                shell,
                &provider::ProviderPage { row: provider_row(), form: provider_form(), now },
            ),
        ),
        (
            "secret",
            provider::render_secret(
                shell,
                &provider::NewSecret {
                    id: hostile(),
                    name: hostile(),
                    secret: hostile(),
                    address: hostile(),
                    source: hostile(),
                },
            ),
        ),
        (
            "overview",
            overview::render(
                shell,
                &overview::Overview {
                    entries: 1,
                    sources: 1,
                    providers: 0,
                    stages: vec![overview::Stage {
                        name: hostile(),
                        nodes: vec![overview::Node { name: hostile(), note: hostile(), path: hostile() }],
                    }],
                    edges: vec![((0, 0), (0, 0))],
                    hours: vec![(3, 1)],
                    attention: vec![overview::Attention {
                        tone: Tone::Warning,
                        text: hostile(),
                        path: hostile(),
                    }],
                    latest: vec![import_row()],
                    now,
                },
            ),
        ),
        ("account", account::render(shell, &account::AccountPage { current: field(), new: field() })),
        ("refusal", refusal::render(Some(shell), HOSTILE, HOSTILE, HOSTILE)),
        (
            "sign-in",
            sign_in::render(&sign_in::SignIn {
                email: field(),
                problem: Some(hostile()),
                csrf: hostile(),
                next: hostile(),
            }),
        ),
        (
            "first admin",
            sign_in::render_first(&sign_in::FirstAdmin {
                email: field(),
                password: field(),
                token: hostile(),
                csrf: hostile(),
            }),
        ),
    ]
}

fn every_page() -> Vec<(&'static str, String)> {
    let shell = shell();
    data_pages(&shell).into_iter().chain(other_pages(&shell)).collect()
}

#[test]
fn hostile_text_comes_out_as_text() {
    for (name, page) in every_page() {
        assert!(!page.contains("<script>"), "{name}: a script");
        assert!(!page.contains("<img"), "{name}: an element");
        assert!(!page.contains("\"'>"), "{name}: a way out of an attribute");
        assert!(!page.contains("href=\"javascript:"), "{name}: a link that is a script");
        assert!(page.contains("&lt;script&gt;"), "{name}: the text itself is shown");
    }
}

#[test]
fn pages_hold_no_inline_script_style_or_handler() {
    for (name, page) in every_page() {
        assert!(!page.contains(" style="), "{name}");
        assert!(!page.contains("<style"), "{name}");
        let scripts = page.matches("<script").count();
        assert_eq!(scripts, 1, "{name}: only the Studio's own file");
    }
}

#[test]
fn every_form_that_changes_something_carries_the_token() {
    for (name, page) in every_page() {
        let forms = page.matches("method=\"post\"").count();
        let tokens = page.matches("name=\"csrf\"").count();
        assert_eq!(forms, tokens, "{name}");
    }
}

#[test]
fn passwords_are_never_written_back() {
    let shell = Shell { csrf: String::new(), notice: None, ..shell() };
    let view =
        account::AccountPage { current: Field::of("hunter2-hunter2"), new: Field::of("correct horse") };
    let page = account::render(&shell, &view);
    assert!(!page.contains("hunter2") && !page.contains("correct horse"));
}
