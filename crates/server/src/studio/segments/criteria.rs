//! A segment as a form.

use std::collections::HashSet;

use octant_card::{Content, Criteria, Live, Segment};
use octant_model::TenantId;
use octant_studio::page::segments::builder::{self as page, Group, Line};
use octant_studio::page::segments::picks::Picks;
use octant_studio::{Choice, Field};
use serde_json::Value as Json;

use super::{lines, text};
use crate::error::Failure;
use crate::state::AppState;
use crate::studio::Form;
use crate::studio::cards::{find, if_live, instance, parse, titles};
use crate::studio::problems::Problems;

/// How many found cards are offered to be picked.
const FOUND: usize = 20;
/// How many picked cards are shown; the others are kept and sent along.
const MOST: usize = 100_000;
/// Where the rules tell what is wrong with a filter.
const FILTER: &str = "criteria.dynamic";
const NOT_IN_LINES: &str = "Lines cannot say this filter; it stays as it is written here.";

/// A segment as typed.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    pub(super) card: String,
    pub(super) id: Field,
    pub(super) name: Field,
    pub(super) chosen: Chosen,
}

/// How its members are chosen.
#[derive(Debug, Clone)]
pub(super) enum Chosen {
    /// By a filter.
    Filter(Vec<Group>),
    /// By a filter as JSON.
    Written(Field),
    /// One by one, with what is searched for.
    Picks {
        /// The picked cards.
        ids: Vec<String>,
        /// What is searched for.
        search: String,
    },
}

impl Default for Chosen {
    fn default() -> Self {
        Self::Filter(Vec::new())
    }
}

impl Typed {
    /// A new segment.
    pub(super) fn new(card: String, by_hand: bool) -> Self {
        let chosen = match by_hand {
            true => Chosen::Picks { ids: Vec::new(), search: String::new() },
            false => Chosen::Filter(vec![Group { lines: vec![empty_line()] }]),
        };
        Self { card, chosen, ..Self::default() }
    }

    /// The segment as it is stored; a filter that lines cannot say is shown as it was written.
    pub(super) fn of(segment: &Segment) -> Self {
        let chosen = match &segment.criteria {
            Criteria::Fixed(ids) => Chosen::Picks { ids: ids.clone(), search: String::new() },
            Criteria::Dynamic(json) => {
                lines::groups(json).map_or_else(|| Chosen::Written(text::write(json)), Chosen::Filter)
            }
        };
        let name = Field::of(segment.name.clone());
        Self { card: segment.card.clone(), id: Field::of(segment.id.clone()), name, chosen }
    }

    /// What was typed.
    pub(super) fn read(form: &Form) -> Self {
        let chosen = match form.text("kind") {
            "picks" => {
                let mut known = HashSet::new();
                // What is ticked among the found is picked by whatever button comes next.
                let picked = form.all("pick").chain(form.all("found"));
                let picked = picked.filter(|id| known.insert(*id)).take(MOST);
                let search = form.text("pick-search").trim().to_owned();
                Chosen::Picks { ids: picked.map(str::to_owned).collect(), search }
            }
            "json" => Chosen::Written(Field::of(form.text("filter").replace("\r\n", "\n"))),
            _ => Chosen::Filter(lines::read(form)),
        };
        Self {
            card: form.text("card").to_owned(),
            id: Field::of(form.text("id").trim()),
            name: Field::of(form.text("name").trim()),
            chosen,
        }
    }

    /// Does what the pressed button says.
    pub(super) fn change(&mut self, form: &Form) {
        let action = form.text("action");
        let number = |prefix: &str| action.strip_prefix(prefix)?.parse::<usize>().ok();
        match &mut self.chosen {
            Chosen::Picks { ids, .. } => {
                if let Some(place) = number("remove-pick-").filter(|place| *place < ids.len()) {
                    ids.remove(place);
                }
            }
            Chosen::Filter(groups) if action == "as-json" => {
                let (filter, problems) = lines::filter(groups);
                // A line that says nothing yet would be lost; it is told beside who passes.
                if problems.is_empty() {
                    self.chosen = Chosen::Written(text::write(&filter));
                }
            }
            Chosen::Filter(groups) => change_groups(groups, action),
            Chosen::Written(written) if action == "as-lines" => match text::read(&written.value) {
                Ok(json) => match lines::groups(&json) {
                    Some(groups) => self.chosen = Chosen::Filter(groups),
                    None => written.problem = Some(NOT_IN_LINES.to_owned()),
                },
                Err(problem) => written.problem = Some(problem),
            },
            Chosen::Written(_) => {}
        }
    }

