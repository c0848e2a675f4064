//! Bytes that arrive without saying how many they will be.

/// The bytes of a segment. One is filled before the next is begun.
pub(super) const SIZE: usize = 256 * 1024;

/// A growing text in pieces of fixed size, joined once at its end: a vector that doubles would take three times the
/// text while it moves, and nobody could say beforehand how much.
#[derive(Debug, Default)]
pub(super) struct Segments {
    full: Vec<Vec<u8>>,
    last: Vec<u8>,
}

impl Segments {
    /// How many bytes there are.
    pub(super) fn length(&self) -> u64 {
        (self.full.len() * SIZE + self.last.len()) as u64
    }

    /// How many bytes of memory the segments take up with so many bytes more, and one segment while they are joined.
    pub(super) fn memory_with(&self, more: usize) -> u64 {
        let bytes = self.full.len() * SIZE + self.last.len() + more;
        if bytes <= SIZE {
            // The first segment grows by doubling.
            return bytes.saturating_mul(2).min(SIZE) as u64;
        }
        ((bytes.div_ceil(SIZE) + 1) * SIZE) as u64
    }

    /// Adds bytes.
    pub(super) fn push(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            if self.last.len() == SIZE {
                self.full.push(std::mem::take(&mut self.last));
            }
            if self.last.capacity() == 0 {
                // The first segment grows as it must, so that a small body stays small.
                let whole = if self.full.is_empty() { bytes.len().min(SIZE) } else { SIZE };
                self.last.reserve_exact(whole);
            }
            let (now, later) = bytes.split_at(bytes.len().min(SIZE - self.last.len()));
            self.last.extend_from_slice(now);
            bytes = later;
        }
    }

    /// All bytes in one piece. Each segment goes as soon as it was copied.
    pub(super) fn join(self) -> Vec<u8> {
        if self.full.is_empty() {
            return self.last;
        }
        let mut joined = Vec::with_capacity(self.full.len() * SIZE + self.last.len());
        for segment in self.full {
            joined.extend_from_slice(&segment);
        }
        joined.extend_from_slice(&self.last);
        joined
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_pushed_comes_out_in_order() {
        for sizes in
            [vec![], vec![1], vec![SIZE], vec![SIZE, 1], vec![3 * SIZE + 7, SIZE - 7, 5], vec![100; 9_000]]
        {
            let mut segments = Segments::default();
            let mut expected = Vec::new();
            for (place, size) in sizes.iter().enumerate() {
                let piece = vec![u8::try_from(place % 251).expect("less than 256"); *size];
                segments.push(&piece);
                expected.extend_from_slice(&piece);
            }
            assert_eq!(segments.length(), expected.len() as u64);
            assert!(segments.memory_with(0) >= segments.length());
            assert!(segments.join() == expected, "{sizes:?}");
        }
    }
}
