//! How the answer to an import looks.

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use octant_model::ImportId;
use octant_source::{Accepted, Preview};
use octant_store::ImportProblem;
use serde::Serialize;

use super::envelope::Envelope;
use crate::request_id::RequestId;

#[derive(Serialize)]
struct AcceptedResult {
    id: ImportId,
    #[serde(skip_serializing_if = "Option::is_none")]
    rejected: Option<Vec<ImportProblem>>,
}

#[derive(Serialize)]
struct PreviewResult {
    received: u64,
    created: u64,
    updated: u64,
    unchanged: u64,
    deleted: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    rejected: Option<Vec<ImportProblem>>,
}

/// 202 with the import's id, at the top level too, where the .NET client reads it.
pub(super) fn accepted(accepted: Accepted, partial: bool, request: RequestId) -> Response {
    let record = accepted.record;
    let result = AcceptedResult { id: record.id, rejected: partial.then_some(record.problems) };
    let envelope = Envelope { id: Some(record.id), ..Envelope::of(result, request) };
    (StatusCode::ACCEPTED, Json(envelope)).into_response()
}

/// 200 with what the import would have done.
pub(super) fn previewed(preview: Preview, partial: bool, request: RequestId) -> Response {
    let counts = preview.counts;
    let result = PreviewResult {
        received: preview.received,
        created: counts.created,
        updated: counts.updated,
        unchanged: counts.unchanged,
        deleted: counts.deleted,
        rejected: partial.then_some(preview.rejected),
    };
    Json(Envelope::of(result, request)).into_response()
}
