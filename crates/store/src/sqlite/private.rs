//! Permissions: what the folder holds is for the user of this process alone.
//!
//! The database holds keys that sign sessions and tokens: whoever can read it can forge them.

use std::fs::File;
use std::io;
use std::path::Path;

/// Makes the folder where it does not exist, durably and for this user alone. An existing folder that others may enter is
/// narrowed, with a warning; where that is not allowed (a volume that belongs to somebody else) the warning says so.
pub(super) fn make_folder(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        narrow(folder, 0o700);
        return Ok(());
    }
    create(folder)?;
    // SQLite syncs the folder itself when it makes its files.
    let folder = folder.canonicalize()?;
    match folder.parent() {
        Some(parent) if cfg!(unix) => File::open(parent)?.sync_all(),
        _ => Ok(()),
    }
}

/// Opens a file for writing, made for this user alone where it does not exist; one that others may read is narrowed.
pub(super) fn open_file(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    narrow(path, 0o600);
    Ok(file)
}

#[cfg(unix)]
fn create(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn create(folder: &Path) -> io::Result<()> {
    std::fs::create_dir_all(folder)
}

/// Takes away what others may do with it.
#[cfg(unix)]
pub(super) fn narrow(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt as _;
    let Ok(metadata) = std::fs::metadata(path) else { return };
    let wide = metadata.permissions().mode() & 0o777;
    if wide & 0o077 == 0 {
        return;
    }
    let path_shown = path.display();
    match std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)) {
        Ok(()) => tracing::warn!(
            path = %path_shown,
            "other users could read it (mode {wide:o}); it is for this user alone now (mode {mode:o})"
        ),
        Err(error) => tracing::warn!(
            path = %path_shown,
            %error,
            "other users can read it (mode {wide:o}), and with it the keys that sign sessions; narrow it to {mode:o}"
        ),
    }
}

#[cfg(not(unix))]
pub(super) fn narrow(_: &Path, _: u32) {}
