//! Files in windows-1252 with few special letters, for which other encodings have letters that stand more often.

use super::{Case, csv, western};

/// Names of columns of products: each is the only special text of its file.
const THIN: [(&str, &str); 40] = [
    ("thin: µm", "5 µm"),
    ("thin: Ø", "Ø 12 mm"),
    ("thin: Ø without blank", "Ø12"),
    ("thin: m³", "3 m³"),
    ("thin: m²", "120 m²"),
    ("thin: £", "£9.99"),
    ("thin: £ behind", "9.99 £"),
    ("thin: ®", "Gore-Tex®"),
    ("thin: ™", "Kevlar™"),
    ("thin: ©", "© Acme"),
    ("thin: °C", "21 °C"),
    ("thin: °", "90°"),
    ("thin: ±", "±2 mm"),
    ("thin: ½", "½ inch"),
    ("thin: ¼", "1¼\""),
    ("thin: ¾", "¾ l"),
    ("thin: §", "§ 12"),
    ("thin: €", "9,99 €"),
    ("thin: € before", "€9.99"),
    ("thin: ¥", "¥1200"),
    ("thin: ¢", "99¢"),
    ("thin: ×", "30×40 cm"),
    ("thin: ·", "a·b"),
    ("thin: –", "10–20"),
    ("thin: ’", "men’s"),
    ("thin: “”", "the “best” one"),
    ("thin: …", "and more…"),
    ("thin: •", "• cotton"),
    ("thin: é", "café"),
    ("thin: ü", "Müsli"),
    ("thin: ö", "Öl"),
    ("thin: å", "må"),
    ("thin: ß", "Maß"),
    ("thin: ç", "façade"),
    ("thin: ñ", "piñata"),
    ("thin: Ø in a name", "Ørsted"),
    ("thin: ø", "Smør"),
    ("thin: æ", "lækker"),
    ("thin: È", "È nuovo"),
    ("thin: ª", "1ª"),
];

pub(super) fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> = THIN
        .iter()
        .map(|(name, text)| {
            let quoted = text.replace('"', "\"\"");
            let file = format!("id,name\n1,plain\n2,\"{quoted}\"\n3,other\n");
            let entries = ["plain", text, "other"];
            csv(name, western(&file)).names(&entries).tells(&["windows-1252", "line 3", "guess"])
        })
        .collect();
    cases.extend([
        csv("many rows with Ø alone", western(&format!("id,name\n{}", many("Ø 12 mm"))))
            .names(&["Ø 12 mm"; 40])
            .tells(&["windows-1252", "Ø 12 mm"]),
        csv("many signs and no letter", western(&format!("id,name\n{}", many("5 µm ±2 m³ ® £ ½ Ø 3"))))
            .names(&["5 µm ±2 m³ ® £ ½ Ø 3"; 40])
            .tells(&["windows-1252"]),
        csv("Swedish", western(&format!("id,name\n{}", many("Räksmörgås på smörgåsbordet"))))
            .names(&["Räksmörgås på smörgåsbordet"; 40])
            .tells(&["windows-1252", "Räksmörgås på"]),
        csv("one row in UTF-8 among many in Latin-1", [western(&format!("id,name\n{}", many("Räksmörgås"))), "41,Blåbär\n".into()].concat())
            .names(&[&["Räksmörgås"; 40][..], &["BlÃ¥bÃ¤r"]].concat())
            .tells(&["windows-1252", "42 is UTF-8"]),
        csv("French with guillemets", western("id,name\n1,«\u{a0}café\u{a0}»\n2,été\n"))
            .names(&["«\u{a0}café\u{a0}»", "été"])
            .tells(&["windows-1252"]),
        csv("Polish", b"id,name\n1,Za\xbf\xf3\xb3\xe6 g\xea\x9cl\xb9 ja\x9f\xf1\n2,K\xb9cik \xb3azienki\n3,Bia\xb3y p\xf3\xb3ka\n")
            .gives(&["1: name=Zażółć gęślą jaźń", "2: name=Kącik łazienki", "3: name=Biały półka"])
            .tells(&["windows-1250"]),
        csv("Russian", b"id,name\n1,\xd1\xf2\xf3\xeb \xe4\xe5\xf0\xe5\xe2\xff\xed\xed\xfb\xe9\n2,\xc1\xe5\xeb\xfb\xe9 \xf1\xf2\xee\xeb\n")
            .names(&["Стул деревянный", "Белый стол"])
            .tells(&["windows-1251", "Белый стол"]),
        csv("Japanese", b"id,name\n1,\x89\xbb\x8f\xcf\x83|\x81[\x83`\n2,\x93\x8c\x8b\x9e\x83^\x83\x8f\x81[\x96\xcd\x8c^\n3,\x82\xb1\x82\xcc\x83e\x81[\x83u\x83\x8b\x82\xcd\x96\xd8\x82\xc5\x82\xb7\n")
            .names(&["化粧ポーチ", "東京タワー模型", "このテーブルは木です"])
            .tells(&["Shift_JIS", "東京タワー模型"]),
        csv("CP850 that nobody named", b"id,name\n1,R\x84ksm\x94rg\x86s\n2,Bl\x86b\x84r\n")
            .names(&["Räksmörgås", "Blåbär"])
            .tells(&["a guess: CP850", "windows-1252: \"1,R„ksm”rg†s\"", "macintosh"]),
        csv("MacRoman that nobody named", b"id,name\n1,R\x8aksm\x9arg\x8cs\n2,Bl\x8cb\x8ar\n")
            .names(&["Räksmörgås", "Blåbär"])
            .tells(&["a guess: macintosh", "windows-1252", "CP850"]),
        csv("CP850 or MacRoman", b"id,name\n1,L\x8ader\n").refused(&[
            "line 2, column 4: the byte 8A is not UTF-8",
            "\"1,Läder\" in macintosh or \"1,Lèder\" in CP850",
        ]),
        csv("few letters in windows-1252 show what else they may be", b"id,name\n1,\xd8 12\n2,m\xe5\n")
            .names(&["Ø 12", "må"])
            .tells(&["unsure", "CP850: \"1,Ï 12\"", "macintosh: \"1,ÿ 12\""]),
    ]);
    cases
}

fn many(text: &str) -> String {
    (1..=40).map(|number| format!("{number},{text}\n")).collect()
}
