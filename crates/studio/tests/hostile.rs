//! Whatever a provider or a user typed comes out as text, on every page.

#![allow(clippy::too_many_lines, reason = "lists of views, one after the other")]

use octant_model::Timestamp;
use octant_studio::page::overview::SampleProgress;
use octant_studio::page::{
    account, entries, entry, import, imports, overview, properties, provider, providers, refusal,
};
use octant_studio::page::{sign_in, source, sources};
use octant_studio::{Account, Field, Images, Notice, Paging, Section, Shell, Tone};

mod views;

use views::{HOSTILE, Words};

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
        editing: octant_studio::Editing::default(),
        images: Images { all: true, ..Images::default() },
        path: String::new(),
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
        parts: 2,
        job: Some("job".to_owned()),
        reach: imports::Reach::Stored,
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
        volume: providers::Volume { imports: 12, failed: 1, created: 40, ..providers::Volume::default() },
    }
}

fn provider_form() -> providers::ProviderForm {
    providers::ProviderForm {
        name: field(),
        all_sources: false,
        may_grant_all: true,
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
                    effects: vec![(hostile(), None)],
                    obstacles: Vec::new(),
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
                    filter: hostile(),
                    filter_value: hostile(),
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
                    history: vec![entry::HistoryRow {
                        at: now,
                        actor: hostile(),
                        change: "changed it:",
                        version: 2,
                        properties: vec![hostile()],
                        import: Some(hostile()),
                    }],
                    history_is_whole: false,
                    may_change: true,
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
                    misfits: Some(hostile()),
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
                        path: "/studio/sources",
                        new: "/studio/new-source",
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
                    ..overview::Overview::default()
                },
            ),
        ),
        ("overview-empty", overview::render(shell, &empty_overview(SampleProgress::Failed(hostile())))),
        ("overview-loading", overview::render(shell, &empty_overview(SampleProgress::Loading))),
        (
            "account",
            account::render(
                shell,
                &account::AccountPage { current: field(), new: field(), pictures_of_all: true },
            ),
        ),
        ("refusal", refusal::render(Some(shell), HOSTILE, HOSTILE, HOSTILE)),
        (
            "sign-in",
            sign_in::render(&sign_in::SignIn {
                email: field(),
                problem: Some(hostile()),
                csrf: hostile(),
                next: hostile(),
                notice: shell.notice.clone(),
                carried: None,
            }),
        ),
        (
            "sign in on the way",
            sign_in::render(&sign_in::SignIn {
                carried: Some(sign_in::Carried {
                    action: hostile(),
                    fields: vec![(hostile(), hostile())],
                    back: hostile(),
                    file_is_lost: false,
                }),
                ..sign_in::SignIn::default()
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
    [data_pages(&shell), other_pages(&shell), views::all(Words::HOSTILE)].concat()
}

/// The start tags of that element, with their attributes.
fn tags<'a>(page: &'a str, element: &str) -> Vec<&'a str> {
    let open = format!("<{element}");
    let starts = page.match_indices(&open).map(|(start, _)| &page[start + open.len()..]);
    starts
        .filter(|rest| rest.starts_with([' ', '>']))
        .map(|rest| &rest[..rest.find('>').unwrap_or(0)])
        .collect()
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split('"').next()
}

#[test]
fn hostile_text_comes_out_as_text() {
    let fragments = views::fragments(Words::HOSTILE);
    for (name, page) in every_page().into_iter().chain(fragments) {
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
        for form in page.split("<form").skip(1).filter_map(|rest| rest.split("</form>").next()) {
            let changes = form.split('>').next().is_some_and(|tag| tag.contains("method=\"post\""));
            let has_token =
                ["csrf", "sign-in-csrf"].iter().any(|token| form.contains(&format!("name=\"{token}\"")));
            assert_eq!(changes, has_token, "{name}: {}", &form[..form.len().min(200)]);
        }
    }
}

#[test]
fn every_field_has_a_label() {
    for (name, page) in every_page() {
        for element in ["input", "select", "textarea"] {
            for tag in tags(&page, element) {
                let unseen = attribute(tag, "type") == Some("hidden");
                let by_id = attribute(tag, "id")
                    .is_some_and(|id| page.contains(&format!("<label for=\"{id}\"")))
                    || attribute(tag, "id").is_some_and(|id| labelled(&page, id));
                assert!(
                    unseen || by_id || attribute(tag, "aria-label").is_some(),
                    "{name}: <{element}{tag}>"
                );
            }
        }
    }
}

