//! How many files this process may have open.

use octant_server::ServerOptions;
use tracing::warn;

/// Files for the store, for listening, and for writing an index: without them nothing can be published.
const WORK: u64 = 84;
/// Connections beyond `max_connections`, for health checks and people who are signed in.
const RESERVED: u64 = 16;
/// The fewest connections with which a server is of any use.
const FEWEST_CONNECTIONS: u64 = 8;

/// Takes as many as the system allows, and answers with the limit; `None` where there is none. The usual limit of a shell,
/// 1,024, is meant for programs that cannot do with more.
pub(crate) fn take_all() -> Option<u64> {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
        if let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum }) {
            warn!(%error, "the limit of open files stays as it is; many indexes need many");
        }
        getrlimit(Resource::Nofile).current
    }
    #[cfg(not(unix))]
    None
}

/// Lets connections have what is left beside the work, so that publishing never lacks files because of clients.
///
/// # Errors
/// Where the limit is too low for any work; says what is needed.
pub(crate) fn share(limit: Option<u64>, options: &mut ServerOptions) -> Result<(), String> {
    options.open_files = limit;
    let Some(limit) = limit else { return Ok(()) };
    let wanted = options.max_connections as u64;
    let needed = wanted + RESERVED + WORK;
    let least = FEWEST_CONNECTIONS + RESERVED + WORK;
    if limit < least {
        return Err(format!(
            "this process may have {limit} open files, and needs at least {least}, or {needed} for max_connections \
             {wanted}, and two more for each segment of an index; raise the limit (ulimit -n, LimitNOFILE= in a unit of systemd)"
        ));
    }
    if limit < needed {
        let connections = limit - RESERVED - WORK;
        warn!(
            limit,
            needed,
            connections,
            "this process may have too few open files for max_connections, which is lowered; raise the limit (ulimit -n, \
             LimitNOFILE= in a unit of systemd)"
        );
        options.max_connections = usize::try_from(connections).unwrap_or(usize::MAX);
        let of_address = options.max_connections_per_address.map(|most| most.min(options.max_connections));
        options.max_connections_per_address = of_address;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shared(limit: Option<u64>) -> Result<usize, String> {
        let mut options = ServerOptions::default();
        share(limit, &mut options)?;
        Ok(options.max_connections)
    }

    #[test]
    fn connections_get_what_the_work_leaves() {
        assert_eq!(shared(None), Ok(800));
        assert_eq!(shared(Some(1_024)), Ok(800));
        assert_eq!(shared(Some(900)), Ok(800));
        assert_eq!(shared(Some(899)), Ok(799));
        assert_eq!(shared(Some(128)), Ok(28));
        assert_eq!(shared(Some(108)), Ok(8));
        let refusal = shared(Some(107)).expect_err("too few");
        assert!(refusal.contains("107 open files") && refusal.contains("at least 108"), "{refusal}");
    }
}
