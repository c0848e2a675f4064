//! How far what the server does by itself is, in words for whoever waits.

use octant_sdk::{Destination, Version, VersionStatus};

/// How far something is that the server does by itself.
pub(super) enum UnderWay {
    Done,
    /// What there is to tell of it, after a colon or in brackets; it may be nothing.
    Open(String),
}

impl UnderWay {
    pub(super) fn of(is_done: bool) -> Self {
        if is_done { Self::Done } else { Self::Open(String::new()) }
    }
}

/// Whether all that answers shows cards and segments as they are.
pub(super) fn shown(destination: &Destination) -> UnderWay {
    let answering = destination.versions.iter().filter(|one| one.status == VersionStatus::Published);
    let open: Vec<String> = answering
        .filter(|one| one.building.is_some())
        .map(|one| format!(", {}{}", one.name, progress(one)))
        .collect();
    if open.is_empty() { UnderWay::Done } else { UnderWay::Open(open.concat()) }
}

/// How far a version's indexes are, and why they do not go on.
pub(super) fn progress(version: &Version) -> String {
    let mut told =
        version.building.map(|one| format!(" ({} of {} cards)", one.done, one.of)).unwrap_or_default();
    for (endpoint, problem) in &version.build_problems {
        told.push_str(&format!("; {endpoint} failed: {problem}"));
    }
    told
}