fn labelled(page: &str, id: &str) -> bool {
    tags(page, "label").iter().any(|label| attribute(label, "for") == Some(id))
}

#[test]
fn ids_stand_once_and_labels_lead_to_them() {
    for (name, page) in views::all(Words::PLAIN) {
        let mut ids: Vec<&str> =
            page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        ids.sort_unstable();
        let all = ids.len();
        ids.dedup();
        assert_eq!(ids.len(), all, "{name}: {ids:?}");
        for label in tags(&page, "label") {
            let id = attribute(label, "for").unwrap_or_default();
            assert!(ids.contains(&id), "{name}: a label for {id:?}");
        }
        for described in page.split(" aria-describedby=\"").skip(1).filter_map(|rest| rest.split('"').next())
        {
            assert!(ids.contains(&described), "{name}: described by {described:?}");
        }
    }
}

#[test]
fn headings_stand_in_order_below_one_title() {
    for (name, page) in every_page() {
        let levels: Vec<u32> = page
            .match_indices("<h")
            .filter_map(|(start, _)| page[start + 2..].chars().next()?.to_digit(10))
            .collect();
        assert_eq!(levels.first(), Some(&1), "{name}: {levels:?}");
        assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1, "{name}: {levels:?}");
        for pair in levels.windows(2) {
            assert!(pair[1] <= pair[0] + 1, "{name}: {levels:?}");
        }
    }
}

fn empty_overview(sample: SampleProgress) -> overview::Overview {
    overview::Overview { offers_sample: sample != SampleProgress::Loading, sample, ..Default::default() }
}

#[test]
fn the_sample_catalogue_is_offered_to_admins_of_an_empty_organization() {
    let offers = |page: String| page.contains("action=\"/studio/sample\"");
    let overview = |is_admin: bool, view: &overview::Overview| {
        let account = Account { is_admin, ..shell().account };
        offers(overview::render(&Shell { account, ..shell() }, view))
    };
    let empty = empty_overview(SampleProgress::Idle);
    assert!(overview(true, &empty));
    assert!(!overview(false, &empty));
    assert!(!overview(true, &overview::Overview::default()));
    assert!(!overview(true, &empty_overview(SampleProgress::Loading)));
    let polling = overview::render(&shell(), &empty_overview(SampleProgress::Loading));
    assert!(polling.contains("data-poll=\"/studio/sample\""));
    assert!(!overview::sample_fragment(&SampleProgress::Loading).contains("data-done"));
    for ended in [SampleProgress::Idle, SampleProgress::Failed(hostile())] {
        assert!(overview::sample_fragment(&ended).contains("data-done"));
    }
}

/// Pages that only those are sent to who may change something.
const FOR_EDITORS: [&str; 12] = [
    "card-new",
    "card-archive",
    "segment-new",
    "destination-new",
    "import-upload",
    "import-upload-refused",
    "import-mapping",
    "import-check",
    "user",
    "user-last-admin",
    "invitation",
    "welcome",
];

#[test]
fn who_may_only_look_gets_no_button_that_changes_anything() {
    let pages = views::all(Words::TO_VIEWER);
    assert!(FOR_EDITORS.iter().all(|name| pages.iter().any(|(known, _)| known == name)));
    for (name, page) in pages.iter().filter(|(name, _)| !FOR_EDITORS.contains(name)) {
        for form in page.split("<form").skip(1).filter_map(|rest| rest.split("</form>").next()) {
            let tag = form.split('>').next().unwrap_or_default();
            if !tag.contains("method=\"post\"") || tag.contains("/studio/sign-out") {
                continue;
            }
            // A definition is shown in its form, all of whose fields are disabled.
            assert!(form.contains("<fieldset class=\"bare\" disabled>"), "{name}: <form{tag}>");
            let outside = form.split("</fieldset>").last().unwrap_or_default();
            assert!(!outside.contains("<button"), "{name}: a button of <form{tag}>");
        }
        for ending in ["/delete\"", "/archive\"", "/stop\"", "/reset\"", "/remove\""] {
            assert!(!page.contains(ending), "{name}: a link to {ending}");
        }
    }
}

#[test]
fn passwords_are_never_written_back() {
    let shell = Shell { csrf: String::new(), notice: None, ..shell() };
    let view = account::AccountPage {
        current: Field::of("hunter2-hunter2"),
        new: Field::of("correct horse"),
        ..Default::default()
    };
    let page = account::render(&shell, &view);
    assert!(!page.contains("hunter2") && !page.contains("correct horse"));
}
