//! Files read and checked without a server: what becomes of their rows.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Parser;
use octant_table::{Entity, Formulas};
use tempfile::TempDir;

use super::*;

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    arguments: ImportArguments,
}

fn fixture(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures").join(name);
    assert!(path.is_file(), "there is no fixture {}", path.display());
    path
}

/// A file and what the command line says of it.
struct Case {
    _folder: TempDir,
    arguments: ImportArguments,
    input: Input,
}

fn case(name: &str, content: &[u8], options: &[&str]) -> Case {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    std::fs::File::create(&path).expect("a file").write_all(content).expect("written");
    open_case(folder, &path, options)
}

fn fixture_case(name: &str, options: &[&str]) -> Case {
    open_case(tempfile::tempdir().expect("a folder"), &fixture(name), options)
}

fn open_case(folder: TempDir, path: &Path, options: &[&str]) -> Case {
    let path = path.to_str().expect("a path");
    let line = ["import", path, "--source", "s"].into_iter().chain(options.iter().copied());
    let arguments = Line::try_parse_from(line).unwrap_or_else(|error| panic!("{error}")).arguments;
    let input = Input::open(&arguments).expect("a readable file");
    Case { _folder: folder, arguments, input }
}

impl Case {
    fn check(&self) -> Result<Checked, String> {
        let plan = plan::plan(&self.arguments).map_err(|failure| failure.to_string())?;
        octant_table::check(&self.input, &Arc::new(plan), &Arc::default())
            .map_err(|failure| failure.to_string())
    }

    fn entities(&self) -> Vec<Entity> {
        let checked = self.check().expect("a good file");
        let mut entities = Vec::new();
        checked
            .entities(&self.input, &Arc::default(), &mut |entity, _| {
                entities.push(entity);
                Ok(())
            })
            .expect("readable");
        assert_eq!(entities.len() as u64, checked.entities, "the check counts what is then sent");
        entities
    }

    fn rejected(&self) -> Vec<String> {
        let checked = self.check().expect("a readable file");
        let mut found = Vec::new();
        octant_table::each_rejected(&self.input, &checked, &HashMap::new(), &mut |row, _| {
            found.push(row.describe(self.input.format));
            Ok(())
        })
        .expect("readable");
        assert_eq!(found.len() as u64, checked.bad, "the check counts what is then named");
        found
    }
}

/// An entity on one line: `key: id=value, id:language=value, id cleared`.
fn shown(entity: &Entity) -> String {
    let mut values = Vec::new();
    for property in &entity.properties {
        let language = property.language.as_ref().map_or(String::new(), |language| format!(":{language}"));
        match &property.value {
            Some(value) => values.push(format!("{}{language}={value}", property.id)),
            None => values.push(format!("{}{language} cleared", property.id)),
        }
    }
    format!("{}: {}", entity.key, values.join(", "))
}

fn all_shown(case: &Case) -> Vec<String> {
    case.entities().iter().map(shown).collect()
}

fn value<'a>(entity: &'a Entity, id: &str) -> Option<&'a str> {
    entity.properties.iter().find(|property| property.id == id)?.value.as_deref()
}

#[test]
fn the_product_file_makes_191_entities() {
    let case = fixture_case("garments.csv", &["--key", "ID"]);
    assert_eq!(case.input.format, octant_table::Format::Csv { delimiter: b';' });
    let entities = case.entities();
    assert_eq!(entities.len(), 214);
    let ids: Vec<&str> = entities[0].properties.iter().map(|property| property.id.as_str()).collect();
    assert_eq!(
        ids,
        ["sku", "name", "published", "short_description", "description", "in_stock", "stock", "categories"]
    );
    assert_eq!(entities[0].key, "17");
    assert!(value(&entities[0], "description").expect("text").contains("walk home after them.\n Colour"));
    assert_eq!(case.rejected(), Vec::<String>::new());
}

#[test]
fn nested_members_are_flattened() {
    let case = fixture_case("stations.json", &["--key", "objectID"]);
    let entities = case.entities();
    assert_eq!(entities.len(), 1274);
    assert_eq!(
        shown(&entities[0]),
        "3682: name=Alby Central, city=Alby, country=Norland, code=ALBC, \
         geoloc_lat=33.636719, geoloc_lng=-84.428067, links_count=1900"
    );
}

