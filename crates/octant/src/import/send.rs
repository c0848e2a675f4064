//! Reads the file a second time and pushes its entities.

use std::collections::HashMap;
use std::sync::Arc;

use indicatif::ProgressBar;
use octant_sdk::{
    Client, Entity, EntityProperty, ImportOptions, ImportReport, Importer, PayloadLimits, Progress, WaitFor,
};
use octant_table::{Checked, TableError};
use tokio::sync::mpsc;

use super::arguments::ImportArguments;
use super::failure::Failure;
use super::input::Input;

/// How many entities may wait between the reader and the sender.
const QUEUE: usize = 64;

/// What came of sending.
pub(crate) struct Sent {
    pub(crate) report: ImportReport,
    /// Why the server did not take entities, by key.
    pub(crate) rejected: HashMap<String, String>,
    /// What ended it early.
    pub(crate) failure: Option<Failure>,
}

/// Sends every entity of the file.
pub(crate) async fn send(
    client: &Client,
    arguments: &ImportArguments,
    input: &Arc<Input>,
    checked: &Arc<Checked>,
    bar: &ProgressBar,
) -> Result<Sent, Failure> {
    let mut importer = client.import(&arguments.source, options(arguments, bar))?;
    let (sender, receiver) = mpsc::channel(QUEUE);
    let reader = {
        let (input, checked) = (Arc::clone(input), Arc::clone(checked));
        tokio::task::spawn_blocking(move || {
            checked.entities(&input, &Arc::default(), &mut |entity, _| {
                sender.blocking_send(sent(entity)).map_err(|_| TableError::Stopped)
            })?;
            input.check_unchanged()
        })
    };
    let mut rejected = HashMap::new();
    let pushed = push(&mut importer, receiver, &mut rejected).await;
    let read =
        reader.await.map_err(|error| Failure::Input(format!("reading the file ended early: {error}")))?;
    // Whatever is under way is waited for, so that the report is true.
    let finished = importer.finish().await;
    take_rejections(&mut importer, &mut rejected);
    let failure = match (pushed.and(finished.map(|_| ())), read) {
        (Err(error), _) => Some(Failure::from(error)),
        (Ok(()), Err(failure)) => Some(failure.into()),
        (Ok(()), Ok(())) => None,
    };
    Ok(Sent { report: importer.report().clone(), rejected, failure })
}

fn sent(entity: octant_table::Entity) -> Entity {
    let mut sent = Entity::new(entity.key);
    for octant_table::EntityProperty { id, value, language } in entity.properties {
        sent.properties.push(EntityProperty { id, value: value.into(), language });
    }
    sent
}

async fn push(
    importer: &mut Importer,
    mut entities: mpsc::Receiver<Entity>,
    rejected: &mut HashMap<String, String>,
) -> Result<(), octant_sdk::Error> {
    while let Some(entity) = entities.recv().await {
        importer.push(entity).await?;
        take_rejections(importer, rejected);
    }
    Ok(())
}

fn take_rejections(importer: &mut Importer, rejected: &mut HashMap<String, String>) {
    for rejection in importer.take_rejections() {
        rejected.insert(rejection.key, format!("the server says: {}", rejection.message));
    }
}

fn options(arguments: &ImportArguments, bar: &ProgressBar) -> ImportOptions {
    let bar = bar.clone();
    let moved = move |progress: &Progress| {
        bar.set_position(progress.answered);
        if progress.rejected > 0 {
            bar.set_message(format!("({} rejected)", progress.rejected));
        }
    };
    let entities = usize::try_from(arguments.payload).unwrap_or(usize::MAX);
    ImportOptions {
        limits: PayloadLimits { entities, ..PayloadLimits::default() },
        in_flight: usize::from(arguments.parallel),
        partial: super::is_partial(arguments),
        dry_run: arguments.dry_run,
        wait_for: WaitFor::Applied,
        progress: Some(Arc::new(moved)),
        ..ImportOptions::default()
    }
}
