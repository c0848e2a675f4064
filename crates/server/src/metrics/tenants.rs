//! Figures of each organization.

use std::fmt::Write;

use super::{Names, Snapshot};

/// Appends the series: one for each organization whose name is told, or one of all together.
pub(super) fn write(text: &mut String, snapshot: &Snapshot, names: &Names) {
    let heads: Vec<_> = snapshot.log_heads.iter().map(|(tenant, head)| (tenant, head.0)).collect();
    let building: Vec<_> =
        snapshot.building.iter().map(|(tenant, building)| (tenant, u64::from(*building))).collect();
    for (name, help, values) in [
        ("octant_log_head", "The place of the last record in a change log", heads),
        ("octant_building", "How many organizations have indexes that are being built", building),
    ] {
        // Writing to a string does not fail.
        let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} gauge");
        if *names == Names::None {
            let all: u64 = values.iter().map(|(_, value)| value).sum();
            let _ = writeln!(text, "{name} {all}");
            continue;
        }
        for (tenant, value) in values.iter().filter(|(tenant, _)| names.include(tenant)) {
            let _ = writeln!(text, "{name}{{tenant=\"{tenant}\"}} {value}");
        }
    }
}
