//! `octant demo`.

use crate::support::{Server, octant, request};

#[test]
fn once_it_fills_the_shop_checks_it_and_stops() {
    let output = octant().args(["demo", "--once", "--listen", "127.0.0.1:0"]).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("259 entries created"), "{said}");
    assert!(said.contains("every value of every entry is there"), "{said}");
}

#[test]
fn the_commands_it_prints_work_and_serve_goes_on_with_its_folder() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("shop");
    let mut command = octant();
    command.args(["demo", "--listen", "127.0.0.1:0", "--data"]).arg(&data);
    let mut process =
        command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::null()).spawn().unwrap();
    let said = until(process.stdout.take().unwrap(), "Ctrl-C stops it.");
    let address = said.split("Octant listens on ").nth(1).unwrap().split(';').next().unwrap().to_owned();
    let after = |word: &str| said.split(word).nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
    let (key, secret) = (after("organization key"), after("its secret"));
    let headers = [("x-api-key", key.as_str())];
    let (status, body) =
        request(&address, "GET", "/v1/sources/products/entries/tova-1-moss", &headers, "").unwrap();
    assert_eq!(status, 200, "{body}");
    assert!(body.contains("mossgrön"), "{body}");
    let credentials = serde_json::json!({"id": after("data provider"), "secret": secret}).to_string();
    let (status, body) = request(&address, "POST", "/dataProviders/tokens", &[], &credentials).unwrap();
    assert_eq!(status, 200, "{body}");
    process.kill().unwrap();
    process.wait().unwrap();

    let again = octant().args(["demo", "--data"]).arg(&data).output().unwrap();
    let refusal = String::from_utf8(again.stderr).unwrap();
    assert!(!again.status.success() && refusal.contains("octant serve --data"), "{refusal}");
    let server = Server::on(&data);
    let (status, _) =
        server.request("GET", "/v1/sources/media/entries/krus-1-blue-front", &headers, "").unwrap();
    assert_eq!(status, 200);
}

/// What is said up to and with that line.
fn until(output: impl std::io::Read, last: &str) -> String {
    let mut said = String::new();
    for line in std::io::BufRead::lines(std::io::BufReader::new(output)) {
        let line = line.unwrap();
        said.push_str(&line);
        said.push('\n');
        if line == last {
            return said;
        }
    }
    panic!("it ended without {last:?}: {said}");
}
