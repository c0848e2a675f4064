//! Lists in pages, by cursor.

/// Which page of a list is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRequest {
    /// The cursor that the page before gave, or `None` for the first page.
    pub after: Option<String>,
    /// The most items to answer with; at least 1.
    pub limit: usize,
    /// Whether the number of all items is wanted.
    pub include_total: bool,
}

impl PageRequest {
    /// The first page of so many items, without a total.
    #[must_use]
    pub fn first(limit: usize) -> Self {
        Self { after: None, limit, include_total: false }
    }
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The items, in the list's order. A page may hold fewer than asked for and yet not be the last.
    pub items: Vec<T>,
    /// The cursor of the next page; `None` on the last.
    pub after: Option<String>,
    /// How many items the whole list has, where that was asked for.
    pub total: Option<u64>,
}

impl<T> Page<T> {
    /// The page of the same items in another form.
    pub fn map<U>(self, convert: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(convert).collect(), after: self.after, total: self.total }
    }
}
