//! Documents with values of all kinds and with nested objects.

use std::collections::BTreeMap;

use octant_index::{Document, FieldValues, NestedObject};
use proptest::prelude::*;
use proptest::sample::select;

use crate::spec::{FIELDS, PARTS, TAGS, language};
use crate::values::{day, value};

pub(crate) fn document() -> impl Strategy<Value = Document> {
    (plain_document(), objects(&TAGS), objects(&PARTS)).prop_map(|(mut document, tags, parts)| {
        for (name, objects) in [("tags", tags), ("parts", parts)] {
            flat(name, &objects, &mut document.values);
            document.nested.insert(name.to_owned(), objects);
        }
        document
    })
}

pub(crate) fn plain_document() -> impl Strategy<Value = Document> {
    let all: Vec<_> = FIELDS.iter().map(|name| values(name)).collect();
    let keys = proptest::collection::vec(select(vec!["x", "y"]).prop_map(str::to_owned), 0..2);
    (0..20_u8, 0_i64..4, all, keys).prop_map(|(id, changed, values, keys)| Document {
        id: format!("{}{id}", if id % 3 == 0 { "K" } else { "k" }),
        changed_at: day(changed),
        values: FIELDS.iter().map(|name| (*name).to_owned()).zip(values).collect(),
        nested: BTreeMap::new(),
        keys: BTreeMap::from([("related".to_owned(), keys)]),
        shown: vec![format!("{{\"id\":{id}}}"), format!("{{\"id\":{id},\"sv\":true}}")],
    })
}

pub(crate) fn values(name: &'static str) -> BoxedStrategy<FieldValues> {
    let list = proptest::collection::vec(value(name), 0..3);
    if name == "name" {
        let both = (list.clone(), list);
        both.prop_map(|(en, sv)| {
            FieldValues::Localized(BTreeMap::from([(language("en"), en), (language("sv"), sv)]))
        })
        .boxed()
    } else {
        list.prop_map(FieldValues::Plain).boxed()
    }
}

/// Nested objects, each of which has an id.
pub(crate) fn objects(
    fields: &'static [(&'static str, &'static str)],
) -> impl Strategy<Value = Vec<NestedObject>> {
    let id = value("brand").prop_map(|id| FieldValues::Plain(vec![id])).boxed();
    let others = fields[1..].iter().map(|(_, alike)| values(alike));
    let all: Vec<_> = std::iter::once(id).chain(others).collect();
    let object = all.prop_map(|values| {
        NestedObject(fields.iter().map(|(name, _)| (*name).to_owned()).zip(values).collect())
    });
    proptest::collection::vec(object, 0..4)
}

/// The values of all objects, as a document's own fields hold them.
pub(crate) fn flat(list: &str, objects: &[NestedObject], all: &mut BTreeMap<String, FieldValues>) {
    for (name, values) in objects.iter().flat_map(|object| &object.0) {
        let name = format!("{list}.{name}");
        match (all.get_mut(&name), values) {
            (None, values) => {
                all.insert(name, values.clone());
            }
            (Some(FieldValues::Plain(own)), FieldValues::Plain(more)) => own.extend(more.iter().cloned()),
            (Some(FieldValues::Localized(own)), FieldValues::Localized(more)) => {
                more.iter().for_each(|(language, more)| {
                    own.entry(language.clone()).or_default().extend(more.iter().cloned());
                });
            }
            (Some(_), _) => panic!("{name} is localized in some objects only"),
        }
    }
}
