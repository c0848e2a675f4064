//! Bodies, from the socket to one piece of memory: checked, unpacked, counted against a memory budget, in time.

mod content_type;
mod decode;
mod lent;
mod pace;
mod read;
mod segments;

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH};
use http::request::Parts;
use serde::de::{DeserializeOwned, IgnoredAny};

use crate::error::Failure;
use crate::memory::{Held, Owner};
use crate::state::AppState;
use decode::Coding;
use read::Arriving;

pub(crate) use lent::{Remainder, lend};
pub(crate) use pace::{Pace, TooSlow};

/// A whole body, with the memory it takes up.
#[derive(Debug)]
pub struct Collected {
    bytes: Vec<u8>,
    held: Held,
}

impl Collected {
    fn without_mark(mut self) -> Self {
        if self.bytes.starts_with(BYTE_ORDER_MARK) {
            self.bytes.drain(..BYTE_ORDER_MARK.len());
        }
        self
    }

    /// The bytes, and what to hold on to for as long as they live.
    #[must_use]
    pub fn into_parts(self) -> (Vec<u8>, Held) {
        (self.bytes, self.held)
    }
}

/// What some clients write before any text in UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Takes the JSON body of a request that imports: at most [`max_body`] bytes, as sent and as unpacked. A byte order mark
/// before it is no part of it.
///
/// # Errors
/// 408, 413, 415 or 429 as docs/api.md says; 400 where the body breaks off or does not unpack.
///
/// [`max_body`]: crate::ServerOptions::max_body
pub async fn collect_payload(state: &AppState, head: &Parts, body: Body) -> Result<Collected, Failure> {
    content_type::check_json(&head.headers)?;
    let held = state.memory.ingest.open(Owner::of(head, state)?);
    let arriving = Arriving { budget: &state.memory.ingest, held, body, limit: state.options.max_body };
    collect(state, head, arriving).await.map(Collected::without_mark)
}

/// Takes any other JSON body: at most [`max_document`] bytes.
///
/// # Errors
/// Those of [`collect_payload`].
///
/// [`max_document`]: crate::ServerOptions::max_document
pub(crate) async fn collect_document(
    state: &AppState,
    head: &Parts,
    body: Body,
) -> Result<Collected, Failure> {
    content_type::check_json(&head.headers)?;
    collect_form(state, head, body).await.map(Collected::without_mark)
}

/// The same for a form, whose content type the caller has checked.
///
/// # Errors
/// Those of [`collect_payload`].
pub(crate) async fn collect_form(state: &AppState, head: &Parts, body: Body) -> Result<Collected, Failure> {
    let owner = Owner::of(head, state)?;
    let budget = state.memory.for_document(&owner);
    let arriving = Arriving { budget, held: budget.open(owner), body, limit: state.options.max_document };
    collect(state, head, arriving).await
}

async fn collect(state: &AppState, head: &Parts, arriving: Arriving<'_>) -> Result<Collected, Failure> {
    let coding = Coding::of(head.headers.get_all(CONTENT_ENCODING))?;
    let announced = content_length(&head.headers);
    if announced.is_some_and(|length| length > arriving.limit) {
        return Err(Failure::too_large(arriving.limit));
    }
    let reading = async {
        match (coding, announced) {
            (Coding::Identity, Some(length)) => arriving.announced(length).await,
            (Coding::Identity, None) => arriving.unannounced().await,
            (coding, _) => arriving.packed(coding).await,
        }
    };
    let in_time = tokio::time::timeout(state.options.body_timeout, reading).await;
    in_time.unwrap_or_else(|_| Err(Failure::too_slow(state.options.body_timeout)))
}

fn content_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.trim().parse().ok()
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
        let (bytes, _held) = collect_document(state, &parts, body).await?.into_parts();
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
        collect_payload(state, &parts, body).await.map(Self)
    }
}
