//! A definition as a form: what was typed becomes a content, a content becomes what can be typed.

use octant_card::{CardDefinition, CardProperty, CardRelation, CardSource, Content};
use octant_model::PropertyType;
use octant_studio::Field;
use octant_studio::page::cards::builder::{PropertyFields, RelationFields, SourceChoice};

use crate::studio::Form;
use crate::studio::problems::Problems;

/// A definition as typed.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    pub(super) name: Field,
    pub(super) description: Field,
    pub(super) sources: Vec<SourceChoice>,
    pub(super) properties: Vec<PropertyFields>,
    pub(super) relations: Vec<RelationFields>,
    pub(super) pick_search: String,
    /// The properties that are ticked to be taken in, as `source:property`.
    pub(super) picks: Vec<String>,
    /// Whether the list of these was just searched.
    pub(super) picking: bool,
}

impl Typed {
    /// The definition as it would be after the next activation.
    pub(super) fn of(definition: &CardDefinition) -> Self {
        let content = definition.next();
        let source = |source: &CardSource| SourceChoice {
            id: source.id.clone(),
            required: source.required,
            ..SourceChoice::default()
        };
        Self {
            name: Field::of(definition.name.clone()),
            description: Field::of(definition.description.clone().unwrap_or_default()),
            sources: content.sources.iter().map(source).collect(),
            properties: content.properties.iter().map(property_fields).collect(),
            relations: content.relations.iter().map(relation_fields).collect(),
            pick_search: String::new(),
            picks: Vec::new(),
            picking: false,
        }
    }

    /// What was typed. Rows that nothing was typed into are left out.
    pub(super) fn read(form: &Form) -> Self {
        let name = |kind: &str, row: usize, field: &str| format!("{kind}-{row}-{field}");
        let rows = |kind: &'static str| (0..).take_while(move |row| form.has(&name(kind, *row, "id")));
        let field = |kind: &str, row: usize, part: &str| Field::of(form.text(&name(kind, row, part)).trim());
        let source = |row: usize| SourceChoice {
            id: form.text(&name("source", row, "id")).to_owned(),
            required: form.has(&name("source", row, "required")),
            ..SourceChoice::default()
        };
        let property = |row: usize| PropertyFields {
            id: field("property", row, "id"),
            name: field("property", row, "name"),
            property_type: field("property", row, "type"),
            from: field("property", row, "from"),
            // A blank may well be what separates the parts of a list.
            delimiter: Field::of(form.text(&name("property", row, "delimiter"))),
        };
        let relation = |row: usize| RelationFields {
            id: field("relation", row, "id"),
            name: field("relation", row, "name"),
            card: field("relation", row, "card"),
            from: field("relation", row, "from"),
            to: field("relation", row, "to"),
        };
        let is_typed = |fields: &[&Field]| fields.iter().any(|field| !field.value.is_empty());
        Self {
            name: Field::of(form.text("name").trim()),
            description: Field::of(form.text("description")),
            sources: rows("source").map(source).collect(),
            properties: rows("property")
                .map(property)
                .filter(|row| is_typed(&[&row.id, &row.name, &row.from, &row.delimiter]))
                .collect(),
            relations: rows("relation")
                .map(relation)
                .filter(|row| is_typed(&[&row.id, &row.name, &row.from, &row.to]))
                .collect(),
            pick_search: form.text("pick-search").to_owned(),
            picks: form.all("pick").map(str::to_owned).collect(),
            picking: false,
        }
    }

    /// The content that was typed, with what is wrong with its writing.
    pub(super) fn content(&self) -> (Content, Problems) {
        let mut problems = Problems::default();
        let properties = self.properties.iter().enumerate();
        let content = Content {
            sources: self
                .sources
                .iter()
                .map(|source| CardSource { id: source.id.clone(), required: source.required })
                .collect(),
            properties: properties.map(|(row, fields)| self.property(row, fields, &mut problems)).collect(),
            relations: self.relations.iter().map(relation).collect(),
        };
        (content, problems)
    }

    fn property(&self, row: usize, fields: &PropertyFields, problems: &mut Problems) -> CardProperty {
        let property_type = PropertyType::from_name(&fields.property_type.value).unwrap_or_else(|| {
            problems.tell(format!("properties[{row}].type"), "choose one of these");
            PropertyType::Text
        });
        let from = fields.from.value.as_str();
        let (source, source_property) = match (from.split_once(':'), self.sources.as_slice()) {
            (Some((source, property)), _) => (source, property),
            (None, [only]) => (only.id.as_str(), from),
            (None, _) => {
                problems.tell(
                    format!("properties[{row}].from"),
                    "write the source and its property, such as products:name",
                );
                (self.sources.first().map_or("", |source| source.id.as_str()), from)
            }
        };
        CardProperty {
            id: fields.id.value.clone(),
            name: fields.name.value.clone(),
            property_type,
            source: source.trim().to_owned(),
            source_property: source_property.trim().to_owned(),
            delimiter: Some(fields.delimiter.value.clone()).filter(|text| !text.is_empty()),
        }
    }

