//! Quotes of CSV (RFC 4180), and what is wrong with them.

use super::Choice::{Delimiter, Quotes};
use super::{Case, csv};

pub(super) fn cases() -> Vec<Case> {
    [right(), unclosed(), after_the_end(), suspicious()].into_iter().flatten().collect()
}

fn right() -> Vec<Case> {
    vec![
        csv("quoted cells", "\"id\",\"name\"\n\"1\",\"abc\"\n").names(&["abc"]),
        csv("quoted delimiter", "id,name\n1,\"a, b\"\n").names(&["a, b"]),
        csv("quoted line break", "id,name\n1,\"a\nb\"\n2,c\n").names(&["a\\nb", "c"]),
        csv("quoted CRLF", "id,name\r\n1,\"a\r\nb\"\r\n2,c\r\n").names(&["a\\r\\nb", "c"]),
        csv("quoted CR", "id,name\r1,\"a\rb\"\r2,c\r").names(&["a\\rb", "c"]),
        csv("doubled quotes", "id,name\n1,\"27\"\" Monitor\"\n").names(&["27\" Monitor"]),
        csv("only doubled quotes", "id,name\n1,\"\"\"\"\n").names(&["\""]),
        csv("doubled quotes at both ends", "id,name\n1,\"\"\"abc\"\"\"\n").names(&["\"abc\""]),
        csv("quoted empty cell", "id,name,size\n1,\"\",a\n").gives(&["1: size=a"]),
        csv("quote within an unquoted cell", "id,name\n1,27\" Monitor\n2,b\n").names(&["27\" Monitor", "b"]),
        csv("quotes within an unquoted cell", "id,name\n1,a \"b\" c\n").names(&["a \"b\" c"]),
        csv("quote at the end of an unquoted cell", "id,name\n1,27\"\n2,28\"\n").names(&["27\"", "28\""]),
        csv("blank before a quote", "id,name\n1, \"abc\"\n").names(&[" \"abc\""]),
        csv("quoted cell at the end of the file", "id,name\n1,\"abc\"").names(&["abc"]),
        csv("quoted header with a line break", "id,\"na\nme\"\n1,abc\n").gives(&["1: na_me=abc"]),
        csv("apostrophes are no quotes", "id,name\n1,'a\n2,b'\n").names(&["'a", "b'"]),
        csv("typographic quotes are no quotes", "id,name\n1,“a\n2,b”\n").names(&["“a", "b”"]),
        csv("quotes as ordinary characters", "id\tname\n1\t\"27\" Monitor\n2\t\"\n")
            .with(Delimiter("tab"))
            .with(Quotes("literal"))
            .names(&["\"27\" Monitor", "\""]),
    ]
}

fn unclosed() -> Vec<Case> {
    vec![
        csv("quote without its partner", "id,name\n1,\"abc\n2,def\n3,ghi\n")
            .refused(&["line 2, column 3", "never closed"]),
        csv("quote without its partner, semicolons", "id;name\n1;a\n2;\"abc\n3;ghi\n")
            .refused(&["line 3, column 3", "never closed"]),
        csv("quote without its partner, CRLF", "id,name\r\n1,abc\r\n2,\"def\r\n3,ghi\r\n")
            .refused(&["line 3, column 3", "never closed"]),
        csv("quote without its partner, CR", "id,name\r1,abc\r2,\"def\r3,ghi\r")
            .refused(&["line 3, column 3", "never closed"]),
        csv("quote without its partner in the last row", "id,name\n1,abc\n2,\"def\n")
            .refused(&["line 3, column 3", "never closed"]),
        csv("quote without its partner at the very end", "id,name\n1,abc\n2,\"")
            .refused(&["line 3, column 3", "never closed"]),
        csv("quote without its partner in the header", "id,\"name\n1,abc\n")
            .refused(&["line 1, column 4", "never closed"]),
        csv("quote without its partner behind line breaks in cells", "id,name\n1,\"a\nb\"\n2,\"c\n")
            .refused(&["line 4, column 3", "never closed"]),
        csv("quote without its partner although lenient", "id,name\n1,\"abc\n2,def\n")
            .with(Quotes("lenient"))
            .refused(&["line 2, column 3", "never closed"]),
        csv("quote without its partner as ordinary character", "id,name\n1,\"abc\n2,def\n")
            .with(Quotes("literal"))
            .names(&["\"abc", "def"]),
        csv("three quotes at the beginning", "id,name\n1,\"\"\"abc\n2,def\n")
            .refused(&["line 2, column 3", "never closed"]),
    ]
}

