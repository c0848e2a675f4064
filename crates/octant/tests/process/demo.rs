//! `octant demo`.

use std::process::{Child, Command, Stdio};

use crate::curl;
use crate::support::{LONGEST, Said, Server, octant};

#[test]
fn once_it_fills_the_shop_checks_it_and_stops() {
    let output = octant().args(["demo", "--once", "--listen", "127.0.0.1:0"]).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("259 entries created"), "{said}");
    assert!(said.contains("values of 1295 entries are as they were sent"), "{said}");
    assert!(said.contains("5 queries have the totals of the catalogue"), "{said}");
}

#[test]
fn an_address_that_is_taken_is_named() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = octant().args(["demo", "--once", "--listen", &address]).output().unwrap();
    let refusal = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(refusal.contains(&format!("cannot listen on {address}")), "{refusal}");
}

#[test]
fn where_the_usual_port_is_taken_another_one_does() {
    // Whoever else has it does as well.
    let _taken = std::net::TcpListener::bind("127.0.0.1:8080");
    let output = octant().args(["demo", "--once"]).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.starts_with("127.0.0.1:8080 is taken"), "{said}");
}

#[test]
fn stopped_from_the_keyboard_it_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = octant();
    command.args(["demo", "--listen", "127.0.0.1:0"]).env("TMPDIR", folder.path());
    let (mut process, _) = started(&mut command);
    assert_eq!(folder.path().read_dir().unwrap().count(), 1, "the demo's folder");
    let sent = Command::new("kill").args(["-INT", &process.id().to_string()]).status().unwrap();
    assert!(sent.success());
    assert!(process.wait().unwrap().success());
    assert_eq!(folder.path().read_dir().unwrap().count(), 0);
}

#[test]
fn the_commands_it_prints_work_and_serve_goes_on_with_its_folder() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("shop");
    let (mut process, said) =
        started(octant().args(["demo", "--listen", "127.0.0.1:0", "--data"]).arg(&data));
    let commands: Vec<String> =
        curl::commands(&said).into_iter().filter(|line| line.starts_with("curl ")).collect();
    let [list, search, news, openapi, login, partners, product, properties, token, change, imports] =
        commands.as_slice()
    else {
        panic!("{said}")
    };
    let run = |command: &str| {
        let (status, answer) = curl::run(command, folder.path());
        assert_eq!(status, "200", "{command}\n{answer}");
        answer
    };
    let list = run(list);
    assert_eq!((&list["total"], list["results"].as_array().unwrap().len()), (&259.into(), 3));
    assert_eq!(list["facets"][0]["header"], "Kategori");
    assert_eq!(list["results"][0]["pictures"].as_array().unwrap().len(), 2);
    let found = run(search);
    assert!(found["total"].as_u64().unwrap() > 0, "{found}");
    for result in found["results"].as_array().unwrap() {
        assert!(result["category"].as_str().unwrap().starts_with("Furniture>Seating"), "{result}");
    }
    let days: Vec<String> =
        run(news)["results"].as_array().unwrap().iter().map(|one| one["launched"].to_string()).collect();
    assert!(days.len() == 3 && days.is_sorted_by(|one, next| one >= next), "{days:?}");
    assert!(run(openapi)["paths"].get("/products").is_some());
    let partner_token = run(login)["accessToken"].as_str().unwrap().to_owned();
    assert_eq!(
        run(&partners.replace("<partnerToken>", &partner_token))["results"].as_array().unwrap().len(),
        3
    );
    assert!(run(product).to_string().contains("mossgrön"));
    assert_eq!(run(properties)["items"].as_array().unwrap().len(), 15);
    let token = run(token)["result"]["accessToken"].as_str().unwrap().to_owned();
    assert_eq!(run(&change.replace("<accessToken>", &token))["result"]["updated"], 1);
    assert_eq!(run(imports)["items"].as_array().unwrap().len(), 3);
    let key = said.split("organization key").nth(1).unwrap().split_whitespace().next().unwrap();
    process.kill().unwrap();
    process.wait().unwrap();

    let again = octant().args(["demo", "--data"]).arg(&data).output().unwrap();
    let refusal = String::from_utf8(again.stderr).unwrap();
    assert!(!again.status.success() && refusal.contains("octant serve --data"), "{refusal}");
    let server = Server::on(&data);
    let (status, _) = server
        .request("GET", "/v1/sources/media/entries/krus-1-blue-front", &[("x-api-key", key)], "")
        .unwrap();
    assert_eq!(status, 200);
}

#[test]
fn the_file_that_it_prints_is_what_it_sets_up() {
    let printed = octant().args(["demo", "--print-setup"]).output().unwrap();
    let server = Server::start();
    let file = server.file("demo.yaml", &printed.stdout);
    let apply = |options: &[&str]| {
        let mut command = octant();
        command.args(["apply", "-f"]).arg(&file).args(options);
        command
            .env("OCTANT_URL", &server.address)
            .env("OCTANT_API_KEY", crate::support::KEY)
            .output()
            .unwrap()
    };
    let applied = apply(&[]);
    assert!(applied.status.success(), "{}", String::from_utf8_lossy(&applied.stderr));
    let again = apply(&["--plan", "--prune"]);
    assert_eq!(String::from_utf8_lossy(&again.stdout), "Everything is as the file says.\n");
}

/// The demo, and what it said when it was ready.
fn started(command: &mut Command) -> (Child, String) {
    let mut process = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let output = Said::by(process.stdout.take().unwrap());
    let log = Said::by(process.stderr.take().unwrap());
    let said = output.until("Ctrl-C stops it.", LONGEST).unwrap_or_else(|| {
        // It may have ended by itself.
        let _ = process.kill();
        panic!("it is never ready: {}; its log:\n{}", output.all(), log.all())
    });
    (process, said)
}
