//! Bodies, from the socket to one piece of memory: checked, unpacked, counted against the memory budget, in time.

mod content_type;
mod decode;
mod lent;
mod segments;

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use bytes::Bytes;
use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH};
use http_body_util::BodyExt;
use serde::de::{DeserializeOwned, IgnoredAny};

use crate::error::Failure;
use crate::memory::{Budget, Held};
use crate::state::AppState;
use decode::{Coding, Decoder};
use segments::Segments;

pub(crate) use lent::{Remainder, lend};

/// A whole body, with the memory it takes up.
#[derive(Debug)]
pub struct Collected {
    bytes: Vec<u8>,
    held: Held,
}

impl Collected {
    /// The bytes, and what to hold on to for as long as they live.
    #[must_use]
    pub fn into_parts(self) -> (Vec<u8>, Held) {
        (self.bytes, self.held)
    }
}

/// Takes the JSON body of a request: at most `limit` bytes, as sent and as unpacked.
///
/// # Errors
/// 408, 413, 415 or 429 as docs/api.md says; 400 where the body breaks off or does not unpack.
pub async fn collect(
    state: &AppState,
    headers: &HeaderMap,
    body: Body,
    limit: u64,
) -> Result<Collected, Failure> {
    content_type::check_json(headers)?;
    collect_form(state, headers, body, limit).await
}

/// The same for a form, whose content type the caller has checked.
///
/// # Errors
/// Those of [`collect`].
pub(crate) async fn collect_form(
    state: &AppState,
    headers: &HeaderMap,
    body: Body,
    limit: u64,
) -> Result<Collected, Failure> {
    let coding = Coding::of(headers.get_all(CONTENT_ENCODING))?;
    let announced = content_length(headers);
    if announced.is_some_and(|length| length > limit) {
        return Err(Failure::too_large(limit));
    }
    let reading = async {
        match (coding, announced) {
            (Coding::Identity, Some(length)) => read_announced(&state.memory, body, length).await,
            (Coding::Identity, None) => read_unannounced(&state.memory, body, limit).await,
            (coding, _) => read_packed(&state.memory, body, Decoder::new(coding)?, limit).await,
        }
    };
    let in_time = tokio::time::timeout(state.options.body_timeout, reading).await;
    in_time.unwrap_or_else(|_| Err(Failure::too_slow(state.options.body_timeout)))
}

fn content_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.trim().parse().ok()
}

/// A body whose length is known and allowed goes straight to its place.
async fn read_announced(memory: &Budget, mut body: Body, length: u64) -> Result<Collected, Failure> {
    let held = memory.take(length).await?;
    let capacity = usize::try_from(length).map_err(|_| Failure::too_large(usize::MAX as u64))?;
    let mut bytes = Vec::with_capacity(capacity);
    while let Some(data) = next(&mut body).await? {
        if data.len() > capacity - bytes.len() {
            return Err(incomplete("it is longer than its Content-Length"));
        }
        bytes.extend_from_slice(&data);
    }
    if bytes.len() < capacity {
        return Err(incomplete("it is shorter than its Content-Length"));
    }
    Ok(Collected { bytes, held })
}

async fn read_unannounced(memory: &Budget, mut body: Body, limit: u64) -> Result<Collected, Failure> {
    let mut held = memory.take(segments::SIZE as u64).await?;
    let mut segments = Segments::default();
    while let Some(data) = next(&mut body).await? {
        if segments.length() + data.len() as u64 > limit {
            return Err(Failure::too_large(limit));
        }
        memory.grow(&mut held, segments.memory_with(data.len())).await?;
        segments.push(&data);
    }
    Ok(finish(segments, held))
}

async fn read_packed(
    memory: &Budget,
    mut body: Body,
    mut decoder: Decoder,
    limit: u64,
) -> Result<Collected, Failure> {
    let overhead = decoder.overhead();
    let mut held = memory.take(overhead + segments::SIZE as u64).await?;
    while let Some(data) = next(&mut body).await? {
        let mut rest: &[u8] = &data;
        while !rest.is_empty() {
            let taken = decoder.write(rest)?;
            rest = rest.get(taken..).unwrap_or_default();
            let output = decoder.output();
            if output.length() > limit {
                return Err(Failure::too_large(limit));
            }
            memory.grow(&mut held, overhead + output.memory_with(decode::STEP)).await?;
            // A small piece can unpack to much: others get their turn in between.
            tokio::task::consume_budget().await;
        }
    }
    let segments = decoder.finish()?;
    if segments.length() > limit {
        return Err(Failure::too_large(limit));
    }
    Ok(finish(segments, held))
}

fn finish(segments: Segments, mut held: Held) -> Collected {
    let bytes = segments.join();
    held.shrink(bytes.len() as u64);
    Collected { bytes, held }
}

async fn next(body: &mut Body) -> Result<Option<Bytes>, Failure> {
    while let Some(frame) = body.frame().await {
        match frame {
            Ok(frame) => {
                if let Ok(data) = frame.into_data() {
                    return Ok(Some(data));
                }
            }
            Err(error) => return Err(incomplete("it broke off").because(error.to_string())),
        }
    }
    Ok(None)
}

fn incomplete(how: &str) -> Failure {
    Failure::invalid().field("body", format!("The body is not complete: {how}"))
}

/// The body of a request as JSON of a small, fixed shape: at most [`max_document`] bytes.
///
/// [`max_document`]: crate::ServerOptions::max_document
#[derive(Debug, Clone)]
pub struct Document<T>(pub T);

impl<T: DeserializeOwned> FromRequest<AppState> for Document<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Failure> {
        let (parts, body) = request.into_parts();
        let (bytes, _held) =
            collect(state, &parts.headers, body, state.options.max_document).await?.into_parts();
        read(&bytes).map(Self)
    }
}

/// Reads a document; a failure names the place, such as `properties[1].type`.
fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Failure> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let document = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        // What is no JSON is wrong as a whole, wherever the reader was. Half of a surrogate pair is JSON and no text.
        let whole = path == "." || serde_json::from_slice::<IgnoredAny>(bytes).is_err();
        let path = if whole { "body".to_owned() } else { path };
        Failure::invalid().field(path, error.into_inner().to_string())
    })?;
    json.end().map_err(|error| Failure::invalid().field("body", error.to_string()))?;
    Ok(document)
}

/// The body of a request that brings entities: at most [`max_body`] bytes.
///
/// [`max_body`]: crate::ServerOptions::max_body
#[derive(Debug)]
pub struct Payload(pub Collected);

impl FromRequest<AppState> for Payload {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Failure> {
        let (parts, body) = request.into_parts();
        collect(state, &parts.headers, body, state.options.max_body).await.map(Self)
    }
}
