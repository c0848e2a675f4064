//! Work that blocks, done where it may.

use tracing::Span;

use crate::error::{Code, Failure};

/// Runs the work on a thread that may block, inside the current span. The work goes on to its end even when nobody
/// waits for it any more. A panic of the work goes on in the caller.
///
/// # Errors
/// The work's own error as a [`Failure`].
pub async fn run<T, E>(work: impl FnOnce() -> Result<T, E> + Send + 'static) -> Result<T, Failure>
where
    T: Send + 'static,
    E: Into<Failure> + Send + 'static,
{
    let span = Span::current();
    let task = tokio::task::spawn_blocking(move || span.in_scope(work));
    match task.await {
        Ok(result) => result.map_err(Into::into),
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => Err(Failure::unavailable(
                Code::Stopping,
                "The server is stopping",
                "blocking work was cancelled by the runtime's end",
            )),
        },
    }
}
