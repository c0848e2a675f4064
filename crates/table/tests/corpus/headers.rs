//! What names columns have, and which properties they become.

use super::{Case, csv};

pub(super) fn cases() -> Vec<Case> {
    vec![
        csv("composed header", "id,F\u{e4}rg\n1,a\n").gives(&["1: f_rg=a"]),
        csv("decomposed header", "id,Fa\u{308}rg\n1,a\n").gives(&["1: f_rg=a"]),
        csv("decomposed Hangul header", "id,a\u{1112}\u{1161}\u{11ab}b\n1,a\n").gives(&["1: a_b=a"]),
        csv("header with blanks", "id, Short  description \n1,a\n").gives(&["1: short_description=a"]),
        csv("header with signs", "id,In stock?\n1,a\n").gives(&["1: in_stock=a"]),
        csv("header in another script", "id,名前\n1,a\n")
            .refused(&["column 2"])
            .in_studio(&["1: column_2=a"]),
        csv("two columns of one name", "id,name,name\n1,a,b\n")
            .refused(&["columns 2", "3", "\"name\""])
            .in_studio(&["1: name=a, name_2=b"])
            .tells(&["name_2"]),
        csv("two columns that become one property", "id,In stock?,In Stock\n1,a,b\n")
            .refused(&["columns 2", "3", "\"in_stock\""])
            .in_studio(&["1: in_stock=a, in_stock_2=b"])
            .tells(&["in_stock_2"]),
        csv("composed and decomposed header", "id,F\u{e4}rg,Fa\u{308}rg\n1,a,b\n")
            .refused(&["columns 2", "3", "\"f_rg\""])
            .in_studio(&["1: f_rg=a, f_rg_2=b"])
            .tells(&["f_rg_2"]),
        Case::new(
            "composed and decomposed member",
            "a.ndjson",
            "{\"id\":\"1\",\"F\u{e4}rg\":\"a\"}\n{\"id\":\"2\",\"Fa\u{308}rg\":\"b\"}\n",
        )
        .gives(&["1: f_rg=a", "2: f_rg=b"]),
        Case::new(
            "composed and decomposed member in one object",
            "a.ndjson",
            "{\"id\":\"1\",\"F\u{e4}rg\":\"a\",\"Fa\u{308}rg\":\"b\"}\n",
        )
        .refused(&["line 1", "two members"]),
    ]
}
