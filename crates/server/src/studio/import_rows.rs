//! Imports as the Studio lists them: the parts of one job, such as those of one file, are one row.

use std::collections::{BTreeMap, HashMap};

use octant_card::{CardDefinition, CardStatus};
use octant_model::{PageRequest, SourceId, TenantId};
use octant_store::{ImportFilter, ImportRecord, ImportState};
use octant_studio::page::imports::{Counts, ImportRow, Reach};
use uuid::Uuid;

use super::names::Names;
use crate::error::Failure;
use crate::imports::status::name_of;
use crate::platform::behind::Setup;
use crate::state::AppState;

/// How many imports are read at once, and at most for one page: a job may have many parts.
const READ: usize = 200;
const MOST: usize = 5_000;

/// A page of the list: its rows, and where it goes on.
pub(super) fn page(
    state: &AppState,
    tenant: &TenantId,
    filter: &ImportFilter,
    asked: &PageRequest,
) -> Result<(Vec<ImportRow>, Option<String>), Failure> {
    let mut rows = Rows::new(state, tenant)?;
    let mut request = PageRequest { limit: READ, ..asked.clone() };
    let mut read = 0;
    loop {
        let found = state.store.imports(tenant, filter, &request)?;
        for record in &found.items {
            if !rows.takes(record, asked.limit) || read == MOST {
                return Ok((rows.list, request.after));
            }
            rows.add(record)?;
            read += 1;
            request.after = Some(record.id.to_string());
        }
        match found.after {
            Some(after) => request.after = Some(after),
            None => return Ok((rows.list, None)),
        }
    }
}

/// One import alone.
pub(super) fn one(state: &AppState, tenant: &TenantId, record: &ImportRecord) -> Result<ImportRow, Failure> {
    let mut rows = Rows::new(state, tenant)?;
    rows.row(record)
}

/// Every part of a job, newest first, with the first of them that are too many for a page left out.
pub(super) fn parts(state: &AppState, tenant: &TenantId, job: Uuid) -> Result<Vec<ImportRow>, Failure> {
    let filter = ImportFilter { correlation: Some(job), ..ImportFilter::default() };
    let found = state.store.imports(tenant, &filter, &PageRequest::first(MOST))?;
    let mut rows = Rows::new(state, tenant)?;
    found.items.iter().map(|record| rows.row(record)).collect()
}

/// The sum of a job's parts.
pub(super) fn sum(parts: &[ImportRow]) -> Option<ImportRow> {
    let mut sum = parts.first()?.clone();
    for part in &parts[1..] {
        merge(&mut sum, part);
    }
    Some(sum)
}

struct Rows<'a> {
    names: Names<'a>,
    setup: Setup,
    reach: BTreeMap<SourceId, Reach>,
    /// Where the row of a job stands.
    jobs: HashMap<(Uuid, SourceId), usize>,
    list: Vec<ImportRow>,
}

impl<'a> Rows<'a> {
    fn new(state: &'a AppState, tenant: &'a TenantId) -> Result<Self, Failure> {
        Ok(Self {
            names: Names::new(&state.access, tenant),
            setup: Setup::of(state, tenant)?,
            reach: BTreeMap::new(),
            jobs: HashMap::new(),
            list: Vec::new(),
        })
    }

    /// Whether there is room for an import on a page of so many rows.
    fn takes(&self, record: &ImportRecord, limit: usize) -> bool {
        let job = record.correlation.map(|job| (job, record.source.clone()));
        self.list.len() < limit || job.is_some_and(|job| self.jobs.contains_key(&job))
    }

    fn add(&mut self, record: &ImportRecord) -> Result<(), Failure> {
        let row = self.row(record)?;
        let place = self.list.len();
        let Some(job) = record.correlation else {
            self.list.push(row);
            return Ok(());
        };
        let place = *self.jobs.entry((job, record.source.clone())).or_insert(place);
        match self.list.get_mut(place) {
            Some(known) => merge(known, &row),
            None => self.list.push(row),
        }
        Ok(())
    }

    fn row(&mut self, record: &ImportRecord) -> Result<ImportRow, Failure> {
        let setup = &self.setup;
        let reach = *self.reach.entry(record.source.clone()).or_insert_with(|| reach(setup, &record.source));
        Ok(ImportRow {
            id: record.id.to_string(),
            parts: 1,
            job: record.correlation.map(|job| job.to_string()),
            source: record.source.to_string(),
            state: name_of(record.state),
            reach,
            sent_by: self.names.of(&record.actor)?,
            accepted_at: record.id.accepted_at(),
            counts: Counts {
                received: record.received,
                created: record.counts.created,
                updated: record.counts.updated,
                unchanged: record.counts.unchanged,
                deleted: record.counts.deleted,
                rejected: record.rejected,
            },
        })
    }
}

/// Adds an older part to a row.
fn merge(row: &mut ImportRow, part: &ImportRow) {
    row.parts += part.parts;
    row.accepted_at = row.accepted_at.min(part.accepted_at);
    let worst = [ImportState::Failed, ImportState::Applied].map(name_of).into_iter();
    let mut worst = worst.filter(|state| *state == row.state || *state == part.state);
    row.state = worst.next().unwrap_or(row.state);
    row.counts.received += part.counts.received;
    row.counts.created += part.counts.created;
    row.counts.updated += part.counts.updated;
    row.counts.unchanged += part.counts.unchanged;
    row.counts.deleted += part.counts.deleted;
    row.counts.rejected += part.counts.rejected;
}

/// How far on the way to applications a source's entries come.
fn reach(setup: &Setup, source: &SourceId) -> Reach {
    let cards = setup.cards_of(source);
    let is_live = |card: &CardDefinition| card.status != CardStatus::Draft;
    match setup.is_published(&cards) {
        true => Reach::Published,
        false if cards.iter().any(is_live) => Reach::Cards,
        false => Reach::Stored,
    }
}
