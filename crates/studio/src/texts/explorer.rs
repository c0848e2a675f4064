//! Words of the page that queries an endpoint.

pub(crate) const TITLE: &str = "Explore";
pub(crate) const ENDPOINT: &str = "Endpoint";
pub(crate) const SEARCH_HINT: &str = "Full text, as an application would search";
pub(crate) const LANGUAGE: &str = "Language";
pub(crate) const SORT: &str = "Sort";
pub(crate) const VIEW: &str = "Show as";
pub(crate) const AS_CARDS: &str = "Cards";
pub(crate) const AS_JSON: &str = "JSON";
pub(crate) const QUERY: &str = "Query";
pub(crate) const FACETS: &str = "Filters";
pub(crate) const APPLY: &str = "Apply";
pub(crate) const CLEAR: &str = "Clear all";
pub(crate) const CHOSEN: &str = "Chosen filters";
pub(crate) const FIND_VALUE: &str = "Find a value";
pub(crate) const NO_SUCH_VALUE: &str = "No value contains this.";
pub(crate) const NO_VALUES: &str = "No values";
pub(crate) const NOTHING: &str = "Nothing matches this query.";
pub(crate) const USE: &str = "Use this query";
pub(crate) const URL: &str = "Address";
pub(crate) const CURL: &str = "curl";
pub(crate) const TYPESCRIPT: &str = "TypeScript";
pub(crate) const AS_JSON_HEAD: &str = "The answer";
pub(crate) const DRAFT: &str =
    "This version is a draft and answers nothing yet. Publish it, then explore what applications will get.";

pub(crate) fn results(total: &str) -> String {
    if total == "1" { "1 result".to_owned() } else { format!("{total} results") }
}

pub(crate) fn took(milliseconds: &str) -> String {
    format!("in {milliseconds} ms")
}

pub(crate) fn without(header: &str, value: &str) -> String {
    format!("Remove the filter {header}: {value}")
}
