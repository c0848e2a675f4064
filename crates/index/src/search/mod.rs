//! Queries, answered from one state of the index.

mod alike;
mod beside;
mod collect;
mod exceptions;
mod facets;
mod filter;
mod found_by;
mod listed;
mod lookup;
mod matched;
mod nested;
mod range;
mod rank;
mod text;
mod threads;
mod timely;
mod words;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use octant_model::Language;
use tantivy::query::{AllQuery, Query as Condition};
use tantivy::schema::Value as _;
use tantivy::{DocAddress, Searcher, TantivyDocument};

use crate::answer::{Answer, Facet, FacetCount, Hit};
use crate::encode::sorted_values;
use crate::error::{IndexError, QueryError};
use crate::index::{Index, Shown};
use crate::layout::Layout;
use crate::limits::{Deadline, Limits};
use crate::query::{FacetMode, Query, SortBy, Want};
use crate::value::{SortValue, Value};
use collect::{Collect, Collected};
pub(crate) use exceptions::Exceptions;
pub(crate) use listed::{FacetOrder, listed};
pub(crate) use matched::Wholes;
use rank::Order;
use timely::Timely;
use words::WithWords;

/// The counts of everything, for the facets that were asked for so far; they are good for one generation.
#[derive(Default)]
pub(crate) struct Unfiltered(Mutex<(u64, KnownCounts)>);

/// Counts by the places of a field and a language.
type KnownCounts = HashMap<(usize, usize), Arc<Vec<FacetCount>>>;

impl Index {
    /// Answers a query within the usual limits.
    ///
    /// # Errors
    /// Those of [`Index::search_within`].
    pub fn search(&self, query: &Query) -> Result<Answer, IndexError> {
        self.search_within(query, &Limits::default())
    }

    /// Answers a query.
    ///
    /// # Errors
    /// [`IndexError::Query`] says what the query asks for that the index does not have, or what it asks too much of;
    /// [`IndexError::TimedOut`], [`IndexError::Busy`].
    pub fn search_within(&self, query: &Query, limits: &Limits) -> Result<Answer, IndexError> {
        let deadline = Deadline::after(limits.time);
        match self.answer(query, limits, deadline) {
            // The engine has no error of its own for it.
            Err(IndexError::Failed(_)) if deadline.is_over() => Err(IndexError::TimedOut(limits.time)),
            answered => answered,
        }
    }

    fn answer(&self, query: &Query, limits: &Limits, deadline: Deadline) -> Result<Answer, IndexError> {
        let layout = &self.inner().layout;
        let language = language(layout, &query.language)?;
        let generation = self.generation();
        let shown = self.shown();
        let searcher = &shown.main;
        let order = Order::of(layout, searcher, query, language)?;
        let _page = limits.memory.take(order.cost(query.skip.saturating_add(query.top), searcher))?;
        let scored = order.by_relevance();
        let found = self.with_words(&shown, query, (language, scored), limits, deadline)?;
        let context = Context { index: self, layout, searcher, language, generation, found, deadline };
        let condition = context.condition(query, None)?;
        let facets = query.facets.iter().map(|facet| facets::column(layout, &facet.field, language));
        let facets: Vec<facets::Counted> = facets.collect::<Result<_, _>>()?;
        let selected: Vec<Vec<String>> =
            query.facets.iter().map(|facet| filter::selected(layout, &query.filter, &facet.field)).collect();

        let unnarrowed = condition.is_none();
        // Facets are counted with the page, unless their counts are known or leave conditions aside.
        let with_page = |place: usize| {
            let leaves_own_aside = query.facet_mode == FacetMode::Disjunctive && !selected[place].is_empty();
            !unnarrowed && !leaves_own_aside
        };
        let counted: Vec<usize> = (0..facets.len()).filter(|place| with_page(*place)).collect();
        let condition = condition.unwrap_or_else(|| Box::new(AllQuery));
        let collect = Collect {
            order: &order,
            keep: query.skip.saturating_add(query.top),
            facets: counted.iter().map(|place| facets[*place].column.clone()).collect(),
            wholes: &self.inner().wholes,
            deadline,
        };
        // Ids are looked up sooner than handed over.
        let collected = match query.ids {
            Some(_) => searcher.search(&*condition, &collect)?,
            None => threads::search(searcher, &*condition, &collect, self.inner().many)?,
        };
        let mut counts: Vec<Option<Arc<Vec<FacetCount>>>> = vec![None; facets.len()];
        let Collected { page, total, facets: of_page } = collected;
        for (place, found) in counted.into_iter().zip(of_page) {
            counts[place] = Some(Arc::new(found));
        }
        let mut answer = Answer { total: query.total.then_some(total), ..Answer::default() };
        for (place, request) in query.facets.iter().enumerate() {
            let all = match counts[place].take() {
                Some(counts) => counts,
                None if unnarrowed => context.unfiltered(&facets[place])?,
                None => context.without_own(query, place, &facets[place])?,
            };
            let order = context.facet_order(&facets[place]);
            let values = listed(&all, request, &selected[place], &order);
            answer.facets.push(Facet { field: request.field.clone(), values });
        }
        let more = page.len() == query.skip.saturating_add(query.top) && query.top > 0;
        let page: Vec<DocAddress> = page.into_iter().skip(query.skip).collect();
        answer.hits = context.hits(&page, query.want)?;
        if more && !query.sort.iter().any(|key| key.by == SortBy::Relevance) {
            answer.after = page.last().map(|last| context.after(query, *last)).transpose()?;
        }
        Ok(answer)
    }

