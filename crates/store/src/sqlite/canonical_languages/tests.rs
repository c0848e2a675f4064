use std::ops::ControlFlow;

use octant_model::{SourceId, TenantId};

use super::super::connection;
use super::super::migrate::{STEPS, migrate};
use crate::sqlite::{Options, SqliteStore};
use crate::store::Store;

/// Entries as version 4 stored them, by key.
///
/// - 1: `a`, `n` in `SV`, `n` in `sv-SE` by an older import and `n` in `sv_SE` by a newer one
/// - 2: `n` in `sv-SE` and in `sv_SE` by the same import
/// - 3: `n` in `en`
const ENTRIES: [(&str, &str); 3] = [
    (
        "1",
        "0100679803ee4b03020193a6c10000700080000000000000020193a6c000007000800000000000000104016100010178016e035356010179016e0673762d534501036f6c64016e0673765f534500036e6577",
    ),
    ("2", "0100af5ff6482901010193a6c000007000800000000000000102016e0673762d5345000161016e0673765f5345000162"),
    ("3", "01000dd094701b01010193a6c000007000800000000000000101016e03656e000163"),
];

/// The properties as version 4 counted them.
const PROPERTIES: [(&str, u64, &str); 2] =
    [("a", 1, "[[null,1]]"), ("n", 3, r#"[["SV",1],["en",1],["sv-SE",2],["sv_SE",2]]"#)];

fn bytes(hexadecimal: &str) -> Vec<u8> {
    let byte = |place| u8::from_str_radix(&hexadecimal[place..place + 2], 16).expect("hexadecimal");
    (0..hexadecimal.len()).step_by(2).map(byte).collect()
}

/// A store of version 4 with the entries in the source `s`, and the source `t` with a damaged entry.
fn store_of_version_4(folder: &std::path::Path) {
    let connection = connection::open_writing(&folder.join("octant.db"), 1 << 20).expect("it opens");
    migrate(&connection, folder, &STEPS[..4]).expect("made anew");
    connection
        .execute_batch(
            "INSERT INTO tenant (id, name, created_at) VALUES (1, 'local', 0);
             INSERT INTO source (id, tenant, name, title, type, status, entries, created_at, updated_at)
             VALUES (1, 1, 's', 'S', 'Generic', 'Active', 3, 0, 0), (2, 1, 't', 'T', 'Generic', 'Active', 1, 0, 0);
             INSERT INTO entry (tenant, source, key, sequence, record) VALUES (1, 2, '1', 0, x'00');
             INSERT INTO property (tenant, source, id, display_name, state, entries, languages)
             VALUES (1, 2, 'n', 'n', 'Active', 1, '[[\"DE\",1]]')",
        )
        .expect("rows");
    for (key, record) in ENTRIES {
        let row = (key, bytes(record));
        let sql = "INSERT INTO entry (tenant, source, key, sequence, record) VALUES (1, 1, ?1, 0, ?2)";
        connection.execute(sql, row).expect("an entry");
    }
    for property in PROPERTIES {
        let sql = "INSERT INTO property (tenant, source, id, display_name, state, entries, languages)
                   VALUES (1, 1, ?1, ?1, 'Active', ?2, ?3)";
        connection.execute(sql, property).expect("a property");
    }
}

#[test]
fn two_spellings_of_one_language_become_one_and_the_newest_value_stays() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    store_of_version_4(folder.path());
    let store = SqliteStore::open(folder.path(), &Options::default()).expect("it opens");
    let (tenant, source) = (TenantId::new("local").expect("valid"), SourceId::new("s").expect("valid"));
    let mut shown = Vec::new();
    store
        .scan_entries(&tenant, &source, None, "", &mut |key, _, entry| {
            let value = |value: &octant_model::Property<'_>| {
                format!("{}:{}={}", value.id, value.language.unwrap_or_default(), value.value)
            };
            let values: Vec<String> = entry.properties.iter().map(value).collect();
            shown.push(format!("{key} v{} {}", entry.version, values.join(" ")));
            ControlFlow::Continue(())
        })
        .expect("a scan");
    assert_eq!(shown, ["1 v3 a:=x n:sv=y n:sv-SE=new", "2 v1 n:sv-SE=a", "3 v1 n:en=c"]);
    let properties = store.properties(&tenant, &source).expect("a list");
    let language = |(language, count): &(Option<String>, u64)| (language.clone().unwrap_or_default(), *count);
    let counted: Vec<(String, u64)> = properties[1].languages.iter().map(language).collect();
    assert_eq!(counted, [("en".to_owned(), 1), ("sv".to_owned(), 1), ("sv-SE".to_owned(), 2)]);
    let findings = store.verify().expect("it is read");
    let about_s: Vec<&String> = findings.iter().filter(|finding| finding.contains("source s")).collect();
    assert!(about_s.is_empty(), "{findings:?}");
}
