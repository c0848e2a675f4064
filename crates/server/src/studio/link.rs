//! Addresses of pages, with their search, filter and place in a list.

use octant_model::PageRequest;
use octant_studio::Paging;
use url::form_urlencoded::Serializer;

use crate::error::Failure;
use crate::query::Query;

/// How many rows a page of a list has.
const ROWS: usize = 50;

/// A path with the parameters that have a value.
pub(super) fn link(path: &str, parameters: &[(&str, &str)]) -> String {
    let mut query = Serializer::new(String::new());
    for (name, value) in parameters.iter().filter(|(_, value)| !value.is_empty()) {
        query.append_pair(name, value);
    }
    let query = query.finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// The page of a list that is asked for.
pub(super) fn page(query: &Query) -> Result<PageRequest, Failure> {
    let after = query.text("after")?.map(str::to_owned);
    Ok(PageRequest { after, limit: ROWS, include_total: false })
}

/// Where a list goes on; `parameters` are its search and filters.
pub(super) fn paging(
    path: &str,
    parameters: &[(&str, &str)],
    asked: &PageRequest,
    after: Option<&str>,
) -> Paging {
    let next = |after: &str| link(path, &[parameters, &[("after", after)]].concat());
    Paging { first: asked.after.as_ref().map(|_| link(path, parameters)), next: after.map(next) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_keep_what_was_searched_for() {
        assert_eq!(link("/studio/sources", &[("name", "")]), "/studio/sources");
        assert_eq!(link("/s", &[("name", "a&b=c"), ("after", "x y")]), "/s?name=a%26b%3Dc&after=x+y");
        let asked = PageRequest { after: Some("m".to_owned()), ..PageRequest::first(1) };
        let paging = paging("/s", &[("name", "a")], &asked, Some("z"));
        assert_eq!(
            (paging.first.as_deref(), paging.next.as_deref()),
            (Some("/s?name=a"), Some("/s?name=a&after=z"))
        );
    }
}
