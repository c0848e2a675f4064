//! How the text of a file is encoded, where that shows or is said.

use super::Choice::{Encoding, Partial, ReplaceInvalid};
use super::{Case, csv, utf_16, utf_32, western};

const SHRIMP: &str = "id,name\n1,Räksmörgås\n2,Blåbär\n";

const CESU: &[u8] = b"id,name\n1,R\xc3\xa4ka \xed\xa0\xbd\xed\xb8\x80\n";

/// 200 rows in UTF-8 and one in Latin-1.
fn one_row_of_another() -> Vec<u8> {
    let mut bytes = b"id,name\n".to_vec();
    for number in 1..=200 {
        bytes.extend(format!("{number},Räksmörgås\n").bytes());
    }
    bytes.extend(b"201,Bl\xe5b\xe4r\n");
    bytes
}

pub(super) fn cases() -> Vec<Case> {
    [marked(), unmarked(), broken(), replaced(), named()].into_iter().flatten().collect()
}

fn marked() -> Vec<Case> {
    let shrimp = ["Räksmörgås", "Blåbär"];
    let with_mark = |mark: &[u8], text: Vec<u8>| [mark, &text].concat();
    vec![
        csv("UTF-8", SHRIMP).names(&shrimp),
        csv("UTF-8 with mark", with_mark(b"\xef\xbb\xbf", SHRIMP.into())).names(&shrimp),
        csv("UTF-8 with two marks", with_mark(b"\xef\xbb\xbf\xef\xbb\xbf", SHRIMP.into())).names(&shrimp),
        csv("UTF-8 with three marks", with_mark(b"\xef\xbb\xbf\xef\xbb\xbf\xef\xbb\xbf", SHRIMP.into()))
            .names(&shrimp),
        csv("UTF-8 with mark before a quoted header", "\u{feff}\"id\",\"name\"\n1,a\n").names(&["a"]),
        csv("two marked files in one", "\u{feff}id,name\n1,a\n\u{feff}2,b\n").names(&["a", "b"]),
        csv("UTF-16LE with mark", with_mark(b"\xff\xfe", utf_16(SHRIMP, u16::to_le_bytes))).names(&shrimp),
        csv("UTF-16BE with mark", with_mark(b"\xfe\xff", utf_16(SHRIMP, u16::to_be_bytes))).names(&shrimp),
        csv("UTF-16LE with two marks", with_mark(b"\xff\xfe\xff\xfe", utf_16(SHRIMP, u16::to_le_bytes)))
            .names(&shrimp),
        csv("UTF-32LE with mark", with_mark(b"\xff\xfe\0\0", utf_32(SHRIMP, u32::to_le_bytes)))
            .names(&shrimp),
        csv("UTF-32BE with mark", with_mark(b"\0\0\xfe\xff", utf_32(SHRIMP, u32::to_be_bytes)))
            .names(&shrimp),
    ]
}

fn unmarked() -> Vec<Case> {
    let shrimp = ["Räksmörgås", "Blåbär"];
    let chinese = format!("id,name\n1,{}\n", "小化妆包".repeat(20));
    vec![
        csv("UTF-16LE without mark", utf_16(SHRIMP, u16::to_le_bytes)).names(&shrimp),
        csv("UTF-16BE without mark", utf_16(SHRIMP, u16::to_be_bytes)).names(&shrimp),
        csv("UTF-32LE without mark", utf_32(SHRIMP, u32::to_le_bytes)).names(&shrimp),
        csv("UTF-32BE without mark", utf_32(SHRIMP, u32::to_be_bytes)).names(&shrimp),
        csv("UTF-16LE without mark, few letters and emoji", utf_16("id,name\n1,😀\n", u16::to_le_bytes))
            .names(&["😀"]),
        csv("UTF-16BE without mark, few letters and emoji", utf_16("id,name\n1,a😀\n", u16::to_be_bytes))
            .names(&["a😀"]),
        csv("UTF-32LE without mark, emoji", utf_32("id,name\n1,😀\n", u32::to_le_bytes)).names(&["😀"]),
        csv("UTF-16BE without mark, mostly Chinese", utf_16(&chinese, u16::to_be_bytes))
            .names(&[&"小化妆包".repeat(20)]),
        csv("ASCII", "id,name\n1,abc\n").names(&["abc"]),
        csv("emoji", "id,name\n1,🦐 😀\n").names(&["🦐 😀"]),
        csv("one special letter in UTF-8", "id,name\n1,å\n").names(&["å"]),
        csv("Japanese in UTF-8", "id,name\n1,化粧ポーチ\n").names(&["化粧ポーチ"]),
    ]
}

