//! Waiting for what the server does by itself, for a bounded time.
//!
//! The server is asked to hold its answer until there is something to tell (`?wait=`). One that does not know this
//! answers at once, and is asked again after a pause.

use std::time::Duration;

use octant_model::{ImportId, SourceId};
use tokio::time::{Instant, sleep, timeout};

use crate::cards::{CardDefinition, CardStatus};
use crate::client::Client;
use crate::destinations::{Destination, Version, VersionStatus};
use crate::error::{Error, TimedOut};
use crate::status::{ImportState, ImportStatus};
use crate::transport::{Answer, Call};

/// The pause before asking again, where the server has not waited: it doubles from the first to the second.
const PAUSE: (Duration, Duration) = (Duration::from_millis(20), Duration::from_secs(2));
/// The longest that the server is asked to hold an answer.
const LONGEST_HOLD: Duration = Duration::from_secs(30);
/// The same for a destination, whose answer may be held by a version other than the one that is waited for.
const DESTINATION_HOLD: Duration = Duration::from_secs(2);
/// How long after the end an answer is still waited for, so that a wait of no time at all looks once.
const GRACE: Duration = Duration::from_secs(1);

/// What is waited for.
struct Awaited {
    call: Call,
    what: String,
    wanted: &'static str,
    /// The longest that the server is asked to hold its answer; zero where it cannot.
    hold: Duration,
}

/// What an answer says.
enum Step<T> {
    Done(T),
    /// Not yet; how far it is, in words that follow a sentence.
    Open(String),
}

impl Client {
    /// Waits until an import is applied: merged into the source's entries, durably.
    ///
    /// # Errors
    /// [`Error::TimedOut`] after `at_most`, [`Error::ImportFailed`], [`Error::Refused`] with status 404 where there is no such
    /// import, and whatever a call can meet.
    pub async fn wait_applied(&self, id: ImportId, at_most: Duration) -> Result<ImportStatus, Error> {
        // The server's own wait is for `published`, which may be much later.
        self.wait_import(id, at_most, "applied", Duration::ZERO, ImportState::is_applied).await
    }

    /// Waits until an import is published: every destination that shows its source has caught up with it.
    ///
    /// ```no_run
    /// use std::time::Duration;
    /// use octant_sdk::{Client, Entity, Error, ImportOptions};
    ///
    /// # async fn push(client: Client) -> Result<(), Error> {
    /// let mut import = client.import("products", ImportOptions::default())?;
    /// import.push(Entity::new("chair-1").with("price", 99)).await?;
    /// for id in import.finish().await?.imports {
    ///     client.wait_published(id, Duration::from_secs(60)).await?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error::TimedOut`] after `at_most`, [`Error::ImportFailed`], [`Error::Refused`] with status 404 where there is no such
    /// import, and whatever a call can meet.
    pub async fn wait_published(&self, id: ImportId, at_most: Duration) -> Result<ImportStatus, Error> {
        let is_published = |state| state == ImportState::Published;
        self.wait_import(id, at_most, "published", LONGEST_HOLD, is_published).await
    }

    async fn wait_import(
        &self,
        id: ImportId,
        at_most: Duration,
        wanted: &'static str,
        hold: Duration,
        is_done: impl Fn(ImportState) -> bool,
    ) -> Result<ImportStatus, Error> {
        let call = Call::get(&["imports", &id.to_string()]);
        let awaited = Awaited { call, what: format!("the import {id}"), wanted, hold };
        let step = |answer: Result<Answer, Error>| {
            let status: ImportStatus = answer?.json()?;
            match status.state {
                ImportState::Failed => Err(Error::ImportFailed(Box::new(status))),
                state if is_done(state) => Ok(Step::Done(status)),
                _ => Ok(Step::Open(String::new())),
            }
        };
        self.wait_until(awaited, at_most, step).await
    }

    /// Waits until a definition's cards are built, after [`Client::activate_card_definition`].
    ///
    /// # Errors
    /// [`Error::TimedOut`] after `at_most`; [`Error::NotUnderWay`] where the definition is a draft or archived;
    /// [`Error::Refused`] with status 404 where there is none by that id; whatever a call can meet.
    pub async fn wait_card_active(&self, id: &str, at_most: Duration) -> Result<CardDefinition, Error> {
        let (what, wanted) = (format!("the card definition {id}"), "active");
        let call = Call::get(&["v1", "card-definitions", id]);
        let awaited = Awaited { call, what: what.clone(), wanted, hold: LONGEST_HOLD };
        let step = |answer: Result<Answer, Error>| {
            let definition: CardDefinition = answer?.json()?;
            match definition.status {
                CardStatus::Active | CardStatus::PendingChanges => Ok(Step::Done(definition)),
                CardStatus::Updating => Ok(Step::Open(String::new())),
                state @ (CardStatus::Draft | CardStatus::Archived) => {
                    Err(Error::NotUnderWay { what: what.clone(), state: format!("{state:?}"), wanted })
                }
            }
        };
        self.wait_until(awaited, at_most, step).await
    }

