//! The sample catalogue, as far as the server knows of it: that there is something that loads one.

mod runs;

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use futures_util::future::BoxFuture;

pub(crate) use runs::{Run, Runs};

/// Where a sample catalogue is to be loaded.
#[derive(Debug, Clone)]
pub struct SampleTarget {
    /// Where this process reaches the server.
    pub address: String,
    /// Where whoever asked for the catalogue reaches it, for addresses that are part of the data.
    pub public_address: String,
    /// An organization key that may do everything but change access; it ends soon.
    pub key: String,
}

type Load = dyn Fn(SampleTarget) -> BoxFuture<'static, Result<(), String>> + Send + Sync;

/// What loads a sample catalogue through the API when an admin of an empty organization asks for it in the Studio.
#[derive(Clone)]
pub struct SampleLoader(Arc<Load>);

impl SampleLoader {
    /// A loader that calls the function; its error is a sentence for the admin.
    #[must_use]
    pub fn new<F, L>(load: F) -> Self
    where
        F: Fn(SampleTarget) -> L + Send + Sync + 'static,
        L: Future<Output = Result<(), String>> + Send + 'static,
    {
        Self(Arc::new(move |target| Box::pin(load(target))))
    }

    pub(crate) fn load(&self, target: SampleTarget) -> BoxFuture<'static, Result<(), String>> {
        (self.0)(target)
    }
}

impl fmt::Debug for SampleLoader {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SampleLoader")
    }
}