fn broken() -> Vec<Case> {
    vec![
        csv("200 rows in UTF-8 and one in Latin-1", one_row_of_another()).refused(&[
            "line 202, column 7",
            "byte E5",
            "not UTF-8",
        ]),
        csv("one bad row and the place to go on", "id,name\n1,Räka\n2,x\n").names(&["Räka", "x"]),
        csv("one row in UTF-8, one in Latin-1", b"id,name\n1,R\xc3\xa4ka\n2,Bl\xe5b\xe4r\n")
            .refused(&["line 3, column 5", "byte E5"]),
        csv("one row in Latin-1, one in UTF-8", b"id,name\n1,Bl\xe5b\xe4r\n2,R\xc3\xa4ka\n")
            .refused(&["line 2, column 5", "byte E5"]),
        csv("bad byte behind other letters of its line", b"id,name\n1,R\xc3\xa4ksm\xc3\xb6rg\xe5s\n")
            .refused(&["line 2, column 11", "byte E5"]),
        csv("file cut inside a character", b"id,name\n1,R\xc3\xa4ksm\xc3").refused(&[
            "line 2, column 8",
            "ends inside a character",
            "byte C3",
        ]),
        csv("file cut inside a character of four bytes", b"id,name\n1,R\xc3\xa4k\n2,\xf0\x9f\xa6")
            .refused(&["line 3, column 3", "ends inside a character", "F0 9F A6"]),
        csv("file cut inside its only character", b"id,name\n1,20 \xe2\x82").refused(&[
            "line 2, column 6",
            "ends inside a character",
            "E2 82",
        ]),
        csv("the only character is cut", b"id,name\n1,\xf0\x9f\x98\n2,b\n")
            .refused(&["line 2, column 3", "F0 9F 98"]),
        csv("CESU-8", CESU).refused(&["line 2, column 8", "ED A0 BD", "CESU-8"]),
        csv("CESU-8 alone", b"id,name\n1,\xed\xa0\xbd\xed\xb8\x80\n")
            .refused(&["line 2, column 3", "CESU-8"]),
        csv("half a surrogate", b"id,name\n1,R\xc3\xa4\xed\xa0\xbd\n")
            .refused(&["line 2, column 5", "ED A0 BD"]),
        csv("overlong zero", b"id,name\n1,R\xc3\xa4ks\xc3\xa5 \xc0\x80\n")
            .refused(&["line 2, column 9", "byte C0"]),
        csv("marked as UTF-8 and not", b"\xef\xbb\xbfid,name\n1,Bl\xe5b\xe4r\n")
            .refused(&["line 2, column 5", "byte E5"]),
        csv("UTF-16 with half a character", b"\xff\xfei\0d\0\n\x001\0\0\xd8x\0\n\0")
            .refused(&["line 2, column 2", "UTF-16LE"]),
        csv(
            "UTF-16 with an odd byte",
            [&b"\xff\xfe"[..], &utf_16("id,name\n1,a\n", u16::to_le_bytes), b"x"].concat(),
        )
        .refused(&["UTF-16LE", "byte 78"]),
        csv(
            "UTF-32 with no character",
            [&b"\xff\xfe\0\0"[..], &utf_32("id\n", u32::to_le_bytes), b"\0\0\x20\0"].concat(),
        )
        .refused(&["line 2, column 1", "UTF-32LE"]),
        csv("bad row is no reason to take the others", b"id,name\n1,R\xc3\xa4ka\n2,Bl\xe5b\xe4r\n")
            .with(Partial)
            .refused(&["line 3, column 5"]),
        Case::new(
            "NDJSON with one bad line",
            "a.ndjson",
            b"{\"id\":\"1\",\"name\":\"R\xc3\xa4ka\"}\n{\"id\":\"2\",\"name\":\"Bl\xe5\"}\n",
        )
        .refused(&["line 2, column 21", "byte E5"]),
        Case::new(
            "JSON with one bad byte",
            "a.json",
            b"[{\"id\":\"1\",\"name\":\"R\xc3\xa4ka\"},\n{\"id\":\"2\",\"name\":\"Bl\xe5\"}]",
        )
        .refused(&["line 2, column 21", "byte E5"]),
        Case::new(
            "NDJSON cut inside a character",
            "a.ndjson",
            b"{\"id\":\"1\",\"name\":\"R\xc3\xa4ka\"}\n{\"id\":\"2\",\"name\":\"Bl\xc3",
        )
        .refused(&["line 2, column 21", "ends inside a character"]),
    ]
}

