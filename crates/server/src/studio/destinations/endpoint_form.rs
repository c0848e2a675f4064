//! An endpoint as a form: what was typed becomes an endpoint.

use std::collections::{BTreeMap, HashMap};

use octant_destination::{Endpoint, EndpointProperty, EndpointRelation, Facet, RelatedProperty};
use octant_model::Language;
use octant_studio::Field;
use octant_studio::page::destinations::endpoint::{EndpointProperty as Row, EndpointRelation as RelationRow};

use crate::studio::Form;
use crate::studio::problems::Problems;

/// An endpoint as typed.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    pub(super) identifier: Field,
    pub(super) card: String,
    pub(super) segments: Vec<String>,
    pub(super) properties: Vec<Row>,
    pub(super) relations: Vec<RelationRow>,
    /// The endpoint as it is stored, for what the form does not show of it.
    pub(super) stored: Endpoint,
}

impl Typed {
    /// The rows with what was typed into them; the form may have them in another order, or not at all. Of several rows of
    /// one id the form has each in their order.
    pub(super) fn read(
        form: &Form,
        stored: Endpoint,
        properties: Vec<Row>,
        relations: Vec<RelationRow>,
    ) -> Self {
        let place = |kind: &str, id: &str, nth: usize| {
            let name = |row: usize| format!("{kind}-{row}-id");
            (0..).take_while(|row| form.has(&name(*row))).filter(|row| form.text(&name(*row)) == id).nth(nth)
        };
        let mut nth = Nth::default();
        let property = |row: Row| match place("property", &row.id, nth.next(&row.id)) {
            Some(at) => read_property(form, at, row),
            None => Row { show: false, ..row },
        };
        let properties = properties.into_iter().map(property).collect();
        let mut nth = Nth::default();
        let relation = |mut row: RelationRow| {
            let Some(at) = place("relation", &row.id, nth.next(&row.id)) else {
                return RelationRow { show: false, ..row };
            };
            row.show = form.has(&format!("relation-{at}-show"));
            row.shown_as = Field::of(form.text(&format!("relation-{at}-as")).trim());
            let name = format!("relation-{at}-property");
            for choice in &mut row.properties {
                choice.chosen = form.all(&name).any(|id| id == choice.value);
            }
            row
        };
        Self {
            identifier: Field::of(form.text("identifier").trim()),
            card: form.text("card").to_owned(),
            segments: form.all("segment").map(str::to_owned).collect(),
            properties,
            relations: relations.into_iter().map(relation).collect(),
            stored,
        }
    }

    /// The endpoint that was typed, with what is wrong with its writing.
    pub(super) fn endpoint(&self) -> (Endpoint, Problems) {
        let mut problems = Problems::default();
        let (mut properties, mut nth) = (Vec::new(), Nth::default());
        for row in &self.properties {
            let mut own = self.stored.properties.iter().filter(|stored| stored.id == row.id);
            let stored = own.nth(nth.next(&row.id));
            if row.show {
                properties.push(property(properties.len(), row, stored, &mut problems));
            }
        }
        let (mut relations, mut nth) = (Vec::new(), Nth::default());
        for row in &self.relations {
            let mut own = self.stored.relations.iter().filter(|stored| stored.relation == row.id);
            let stored = own.nth(nth.next(&row.id));
            if row.show {
                relations.push(relation(row, stored));
            }
        }
        let endpoint = Endpoint {
            identifier: self.identifier.value.clone(),
            card: self.card.clone(),
            segments: self.segments.clone(),
            properties,
            relations,
        };
        (endpoint, problems)
    }

    /// Puts what is wrong to the fields that it is about; answers with what is wrong with the card and with the rest.
    pub(super) fn mark(&mut self, mut problems: Problems) -> (Option<String>, Option<String>) {
        problems.mark("identifier", &mut self.identifier);
        for (place, row) in self.properties.iter_mut().filter(|row| row.show).enumerate() {
            let path = |part: &str| format!("properties[{place}].{part}");
            problems.mark(&path("facet.size"), &mut row.size);
            problems.mark(&path("facet.hierarchy"), &mut row.hierarchy);
            problems.mark(&path("as"), &mut row.shown_as);
            problems.mark(&path("id"), &mut row.shown_as);
            problems.mark(&path("searchable"), &mut row.shown_as);
        }
        for (place, row) in self.relations.iter_mut().filter(|row| row.show).enumerate() {
            row.shown_as.problem = problems.below(&format!("relations[{place}]"));
        }
        (problems.at("card"), problems.rest())
    }
}

