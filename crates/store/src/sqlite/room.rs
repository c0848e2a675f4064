//! How much room there is for files.

use std::io::ErrorKind;
use std::path::Path;

/// Bytes that a probe writes: some pages.
const PROBE: usize = 64 << 10;

/// Bytes that the file system of a folder has left for this process; `None` where it does not say.
#[cfg(unix)]
pub(crate) fn free_bytes(folder: &Path) -> Option<u64> {
    let found = rustix::fs::statvfs(folder).ok()?;
    Some(found.f_bavail.saturating_mul(found.f_frsize))
}

/// Bytes that the file system of a folder has left for this process; `None` where it does not say.
#[cfg(not(unix))]
pub(crate) fn free_bytes(_: &Path) -> Option<u64> {
    None
}

/// Why a write that failed found no room, where that was it. SQLite tells only of a full disk, and takes a quota that is
/// used up and a file that must not grow (`ulimit -f`) for broken disks.
pub(crate) fn refusal(folder: &Path, files: &[&Path]) -> Option<String> {
    if let Some(limit) = file_limit()
        && let Some(file) = files.iter().find(|file| length(file).saturating_add(PROBE as u64) > limit)
    {
        return Some(format!("{} may not grow beyond {limit} bytes (ulimit -f)", file.display()));
    }
    let probe = folder.join("octant.probe");
    let written = std::fs::write(&probe, vec![0; PROBE]);
    // What is left of it would be overwritten by the next one.
    let _ = std::fs::remove_file(&probe);
    let error = written.err()?;
    is_shortage(&error).then(|| error.to_string())
}

/// Whether an error of the system is about room.
pub(crate) fn is_shortage(error: &std::io::Error) -> bool {
    matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge)
}

fn length(file: &Path) -> u64 {
    std::fs::metadata(file).map_or(0, |metadata| metadata.len())
}

/// The most bytes that a file of this process may have.
#[cfg(unix)]
fn file_limit() -> Option<u64> {
    rustix::process::getrlimit(rustix::process::Resource::Fsize).current
}

#[cfg(not(unix))]
fn file_limit() -> Option<u64> {
    None
}