fn replaced() -> Vec<Case> {
    vec![
        csv("bad bytes replaced", b"id,name\n1,R\xc3\xa4ka\n2,Bl\xe5b\xe4r\n")
            .with(ReplaceInvalid)
            .names(&["Räka", "Bl\u{fffd}b\u{fffd}r"])
            .tells(&["2 places", "line 3, column 5"]),
        csv("one byte replaced", b"id,name\n1,R\xc3\xa4ka\n2,m\xe5\n")
            .with(ReplaceInvalid)
            .names(&["Räka", "m\u{fffd}"])
            .tells(&["1 place was replaced", "line 3, column 4"]),
        csv("CESU-8 replaced", CESU)
            .with(ReplaceInvalid)
            .names(&["Räka \u{fffd}"])
            .tells(&["1 place was replaced", "ED A0 BD ED B8 80 are one character in CESU-8"]),
        csv("two characters in CESU-8", b"id,name\n1,\xed\xa0\xbd\xed\xb8\x80\xed\xa0\xbd\xed\xb8\x81\n")
            .refused(&["line 2, column 3", "CESU-8", "also at line 2, column 4"]),
        csv("marked as UTF-8, with one bad byte", b"\xef\xbb\xbfid,name\n1,m\xe5\n")
            .refused(&["line 2, column 4", "byte order mark says that it is UTF-8"])
            .refused_in_studio(&["line 2, column 4", "byte E5"]),
        csv("replaced where the encoding is open", b"id,name\n1,L\x8ader\n")
            .with(ReplaceInvalid)
            .refused(&["line 2, column 4", "add --encoding utf-8 to --replace-invalid"])
            .refused_in_studio(&["line 2, column 4", "byte 8A"]),
        csv("replaced where UTF-8 is said", b"id,name\n1,L\x8ader\n")
            .with(ReplaceInvalid)
            .with(Encoding("utf-8"))
            .names(&["L\u{fffd}der"]),
        csv("cut character replaced", b"id,name\n1,R\xc3\xa4ksm\xc3")
            .with(ReplaceInvalid)
            .names(&["Räksm\u{fffd}"])
            .tells(&["line 2, column 8"]),
    ]
}

fn named() -> Vec<Case> {
    let shrimp = ["Räksmörgås", "Blåbär"];
    vec![
        csv("CP850 by name", b"id,name\n1,R\x84ksm\x94rg\x86s\n2,Bl\x86b\x84r\n")
            .with(Encoding("cp850"))
            .names(&shrimp),
        csv("CP850 by another name", b"id,name\n1,\x9d 12\n2,\xe6m\n")
            .with(Encoding("IBM850"))
            .names(&["Ø 12", "µm"]),
        csv("CP437 by name", b"id,name\n1,caf\x82\n").with(Encoding("cp437")).names(&["café"]),
        csv("MacRoman by name", b"id,name\n1,R\x8aksm\x9arg\x8cs\n2,Bl\x8cb\x8ar\n")
            .with(Encoding("MacRoman"))
            .names(&shrimp),
        csv("MacRoman as macintosh", b"id,name\n1,\xaf 12\n").with(Encoding("macintosh")).names(&["Ø 12"]),
        csv("Shift-JIS by name", b"id,name\n1,\x89\xbb\x8f\xcf\x95i\n")
            .with(Encoding("Shift-JIS"))
            .names(&["化粧品"]),
        csv("Shift-JIS as cp932", b"id,name\n1,\x83^\x83\x8f\x81[\n")
            .with(Encoding("cp932"))
            .names(&["タワー"]),
        csv("Latin-1 by name", western(SHRIMP)).with(Encoding("latin1")).names(&shrimp),
        csv("windows-1252 by name", western("id,name\n1,€ “x”\n")).with(Encoding("cp1252")).names(&["€ “x”"]),
        csv("windows-1250 by name", b"id,name\n1,\xb3\xf3d\x9f\n")
            .with(Encoding("windows-1250"))
            .names(&["łódź"]),
        csv("windows-1251 by name", b"id,name\n1,\xd1\xf2\xf3\xeb\n")
            .with(Encoding("windows-1251"))
            .names(&["Стул"]),
        csv("KOI8-R by name", b"id,name\n1,\xf3\xd4\xd5\xcc\n").with(Encoding("koi8-r")).names(&["Стул"]),
        csv("UTF-16LE by name", utf_16(SHRIMP, u16::to_le_bytes)).with(Encoding("utf-16le")).names(&shrimp),
        csv("UTF-32BE by name", utf_32(SHRIMP, u32::to_be_bytes)).with(Encoding("utf-32be")).names(&shrimp),
        csv("UTF-16 by name, order by mark", [&b"\xfe\xff"[..], &utf_16(SHRIMP, u16::to_be_bytes)].concat())
            .with(Encoding("utf-16"))
            .names(&shrimp),
        csv("GBK by name", b"id,name\n1,\xbb\xaf\xd7\xb1\xb0\xfc\n").with(Encoding("gbk")).names(&["化妆包"]),
        csv("no such encoding", SHRIMP).with(Encoding("klingon")).refused(&["\"klingon\""]),
        csv("said to be UTF-8 and not", western(SHRIMP))
            .with(Encoding("utf-8"))
            .refused(&["line 2, column 4", "byte E4"]),
        csv("said to be Shift-JIS and not", b"id,name\n1,\x89\x20\n")
            .with(Encoding("shift_jis"))
            .refused(&["line 2, column 3", "Shift_JIS"]),
        csv("said to be another although UTF-8 is marked", "\u{feff}id,name\n1,Räka\n")
            .with(Encoding("windows-1252"))
            .refused(&["UTF-8", "byte order mark"]),
    ]
}
