//! `octant import`: brings the rows of a CSV, JSON or NDJSON file into a source, through the client library.
//!
//! The file is read twice: [`octant_table::check()`] reads it whole and finds every wrong row, then [`send`] pushes its entities. Only
//! the row at hand, the payloads under way and a hash per key are in memory. A third reading names rejected rows.

mod arguments;
#[cfg(test)]
mod column_tests;
mod credentials;
mod failure;
mod input;
mod plan;
mod progress;
#[cfg(test)]
mod property_tests;
mod provision;
mod send;
mod summary;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use octant_model::SourceId;
use octant_sdk::{Client, ImportCounts};
use octant_table::{Checked, Formulas, Plan, Raw, RejectedRow, RejectsFile};

pub(crate) use arguments::ImportArguments;
use credentials::Caller;
use failure::{Failure, Outcome};
use input::Input;
use provision::Ready;
use summary::{Encoding, Summary};

/// Carries out `octant import`. The exit code is one of those that `octant import --help` lists.
pub(crate) async fn run(arguments: ImportArguments) -> ExitCode {
    let began = Instant::now();
    let mut summary = Summary {
        file: arguments.file.display().to_string(),
        source: arguments.source.clone(),
        dry_run: arguments.dry_run,
        ..Summary::default()
    };
    let ended = import(&arguments, &mut summary).await;
    summary.seconds = began.elapsed().as_secs_f64();
    let (outcome, error) = match ended {
        Ok(outcome) => (outcome, None),
        Err(failure) => (failure.outcome(), Some(failure.to_string())),
    };
    if let Some(error) = &error {
        say(&format!("octant import: {error}"));
    }
    for warning in &summary.warnings {
        say(&format!("octant import: {warning}"));
    }
    summary.end(outcome, error);
    // Where nothing was read because of an error there is nothing to sum up for people; scripts always get their object.
    if (arguments.json || summary.rows > 0 || outcome == Outcome::Done)
        && summary.print(arguments.json).is_err()
    {
        return Outcome::Failed.into();
    }
    outcome.into()
}

/// Says something on standard error. Where nobody can hear it there is nobody left to tell.
fn say(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}

async fn import(arguments: &ImportArguments, summary: &mut Summary) -> Result<Outcome, Failure> {
    let plan = Arc::new(plan::plan(arguments)?);
    let source =
        SourceId::new(&arguments.source).map_err(|error| Failure::Usage(format!("--source: {error}")))?;
    let caller = Caller::new(arguments)?;
    check_rejects_path(arguments)?;
    let input = Arc::new(open(arguments).await?);
    summary.encoding = Some(Encoding::of(&input));
    summary.notes = input.notes();
    // What the server would refuse anyway is found out before a large file is checked.
    let first_call = caller.impatient()?;
    let found = if caller.has_key {
        provision::find(&first_call, &source, arguments.create).await?
    } else {
        first_call.sign_in().await?;
        true
    };

    let checked = Arc::new(check_file(arguments, &input, &plan).await?);
    summary.rows = checked.rows;
    summary.entities = checked.entities;
    summary.rejected = checked.bad;
    summary.warnings.extend(checked.warnings.iter().cloned());
    let job = Job { arguments, input, checked };
    if job.checked.bad > 0 && !is_partial(arguments) {
        job.name_rejected(HashMap::new(), None, summary).await?;
        return Err(job.refusal());
    }

    let client = caller.patient()?;
    let (create, dry_run) = (arguments.create, arguments.dry_run);
    let ready = match caller.has_key {
        true => provision::prepare(&client, &source, found, create, dry_run).await?,
        false => Ready::default(),
    };
    if caller.has_key && found {
        provision::check_lists(&client, &source, &job.checked.columns).await?;
    }
    summary.source_created = ready.source_created;
    summary.provider = ready.provider.map(Into::into);
    let failure = job.bring_in(&client, ready.source_missing, summary).await?;
    if let Some(failure) = failure {
        return Err(explain(failure, caller.has_key));
    }
    if caller.has_key && !arguments.dry_run {
        let described = provision::describe_properties(&client, &source, &job.checked.columns).await;
        if let Err(error) = described {
            let warning =
                format!("the rows are in, but not the display names of all their properties: {error}");
            summary.warnings.push(warning);
        }
    }
    Ok(if summary.rejected > 0 { Outcome::SomeRejected } else { Outcome::Done })
}

fn is_partial(arguments: &ImportArguments) -> bool {
    arguments.partial || arguments.rejects.is_some()
}

/// A file that has been checked.
struct Job<'a> {
    arguments: &'a ImportArguments,
    input: Arc<Input>,
    checked: Arc<Checked>,
}

