//! Any bytes are read or refused without a panic, and whatever a table holds comes out as it went in.

use std::collections::HashMap;
use std::sync::Arc;

use clap::Parser;
use octant_table::{check, each_rejected};
use proptest::prelude::{Just, Strategy, any, prop, prop_oneof, proptest};

use super::arguments::ImportArguments;
use super::input::Input;
use super::plan::plan;

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    arguments: ImportArguments,
}

/// What becomes of a file: the entities as (key, values by property), and how many rows are wrong.
type Read = (Vec<(String, HashMap<String, String>)>, usize);

fn read(name: &str, content: &[u8], options: &[&str]) -> Result<Read, String> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    std::fs::write(&path, content).expect("written");
    let path = path.to_str().expect("a path");
    let line = ["import", path, "--source", "s"].into_iter().chain(options.iter().copied());
    let arguments = Line::try_parse_from(line).map_err(|error| error.to_string())?.arguments;
    let input = Input::open(&arguments).map_err(|failure| failure.to_string())?;
    let plan = Arc::new(plan(&arguments).map_err(|failure| failure.to_string())?);
    let checked = check(&input, &plan, &Arc::default()).map_err(|failure| failure.to_string())?;
    let mut entities = Vec::new();
    checked
        .entities(&input, &Arc::default(), &mut |entity, _| {
            let values = entity.properties.into_iter().map(|one| (one.id, one.value.unwrap_or_default()));
            entities.push((entity.key, values.collect()));
            Ok(())
        })
        .map_err(|failure| failure.to_string())?;
    let mut wrong = 0;
    each_rejected(&input, &checked, &HashMap::new(), &mut |_, _| {
        wrong += 1;
        Ok(())
    })
    .map_err(|failure| failure.to_string())?;
    assert_eq!((entities.len() as u64, wrong as u64), (checked.entities, checked.bad), "counted as checked");
    Ok((entities, wrong))
}

fn any_file() -> impl Strategy<Value = Vec<u8>> {
    let text = "[\\[\\]{}:,;\"a-c0-9 \\\\\r\n\t\\x00åé☃]{0,200}";
    prop_oneof![prop::collection::vec(any::<u8>(), 0..300), text.prop_map(String::into_bytes)]
}

/// Text that every encoding of the test has.
fn cell() -> impl Strategy<Value = String> {
    "[a-zA-Z0-9 ,;|\"'\r\n\tåäöÅÄÖéüß€]{0,12}"
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(
        content in any_file(),
        name in prop_oneof![Just("a.csv"), Just("a.json"), Just("a.ndjson"), Just("a")],
        combine in any::<bool>(),
    ) {
        let mut options = vec!["--key", "#1", "--clean-keys"];
        if combine {
            options.extend(["--on-duplicate", "combine"]);
        }
        let _ = read(name, &content, &options);
    }

    #[test]
    fn a_table_comes_out_as_it_went_in(
        rows in prop::collection::vec((cell(), cell()), 1..20),
        delimiter in prop_oneof![Just(b','), Just(b';'), Just(b'\t'), Just(b'|')],
        encoding in prop_oneof![Just("utf-8"), Just("windows-1252"), Just("utf-16le"), Just("utf-16be")],
    ) {
        let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
        writer.write_record(["Key", "First one", "Second?"]).expect("written");
        for (number, (first, second)) in rows.iter().enumerate() {
            writer.write_record([&format!("k{number}"), first, second]).expect("written");
        }
        let text = String::from_utf8(writer.into_inner().expect("written")).expect("text");
        let content = match encoding {
            "utf-8" => text.into_bytes(),
            "windows-1252" => encoding_rs::WINDOWS_1252.encode(&text).0.into_owned(),
            "utf-16le" => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            _ => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        };
        let delimiter = char::from(delimiter).to_string();
        let options = ["--key", "Key", "--delimiter", &delimiter, "--encoding", encoding];
        let (entities, wrong) = read("a.csv", &content, &options).expect("a good file");
        assert_eq!((entities.len(), wrong), (rows.len(), 0));
        for (number, (first, second)) in rows.iter().enumerate() {
            let (key, values) = &entities[number];
            let value = |id: &str| values.get(id).map_or("", String::as_str);
            assert_eq!(key, &format!("k{number}"));
            assert_eq!((value("first_one"), value("second")), (first.as_str(), second.as_str()));
        }
    }

    #[test]
    fn combined_rows_lose_no_cell(rows in prop::collection::vec(("[ab]", "[x-z]{0,2}", "[x-z]{0,2}"), 1..12)) {
        let mut text = "Key,One,Two\n".to_owned();
        for (key, one, two) in &rows {
            text.push_str(&format!("{key},{one},{two}\n"));
        }
        let (entities, wrong) =
            read("a.csv", text.as_bytes(), &["--key", "Key", "--on-duplicate", "combine"]).expect("a good file");
        assert_eq!(wrong, 0);
        let by_key: HashMap<_, _> = entities.into_iter().collect();
        for (key, one, two) in &rows {
            let values = &by_key[key];
            for (id, cell) in [("one", one), ("two", two)].into_iter().filter(|(_, cell)| !cell.is_empty()) {
                assert!(values[id].split('|').any(|element| element == cell), "{id}: {cell} in {values:?}");
            }
        }
    }
}
