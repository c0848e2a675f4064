//! How long answers took.

use hdrhistogram::Histogram;
use serde::Serialize;

/// Times in milliseconds.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Times {
    /// How many were taken.
    pub(crate) count: u64,
    /// Half of them were at most this.
    pub(crate) p50: f64,
    /// 95 in 100 were.
    pub(crate) p95: f64,
    /// 99 in 100 were.
    pub(crate) p99: f64,
    /// The longest.
    pub(crate) max: f64,
}

impl Times {
    /// The times of a histogram of microseconds.
    pub(crate) fn of(micros: &Histogram<u64>) -> Self {
        let at = |quantile| micros.value_at_quantile(quantile) as f64 / 1_000.0;
        let max = micros.max() as f64 / 1_000.0;
        Self { count: micros.len(), p50: at(0.5), p95: at(0.95), p99: at(0.99), max }
    }

    /// The times in words.
    pub(crate) fn line(&self) -> String {
        format!(
            "p50 {:>8.2}  p95 {:>8.2}  p99 {:>8.2}  max {:>8.2} ms",
            self.p50, self.p95, self.p99, self.max
        )
    }
}

/// An empty histogram of microseconds.
pub(crate) fn histogram() -> Histogram<u64> {
    Histogram::new(3).expect("three digits are allowed")
}
