//! A query as it came over the wire (docs/api.md, "Queries"), and what it asks of an endpoint's index.
//!
//! A body and a query string say the same things in two ways: both become a [`Request`], which [`Request::asked`] reads
//! against an endpoint's shape.

mod conditions;
mod given;
mod place;
mod sort;
mod words;

use std::collections::{BTreeMap, HashMap};

use octant_index::{FacetMode, FacetRequest, IdSearch, Period, Query, Spec, TextSearch, Want};
use octant_model::Language;
use serde_json::Value as Json;

use crate::error::{DestinationError, Gathered};
use crate::request_fields::{PARAMETERS, parameter};
use crate::shape::Shape;
use given::Given;
pub(crate) use sort::RELEVANCE;

/// What a query may ask for at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestLimits {
    /// The most results of one answer.
    pub max_top: usize,
    /// The most results that may be left out; `after` goes as deep as anybody likes.
    pub max_skip: usize,
    /// The most values in a query's filter, and the most search terms.
    pub max_values: usize,
    /// The most sort keys.
    pub max_sort: usize,
}

impl Default for RequestLimits {
    fn default() -> Self {
        Self { max_top: 10_000, max_skip: 100_000, max_values: 10_000, max_sort: 16 }
    }
}

/// How many results are answered to who does not say.
pub(crate) const DEFAULT_TOP: usize = 50;

/// A query, read but not yet compared with an endpoint.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Request {
    /// What was given, by parameter.
    members: BTreeMap<&'static str, Json>,
    /// Values by property, as `category=Shoes` in an address.
    conditions: Vec<(String, Vec<String>)>,
    /// Whether terms may hold several ids with commas between them.
    from_address: bool,
}

/// What an index is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// The question.
    pub query: Query,
    /// Whether the results are ids alone.
    pub list_ids: bool,
}

impl Request {
    /// Reads a body; an empty one asks for the first page.
    ///
    /// # Errors
    /// [`DestinationError::Invalid`] for what is no JSON object, and for members that no query has.
    pub fn from_body(body: &[u8]) -> Result<Self, DestinationError> {
        if body.iter().all(u8::is_ascii_whitespace) {
            return Ok(Self::default());
        }
        let invalid = |message: String| DestinationError::invalid("body", message);
        let json: Json = serde_json::from_slice(body).map_err(|error| invalid(error.to_string()))?;
        let members = match json {
            Json::Object(members) => members,
            Json::Null => return Ok(Self::default()),
            _ => return Err(invalid("a query is a JSON object".to_owned())),
        };
        let (mut request, mut told) = (Self::default(), Gathered::default());
        for (name, value) in members {
            match parameter(&name) {
                Some(known) if request.members.contains_key(known) => {
                    told.tell(known, format!("{known} is given more than once"));
                }
                Some(known) => {
                    request.members.insert(known, value);
                }
                None => {
                    let known = PARAMETERS.join(", ");
                    told.tell(name, format!("a query has no such member; its members are {known}"));
                }
            }
        }
        told.into_result()?;
        Ok(request)
    }

    /// Reads an address' parameters, decoded and in their order: the query's own, and for all others the values of the
    /// property of that name (also written `filter[name]`).
    #[must_use]
    pub fn from_parameters(parameters: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut request = Self { from_address: true, ..Self::default() };
        let mut places: HashMap<String, usize> = HashMap::new();
        for (name, value) in parameters {
            if let Some(known) = parameter(&name) {
                let values = request.members.entry(known).or_insert_with(|| Json::Array(Vec::new()));
                if let Json::Array(values) = values {
                    values.push(Json::String(value));
                }
                continue;
            }
            let bracketed = name.strip_prefix("filter[").and_then(|rest| rest.strip_suffix(']'));
            let property = bracketed.unwrap_or(&name).to_owned();
            match places.get(&property) {
                Some(place) => request.conditions[*place].1.push(value),
                None => {
                    places.insert(property.clone(), request.conditions.len());
                    request.conditions.push((property, vec![value]));
                }
            }
        }
        request
    }