    /// Waits until a version of a destination answers queries, after [`Client::publish_version`].
    ///
    /// # Errors
    /// [`Error::TimedOut`] after `at_most`, with the cards indexed so far and what failed; [`Error::NotUnderWay`] where
    /// the version is not being published, or is gone; [`Error::Refused`] with status 404 where there is no such
    /// destination; whatever a call can meet.
    pub async fn wait_version_published(
        &self,
        destination: &str,
        version: &str,
        at_most: Duration,
    ) -> Result<Version, Error> {
        let (what, wanted) = (format!("the version {version} of {destination}"), "published");
        let not_under_way =
            |state: &str| Error::NotUnderWay { what: what.clone(), state: state.to_owned(), wanted };
        let step = |answer: Result<Answer, Error>| {
            let found: Destination = answer?.json()?;
            let is_it = |one: &Version| one.name == version || one.id == version;
            let found = found.versions.into_iter().find(is_it).ok_or_else(|| not_under_way("gone"))?;
            match (found.status, found.publishing) {
                (VersionStatus::Published, _) => Ok(Step::Done(found)),
                (_, true) => Ok(Step::Open(progress(&found))),
                (state, false) => Err(not_under_way(&format!("{state:?}"))),
            }
        };
        self.wait_until(of_destination(destination, what.clone(), wanted), at_most, step).await
    }

    /// Waits until all published versions of a destination show cards and segments as they are defined now.
    ///
    /// # Errors
    /// [`Error::TimedOut`] after `at_most`, with the cards indexed so far and what failed; [`Error::Refused`] with
    /// status 404 where there is no such destination; whatever a call can meet.
    pub async fn wait_rebuilt(&self, destination: &str, at_most: Duration) -> Result<Destination, Error> {
        let step = |answer: Result<Answer, Error>| {
            let found: Destination = answer?.json()?;
            let published = found.versions.iter().filter(|one| one.status == VersionStatus::Published);
            let open: Vec<String> = published
                .filter(|one| one.building.is_some())
                .map(|one| format!(", {}{}", one.name, progress(one)))
                .collect();
            Ok(if open.is_empty() { Step::Done(found) } else { Step::Open(open.concat()) })
        };
        let awaited = of_destination(destination, format!("the destination {destination}"), "up to date");
        self.wait_until(awaited, at_most, step).await
    }

    /// Waits until a source and all its entries are gone, after [`Client::delete_source`].
    ///
    /// # Errors
    /// [`Error::TimedOut`] after `at_most`, [`Error::NotUnderWay`] where the source is not being deleted, and whatever a
    /// call can meet.
    pub async fn wait_source_deleted(&self, id: &SourceId, at_most: Duration) -> Result<(), Error> {
        let (what, wanted) = (format!("the source {id}"), "deleted");
        let call = Call::get(&["v1", "sources", id.as_str()]);
        let awaited = Awaited { call, what: what.clone(), wanted, hold: LONGEST_HOLD };
        let step = |answer: Result<Answer, Error>| match answer {
            Err(error) if error.status() == Some(404) => Ok(Step::Done(())),
            Err(error) => Err(error),
            Ok(answer) => match answer.json::<crate::Source>()?.status {
                crate::SourceStatus::Purging => Ok(Step::Open(String::new())),
                state @ crate::SourceStatus::Active => {
                    Err(Error::NotUnderWay { what: what.clone(), state: format!("{state:?}"), wanted })
                }
            },
        };
        self.wait_until(awaited, at_most, step).await
    }

    /// Asks until an answer says that it is done, and at most for the time given.
    async fn wait_until<T>(
        &self,
        awaited: Awaited,
        at_most: Duration,
        step: impl Fn(Result<Answer, Error>) -> Result<Step<T>, Error>,
    ) -> Result<T, Error> {
        let began = Instant::now();
        let (mut pause, mut told) = (PAUSE.0, String::new());
        loop {
            let asked = Instant::now();
            let left = at_most.saturating_sub(asked - began);
            // An attempt of a call has a time of its own, which the server's wait must not use up.
            let hold = left.min(awaited.hold).min(self.timeout() / 2);
            let answered = timeout(left.saturating_add(GRACE), self.ask(&awaited.call, hold)).await;
            if let Ok(answer) = answered {
                match step(answer)? {
                    Step::Done(found) => return Ok(found),
                    Step::Open(progress) => told = progress,
                }
            }
            let waited = began.elapsed();
            if waited >= at_most {
                let Awaited { what, wanted, .. } = awaited;
                return Err(Error::TimedOut(Box::new(TimedOut { what, wanted, progress: told, waited })));
            }
            // Where the server held its answer, the pause is over already.
            sleep(pause.saturating_sub(asked.elapsed()).min(at_most - waited)).await;
            pause = (pause * 2).min(PAUSE.1);
        }
    }

    async fn ask(&self, call: &Call, hold: Duration) -> Result<Answer, Error> {
        if hold.is_zero() {
            return self.call(call).await;
        }
        let holding = call.clone().with_query("wait", format!("{}ms", hold.as_millis().max(1)));
        match self.call(&holding).await {
            // It holds as many answers as it may already.
            Err(error) if error.status() == Some(429) => self.call(call).await,
            answer => answer,
        }
    }
}

fn of_destination(id: &str, what: String, wanted: &'static str) -> Awaited {
    Awaited { call: Call::get(&["v1", "destinations", id]), what, wanted, hold: DESTINATION_HOLD }
}

/// How far a version's indexes are, and why they do not go on.
fn progress(version: &Version) -> String {
    let mut told =
        version.building.map(|one| format!(" ({} of {} cards)", one.done, one.of)).unwrap_or_default();
    for (endpoint, problem) in &version.build_problems {
        told.push_str(&format!("; {endpoint} failed: {problem}"));
    }
    told
}
