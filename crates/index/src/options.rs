//! What can be set of an index.

/// The limits of an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// The memory in bytes for documents that are being written, until they go to disk: half of it for their words where
    /// there are any, and at least 16 MiB for each thread and half.
    pub writer_memory: usize,
    /// The memory in bytes for keys of sort orders that are known: those of texts that stay as they are while their
    /// documents change are not worked out again.
    pub known_keys: usize,
    /// How many threads write a whole index, or make the documents of one change.
    pub bulk_threads: usize,
    /// From so many documents on, one query takes all processors as long as few ask; below, handing its parts to other
    /// threads takes as long as doing them.
    pub many: u64,
    /// How many blocks of finished JSON are kept unpacked in memory, of 4 KiB or one document each.
    pub cached_blocks: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            writer_memory: 64 << 20,
            known_keys: 32 << 20,
            bulk_threads: 2,
            many: 100_000,
            cached_blocks: 256,
        }
    }
}