fn after_the_end() -> Vec<Case> {
    vec![
        csv("text after the closing quote", "id,name\n1,\"27\" Monitor\"\n").refused(&[
            "line 2",
            "column 7",
            "closing quote",
        ]),
        csv("text after the closing quote, first cell", "id,name\n\"1\"x,abc\n").refused(&[
            "line 2",
            "column 4",
            "closing quote",
        ]),
        csv("blank after the closing quote", "id,name\n1,\"abc\" \n2,\"d\"\n").refused(&[
            "line 2",
            "column 8",
            "closing quote",
        ]),
        csv("text after the closing quote, kept", "id,name\n1,\"27\" Monitor\"\n2,\"a, b\"\n")
            .with(Quotes("lenient"))
            .names(&["\"27\" Monitor\"", "a, b"]),
        csv("text after the closing quote, others taken", "id,name\n1,\"27\" Monitor\"\n2,b\n")
            .partly(&["2: name=b"], &["line 2", "column 7", "closing quote"]),
        csv("header with text after the closing quote", "id,\"na\"me\n1,abc\n").refused(&[
            "line 1",
            "column 8",
            "closing quote",
        ]),
        csv("header with text after the closing quote, kept", "id,\"na\"me\n1,abc\n")
            .with(Quotes("lenient"))
            .gives(&["1: na_me=abc"]),
        csv("missing quote that swallows rows up to the next", "id,name\n1,\"abc\n2,def\n3,\"ghi\"\n4,x\n")
            .refused(&["line 4, column 4", "line 2, column 3", "closing quote"]),
        csv("backslash before a quote", "id,name\n1,\"27\\\" Monitor\"\n")
            .refused(&["line 2", "closing quote"]),
        csv("backslash before a quote, kept", "id,name\n1,\"27\\\" Monitor\"\n")
            .with(Quotes("lenient"))
            .names(&["\"27\\\" Monitor\""]),
        csv("text after the closing quote and a delimiter", "id,name,size\n1,\"27\" Monitor, 4K\",a\n")
            .refused(&["line 2"]),
    ]
}

fn suspicious() -> Vec<Case> {
    let mut swallowed = "id,name\n1,\"abc\n".to_owned();
    for number in 2..=9 {
        swallowed.push_str(&format!("{number},def\n"));
    }
    swallowed.push_str("10,ghi\"\n11,last\n12,most\n");
    let mut described = "id,name\n".to_owned();
    for number in 1..=6 {
        described.push_str(&format!("{number},\"first\nsecond\nthird\nfourth\"\n"));
    }
    vec![
        csv("a cell of many rows", swallowed)
            .gives(&[
                "1: name=abc\\n2,def\\n3,def\\n4,def\\n5,def\\n6,def\\n7,def\\n8,def\\n9,def\\n10,ghi",
                "11: name=last",
                "12: name=most",
            ])
            .tells(&["line 2", "10 lines", "quote"]),
        csv("a cell of two rows", "id,name\n1,\"abc\n2,def\"\n3,x\n4,y\n")
            .gives(&["1: name=abc\\n2,def", "3: name=x", "4: name=y"])
            .tells(&["line 2", "2 lines", "quote"]),
        csv(
            "rows within a cell beside descriptions of many lines",
            format!("{described}7,\"abc\n8,def\n9,ghi\"\n10,x\n"),
        )
        .gives(
            &[
                &(1..=6)
                    .map(|key| format!("{key}: name=first\\nsecond\\nthird\\nfourth"))
                    .collect::<Vec<_>>()[..],
                &["7: name=abc\\n8,def\\n9,ghi".to_owned(), "10: name=x".to_owned()],
            ]
            .concat()
            .iter()
            .map(String::as_str)
            .collect::<Vec<_>>(),
        )
        .tells(&["line 26", "3 lines", "look like rows of this file"]),
        csv("descriptions of many lines", described).names(&["first\\nsecond\\nthird\\nfourth"; 6]),
    ]
}
