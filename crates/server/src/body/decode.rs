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
pub(super) struct Decoder(Kind);

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
    /// A decoder for a body that is packed.
    pub(super) fn new(coding: Coding) -> Result<Self, Failure> {
        match coding {
            Coding::Gzip => {
                Ok(Self(Kind::Gzip { decoder: Box::new(MultiGzDecoder::new(Sink::default())), begun: false }))
            }
            Coding::Zstd => {
                let broken = |error: io::Error| Failure::internal(format!("no zstd decoder: {error}"));
                let mut operation = raw::Decoder::new().map_err(broken)?;
                operation.set_parameter(DParameter::WindowLogMax(ZSTD_WINDOW_LOG)).map_err(broken)?;
                let writer = Writer::new_with_capacity(Sink::default(), operation, STEP);
                Ok(Self(Kind::Zstd { decoder: Box::new(ZstdDecoder::with_writer(writer)) }))
            }
            Coding::Identity => Err(Failure::internal("a body that is not packed needs no decoder")),
        }
    }

    /// The memory that it needs for itself, at most.
    pub(super) fn overhead(&self) -> u64 {
        match &self.0 {
            Kind::Gzip { .. } => 2 * STEP as u64,
            Kind::Zstd { .. } => (1 << ZSTD_WINDOW_LOG) + 2 * STEP as u64,
        }
    }

    /// Takes some of the bytes and says how many; adds at most [`STEP`] bytes to the output.
    pub(super) fn write(&mut self, packed: &[u8]) -> Result<usize, Failure> {
        let taken = match &mut self.0 {
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
        match &self.0 {
            Kind::Gzip { decoder, .. } => &decoder.get_ref().0,
            Kind::Zstd { decoder } => &decoder.get_ref().0,
        }
    }

    /// What came out in all.
    pub(super) fn finish(self) -> Result<Segments, Failure> {
        let sink = match self.0 {
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
