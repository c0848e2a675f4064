//! Where the plain part of a JSON text ends, found eight bytes at a time.

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;
const WORD: usize = size_of::<u64>();

/// The place of the first byte at or behind `from` that is a quote, a backslash or a control character; the end where
/// there is none.
pub(super) fn plain_end(bytes: &[u8], from: usize) -> usize {
    let mut place = from;
    while let Some(word) = bytes.get(place..).and_then(<[u8]>::first_chunk::<WORD>) {
        let special = special(u64::from_le_bytes(*word));
        if special != 0 {
            return place + special.trailing_zeros() as usize / 8;
        }
        place += WORD;
    }
    let rest = bytes.get(place..).unwrap_or_default();
    place + rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | ..0x20)).unwrap_or(rest.len())
}

/// The high bit of each byte that is special. Bytes behind the first of them may be marked wrongly, as a borrow goes
/// upwards.
fn special(word: u64) -> u64 {
    let zero = |word: u64| word.wrapping_sub(ONES) & !word;
    let control = word.wrapping_sub(ONES * 0x20) & !word;
    (control | zero(word ^ (ONES * 0x22)) | zero(word ^ (ONES * 0x5c))) & HIGH
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn each_byte_is_plain_or_not_at_each_place() {
        for byte in 0..=u8::MAX {
            for place in 0..20 {
                let mut bytes = [b'a'; 20];
                bytes[place] = byte;
                let plain = byte >= 0x20 && byte != b'"' && byte != b'\\';
                assert_eq!(plain_end(&bytes, 0), if plain { 20 } else { place }, "{byte} at {place}");
            }
        }
    }

    proptest! {
        #[test]
        fn the_end_is_where_a_plain_search_finds_it(
            bytes in proptest::collection::vec(prop_oneof![4 => any::<u8>(), 1 => 0x1e_u8..0x24], 0..60),
            from in 0_usize..70,
        ) {
            let rest = bytes.get(from..).unwrap_or_default();
            let found = rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | ..0x20));
            prop_assert_eq!(plain_end(&bytes, from), from + found.unwrap_or(rest.len()));
        }
    }
}
