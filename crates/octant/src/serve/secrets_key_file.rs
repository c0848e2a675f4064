//! The file with the keys that seal signing keys in the database.

use std::path::Path;

use octant_access::SecretsKeys;

/// Reads the file, which nobody but this user, and perhaps its group, may read, and which does not lie beside what its
/// keys seal.
///
/// # Errors
/// What is wrong with the file, in a sentence.
pub(super) fn read(path: &Path, data: &Path) -> Result<SecretsKeys, String> {
    let refused = |problem: String| format!("secrets_key_file {}: {problem}", path.display());
    let failed = |error: std::io::Error| refused(error.to_string());
    let real = path.canonicalize().map_err(failed)?;
    check_permissions(&real).map_err(refused)?;
    if data.canonicalize().is_ok_and(|data| real.starts_with(data)) {
        return Err(refused(
            "it lies in the data folder, and with it in every copy of what it seals; keep it somewhere else"
                .to_owned(),
        ));
    }
    std::fs::read_to_string(&real).map_err(failed)?.parse().map_err(refused)
}

/// A group may read it: that is how Kubernetes gives a secret to a user without rights.
#[cfg(unix)]
fn check_permissions(path: &Path) -> Result<(), String> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = std::fs::metadata(path).map_err(|error| error.to_string())?.permissions().mode() & 0o777;
    if mode & 0o027 == 0 {
        return Ok(());
    }
    Err(format!("other users of the machine can reach it (mode {mode:o}); make it 600, or 440 for a group"))
}

#[cfg(not(unix))]
fn check_permissions(_: &Path) -> Result<(), String> {
    Ok(())
}
