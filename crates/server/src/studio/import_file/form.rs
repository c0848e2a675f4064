//! The form of the mapping: from what was found in a file and what was typed.

use std::time::Duration;

use octant_studio::page::import_file::ImportHead;
use octant_studio::page::import_file::mapping::{ColumnFields, LineReadings, Mapping};
use octant_studio::page::import_file::preview::{RowPreview, RowsPreview};
use octant_studio::{Choice, Field};
use octant_table::{Format, FormatName, Input, Opening, Plan, Quotes, Sample, preview};

use super::columns::Surveyed;
use super::uploads::{Upload, Work};
use crate::studio::form::Form;

/// How many rows the preview shows.
const ROWS: usize = 8;

const FORMATS: [(&str, &str, FormatName); 3] = [
    ("csv", "CSV", FormatName::Csv),
    ("json", "JSON, one array", FormatName::Json),
    ("ndjson", "NDJSON, one object a line", FormatName::Ndjson),
];
const DELIMITERS: [(&str, &str, u8); 4] =
    [(",", "Comma", b','), (";", "Semicolon", b';'), ("tab", "Tabulator", b'\t'), ("|", "Bar", b'|')];
const ENCODINGS: [(&str, &str); 8] = [
    ("UTF-8", "UTF-8"),
    ("windows-1252", "Western (windows-1252)"),
    ("windows-1250", "Central European (windows-1250)"),
    ("CP850", "DOS (CP850)"),
    ("macintosh", "Old Mac (MacRoman)"),
    ("Shift_JIS", "Japanese (Shift-JIS)"),
    ("UTF-16LE", "UTF-16LE"),
    ("UTF-16BE", "UTF-16BE"),
];
const QUOTES: [(&str, &str, Quotes); 3] = [
    ("strict", "Standard: around cells, doubled inside", Quotes::Strict),
    ("lenient", "Standard, but keep cells that break it as they are", Quotes::Lenient),
    ("literal", "Ordinary characters", Quotes::Literal),
];

/// What all steps show.
pub(super) fn head(upload: &Upload, source_name: String, rows: Option<u64>) -> ImportHead {
    ImportHead {
        source: upload.source.to_string(),
        source_name,
        upload: upload.id.clone(),
        file: upload.name.clone(),
        size: size(upload.size),
        rows: rows.map_or_else(String::new, |rows| rows.to_string()),
    }
}

/// Bytes for people.
pub(super) fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        // Limits are set so.
        _ if bytes.is_multiple_of(1 << 20) => format!("{} MiB", bytes >> 20),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

/// A time in words.
pub(super) fn time(time: Duration) -> String {
    let minutes = time.as_secs().div_ceil(60);
    match (minutes / 60, minutes % 60) {
        (1, 0) => "an hour".to_owned(),
        (hours, 0) => format!("{hours} hours"),
        (0, 1) => "a minute".to_owned(),
        _ => format!("{minutes} minutes"),
    }
}

/// The form, before its preview.
pub(super) fn view(work: &Work, import: ImportHead) -> Mapping {
    let (surveyed, typed) = (&*work.surveyed, &work.typed);
    let is_first = typed.is_empty();
    let keys = surveyed.columns.iter().enumerate().map(|(place, column)| {
        let value = place.to_string();
        let chosen =
            if is_first { surveyed.key == Some(place) } else { typed.all("key").any(|key| key == value) };
        Choice::new(value, named(&column.header, place)).chosen(chosen)
    });
    Mapping {
        import,
        formats: formats(surveyed.format),
        delimiters: delimiters(surveyed.format),
        quotes: quotes(surveyed.format, work.opening.quotes),
        encodings: encodings(surveyed.encoding),
        replace_invalid: work.opening.replace_invalid,
        notes: sentences(surveyed.notes.clone()),
        readings: surveyed.samples.iter().map(|sample| readings(surveyed.encoding, sample)).collect(),
        keys: keys.collect(),
        key_separator: Field::of(if is_first { "_" } else { typed.text("key-separator") }),
        key_problem: None,
        columns: columns(surveyed, typed),
        clear_empty: typed.has("clear-empty"),
        partial: typed.has("partial"),
        preview: RowsPreview::default(),
        problem: surveyed.problem.clone(),
    }
}

/// A line as the guessed encoding and the others read it.
fn readings(encoding: &str, sample: &Sample) -> LineReadings {
    let others = sample.otherwise.iter().map(|other| (other.encoding.to_owned(), other.text.clone()));
    let own = (encoding.to_owned(), sample.text.clone());
    LineReadings { line: sample.line, texts: std::iter::once(own).chain(others).collect() }
}

/// Each with a capital and a stop.
pub(super) fn sentences(texts: Vec<String>) -> Vec<String> {
    let sentence = |text: String| {
        let mut letters = text.chars();
        let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
        format!("{first}{}.", letters.as_str())
    };
    texts.into_iter().map(sentence).collect()
}

fn quotes(format: Format, current: Quotes) -> Vec<Choice> {
    let Format::Csv { .. } = format else { return Vec::new() };
    QUOTES
        .iter()
        .map(|(value, label, quotes)| Choice::new(*value, *label).chosen(*quotes == current))
        .collect()
}

