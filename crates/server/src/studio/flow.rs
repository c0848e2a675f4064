//! The flow of data as the overview draws it, from the real definitions.

use octant_model::{TenantId, Timestamp};
use octant_store::{Source, SourceStatus};
use octant_studio::Tone;
use octant_studio::page::overview::{Attention, Node, Stage};

use crate::error::Failure;
use crate::state::AppState;

/// A place in the picture: its stage, and the place in that.
type Place = (usize, usize);

/// The stages from left to right, what leads to what, and what needs a look on the way.
pub(super) struct Flow {
    pub(super) stages: Vec<Stage>,
    pub(super) edges: Vec<(Place, Place)>,
    pub(super) attention: Vec<Attention>,
}

impl Flow {
    pub(super) fn of(
        _state: &AppState,
        _tenant: &TenantId,
        sources: &[Source],
        now: Timestamp,
    ) -> Result<Self, Failure> {
        let mut attention = Vec::new();
        for source in sources.iter().filter(|source| source.status == SourceStatus::Purging) {
            attention.push(Attention {
                tone: Tone::Neutral,
                text: format!("{} is being deleted; {} entries are left", source.name, source.entries),
                path: format!("/studio/sources/{}", source.id),
            });
        }
        let node = |source: &Source| Node {
            name: source.name.clone(),
            note: note(source, now),
            path: format!("/studio/sources/{}", source.id),
        };
        let stage = |name: &str, nodes| Stage { name: name.to_owned(), nodes };
        let stages = vec![
            stage("Sources", sources.iter().map(node).collect()),
            stage("Cards", Vec::new()),
            stage("Segments", Vec::new()),
            stage("Destinations", Vec::new()),
        ];
        Ok(Self { stages, edges: Vec::new(), attention })
    }
}

fn note(source: &Source, now: Timestamp) -> String {
    let entries = source.entries;
    match source.changed_at {
        Some(at) => format!("{entries} entries, {}", ago(at, now)),
        None => format!("{entries} entries"),
    }
}

/// How long ago, in few letters.
pub(super) fn ago(at: Timestamp, now: Timestamp) -> String {
    let seconds = (now.milliseconds() - at.milliseconds()).max(0) / 1_000;
    match seconds {
        ..60 => "just now".to_owned(),
        60..3_600 => format!("{} min ago", seconds / 60),
        3_600..86_400 => format!("{} h ago", seconds / 3_600),
        _ => format!("{} d ago", seconds / 86_400),
    }
}
