//! Looking for entries by their texts, in any spelling.

use octant_model::{SourceId, TenantId};
use octant_source::entries::{self, Browse, Condition};
use octant_source::{ImportRequest, import};
use octant_store::sqlite::{Options, SqliteStore};
use octant_store::{Actor, NewSource, SourceType, Store};
use serde_json::json;

const ENTRIES: [(&str, &str, Option<&str>); 6] = [
    ("a", "Crème brûlée", None),
    ("b", "Cre\u{300}me", Some("en")),
    ("c", "Tisch\u{ad}lampe", Some("de")),
    ("d", "KIRMIZI KOLTUK", Some("tr")),
    ("e", "STRASSE", None),
    ("f", "化妆包", Some("zh")),
];

fn tenant() -> TenantId {
    TenantId::new("local").expect("valid")
}

fn source() -> SourceId {
    SourceId::new("products").expect("valid")
}

fn store(folder: &std::path::Path) -> SqliteStore {
    let store = SqliteStore::open(folder, &Options::default()).expect("it opens");
    store.create_tenant(&tenant()).expect("made");
    let new =
        NewSource { id: source(), name: "P".to_owned(), description: None, source_type: SourceType::Generic };
    store.create_source(&tenant(), new, &Actor::system()).expect("made");
    let entities = ENTRIES.map(|(key, value, language)| {
        json!({"key": key, "properties": [{"id": "name", "value": value, "language": language}]})
    });
    let request = ImportRequest {
        tenant: tenant(),
        source: source(),
        provider: None,
        actor: Actor("key:test".to_owned()),
        correlation: None,
        idempotency_key: None,
        partial: false,
    };
    import(&store, request, json!({"entities": entities}).to_string().into_bytes()).expect("accepted");
    store
}

fn keys(store: &SqliteStore, wanted: Browse) -> Vec<String> {
    let wanted = Browse { limit: 100, scan: usize::MAX, ..wanted };
    let page = entries::browse(store, &tenant(), &source(), &wanted).expect("a page");
    page.entries.into_iter().map(|entry| entry.key).collect()
}

#[test]
fn a_search_takes_no_notice_of_case_and_normal_form() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = store(folder.path());
    let found = |text: &str| keys(&store, Browse { search: Some(text.to_owned()), ..Browse::default() });
    for text in ["crème", "cre\u{300}me", "CRÈME"] {
        assert_eq!(found(text), ["a", "b"], "{text:?}");
    }
    assert_eq!(found("bru\u{302}le\u{301}e"), ["a"]);
    assert_eq!(found("tischlampe"), ["c"]);
    assert_eq!(found("Tisch\u{ad}LAMPE"), ["c"]);
    assert_eq!(found("kırmızı"), ["d"]);
    assert_eq!(found("straße"), ["e"]);
    assert_eq!(found("妆包"), ["f"]);
}

#[test]
fn a_condition_takes_no_notice_of_normal_form() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = store(folder.path());
    for value in ["Crème", "Cre\u{300}me"] {
        let condition = Condition { property: "name".to_owned(), value: Some(value.to_owned()) };
        assert_eq!(keys(&store, Browse { conditions: vec![condition], ..Browse::default() }), ["b"]);
    }
}
