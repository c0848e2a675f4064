//! Ranges of texts: all values lie in one column, and none of another field is taken for one of the field asked for.

use std::collections::BTreeMap;

use octant_index::{
    Batch, Condition, Document, Field, FieldValues, FilterGroup, Index, Kind, Options, Query, Range, Spec,
    Test, Value, naive,
};
use octant_model::{Language, Timestamp};

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn spec() -> Spec {
    let field = |place: usize| Field {
        name: format!("f{place}"),
        kind: Kind::Text,
        localized: false,
        facet: false,
        sortable: true,
        searchable: false,
        hierarchy: None,
    };
    // So many that the place of one is the beginning of another's.
    let fields = (0..12).map(field).collect();
    Spec {
        languages: vec![Language::new("en").expect("a language")],
        fields,
        nested: Vec::new(),
        keys: Vec::new(),
    }
}

/// Each document has a value in one field only.
fn documents() -> Vec<Document> {
    let values = ["", "\u{0}", "\u{1}", "a", "m", "z", "\u{10ffff}"];
    let all =
        (0..12).flat_map(|place| values.iter().enumerate().map(move |(nth, value)| (place, nth, *value)));
    all.map(|(place, nth, value)| Document {
        id: format!("{place:02}-{nth}"),
        changed_at: Timestamp::from_milliseconds(0),
        values: BTreeMap::from([(format!("f{place}"), FieldValues::Plain(vec![text(value)]))]),
        nested: BTreeMap::new(),
        keys: BTreeMap::new(),
        shown: vec!["{}".to_owned()],
    })
    .collect()
}

#[test]
fn a_range_of_texts_stays_within_its_field() {
    let folder = tempfile::tempdir().expect("a folder");
    let options = Options { writer_memory: 16 << 20, ..Options::default() };
    let index = Index::create(folder.path(), &spec(), &options).expect("an index");
    index.write(&Batch { put: documents(), position: Some(1), ..Batch::default() }).expect("written");
    let ends = [
        None,
        Some(("", true)),
        Some(("a", false)),
        Some(("a", true)),
        Some(("z", false)),
        Some(("z", true)),
    ];
    let end = |end: Option<(&str, bool)>| end.map(|(value, inclusive)| (text(value), inclusive));
    for field in ["f0", "f1", "f10", "f11"] {
        for lower in ends {
            for upper in ends {
                let any_of = vec![Test::Within(Range { lower: end(lower), upper: end(upper) })];
                let condition = Condition { field: field.to_owned(), any_of };
                let query = Query {
                    filter: vec![FilterGroup { must: vec![condition], must_not: Vec::new() }],
                    top: 100,
                    total: true,
                    ..Query::all(spec().languages[0].clone())
                };
                let expected = naive::search(&spec(), &documents(), &query);
                assert_eq!(index.search(&query).expect("an answer"), expected, "{field} {lower:?} {upper:?}");
            }
        }
    }
}
