//! How a process is told to stop.

use std::io;

/// Ready when the process is told to stop: SIGTERM, or SIGINT as from the keyboard. The signals are taken from the
/// moment of the call, so that one that comes early is not lost.
///
/// # Errors
/// The system's, where signals cannot be taken.
#[cfg(unix)]
pub(crate) fn stop() -> io::Result<impl Future<Output = ()> + Send> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Lets a write beyond the limit of a file's size (`ulimit -f`) fail instead of ending the process.
///
/// # Errors
/// The system's, where signals cannot be taken.
#[cfg(unix)]
pub(crate) fn outlive_file_limit() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    // Once taken, the signal has no other effect, also when nobody listens.
    signal(SignalKind::from_raw(rustix::process::Signal::XFSZ.as_raw())).map(drop)
}

/// There is no such limit on these systems.
///
/// # Errors
/// None.
#[cfg(not(unix))]
pub(crate) fn outlive_file_limit() -> io::Result<()> {
    Ok(())
}

/// Ready when the process is told to stop from the keyboard.
///
/// # Errors
/// None on these systems.
#[cfg(not(unix))]
pub(crate) fn stop() -> io::Result<impl Future<Output = ()> + Send> {
    Ok(async {
        // Where the keyboard cannot be listened to, the server goes on until it is ended.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
