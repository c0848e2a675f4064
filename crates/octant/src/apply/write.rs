//! Writes a setup as the file that says it.

use std::io::{self, Write};
use std::path::Path;

use super::failure::Failure;
use super::setup::Setup;

/// Into that file, or else to standard output. A file is whole or not there.
///
/// # Errors
/// [`Failure::File`] where it cannot be written.
pub(crate) fn file(setup: &Setup, path: Option<&Path>) -> Result<(), Failure> {
    let Some(path) = path else {
        let written = io::stdout().lock().write_all(yaml(setup).as_bytes());
        return written.map_err(|error| Failure::File { path: "standard output".to_owned(), error });
    };
    let is_json = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    let text = if is_json { json(setup) } else { yaml(setup) };
    let failed = |error: io::Error| Failure::File { path: path.display().to_string(), error };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    // As any new file: whom the system's mask lets read it.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut new = builder.tempfile_in(folder).map_err(failed)?;
    new.write_all(text.as_bytes()).map_err(failed)?;
    new.persist(path).map_err(|error| failed(error.error)).map(drop)
}

pub(crate) fn yaml(setup: &Setup) -> String {
    // By way of JSON, in which a choice is an object of one member and no tag.
    let value = serde_json::to_value(setup).expect("a setup is texts, numbers and flags");
    super::yaml::write(&value)
}

fn json(setup: &Setup) -> String {
    let text = serde_json::to_string_pretty(setup).expect("a setup is texts, numbers and flags");
    text + "\n"
}