#[test]
fn rows_of_the_shop_files_that_share_a_key_are_all_named() {
    for (file, rows, distinct) in
        [("variants-lamps.csv", 22, 20), ("variants-pottery.csv", 21, 20), ("variants-jewellery.csv", 54, 20)]
    {
        let case = fixture_case(file, &["--key", "Handle"]);
        let checked = case.check().expect("a readable file");
        let named = case.rejected();
        assert_eq!(checked.rows, rows, "{file}");
        assert!(named.len() as u64 > rows - distinct, "{file}: the first row of a key is named as well");
        assert_eq!(checked.entities + named.len() as u64, rows, "{file}");
    }
    let case = fixture_case("variants-pottery.csv", &["--key", "Handle"]);
    assert_eq!(
        case.rejected(),
        [
            r#"row 2: its key "clay-jug" is that of 2 rows, the first of which is 2"#,
            r#"row 3: its key "clay-jug" is that of 2 rows, the first of which is 2"#,
        ]
    );
}

#[test]
fn rows_of_the_shop_files_are_combined_without_losing_a_cell() {
    for file in ["variants-lamps.csv", "variants-pottery.csv", "variants-jewellery.csv"] {
        let case = fixture_case(file, &["--key", "Handle", "--on-duplicate", "combine"]);
        let entities = case.entities();
        assert_eq!(entities.len(), 20, "{file}");
        let mut reader = csv::Reader::from_path(fixture(file)).expect("a file");
        let headers = reader.headers().expect("a header").clone();
        for record in reader.records() {
            let record = record.expect("a row");
            let entity = entities.iter().find(|entity| entity.key == record[0]).expect("an entity");
            for (header, cell) in headers.iter().zip(&record).skip(1).filter(|(_, cell)| !cell.is_empty()) {
                let value = value(entity, &octant_table::property_id(header)).unwrap_or_default();
                assert!(
                    value == cell || value.split('|').any(|element| element == cell),
                    "{file}: {header}: {cell}"
                );
            }
        }
    }
}

#[test]
fn elements_of_several_columns_still_belong_together() {
    let case = fixture_case("variants-jewellery.csv", &["--key", "Handle", "--on-duplicate", "combine"]);
    let entities = case.entities();
    let compass = entities.iter().find(|entity| entity.key == "leather-compass").expect("an entity");
    assert_eq!(value(compass, "title"), Some("Compass Bracelet"));
    assert_eq!(value(compass, "option1_value"), Some("Gold|Silver"));
    assert_eq!(value(compass, "variant_price"), Some("69.99|55"));
    assert_eq!(value(compass, "variant_compare_at_price"), Some("85"));
    assert_eq!(value(compass, "image_position"), Some("1|2|3"));
}

#[test]
fn windows_text_with_semicolons_and_line_breaks_in_quotes_is_read() {
    let text = "Nr;Namn;Beskrivning\r\n1;Räksmörgås;\"Rad ett\r\nrad \"\"två\"\"; slut\"\r\n\r\n2;Blåbär;Gott på fil\r\n";
    let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(text);
    let case = case("varor.csv", &bytes, &["--key", "Nr"]);
    assert_eq!(
        all_shown(&case),
        [
            "1: namn=Räksmörgås, beskrivning=Rad ett\r\nrad \"två\"; slut",
            "2: namn=Blåbär, beskrivning=Gott på fil"
        ]
    );
}

#[test]
fn what_excel_calls_unicode_text_is_read() {
    let text = "\u{feff}Key\tName\r\na\tÅsa\r\n";
    let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(all_shown(&case("export.txt", &bytes, &["--key", "Key"])), ["a: name=Åsa"]);
}

#[test]
fn lines_of_objects_are_read_and_the_bad_ones_are_named() {
    let text = "{\"id\":\"a\",\"tags\":[\"x\",\"y\"]}\n\n{\"id\":\"b\"\n[1]\n{\"id\":\"c\",\"id\":\"d\"}\n{\"tags\":[\"p|q\"],\"id\":\"e\"}\n{\"name\":1}\n";
    let case = case("lines.ndjson", text.as_bytes(), &["--key", "id"]);
    assert_eq!(all_shown(&case), ["a: tags=x|y"]);
    assert_eq!(
        case.rejected(),
        [
            "line 3: it is not JSON at line 3, column 10: EOF while parsing an object",
            "line 4: it is no JSON object",
            "line 5: it has two members \"id\"",
            "line 6: the list delimiter \"|\" stands within the value \"p|q\" of \"tags\"; give the column another \
             with --list 'tags=DELIMITER'",
            "line 7: the key column \"id\" is empty",
        ]
    );
}

#[test]
fn a_json_file_that_breaks_off_is_refused_as_a_whole() {
    let message = case("a.json", b"[{\"id\":\"a\"},{\"id\":", &["--key", "id"]).check().expect_err("broken");
    assert!(message.contains("in or after element 2"), "{message}");
    let message = case("a.json", b"[{\"id\":\"a\"}] x", &["--key", "id"]).check().expect_err("more");
    assert!(message.contains("trailing characters"), "{message}");
}

