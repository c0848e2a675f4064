//! Does what a plan says, call by call, and waits for what the server does by itself.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use octant_sdk::{Client, Error};
use tokio::time::Instant;

use super::failure::Failure;
use super::plan::{Plan, Progress, Version, Work};
use super::secrets::{Secret, Vault};
use super::watch::Watch;

/// How long one wait may take before it is told how far it is, and looked whether to stop.
const SPELL: Duration = Duration::from_secs(1);

/// What a plan is carried out with.
pub(crate) struct Executor<'a> {
    client: &'a Client,
    vault: &'a mut Vault,
    watch: &'a Watch,
    /// When waiting ends.
    until: Instant,
    /// Whether somebody wants it to end; the call under way is finished, so that no secret is lost.
    stop: &'a AtomicBool,
    /// What was made and is shown only once.
    pub(crate) secrets: Vec<Secret>,
    /// The version that is being published, by destination.
    publishing: HashMap<String, String>,
}

impl<'a> Executor<'a> {
    pub(crate) fn new(
        client: &'a Client,
        vault: &'a mut Vault,
        watch: &'a Watch,
        stop: &'a AtomicBool,
        wait: Duration,
    ) -> Self {
        let until = Instant::now() + wait;
        Self { client, vault, watch, until, stop, secrets: Vec::new(), publishing: HashMap::new() }
    }

    /// Does everything, until something fails; the plan's items tell how far each came.
    ///
    /// # Errors
    /// What ended it. Planning and carrying out again goes on from there.
    pub(crate) async fn carry_out(&mut self, plan: &mut Plan) -> Result<(), Failure> {
        for work in &plan.waits {
            self.work(work, "what is under way").await?;
        }
        for (place, step) in plan.steps.iter().enumerate() {
            if self.stop.load(Ordering::Relaxed) {
                return Err(Failure::Stopped);
            }
            let item = &mut plan.items[step.item];
            let name = format!("{} {}", item.kind.name(), item.id);
            self.watch.say(&name);
            if let Err(failure) = self.work(&step.work, &name).await {
                item.state = Progress::Failed;
                return Err(failure);
            }
            let is_last = plan.steps[place + 1..].iter().all(|later| later.item != step.item);
            item.state = if is_last { Progress::Done } else { Progress::Begun };
        }
        Ok(())
    }

    async fn work(&mut self, work: &Work, name: &str) -> Result<(), Failure> {
        let client = self.client;
        match work {
            Work::CreateSource(new) => client.create_source_with(new).await.map(drop)?,
            Work::UpdateSource { id, name, description } => {
                client.update_source(id, name.as_deref(), description.as_deref()).await.map(drop)?;
            }
            Work::PutProperty { source, id, settings } => client.put_property(source, id, settings).await?,
            Work::UpdateProvider { id, sources } => {
                client.update_data_provider(*id, None, Some(sources)).await.map(drop)?;
            }
            Work::CreateProvider { name, sources } => {
                let made = client.create_data_provider(name, sources).await?;
                let (name, id) = (made.provider.name, made.provider.id.to_string());
                self.keep(Secret::Provider { name, id, secret: made.secret })?;
            }
            Work::CreateSegment(new) => client.create_segment(new).await.map(drop)?,
            Work::UpdateSegment { id, name, criteria } => {
                client.update_segment(id, name.as_deref(), criteria.as_ref()).await.map(drop)?;
            }
            Work::ArchiveSegment(id) => client.archive_segment(id).await?,
            Work::RestoreSegment(id) => client.restore_segment(id).await?,
            Work::DeleteSegment(id) => client.delete_segment(id).await?,
            Work::DeleteProvider(id) => client.delete_data_provider(*id).await?,
            Work::DeleteSource(id) => client.delete_source(id).await?,
            Work::AwaitPurged(id) => {
                self.wait(name, "its entries go", async |spell| client.wait_source_deleted(id, spell).await)
                    .await?;
            }
            other => match is_about_card(other) {
                true => self.card(other, name).await?,
                false => self.destination(other, name).await?,
            },
        }
        Ok(())
    }

    async fn card(&mut self, work: &Work, name: &str) -> Result<(), Failure> {
        let client = self.client;
        match work {
            Work::CreateCard(new) => client.create_card_definition(new).await.map(drop)?,
            Work::UpdateCard { id, change } => client.update_card_definition(id, change).await.map(drop)?,
            Work::RestoreCard(id) => client.restore_card_definition(id).await?,
            Work::ActivateCard(id) => client.activate_card_definition(id).await?,
            Work::ArchiveCard(id) => client.archive_card_definition(id).await?,
            Work::DeleteCard(id) => client.delete_card_definition(id).await?,
            Work::AwaitCard(id) => {
                let built = async |spell| client.wait_card_active(id, spell).await.map(drop);
                self.wait(name, "its cards are being built", built).await?;
            }
            _ => {}
        }
        Ok(())
    }

