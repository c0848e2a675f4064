//! What a query asks for: the page's address says it all.

use octant_destination::Request;
use serde_json::{Map, Value as Json, json};
use url::form_urlencoded;

use crate::studio::link::link;

/// How many results a page has.
pub(super) const TOP: usize = 24;
/// The order by how well the text matches.
pub(super) const RELEVANCE: &str = "_relevance";

/// What is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Wanted {
    /// The text that is searched for.
    pub(super) search: String,
    /// The language; the default where it is empty.
    pub(super) language: String,
    /// The order, such as `-price`; by id where it is empty.
    pub(super) sort: String,
    /// Whether the answer is shown as JSON.
    pub(super) as_json: bool,
    /// The chosen facet values: property and key.
    pub(super) filters: Vec<(String, String)>,
    /// What facet values have to contain: property and text.
    pub(super) searches: Vec<(String, String)>,
    /// Where the page begins: a JSON array, or a number with [`RELEVANCE`].
    pub(super) after: String,
}

impl Wanted {
    /// Reads the address' query. What is no part of it is left out.
    pub(super) fn read(query: &str) -> Self {
        let mut wanted = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let value = value.into_owned();
            match &*name {
                "q" => value.trim().clone_into(&mut wanted.search),
                "language" => wanted.language = value,
                "sort" => wanted.sort = value,
                "view" => wanted.as_json = value == "json",
                "after" => wanted.after = value,
                name => wanted.read_facet(name, value),
            }
        }
        if wanted.search.is_empty() && wanted.sort == RELEVANCE {
            wanted.sort.clear();
            wanted.after.clear();
        }
        wanted
    }

    fn read_facet(&mut self, name: &str, value: String) {
        if let Some(property) = name.strip_prefix("f.") {
            let chosen = (property.to_owned(), value);
            if !chosen.1.is_empty() && !self.filters.contains(&chosen) {
                self.filters.push(chosen);
            }
        } else if let Some(property) = name.strip_prefix("s.") {
            let text = value.trim().to_owned();
            if !text.is_empty() && self.search_in(property).is_none() {
                self.searches.push((property.to_owned(), text));
            }
        }
    }

    /// What the values of that facet have to contain.
    pub(super) fn search_in(&self, property: &str) -> Option<&str> {
        let found = self.searches.iter().find(|(known, _)| known == property);
        found.map(|(_, text)| text.as_str())
    }

    /// The page's address.
    pub(super) fn address(&self, path: &str) -> String {
        let filters = self.filters.iter().map(|(property, key)| (format!("f.{property}"), key));
        let searches = self.searches.iter().map(|(property, text)| (format!("s.{property}"), text));
        let facets: Vec<(String, &String)> = filters.chain(searches).collect();
        let view = if self.as_json { "json" } else { "" };
        let mut parameters = vec![
            ("q", self.search.as_str()),
            ("language", &self.language),
            ("sort", &self.sort),
            ("view", view),
        ];
        parameters.extend(facets.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        parameters.push(("after", &self.after));
        link(path, &parameters)
    }

    /// The first page of the same.
    pub(super) fn first_page(&self) -> Self {
        Self { after: String::new(), ..self.clone() }
    }

    /// The first page of the same without one of the filters.
    pub(super) fn without(&self, property: &str, key: &str) -> Self {
        let mut other = self.first_page();
        other.filters.retain(|(known, value)| known != property || value != key);
        other
    }

    /// How many results come before this page; only with [`RELEVANCE`].
    pub(super) fn skip(&self) -> usize {
        if self.sort == RELEVANCE { self.after.parse().unwrap_or_default() } else { 0 }
    }

    /// The query as parameters of an address.
    pub(super) fn parameters(&self) -> Vec<(String, String)> {
        let mut parameters: Vec<(&str, String)> = vec![("top", TOP.to_string())];
        if self.sort == RELEVANCE {
            parameters.push(("skip", self.skip().to_string()));
        } else {
            parameters.push(("after", self.after.clone()));
        }
        parameters.push(("search", self.search.clone()));
        parameters.push(("language", self.language.clone()));
        parameters.push(("sort", self.sort.clone()));
        parameters.push(("includeTotals", "true".to_owned()));
        parameters.push(("facetMode", "disjunctive".to_owned()));
        let searches =
            self.searches.iter().map(|(property, text)| ("facetSearch", format!("{property}:{text}")));
        parameters.extend(searches);
        parameters.extend(self.filters.iter().map(|(property, key)| (property.as_str(), key.clone())));
        let is_given = |(name, value): &(&str, String)| match *name {
            "skip" => value != "0",
            _ => !value.is_empty(),
        };
        parameters.retain(is_given);
        parameters.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// The query as the data surface reads it.
    pub(super) fn request(&self) -> Request {
        Request::from_parameters(self.parameters())
    }

    /// The query as a body.
    pub(super) fn body(&self) -> Json {
        let mut body = Map::new();
        body.insert("top".to_owned(), TOP.into());
        if self.skip() > 0 {
            body.insert("skip".to_owned(), self.skip().into());
        }
        if !self.search.is_empty() {
            body.insert("search".to_owned(), json!([self.search]));
        }
        if !self.filters.is_empty() {
            let mut must = Map::new();
            for (property, key) in &self.filters {
                let keys = must.entry(property.clone()).or_insert_with(|| json!([]));
                keys.as_array_mut().into_iter().for_each(|keys| keys.push(key.as_str().into()));
            }
            body.insert("filter".to_owned(), json!([{ "must": must }]));
        }
        if !self.searches.is_empty() {
            let searches = self.searches.iter();
            let searches: Map<String, Json> =
                searches.map(|(property, text)| (property.clone(), text.as_str().into())).collect();
            body.insert("facetSearch".to_owned(), searches.into());
        }
        if !self.sort.is_empty() {
            body.insert("sort".to_owned(), json!([self.sort]));
        }
        if let (true, Ok(after)) = (self.sort != RELEVANCE, serde_json::from_str::<Json>(&self.after)) {
            body.insert("after".to_owned(), after);
        }
        if !self.language.is_empty() {
            body.insert("language".to_owned(), self.language.as_str().into());
        }
        body.insert("includeTotals".to_owned(), true.into());
        body.insert("facetMode".to_owned(), "disjunctive".into());
        body.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_the_state() {
        let query = "q=red+shoe&language=sv&sort=-price&view=json&f.color=Red&f.color=Blue%26&f.size=42&s.color=bl&after=%5B1%2C%22k%22%5D";
        let wanted = Wanted::read(query);
        assert_eq!(wanted.address("/e"), format!("/e?{query}"));
        assert_eq!(wanted.filters.len(), 3);
        let without = wanted.without("color", "Red");
        assert_eq!((without.filters.len(), without.after.as_str()), (2, ""));
        assert_eq!(
            wanted.body(),
            json!({
                "top": 24, "search": ["red shoe"],
                "filter": [{"must": {"color": ["Red", "Blue&"], "size": ["42"]}}],
                "facetSearch": {"color": "bl"}, "sort": ["-price"], "after": [1, "k"], "language": "sv",
                "includeTotals": true, "facetMode": "disjunctive",
            })
        );
    }

    #[test]
    fn the_best_matches_come_first_only_where_something_is_searched_for() {
        let wanted = Wanted::read("q=x&sort=_relevance&after=24");
        assert_eq!(wanted.skip(), 24);
        assert!(wanted.parameters().contains(&("skip".to_owned(), "24".to_owned())));
        assert_eq!(Wanted::read("sort=_relevance&after=24"), Wanted::default());
    }
}