#[test]
fn keys_may_be_made_of_several_columns() {
    let text = b"Shop,Nr,Name\nse,1,x\nno,1,y\n";
    let shown = |options: &[&str]| all_shown(&case("a.csv", text, options));
    assert_eq!(shown(&["--key", "Shop,Nr"]), ["se_1: name=x", "no_1: name=y"]);
    assert_eq!(shown(&["--key", "Nr,Shop", "--key-separator", "-"]), ["1-se: name=x", "1-no: name=y"]);
    assert_eq!(shown(&["--key", "Shop,Nr", "--keep-key"])[0], "se_1: shop=se, nr=1, name=x");
}

#[test]
fn different_cells_that_make_one_key_are_never_combined() {
    let text = b"A,B,Name\nx_y,z,one\nx,y_z,two\n";
    let case = case("a.csv", text, &["--key", "A,B", "--on-duplicate", "combine"]);
    let rejected = case.rejected();
    assert_eq!(rejected.len(), 2);
    assert!(rejected[0].contains("choose another --key-separator"), "{}", rejected[0]);
}

#[test]
fn keys_with_restricted_characters_are_named_or_cleaned() {
    let text = "Key,Name\nMH 01,x\nok,y\n,z\n å/ä ,w\n".as_bytes();
    let rejected = case("a.csv", text, &["--key", "Key"]).rejected();
    assert_eq!(
        rejected,
        [
            "row 2: the key \"MH 01\" contains other characters than a-z A-Z 0-9 _ -; --clean-keys makes keys valid",
            "row 4: the key column \"Key\" is empty",
            "row 5: the key \" å/ä \" contains other characters than a-z A-Z 0-9 _ -; --clean-keys makes keys valid",
        ]
    );
    let cleaned = case("a.csv", text, &["--key", "Key", "--clean-keys"]);
    assert_eq!(all_shown(&cleaned), ["MH_01: name=x", "ok: name=y", "_: name=w"]);
}

#[test]
fn empty_cells_do_nothing_or_clear() {
    let text = b"Key,Name,Price\na,,1\n";
    assert_eq!(all_shown(&case("a.csv", text, &["--key", "Key"])), ["a: price=1"]);
    assert_eq!(
        all_shown(&case("a.csv", text, &["--key", "Key", "--empty", "clear"])),
        ["a: name cleared, price=1"]
    );
}

#[test]
fn columns_can_have_languages() {
    let text = b"Key,Name SV,Name EN\na,Lampa,Lamp\n";
    let options = ["--key", "Key", "--map", "Name SV=name:sv", "--map", "Name EN=name:en"];
    assert_eq!(all_shown(&case("a.csv", text, &options)), ["a: name:sv=Lampa, name:en=Lamp"]);
}

#[test]
fn rows_with_too_many_or_too_few_cells_are_named() {
    for end in ["\n", "\r\n"] {
        let text = ["Key,Name", "\"a", "b\",x,y", "c", "d,z", ""].join(end);
        let case = case("a.csv", text.as_bytes(), &["--key", "Key"]);
        assert_eq!(
            case.rejected(),
            [
                "row 2: it has 3 cells, and the header has 2; is a quote or a delimiter amiss?",
                "row 3 (line 4): it has 1 cell, and the header has 2; is a quote or a delimiter amiss?",
            ]
        );
    }
}

#[test]
fn a_column_without_name_may_only_be_empty() {
    let trailing = case("a.csv", b"Key,Name,\na,x,\n", &["--key", "Key"]);
    assert_eq!(all_shown(&trailing), ["a: name=x"]);
    let filled = case("a.csv", b"Key,Name,\na,x,y\n", &["--key", "Key"]);
    assert_eq!(
        filled.rejected(),
        [
            "row 2: column 3 has a value and no name; name it with --map '#3=ID', or leave it out with --skip '#3'"
        ]
    );
}

#[test]
fn a_quote_without_its_partner_never_swallows_the_file() {
    let mut text = b"Key,Name\na,\"x\n".to_vec();
    text.extend(b"b,y\n".repeat(600_000));
    let message = case("a.csv", &text, &["--key", "Key", "--max-row", "1"]).check().expect_err("no end");
    assert!(message.contains("row 2, which begins in line 2: it has more than 1 MiB"), "{message}");
}

#[test]
fn rows_that_wait_for_others_of_their_key_are_bounded() {
    let mut text = b"Key,Name\n".to_vec();
    for half in 0..2 {
        for key in 0..3_000 {
            text.extend(format!("{key},{half}{}\n", "x".repeat(500)).bytes());
        }
    }
    let options = ["--key", "Key", "--on-duplicate", "combine", "--combine-memory", "1"];
    let message = case("a.csv", &text, &options).check().expect_err("too many");
    assert!(message.contains("sort the file by its key"), "{message}");
}

