//! `/studio/cards/{id}`: the cards of a definition.

use axum::extract::{Path, State};
use octant_card::{CardError, Live};
use octant_index::Filter;
use octant_model::{PageRequest, TenantId};
use octant_studio::Section;
use octant_studio::page::cards::browse::{self, Browse, CardInstance};
use octant_studio::page::cards::head::CardHead;
use serde_json::Value as Json;

use super::head::{self, instance, parse, values};
use super::pictures::fill;
use crate::error::Failure;
use crate::memory::Owner;
use crate::queries;
use crate::query::Query;
use crate::state::AppState;
use crate::studio::link::{page, paging};
use crate::studio::{Html, SignedIn, look, role};

/// How many properties the table shows.
const COLUMNS: usize = 6;

/// What is asked for.
struct Wanted {
    search: String,
    as_gallery: bool,
    page: PageRequest,
}

/// The cards.
pub(crate) async fn show(
    signed: SignedIn<role::Viewer>,
    Path(id): Path<String>,
    query: Query,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    let tenant = signed.user.tenant();
    let wanted = Wanted {
        search: query.text("search")?.unwrap_or_default().trim().to_owned(),
        as_gallery: query.text("view")? == Some("gallery"),
        page: page(&query)?,
    };
    let (here, owner) = (state.clone(), Owner::from(&signed.user.actor()));
    let view = queries::browse(&here, owner, move || {
        let definition = state.cards.definition(&tenant, &id)?;
        let card = head::head(&state, &tenant, &definition)?;
        match head::if_live(&state, &tenant, &id)? {
            Some(live) => {
                let mut view = listed(&live, card, wanted)?;
                let rows = view.rows.iter_mut().map(|row| (row.id.as_str(), &mut row.picture));
                fill(&state, &tenant, &live, rows)?;
                Ok::<_, Failure>(view)
            }
            None => Ok(Browse { card, ..Browse::default() }),
        }
    });
    Ok(Html::page(browse::render(&signed.user.shell(Section::Cards), &view.await?)))
}

fn listed(live: &Live, card: CardHead, wanted: Wanted) -> Result<Browse, Failure> {
    let Wanted { search, as_gallery, page } = wanted;
    let is_text = |own: &&octant_card::CardProperty| !own.property_type.is_list();
    let columns: Vec<&octant_card::CardProperty> =
        live.content.properties.iter().filter(is_text).take(COLUMNS).collect();
    let found = find(live, &search, page.after.clone(), page.limit)?;
    let row = |(id, text): (&String, &String)| {
        let json = parse(text)?;
        let (title, picture) = instance(&live.content, id, &json);
        let values = values(&json);
        let value =
            |id: &str| values.get(id).map(|own| look::short(look::in_one_language(own))).unwrap_or_default();
        let values = columns.iter().map(|column| value(&column.id)).collect();
        Ok::<_, Failure>(CardInstance { id: id.clone(), title, picture, values })
    };
    let path = format!("/studio/cards/{}", card.id);
    let view = if as_gallery { "gallery" } else { "" };
    let parameters = [("search", search.as_str()), ("view", view)];
    let shown = match (search.is_empty(), found.total) {
        (true, 1) => "1 card".to_owned(),
        (true, total) => format!("{total} cards"),
        (false, total) => format!("{total} found"),
    };
    Ok(Browse {
        rows: found.ids.iter().zip(&found.cards).map(row).collect::<Result<_, _>>()?,
        columns: columns.iter().map(|column| column.name.clone()).collect(),
        paging: paging(&path, &parameters, &page, found.after.as_deref()),
        shown,
        search,
        as_gallery,
        card,
    })
}

/// A page of cards by key that hold the words, or whose id they are; all cards where there are none.
pub(in crate::studio) fn find(
    live: &Live,
    search: &str,
    after: Option<String>,
    limit: usize,
) -> Result<octant_card::CardPage, CardError> {
    match search {
        "" => live.page(Filter::new(), None, after, limit),
        words => live.find(words, after, limit),
    }
}

/// What to call the cards of those ids, in their order; the id of one that is not there.
pub(in crate::studio) fn titles(
    state: &AppState,
    tenant: &TenantId,
    live: &Live,
    ids: &[String],
) -> Result<Vec<(String, String)>, CardError> {
    let cards = live.cards(&*state.store, tenant, ids)?;
    let titled = ids.iter().zip(cards).map(|(id, card)| {
        let json = card.map_or(Json::Null, |card| card.json(&live.content));
        (id.clone(), instance(&live.content, id, &json).0)
    });
    Ok(titled.collect())
}
