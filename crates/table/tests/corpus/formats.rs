//! Files that are something else than their name says, and packed ones.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::Choice::Format;
use super::{Case, csv};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("packed");
    encoder.finish().expect("packed")
}

pub(super) fn cases() -> Vec<Case> {
    [packed(), others()].into_iter().flatten().collect()
}

fn packed() -> Vec<Case> {
    let table = b"id,name\n1,R\xc3\xa4ka\n";
    let cut = {
        let whole = gzip(table);
        whole[..whole.len() - 12].to_vec()
    };
    let mut damaged = gzip(table);
    let crc = damaged.len() - 6;
    damaged[crc] ^= 0xff;
    vec![
        Case::new("gzip", "a.csv.gz", gzip(table)).names(&["Räka"]),
        csv("gzip by content", gzip(table)).names(&["Räka"]),
        Case::new("gzip of several members", "a.csv.gz", [gzip(b"id,name\n1,a\n"), gzip(b"2,b\n")].concat())
            .names(&["a", "b"]),
        Case::new("gzip of windows-1252", "a.csv.gz", gzip(b"id,name\n1,R\xe4ka\n"))
            .names(&["Räka"])
            .tells(&["windows-1252"]),
        Case::new("gzip of JSON", "a.json.gz", gzip(b"[{\"id\":\"1\",\"name\":\"a\"}]")).names(&["a"]),
        Case::new("gzip of NDJSON", "a.ndjson.gz", gzip(b"{\"id\":\"1\",\"name\":\"a\"}\n")).names(&["a"]),
        Case::new("gzip of nothing", "a.ndjson.gz", gzip(b"")).gives(&[]),
        Case::new("plain file that is called gzip", "a.csv.gz", table.to_vec()).names(&["Räka"]),
        Case::new("gzip that is cut", "a.csv.gz", cut).refused(&["gzip"]),
        Case::new("gzip that is damaged", "a.csv.gz", damaged).refused(&["gzip"]),
        Case::new("gzip in gzip", "a.csv.gz", gzip(&gzip(table))).refused(&["gzip"]),
        Case::new("gzip of a picture", "a.csv.gz", gzip(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")).refused(&["PNG"]),
    ]
}

/// The first entry of an archive, as far as it matters.
fn zip(member: &str) -> Vec<u8> {
    let mut bytes = b"PK\x03\x04\x14\0\x06\0\x08\0\0\0\x21\0".to_vec();
    bytes.extend([0; 12]);
    bytes.extend(u16::try_from(member.len()).expect("a short name").to_le_bytes());
    bytes.extend([0, 0]);
    bytes.extend(member.bytes());
    bytes.extend(b"\xed\xbd\x07\x60\x1c\x49");
    bytes
}

fn others() -> Vec<Case> {
    vec![
        csv("workbook", zip("xl/workbook.xml")).refused(&["Excel workbook (xlsx)"]),
        csv(
            "workbook that begins with its types",
            [zip("[Content_Types].xml"), zip("xl/worksheets/sheet1.xml")].concat(),
        )
        .refused(&["Excel workbook (xlsx)"]),
        csv("workbook although CSV is said", zip("xl/workbook.xml"))
            .with(Format("csv"))
            .refused(&["Excel workbook (xlsx)"]),
        csv("archive", zip("products.csv")).refused(&["ZIP archive"]),
        csv("old workbook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0\0\0").refused(&["Excel", "xls"]),
        csv("picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0").refused(&["PNG"]),
        csv("photo", b"\xff\xd8\xff\xe0\0\x10JFIF\0").refused(&["JPEG"]),
        csv("document", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n").refused(&["PDF"]),
        Case::new("picture called JSON", "a.json", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0").refused(&["PNG"]),
        Case::new("workbook called text", "a.txt", zip("xl/workbook.xml"))
            .refused(&["Excel workbook (xlsx)"]),
        csv("web page", "<!DOCTYPE html>\n<html><head><title>Sign in</title></head></html>\n")
            .refused(&["HTML"]),
        csv("web page without type", "\u{feff}\n<html>\n<body>x</body></html>").refused(&["HTML"]),
        csv("table of a web page", "<table><tr><td>id</td></tr></table>").refused(&["HTML"]),
        Case::new("web page called JSON", "a.json", "<html><body>502</body></html>").refused(&["HTML"]),
        csv("part of a web page", "<div class=\"error\">\n<h1>Sign in</h1></div>\n").refused(&["HTML"]),
        csv("line break of HTML", "<br/>\nid,name\n1,a\n").refused(&["HTML"]),
        csv("comment of HTML", "<!-- cached -->\n<p>Sign in</p>\n").refused(&["HTML"]),
        csv("error of PHP in HTML", "<br />\n<b>Warning</b>:  Undefined variable in <b>/a.php</b> on line <b>3</b><br />\nid,name\n1,a\n")
            .refused(&["HTML"]),
        csv("error of PHP", "\nWarning: Undefined variable $x in /var/www/export.php on line 3\nid,name\n1,a\n")
            .refused(&["error message of PHP"]),
        csv("program in PHP", "<?php echo 1; ?>\n").refused(&["PHP"]),
        csv("header that is a tag of HTML", "<b>,name\n1,a\n").gives(&["1: name=a"]),
        csv("XML", "<?xml version=\"1.0\"?>\n<rss></rss>\n").refused(&["XML"]),
        csv("XML without declaration", "<products>\n <product id=\"1\"/>\n</products>\n").refused(&["XML"]),
        csv("JSON array called CSV", "[{\"id\":\"1\",\"name\":\"a\"}]").refused(&["JSON"]),
        csv("JSON object called CSV", "{\"error\":\"unauthorized\"}\n").refused(&["JSON"]),
        csv("empty JSON array called CSV", "[]").refused(&["JSON"]),
        csv("headers in brackets are no JSON", "[id],[name]\n1,a\n").names(&["a"]),
        csv("header in angle brackets is no markup", "<id>,name\n1,a\n").names(&["a"]),
        csv("zstd", b"\x28\xb5\x2f\xfd\x04\x58\x41\0\0").refused(&["Zstandard"]),
        csv("database", b"SQLite format 3\0\x10\0\x01\x01").refused(&["SQLite"]),
        csv("columns of Parquet", b"PAR1\x15\x04\x15\x0c").refused(&["Parquet"]),
    ]
}
