//! Where the fields of a specification lie in the files.

use tantivy::schema::{
    BytesOptions, Field as Column, IndexRecordOption, NumericOptions, STORED, Schema, SchemaBuilder,
    TextFieldIndexing, TextOptions,
};

use crate::collation::Collation;
use crate::language;
use crate::spec::{Field, Kind, Spec};

/// The tokenizer that takes a text as one word.
const RAW: &str = "raw";

/// The columns of one field in one language, or of a field without languages.
#[derive(Debug)]
pub(crate) struct Columns {
    /// What its values are found by: terms for texts; numbers are also sorted by it.
    pub(crate) values: Column,
    /// Where the first text's key lies by which texts are sorted: with the language's place, as a text without
    /// language is sorted in the order of each.
    pub(crate) orders: Vec<(usize, Column)>,
    /// Its values as facet keys.
    pub(crate) facet: Option<Column>,
    /// Its words as they are written.
    pub(crate) words: Option<Column>,
    /// Its words' stems, where it has a language.
    pub(crate) stems: Option<Column>,
}

impl Columns {
    /// Where the keys of that language's order lie.
    pub(crate) fn order(&self, language: usize) -> Option<Column> {
        self.orders.iter().find(|(place, _)| *place == language).map(|(_, column)| *column)
    }
}

/// The place of everything.
pub(crate) struct Layout {
    pub(crate) spec: Spec,
    pub(crate) schema: Schema,
    /// The document's id.
    pub(crate) id: Column,
    /// The id in lower case, where it is written otherwise.
    pub(crate) id_any_case: Column,
    /// When it changed, in milliseconds.
    pub(crate) changed: Column,
    /// The names of the fields that have a value, as [`Layout::mark`] writes them.
    pub(crate) present: Column,
    /// The first values, as JSON, in the order of fields and languages.
    pub(crate) first: Column,
    /// The lookup keys, in the specification's order.
    pub(crate) keys: Vec<Column>,
    /// The finished JSON of each language.
    pub(crate) shown: Vec<Column>,
    /// By field: one for a field without languages, one for each language otherwise.
    pub(crate) fields: Vec<Vec<Columns>>,
    /// The languages' orders.
    pub(crate) collations: Vec<Collation>,
}

impl Layout {
    /// Lays out a specification; the same one always in the same way.
    pub(crate) fn of(spec: &Spec) -> Self {
        let mut builder = Schema::builder();
        let raw = raw();
        let id = builder.add_text_field("id", raw.clone().set_fast(RAW));
        let id_any_case = builder.add_text_field("id_any_case", raw.clone());
        let changed = builder.add_i64_field("changed", number());
        let present = builder.add_text_field("present", raw.clone());
        let first = builder.add_text_field("first", STORED);
        let keys = (0..spec.keys.len())
            .map(|place| builder.add_text_field(&format!("key{place}"), raw.clone()))
            .collect();
        let shown = (0..spec.languages.len())
            .map(|place| builder.add_text_field(&format!("shown{place}"), STORED))
            .collect();
        let fields = spec
            .fields
            .iter()
            .enumerate()
            .map(|(place, field)| {
                let count = if field.localized { spec.languages.len() } else { 1 };
                (0..count)
                    .map(|language| columns(&mut builder, field, place, language, spec.languages.len()))
                    .collect()
            })
            .collect();
        let collations = spec.languages.iter().map(Collation::of).collect();
        let (spec, schema) = (spec.clone(), builder.build());
        Self { spec, schema, id, id_any_case, changed, present, first, keys, shown, fields, collations }
    }

    /// The tokenizers that the columns name.
    pub(crate) fn register(&self, index: &tantivy::Index) {
        let tokenizers = index.tokenizers();
        tokenizers.register("words", language::words());
        for (place, language) in self.spec.languages.iter().enumerate() {
            tokenizers.register(&format!("stems{place}"), language::stems(language));
        }
    }

    /// The place of a field.
    pub(crate) fn place(&self, name: &str) -> Option<usize> {
        self.spec.fields.iter().position(|field| field.name == name)
    }

    /// A field's columns as a query in that language sees them.
    pub(crate) fn columns(&self, place: usize, language: usize) -> &Columns {
        let of_field = &self.fields[place];
        if self.spec.fields[place].localized { &of_field[language] } else { &of_field[0] }
    }

    /// What stands in `present` for a field that has a value in that language.
    pub(crate) fn mark(&self, place: usize, language: usize) -> String {
        let language = if self.spec.fields[place].localized { language } else { 0 };
        format!("{place}_{language}")
    }
}

fn columns(
    builder: &mut SchemaBuilder,
    field: &Field,
    place: usize,
    language: usize,
    languages: usize,
) -> Columns {
    let name = |kind: &str| format!("{kind}{place}_{language}");
    let values = match field.kind {
        Kind::Text => builder.add_text_field(&name("values"), raw()),
        Kind::Integer | Kind::Timestamp => builder.add_i64_field(&name("values"), number()),
        Kind::Decimal => builder.add_f64_field(&name("values"), number()),
        Kind::Boolean => builder.add_u64_field(&name("values"), number()),
    };
    let sorted_in = match (field.kind, field.localized) {
        (Kind::Text, true) => language..language + 1,
        (Kind::Text, false) => 0..languages,
        _ => 0..0,
    };
    let orders = sorted_in
        .map(|order| {
            let options = BytesOptions::default().set_fast();
            (order, builder.add_bytes_field(&format!("order{place}_{order}"), options))
        })
        .collect();
    let facet =
        field.facet.then(|| builder.add_text_field(&name("facet"), TextOptions::default().set_fast(RAW)));
    let words = field.searchable.then(|| builder.add_text_field(&name("words"), searched("words")));
    let stems = (field.searchable && field.localized)
        .then(|| builder.add_text_field(&name("stems"), searched(&format!("stems{language}"))));
    Columns { values, orders, facet, words, stems }
}

fn searched(tokenizer: &str) -> TextOptions {
    let indexing =
        TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(IndexRecordOption::WithFreqs);
    TextOptions::default().set_indexing_options(indexing)
}

fn raw() -> TextOptions {
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(RAW)
        .set_fieldnorms(false)
        .set_index_option(IndexRecordOption::Basic);
    TextOptions::default().set_indexing_options(indexing)
}

fn number() -> NumericOptions {
    NumericOptions::default().set_indexed().set_fast()
}
