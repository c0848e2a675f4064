//! The names of a query's own parameters.

/// Every parameter, as it is written.
pub(crate) const PARAMETERS: [&str; 22] = [
    "top",
    "skip",
    "after",
    "sort",
    "sortAsc",
    "sortDesc",
    "language",
    "includeTotals",
    "filter",
    "search",
    "searchOn",
    "caseInsensitiveSearch",
    "period",
    "periodSince",
    "periodBefore",
    "listIds",
    "facetMode",
    "facetSearch",
    "typoTolerance",
    "prefixSearch",
    "must",
    "mustNot",
];

/// Whether a property of that name could not be told from a parameter.
pub(crate) fn is_reserved(name: &str) -> bool {
    PARAMETERS.iter().any(|parameter| parameter.eq_ignore_ascii_case(name))
}

/// The parameter of that name, in any case.
pub(crate) fn parameter(name: &str) -> Option<&'static str> {
    PARAMETERS.into_iter().find(|parameter| parameter.eq_ignore_ascii_case(name))
}
