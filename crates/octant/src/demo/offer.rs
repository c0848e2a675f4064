//! The catalogue for an organization of a running server, where somebody asks for it in the Studio.

use octant_server::{SampleLoader, SampleTarget};
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use super::{catalogue, load};

/// Loads the catalogue as the demo does. It ends as soon as nobody waits for it.
pub(crate) fn loader() -> SampleLoader {
    SampleLoader::new(|target| async move {
        let (waiting, gone) = oneshot::channel::<()>();
        let runtime = Handle::current();
        // What `octant apply` does is bound to the thread that begins it.
        let work = tokio::task::spawn_blocking(move || {
            runtime.block_on(async {
                tokio::select! {
                    outcome = load(&target) => outcome,
                    _ = gone => Err("nobody waits for it any more".to_owned()),
                }
            })
        });
        let outcome = work.await.map_err(|error| format!("the loading ended badly: {error}"));
        drop(waiting);
        outcome?
    })
}

async fn load(target: &SampleTarget) -> Result<(), String> {
    let parts = catalogue::parts(&target.public_address)?;
    load::load(&target.address, &target.key, &parts).await.map(drop)
}
