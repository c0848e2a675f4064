//! What a file is by its content, where that is no table that can be read.

use std::collections::BTreeMap;

use serde::de::IgnoredAny;
use serde_json::value::RawValue;

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

/// Tags that HTML pages and parts of them begin with.
const HTML: [&str; 27] = [
    "html", "head", "body", "table", "div", "br", "p", "span", "h1", "h2", "h3", "b", "font", "center",
    "script", "style", "meta", "link", "title", "form", "pre", "hr", "ul", "a", "img", "strong", "iframe",
];

/// What a text that begins so is, if it is no table.
pub(crate) fn markup(start: &str) -> Option<&'static str> {
    let start = start.trim_start();
    let lower: String = start.chars().take(40).collect::<String>().to_ascii_lowercase();
    if lower.starts_with("<!doctype html") || lower.starts_with("<!--") || is_html(start, &lower) {
        return Some("an HTML page");
    }
    if lower.starts_with("<?php") {
        return Some("a program in PHP");
    }
    if lower.starts_with("<?xml") || lower.starts_with("<!doctype") || is_element(start) {
        return Some("an XML document");
    }
    is_error_of_php(start).then_some("an error message of PHP")
}

/// Whether a text begins with a tag of HTML; a header such as `<b>,<a>` is none.
fn is_html(start: &str, lower: &str) -> bool {
    let Some(name) =
        lower.strip_prefix('<').and_then(|rest| rest.split(['>', '/', ' ', '\n', '\r', '\t']).next())
    else {
        return false;
    };
    let Some((_, behind)) = start.split_once('>') else { return false };
    HTML.contains(&name) && !behind.starts_with([',', ';', '\t', '|'])
}

/// Whether a text begins with what PHP writes where it fails: `Warning: … in /var/www/export.php on line 3`.
fn is_error_of_php(start: &str) -> bool {
    let line = start.lines().next().unwrap_or_default();
    let line = line.strip_prefix("PHP ").unwrap_or(line);
    let kinds = ["Warning: ", "Notice: ", "Deprecated: ", "Fatal error: ", "Parse error: "];
    kinds.iter().any(|kind| line.starts_with(kind)) && line.contains(" on line ")
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

/// What a text is that is one value of JSON and no list of objects; `None` for anything else.
pub(crate) fn json_value(text: &str) -> Option<&'static str> {
    let text = text.trim();
    Some(match text {
        "null" => "null",
        "true" | "false" => "true or false",
        _ if text.starts_with('"') => serde_json::from_str::<String>(text).map(|_| "one text").ok()?,
        _ => serde_json::from_str::<serde_json::Number>(text).map(|_| "one number").ok()?,
    })
}

/// Whether a text that begins so is one object that goes over several lines, and which of its members is a list of objects.
pub(crate) fn long_object(start: &str) -> Option<Option<String>> {
    let start = start.trim_start();
    let mut values = serde_json::Deserializer::from_str(start).into_iter::<&RawValue>();
    let text = match values.next()? {
        Ok(object) => object.get(),
        Err(error) if error.is_eof() => start,
        Err(_) => return None,
    };
    let first = text.split(['\n', '\r']).next()?;
    let is_broken = first.len() < text.len()
        && serde_json::from_str::<IgnoredAny>(first).is_err_and(|error| error.is_eof());
    is_broken.then(|| list_within(text))
}

/// The first member of an object that is a list of objects.
fn list_within(text: &str) -> Option<String> {
    let members: BTreeMap<String, &RawValue> = serde_json::from_str(text).ok()?;
    let is_list = |value: &RawValue| json(value.get()) == Some(Json::Array) && value.get() != "[]";
    members.into_iter().find(|(_, value)| is_list(value)).map(|(name, _)| name)
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
            "<b>,<a>\n",
            "<br>;name\n",
            "Warning: text,line\n",
            "p,div\n",
        ] {
            let expected = text == "<html>x";
            assert_eq!(markup(text).is_some(), expected, "{text}");
            assert_eq!((json(text), binary(text.as_bytes())), (None, None), "{text}");
        }
    }

    #[test]
    fn pages_and_errors_are_known_by_their_beginning() {
        for text in [
            "<br/>",
            "<br />\n<b>Warning</b>: x",
            "<div class=\"x\">a",
            "<DIV>\n",
            "<!-- a -->\n<p>",
            "<p>x</p>",
        ] {
            assert_eq!(markup(text), Some("an HTML page"), "{text}");
        }
        for text in [
            "\nWarning: Undefined variable $x in /var/www/a.php on line 3\n",
            "PHP Fatal error:  Uncaught Error: x in /a.php on line 12",
        ] {
            assert_eq!(markup(text), Some("an error message of PHP"), "{text}");
        }
    }

    #[test]
    fn one_value_of_json_is_no_list() {
        for (text, value) in [
            (" null\n", Some("null")),
            ("true", Some("true or false")),
            ("12.5", Some("one number")),
            ("\"a\"", Some("one text")),
            ("\"a\",\"b\"\n", None),
            ("nullable\n", None),
            ("12\n13", None),
        ] {
            assert_eq!(json_value(text), value, "{text}");
        }
        for (text, found) in [
            ("{\n\"id\": 1\n}", Some(None)),
            ("{\"id\": 1,\n\"name\": \"a\"}\n", Some(None)),
            ("{\n\"total\": 1, \"items\": [{\"id\": 1}]\n}", Some(Some("items"))),
            ("{\n\"id\": 1", Some(None)),
            ("{\"id\": 1}\n{\"id\": 2}\n", None),
            ("{\"id\": 1}", None),
            ("{\"id\": 1\n{\"id\": 2}\n", None),
            ("{\"id\": x}\n", None),
        ] {
            assert_eq!(long_object(text).as_ref().map(Option::as_deref), found, "{text}");
        }
    }
}
