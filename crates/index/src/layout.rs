//! Where the fields of a specification lie in the files.

use std::sync::Arc;

use tantivy::columnar::Column as Values;
use tantivy::schema::{
    BytesOptions, Field as Column, IndexRecordOption, NumericOptions, STORED, Schema, SchemaBuilder,
    TextFieldIndexing, TextOptions,
};
use tantivy::{SegmentReader, TantivyDocument, Term};

use crate::collation::Collation;
use crate::language;
use crate::search::Exceptions;
use crate::spec::{Field, Kind, Spec};
use crate::term::Mark;
use crate::words::Reference;

/// The tokenizer that takes a text as one word.
const RAW: &str = "raw";

/// The name of the column of nested objects.
pub(crate) const NESTED: &str = "nested";

/// The columns of one field in one language, or of a field without languages.
#[derive(Debug)]
pub(crate) struct Columns {
    /// Where its numbers lie by which they are sorted and lie in ranges.
    pub(crate) numbers: Option<Column>,
    /// What the least and the greatest number are beside what lies there ([`crate::beside`]), where one of them is anything.
    pub(crate) beside: Option<Column>,
    /// Where the keys of the least and the greatest text lie by which texts are sorted: with the language's place, as a text without
    /// language is sorted in the order of each.
    pub(crate) orders: Vec<(usize, Column)>,
    /// Its values as facet keys.
    pub(crate) facet: Option<Column>,
    /// Its words as they are written, and their stems where it has a language: a column of [`Texts`].
    pub(crate) words: Option<Column>,
}

/// Where the words of texts lie, and what documents say of them.
pub(crate) struct Texts {
    /// The columns of the part that words lie in.
    pub(crate) schema: Schema,
    /// Its column of the number that a document refers to its words by.
    pub(crate) own: Column,
    /// A document's column of that number.
    number: Column,
    /// A document's column of the digest of its texts.
    digest: Column,
}

/// The names of the columns of numbers and digests.
const NUMBER: &str = "words";
const DIGEST: &str = "texts";

impl Texts {
    /// The numbers of a segment's words, or those by which its documents refer to them.
    pub(crate) fn numbers(segment: &SegmentReader) -> tantivy::Result<Values<u64>> {
        segment.fast_fields().u64(NUMBER)
    }

    /// The digests of the texts of a segment's documents.
    pub(crate) fn digests(segment: &SegmentReader) -> tantivy::Result<Values<u64>> {
        segment.fast_fields().u64(DIGEST)
    }

    /// Writes what a document says of its words.
    pub(crate) fn refer(&self, stored: &mut TantivyDocument, reference: Reference) {
        stored.add_u64(self.number, reference.number);
        stored.add_u64(self.digest, reference.digest);
    }
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
    /// Everything else that is found as a whole, as [`Mark`](crate::term::Mark) writes it. One column holds all of it:
    /// each one more costs as much in a small change as hundreds of documents do.
    pub(crate) marks: Column,
    /// When it changed, in milliseconds.
    pub(crate) changed: Column,
    /// The values that it is sorted by, as JSON: by field, then by language; for a field without languages a single one
    /// but where it has several texts, which have other ends in each language.
    pub(crate) sorted: Column,
    /// The finished JSON of each language.
    pub(crate) shown: Vec<Column>,
    /// By field: one for a field without languages, one for each language otherwise.
    pub(crate) fields: Vec<Vec<Columns>>,
    /// The nested objects, as [`encode`](crate::nested::encode) writes them; `None` where none has more than one field.
    pub(crate) nested: Option<Column>,
    /// The words of texts; `None` where full text search looks into no field.
    pub(crate) texts: Option<Texts>,
    /// The languages' orders.
    pub(crate) collations: Vec<Collation>,
    /// Which segments have values beside their numbers, as far as it is known.
    pub(crate) exceptions: Arc<Exceptions>,
}

