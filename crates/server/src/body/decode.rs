//! Packed bodies, unpacked while they arrive.

use std::io::{self, Write};

use flate2::write::MultiGzDecoder;
use http::HeaderValue;
use http::header::GetAll;
use zstd::stream::raw;
use zstd::stream::write::Decoder as ZstdDecoder;
use zstd::stream::zio::Writer;
use zstd::zstd_safe::DParameter;

use super::segments::Segments;
use crate::error::Failure;

/// The most bytes that one call of [`Decoder::write`] adds to the output.
pub(super) const STEP: usize = 32 * 1024;

/// The largest window that a zstd body may ask for: what every decoder must offer (RFC 8878, 3.1.1.1.2).
const ZSTD_WINDOW_LOG: u32 = 23;

/// What a zstd decoder takes beside its window.
const ZSTD_STATE: u64 = 256 * 1024;

/// How a body is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coding {
    Identity,
    Gzip,
    Zstd,
}

impl Coding {
    /// Reads the headers `Content-Encoding`.
    pub(super) fn of(headers: GetAll<'_, HeaderValue>) -> Result<Self, Failure> {
        let mut coding = Self::Identity;
        for header in headers {
            let text = header.to_str().map_err(|_| unknown("it is no text"))?;
            for name in text.split(',').map(str::trim) {
                let next = Self::from_name(name)?;
                if coding != Self::Identity && next != Self::Identity {
                    return Err(unknown("a body is packed once at most"));
                }
                if next != Self::Identity {
                    coding = next;
                }
            }
        }
        Ok(coding)
    }

    fn from_name(name: &str) -> Result<Self, Failure> {
        match name.to_ascii_lowercase().as_str() {
            "" | "identity" => Ok(Self::Identity),
            "gzip" | "x-gzip" => Ok(Self::Gzip),
            "zstd" => Ok(Self::Zstd),
            other => Err(unknown(&format!("{other:?} is another one"))),
        }
    }
}

fn unknown(why: &str) -> Failure {
    Failure::unsupported(format!("The Content-Encoding must be gzip, zstd or identity; {why}"))
}

/// Unpacks a body piece by piece.
pub(super) struct Decoder {
    kind: Kind,
    /// Whether it may have to wait for more, so that the memory for itself counts.
    waits: bool,
}

enum Kind {
    Gzip { decoder: Box<MultiGzDecoder<Sink>>, begun: bool },
    Zstd { decoder: Box<ZstdDecoder<'static, Sink>> },
}

#[derive(Default)]
struct Sink(Segments);

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.push(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Decoder {
    /// A decoder for a body that is packed; `waits` says whether the body is still on its way.
    pub(super) fn new(coding: Coding, waits: bool) -> Result<Self, Failure> {
        let kind = match coding {
            Coding::Gzip => {
                Kind::Gzip { decoder: Box::new(MultiGzDecoder::new(Sink::default())), begun: false }
            }
            Coding::Zstd => {
                let broken = |error: io::Error| Failure::internal(format!("no zstd decoder: {error}"));
                let mut operation = raw::Decoder::new().map_err(broken)?;
                operation.set_parameter(DParameter::WindowLogMax(ZSTD_WINDOW_LOG)).map_err(broken)?;
                let writer = Writer::new_with_capacity(Sink::default(), operation, STEP);
                Kind::Zstd { decoder: Box::new(ZstdDecoder::with_writer(writer)) }
            }
            Coding::Identity => {
                return Err(Failure::internal("a body that is not packed needs no decoder"));
            }
        };
        Ok(Self { kind, waits })
    }

    /// The memory of what came out, and of the decoder where it waits for more.
    pub(super) fn memory(&self) -> u64 {
        let output = self.output();
        // A window is filled by what came out; what is not filled is no memory yet.
        let own = match &self.kind {
            _ if !self.waits => 0,
            Kind::Gzip { .. } => 2 * STEP as u64,
            Kind::Zstd { .. } => ZSTD_STATE + output.length().min(1 << ZSTD_WINDOW_LOG),
        };
        own + output.memory_with(0)
    }

    /// Takes some of the bytes and says how many; adds at most [`STEP`] bytes to the output.
    pub(super) fn write(&mut self, packed: &[u8]) -> Result<usize, Failure> {
        let taken = match &mut self.kind {
            Kind::Gzip { decoder, begun } => {
                *begun = true;
                decoder.write(packed)
            }
            Kind::Zstd { decoder } => decoder.write(packed),
        };
        taken.map_err(|error| damaged(&error))
    }

    /// What came out so far.
    pub(super) fn output(&self) -> &Segments {
        match &self.kind {
            Kind::Gzip { decoder, .. } => &decoder.get_ref().0,
            Kind::Zstd { decoder } => &decoder.get_ref().0,
        }
    }

    /// What came out in all.
    pub(super) fn finish(self) -> Result<Segments, Failure> {
        let sink = match self.kind {
            Kind::Gzip { begun: false, .. } => Ok(Sink::default()),
            Kind::Gzip { decoder, .. } => decoder.finish(),
            Kind::Zstd { decoder } => decoder.finish(),
        };
        sink.map(|sink| sink.0).map_err(|error| damaged(&error))
    }
}

fn damaged(error: &io::Error) -> Failure {
    Failure::invalid()
        .field("body", format!("The body does not unpack as its Content-Encoding says: {error}"))
}
