//! How an import is carried out.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use uuid::Uuid;

use crate::payload::PayloadLimits;

/// What is called while an import goes on.
pub type ProgressCallback = Arc<dyn Fn(&Progress) + Send + Sync>;

/// What an import waits for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum WaitFor {
    /// Until the server has accepted each payload. Octant has then applied it, but does not say what it did.
    #[default]
    Accepted,
    /// Until each payload is applied. The report counts what it did.
    Applied,
    /// As `Applied`, and at the end until all of it is published: visible in every destination that shows the source.
    Published,
}

/// How an import is carried out.
///
/// ```
/// use octant_sdk::{ImportOptions, WaitFor};
///
/// let options = ImportOptions { wait_for: WaitFor::Published, in_flight: 2, ..ImportOptions::default() };
/// ```
#[derive(Clone)]
pub struct ImportOptions {
    /// How large a payload may become.
    pub limits: PayloadLimits,
    /// How many payloads may be under way at a time; at least 1.
    pub in_flight: usize,
    /// Whether the good entities of a payload are taken where others break a rule. Otherwise one broken rule refuses
    /// its whole payload and ends the import. A server other than Octant may not know this.
    pub partial: bool,
    /// Whether the server only tells what it would do. A server other than Octant may not know this.
    pub dry_run: bool,
    /// What to wait for. A dry run waits for nothing.
    pub wait_for: WaitFor,
    /// How long to wait for one payload to be applied, and at the end for all of it to be published; 5 minutes unless
    /// set.
    pub wait_at_most: Duration,
    /// What the elements of lists are joined by, for the import takes texts; `|` unless set. The property's type must
    /// be `List` or `LocalizedList` with this delimiter. An element that holds it is refused.
    pub list_delimiter: String,
    /// The id that groups the imports of this job; by chance where `None`.
    pub correlation: Option<Uuid>,
    /// Called after each payload. It should return soon: the import waits for it.
    pub progress: Option<ProgressCallback>,
}

impl Default for ImportOptions {
    /// Whole payloads of the protocol's size, four at a time, without waiting for them to be applied.
    fn default() -> Self {
        Self {
            limits: PayloadLimits::default(),
            in_flight: 4,
            partial: false,
            dry_run: false,
            wait_for: WaitFor::Accepted,
            wait_at_most: Duration::from_secs(300),
            list_delimiter: "|".to_owned(),
            correlation: None,
            progress: None,
        }
    }
}

impl fmt::Debug for ImportOptions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { limits, in_flight, partial, dry_run, wait_for, wait_at_most, .. } = self;
        formatter
            .debug_struct("ImportOptions")
            .field("limits", limits)
            .field("in_flight", in_flight)
            .field("partial", partial)
            .field("dry_run", dry_run)
            .field("wait_for", wait_for)
            .field("wait_at_most", wait_at_most)
            .field("list_delimiter", &self.list_delimiter)
            .field("correlation", &self.correlation)
            .finish_non_exhaustive()
    }
}

/// How far an import has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Entities that were pushed.
    pub pushed: u64,
    /// Entities that the server has answered for.
    pub answered: u64,
    /// Entities that were rejected, by the client or by the server.
    pub rejected: u64,
    /// Payloads that the server has answered.
    pub payloads: u64,
    /// Bytes of these payloads.
    pub bytes: u64,
}
