//! The frame around every stored record: a version, a checksum, and the record, compressed where that helps.
//!
//! `version: u8 | flags: u8 | checksum: u32 LE | raw length: varint | record`. The checksum (CRC-32) covers the name
//! that the record is stored under, so that a record in the wrong place is found too, and everything after itself.

use std::cell::RefCell;

use lz4_flex::block::{CompressTable, compress_into_with_table, decompress_into, get_maximum_output_size};

use super::varint::{Malformed, Reader, put_number};

/// The only version so far.
const VERSION: u8 = 1;
const FLAG_LZ4: u8 = 1;
const CHECKSUM: std::ops::Range<usize> = 2..6;
/// Below this many bytes compression costs more than it saves.
const WORTH_COMPRESSING: usize = 96;
/// No record is larger: an entity comes in one request body, whose limit is far below.
const MAX_RAW_LENGTH: usize = 1 << 30;

/// Appends the frame of a record to `out`.
pub(crate) fn seal(name: &[u8], raw: &[u8], out: &mut Vec<u8>) {
    let start = out.len();
    out.extend_from_slice(&[VERSION, 0, 0, 0, 0, 0]);
    put_number(out, raw.len() as u64);
    if append_compressed(raw, out) {
        out[start + 1] |= FLAG_LZ4;
    } else {
        out.extend_from_slice(raw);
    }
    let checksum = checksum(name, &out[start..]);
    out[start + CHECKSUM.start..start + CHECKSUM.end].copy_from_slice(&checksum.to_le_bytes());
}

thread_local! {
    static TABLE: RefCell<CompressTable> = RefCell::new(CompressTable::default());
}

/// Appends the record compressed; false, with `out` as it was, where that would not make it smaller.
fn append_compressed(raw: &[u8], out: &mut Vec<u8>) -> bool {
    if raw.len() < WORTH_COMPRESSING {
        return false;
    }
    let start = out.len();
    out.resize(start + get_maximum_output_size(raw.len()), 0);
    let written = TABLE
        .with_borrow_mut(|table| compress_into_with_table(raw, &mut out[start..], table))
        .unwrap_or(usize::MAX);
    let smaller = written < raw.len();
    out.truncate(if smaller { start + written } else { start });
    smaller
}

/// The record inside a frame; unpacked into `scratch` where it is compressed.
pub(crate) fn open<'a>(
    name: &[u8],
    framed: &'a [u8],
    scratch: &'a mut Vec<u8>,
) -> Result<&'a [u8], Malformed> {
    let [version, flags, ..] = framed else { return Err(Malformed("the record is cut off")) };
    if *version != VERSION {
        return Err(Malformed("its version is unknown"));
    }
    let stored = framed.get(CHECKSUM).ok_or(Malformed("the record is cut off"))?;
    if checksum(name, framed).to_le_bytes() != *stored {
        return Err(Malformed("its checksum does not match"));
    }
    let mut reader = Reader::new(&framed[CHECKSUM.end..]);
    let length = reader.number()?;
    let rest = reader.rest();
    if flags & FLAG_LZ4 == 0 {
        return if rest.len() as u64 == length {
            Ok(rest)
        } else {
            Err(Malformed("its length does not match"))
        };
    }
    let length = usize::try_from(length).ok().filter(|length| *length <= MAX_RAW_LENGTH);
    scratch.clear();
    scratch.resize(length.ok_or(Malformed("it is too long"))?, 0);
    match decompress_into(rest, scratch) {
        Ok(written) if written == scratch.len() => Ok(scratch),
        _ => Err(Malformed("it cannot be unpacked")),
    }
}

fn checksum(name: &[u8], framed: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(name);
    hasher.update(&framed[..CHECKSUM.start]);
    hasher.update(&framed[CHECKSUM.end..]);
    hasher.finalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed(raw: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        seal(b"name", raw, &mut out);
        out
    }

    #[test]
    fn records_come_back_as_they_went() {
        for raw in [&b""[..], b"short", &[7; 500], &(0..=255).cycle().take(100).collect::<Vec<u8>>()] {
            let framed = sealed(raw);
            assert_eq!(open(b"name", &framed, &mut Vec::new()), Ok(raw));
        }
        assert!(sealed(&[7; 500]).len() < 50, "what repeats is compressed");
    }

    #[test]
    fn any_flipped_bit_and_any_other_name_is_found() {
        for raw in [&b"short"[..], &[7; 500]] {
            let framed = sealed(raw);
            assert!(open(b"nome", &framed, &mut Vec::new()).is_err());
            for bit in 0..framed.len() * 8 {
                let mut damaged = framed.clone();
                damaged[bit / 8] ^= 1 << (bit % 8);
                assert!(open(b"name", &damaged, &mut Vec::new()).is_err(), "bit {bit}");
            }
            for length in 0..framed.len() {
                assert!(open(b"name", &framed[..length], &mut Vec::new()).is_err(), "cut to {length}");
            }
        }
    }
}