impl Job<'_> {
    /// Why a file with wrong rows is not taken.
    fn refusal(&self) -> Failure {
        let (bad, rows, name) = (self.checked.bad, self.checked.rows, self.input.format.row_name());
        let could_join = self.checked.has_repeats() && !self.checked.columns.plan().combine;
        let joins = if could_join { ", --on-duplicate combine joins rows of one key" } else { "" };
        Failure::Input(format!(
            "{bad} of {rows} {name}s are wrong, so nothing was sent; --rejects FILE or --partial takes the others{joins}"
        ))
    }

    /// Sends the entities and deals with what is rejected. Gives what ended it early, if anything did.
    async fn bring_in(
        &self,
        client: &Client,
        source_missing: bool,
        summary: &mut Summary,
    ) -> Result<Option<Failure>, Failure> {
        let rejects = match &self.arguments.rejects {
            Some(path) => {
                let formulas = if self.arguments.raw_rejects { Formulas::Raw } else { Formulas::Neutralized };
                Some(RejectsFile::create(path, &self.input, &self.checked.columns, formulas)?)
            }
            None => None,
        };
        if source_missing {
            summary.count(ImportCounts { created: self.checked.entities, ..ImportCounts::default() });
            self.name_rejected(HashMap::new(), rejects, summary).await?;
            return Ok(None);
        }
        let bar = progress::sending(self.arguments.quiet, self.checked.entities);
        let sent = send::send(client, self.arguments, &self.input, &self.checked, &bar).await;
        bar.finish_and_clear();
        let sent = sent?;
        summary.count(sent.report.counts);
        summary.correlation_id = Some(sent.report.correlation);
        summary.imports = sent.report.imports;
        self.name_rejected(sent.rejected, rejects, summary).await?;
        Ok(sent.failure)
    }

    /// Names the rejected rows, up to the number asked for, and writes them to the rejects file. Counts those among
    /// them whose entity the server did not take.
    async fn name_rejected(
        &self,
        by_server: HashMap<String, String>,
        mut file: Option<RejectsFile>,
        summary: &mut Summary,
    ) -> Result<(), Failure> {
        let (input, checked) = (Arc::clone(&self.input), Arc::clone(&self.checked));
        let most = if self.arguments.show == 0 { u64::MAX } else { self.arguments.show };
        let (named, count) = blocking(move || {
            let (mut named, mut count) = (Vec::new(), 0);
            let mut note = |row: RejectedRow, raw: Raw<'_>| {
                if let Some(file) = &mut file {
                    file.add(raw, &row.reason)?;
                }
                count += 1;
                if count <= most {
                    named.push(row);
                }
                Ok(())
            };
            if checked.bad > 0 || !by_server.is_empty() {
                octant_table::each_rejected(&input, &checked, &by_server, &mut note)?;
            }
            if let Some(file) = file {
                file.finish()?;
            }
            Ok((named, count))
        })
        .await?;
        summary.rejected = count;
        if !self.arguments.json {
            for row in &named {
                say(&row.describe(self.input.format));
            }
            if count > most {
                say(&format!("and {} more; --show 0 names all, --rejects FILE keeps them", count - most));
            }
        }
        summary.rejected_rows = named;
        Ok(())
    }
}

/// Opens the file away from the executor: finding out its encoding may read all of it.
async fn open(arguments: &ImportArguments) -> Result<Input, Failure> {
    let arguments = arguments.clone();
    blocking(move || Input::open(&arguments)).await
}

async fn check_file(
    arguments: &ImportArguments,
    input: &Arc<Input>,
    plan: &Arc<Plan>,
) -> Result<Checked, Failure> {
    let bar = progress::checking(arguments.quiet, input.size);
    let counter = Arc::default();
    let work = {
        let (input, plan, counter) = (Arc::clone(input), Arc::clone(plan), Arc::clone(&counter));
        blocking(move || Ok(octant_table::check(&input, &plan, &counter)?))
    };
    progress::follow(&bar, &counter, work).await
}

/// The rejects file must not take the place of what it is made from.
fn check_rejects_path(arguments: &ImportArguments) -> Result<(), Failure> {
    let Some(path) = &arguments.rejects else {
        return Ok(());
    };
    match (path.canonicalize(), arguments.file.canonicalize()) {
        (Ok(rejects), Ok(file)) if rejects == file => {
            Err(Failure::Usage("--rejects names the file that is imported; give another".to_owned()))
        }
        _ => Ok(()),
    }
}

/// Adds what a user can do about it.
fn explain(failure: Failure, has_key: bool) -> Failure {
    match failure {
        Failure::Client { error, .. } if error.status() == Some(403) && !has_key => Failure::Client {
            error,
            hint: "; either there is no such source, or the provider may not write to it (an organization key with \
                   --create makes both)",
        },
        other => other,
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => Err(Failure::Input(format!("reading the file ended early: {error}"))),
    }
}
