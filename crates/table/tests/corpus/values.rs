//! Cells of every kind.

use super::{Case, csv};

pub(super) fn cases() -> Vec<Case> {
    let long = "x".repeat(300_000);
    let entry = format!("1: name={long}");
    vec![
        csv("NUL in a cell", "id,name\n1,a\0b\n").names(&["a\0b"]),
        csv("a long cell", format!("id,name\n1,{long}\n")).gives(&[&entry]),
        csv("a cell that is longer than a payload", format!("id,name\n1,{}\n", long.repeat(70)))
            .refused(&["line 2"]),
        csv("markup", "id,name\n1,<b>a & b</b>\n").names(&["<b>a & b</b>"]),
        csv("formula", "id,name\n1,=SUM(A1)\n").names(&["=SUM(A1)"]),
        csv("number that is no number", "id,name\n007,1e5\n").gives(&["007: name=1e5"]),
        csv("long number", "id,name\n1,12345678901234567890.50\n").names(&["12345678901234567890.50"]),
        csv("empty cell", "id,name,size\n1,,2\n").gives(&["1: size=2"]),
        csv("right to left", "id,name\n1,שולחן\n").names(&["שולחן"]),
        csv("combining letters stay as they are", "id,name\n1,Cre\u{300}me\n").names(&["Cre\u{300}me"]),
        csv("two rows with one key", "id,name\n1,a\n1,b\n").refused(&["row 2", "row 3"]),
        csv("key with a blank", "id,name\n1 2,a\n").refused(&["row 2", "1 2"]),
    ]
}
