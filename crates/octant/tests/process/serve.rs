//! `octant serve`: settings, the first start, one process for a folder, stopping.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Stdio;

use crate::support::{KEY, LONGEST, Said, Server, octant};

#[test]
fn flags_win_over_the_environment_and_that_over_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::write(
        path("octant.toml"),
        format!("listen = \"127.0.0.1:0\"\ndata = {:?}\nmax_document = 2048\n", path("of-the-file")),
    )
    .unwrap();
    let serve = || {
        let mut command = octant();
        command.arg("serve").current_dir(folder.path()).env("OCTANT_ADMIN_KEY", KEY);
        command
    };
    let large = format!("{{\"id\":\"a\",\"name\":\"{}\"}}", "n".repeat(3000));

    let server = Server::run(&mut serve()).unwrap();
    assert!(path("of-the-file").is_dir());
    assert_eq!(server.post("/v1/sources", &large).0, 413, "the file's limit");
    drop(server);

    let environment = [("OCTANT_DATA", path("of-the-environment")), ("OCTANT_MAX_DOCUMENT", "8KiB".into())];
    let server = Server::run(serve().envs(environment.clone())).unwrap();
    assert!(path("of-the-environment").is_dir());
    assert_eq!(server.post("/v1/sources", &large).0, 201, "the environment's limit");
    drop(server);

    let server = Server::run(
        serve().envs(environment).args(["--max-document", "1KiB", "--data"]).arg(path("of-the-flag")),
    )
    .unwrap();
    assert!(path("of-the-flag").is_dir());
    assert_eq!(server.post("/v1/sources", &large).0, 413, "the flag's limit");
}

#[test]
fn an_unknown_setting_is_refused_with_the_nearest_name() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |command: &mut std::process::Command| {
        let output = command.current_dir(folder.path()).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        String::from_utf8(output.stderr).unwrap()
    };
    let by_flag = refused(octant().args(["serve", "--data", "x", "--max-bdy", "1KiB"]));
    assert!(by_flag.contains("--max-body"), "{by_flag}");
    std::fs::write(folder.path().join("octant.toml"), "keep_import = \"1d\"\n").unwrap();
    let by_file = refused(octant().args(["serve", "--data", "x"]));
    assert!(by_file.contains("keep_imports") && by_file.contains("octant.toml"), "{by_file}");
}

#[test]
fn variables_of_others_do_not_stop_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = octant();
    command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(folder.path().join("data"));
    for service in ["OCTANT", "OCTANT_WEB", "OCTANT_API"] {
        for (name, value) in [
            ("SERVICE_HOST", "10.0.0.1"),
            ("SERVICE_PORT_HTTP", "80"),
            ("PORT", "tcp://10.0.0.1:80"),
            ("PORT_80_TCP", "tcp://10.0.0.1:80"),
            ("PORT_80_TCP_ADDR", "10.0.0.1"),
        ] {
            command.env(format!("{service}_{name}"), value);
        }
    }
    command.env("OCTANT_LISTN", "127.0.0.1:0").env("OCTANT_ADMIN_KEY", KEY);
    let mut server = Server::run(&mut command).unwrap();
    server.signal("TERM");
    assert!(server.wait().success());
    let log = server.log();
    assert_eq!(log.matches(" WARN ").count(), 1, "{log}");
    assert!(log.contains("OCTANT_LISTN") && log.contains("did you mean OCTANT_LISTEN?"), "{log}");

    let mut import = octant();
    import.args(["doctor", "--data"]).arg(folder.path().join("data")).env("OCTANT_LISTN", "x");
    let output = import.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.starts_with("octant: warning: environment: there is no setting \"OCTANT_LISTN\""), "{said}");
}

#[test]
fn the_first_start_shows_the_key_once() {
    let folder = tempfile::tempdir().unwrap();
    let serve = || {
        let mut command = octant();
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(folder.path().join("data"));
        command
    };
    let first = Server::run(&mut serve()).unwrap();
    let key = first.said.lines().map(str::trim).find(|line| line.starts_with("octk_")).unwrap().to_owned();
    let status = |server: &Server, key: &str| {
        server.request("GET", "/v1/sources", &[("x-api-key", key)], "").unwrap().0
    };
    assert_eq!(status(&first, &key), 200);
    assert_eq!(status(&first, KEY), 401);
    drop(first);
    let second = Server::run(serve().env("OCTANT_ADMIN_KEY", KEY)).unwrap();
    assert!(!second.said.contains("octk_"), "{}", second.said);
    assert_eq!(status(&second, &key), 200);
    assert_eq!(status(&second, KEY), 401, "a key that is given later changes nothing");
}

