//! Text that comes in pieces whose borders may divide characters.

use std::io::{self, Read};

const BLOCK: usize = 64 * 1024;

/// Hands on whole characters.
#[derive(Default)]
pub(crate) struct Pieces {
    block: Vec<u8>,
}

impl Pieces {
    /// Reads UTF-8 to its end.
    ///
    /// # Errors
    /// What keeps it from being read; [`io::ErrorKind::InvalidData`] where it is not UTF-8.
    pub(crate) fn each(mut self, reader: &mut impl Read, mut on_text: impl FnMut(&str)) -> io::Result<()> {
        self.block.resize(BLOCK, 0);
        let mut kept = 0;
        loop {
            let read = reader.read(&mut self.block[kept..])?;
            let filled = kept + read;
            let whole = match std::str::from_utf8(&self.block[..filled]) {
                Ok(_) => filled,
                Err(error) if error.error_len().is_none() && read > 0 => error.valid_up_to(),
                Err(error) => return Err(io::Error::new(io::ErrorKind::InvalidData, error)),
            };
            if let Ok(text) = std::str::from_utf8(&self.block[..whole]) {
                on_text(text);
            }
            if read == 0 {
                return Ok(());
            }
            self.block.copy_within(whole..filled, 0);
            kept = filled - whole;
        }
    }
}