    /// What the query asks of an endpoint of that shape.
    ///
    /// # Errors
    /// [`DestinationError::Invalid`] names every wrong member, with what is known where something is unknown.
    pub fn asked(&self, shape: &Shape, limits: &RequestLimits) -> Result<Asked, DestinationError> {
        let (spec, mut told) = (shape.spec(), Gathered::default());
        let mut given = Given { request: self, told: &mut told };
        let language = language(&mut given, shape);
        let top = given.number("top", DEFAULT_TOP, limits.max_top, "ask for further ones through after");
        let skip = given.number("skip", 0, limits.max_skip, "go deeper through after");
        let (total, list_ids) = (given.flag("includeTotals"), given.flag("listIds"));
        let facet_mode = facet_mode(&mut given);
        let period = Period { since: given.time("since"), before: given.time("before") };
        let search = words::search(&mut given, &spec, limits.max_values);
        let sort = sort::sort(&mut given, &spec, search.text.is_some(), limits.max_sort);
        let after = place::after(&mut given, &spec, &sort);
        let containing = words::facet_search(&mut given, &spec);
        let filter = conditions::filter(self, &spec, limits.max_values, &mut told);
        told.into_result()?;
        let query = Query {
            language,
            filter,
            ids: search.ids,
            text: search.text,
            period,
            sort,
            after,
            skip,
            top,
            total,
            facets: facets(shape, &containing),
            facet_mode,
            want: if list_ids { Want::Ids } else { Want::Shown },
        };
        Ok(Asked { query, list_ids })
    }
}

/// The search by id and the full text search of a query.
#[derive(Default)]
struct Search {
    ids: Option<IdSearch>,
    text: Option<TextSearch>,
}

/// The language that is asked for, in any spelling, or the first.
fn language(given: &mut Given<'_, '_>, shape: &Shape) -> Language {
    let default = shape.default_language().clone();
    let Some(wanted) = given.text("language") else { return default };
    let known = || shape.languages.iter().map(|(language, _)| language);
    let wanted = wanted.trim();
    if let Some(found) = Language::new(wanted).ok().and_then(|wanted| known().find(|one| **one == wanted)) {
        return found.clone();
    }
    let names: Vec<&str> = known().map(Language::written).collect();
    given
        .tell("language", format!("there is no language {wanted:?}; the languages are {}", names.join(", ")));
    default
}

fn facet_mode(given: &mut Given<'_, '_>) -> FacetMode {
    match given.text("facetMode").map(|mode| mode.to_ascii_lowercase()).as_deref() {
        None | Some("conjunctive") => FacetMode::Conjunctive,
        Some("disjunctive") => FacetMode::Disjunctive,
        Some(other) => {
            given.tell("facetMode", format!("{other:?} is no mode; write conjunctive or disjunctive"));
            FacetMode::Conjunctive
        }
    }
}

fn facets(shape: &Shape, containing: &BTreeMap<String, String>) -> Vec<FacetRequest> {
    let counted = shape.fields.iter().filter_map(|field| Some((field, field.facet.as_ref()?)));
    counted
        .map(|(field, facet)| FacetRequest {
            field: field.name.clone(),
            size: facet.size,
            containing: containing.get(&field.name).cloned(),
        })
        .collect()
}

/// A property's name as the endpoint spells it: as it was written, or, where only one fits, in another case.
fn spelled(spec: &Spec, name: &str) -> Option<String> {
    if name == "id" || spec.field(name).is_some() {
        return Some(name.to_owned());
    }
    let names = spec.fields.iter().map(|field| field.name.as_str()).chain(["id"]);
    let mut alike = names.filter(|known| known.eq_ignore_ascii_case(name));
    match (alike.next(), alike.next()) {
        (Some(known), None) => Some(known.to_owned()),
        _ => None,
    }
}

/// What is said of a property that an endpoint does not have.
fn unknown(spec: &Spec, name: &str) -> String {
    let mut known = vec!["id"];
    known.extend(spec.fields.iter().map(|field| field.name.as_str()));
    format!("there is no property {name:?}; the properties are {}", known.join(", "))
}
