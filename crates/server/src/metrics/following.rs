//! How far what follows the change log has come. These series are written for each reading from what there is now: those
//! of a destination that was deleted must not stay.

use std::fmt::Write;

use octant_destination::Lag;
use octant_model::TenantId;

use super::Names;

/// Something that follows a change log.
#[derive(Debug, Clone)]
pub(crate) struct Following {
    /// Its series' names, but for what is counted.
    kind: &'static str,
    tenant: TenantId,
    labels: Vec<(&'static str, String)>,
    /// Log records that it has not taken in yet.
    lag: u64,
    /// Cards, or documents.
    size: u64,
}

impl Following {
    /// The cards of a definition.
    pub(crate) fn card(tenant: &TenantId, lag: &octant_card::Lag) -> Self {
        let labels = vec![("card", lag.card.clone())];
        Self { kind: "card", tenant: tenant.clone(), labels, lag: lag.records, size: lag.cards }
    }

    /// An endpoint.
    pub(crate) fn endpoint(tenant: &TenantId, lag: &Lag) -> Self {
        let labels = vec![
            ("destination", lag.destination.clone()),
            ("version", lag.version.clone()),
            ("endpoint", lag.endpoint.clone()),
        ];
        Self { kind: "destination", tenant: tenant.clone(), labels, lag: lag.records, size: lag.documents }
    }

    /// The labels as they are written. Their values are identifiers, in which nothing needs an escape.
    fn labels(&self) -> String {
        let labels = self.labels.iter().map(|(name, value)| format!(",{name}=\"{value}\""));
        format!("tenant=\"{}\"{}", self.tenant, labels.collect::<String>())
    }
}

/// Appends the series: one for each whose names are told, or without names the largest lag and the sum of sizes.
pub(super) fn write(text: &mut String, following: &[Following], names: &Names) {
    for (kind, what) in [("card", "cards"), ("destination", "documents")] {
        let all: Vec<&Following> = following.iter().filter(|one| one.kind == kind).collect();
        let named: Vec<&Following> = all.iter().copied().filter(|one| names.include(&one.tenant)).collect();
        let mut series = |name: &str, help: &str, value: &dyn Fn(&Following) -> u64, total: u64| {
            // Writing to a string does not fail.
            let _ = writeln!(text, "# HELP octant_{kind}_{name} {help}\n# TYPE octant_{kind}_{name} gauge");
            if *names == Names::None {
                let _ = writeln!(text, "octant_{kind}_{name} {total}");
            }
            for one in &named {
                let _ = writeln!(text, "octant_{kind}_{name}{{{}}} {}", one.labels(), value(one));
            }
        };
        let (lag, size) = (|one: &Following| one.lag, |one: &Following| one.size);
        let most = all.iter().map(|one| one.lag).max().unwrap_or_default();
        series("lag_records", "Records of the change log that were not taken in yet", &lag, most);
        series(what, "How many there are", &size, all.iter().map(|one| one.size).sum());
    }
}
