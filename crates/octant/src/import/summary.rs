//! What happened, for people and for scripts.

use std::io::{self, Write};

use octant_model::ImportId;
use octant_sdk::{ImportCounts, NewDataProvider};
use octant_table::{Confidence, Input, RejectedRow, Sample};
use serde::Serialize;
use uuid::Uuid;

use super::failure::Outcome;

/// The summary of an import.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Summary {
    /// One of `done`, `someRejected`, `failed`, `usage`, `unreachable`, `denied`.
    pub(crate) outcome: &'static str,
    pub(crate) error: Option<String>,
    pub(crate) file: String,
    pub(crate) source: String,
    pub(crate) dry_run: bool,
    /// How the file's text was read; `None` where that was not found out.
    pub(crate) encoding: Option<Encoding>,
    /// What was done to the text that whoever imports it should know.
    pub(crate) notes: Vec<String>,
    pub(crate) rows: u64,
    pub(crate) entities: u64,
    pub(crate) created: u64,
    pub(crate) updated: u64,
    pub(crate) unchanged: u64,
    pub(crate) deleted: u64,
    /// Rows that are not in.
    pub(crate) rejected: u64,
    pub(crate) rejected_rows: Vec<RejectedRow>,
    pub(crate) seconds: f64,
    pub(crate) correlation_id: Option<Uuid>,
    pub(crate) imports: Vec<ImportId>,
    pub(crate) source_created: bool,
    pub(crate) provider: Option<NewProvider>,
    pub(crate) warnings: Vec<String>,
}

/// How a file's text was read.
#[derive(Debug, Serialize)]
pub(crate) struct Encoding {
    name: &'static str,
    /// How sure it is, where it was guessed.
    guess: Option<Confidence>,
    /// Lines that show it, where it was guessed.
    samples: Vec<Sample>,
}

impl Encoding {
    pub(crate) fn of(input: &Input) -> Self {
        let guess = input.guess();
        Self {
            name: input.encoding(),
            guess: guess.map(|(confidence, _)| confidence),
            samples: guess.map_or_else(Vec::new, |(_, samples)| samples.to_vec()),
        }
    }
}

/// A provider that was made; its secret is shown only here.
#[derive(Debug, Serialize)]
pub(crate) struct NewProvider {
    pub(crate) id: String,
    pub(crate) secret: String,
}

impl From<NewDataProvider> for NewProvider {
    fn from(made: NewDataProvider) -> Self {
        Self { id: made.provider.id.to_string(), secret: made.secret }
    }
}

impl Summary {
    pub(crate) fn count(&mut self, counts: ImportCounts) {
        self.created = counts.created;
        self.updated = counts.updated;
        self.unchanged = counts.unchanged;
        self.deleted = counts.deleted;
    }

    pub(crate) fn end(&mut self, outcome: Outcome, error: Option<String>) {
        self.outcome = outcome.name();
        self.error = error;
    }

    /// Prints the summary to standard output.
    pub(crate) fn print(&self, json: bool) -> io::Result<()> {
        let mut out = io::stdout().lock();
        if json {
            serde_json::to_writer(&mut out, self)?;
            return writeln!(out);
        }
        if self.source_created {
            writeln!(out, "Made the source {}.", self.source)?;
        }
        if let Some(provider) = &self.provider {
            writeln!(out, "Made a data provider for it. Its secret is shown only now:")?;
            writeln!(out, "  OCTANT_PROVIDER_ID={}", provider.id)?;
            writeln!(out, "  OCTANT_PROVIDER_SECRET={}", provider.secret)?;
        }
        let Self { rows, entities, file, source, seconds, .. } = self;
        let verb = if self.dry_run { "would go into" } else { "to" };
        writeln!(out, "{file}: {rows} rows, {entities} entities {verb} {source}, {seconds:.1} s")?;
        for note in &self.notes {
            writeln!(out, "{file}: {note}")?;
        }
        if self.encoding.as_ref().is_some_and(|encoding| encoding.guess.is_some()) {
            writeln!(out, "If a letter there is wrong, import it again with the right --encoding.")?;
        }
        let Self { created, updated, unchanged, deleted, rejected, .. } = self;
        writeln!(
            out,
            "{created} created, {updated} updated, {unchanged} unchanged, {deleted} deleted, {rejected} rejected"
        )
    }
}