    /// Puts what is wrong to the fields that it is about; answers with the rest.
    pub(super) fn mark(&mut self, mut problems: Problems) -> Option<String> {
        problems.mark("name", &mut self.name);
        problems.mark("description", &mut self.description);
        for (row, source) in self.sources.iter_mut().enumerate() {
            source.problem = problems.below(&format!("sources[{row}]"));
        }
        for (row, property) in self.properties.iter_mut().enumerate() {
            let path = |part: &str| format!("properties[{row}].{part}");
            problems.mark(&path("id"), &mut property.id);
            problems.mark(&path("type"), &mut property.property_type);
            problems.mark(&path("delimiter"), &mut property.delimiter);
            problems.mark(&path("source"), &mut property.from);
            problems.mark(&path("from"), &mut property.from);
            problems.mark(&path("sourceProperty"), &mut property.from);
        }
        for (row, relation) in self.relations.iter_mut().enumerate() {
            let path = |part: &str| format!("relations[{row}].{part}");
            problems.mark(&path("id"), &mut relation.id);
            problems.mark(&path("card"), &mut relation.card);
            problems.mark(&path("from"), &mut relation.from);
            problems.mark(&path("to"), &mut relation.to);
        }
        problems.rest()
    }
}

fn property_fields(property: &CardProperty) -> PropertyFields {
    PropertyFields {
        id: Field::of(property.id.clone()),
        name: Field::of(property.name.clone()),
        property_type: Field::of(property.property_type.name()),
        from: Field::of(format!("{}:{}", property.source, property.source_property)),
        delimiter: Field::of(property.delimiter.clone().unwrap_or_default()),
    }
}

fn relation_fields(relation: &CardRelation) -> RelationFields {
    RelationFields {
        id: Field::of(relation.id.clone()),
        name: Field::of(relation.name.clone()),
        card: Field::of(relation.card.clone()),
        from: Field::of(relation.from.clone()),
        to: Field::of(relation.to.clone()),
    }
}

/// An end that was left empty is the key.
fn relation(fields: &RelationFields) -> CardRelation {
    let end = |field: &Field| if field.value.is_empty() { "id".to_owned() } else { field.value.clone() };
    CardRelation {
        id: fields.id.value.clone(),
        name: fields.name.value.clone(),
        card: fields.card.value.clone(),
        from: end(&fields.from),
        to: end(&fields.to),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(fields: &[(&str, &str)]) -> Form {
        Form::of(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn what_was_typed_becomes_a_content_and_problems_find_their_fields() {
        let mut typed = Typed::read(&form(&[
            ("source-0-id", "products"),
            ("source-0-required", "yes"),
            ("property-0-id", ""),
            ("property-0-type", "Text"),
            ("property-1-id", "tags"),
            ("property-1-type", "List"),
            ("property-1-from", "Tags"),
            ("property-1-delimiter", " "),
            ("relation-0-id", "media"),
            ("relation-0-card", "media"),
            ("relation-0-from", ""),
            ("relation-0-to", "product"),
        ]));
        let (content, problems) = typed.content();
        assert!(problems.is_empty(), "{problems:?}");
        assert!(content.sources[0].required);
        let [tags] = content.properties.as_slice() else { panic!("{content:?}") };
        assert_eq!((tags.source.as_str(), tags.delimiter.as_deref()), ("products", Some(" ")));
        assert_eq!((content.relations[0].from.as_str(), content.relations[0].to.as_str()), ("id", "product"));
        let mut wrong = Problems::whole("all of it");
        wrong.tell("properties[0].sourceProperty", "it is odd");
        assert_eq!(typed.mark(wrong).as_deref(), Some("All of it."));
        assert_eq!(typed.properties[0].from.problem.as_deref(), Some("It is odd."));
    }

    #[test]
    fn a_property_without_a_source_needs_one_where_there_are_several() {
        let typed = Typed::read(&form(&[
            ("source-0-id", "a"),
            ("source-1-id", "b"),
            ("property-0-id", "name"),
            ("property-0-type", "Text"),
            ("property-0-from", "name"),
        ]));
        let (_, mut problems) = typed.content();
        assert!(problems.at("properties[0].from").is_some());
    }
}
