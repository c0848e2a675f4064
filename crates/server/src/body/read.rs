//! How bodies are read into memory. What is reserved follows what has arrived, whatever was announced.

use axum::body::Body;
use bytes::Bytes;
use http_body_util::BodyExt;

use super::Collected;
use super::decode::{Coding, Decoder};
use super::pace::TooSlow;
use super::segments::Segments;
use crate::error::Failure;
use crate::memory::{Budget, Held, SMALL_BODY};

/// Memory is reserved for so many times what has arrived: room for what is to come, bought with what came.
const AHEAD: usize = 4;

/// A body on its way, and the memory for it.
pub(super) struct Arriving<'a> {
    pub(super) budget: &'a Budget,
    pub(super) held: Held,
    pub(super) body: Body,
    /// The most bytes that it may have.
    pub(super) limit: u64,
}

impl Arriving<'_> {
    /// A body whose length is known and allowed.
    pub(super) async fn announced(mut self, length: u64) -> Result<Collected, Failure> {
        let whole = usize::try_from(length).map_err(|_| Failure::too_large(usize::MAX as u64))?;
        let small = usize::try_from(SMALL_BODY).unwrap_or(usize::MAX);
        let mut bytes = Vec::new();
        while let Some(data) = next(&mut self.body).await? {
            let arrived = bytes.len() + data.len();
            if arrived > whole {
                return Err(incomplete("it is longer than its Content-Length"));
            }
            if arrived > bytes.capacity() {
                let room = arrived.saturating_mul(AHEAD).max(small).min(whole);
                self.budget.grow(&mut self.held, room as u64).await?;
                bytes.reserve_exact(room - bytes.len());
            }
            bytes.extend_from_slice(&data);
        }
        if bytes.len() < whole {
            return Err(incomplete("it is shorter than its Content-Length"));
        }
        Ok(Collected { bytes, held: self.held })
    }

    /// A body whose length is not known.
    pub(super) async fn unannounced(mut self) -> Result<Collected, Failure> {
        let mut segments = Segments::default();
        while let Some(data) = next(&mut self.body).await? {
            if segments.length() + data.len() as u64 > self.limit {
                return Err(Failure::too_large(self.limit));
            }
            self.budget.grow(&mut self.held, segments.memory_with(data.len())).await?;
            segments.push(&data);
        }
        Ok(self.finish(segments))
    }

    /// A body that is packed. A small one is unpacked when it is complete, so that no decoder waits for a client that
    /// has sent next to nothing.
    pub(super) async fn packed(mut self, coding: Coding) -> Result<Collected, Failure> {
        let mut beginning: Vec<u8> = Vec::new();
        let mut next_piece = None;
        while let Some(data) = next(&mut self.body).await? {
            if (beginning.len() + data.len()) as u64 > SMALL_BODY {
                next_piece = Some(data);
                break;
            }
            beginning.extend_from_slice(&data);
        }
        let is_complete = next_piece.is_none();
        let mut decoder = Decoder::new(coding, !is_complete)?;
        self.budget.grow(&mut self.held, decoder.memory()).await?;
        self.unpack(&mut decoder, &beginning).await?;
        drop(beginning);
        while let Some(data) = next_piece {
            self.unpack(&mut decoder, &data).await?;
            next_piece = next(&mut self.body).await?;
        }
        let segments = decoder.finish()?;
        if segments.length() > self.limit {
            return Err(Failure::too_large(self.limit));
        }
        Ok(self.finish(segments))
    }

    async fn unpack(&mut self, decoder: &mut Decoder, packed: &[u8]) -> Result<(), Failure> {
        let mut rest = packed;
        while !rest.is_empty() {
            let taken = decoder.write(rest)?;
            rest = rest.get(taken..).unwrap_or_default();
            if decoder.output().length() > self.limit {
                return Err(Failure::too_large(self.limit));
            }
            self.budget.grow(&mut self.held, decoder.memory()).await?;
            // A small piece can unpack to much: others get their turn in between.
            tokio::task::consume_budget().await;
        }
        Ok(())
    }

    fn finish(self, segments: Segments) -> Collected {
        let Self { mut held, .. } = self;
        let bytes = segments.join();
        held.shrink(bytes.len() as u64);
        Collected { bytes, held }
    }
}

async fn next(body: &mut Body) -> Result<Option<Bytes>, Failure> {
    while let Some(frame) = body.frame().await {
        match frame {
            Ok(frame) => {
                if let Ok(data) = frame.into_data() {
                    return Ok(Some(data));
                }
            }
            Err(error) => return Err(broken(&error)),
        }
    }
    Ok(None)
}

/// Why a body does not go on.
fn broken(error: &axum::Error) -> Failure {
    match TooSlow::behind(error) {
        Some(too_slow) => Failure::below_rate(too_slow.rate),
        None => incomplete("it broke off").because(error.to_string()),
    }
}

fn incomplete(how: &str) -> Failure {
    Failure::invalid().field("body", format!("The body is not complete: {how}"))
}