    /// The documents that full text search finds, if it is asked for.
    fn with_words(
        &self,
        shown: &Shown,
        query: &Query,
        (language, scored): (usize, bool),
        limits: &Limits,
        deadline: Deadline,
    ) -> Result<Option<Box<dyn Condition>>, IndexError> {
        let Some(search) = &query.text else { return Ok(None) };
        let search = text::Search::of(&self.inner().layout, search, language, limits.words)?;
        let Some(words) = &shown.words else {
            // There are no words, and so no condition that finds any.
            return Ok(Some(search.condition(deadline)?));
        };
        let _words = limits.memory.take(search.cost(words.num_docs()))?;
        let condition = search.condition(deadline)?;
        Ok(Some(Box::new(WithWords::of(words, &*condition, scored, deadline, self.inner().many)?)))
    }
}

/// One query's work.
struct Context<'a> {
    index: &'a Index,
    layout: &'a Layout,
    searcher: &'a Searcher,
    language: usize,
    generation: u64,
    /// What full text search found, if it was asked for.
    found: Option<Box<dyn Condition>>,
    deadline: Deadline,
}

impl Context<'_> {
    /// Everything that narrows the answer; `None` where nothing does. Leaves the `must` conditions on one field aside.
    fn condition(
        &self,
        query: &Query,
        without: Option<&str>,
    ) -> Result<Option<Box<dyn Condition>>, QueryError> {
        let mut all: Vec<Box<dyn Condition>> = Vec::new();
        let timely = |condition| Timely::boxed(condition, self.deadline);
        all.extend(filter::filter(self.layout, &query.filter, self.language, without, &timely)?);
        all.extend(filter::period(self.layout, query.period));
        let mut searched: Vec<Box<dyn Condition>> = Vec::new();
        searched.extend(query.ids.as_ref().map(|ids| filter::ids(self.layout, ids)));
        searched.extend(self.found.as_ref().map(|found| found.box_clone()));
        if !searched.is_empty() {
            all.push(filter::any(searched));
        }
        Ok(match all.len() {
            0 => None,
            1 => all.pop(),
            _ => Some(Box::new(tantivy::query::BooleanQuery::intersection(all))),
        })
    }

    /// The counts of everything, from what is known of this generation.
    fn unfiltered(&self, facet: &facets::Counted) -> Result<Arc<Vec<FacetCount>>, IndexError> {
        let known = &self.index.inner().unfiltered.0;
        let key = facet.place;
        {
            let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
            if known.0 != self.generation {
                *known = (self.generation, HashMap::new());
            }
            if let Some(counts) = known.1.get(&key) {
                return Ok(Arc::clone(counts));
            }
        }
        let counts = Arc::new(self.count(&AllQuery, facet)?);
        let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.0 == self.generation {
            known.1.insert(key, Arc::clone(&counts));
        }
        Ok(counts)
    }

    /// A facet's counts where the conditions on its own field do not count.
    fn without_own(
        &self,
        query: &Query,
        place: usize,
        facet: &facets::Counted,
    ) -> Result<Arc<Vec<FacetCount>>, IndexError> {
        match self.condition(query, Some(&query.facets[place].field))? {
            None => self.unfiltered(facet),
            Some(condition) => self.count(&*condition, facet).map(Arc::new),
        }
    }

    /// How the values of a facet compare in the query's language.
    fn facet_order(&self, facet: &facets::Counted) -> FacetOrder<'_> {
        let (spec, language) = (&self.layout.spec, self.language);
        let kind = spec.fields[facet.place.0].kind;
        FacetOrder::of(kind, &spec.languages[language], &self.layout.collations[language])
    }

    fn count(
        &self,
        condition: &dyn Condition,
        facet: &facets::Counted,
    ) -> Result<Vec<FacetCount>, IndexError> {
        let order = Order::default();
        let (facets, wholes) = (vec![facet.column.clone()], &self.index.inner().wholes);
        let collect = Collect { order: &order, keep: 0, facets, wholes, deadline: self.deadline };
        let counted = threads::search(self.searcher, condition, &collect, self.index.inner().many)?;
        Ok(counted.facets.into_iter().next().unwrap_or_default())
    }

    fn hits(&self, page: &[DocAddress], want: Want) -> Result<Vec<Hit>, IndexError> {
        let ids = lookup::ids_of(self.searcher, page)?;
        let mut hits = Vec::with_capacity(page.len());
        for (id, address) in ids.into_iter().zip(page) {
            self.deadline.check()?;
            let shown = match want {
                Want::Ids => String::new(),
                Want::Shown => lookup::shown(self.layout, self.searcher, *address, self.language)?,
            };
            hits.push(Hit { id, shown });
        }
        Ok(hits)
    }

    /// The values by which a document was sorted, and its id.
    fn after(&self, query: &Query, last: DocAddress) -> Result<Vec<SortValue>, IndexError> {
        let stored: TantivyDocument = self.searcher.doc(last)?;
        let sorted = stored.get_first(self.layout.sorted).and_then(|value| value.as_str());
        let missing = || IndexError::Failed("a document does not say what it is sorted by".to_owned());
        let sorted = sorted.and_then(sorted_values).ok_or_else(missing)?;
        let id = lookup::ids_of(self.searcher, &[last])?.pop().unwrap_or_default();
        let mut values = Vec::with_capacity(query.sort.len() + 1);
        for key in &query.sort {
            let SortBy::Field(name) = &key.by else {
                values.push(Some(Value::Text(id.clone())));
                continue;
            };
            let place = self.layout.place(name).ok_or_else(|| filter::unknown(self.layout, name))?;
            let ends = sorted.get(place).and_then(|orders| orders.get(self.language).or(orders.first()));
            let ends = ends.ok_or_else(missing)?;
            values.push(if key.descending { ends.greatest.clone() } else { ends.least.clone() });
        }
        // An id among the sort keys has broken every tie already.
        if !query.sort.iter().any(|key| key.by == SortBy::Id) {
            values.push(Some(Value::Text(id)));
        }
        Ok(values)
    }
}

/// The place of a language.
fn language(layout: &Layout, wanted: &Language) -> Result<usize, QueryError> {
    let found = layout.spec.languages.iter().position(|language| language == wanted);
    found.ok_or_else(|| QueryError::UnknownLanguage(wanted.to_string()))
}
