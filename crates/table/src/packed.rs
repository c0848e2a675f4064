//! Files that are packed with gzip, unpacked while they are read.

use std::io::{self, BufReader, Read};

use flate2::bufread::MultiGzDecoder;

/// Whether a file that begins so is packed with gzip (RFC 1952).
pub(crate) fn is_gzip(start: &[u8]) -> bool {
    start.starts_with(&[0x1f, 0x8b, 8])
}

/// Unpacks, up to a number of bytes.
pub(crate) struct Unpacking<R> {
    decoder: MultiGzDecoder<BufReader<R>>,
    left: u64,
    limit: u64,
}

impl<R: Read> Unpacking<R> {
    pub(crate) fn new(inner: R, limit: u64) -> Self {
        Self { decoder: MultiGzDecoder::new(BufReader::new(inner)), left: limit, limit }
    }
}

impl<R: Read> Read for Unpacking<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.decoder.read(buffer).map_err(|error| {
            let problem = match error.kind() {
                io::ErrorKind::UnexpectedEof => "the gzip file is cut off".to_owned(),
                io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => {
                    format!("the gzip file is damaged: {error}")
                }
                _ => return error,
            };
            io::Error::new(io::ErrorKind::InvalidData, problem)
        })?;
        match self.left.checked_sub(read as u64) {
            Some(left) => self.left = left,
            None => {
                let (limit, unit) = readable(self.limit);
                let problem =
                    format!("the gzip file unpacks to more than {limit} {unit}, which is the limit");
                return Err(io::Error::new(io::ErrorKind::InvalidData, problem));
            }
        }
        Ok(read)
    }
}

fn readable(bytes: u64) -> (u64, &'static str) {
    const MIB: u64 = 1024 * 1024;
    if bytes >= MIB { (bytes / MIB, "MiB") } else { (bytes, "bytes") }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn what_unpacks_to_more_than_the_limit_is_refused() {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(&vec![b'a'; 10_000_000]).expect("packed");
        let packed = encoder.finish().expect("packed");
        assert!(packed.len() < 20_000 && is_gzip(&packed));
        let mut text = Vec::new();
        let error =
            Unpacking::new(packed.as_slice(), 2_000_000).read_to_end(&mut text).expect_err("too much");
        assert_eq!(error.to_string(), "the gzip file unpacks to more than 1 MiB, which is the limit");
        assert!(text.len() <= 2_000_000, "no more is unpacked");
        Unpacking::new(packed.as_slice(), 10_000_000)
            .read_to_end(&mut Vec::new())
            .expect("as much as allowed");
    }
}
