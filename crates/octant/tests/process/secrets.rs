//! Signing keys that are sealed with a key from outside the data folder.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::support::{KEY, Server, octant};

const FIRST: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const SECOND: &str = "HxwbGhkYFxYVFBMSERAPDg0MCwoJCAcGBQQDAgEAAAE=";

struct World {
    folder: tempfile::TempDir,
}

impl World {
    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Starts with a file of these keys, or without one.
    fn start(&self, keys: &[&str]) -> Result<Server, String> {
        if keys.is_empty() {
            return self.start_with(None);
        }
        self.start_with(Some(&self.file("keys", &keys.join("\n"), 0o600)))
    }

    fn start_with(&self, file: Option<&Path>) -> Result<Server, String> {
        let mut command = octant();
        command
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(self.data())
            .env("OCTANT_ADMIN_KEY", KEY);
        if let Some(file) = file {
            command.arg("--secrets-key-file").arg(file);
        }
        Server::run(&mut command)
    }

    fn file(&self, name: &str, text: &str, mode: u32) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        path
    }

    /// Whether the database holds a text in clear.
    fn holds(&self, text: &str) -> bool {
        let bytes = std::fs::read(self.data().join("octant.db")).unwrap();
        bytes.windows(text.len()).any(|part| part == text.as_bytes())
    }
}

fn stop(mut server: Server) {
    server.signal("TERM");
    assert!(server.wait().success());
}

/// Whether a provider's token is good.
fn is_good(server: &Server, token: &str) -> bool {
    let bearer = format!("Bearer {token}");
    let (status, answer) = server
        .request("POST", "/import/products", &[("authorization", &bearer)], r#"{"entities":[]}"#)
        .unwrap();
    assert!(status == 202 || status == 401, "{status} {answer}");
    status == 202
}

fn token(server: &Server) -> String {
    server.post("/v1/sources", &json!({"id": "products", "name": "Products"}).to_string());
    let (status, made) =
        server.post("/v1/data-providers", &json!({"name": "ERP", "sources": ["products"]}).to_string());
    assert_eq!(status, 201, "{made}");
    let asked = json!({"id": made["id"], "secret": made["secret"]}).to_string();
    let (status, answer) = server.request("POST", "/dataProviders/tokens", &[], &asked).unwrap();
    assert_eq!(status, 200, "{answer}");
    let answer: Value = serde_json::from_str(&answer).unwrap();
    answer["result"]["accessToken"].as_str().unwrap().to_owned()
}

const CLEAR: &str = "\"signing_key\":[";
const SEALED: &str = "\"signing_key\":\"octs1.";

#[test]
fn signing_keys_are_sealed_opened_and_sealed_with_another_key() {
    let world = World { folder: tempfile::tempdir().unwrap() };
    let server = world.start(&[]).unwrap();
    let token = token(&server);
    assert!(is_good(&server, &token));
    stop(server);
    assert!(world.holds(CLEAR) && !world.holds(SEALED), "without a file they are in clear");

    let server = world.start(&[FIRST]).unwrap();
    assert!(is_good(&server, &token), "what was given before is good still");
    let later = self::token(&server);
    stop(server);
    assert!(world.holds(SEALED) && !world.holds(CLEAR), "nothing of the clear keys is left");

    for keys in [&[][..], &[SECOND]] {
        let told = world.start(keys).err().unwrap();
        assert!(told.contains("is sealed with the key") && told.contains("secrets_key_file"), "{told}");
    }
    for keys in [&[SECOND, FIRST][..], &[SECOND]] {
        let server = world.start(keys).unwrap();
        assert!(is_good(&server, &token) && is_good(&server, &later));
        stop(server);
    }
    assert!(world.start(&[FIRST]).is_err(), "all of them were sealed with the second");
}

#[test]
fn a_file_of_keys_that_others_can_read_is_refused() {
    let world = World { folder: tempfile::tempdir().unwrap() };
    std::fs::create_dir(world.data()).unwrap();
    for (name, text, mode, problem) in [
        ("wide", FIRST, 0o644, "other users of the machine can reach it (mode 644)"),
        ("written", FIRST, 0o620, "(mode 620)"),
        ("data/keys", FIRST, 0o600, "it lies in the data folder"),
        ("short", "c2hvcnQ=", 0o600, "line 1 is no key"),
        ("empty", "# none\n", 0o600, "it holds no key"),
    ] {
        let told = world.start_with(Some(&world.file(name, text, mode))).err().unwrap();
        assert!(told.contains(problem) && told.contains("secrets_key_file"), "{name}: {told}");
    }
    let told = world.start_with(Some(Path::new("/nowhere/keys"))).err().unwrap();
    assert!(told.contains("secrets_key_file /nowhere/keys: No such file"), "{told}");
    stop(world.start_with(Some(&world.file("group", FIRST, 0o440))).unwrap());
}
