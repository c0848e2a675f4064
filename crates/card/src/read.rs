//! Reading the cards of a definition in use.

use octant_index::{Condition, Filter, FilterGroup, IdSearch, Query, Test, TextSearch, Value};
use octant_source::is_blank;

use crate::document::any_language;
use crate::error::CardError;
use crate::live::Live;
use crate::membership::Membership;

/// A page of cards.
#[derive(Debug, Clone, PartialEq)]
pub struct CardPage {
    /// The cards as JSON, by key.
    pub cards: Vec<String>,
    /// Their keys.
    pub ids: Vec<String>,
    /// Where to go on; `None` at the end.
    pub after: Option<String>,
    /// How many there are in all.
    pub total: u64,
}

/// A search in all texts; a blank one is none.
fn words(terms: &str) -> Option<TextSearch> {
    let terms = Some(terms.to_owned()).filter(|terms| !is_blank(terms))?;
    Some(TextSearch { terms: vec![terms], fields: Vec::new(), typos: false, prefix: true })
}

impl Live {
    /// A page of cards by key, those that pass the filter and hold the words.
    ///
    /// # Errors
    /// Those of the index.
    pub fn page(
        &self,
        filter: Filter,
        search: Option<&str>,
        after: Option<String>,
        limit: usize,
    ) -> Result<CardPage, CardError> {
        let query = Query {
            filter,
            text: search.and_then(words),
            after: after.map(|id| vec![Some(Value::Text(id))]),
            top: limit,
            total: true,
            ..Query::all(any_language())
        };
        self.answer(&query)
    }

    /// A page of cards by key that hold the words, or whose key they are.
    ///
    /// # Errors
    /// Those of the index.
    pub fn find(&self, search: &str, after: Option<String>, limit: usize) -> Result<CardPage, CardError> {
        let query = Query {
            ids: Some(IdSearch { ids: vec![search.to_owned()], ignore_case: true }),
            text: words(search),
            after: after.map(|id| vec![Some(Value::Text(id))]),
            top: limit,
            total: true,
            ..Query::all(any_language())
        };
        self.answer(&query)
    }

    /// The members of a segment, a page at a time.
    ///
    /// # Errors
    /// Those of the index.
    pub fn members(
        &self,
        membership: &Membership,
        after: Option<String>,
        limit: usize,
    ) -> Result<CardPage, CardError> {
        self.members_with(membership, None, after, limit)
    }

    /// The members of a segment that hold the words, a page at a time.
    ///
    /// # Errors
    /// Those of the index.
    pub fn members_with(
        &self,
        membership: &Membership,
        search: Option<&str>,
        after: Option<String>,
        limit: usize,
    ) -> Result<CardPage, CardError> {
        let mut query = Query {
            text: search.and_then(words),
            after: after.map(|id| vec![Some(Value::Text(id))]),
            top: limit,
            total: true,
            ..Query::all(any_language())
        };
        match membership {
            Membership::Dynamic(filter) => query.filter.clone_from(filter),
            // Ids and words together would find what is either.
            Membership::Fixed(ids) if query.text.is_some() => {
                let any_of = ids.iter().cloned().map(Value::Text).map(Test::Equals).collect();
                let picked = Condition { field: "id".to_owned(), any_of };
                query.filter = vec![FilterGroup { must: vec![picked], must_not: Vec::new() }];
            }
            Membership::Fixed(ids) => {
                query.ids = Some(IdSearch { ids: ids.iter().cloned().collect(), ignore_case: false });
            }
            Membership::Nobody => {
                query.text = None;
                query.ids = Some(IdSearch { ids: Vec::new(), ignore_case: false });
            }
        }
        self.answer(&query)
    }

    fn answer(&self, query: &Query) -> Result<CardPage, CardError> {
        let answer = self.index.search(query)?;
        let ids: Vec<String> = answer.hits.iter().map(|hit| hit.id.clone()).collect();
        let after = answer.after.is_some().then(|| ids.last().cloned()).flatten();
        let cards = answer.hits.into_iter().map(|hit| hit.shown).collect();
        Ok(CardPage { cards, ids, after, total: answer.total.unwrap_or_default() })
    }
}
