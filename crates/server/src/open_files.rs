//! How many files this process has open.

/// The number, where the system tells.
#[cfg(target_os = "linux")]
pub(crate) fn count() -> Option<u64> {
    let found = std::fs::read_dir("/proc/self/fd").ok()?.flatten().count();
    // One of them is that of the listing.
    Some(found.saturating_sub(1) as u64)
}

/// The number, where the system tells.
#[cfg(not(target_os = "linux"))]
pub(crate) fn count() -> Option<u64> {
    None
}
