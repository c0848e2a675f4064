//! Query parameters, read by name.

use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::str::FromStr;

use axum::extract::FromRequestParts;
use http::request::Parts;
use octant_model::{Instant, PageRequest, Timestamp, whole};
use url::form_urlencoded;

use crate::error::Failure;

/// The most items on a page of a list, and how many are given to who does not say.
const PAGE: (RangeInclusive<usize>, usize) = (1..=200, 50);

/// The query of a request. Names are matched without regard to case, `_` and `-`, so that a slip of the pen in
/// `?dryRun=true` never stores anything. A parameter without value counts as not given.
#[derive(Debug, Clone)]
pub struct Query(Vec<Parameter>);

#[derive(Debug, Clone)]
struct Parameter {
    name: String,
    value: String,
}

impl<S: Sync> FromRequestParts<S> for Query {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        Ok(Self::parse(parts.uri.query().unwrap_or_default()))
    }
}

/// The parameters of a query, decoded, in their order.
///
/// A list may be written as `id[]=a&id[]=b` or `id[0]=a&id[1]=b`, as PHP, axios and qs do: its values come by their
/// places, under the name alone.
pub(crate) fn parameters(text: &str) -> Vec<(String, String)> {
    let mut firsts: HashMap<String, usize> = HashMap::new();
    let mut parameters = Vec::new();
    for (name, value) in form_urlencoded::parse(text.as_bytes()) {
        let (name, place) = list_name(&name);
        let count = firsts.len();
        let first = *firsts.entry(plain(name)).or_insert(count);
        parameters.push((first, place, name.to_owned(), value.into_owned()));
    }
    parameters.sort_by_key(|(first, place, _, _)| (*first, *place));
    parameters.into_iter().map(|(_, _, name, value)| (name, value)).collect()
}

/// A name without the brackets of a list, and the place in that list.
fn list_name(name: &str) -> (&str, usize) {
    let plain = (name, 0);
    let Some((rest, place)) = name.strip_suffix(']').and_then(|name| name.rsplit_once('[')) else {
        return plain;
    };
    if rest.is_empty() || !place.bytes().all(|byte| byte.is_ascii_digit()) {
        return plain;
    }
    (rest, if place.is_empty() { 0 } else { place.parse().unwrap_or(usize::MAX) })
}

impl Query {
    fn parse(text: &str) -> Self {
        let given = parameters(text).into_iter().filter(|(_, value)| !value.is_empty());
        Self(given.map(|(name, value)| Parameter { name: plain(&name), value }).collect())
    }

    /// Every value of a parameter, in the order of the query.
    pub fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        let name = plain(name);
        self.0
            .iter()
            .filter(move |parameter| parameter.name == name)
            .map(|parameter| parameter.value.as_str())
    }

    /// The value of a parameter.
    ///
    /// # Errors
    /// 400 where it is given more than once.
    pub fn text(&self, name: &str) -> Result<Option<&str>, Failure> {
        let mut values = self.all(name);
        let first = values.next();
        if values.next().is_some() {
            return Err(invalid(name, format!("{name} is given more than once")));
        }
        Ok(first)
    }

    /// The value of a parameter, unless it is blank.
    ///
    /// # Errors
    /// 400 where it is given more than once.
    pub fn filled(&self, name: &str) -> Result<Option<&str>, Failure> {
        Ok(self.text(name)?.filter(|text| !text.trim().is_empty()))
    }

    /// The value of a parameter in another form; `expected` says what it looks like, such as `a GUID`.
    ///
    /// # Errors
    /// 400 where it has no such form.
    pub fn parsed<T: FromStr>(&self, name: &str, expected: &str) -> Result<Option<T>, Failure> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        match text.parse() {
            Ok(value) => Ok(Some(value)),
            Err(_) => Err(invalid(name, format!("{name} must be {expected}"))),
        }
    }

    /// The value of a parameter by a function that knows the names; `expected` lists them.
    ///
    /// # Errors
    /// 400 where the function knows no such name.
    pub fn named<T>(
        &self,
        name: &str,
        from_name: impl FnOnce(&str) -> Option<T>,
        expected: &str,
    ) -> Result<Option<T>, Failure> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        from_name(text).map(Some).ok_or_else(|| invalid(name, format!("{name} must be {expected}")))
    }

    /// Whether a parameter is `true`; false where it is not given.
    ///
    /// # Errors
    /// 400 where it is neither `true` nor `false`, in any case.
    pub fn flag(&self, name: &str) -> Result<bool, Failure> {
        let from_name = |text: &str| match text.to_ascii_lowercase().as_str() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        };
        Ok(self.named(name, from_name, "true or false")?.unwrap_or(false))
    }

    /// A moment: RFC 3339, or a date. What is noted to the millisecond is before it, or not, as it is before the next
    /// millisecond.
    ///
    /// # Errors
    /// 400 where it is none.
    pub fn time(&self, name: &str) -> Result<Option<Timestamp>, Failure> {
        let found: Option<Instant> =
            self.parsed(name, "a time like 2024-01-31T12:00:00Z, in the years 0001 to 9999")?;
        Ok(found.map(Instant::ceil))
    }

    /// The page of a list: `after`, `limit` and `includeTotalCount`.
    ///
    /// # Errors
    /// 400 where `limit` is not from 1 to 200.
    pub fn page(&self) -> Result<PageRequest, Failure> {
        let (allowed, default) = PAGE;
        let expected = format!("a whole number from {} to {}", allowed.start(), allowed.end());
        let limit = match self.text("limit")? {
            Some(text) => {
                whole::of_text(text).ok_or_else(|| invalid("limit", format!("limit must be {expected}")))?
            }
            None => default,
        };
        if !allowed.contains(&limit) {
            return Err(invalid("limit", format!("limit must be {expected}")));
        }
        let after = self.text("after")?.map(str::to_owned);
        Ok(PageRequest { after, limit, include_total: self.flag("includeTotalCount")? })
    }
}

