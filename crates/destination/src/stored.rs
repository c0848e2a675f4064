//! Destinations as they were stored by earlier releases, which took two spellings of one language for two.

use std::collections::HashSet;

use octant_model::Language;
use octant_model::language::canonical;
use serde_json::Value as Json;

use crate::definition::Destination;

/// The members that are objects by language.
const BY_LANGUAGE: [&str; 2] = ["fallbacks", "label"];

/// Reads a stored destination. Of two spellings of one language, the first stays.
pub(crate) fn read(body: &str) -> serde_json::Result<Destination> {
    let mut destination: Destination = match serde_json::from_str(body) {
        Ok(destination) => destination,
        Err(_) => {
            let mut json: Json = serde_json::from_str(body)?;
            merge_spellings(&mut json);
            serde_json::from_value(json)?
        }
    };
    let mut seen = HashSet::new();
    destination.languages.retain(|language| seen.insert(language.clone()));
    for shape in destination.versions.iter_mut().filter_map(|version| version.shapes.as_mut()).flatten() {
        let mut seen = HashSet::new();
        shape.languages.retain(|(language, _)| seen.insert(language.clone()));
        shape.languages.iter_mut().for_each(|(language, chain)| add_base(language, chain));
    }
    Ok(destination)
}

/// The base of `sv_SE` was not looked into, only that of `sv-SE`.
fn add_base(language: &Language, chain: &mut Vec<Language>) {
    let mut seen = HashSet::new();
    chain.retain(|language| seen.insert(language.clone()));
    if let Some(base) = language.base().filter(|base| !chain.contains(base)) {
        chain.insert(chain.len().min(1), base);
    }
}

fn merge_spellings(json: &mut Json) {
    match json {
        Json::Array(values) => values.iter_mut().for_each(merge_spellings),
        Json::Object(members) => {
            for (name, value) in members {
                if let (true, Json::Object(by_language)) = (BY_LANGUAGE.contains(&name.as_str()), &mut *value)
                {
                    let mut seen = HashSet::new();
                    by_language.retain(|language, _| seen.insert(canonical(language)));
                }
                merge_spellings(value);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A destination as version 0.1 stored it.
    const STORED: &str = r#"{
        "id": "0193a6c0-0000-7000-8000-000000000001", "identifier": "shop", "name": "Shop", "protected": false,
        "languages": ["sv_SE", "en", "sv-SE"],
        "fallbacks": {"sv-SE": ["en"], "sv_SE": ["nb_NO"]},
        "corsOrigins": [],
        "versions": [{
            "id": "0193a6c0-0000-7000-8000-000000000002", "name": "v1", "status": "Published", "publishing": false,
            "endpoints": [{"identifier": "things", "card": "thing", "segments": [], "relations": [], "properties": [
                {"id": "color", "searchable": false,
                 "facet": {"size": 10, "label": {"sv-SE": "Färg", "sv_SE": "Kulör", "en": "Colour"}}}]}],
            "shapes": [{"endpoint": "things", "card": "thing", "segments": [], "relations": [], "fields": [],
                "languages": [["sv_SE", ["sv_SE", "nb_NO"]], ["en", ["en"]], ["sv-SE", ["sv-SE", "sv", "en"]]]}]
        }]
    }"#;

    #[test]
    fn two_spellings_of_one_language_become_one() {
        let read = read(STORED).expect("it can be read");
        let written = |languages: &[Language]| languages.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(written(&read.languages), ["sv_SE", "en"]);
        assert_eq!(read.fallbacks.values().map(|others| written(others)).collect::<Vec<_>>(), [["en"]]);
        let facet = read.versions[0].endpoints[0].properties[0].facet.as_ref().expect("a facet");
        assert_eq!(facet.label.values().collect::<Vec<_>>(), ["Colour", "Färg"]);
        let shape = &read.versions[0].shapes.as_ref().expect("published")[0];
        let chains: Vec<Vec<String>> = shape.languages.iter().map(|(_, chain)| written(chain)).collect();
        assert_eq!(chains, [vec!["sv_SE", "sv", "nb_NO"], vec!["en"]]);
    }
}