impl Layout {
    /// Lays out a specification; the same one always in the same way.
    pub(crate) fn of(spec: &Spec) -> Self {
        let mut builder = Schema::builder();
        let raw = raw();
        let id = builder.add_text_field("id", raw.clone().set_fast(RAW));
        let marks = builder.add_text_field("marks", raw);
        let changed = builder.add_i64_field("changed", number());
        let sorted = builder.add_text_field("sorted", STORED);
        let shown = (0..spec.languages.len())
            .map(|place| builder.add_text_field(&format!("shown{place}"), STORED))
            .collect();
        let mut words = Schema::builder();
        let own = words.add_u64_field(NUMBER, number().set_indexed());
        let fields = spec
            .fields
            .iter()
            .enumerate()
            .map(|(place, field)| {
                let count = if field.localized { spec.languages.len() } else { 1 };
                (0..count)
                    .map(|language| {
                        let words = words_column(&mut words, field, place, language);
                        columns(&mut builder, field, (place, language), spec.languages.len(), words)
                    })
                    .collect()
            })
            .collect();
        let texts = spec.fields.iter().any(|field| field.searchable).then(|| Texts {
            schema: words.build(),
            own,
            number: builder.add_u64_field(NUMBER, number()),
            digest: builder.add_u64_field(DIGEST, number()),
        });
        let nested = spec
            .nested
            .iter()
            .any(|nested| nested.fields.len() > 1)
            .then(|| builder.add_bytes_field(NESTED, BytesOptions::default().set_fast()));
        let collations = spec.languages.iter().map(Collation::of).collect();
        let (spec, schema) = (spec.clone(), builder.build());
        let exceptions = Arc::default();
        Self {
            spec,
            schema,
            id,
            marks,
            changed,
            sorted,
            shown,
            fields,
            nested,
            texts,
            collations,
            exceptions,
        }
    }

    /// The tokenizers that the columns name.
    pub(crate) fn register(&self, index: &tantivy::Index) {
        let tokenizers = index.tokenizers();
        tokenizers.register("words", language::words());
        for (place, language) in self.spec.languages.iter().enumerate() {
            tokenizers.register(&words_of(place), language::words_with_stems(language));
        }
    }

    /// The place of a field.
    pub(crate) fn place(&self, name: &str) -> Option<usize> {
        self.spec.fields.iter().position(|field| field.name == name)
    }

    /// A field's columns as a query in that language sees them.
    pub(crate) fn columns(&self, place: usize, language: usize) -> &Columns {
        &self.fields[place][self.column_language(place, language)]
    }

    /// The place of a language among a field's columns.
    pub(crate) fn column_language(&self, place: usize, language: usize) -> usize {
        if self.spec.fields[place].localized { language } else { 0 }
    }

    /// The term of a mark.
    pub(crate) fn term(&self, mark: Mark<'_>) -> Term {
        Term::from_field_text(self.marks, &mark.text())
    }
}

fn columns(
    builder: &mut SchemaBuilder,
    field: &Field,
    (place, language): (usize, usize),
    languages: usize,
    words: Option<Column>,
) -> Columns {
    let name = |kind: &str| format!("{kind}{place}_{language}");
    let numbers = match field.kind {
        Kind::Text => None,
        Kind::Integer | Kind::Timestamp => Some(builder.add_i64_field(&name("numbers"), number())),
        Kind::Decimal => Some(builder.add_f64_field(&name("numbers"), number())),
        Kind::Boolean => Some(builder.add_u64_field(&name("numbers"), number())),
    };
    let beside = matches!(field.kind, Kind::Decimal | Kind::Timestamp)
        .then(|| builder.add_bytes_field(&name("beside"), BytesOptions::default().set_fast()));
    let sorted_in = match (field.kind, field.localized) {
        (Kind::Text, true) if field.sortable => language..language + 1,
        (Kind::Text, false) if field.sortable => 0..languages,
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
    Columns { numbers, beside, orders, facet, words }
}

fn words_column(builder: &mut SchemaBuilder, field: &Field, place: usize, language: usize) -> Option<Column> {
    let tokenizer = if field.localized { words_of(language) } else { "words".to_owned() };
    let name = format!("words{place}_{language}");
    field.searchable.then(|| builder.add_text_field(&name, searched(&tokenizer)))
}

/// The name of the tokenizer for texts in the language of that place.
fn words_of(place: usize) -> String {
    format!("words{place}")
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
    NumericOptions::default().set_fast()
}
