//! Encodings by name: those of the WHATWG standard, the code pages of DOS, and UTF-32.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use yore::{CodePage, code_pages as pages};

/// An encoding of text.
#[derive(Clone, Copy)]
pub(crate) enum Charset {
    /// One of the WHATWG Encoding Standard.
    Standard(&'static Encoding),
    /// A code page of DOS.
    Dos(&'static str, &'static (dyn CodePage + Sync)),
    Utf32Le,
    Utf32Be,
}

/// The code pages of DOS by number, with the name that is shown. `encoding_rs` has 866.
static DOS: [(&str, &str, &(dyn CodePage + Sync)); 14] = [
    ("437", "CP437", &pages::CP437),
    ("737", "CP737", &pages::CP737),
    ("850", "CP850", &pages::CP850),
    ("852", "CP852", &pages::CP852),
    ("855", "CP855", &pages::CP855),
    ("857", "CP857", &pages::CP857),
    ("860", "CP860", &pages::CP860),
    ("861", "CP861", &pages::CP861),
    ("862", "CP862", &pages::CP862),
    ("863", "CP863", &pages::CP863),
    ("864", "CP864", &pages::CP864),
    ("865", "CP865", &pages::CP865),
    ("869", "CP869", &pages::CP869),
    ("874", "CP874", &pages::CP874),
];

impl Charset {
    pub(crate) const UTF_8: Self = Self::Standard(UTF_8);

    /// The encoding of that name; case and the signs between letters and digits do not matter.
    pub(crate) fn by_name(name: &str) -> Option<Self> {
        if let Some(encoding) = Encoding::for_label(name.as_bytes()) {
            return Some(Self::Standard(encoding));
        }
        let plain: String =
            name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
        match plain.as_str() {
            "macroman" | "macosroman" => return Self::by_name("macintosh"),
            "cp932" | "shiftjis" => return Self::by_name("shift_jis"),
            "utf8sig" | "utf8bom" => return Some(Self::UTF_8),
            "utf32" | "utf32le" => return Some(Self::Utf32Le),
            "utf32be" => return Some(Self::Utf32Be),
            _ => {}
        }
        let number = ["cp", "ibm", "oem", "dos", ""].iter().find_map(|prefix| plain.strip_prefix(prefix))?;
        let (_, name, page) = DOS.iter().find(|(known, ..)| *known == number)?;
        Some(Self::Dos(name, *page))
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Standard(encoding) => encoding.name(),
            Self::Dos(name, _) => name,
            Self::Utf32Le => "UTF-32LE",
            Self::Utf32Be => "UTF-32BE",
        }
    }

    /// Whether a name leaves the order of the bytes to the byte order mark.
    pub(crate) fn leaves_order_open(name: &str) -> bool {
        matches!(name.to_ascii_lowercase().replace(['-', '_'], "").as_str(), "utf16" | "utf32")
    }

    /// Whether both are one encoding but for the order of the bytes.
    pub(crate) fn is_order_of(self, other: Self) -> bool {
        let family = |charset: Self| charset.name().strip_suffix("LE").or(charset.name().strip_suffix("BE"));
        family(self).is_some() && family(self) == family(other)
    }

    /// Whether every byte is a character.
    pub(crate) fn is_single_byte(self) -> bool {
        match self {
            Self::Standard(encoding) => encoding.is_single_byte(),
            Self::Dos(..) => true,
            Self::Utf32Le | Self::Utf32Be => false,
        }
    }

    /// The encoding that the first bytes are a byte order mark of, and the mark's length.
    pub(crate) fn of_mark(start: &[u8]) -> Option<(Self, usize)> {
        match start {
            // The first half is the mark of UTF-16LE, whose text would begin with a zero character.
            [0xff, 0xfe, 0, 0, ..] => Some((Self::Utf32Le, 4)),
            [0, 0, 0xfe, 0xff, ..] => Some((Self::Utf32Be, 4)),
            _ => Encoding::for_bom(start).map(|(encoding, length)| (Self::Standard(encoding), length)),
        }
    }

    /// UTF-16 and UTF-32 show by the zero bytes of their Latin letters, which no other encoding has. A table begins with one
    /// as a rule: a letter of its header, a quote, a bracket.
    pub(crate) fn of_zeros(start: &[u8]) -> Option<Self> {
        match *start {
            [0, 0, 0, letter, ..] if letter != 0 => return Some(Self::Utf32Be),
            [letter, 0, 0, 0, ..] if letter != 0 => return Some(Self::Utf32Le),
            [0, letter, ..] if letter != 0 => return Some(Self::Standard(UTF_16BE)),
            [letter, 0, ..] if letter != 0 => return Some(Self::Standard(UTF_16LE)),
            _ => {}
        }
        let zeros = |size: usize, place: usize| {
            start.iter().skip(place).step_by(size).filter(|byte| **byte == 0).count()
        };
        let quads = start.len() / 4;
        if quads >= 2 && zeros(4, 0) == 0 && zeros(4, 3) >= quads && zeros(4, 2) * 3 > quads * 2 {
            return Some(Self::Utf32Le);
        }
        if quads >= 2 && zeros(4, 3) == 0 && zeros(4, 0) >= quads && zeros(4, 1) * 3 > quads * 2 {
            return Some(Self::Utf32Be);
        }
        let (even, odd, pairs) = (zeros(2, 0), zeros(2, 1), start.len() / 2);
        if pairs >= 2 && odd * 3 > pairs && even == 0 {
            Some(Self::Standard(UTF_16LE))
        } else if pairs >= 2 && even * 3 > pairs && odd == 0 {
            Some(Self::Standard(UTF_16BE))
        } else {
            None
        }
    }
}

impl PartialEq for Charset {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for Charset {}

impl std::fmt::Debug for Charset {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_known_by_the_names_that_people_use() {
        for (name, known) in [
            ("utf8", "UTF-8"),
            ("utf-8-sig", "UTF-8"),
            ("latin1", "windows-1252"),
            ("CP1252", "windows-1252"),
            ("cp850", "CP850"),
            ("IBM-850", "CP850"),
            ("850", "CP850"),
            ("cp866", "IBM866"),
            ("MacRoman", "macintosh"),
            ("mac_roman", "macintosh"),
            ("Shift-JIS", "Shift_JIS"),
            ("cp932", "Shift_JIS"),
            ("utf-32", "UTF-32LE"),
            ("UTF-32BE", "UTF-32BE"),
        ] {
            assert_eq!(Charset::by_name(name).expect(name).name(), known, "{name}");
        }
        for name in ["", "klingon", "cp", "cp1", "850x"] {
            assert_eq!(Charset::by_name(name), None, "{name}");
        }
    }
}
