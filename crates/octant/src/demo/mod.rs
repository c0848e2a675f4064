//! `octant demo`: a server with a sample catalogue, to look at and to play with.
//!
//! Everything is set up from a file as `octant apply` does it, and the catalogue goes in as any would: with a data
//! provider's token, through the HTTP API, by the SDK.

mod catalogue;
mod check;
mod load;
pub(crate) mod offer;
mod published;
mod report;

use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use octant_access::AccessOptions;
use octant_model::TenantId;
use octant_server::{Server, ServerError, ServerOptions};
use octant_store::Store;
use octant_store::sqlite;
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::logging::{self, LogArguments};
use crate::parts::{self, DEFAULT_LISTEN, FirstKey};
use crate::{open_files, signals};

/// The tenant of the demo.
const TENANT: &str = "local";

/// What there is in the demo, as a file that `octant apply` takes.
const SETUP: &str = include_str!("octant.yaml");

/// What can be said of the demo.
#[derive(Debug, Clone, Args)]
pub(crate) struct DemoArguments {
    /// A new or empty folder to keep the demo in, so that `octant serve` can go on with it; a temporary one otherwise
    #[arg(long, value_name = "FOLDER")]
    data: Option<PathBuf>,
    /// The address to listen on [default: 127.0.0.1:8080, or a free port where that is taken]
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    /// Stops after checking that everything is there; the exit code tells
    #[arg(long)]
    once: bool,
    /// Prints the file that everything is set up from, as `octant apply` takes it, and does nothing else
    #[arg(long, exclusive = true)]
    print_setup: bool,
    #[command(flatten)]
    log: LogArguments,
}

/// Runs until SIGTERM or SIGINT, or with `--once` until the check is done.
pub(crate) async fn run(mut arguments: DemoArguments) -> ExitCode {
    // The demo talks to a person; a log line for each request would bury what it says.
    if arguments.log.log_level == "info" {
        "warn".clone_into(&mut arguments.log.log_level);
    }
    if let Err(problem) = logging::start(&arguments.log) {
        eprintln!("octant: {problem}");
        return ExitCode::from(crate::USAGE);
    }
    if arguments.print_setup {
        print!("{SETUP}");
        return ExitCode::SUCCESS;
    }
    match demo(&arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("octant: {problem}");
            ExitCode::FAILURE
        }
    }
}

async fn demo(arguments: &DemoArguments) -> Result<(), String> {
    let stop = signals::stop().map_err(|error| format!("cannot listen for signals: {error}"))?;
    let folder = Folder::take(arguments.data.as_deref())?;
    let demo = Demo::start(folder.path(), arguments.listen).await?;
    let outcome = tokio::select! {
        outcome = show(&demo, arguments.once) => outcome,
        () = stop => Ok(()),
    };
    demo.stop().await?;
    outcome
}

/// Fills the shop, tells of it, and goes on for ever unless only the check is wanted.
async fn show(demo: &Demo, once: bool) -> Result<(), String> {
    let parts = catalogue::parts(&demo.address)?;
    println!("Octant listens on {}; the sample catalogue goes in through the API …\n", demo.address);
    let loaded = load::load(&demo.address, &demo.key, &parts).await?;
    report::loaded(&loaded);
    let checked = check::check(&demo.address, &demo.key, &parts, &loaded).await?;
    let published = published::check(&demo.address, &demo.key, &parts, &loaded).await?;
    report::checked(&checked, &published);
    if once {
        return Ok(());
    }
    report::studio(&demo.address, &demo.admin);
    report::what_to_try(&demo.address, &demo.key, &loaded).await?;
    std::future::pending().await
}

/// Where the demo lives: a folder that stays, or one that goes with the demo.
enum Folder {
    Given(PathBuf),
    Temporary(TempDir),
}

impl Folder {
    fn take(given: Option<&Path>) -> Result<Self, String> {
        let Some(folder) = given else {
            let made = tempfile::Builder::new().prefix("octant-demo-").tempdir();
            return made
                .map(Self::Temporary)
                .map_err(|error| format!("cannot make a temporary folder: {error}"));
        };
        let used = folder.exists()
            && folder.read_dir().map_err(|error| format!("{}: {error}", folder.display()))?.next().is_some();
        if used {
            let name = folder.display();
            return Err(format!(
                "{name} holds something already; a demo needs a new or an empty folder. \
                 If it is an earlier demo, go on with it: octant serve --data {name}"
            ));
        }
        Ok(Self::Given(folder.to_owned()))
    }

    fn path(&self) -> &Path {
        match self {
            Self::Given(path) => path,
            Self::Temporary(folder) => folder.path(),
        }
    }
}

/// A server in this process.
struct Demo {
    address: String,
    key: String,
    /// Email and password of the Studio's admin.
    admin: (String, String),
    stop: oneshot::Sender<()>,
    server: JoinHandle<Result<(), ServerError>>,
}

impl Demo {
    async fn start(folder: &Path, listen: Option<SocketAddr>) -> Result<Self, String> {
        let store: Arc<dyn Store> = Arc::new(parts::open_store(folder, &sqlite::Options::default())?);
        let access = parts::access(&store, AccessOptions::default())?;
        let tenant = TenantId::new(TENANT).expect("the constant is a valid tenant");
        let key = match parts::ensure_tenant(&access, &tenant, None)? {
            Some(FirstKey::Made(key)) => key,
            Some(FirstKey::Given) | None => return Err("the folder is no new one".to_owned()),
        };
        let admin = parts::demo_admin(&access, &tenant)?;
        let server = bind(&store, &access, folder, listen).await?;
        let address = format!("http://{}", server.address());
        let (stop, stopped) = oneshot::channel();
        let server = tokio::spawn(server.run(async {
            // A sender that went without a word means the same.
            let _ = stopped.await;
        }));
        Ok(Self { address, key, admin, stop, server })
    }

    async fn stop(self) -> Result<(), String> {
        // Where the server ended by itself there is nobody to tell; its own outcome says why.
        let _ = self.stop.send(());
        let outcome = self.server.await.map_err(|error| format!("the server ended badly: {error}"))?;
        outcome.map_err(|error| error.to_string())
    }
}

/// Listens where asked; or else at the usual address, and where that is taken at any.
async fn bind(
    store: &Arc<dyn Store>,
    access: &octant_access::Access,
    folder: &Path,
    listen: Option<SocketAddr>,
) -> Result<Server, String> {
    let usual = DEFAULT_LISTEN.parse().expect("the constant is an address");
    let mut options = ServerOptions { sample: Some(offer::loader()), ..ServerOptions::default() };
    open_files::share(open_files::take_all(), &mut options)?;
    let at = |listen| ServerOptions { listen, ..options.clone() };
    match Server::bind(Arc::clone(store), access.clone(), folder, at(listen.unwrap_or(usual))).await {
        Ok(server) => Ok(server),
        Err(ServerError::Listen { error, .. })
            if listen.is_none() && error.kind() == ErrorKind::AddrInUse =>
        {
            println!("{DEFAULT_LISTEN} is taken; any free port will do.");
            let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
            Server::bind(Arc::clone(store), access.clone(), folder, at(any))
                .await
                .map_err(|error| error.to_string())
        }
        Err(error) => Err(error.to_string()),
    }
}