fn named(header: &str, place: usize) -> String {
    if header.is_empty() { format!("Column {}", place + 1) } else { header.to_owned() }
}

fn columns(surveyed: &Surveyed, typed: &Form) -> Vec<ColumnFields> {
    let is_first = typed.is_empty();
    let column = |(place, column): (usize, &super::columns::Column)| {
        let name = |field: &str| format!("column-{place}-{field}");
        let text = |field: &str| Field::of(typed.text(&name(field)));
        ColumnFields {
            header: named(&column.header, place),
            examples: column.examples.clone(),
            take: if is_first {
                column.filled && surveyed.key != Some(place)
            } else {
                typed.has(&name("take"))
            },
            property: if is_first { Field::of(column.property.clone()) } else { text("property") },
            language: text("language"),
            list: text("list"),
        }
    };
    surveyed.columns.iter().enumerate().map(column).collect()
}

fn formats(format: Format) -> Vec<Choice> {
    let current = match format {
        Format::Csv { .. } => FormatName::Csv,
        Format::JsonArray => FormatName::Json,
        Format::Ndjson => FormatName::Ndjson,
    };
    FORMATS.iter().map(|(value, label, name)| Choice::new(*value, *label).chosen(*name == current)).collect()
}

fn delimiters(format: Format) -> Vec<Choice> {
    let Format::Csv { delimiter } = format else { return Vec::new() };
    DELIMITERS
        .iter()
        .map(|(value, label, byte)| Choice::new(*value, *label).chosen(*byte == delimiter))
        .collect()
}

fn encodings(current: &str) -> Vec<Choice> {
    let mut names = ENCODINGS.to_vec();
    if !names.iter().any(|(name, _)| *name == current) {
        names.insert(0, (current, current));
    }
    names.into_iter().map(|(name, label)| Choice::new(name, label).chosen(name == current)).collect()
}

/// How the file is to be read, as it was chosen; `None` where nothing else was chosen than before.
pub(super) fn opening(work: &Work, form: &Form) -> Option<Opening> {
    let format = FORMATS.iter().find(|(value, ..)| *value == form.text("format")).map(|(.., name)| *name);
    let is_csv = format == Some(FormatName::Csv);
    let delimiter = form.filled("delimiter").filter(|_| is_csv).map(str::to_owned);
    let encoding = form.filled("encoding").map(str::to_owned);
    let quotes = QUOTES.iter().find(|(value, ..)| *value == form.text("quotes")).map(|(.., quotes)| *quotes);
    let quotes = quotes.unwrap_or(work.opening.quotes);
    let replace_invalid = form.has("replace-invalid");
    let same = view(work, ImportHead::default());
    let chosen =
        |choices: &[Choice]| choices.iter().find(|choice| choice.chosen).map(|choice| choice.value.clone());
    let unchanged = chosen(&same.formats).as_deref() == Some(form.text("format"))
        && (!is_csv || delimiter.is_none() || chosen(&same.delimiters) == delimiter)
        && quotes == work.opening.quotes
        && replace_invalid == work.opening.replace_invalid
        && chosen(&same.encodings) == encoding;
    // One that was found stays found, with what is told of it.
    let encoding = if chosen(&same.encodings) == encoding { work.opening.encoding.clone() } else { encoding };
    (!unchanged).then(|| Opening {
        format,
        delimiter,
        encoding,
        quotes,
        replace_invalid,
        ..work.opening.clone()
    })
}

/// The first rows as entities.
pub(super) fn rows(input: &Input, plan: Plan) -> RowsPreview {
    let plan = std::sync::Arc::new(plan);
    let found = match preview(input, &plan, ROWS) {
        Ok(found) => found,
        Err(error) => return RowsPreview { refused: Some(format!("{error}.")), ..RowsPreview::default() },
    };
    let targets: Vec<(String, Option<String>)> = found
        .columns
        .all()
        .iter()
        .filter_map(|column| column.target.as_ref())
        .map(|target| (target.property.clone(), target.language.clone()))
        .collect();
    let column = |(property, language): &(String, Option<String>)| match language {
        Some(language) => format!("{property} ({language})"),
        None => property.clone(),
    };
    let row = |row: &octant_table::PreviewRow| {
        let empty = octant_table::Entity::default();
        let (entity, problem) = match &row.entity {
            Ok(entity) => (entity, None),
            Err(problem) => (&empty, Some(problem.clone())),
        };
        let value = |(property, language): &(String, Option<String>)| {
            let found = entity.properties.iter().find(|one| one.id == *property && one.language == *language);
            found.and_then(|one| one.value.as_ref()).map(|text| text.chars().take(200).collect())
        };
        let values = targets.iter().map(value).collect();
        RowPreview { row: row.number, key: entity.key.clone(), values, problem }
    };
    RowsPreview {
        columns: targets.iter().map(column).collect(),
        rows: found.rows.iter().map(row).collect(),
        refused: None,
    }
}
