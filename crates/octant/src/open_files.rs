//! How many files this process may have open.

/// Takes as many as the system allows: each segment of an index has two open, and each connection one. The usual limit of
/// a shell, 1,024, is meant for programs that cannot do with more.
pub(crate) fn take_all() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
        if let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum }) {
            tracing::warn!(%error, "the limit of open files stays as it is; many indexes need many");
        }
    }
}