    async fn destination(&mut self, work: &Work, name: &str) -> Result<(), Failure> {
        let client = self.client;
        match work {
            Work::CreateDestination { identifier, settings } => {
                client.create_destination(identifier, settings).await.map(drop)?;
            }
            Work::UpdateDestination { identifier, settings } => {
                client.update_destination(identifier, settings).await.map(drop)?;
            }
            Work::AddVersion(identifier) => client.add_version(identifier).await?,
            Work::PutEndpoints { identifier, version, endpoints } => {
                let version = self.name(identifier, version).await?;
                client.put_endpoints(identifier, &version, endpoints).await?;
            }
            Work::CreateApplication { identifier, version, name } => {
                self.create_application(identifier, version, name).await?;
            }
            Work::DeleteApplication { identifier, version, client_id, .. } => {
                client.delete_application(identifier, version, client_id).await?;
            }
            Work::Publish { identifier, version } => {
                let version = self.name(identifier, version).await?;
                client.publish_version(identifier, &version).await?;
                self.publishing.insert(identifier.clone(), version);
            }
            Work::AwaitPublished(identifier) => {
                let version = self.publishing.get(identifier).cloned().unwrap_or_default();
                self.wait_until_published(name, identifier, &version).await?;
            }
            Work::AwaitVersion { identifier, version } => {
                self.wait_until_published(name, identifier, version).await?;
            }
            Work::AwaitShown(identifier) => {
                let rebuilt = async |spell| client.wait_rebuilt(identifier, spell).await.map(drop);
                self.wait(name, &format!("{identifier} is being brought up to it"), rebuilt).await?;
            }
            Work::Stop { identifier, version } => client.stop_version(identifier, version).await?,
            Work::DeleteDestination(identifier) => client.delete_destination(identifier).await?,
            _ => {}
        }
        Ok(())
    }

    async fn wait_until_published(&self, name: &str, identifier: &str, version: &str) -> Result<(), Failure> {
        let published =
            async |spell| self.client.wait_version_published(identifier, version, spell).await.map(drop);
        self.wait(name, "its indexes are being built", published).await
    }

    async fn create_application(
        &mut self,
        identifier: &str,
        version: &Version,
        name: &str,
    ) -> Result<(), Failure> {
        let version = self.name(identifier, version).await?;
        let made = self.client.create_application(identifier, &version, name).await?;
        self.keep(Secret::Application {
            name: name.to_owned(),
            destination: identifier.to_owned(),
            version,
            client_id: made.client_id,
            client_secret: made.client_secret,
        })
    }

    fn keep(&mut self, secret: Secret) -> Result<(), Failure> {
        let kept = self.vault.keep(&secret);
        // Where the file failed, it is told after all.
        self.secrets.push(secret);
        kept
    }

    /// The name of a version.
    async fn name(&self, identifier: &str, version: &Version) -> Result<String, Failure> {
        match version {
            Version::Named(name) => Ok(name.clone()),
            Version::Newest => {
                let destination = self.client.destination(identifier).await?;
                let newest = destination.versions.last().map(|version| version.name.clone());
                newest
                    .ok_or_else(|| Failure::Impossible(vec![format!("{identifier} has no version any more")]))
            }
        }
    }

    /// Waits spell by spell, so that it is seen how far it is, until it is done.
    async fn wait(
        &self,
        name: &str,
        what: &str,
        done: impl AsyncFn(Duration) -> Result<(), Error>,
    ) -> Result<(), Failure> {
        self.watch.say(&format!("{name}: {what}"));
        loop {
            let left = self.until.saturating_duration_since(Instant::now());
            let progress = match done(left.min(SPELL)).await {
                Err(Error::TimedOut(so_far)) => so_far.progress,
                ended => return Ok(ended?),
            };
            self.watch.say(&format!("{name}: {what}{progress}"));
            if self.stop.load(Ordering::Relaxed) {
                return Err(Failure::Stopped);
            }
            if left <= SPELL {
                return Err(Failure::TooSlow(format!(
                    "{name}: {what} still{progress}; the server goes on by itself, and applying again waits for it (--wait)"
                )));
            }
        }
    }
}

fn is_about_card(work: &Work) -> bool {
    matches!(
        work,
        Work::CreateCard(_)
            | Work::UpdateCard { .. }
            | Work::RestoreCard(_)
            | Work::ActivateCard(_)
            | Work::ArchiveCard(_)
            | Work::DeleteCard(_)
            | Work::AwaitCard(_)
    )
}
