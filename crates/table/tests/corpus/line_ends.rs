//! Where lines end, and what stands at the end of a file.

use super::Case;
use super::csv;

pub(super) fn cases() -> Vec<Case> {
    let ndjson = |name, text: &str| Case::new(name, "a.ndjson", text);
    vec![
        csv("LF", "id,name\n1,a\n2,b\n").names(&["a", "b"]),
        csv("CRLF", "id,name\r\n1,a\r\n2,b\r\n").names(&["a", "b"]),
        csv("CR", "id,name\r1,a\r2,b\r").names(&["a", "b"]),
        csv("mixed line ends", "id,name\r\n1,a\n2,b\r3,c\r\n").names(&["a", "b", "c"]),
        csv("no line end at the end", "id,name\n1,a\n2,b").names(&["a", "b"]),
        csv("CRCRLF", "id,name\r\r\n1,a\r\r\n").names(&["a"]),
        csv("blank lines", "\nid,name\n\n1,a\n\n\n2,b\n\n").names(&["a", "b"]),
        csv("blank lines with CRLF", "id,name\r\n\r\n1,a\r\n\r\n").names(&["a"]),
        csv("U+2028 is text", "id,name\n1,a\u{2028}b\n2,c\n").names(&["a\u{2028}b", "c"]),
        csv("U+0085 is text", "id,name\n1,a\u{85}b\n").names(&["a\u{85}b"]),
        csv("vertical tabulator is text", "id,name\n1,a\u{b}b\n").names(&["a\u{b}b"]),
        csv("Ctrl-Z at the end", "id,name\r\n1,a\r\n\u{1a}").names(&["a"]),
        csv("Ctrl-Z behind the last cell", "id,name\r\n1,a\u{1a}").names(&["a"]),
        csv("Ctrl-Z behind a closing quote", "id,name\r\n1,\"a\"\u{1a}").names(&["a"]),
        csv("Ctrl-Z and a line end", "id,name\r\n1,a\r\n\u{1a}\r\n").names(&["a"]),
        csv("Ctrl-Z within a cell is text", "id,name\n1,a\u{1a}b\n2,c\n").names(&["a\u{1a}b", "c"]),
        csv("Ctrl-Z in UTF-16", super::utf_16("\u{feff}id,name\n1,a\n\u{1a}", u16::to_le_bytes))
            .names(&["a"]),
        csv("form feed at the end", "id,name\n1,a\n\u{c}").names(&["a"]),
        csv("form feed behind the last cell", "id,name\n1,a\u{c}").names(&["a"]),
        csv("form feed between pages", "id,name\n1,a\n\u{c}2,b\n\u{c}\n3,c\n").names(&["a", "b", "c"]),
        csv("form feed before the header", "\u{c}id,name\n1,a\n").names(&["a"]),
        csv("form feed within a cell is text", "id,name\n1,a\u{c}b\n").names(&["a\u{c}b"]),
        ndjson("NDJSON with CRLF", "{\"id\":\"1\",\"name\":\"a\"}\r\n{\"id\":\"2\",\"name\":\"b\"}\r\n")
            .names(&["a", "b"]),
        ndjson("NDJSON with CR", "{\"id\":\"1\",\"name\":\"a\"}\r{\"id\":\"2\",\"name\":\"b\"}\r")
            .names(&["a", "b"]),
        ndjson(
            "NDJSON with blank lines",
            "\n{\"id\":\"1\",\"name\":\"a\"}\n\n  \n{\"id\":\"2\",\"name\":\"b\"}",
        )
        .names(&["a", "b"]),
        ndjson("NDJSON with U+2028", "{\"id\":\"1\",\"name\":\"a\u{2028}b\"}\n").names(&["a\u{2028}b"]),
        ndjson("NDJSON with Ctrl-Z", "{\"id\":\"1\",\"name\":\"a\"}\r\n\u{1a}").names(&["a"]),
        ndjson(
            "NDJSON with form feed",
            "{\"id\":\"1\",\"name\":\"a\"}\n\u{c}\n{\"id\":\"2\",\"name\":\"b\"}\n",
        )
        .names(&["a", "b"]),
        ndjson(
            "NDJSON of two marked files",
            "\u{feff}{\"id\":\"1\",\"name\":\"a\"}\n\u{feff}{\"id\":\"2\",\"name\":\"b\"}\n",
        )
        .names(&["a", "b"]),
        Case::new("JSON with Ctrl-Z", "a.json", "[{\"id\":\"1\",\"name\":\"a\"}]\u{1a}").names(&["a"]),
    ]
}
