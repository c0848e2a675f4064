//! The envelope of the ingest's answers.

use serde::Serialize;

use crate::request_id::RequestId;

/// `{result, errors, requestId}`, with the result's id at the top level too where there is one.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Envelope<T> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<octant_model::ImportId>,
    pub(crate) result: T,
    pub(crate) errors: [(); 0],
    pub(crate) request_id: RequestId,
}

impl<T> Envelope<T> {
    /// An answer without errors.
    pub(crate) fn of(result: T, request_id: RequestId) -> Self {
        Self { id: None, result, errors: [], request_id }
    }
}
