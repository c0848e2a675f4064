//! What the command line asks for, read and checked.

use octant_model::{Language, PropertyId};
use octant_sdk::PayloadLimits;
use octant_table::{ListColumn, Mapping, Plan, Selector};

use super::arguments::{Empty, ImportArguments, OnDuplicate};
use super::failure::Failure;

/// How rows become entities, as the command line says.
///
/// # Errors
/// [`Failure::Usage`].
pub(crate) fn plan(arguments: &ImportArguments) -> Result<Plan, Failure> {
    let mappings: Result<Vec<_>, _> = arguments.map.iter().map(|text| parse_mapping(text)).collect();
    let lists: Result<Vec<_>, _> = arguments.list.iter().map(|text| parse_list(text)).collect();
    if arguments.list_delimiter.is_empty() {
        return Err(Failure::Usage(
            "--list-delimiter is empty; give what separates elements, such as |".to_owned(),
        ));
    }
    if arguments.max_row == 0 {
        return Err(Failure::Usage("--max-row is 0; a row takes at least 1 MiB of room".to_owned()));
    }
    Ok(Plan {
        keys: arguments.key.iter().map(|text| Selector::parse(text)).collect(),
        key_separator: arguments.key_separator.clone(),
        keep_key: arguments.keep_key,
        clean_keys: arguments.clean_keys,
        mappings: mappings?,
        skipped: arguments.skip.iter().map(|text| Selector::parse(text)).collect(),
        lists: lists?,
        list_delimiter: arguments.list_delimiter.clone(),
        clear_empty: arguments.empty == Empty::Clear,
        combine: arguments.on_duplicate == OnDuplicate::Combine,
        max_row: arguments.max_row.saturating_mul(1024 * 1024),
        combine_memory: arguments.combine_memory.saturating_mul(1024 * 1024),
        max_entity: PayloadLimits::default().entity_bytes(),
        only_cells: false,
        advise: true,
    })
}

fn parse_mapping(text: &str) -> Result<Mapping, Failure> {
    let wrong =
        |problem: &str| Failure::Usage(format!("--map {text:?}: {problem}; write it like `Name SV=name:sv`"));
    let (column, target) = text.rsplit_once('=').ok_or_else(|| wrong("it has no `=`"))?;
    let (id, language) = match target.split_once(':') {
        Some((id, language)) => (id, Some(language)),
        None => (target, None),
    };
    let language = language.map(Language::of_code).transpose().map_err(|error| wrong(&error.to_string()))?;
    let id = PropertyId::new(id).map_err(|error| wrong(&error.to_string()))?;
    Ok(Mapping { column: Selector::parse(column), id, language })
}

fn parse_list(text: &str) -> Result<ListColumn, Failure> {
    let wrong = |problem: &str| Failure::Usage(format!("--list {text:?}: {problem}; write it like `tags=,`"));
    // The delimiter may be `=` itself: `tags==`.
    let split = match text.strip_suffix("==") {
        Some(column) => Some((column, "=")),
        None => text.rsplit_once('='),
    };
    let (column, delimiter) = split.ok_or_else(|| wrong("it has no `=`"))?;
    if delimiter.is_empty() {
        return Err(wrong("it names no delimiter"));
    }
    Ok(ListColumn { column: Selector::parse(column), delimiter: delimiter.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_names_column_property_and_language() {
        let mapping = parse_mapping("A=B=Name:sv-SE").expect("a mapping");
        assert_eq!(mapping.column, Selector::Name("A=B".to_owned()));
        assert_eq!((mapping.id.as_str(), mapping.language.expect("one").as_str()), ("name", "sv-SE"));
        assert_eq!(parse_mapping("#3=name").expect("a mapping").column, Selector::Number(3));
    }

    #[test]
    fn what_is_no_mapping_is_refused_with_an_example() {
        for text in
            ["name", "Name=", "Name=a b", "Name=name:s", "Name=name:", "Name=name:sv_", "Name=name:--"]
        {
            let message = parse_mapping(text).expect_err("no mapping").to_string();
            assert!(message.ends_with("write it like `Name SV=name:sv`"), "{message}");
        }
    }

    #[test]
    fn a_list_column_may_be_split_at_anything() {
        for (text, column, delimiter) in
            [("tags=,", "tags", ","), ("tags==", "tags", "="), ("a=b=;", "a=b", ";")]
        {
            let list = parse_list(text).expect("a list");
            assert_eq!(
                (list.column, list.delimiter.as_str()),
                (Selector::Name(column.to_owned()), delimiter)
            );
        }
        assert!(parse_list("tags=").is_err() && parse_list("tags").is_err());
    }
}
