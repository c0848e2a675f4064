//! What a file is by its content, where that is no table that can be read.

/// Signatures that no text begins with, and what has them.
const BINARY: [(&[u8], &str); 17] = [
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"%PDF-", "a PDF document"),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "an old Microsoft Office document, such as an Excel workbook (xls)",
    ),
    (b"{\\rtf", "an RTF document"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"\xfd7zXZ\0", "an XZ file"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard file"),
    (b"BZh91AY&SY", "a bzip2 file"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"PAR1\x15", "a Parquet file"),
    (b"Obj\x01", "an Avro file"),
    (b"ORC\x0a\x03", "an ORC file"),
    (b"\x7fELF", "a program"),
];

/// What an archive that begins so holds, by a text that is in it.
const ZIPPED: [(&str, &str); 4] = [
    ("xl/", "an Excel workbook (xlsx)"),
    ("opendocument.spreadsheet", "an OpenDocument spreadsheet (ods)"),
    ("word/", "a Word document (docx)"),
    ("ppt/", "a PowerPoint presentation (pptx)"),
];

/// What a file that begins with these bytes is, if it is no text.
pub(crate) fn binary(start: &[u8]) -> Option<&'static str> {
    if start.starts_with(b"PK\x03\x04") || start.starts_with(b"PK\x05\x06") {
        let holds = |text: &str| start.windows(text.len()).any(|window| window == text.as_bytes());
        return Some(ZIPPED.iter().find(|(text, _)| holds(text)).map_or("a ZIP archive", |(_, kind)| kind));
    }
    if crate::packed::is_gzip(start) {
        return Some("a gzip file within a gzip file");
    }
    if start.get(257..262) == Some(b"ustar") {
        return Some("a tar archive");
    }
    BINARY.iter().find(|(signature, _)| start.starts_with(signature)).map(|(_, kind)| *kind)
}

/// What a text that begins so is, if it is no table.
pub(crate) fn markup(start: &str) -> Option<&'static str> {
    let start = start.trim_start();
    let lower: String = start.chars().take(40).collect::<String>().to_ascii_lowercase();
    let begins = |tag: &str| {
        lower
            .strip_prefix(tag)
            .is_some_and(|rest| rest.starts_with(|next: char| next == '>' || next.is_whitespace()))
    };
    if ["<!doctype html", "<html", "<head", "<body", "<table"].iter().any(|tag| begins(tag)) {
        return Some("an HTML page");
    }
    if lower.starts_with("<?xml") || lower.starts_with("<!doctype") || is_element(start) {
        return Some("an XML document");
    }
    None
}

/// Whether a text begins with a tag that another follows, as in `<products> <product id="1">`.
fn is_element(start: &str) -> bool {
    let Some((tag, rest)) = start.strip_prefix('<').and_then(|rest| rest.split_once('>')) else {
        return false;
    };
    let has_name = tag.starts_with(|letter: char| letter.is_alphabetic() || letter == '_');
    has_name && !tag.contains(['\n', '\r', '<']) && rest.trim_start().starts_with('<')
}

/// How JSON in a text that begins so is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Json {
    /// An array of objects.
    Array,
    /// An object, or one a line.
    Objects,
}

/// Whether a text that begins so is JSON; a header such as `[id],[name]` is none.
pub(crate) fn json(start: &str) -> Option<Json> {
    let start = start.trim_start();
    if let Some(rest) = start.strip_prefix('[') {
        let rest = rest.trim_start();
        let is_empty = rest.strip_prefix(']').is_some_and(|behind| behind.trim().is_empty());
        return (is_empty || rest.starts_with('{')).then_some(Json::Array);
    }
    let rest = start.strip_prefix('{')?.trim_start();
    (rest.starts_with('"') || rest.starts_with('}')).then_some(Json::Objects)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_that_look_a_little_like_something_else_are_headers() {
        for text in [
            "[id],[name]\n",
            "<id>,name\n",
            "{id};{name}\n",
            "<html>x",
            "table,head\n",
            "PAR,1\n",
            "BM;a\n",
            "PK,name\n",
        ] {
            let expected = text == "<html>x";
            assert_eq!(markup(text).is_some(), expected, "{text}");
            assert_eq!((json(text), binary(text.as_bytes())), (None, None), "{text}");
        }
    }
}
