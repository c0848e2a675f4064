//! What can go wrong in a store.

use octant_model::Sequence;

/// A store's failure. The first ones are answers to the caller's request; from `Full` on they are about the
/// store itself.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// What was asked for does not exist.
    #[error("{what} {id:?} does not exist")]
    NotFound {
        /// Such as `source`.
        what: &'static str,
        /// Its id.
        id: String,
    },
    /// What should be created exists already.
    #[error("{what} {id:?} exists already")]
    AlreadyExists {
        /// Such as `source`.
        what: &'static str,
        /// Its id.
        id: String,
    },
    /// The definition was changed by somebody else meanwhile.
    #[error("{what} {id:?} was changed meanwhile; read it again and repeat your change")]
    Stale {
        /// Such as `application`.
        what: &'static str,
        /// Its id.
        id: String,
    },
    /// It is not any more what the change was made from ([`crate::Revision`]).
    #[error("{what} {id:?} was changed since it was read; read it again and repeat the change")]
    Changed {
        /// Such as `card definition`.
        what: &'static str,
        /// Its id.
        id: String,
    },
    /// The source is being deleted and takes nothing any more.
    #[error("source {0:?} is being deleted")]
    Purging(String),
    /// A cursor that this store did not give.
    #[error("{0:?} is no cursor of this list")]
    InvalidCursor(String),
    /// The records behind that place of the change log are not all kept any more.
    #[error("the change log begins behind record {0}; what was before it was let go")]
    LogTrimmed(Sequence),
    /// There is no room: nothing of the request was stored, and it can be repeated once there is.
    #[error("the storage is full: {0}")]
    Full(String),
    /// The folder or a file in it was deleted or replaced while it was open: nothing of the request was stored.
    #[error("the storage was deleted or replaced under the running server: {0}")]
    Replaced(String),
    /// A read or a write failed: nothing of the request was stored.
    #[error("the storage failed: {0}")]
    Failed(String),
    /// What was read is not what was written.
    #[error("the storage is damaged: {0}")]
    Damaged(String),
}

impl StoreError {
    /// An error of the system about a file.
    #[must_use]
    pub fn from_io(path: &std::path::Path, error: &std::io::Error) -> Self {
        let text = format!("{}: {error}", path.display());
        match crate::sqlite::is_shortage(error) {
            true => Self::Full(text),
            false => Self::Failed(text),
        }
    }
}
