//! How the system gives memory to this process.

/// Asks Linux for pages of the usual size alone. Imports take and give back memory all the time, a little in many
/// places; pages of 2 MiB, which are cleared whole whenever one is touched, cost a third of their processor time and
/// twice the memory.
pub(crate) fn refuse_huge_pages() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::thread::disable_transparent_huge_pages(true) {
        tracing::debug!(%error, "huge pages could not be refused; imports take more memory and time");
    }
}
