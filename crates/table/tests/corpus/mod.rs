//! Small files, each with what must become of it: the rows that go in, or why none does.
//!
//! The same table is run by the library, by `octant import` and by the Studio's import over HTTP. Everywhere the first
//! column is the key.

mod encodings;
mod formats;
mod guesses;
mod headers;
mod json;
mod layout;
mod line_ends;
mod quotes;
mod values;

/// A file and its outcome.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    /// The name that the file is given, which tells its format.
    pub(crate) file: &'static str,
    pub(crate) bytes: Vec<u8>,
    pub(crate) choices: Vec<Choice>,
    pub(crate) outcome: Outcome,
    /// What becomes of it in the Studio, where that is something else: columns get other names there by themselves.
    pub(crate) in_studio: Option<Outcome>,
    /// What the user must be told beside the rows; each is a part of the text.
    pub(crate) notes: Vec<&'static str>,
}

/// What the user says of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Choice {
    Encoding(&'static str),
    Delimiter(&'static str),
    Format(&'static str),
    Quotes(&'static str),
    ReplaceInvalid,
    /// Take the good rows although others are wrong.
    Partial,
}

/// What becomes of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// These entries, by key, and nothing else.
    Entries(Vec<Entry>),
    /// Nothing goes in; the error has all these parts.
    Refused(Vec<&'static str>),
    /// These entries, and rows that are rejected with all these parts.
    Partial(Vec<Entry>, Vec<&'static str>),
}

/// An entry, shown as `key: id=value, id=value` with the ids in order.
pub(crate) type Entry = String;

/// An entry as it is shown; `\n`, `\r` and `\t` are written out.
pub(crate) fn entry(key: &str, values: &[(String, String)]) -> Entry {
    let mut values: Vec<String> = values.iter().map(|(id, value)| format!("{id}={value}")).collect();
    values.sort();
    let text = format!("{key}: {}", values.join(", "));
    text.replace('\n', "\\n").replace('\r', "\\r").replace('\t', "\\t")
}

impl Case {
    fn new(name: &'static str, file: &'static str, bytes: impl Into<Vec<u8>>) -> Self {
        let outcome = Outcome::Entries(Vec::new());
        Self {
            name,
            file,
            bytes: bytes.into(),
            choices: Vec::new(),
            outcome,
            in_studio: None,
            notes: Vec::new(),
        }
    }

    fn with(mut self, choice: Choice) -> Self {
        self.choices.push(choice);
        self
    }

    /// The entries that go in.
    fn gives(mut self, entries: &[&str]) -> Self {
        self.outcome = Outcome::Entries(entries.iter().map(ToString::to_string).collect());
        self
    }

    /// The entries that go in, of which each has the key of its place and a name.
    fn names(self, names: &[&str]) -> Self {
        let entries: Vec<String> =
            (1..).zip(names).map(|(key, name)| format!("{key}: name={name}")).collect();
        self.gives(&entries.iter().map(String::as_str).collect::<Vec<_>>())
    }

    fn refused(mut self, parts: &[&'static str]) -> Self {
        self.outcome = Outcome::Refused(parts.to_vec());
        self
    }

    fn partly(mut self, entries: &[&str], parts: &[&'static str]) -> Self {
        self.choices.push(Choice::Partial);
        self.outcome = Outcome::Partial(entries.iter().map(ToString::to_string).collect(), parts.to_vec());
        self
    }

    fn in_studio(mut self, entries: &[&str]) -> Self {
        self.in_studio = Some(Outcome::Entries(entries.iter().map(ToString::to_string).collect()));
        self
    }

    fn refused_in_studio(mut self, parts: &[&'static str]) -> Self {
        self.in_studio = Some(Outcome::Refused(parts.to_vec()));
        self
    }

    fn tells(mut self, parts: &[&'static str]) -> Self {
        self.notes.extend(parts);
        self
    }
}

fn csv(name: &'static str, bytes: impl Into<Vec<u8>>) -> Case {
    Case::new(name, "a.csv", bytes)
}

/// The text in windows-1252.
fn western(text: &str) -> Vec<u8> {
    let byte = |letter: char| match letter {
        '€' => 0x80,
        '…' => 0x85,
        'Š' => 0x8a,
        'Œ' => 0x8c,
        'Ž' => 0x8e,
        '’' => 0x92,
        '“' => 0x93,
        '”' => 0x94,
        '•' => 0x95,
        '–' => 0x96,
        '™' => 0x99,
        'š' => 0x9a,
        'œ' => 0x9c,
        'ž' => 0x9e,
        other => u8::try_from(u32::from(other)).expect("a letter of windows-1252"),
    };
    text.chars().map(byte).collect()
}

fn utf_16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(order).collect()
}

fn utf_32(text: &str, order: fn(u32) -> [u8; 4]) -> Vec<u8> {
    text.chars().flat_map(|letter| order(u32::from(letter))).collect()
}

/// All of them; every name is there once.
pub(crate) fn all() -> Vec<Case> {
    let cases: Vec<Case> = [
        encodings::cases(),
        formats::cases(),
        guesses::cases(),
        headers::cases(),
        json::cases(),
        layout::cases(),
        line_ends::cases(),
        quotes::cases(),
        values::cases(),
    ]
    .into_iter()
    .flatten()
    .collect();
    let names: std::collections::HashSet<&str> = cases.iter().map(|case| case.name).collect();
    assert_eq!(names.len(), cases.len(), "two cases have one name");
    assert!(cases.len() >= 150, "only {} cases", cases.len());
    cases
}
