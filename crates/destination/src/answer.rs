//! Answers as they go out (docs/api.md, "Queries").

use octant_index::{Answer, SortValue};
use octant_model::Language;
use serde_json::{Value as Json, json};

use crate::document::native;
use crate::request::Asked;
use crate::shape::{Shape, ShapeField};

/// The answer as JSON text; the results are taken as they lie in the index.
#[must_use]
pub fn render(shape: &Shape, asked: &Asked, answer: &Answer) -> String {
    let size: usize = answer.hits.iter().map(|hit| hit.id.len().max(hit.shown.len()) + 3).sum();
    let mut text = String::with_capacity(size + 256);
    text.push_str("{\"language\":");
    text.push_str(&quoted(asked.query.language.written()));
    text.push_str(",\"results\":[");
    for (place, hit) in answer.hits.iter().enumerate() {
        if place > 0 {
            text.push(',');
        }
        if asked.list_ids {
            text.push_str(&quoted(&hit.id));
        } else {
            text.push_str(&hit.shown);
        }
    }
    text.push(']');
    if !answer.facets.is_empty() {
        text.push_str(",\"facets\":");
        text.push_str(&facets(shape, &asked.query.language, answer).to_string());
    }
    if let Some(total) = answer.total {
        text.push_str(",\"total\":");
        text.push_str(&total.to_string());
    }
    text.push_str(",\"after\":");
    match &answer.after {
        None => text.push_str("null"),
        Some(values) => {
            let values: Vec<String> = values.iter().map(sort_value).collect();
            text.push('[');
            text.push_str(&values.join(","));
            text.push(']');
        }
    }
    text.push('}');
    text
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("a text is always JSON")
}

fn facets(shape: &Shape, language: &Language, answer: &Answer) -> Json {
    let facet = |counted: &octant_index::Facet| {
        let field = shape.fields.iter().find(|field| field.name == counted.field);
        let values: Vec<Json> =
            counted.values.iter().map(|value| json!({"key": value.key, "count": value.count})).collect();
        json!({
            "propertyId": counted.field,
            "header": field.map_or(counted.field.as_str(), |field| header(shape, field, language)),
            "values": values,
        })
    };
    answer.facets.iter().map(facet).collect()
}

/// A facet's header in a language or in what stands for it; the property's name where there is none.
fn header<'s>(shape: &'s Shape, field: &'s ShapeField, language: &Language) -> &'s str {
    let chain = shape.languages.iter().find(|(known, _)| known == language).map(|(_, chain)| chain);
    let facet = field.facet.as_ref();
    let found = chain
        .zip(facet)
        .and_then(|(chain, facet)| chain.iter().find_map(|language| facet.label.get(language)));
    found.unwrap_or(&field.name)
}

/// A sort value in its native JSON type; null where there is none.
fn sort_value(value: &SortValue) -> String {
    value.as_ref().map_or_else(|| "null".to_owned(), native)
}