    /// The criteria that were typed, with what is wrong with their writing.
    pub(super) fn criteria(&self) -> (Criteria, Problems) {
        match &self.chosen {
            Chosen::Picks { ids, .. } => (Criteria::Fixed(ids.clone()), Problems::default()),
            Chosen::Filter(groups) => {
                let (filter, problems) = lines::filter(groups);
                (Criteria::Dynamic(filter), problems)
            }
            Chosen::Written(written) => match text::read(&written.value) {
                Ok(filter) => (Criteria::Dynamic(filter), Problems::default()),
                Err(problem) => {
                    let mut problems = Problems::default();
                    problems.tell(FILTER, problem);
                    (Criteria::Dynamic(Json::Null), problems)
                }
            },
        }
    }

    /// Puts what is wrong to the fields that it is about; answers with the rest.
    pub(super) fn mark(&mut self, mut problems: Problems) -> Option<String> {
        problems.mark("id", &mut self.id);
        problems.mark("name", &mut self.name);
        if let Chosen::Written(written) = &mut self.chosen {
            written.problem = problems.placed(FILTER).or(written.problem.take());
        }
        let Chosen::Filter(groups) = &mut self.chosen else { return problems.rest() };
        // Places in the filter are those of the groups that say something.
        let mut place = 0;
        for (number, group) in groups.iter_mut().enumerate() {
            let says_something = group.lines.iter().any(|line| !line.property.value.is_empty());
            for (row, line) in group.lines.iter_mut().enumerate() {
                let own = problems.at(&format!("group-{number}-{row}"));
                let path = |side: &str| format!("{FILTER}[{place}].{side}.{}", line.property.value);
                let rule = match line.operator.value.as_str() {
                    _ if line.property.value.is_empty() => None,
                    "is-not" => problems.below(&path("mustNot")),
                    _ => problems.below(&path("must")),
                };
                line.values.problem = own.or(rule);
            }
            place += usize::from(says_something);
        }
        problems.rest()
    }

    /// How the members are chosen, as it is shown.
    pub(super) fn shown(
        &self,
        state: &AppState,
        tenant: &TenantId,
        content: &Content,
    ) -> Result<page::Criteria, Failure> {
        Ok(match &self.chosen {
            Chosen::Filter(groups) => {
                page::Criteria::Filter { groups: groups.clone(), properties: properties(content) }
            }
            Chosen::Written(written) => page::Criteria::Written(written.clone()),
            Chosen::Picks { ids, search } => {
                let live = if_live(state, tenant, &self.card)?;
                let plain = || ids.iter().map(|id| (id.clone(), id.clone())).collect();
                let picked = live.as_ref().map(|live| titles(state, tenant, live, ids)).transpose()?;
                let found = match &live {
                    Some(live) if !search.is_empty() => Some(found(live, search, ids)?),
                    _ => None,
                };
                page::Criteria::Picks(Picks {
                    picked: picked.unwrap_or_else(plain),
                    search: search.clone(),
                    found,
                })
            }
        })
    }
}

fn empty_line() -> Line {
    Line { operator: Field::of("is"), ..Line::default() }
}

fn change_groups(groups: &mut Vec<Group>, action: &str) {
    if action == "add-group" {
        groups.push(Group { lines: vec![empty_line()] });
    } else if let Some(group) = action.strip_prefix("add-line-").and_then(|group| group.parse::<usize>().ok())
    {
        groups.get_mut(group).into_iter().for_each(|group| group.lines.push(empty_line()));
    } else if let Some(group) =
        action.strip_prefix("remove-group-").and_then(|group| group.parse::<usize>().ok())
    {
        if group < groups.len() {
            groups.remove(group);
        }
    } else if let Some((group, line)) =
        action.strip_prefix("remove-line-").and_then(|place| place.split_once('-'))
        && let (Ok(group), Ok(line)) = (group.parse::<usize>(), line.parse::<usize>())
        && let Some(found) = groups.get_mut(group)
        && line < found.lines.len()
    {
        found.lines.remove(line);
        if found.lines.is_empty() {
            groups.remove(group);
        }
    }
}

/// The properties that a line can ask for.
fn properties(content: &Content) -> Vec<Choice> {
    let own =
        content.properties.iter().map(|property| Choice::new(property.id.clone(), property.name.clone()));
    [Choice::new("", "Choose a property…"), Choice::new("id", "Id")].into_iter().chain(own).collect()
}

/// Cards that hold the words and are not picked yet.
fn found(live: &Live, search: &str, picked: &[String]) -> Result<Vec<(String, String)>, Failure> {
    let page = find(live, search, None, FOUND)?;
    let cards = page.ids.into_iter().zip(page.cards).filter(|(id, _)| !picked.contains(id));
    let titled = cards.map(|(id, card)| {
        let json: Json = parse(&card)?;
        Ok((id.clone(), instance(&live.content, &id, &json).0))
    });
    titled.collect()
}
