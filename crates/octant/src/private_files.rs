//! Who may read what this process writes.

/// Lets nobody else read any file that this process makes: indexes hold entries, and the database keys.
pub(crate) fn keep_to_this_user() {
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
}
