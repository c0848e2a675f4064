//! What an endpoint shows, fixed when its version is published: whatever becomes of the cards later, the names and types
//! stay.

use octant_card::{CardRelation, Content, kind_of};
use octant_index::{Field, Nested, Spec};
use octant_model::{Language, PropertyType};
use serde::{Deserialize, Serialize};

use crate::definition::{Endpoint, Facet};

/// What a relation calls the card's id.
const ID: &str = "id";

/// The shape of an endpoint's results.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Shape {
    /// The endpoint's identifier.
    pub endpoint: String,
    /// The card definition.
    pub card: String,
    /// The segments; without one, all cards.
    pub segments: Vec<String>,
    /// The languages, the first the default, each with those that are looked into for its values.
    pub languages: Vec<(Language, Vec<Language>)>,
    /// The properties.
    pub fields: Vec<ShapeField>,
    /// The relations.
    pub relations: Vec<ShapeRelation>,
}

/// A property of a shape.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ShapeField {
    /// The name in results.
    pub name: String,
    /// The card's property.
    pub property: String,
    /// The type that is shown.
    #[serde(rename = "type")]
    pub property_type: PropertyType,
    /// How its values are counted.
    pub facet: Option<Facet>,
    /// Whether full text search looks into it.
    pub searchable: bool,
}

/// A relation of a shape.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ShapeRelation {
    /// The name in results.
    pub name: String,
    /// The relation as it was.
    pub relation: CardRelation,
    /// The related cards' properties.
    pub fields: Vec<ShapeField>,
}

impl Shape {
    /// The shape of an endpoint over cards of these contents; `related` gives the content of another definition.
    pub(crate) fn of(
        endpoint: &Endpoint,
        languages: Vec<(Language, Vec<Language>)>,
        content: &Content,
        related: &dyn Fn(&str) -> Option<Content>,
    ) -> Self {
        let field = |content: &Content, id: &str, name: &str, facet: Option<Facet>, searchable: bool| {
            let property = content.property(id)?;
            Some(ShapeField {
                name: name.to_owned(),
                property: id.to_owned(),
                property_type: property.property_type,
                facet,
                searchable,
            })
        };
        let fields = endpoint
            .properties
            .iter()
            .filter_map(|own| field(content, &own.id, own.name(), own.facet.clone(), own.searchable));
        let relations = endpoint.relations.iter().filter_map(|own| {
            let relation = content.relation(&own.relation)?;
            let other = related(&relation.card)?;
            let fields =
                own.properties.iter().filter_map(|one| field(&other, one.id(), one.name(), None, false));
            Some(ShapeRelation {
                name: own.name().to_owned(),
                relation: relation.clone(),
                fields: fields.collect(),
            })
        });
        Self {
            endpoint: endpoint.identifier.clone(),
            card: endpoint.card.clone(),
            segments: endpoint.segments.clone(),
            languages,
            fields: fields.collect(),
            relations: relations.collect(),
        }
    }

    /// The language that is shown unless another is asked for.
    ///
    /// # Panics
    /// Where there is no language: a destination without one is refused when it is made.
    #[must_use]
    pub fn default_language(&self) -> &Language {
        &self.languages.first().expect("a destination has at least one language").0
    }

    /// What the endpoint's index is made for. Properties of related cards are fields as `relation.property`.
    #[must_use]
    pub fn spec(&self) -> Spec {
        let field = |name: String, own: &ShapeField| Field {
            name,
            kind: kind_of(own.property_type),
            localized: own.property_type.is_localized(),
            facet: own.facet.is_some(),
            sortable: true,
            searchable: own.searchable,
            hierarchy: own.facet.as_ref().and_then(|facet| facet.hierarchy.clone()),
        };
        let mut fields: Vec<Field> = self.fields.iter().map(|own| field(own.name.clone(), own)).collect();
        for relation in &self.relations {
            let ids = Field {
                name: relation.ids(),
                kind: octant_index::Kind::Text,
                localized: false,
                facet: false,
                // Nobody sorts by what only computers read.
                sortable: false,
                searchable: false,
                hierarchy: None,
            };
            fields.push(ids);
            fields.extend(
                relation.fields.iter().map(|own| field(format!("{}.{}", relation.name, own.name), own)),
            );
        }
        let nested = self.relations.iter().map(|relation| Nested {
            name: relation.name.clone(),
            fields: std::iter::once(ID)
                .chain(relation.fields.iter().map(|own| own.name.as_str()))
                .map(str::to_owned)
                .collect(),
        });
        let nested = nested.collect();
        let keys = self.relations.iter().filter_map(ShapeRelation::relating_key).collect();
        Spec {
            languages: self.languages.iter().map(|(language, _)| language.clone()).collect(),
            fields,
            nested,
            keys,
        }
    }

    /// The other definitions whose cards are shown, each once.
    #[must_use]
    pub fn related_cards(&self) -> Vec<&str> {
        let mut cards: Vec<&str> =
            self.relations.iter().map(|relation| relation.relation.card.as_str()).collect();
        cards.sort_unstable();
        cards.dedup();
        cards
    }
}

impl ShapeRelation {
    /// The name of the field that holds the keys of the related cards.
    pub(crate) fn ids(&self) -> String {
        format!("{}.id", self.name)
    }

    /// The lookup key under which a document names what it relates by, whether there is such a card or not: so it is
    /// found when the card comes. `None` where it relates by its own id.
    pub(crate) fn relating_key(&self) -> Option<String> {
        (self.relation.from != ID).then(|| format!("from:{}", self.name))
    }

    /// Whether the related cards are looked up by a property, in their index, and not by their id.
    pub(crate) fn is_looked_up(&self) -> bool {
        self.relation.to != ID
    }
}
