//! What columns become, as the command line says.

use std::sync::Arc;

use clap::Parser;
use octant_model::rule::MAX_ID_CHARACTERS;
use octant_table::{Columns, Target, property_id};
use proptest::prelude::{any, proptest};

use super::arguments::ImportArguments;
use super::plan::plan;

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    arguments: ImportArguments,
}

fn columns(names: &[&str], options: &[&str]) -> Result<Columns, String> {
    let line = ["import", "file.csv", "--source", "s", "--key", "ID"].iter().chain(options);
    let arguments = Line::parse_from(line).arguments;
    let mut columns = Columns::new(Arc::new(plan(&arguments).map_err(|failure| failure.to_string())?));
    for name in names {
        columns.add(name).map_err(|failure| failure.to_string())?;
    }
    columns.check_complete().map_err(|failure| failure.to_string())?;
    Ok(columns)
}

fn targets(columns: &Columns) -> Vec<String> {
    let shown = |target: &Target| match &target.language {
        Some(language) => format!("{}:{language}", target.property),
        None => target.property.clone(),
    };
    columns.all().iter().map(|column| column.target.as_ref().map_or("-".to_owned(), shown)).collect()
}

#[test]
fn names_become_property_ids() {
    for (name, id) in [
        ("Short description", "short_description"),
        ("In stock?", "in_stock"),
        ("Google Shopping / Age Group", "google_shopping_age_group"),
        ("Body (HTML)", "body_html"),
        ("  padded\n name ", "padded_name"),
        ("Größe", "gr_e"),
        ("a_ b", "a_b"),
        ("already-an_id", "already-an_id"),
        ("_geoloc_lat", "geoloc_lat"),
        ("???", ""),
    ] {
        assert_eq!(property_id(name), id, "{name:?}");
    }
}

proptest! {
    #[test]
    fn a_property_id_is_valid_or_empty_and_stays_as_it_is(name in any::<String>()) {
        let id = property_id(&name);
        let valid = octant_model::PropertyId::new(id.clone()).is_ok_and(|parsed| parsed.as_str() == id);
        assert!(id.is_empty() || id.len() > MAX_ID_CHARACTERS || valid, "{id:?}");
        assert_eq!(property_id(&id), id);
    }
}

#[test]
fn the_key_column_is_no_property_unless_asked() {
    let names = ["ID", "Name"];
    assert_eq!(targets(&columns(&names, &[]).expect("columns")), ["-", "name"]);
    assert_eq!(targets(&columns(&names, &["--keep-key"]).expect("columns")), ["id", "name"]);
    assert_eq!(targets(&columns(&names, &["--map", "ID=sku"]).expect("columns")), ["sku", "name"]);
}

#[test]
fn columns_are_mapped_left_out_and_given_languages() {
    let names = ["ID", "Name SV", "Name EN", "Junk", ""];
    let options = ["--map", "Name SV=name:sv", "--map", "#3=name:en", "--skip", "Junk", "--map", "#5=last"];
    assert_eq!(
        targets(&columns(&names, &options).expect("columns")),
        ["-", "name:sv", "name:en", "-", "last"]
    );
}

#[test]
fn columns_of_one_language_become_one_property_whatever_its_spelling() {
    let names = ["ID", "Name SV", "Name EN"];
    let mapped = |first: &str, second: &str| {
        columns(
            &names,
            &["--map", &format!("Name SV=name:{first}"), "--map", &format!("Name EN=name:{second}")],
        )
    };
    assert_eq!(targets(&mapped("sv_SE", "EN-us").expect("columns")), ["-", "name:sv-SE", "name:en-US"]);
    let message = mapped("sv_SE", "SV-se").expect_err("one language");
    assert!(message.contains("both become the property \"name\""), "{message}");
}

#[test]
fn columns_that_become_one_property_are_refused_with_a_way_out() {
    let message = columns(&["ID", "In stock?", "in-stock", "In Stock"], &[]).expect_err("two of a kind");
    assert_eq!(
        message,
        "the columns 2 (\"In stock?\") and 4 (\"In Stock\") both become the property \"in_stock\"; give one of \
         them another id with --map 'In Stock=OTHER_ID', or leave one out with --skip 'In Stock'"
    );
    assert!(columns(&["ID", "In stock?", "In Stock"], &["--map", "#3=other"]).is_ok());
}

#[test]
fn a_name_that_makes_no_id_is_refused_with_a_way_out() {
    let message = columns(&["ID", "名前"], &[]).expect_err("no id");
    assert_eq!(
        message,
        "the name of column 2 (\"名前\") makes no property id; give one with --map '名前=ID', or leave the column \
         out with --skip '名前'"
    );
    assert!(columns(&["ID", &"x".repeat(257)], &[]).is_err());
}

#[test]
fn a_column_that_is_not_there_is_named_with_what_is() {
    let message = columns(&["ID", "Name"], &["--map", "Nmae=name"]).expect_err("no such column");
    assert_eq!(message, "--map \"Nmae\": there is no such column; did you mean \"Name\"?");
    let message = columns(&["Handle", "Name"], &[]).expect_err("no key column");
    assert_eq!(message, "--key \"ID\": there is no such column; the file has \"Handle\", \"Name\"");
    assert!(columns(&["ID"], &["--skip", "#2"]).is_err());
}

#[test]
fn a_column_is_found_by_its_name_in_composed_and_decomposed_letters() {
    for (header, option) in [("Fa\u{308}rg", "F\u{e4}rg=color"), ("F\u{e4}rg", "Fa\u{308}rg=color")] {
        assert_eq!(targets(&columns(&["ID", header], &["--map", option]).expect("columns")), ["-", "color"]);
        assert_eq!(targets(&columns(&["ID", header], &[]).expect("columns")), ["-", "f_rg"]);
    }
}

#[test]
fn a_key_column_that_is_there_twice_is_refused() {
    let message = columns(&["ID", "ID"], &[]).expect_err("which?");
    assert!(message.starts_with("--key \"ID\": the columns 1 and 2 have this name"), "{message}");
}
