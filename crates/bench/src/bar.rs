//! What a figure should reach, said beside it.

use serde::Serialize;

/// A figure with what it should be.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Bar {
    /// What was measured.
    pub(crate) what: String,
    /// The figure.
    pub(crate) figure: f64,
    /// The figure's unit, such as `x` for a ratio.
    pub(crate) unit: &'static str,
    /// What it should be, in words.
    pub(crate) wanted: String,
    /// Whether it is.
    pub(crate) met: bool,
}

impl Bar {
    /// A figure that should be at least so much.
    pub(crate) fn at_least(what: impl Into<String>, figure: f64, unit: &'static str, least: f64) -> Self {
        let wanted = format!("at least {least} {unit}");
        Self { what: what.into(), figure, unit, wanted, met: figure >= least }
    }

    /// A figure that should be at most so much.
    pub(crate) fn at_most(what: impl Into<String>, figure: f64, unit: &'static str, most: f64) -> Self {
        let wanted = format!("at most {most} {unit}");
        Self { what: what.into(), figure, unit, wanted, met: figure <= most }
    }

    /// The bar in one line.
    pub(crate) fn line(&self) -> String {
        let met = if self.met { "met   " } else { "MISSED" };
        format!("{met}  {:<52} {:>9.2} {:<3} ({})", self.what, self.figure, self.unit, self.wanted)
    }
}
