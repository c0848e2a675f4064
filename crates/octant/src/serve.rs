//! `octant serve`: the server on a data folder, until it is told to stop.

mod arguments;
mod secrets_key_file;

use std::process::ExitCode;
use std::sync::Arc;

use octant_server::Server;
use octant_store::{Store, sqlite};
use tracing::warn;

pub(crate) use arguments::ServeArguments;

use crate::{logging, memory, open_files, parts, signals};

/// Runs until SIGTERM or SIGINT; fails with a sentence on standard error.
pub(crate) async fn run(arguments: ServeArguments, warnings: &[String]) -> ExitCode {
    if let Err(problem) = logging::start(&arguments.log) {
        eprintln!("octant: {problem}");
        return ExitCode::from(crate::USAGE);
    }
    for warning in warnings {
        warn!("{warning}");
    }
    memory::refuse_huge_pages();
    let open_files = open_files::take_all();
    match serve(arguments, open_files).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("octant: {problem}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(arguments: ServeArguments, open_files: Option<u64>) -> Result<(), String> {
    let stop = signals::stop().map_err(|error| format!("cannot listen for signals: {error}"))?;
    signals::outlive_file_limit().map_err(|error| format!("cannot listen for signals: {error}"))?;
    let mut options = arguments.server_options();
    open_files::share(open_files, &mut options)?;
    let mut access_options = arguments.access.options();
    if let Some(path) = arguments.access.secrets_key_file.as_deref() {
        access_options.secrets_keys = secrets_key_file::read(path, &arguments.data)?;
    }
    // What was in clear before it was sealed is not left lying in the file.
    let overwrite_deleted = !access_options.secrets_keys.is_empty();
    let store_options = sqlite::Options { overwrite_deleted, ..arguments.store.options() };
    let store: Arc<dyn Store> = Arc::new(parts::open_store(&arguments.data, &store_options)?);
    let access = parts::access(&store, access_options)?;
    let given = arguments.admin_key.as_deref();
    if let Some(key) = parts::ensure_tenant(&access, &arguments.tenant, given)? {
        parts::show_key(&arguments.tenant, &key);
    }
    let public = options.public_url.clone();
    let server = Server::bind(store, access.clone(), &arguments.data, options)
        .await
        .map_err(|error| error.to_string())?;
    let address = public.unwrap_or_else(|| format!("http://{}", server.address()));
    parts::show_welcome(&access, &arguments.tenant, &address)?;
    // Nothing of the access rules outlives the server.
    drop(access);
    println!("Octant listens on http://{}", server.address());
    server.run(stop).await.map_err(|error| error.to_string())
}
