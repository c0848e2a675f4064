//! Bodies at work: so many at a time, each with its memory until it is done.

use std::sync::Arc;

use tokio::sync::OwnedSemaphorePermit;

use crate::blocking;
use crate::body::Collected;
use crate::error::Failure;
use crate::state::AppState;

/// Does work that takes a body and blocks, when its turn has come. The work goes on to its end even when the client
/// has gone; the body's memory counts until then.
///
/// # Errors
/// 429 where its turn does not come in time, and what the work answers.
pub async fn apply<T, E>(
    state: &AppState,
    body: Collected,
    work: impl FnOnce(Vec<u8>) -> Result<T, E> + Send + 'static,
) -> Result<T, Failure>
where
    T: Send + 'static,
    E: Into<Failure> + Send + 'static,
{
    let slot = turn(state).await?;
    let (bytes, held) = body.into_parts();
    let working = move || {
        let result = work(bytes);
        drop((held, slot));
        result
    };
    blocking::run(working).await
}

async fn turn(state: &AppState) -> Result<OwnedSemaphorePermit, Failure> {
    let slots = Arc::clone(&state.import_slots);
    match tokio::time::timeout(state.options.ingest_wait, slots.acquire_owned()).await {
        Ok(Ok(slot)) => Ok(slot),
        Ok(Err(_closed)) => Err(Failure::internal("the import slots were closed")),
        Err(_elapsed) => Err(Failure::busy()),
    }
}
