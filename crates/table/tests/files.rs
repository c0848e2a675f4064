//! Every file of the corpus, read by the library.

mod corpus;

use std::collections::HashMap;
use std::sync::Arc;

use corpus::{Case, Choice, Outcome, all, entry};
use octant_table::{FormatName, Input, Opening, Plan, Quotes, Selector, TableError, check, each_rejected};

fn opening(case: &Case, path: &std::path::Path) -> Opening {
    let mut opening =
        Opening { path: path.to_owned(), name: case.file.to_owned(), advise: true, ..Opening::default() };
    for choice in &case.choices {
        match choice {
            Choice::Encoding(name) => opening.encoding = Some((*name).to_owned()),
            Choice::Delimiter(text) => opening.delimiter = Some((*text).to_owned()),
            Choice::Format("csv") => opening.format = Some(FormatName::Csv),
            Choice::Format(_) => opening.format = Some(FormatName::Json),
            Choice::Quotes("lenient") => opening.quotes = Quotes::Lenient,
            Choice::Quotes(_) => opening.quotes = Quotes::Literal,
            Choice::ReplaceInvalid => opening.replace_invalid = true,
            Choice::Partial => {}
        }
    }
    opening
}

/// The entries that a file makes, what is told of it, and the rows that are rejected.
type Read = (Vec<String>, Vec<String>, Vec<String>);

fn read(case: &Case) -> Result<Read, TableError> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("file");
    std::fs::write(&path, &case.bytes).expect("written");
    let input = Input::open(&opening(case, &path))?;
    let plan = Plan { keys: vec![Selector::Number(1)], advise: true, ..Plan::default() };
    let checked = check(&input, &Arc::new(plan), &Arc::default())?;
    let mut entries = Vec::new();
    checked.entities(&input, &Arc::default(), &mut |entity, _| {
        let values: Vec<(String, String)> =
            entity.properties.into_iter().filter_map(|one| Some((one.id, one.value?))).collect();
        entries.push(entry(&entity.key, &values));
        Ok(())
    })?;
    let mut rejected = Vec::new();
    each_rejected(&input, &checked, &HashMap::new(), &mut |row, _| {
        rejected.push(row.describe(input.format));
        Ok(())
    })?;
    let notes = [input.notes(), checked.warnings.clone()].concat();
    Ok((entries, notes, rejected))
}

fn problem(case: &Case) -> Option<String> {
    let read = read(case);
    let lacks = |text: &str, parts: &[&str]| parts.iter().any(|part| !text.contains(part));
    let is_wrong = match (&case.outcome, &read) {
        (Outcome::Entries(wanted), Ok((entries, notes, rejected))) => {
            entries != wanted || !rejected.is_empty() || lacks(&notes.join("\n"), &case.notes)
        }
        (Outcome::Refused(parts), Ok((_, _, rejected))) => {
            rejected.is_empty() || lacks(&rejected.join("\n"), parts)
        }
        (Outcome::Refused(parts), Err(error)) => lacks(&error.to_string(), parts),
        (Outcome::Partial(wanted, parts), Ok((entries, _, rejected))) => {
            entries != wanted || lacks(&rejected.join("\n"), parts)
        }
        (_, Err(_)) => true,
    };
    let shown = |text: String| text.chars().take(1_500).collect::<String>();
    let (name, wanted, notes) = (case.name, &case.outcome, &case.notes);
    is_wrong.then(|| {
        format!(
            "{name}\n  wanted {}\n  found  {}",
            shown(format!("{wanted:?} {notes:?}")),
            shown(format!("{read:?}"))
        )
    })
}

#[test]
fn every_file_of_the_corpus_is_read_or_refused_as_it_should() {
    let cases = all();
    let problems: Vec<String> = cases.iter().filter_map(problem).collect();
    println!("{} files read, {} of them wrong", cases.len(), problems.len());
    assert!(problems.is_empty(), "{} of {} wrong:\n{}", problems.len(), cases.len(), problems.join("\n"));
}
