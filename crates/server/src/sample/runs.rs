//! Whose sample catalogue is being loaded, and whose could not be: at most one run for each tenant.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use octant_model::TenantId;
use octant_studio::page::overview::SampleProgress;
use tokio::sync::watch;

/// The runs of this process; cheap to clone.
#[derive(Clone)]
pub(crate) struct Runs {
    progress: Arc<Mutex<HashMap<TenantId, SampleProgress>>>,
    /// Each run holds a receiver to its end.
    stop: watch::Sender<bool>,
}

impl Runs {
    pub(crate) fn new() -> Self {
        Self { progress: Arc::default(), stop: watch::Sender::new(false) }
    }

    fn all(&self) -> MutexGuard<'_, HashMap<TenantId, SampleProgress>> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How it goes, or went where it failed.
    pub(crate) fn progress(&self, tenant: &TenantId) -> SampleProgress {
        self.all().get(tenant).cloned().unwrap_or_default()
    }

    /// Begins a run; `None` where one goes on.
    pub(crate) fn begin(&self, tenant: &TenantId) -> Option<Run> {
        let before = self.all().insert(tenant.clone(), SampleProgress::Loading);
        (before != Some(SampleProgress::Loading)).then(|| Run {
            runs: self.clone(),
            tenant: tenant.clone(),
            stop: self.stop.subscribe(),
            ended: SampleProgress::Idle,
        })
    }

    /// Tells all runs to stop, and waits until they have.
    pub(crate) async fn stop(&self) {
        self.stop.send_replace(true);
        self.stop.closed().await;
    }
}

/// A run; it ends when this is dropped.
pub(crate) struct Run {
    runs: Runs,
    tenant: TenantId,
    stop: watch::Receiver<bool>,
    ended: SampleProgress,
}

impl Run {
    pub(crate) fn tenant(&self) -> &TenantId {
        &self.tenant
    }

    /// Keeps why it failed, until the next run.
    pub(crate) fn fail(&mut self, reason: String) {
        self.ended = SampleProgress::Failed(reason);
    }

    /// Ready when the server stops.
    pub(crate) async fn stopped(&mut self) {
        // The sender cannot have gone: this run holds it too.
        let _ = self.stop.wait_for(|stop| *stop).await;
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        let ended = std::mem::take(&mut self.ended);
        match ended {
            SampleProgress::Failed(_) => self.runs.all().insert(self.tenant.clone(), ended),
            SampleProgress::Idle | SampleProgress::Loading => self.runs.all().remove(&self.tenant),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_tenant_has_one_run_at_a_time_and_a_failure_is_kept_until_the_next() {
        let (runs, tenant) = (Runs::new(), TenantId::new("shop").expect("valid"));
        let mut first = runs.begin(&tenant).expect("nothing goes on");
        assert!(runs.begin(&tenant).is_none());
        assert!(runs.begin(&TenantId::new("other").expect("valid")).is_some());
        first.fail("the disk is full".to_owned());
        assert_eq!(runs.progress(&tenant), SampleProgress::Loading);
        drop(first);
        assert_eq!(runs.progress(&tenant), SampleProgress::Failed("the disk is full".to_owned()));
        drop(runs.begin(&tenant).expect("the failed one is over"));
        assert_eq!(runs.progress(&tenant), SampleProgress::Idle);
    }

    #[tokio::test]
    async fn a_stop_waits_for_what_goes_on() {
        let (runs, tenant) = (Runs::new(), TenantId::new("shop").expect("valid"));
        let mut run = runs.begin(&tenant).expect("nothing goes on");
        let work = tokio::spawn(async move {
            run.stopped().await;
            run.fail("stopped".to_owned());
        });
        runs.stop().await;
        assert_eq!(runs.progress(&tenant), SampleProgress::Failed("stopped".to_owned()));
        work.await.expect("no panic");
    }
}