fn invalid(name: &str, message: String) -> Failure {
    Failure::invalid().field(name, message)
}

fn plain(name: &str) -> String {
    let letters = name.chars().filter(|letter| !matches!(letter, '_' | '-'));
    letters.map(|letter| letter.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_is_found_under_every_spelling() {
        for query in ["dryRun=true", "dryrun=TRUE", "dry_run=true", "Dry-Run=True", "a=b&dryRun=true"] {
            assert!(Query::parse(query).flag("dryRun").expect("a flag"), "{query}");
        }
        for query in ["", "dryRun=false", "dryRun=", "dryRun", "dry=true"] {
            assert!(!Query::parse(query).flag("dryRun").expect("a flag"), "{query}");
        }
        for query in ["dryRun=1", "dryRun=yes", "dryRun=true&dryRun=true"] {
            assert!(Query::parse(query).flag("dryRun").is_err(), "{query}");
        }
    }

    #[test]
    fn a_page_has_50_items_unless_told_otherwise() {
        assert_eq!(Query::parse("").page().expect("a page"), PageRequest::first(50));
        let page = Query::parse("limit=200&after=x%20y&includeTotalCount=true").page().expect("a page");
        assert_eq!(page, PageRequest { after: Some("x y".to_owned()), limit: 200, include_total: true });
        assert_eq!(Query::parse("limit=5.0").page().expect("a page"), PageRequest::first(5));
        for query in ["limit=5.5", "limit=0", "limit=201", "limit=-1", "limit=x", "limit=1&limit=1"] {
            assert!(Query::parse(query).page().is_err(), "{query}");
        }
    }

    #[test]
    fn a_list_may_be_written_with_brackets() {
        let values = |text| Query::parse(text).all("id").map(str::to_owned).collect::<Vec<_>>();
        for text in ["id[]=b&id[]=a", "id[1]=a&id[0]=b", "x=1&id%5B%5D=b&y=2&id%5B%5D=a", "Id[10]=a&Id[9]=b"]
        {
            assert_eq!(values(text), ["b", "a"], "{text}");
        }
        let name = |text| parameters(text)[0].0.clone();
        assert_eq!(name("filter[name][]=a"), "filter[name]");
        assert_eq!(name("filter[name][12]=a"), "filter[name]");
        for text in ["filter[name]=a", "[]=a", "[0]=a", "a[-1]=a", "a[+1]=a", "a]=a", "a[=a"] {
            assert_eq!(name(text), text.trim_end_matches("=a").replace('+', " "), "{text}");
        }
    }

    #[test]
    fn repeated_values_keep_their_order() {
        let query = Query::parse("id=b&id=a&other=x&ID=c");
        assert_eq!(query.all("id").collect::<Vec<_>>(), ["b", "a", "c"]);
    }
}
