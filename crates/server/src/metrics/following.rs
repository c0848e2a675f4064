//! How far what follows the change log has come. These series are written anew for each reading: those of a destination
//! that was deleted must not stay.

use std::fmt::Write;

use octant_destination::Lag;
use octant_model::TenantId;

/// Something that follows a change log.
#[derive(Debug, Clone)]
pub(crate) struct Following {
    /// Its series' names, but for what is counted.
    kind: &'static str,
    labels: Vec<(&'static str, String)>,
    /// Log records that it has not taken in yet.
    lag: u64,
    /// Cards, or documents.
    size: u64,
}

impl Following {
    /// The cards of a definition.
    pub(crate) fn card(tenant: &TenantId, lag: &octant_card::Lag) -> Self {
        let labels = vec![("tenant", tenant.to_string()), ("card", lag.card.clone())];
        Self { kind: "card", labels, lag: lag.records, size: lag.cards }
    }

    /// An endpoint.
    pub(crate) fn endpoint(tenant: &TenantId, lag: &Lag) -> Self {
        let labels = vec![
            ("tenant", tenant.to_string()),
            ("destination", lag.destination.clone()),
            ("version", lag.version.clone()),
            ("endpoint", lag.endpoint.clone()),
        ];
        Self { kind: "destination", labels, lag: lag.records, size: lag.documents }
    }

    /// The labels as they are written. Their values are identifiers, in which nothing needs an escape.
    fn labels(&self) -> String {
        let labels: Vec<String> =
            self.labels.iter().map(|(name, value)| format!("{name}=\"{value}\"")).collect();
        labels.join(",")
    }
}

/// Appends the series.
pub(super) fn write(text: &mut String, following: &[Following]) {
    for (kind, what) in [("card", "cards"), ("destination", "documents")] {
        let own: Vec<&Following> = following.iter().filter(|one| one.kind == kind).collect();
        let mut series = |name: &str, help: &str, value: &dyn Fn(&Following) -> u64| {
            // Writing to a string does not fail.
            let _ = writeln!(text, "# HELP octant_{kind}_{name} {help}\n# TYPE octant_{kind}_{name} gauge");
            for one in &own {
                let _ = writeln!(text, "octant_{kind}_{name}{{{}}} {}", one.labels(), value(one));
            }
        };
        series("lag_records", "Records of the change log that were not taken in yet", &|one| one.lag);
        series(what, "How many there are", &|one| one.size);
    }
}
