//! Delimiters, and what spreadsheets add to rows.

use super::Choice::Delimiter;
use super::{Case, csv};

pub(super) fn cases() -> Vec<Case> {
    [delimiters(), said(), filler()].into_iter().flatten().collect()
}

fn delimiters() -> Vec<Case> {
    vec![
        csv("commas", "id,name,size\n1,a,2\n").gives(&["1: name=a, size=2"]),
        csv("semicolons", "id;name;size\n1;a;2,5\n").gives(&["1: name=a, size=2,5"]),
        csv("tabs in a CSV file", "id\tname\tsize\n1\ta\t2,5\n").gives(&["1: name=a, size=2,5"]),
        Case::new("tabs in a TSV file", "a.tsv", "id\tname\n1\ta, b; c\n").names(&["a, b; c"]),
        Case::new("text file", "a.txt", "id;name\n1;a\n").names(&["a"]),
        csv("bars", "id|name|size\n1|a|2,5\n").gives(&["1: name=a, size=2,5"]),
        csv("semicolons with quoted line breaks", "id;name\n1;\"a, b\nc, d\"\n2;\"e\"\n")
            .names(&["a, b\\nc, d", "e"]),
        csv("a delimiter that is said", "id:name\n1:a\n").with(Delimiter(":")).names(&["a"]),
        csv("tab that is said", "id\tname\n1\ta\n").with(Delimiter("tab")).names(&["a"]),
        csv("one column", "id\n1\n2\n").gives(&["1: ", "2: "]),
        csv("cells with blanks at their ends", "id,name\n1, a \n").names(&[" a "]),
    ]
}

fn said() -> Vec<Case> {
    vec![
        csv("sep=;", "sep=;\nid;name\n1;a,b\n").names(&["a,b"]),
        csv("sep=;, CRLF", "sep=;\r\nid;name\r\n1;a\r\n").names(&["a"]),
        csv("sep=,", "sep=,\nid,name\n1,a;b\n").names(&["a;b"]),
        csv("sep=tab", "sep=\t\nid\tname\n1\ta\n").names(&["a"]),
        csv("sep=|", "sep=|\nid|name\n1|a\n").names(&["a"]),
        csv("SEP in capitals", "SEP=;\nid;name\n1;a\n").names(&["a"]),
        csv("quoted sep", "\"sep=;\"\nid;name\n1;a\n").names(&["a"]),
        csv("sep with mark", "\u{feff}sep=;\r\nid;name\r\n1;a\r\n").names(&["a"]),
        csv("sep says what could not be guessed", "sep=^\nid^name\n1^a,b;c\n").names(&["a,b;c"]),
        csv("sep in UTF-16", super::utf_16("\u{feff}sep=;\r\nid;name\r\n1;Å\r\n", u16::to_le_bytes))
            .names(&["Å"]),
        csv("sep filled up", "sep=;;;\nid;name;size\n1;a,b;2\n").gives(&["1: name=a,b, size=2"]),
        csv("quoted sep filled up", "\"sep=,\",,\nid,name,size\n1,a;b,2\n").gives(&["1: name=a;b, size=2"]),
        csv("sep and a header alone", "sep=;\nid;name\n").gives(&[]),
        csv("sep is a line and rows count on", "sep=;\nid;name\n1;a;b\n").refused(&["line 3", "3 cells"]),
    ]
}

fn filler() -> Vec<Case> {
    vec![
        csv("rows of separators at the end", "id;name;size\n1;a;2\n;;\n;;\n").gives(&["1: name=a, size=2"]),
        csv("many rows of separators at the end", format!("id,name\n1,a\n{}", ",\n".repeat(500)))
            .names(&["a"]),
        csv("rows of other separators at the end", "id;name;size\n1;a;2\n;;;;\n;\n")
            .gives(&["1: name=a, size=2"]),
        csv("row of separators at the end without line end", "id,name\n1,a\n,").names(&["a"]),
        csv("rows of separators between", "id;name\n1;a\n;\n2;b\n").names(&["a", "b"]),
        csv("rows of separators before the header", ";;\nid;name;size\n1;a;2\n")
            .gives(&["1: name=a, size=2"]),
        csv("rows of tabs at the end", "id\tname\n1\ta\n\t\n\t\n").names(&["a"]),
        csv("row of separators with a value", "id,name\n1,a\n,b\n").refused(&["row 3", "key"]),
        csv("columns without name", "id,name,,\n1,a,,\n").names(&["a"]),
        csv("column without name with a value", "id,name,\n1,a,x\n")
            .refused(&["row 2", "column 3"])
            .in_studio(&["1: column_3=x, name=a"]),
        csv("header alone", "id,name\n").gives(&[]),
        csv("header alone without line end", "id,name").gives(&[]),
        csv("header and separators alone", "id,name\n,\n,\n").gives(&[]),
        csv("too many cells", "id,name\n1,a,b\n2,c\n").refused(&["row 2", "3 cells"]),
        csv("too few cells", "id,name\n1\n2,c\n").refused(&["row 2", "1 cell"]),
        csv("too many cells, others taken", "id,name\n1,a,b\n2,c\n")
            .partly(&["2: name=c"], &["row 2", "3 cells"]),
        csv("rows are counted with line breaks in cells", "id,name\n1,\"a\nb\"\n2,b,c\n")
            .refused(&["row 3", "line 4"]),
        csv("rows are counted with blank lines", "id,name\n\n\n1,b,c\n").refused(&["row 4"]),
        csv("only blank lines", "\n\r\n\n").refused(&["empty"]),
        csv("nothing but a mark", "\u{feff}").refused(&["empty"]),
    ]
}