fn read_property(form: &Form, at: usize, row: Row) -> Row {
    let name = |part: &str| format!("property-{at}-{part}");
    let field = |part: &str| Field::of(form.text(&name(part)).trim());
    let labels = row.labels.into_iter().map(|(language, _)| {
        let text = field(&format!("label-{language}"));
        (language, text)
    });
    Row {
        show: form.has(&name("show")),
        shown_as: field("as"),
        searchable: form.has(&name("searchable")),
        facet: form.has(&name("facet")),
        size: field("size"),
        hierarchy: field("hierarchy"),
        labels: labels.collect(),
        ..row
    }
}

fn property(
    place: usize,
    row: &Row,
    stored: Option<&EndpointProperty>,
    problems: &mut Problems,
) -> EndpointProperty {
    let size = row.size.value.parse().unwrap_or_else(|_| {
        if row.facet && !row.size.value.is_empty() {
            problems.tell(format!("properties[{place}].facet.size"), "write a whole number");
        }
        10
    });
    let stored = stored.and_then(|stored| stored.facet.as_ref());
    let facet = || Facet { size, label: labels(row, stored), hierarchy: filled(&row.hierarchy) };
    EndpointProperty {
        id: row.id.clone(),
        shown_as: filled(&row.shown_as),
        facet: row.facet.then(facet),
        searchable: row.searchable,
    }
}

/// The labels that were typed, and those in languages that the form does not have.
fn labels(row: &Row, stored: Option<&Facet>) -> BTreeMap<Language, String> {
    let typed = |language: &Language| {
        row.labels.iter().any(|(own, _)| Language::new(own).is_ok_and(|own| own == *language))
    };
    let others = stored.into_iter().flat_map(|stored| &stored.label).filter(|(language, _)| !typed(language));
    let label =
        |(language, text): &(String, Field)| Some((Language::new(language.clone()).ok()?, filled(text)?));
    let others = others.map(|(language, text)| (language.clone(), text.clone()));
    others.chain(row.labels.iter().filter_map(label)).collect()
}

/// A related property that was shown before keeps its names.
fn relation(row: &RelationRow, stored: Option<&EndpointRelation>) -> EndpointRelation {
    let stored = stored.map_or(&[][..], |stored| &stored.properties);
    let mut properties = Vec::new();
    for choice in row.properties.iter().filter(|choice| choice.chosen) {
        let before = properties.len();
        properties.extend(stored.iter().filter(|one| one.id() == choice.value).cloned());
        if properties.len() == before {
            properties.push(RelatedProperty::Id(choice.value.clone()));
        }
    }
    EndpointRelation { relation: row.id.clone(), shown_as: filled(&row.shown_as), properties }
}

/// Counts how often each id came.
#[derive(Default)]
struct Nth(HashMap<String, usize>);

impl Nth {
    fn next(&mut self, id: &str) -> usize {
        let count = self.0.entry(id.to_owned()).or_default();
        *count += 1;
        *count - 1
    }
}

fn filled(field: &Field) -> Option<String> {
    Some(field.value.clone()).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: &str) -> Row {
        let labels = vec![("en".to_owned(), Field::default()), ("sv".to_owned(), Field::default())];
        Row { id: id.to_owned(), show: true, labels, ..Row::default() }
    }

    #[test]
    fn what_was_typed_becomes_an_endpoint_and_problems_find_their_rows() {
        let fields = [
            ("identifier", "products"),
            ("card", "product"),
            ("segment", "inStock"),
            ("property-0-id", "stock"),
            ("property-1-id", "name"),
            ("property-1-show", "yes"),
            ("property-1-as", "title"),
            ("property-1-searchable", "yes"),
            ("property-1-facet", "yes"),
            ("property-1-size", "5"),
            ("property-1-label-sv", "Namn"),
        ];
        let form = Form::of(fields.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec());
        let mut typed = Typed::read(&form, Endpoint::default(), vec![row("name"), row("stock")], Vec::new());
        let (endpoint, problems) = typed.endpoint();
        assert!(problems.is_empty(), "{problems:?}");
        let [name] = endpoint.properties.as_slice() else { panic!("{endpoint:?}") };
        let facet = name.facet.as_ref().expect("a facet");
        assert_eq!((name.name(), facet.size, facet.label.len()), ("title", 5, 1));
        let mut wrong = Problems::default();
        wrong.tell("properties[0].as", "it is there twice");
        wrong.tell("card", "there is none");
        assert_eq!(typed.mark(wrong), (Some("There is none.".to_owned()), None));
        assert!(typed.properties[0].shown_as.problem.is_some());
    }
}