#[test]
fn a_second_process_on_the_folder_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Server::on(&data);
    let mut second = octant();
    second.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(&data);
    let refusal = Server::run(&mut second).err().expect("two servers on one folder");
    assert!(refusal.contains("in use") && refusal.contains("data"), "{refusal}");
    assert_eq!(server.get("/v1/sources")["items"], serde_json::json!([]), "the first goes on");
}

#[test]
fn a_server_that_is_told_to_stop_finishes_what_it_began() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut server = Server::on(&data);
    assert_eq!(server.post("/v1/sources", r#"{"id":"a","name":"A"}"#).0, 201);
    let body = r#"{"entities":[{"key":"k","properties":[{"id":"p","value":"v"}]}]}"#;
    let token = token(&server);
    let host = server.address.strip_prefix("http://").unwrap();
    let mut connection = TcpStream::connect(host).unwrap();
    let (sent, rest) = body.split_at(20);
    write!(
        connection,
        "POST /import/a HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {token}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{sent}",
        body.len()
    )
    .unwrap();
    // Whoever is answered on another connection shows that the first one's head was read.
    server.get("/v1/sources");
    server.signal("TERM");
    // The server takes no new connections once it has heard.
    while TcpStream::connect(host).is_ok() {
        std::thread::yield_now();
    }
    connection.write_all(rest.as_bytes()).unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 202"), "{answer}");
    assert!(server.wait().success());
    let again = Server::on(&data);
    assert_eq!(again.get("/v1/sources/a/entries/k")["properties"][0]["value"], "v");
}

fn token(server: &Server) -> String {
    let (_, provider) = server.post("/v1/data-providers", r#"{"name":"p","sources":"*"}"#);
    let credentials = serde_json::json!({"id": provider["id"], "secret": provider["secret"]});
    let (_, answer) = server.post("/dataProviders/tokens", &credentials.to_string());
    answer["result"]["accessToken"].as_str().unwrap().to_owned()
}

#[test]
fn a_json_log_line_carries_the_request_id_of_the_answer() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = octant();
    command.args([
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--log-format",
        "json",
        "--log-level",
        "debug",
        "--data",
    ]);
    command.arg(folder.path()).env("OCTANT_ADMIN_KEY", KEY);
    let mut process = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let output = Said::by(process.stdout.take().unwrap());
    let log = Said::by(process.stderr.take().unwrap());
    let said = output.until("Octant listens on ", LONGEST).unwrap_or_else(|| panic!("{}", log.so_far()));
    let address = said.lines().find_map(|line| line.strip_prefix("Octant listens on "));
    let body = r#"{"id":"nobody","secret":"wrong"}"#;
    let (status, answer) =
        crate::support::request(address.unwrap(), "POST", "/dataProviders/tokens", &[], body).unwrap();
    assert_eq!(status, 401);
    process.kill().unwrap();
    process.wait().unwrap();
    let log = log.all();
    let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
    let id = answer["requestId"].as_str().unwrap();
    assert_eq!(id.len(), 32);
    let named = |line: &&str| line.contains(id) && serde_json::from_str::<serde_json::Value>(line).is_ok();
    assert!(log.lines().any(|line| named(&line)), "{id} is in no line of {log}");
}

#[test]
fn each_start_prints_the_link_for_the_first_admin_until_there_is_one() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let link = |server: &Server| {
        let line = server.said.lines().find_map(|line| line.trim().strip_prefix(server.address.as_str()));
        line.map(str::to_owned)
    };
    let status = |server: &Server, path: &str| server.request("GET", path, &[], "").unwrap().0;
    let first = Server::on(&data);
    let old = link(&first).expect("the first start prints a link");
    assert!(old.starts_with("/studio/welcome?token="), "{old}");
    assert_eq!(status(&first, &old), 200);
    drop(first);
    let second = Server::on(&data);
    let new = link(&second).expect("nobody is there yet");
    assert_eq!((status(&second, &old), status(&second, &new)), (404, 200), "the newer link counts");
    drop(second);

    let store =
        octant_store::sqlite::SqliteStore::open(&data, &octant_store::sqlite::Options::default()).unwrap();
    let access =
        octant_access::Access::new(std::sync::Arc::new(store), octant_access::AccessOptions::default());
    let tenant = octant_model::TenantId::new("local").unwrap();
    access.unwrap().create_admin(&tenant, "ada@shop.example", "Ada", "a quiet harbour").unwrap();
    let third = Server::on(&data);
    assert_eq!(link(&third), None, "{}", third.said);
    assert_eq!(status(&third, &new), 404);
}
