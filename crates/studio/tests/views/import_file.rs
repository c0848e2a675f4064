//! The pages on which a file is imported.

use octant_studio::page::cards::plan::Progress;
use octant_studio::page::import_file::check::{self, Check, RejectedRow};
use octant_studio::page::import_file::mapping::{self, ColumnFields, LineReadings, Mapping};
use octant_studio::page::import_file::preview::{RowPreview, RowsPreview, fragment};
use octant_studio::page::import_file::run::{self, Run, RunState};
use octant_studio::page::import_file::{ImportHead, upload};
use octant_studio::{Change, Section};

use super::{Page, Words};

pub(crate) fn pages(words: Words) -> Vec<Page> {
    let shell = words.shell(Section::Sources);
    let run = |state| Run { import: head(words), state };
    let stopped = Check { partial: false, examples: Vec::new(), ..check(words) };
    vec![
        ("import-upload", upload::render(&shell, &upload(words, None))),
        (
            "import-upload-refused",
            upload::render(&shell, &upload(words, Some("photo.jpg is no CSV, JSON or NDJSON file."))),
        ),
        ("import-mapping", mapping::render(&shell, &mapping(words))),
        ("import-check", check::render(&shell, &check(words))),
        ("import-check-stopped", check::render(&shell, &stopped)),
        (
            "import-running",
            run::render(&shell, &run(RunState::Running(Progress { done: 90, of: Some(191) }))),
        ),
        ("import-done", run::render(&shell, &run(done(words)))),
        (
            "import-stopped",
            run::render(&shell, &run(RunState::Failed(words.text("The source was deleted meanwhile.")))),
        ),
    ]
}

pub(crate) fn fragments(words: Words) -> Vec<Page> {
    let refused =
        RowsPreview { refused: Some(words.text("No column has this name.")), ..RowsPreview::default() };
    vec![
        ("rows preview", fragment(&preview(words))),
        ("rows preview refused", fragment(&refused)),
        ("import progress", run::progress_fragment(&head(words), None)),
    ]
}

fn head(words: Words) -> ImportHead {
    ImportHead {
        source: words.text("products"),
        source_name: words.text("Products"),
        upload: words.text("7f3a"),
        file: words.text("products-sample.csv"),
        size: words.text("214 KB"),
        rows: words.text("191"),
    }
}

fn upload(words: Words, problem: Option<&str>) -> upload::Upload {
    let fresh = ImportHead {
        upload: String::new(),
        file: String::new(),
        size: String::new(),
        rows: String::new(),
        ..head(words)
    };
    upload::Upload {
        import: fresh,
        limit: words.text("64 MB"),
        waits: words.text("2 hours"),
        problem: problem.map(|text| words.text(text)),
        notice: words.hostile.then(|| words.text("")),
    }
}

fn mapping(words: Words) -> Mapping {
    let column = |header: &str, examples: &[&str], take, property: &str, language: &str| ColumnFields {
        header: words.text(header),
        examples: words.texts(examples),
        take,
        property: words.field(property),
        language: words.field(language),
        list: words.field(if header == "Categories" { "," } else { "" }),
    };
    let readings = |western: &str, dos: &str| {
        vec![(words.text("windows-1252"), words.text(western)), (words.text("CP850"), words.text(dos))]
    };
    Mapping {
        import: head(words),
        formats: words.choices(&[("csv", "CSV"), ("json", "JSON"), ("ndjson", "NDJSON")], "csv"),
        delimiters: words.choices(&[(";", "; semicolon (detected)"), (",", ", comma"), ("tab", "tab")], ";"),
        quotes: words.choices(&[("strict", "As CSV has them"), ("literal", "Ordinary characters")], "strict"),
        replace_invalid: false,
        notes: words.texts(&["The encoding is a guess: windows-1252 (unsure). See line 2 \"5 µm\"."]),
        readings: vec![
            LineReadings { line: 2, texts: readings("5 µm", "5 Ám") },
            LineReadings { line: 7, texts: readings("Ø 12", "Ï 12") },
        ],
        encodings: words.choices(&[("utf-8", "UTF-8 (detected)"), ("latin-1", "Latin-1")], "utf-8"),
        keys: words.choices(&[("0", "ID"), ("1", "SKU"), ("2", "Name"), ("3", "Short description")], "1"),
        key_separator: words.field("-"),
        key_problem: words.hostile.then(|| words.text("")),
        columns: vec![
            column("ID", &["1", "2", "3"], false, "id", ""),
            column("SKU", &["woo-vneck-tee", "woo-hoodie"], false, "sku", ""),
            column("Name", &["V-Neck T-Shirt", "Hoodie"], true, "name", "en"),
            column("Short description", &["This is a variable product."], true, "short_description", "en"),
            column("Categories", &["Clothing > Tshirts", "Clothing > Hoodies"], true, "categories", ""),
            ColumnFields {
                property: words.wrong("in stock?", "Use only letters, digits, - and _, such as in_stock."),
                ..column("In stock?", &["1", "0"], true, "", "")
            },
        ],
        clear_empty: false,
        partial: true,
        preview: preview(words),
        problem: words.hostile.then(|| words.text("")),
    }
}

fn preview(words: Words) -> RowsPreview {
    let row = |row, key: &str, name: &str, problem: Option<&str>| RowPreview {
        row,
        key: words.text(key),
        values: vec![Some(words.text(name)), None, Some(words.text("Clothing > Tshirts"))],
        problem: problem.map(|text| words.text(text)),
    };
    RowsPreview {
        columns: words.texts(&["name (en)", "short_description (en)", "categories"]),
        rows: vec![
            row(2, "woo-vneck-tee", "V-Neck T-Shirt", None),
            row(3, "woo hoodie", "Hoodie", Some("The key holds a space.")),
            row(4, "woo-hoodie-with-logo", "Hoodie with Logo", None),
        ],
        refused: None,
    }
}

fn rejected(words: Words) -> Vec<RejectedRow> {
    vec![
        RejectedRow {
            place: words.text("row 3"),
            key: words.text("woo hoodie"),
            problem: words.text("The key holds a space."),
        },
        RejectedRow {
            place: words.text("row 44 (line 51)"),
            key: words.text(""),
            problem: words.text("The key is empty."),
        },
    ]
}

fn check(words: Words) -> Check {
    let change = |field: &str, before: Option<&str>, after: Option<&str>| Change {
        field: words.text(field),
        before: before.map(|text| words.text(text)),
        after: after.map(|text| words.text(text)),
    };
    Check {
        import: head(words),
        create: 12,
        update: 3,
        leave: 174,
        rejected: 2,
        problems: rejected(words),
        notes: words.texts(&["Row 3 has a cell of 9 lines."]),
        examples: vec![(
            words.text("woo-hoodie"),
            vec![
                change("name (en)", Some("Hoodie"), Some("Hoodie, warm")),
                change("weight", None, Some("0.4")),
            ],
        )],
        partial: true,
    }
}

fn done(words: Words) -> RunState {
    RunState::Done { created: 12, updated: 3, unchanged: 174, rejected: 2, problems: rejected(words) }
}
