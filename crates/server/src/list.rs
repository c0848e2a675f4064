//! How a page of a list looks: `{items, after, totalCount}`.

use octant_model::{Page, PageRequest};
use serde::Serialize;

/// A page of a list.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct List<T> {
    items: Vec<T>,
    after: Option<String>,
    total_count: Option<u64>,
}

impl<T> List<T> {
    /// The page as it goes out.
    #[must_use]
    pub fn of(page: Page<T>) -> Self {
        Self { items: page.items, after: page.after, total_count: page.total }
    }

    /// The only page of a list without items.
    #[must_use]
    pub fn empty(request: &PageRequest) -> Self {
        Self { items: Vec::new(), after: None, total_count: request.include_total.then_some(0) }
    }
}