#[test]
fn an_empty_file_and_a_header_alone() {
    assert!(case("a.csv", b"", &["--key", "Key"]).check().expect_err("no header").contains("is empty"));
    assert_eq!(case("a.csv", b"Key,Name\n", &["--key", "Key"]).entities(), Vec::new());
    assert_eq!(case("a.json", b"[]", &["--key", "id"]).entities(), Vec::new());
    assert_eq!(case("a.ndjson", b"", &["--key", "id"]).entities(), Vec::new());
}

#[test]
fn a_file_that_grows_while_it_is_read_is_noticed() {
    let case = case("a.csv", b"Key,Name\na,x\n", &["--key", "Key"]);
    assert!(case.input.check_unchanged().is_ok());
    let mut file = std::fs::File::options().append(true).open(&case.arguments.file).expect("a file");
    file.write_all(b"b,y\n").expect("written");
    assert!(case.input.check_unchanged().is_err());
}

#[test]
fn the_rejects_file_can_be_imported_again() {
    let text = "Key;Name\nMH 01;\"a\nb\"\nok;y\nc\n";
    let case = case("a.csv", text.as_bytes(), &["--key", "Key"]);
    let checked = case.check().expect("a readable file");
    let path = case._folder.path().join("rejects.csv");
    let mut file =
        RejectsFile::create(&path, &case.input, &checked.columns, Formulas::Neutralized).expect("a file");
    octant_table::each_rejected(&case.input, &checked, &HashMap::new(), &mut |row, raw| {
        file.add(raw, &row.reason)
    })
    .expect("added");
    file.finish().expect("written");
    let written = std::fs::read_to_string(&path).expect("text");
    let reasons = [
        "\"the key \"\"MH 01\"\" contains other characters than a-z A-Z 0-9 _ -; --clean-keys makes keys valid\"",
        "\"it has 1 cell, and the header has 2; is a quote or a delimiter amiss?\"",
    ];
    let expected = format!("Key;Name;reject_reason\nMH 01;\"a\nb\";{}\nc;;{}\n", reasons[0], reasons[1]);
    assert_eq!(written, expected);
    let options = ["--key", "Key", "--clean-keys", "--skip", "reject_reason"];
    let again = open_case(tempfile::tempdir().expect("a folder"), &path, &options);
    assert_eq!(all_shown(&again), ["MH_01: name=a\nb", "c: "]);
}

/// Writes every row of a file whose keys are all wrong to a rejects file, and answers with it.
fn rejected_by(case: &Case, formulas: Formulas) -> PathBuf {
    let checked = case.check().expect("a readable file");
    let path = case._folder.path().join("rejects.csv");
    let mut file = RejectsFile::create(&path, &case.input, &checked.columns, formulas).expect("a file");
    octant_table::each_rejected(&case.input, &checked, &HashMap::new(), &mut |row, raw| {
        file.add(raw, &row.reason)
    })
    .expect("added");
    file.finish().expect("written");
    path
}

#[test]
fn formulas_in_the_rejects_file_are_neutralized_and_come_back() {
    let text = "Key,=Name\n=1+1,=cmd|' /C calc'!A0\n@b,-5\n-c.,+46 70 123\n'=d,'=x\n+e!,\"\t=1\"\n";
    let original = case("a.csv", text.as_bytes(), &["--key", "Key", "--clean-keys"]);
    let expected = all_shown(&original);
    let refused = case("a.csv", text.as_bytes(), &["--key", "Key"]);
    let path = rejected_by(&refused, Formulas::Neutralized);
    let written = std::fs::read_to_string(&path).expect("text");
    let cells: Vec<&str> =
        written.lines().map(|line| line.rsplit_once(",\"the key").unwrap_or((line, "")).0).collect();
    assert_eq!(
        cells,
        [
            "Key,'=Name,reject_reason",
            "'=1+1,'=cmd|' /C calc'!A0",
            "'@b,-5",
            "'-c.,'+46 70 123",
            "''=d,''=x",
            "'+e!,'\t=1",
        ]
    );
    let options = ["--key", "Key", "--clean-keys", "--skip", "reject_reason"];
    let again = open_case(tempfile::tempdir().expect("a folder"), &path, &options);
    assert_eq!(all_shown(&again), expected);
    let twice = open_case(tempfile::tempdir().expect("a folder"), &path, &["--key", "Key"]);
    let second = std::fs::read_to_string(rejected_by(&twice, Formulas::Neutralized)).expect("text");
    assert_eq!(second, written, "rejected again it is the same");
    let raw = std::fs::read_to_string(rejected_by(&refused, Formulas::Raw)).expect("text");
    assert!(raw.starts_with("Key,=Name,reject_reason_raw\n=1+1,=cmd|"), "{raw}");
}
