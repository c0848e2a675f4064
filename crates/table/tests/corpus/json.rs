//! JSON and NDJSON, whole and broken.

use super::Case;
use super::Choice::Format;

pub(super) fn cases() -> Vec<Case> {
    [whole(), none(), broken()].into_iter().flatten().collect()
}

fn json(name: &'static str, text: &str) -> Case {
    Case::new(name, "a.json", text)
}

fn ndjson(name: &'static str, text: &str) -> Case {
    Case::new(name, "a.ndjson", text)
}

fn whole() -> Vec<Case> {
    vec![
        json("JSON", "[{\"id\":\"1\",\"name\":\"a\"},{\"id\":\"2\",\"name\":\"b\"}]").names(&["a", "b"]),
        json("JSON over lines", "[\n  {\n    \"id\": \"1\",\n    \"name\": \"a\"\n  }\n]\n").names(&["a"]),
        json("JSON with mark", "\u{feff}[{\"id\":\"1\",\"name\":\"a\"}]").names(&["a"]),
        json("JSON with two marks", "\u{feff}\u{feff}[{\"id\":\"1\",\"name\":\"a\"}]").names(&["a"]),
        Case::new(
            "JSON in UTF-16",
            "a.json",
            super::utf_16("[{\"id\":\"1\",\"name\":\"å\"}]", u16::to_le_bytes),
        )
        .names(&["å"]),
        json("numbers keep their digits", "[{\"id\":1,\"name\":1.50}]").names(&["1.50"]),
        json("nested objects", "[{\"id\":\"1\",\"size\":{\"width\":3}}]").gives(&["1: size_width=3"]),
        json("null is empty", "[{\"id\":\"1\",\"name\":null,\"size\":2}]").gives(&["1: size=2"]),
        json("lines in a JSON file", "{\"id\":\"1\",\"name\":\"a\"}\n{\"id\":\"2\",\"name\":\"b\"}\n")
            .names(&["a", "b"]),
        json("escaped letters", "[{\"id\":\"1\",\"name\":\"\\u00e5\\ud83d\\ude00\"}]").names(&["å😀"]),
        ndjson("NDJSON", "{\"id\":\"1\",\"name\":\"a\"}\n{\"id\":\"2\",\"name\":\"b\"}\n").names(&["a", "b"]),
        Case::new("JSONL", "a.jsonl", "{\"id\":\"1\",\"name\":\"a\"}").names(&["a"]),
        ndjson(
            "NDJSON with other members in each line",
            "{\"id\":\"1\",\"name\":\"a\"}\n{\"name\":\"b\",\"id\":\"2\"}\n",
        )
        .names(&["a", "b"]),
        Case::new("JSON that is called so", "a.csv", "[{\"id\":\"1\",\"name\":\"a\"}]")
            .with(Format("json"))
            .names(&["a"])
            .refused_in_studio(&["JSON"]),
    ]
}

fn none() -> Vec<Case> {
    vec![
        json("null", "null\n").refused(&["a.json is null", "no list of objects", "[]"]),
        json("true", "true").refused(&["a.json is true or false", "no list of objects"]),
        json("a number", "12.5\n").refused(&["a.json is one number", "no list of objects"]),
        json("a text", "\"OK\"").refused(&["a.json is one text", "no list of objects"]),
        json("one object over lines", "{\n  \"id\": \"1\",\n  \"name\": \"a\"\n}\n")
            .refused(&["one JSON object over several lines", "[{...}]"]),
        json("a list within an object", "{\n  \"total\": 1,\n  \"items\": [\n    {\"id\": \"1\"}\n  ]\n}\n")
            .refused(&["one JSON object over several lines", "member \"items\""]),
        ndjson("one object over lines in NDJSON", "{\n  \"id\": \"1\"\n}\n{\n  \"id\": \"2\"\n}\n")
            .refused(&["one JSON object over several lines"]),
        Case::new("one object over lines in CSV", "a.csv", "{\n  \"error\": \"unauthorized\"\n}\n")
            .refused(&["one JSON object over several lines"]),
        json("no element", "[]").gives(&[]),
        json("no element, with blanks", "\n[ \n ]\n").gives(&[]),
        json("no element, with mark", "\u{feff}[]").gives(&[]),
        ndjson("no line", "\n").gives(&[]),
        ndjson("no byte of NDJSON", "").gives(&[]),
        ndjson("NDJSON with nothing but a mark", "\u{feff}").gives(&[]),
        json("no byte of JSON", "").refused(&["empty"]),
        Case::new("no byte of CSV", "a.csv", "").refused(&["empty"]),
    ]
}

fn broken() -> Vec<Case> {
    vec![
        json("JSON that breaks off", "[{\"id\":\"1\",\"name\":\"a\"},\n{\"id\":\"2\",")
            .refused(&["line 2, column 11", "element 2"]),
        json("JSON without its bracket", "[{\"id\":\"1\",\"name\":\"a\"}\n").refused(&["element"]),
        json("JSON with a comma too many", "[{\"id\":\"1\",\"name\":\"a\"},\n]")
            .refused(&["line 2, column 1"]),
        json("JSON with something behind", "[{\"id\":\"1\",\"name\":\"a\"}]\nx")
            .refused(&["line 2, column 1"]),
        json("JSON with a bare word", "[\n{\"id\":\"1\",\"name\":abc}\n]")
            .refused(&["line 2, column 18", "element 1"]),
        json("JSON with a raw line break in a text", "[{\"id\":\"1\",\"name\":\"a\nb\"}]")
            .refused(&["element 1"]),
        json(
            "JSON with half a surrogate",
            "[{\"id\":\"1\"},\n {\"id\":\"2\",\"size\":{\"name\":\"\\ud800\"}}]",
        )
        .refused(&["element 2", "line 2", "size.name"]),
        json("JSON with another element", "[{\"id\":\"1\"},\n7]").refused(&["element 2", "line 2", "object"]),
        json("wrapped rows", "{\"rows\":[{\"id\":\"1\"}]}").refused(&["key"]),
        json("no JSON at all", "id,name\n1,a\n").refused(&["not JSON"]),
        ndjson("an array in an NDJSON file", "[{\"id\":\"1\",\"name\":\"a\"}]").refused(&["JSON array"]),
        ndjson(
            "NDJSON with a broken line",
            "{\"id\":\"1\",\"name\":\"a\"}\n{\"id\":\"2\",\n{\"id\":\"3\",\"name\":\"c\"}\n",
        )
        .partly(&["1: name=a", "3: name=c"], &["line 2", "column 11"]),
        ndjson("NDJSON with a line cut off", "{\"id\":\"1\",\"name\":\"a\"}\n{\"id\":\"2\",\"na")
            .refused(&["line 2", "column 14"]),
        ndjson("NDJSON with two objects in a line", "{\"id\":\"1\"}{\"id\":\"2\"}\n")
            .refused(&["line 1", "column 11"]),
        ndjson("NDJSON with the same member twice", "{\"id\":\"1\",\"id\":\"2\"}\n")
            .refused(&["line 1", "two members \"id\""]),
        ndjson("NDJSON with commas", "{\"id\":\"1\"},\n{\"id\":\"2\"}\n").refused(&["line 1", "column 11"]),
    ]
}
