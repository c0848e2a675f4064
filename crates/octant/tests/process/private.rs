//! What the data folder holds is for the user of the server alone.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;

use crate::support::{KEY, Server};

/// A server that is started as by a shell whose new files are for everybody to read.
fn start(data: &Path) -> Server {
    let mut command = Command::new("sh");
    command.args(["-c", "umask 022; exec \"$0\" serve --listen 127.0.0.1:0 --data \"$1\""]);
    command.arg(env!("CARGO_BIN_EXE_octant")).arg(data).env("OCTANT_ADMIN_KEY", KEY);
    Server::run(&mut command).unwrap_or_else(|said| panic!("the server does not start: {said}"))
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// Everything in the folder, and itself.
fn all(folder: &Path) -> Vec<PathBuf> {
    let mut paths = vec![folder.to_owned()];
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { paths.extend(all(&path)) } else { paths.push(path) }
    }
    paths
}

fn open_to_others(folder: &Path) -> Vec<(PathBuf, String)> {
    let wide = all(folder).into_iter().filter(|path| mode(path) & 0o077 != 0);
    wide.map(|path| (path.clone(), format!("{:o}", mode(&path)))).collect()
}

#[test]
fn nobody_else_can_read_the_folder_and_one_that_is_open_is_narrowed() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut server = start(&data);
    // Cards have an index of their own: files that are made later are private, too.
    let made = |path: &str, body: &serde_json::Value| {
        let (status, answer) = server.post(path, &body.to_string());
        assert!((200..300).contains(&status), "{path}: {status} {answer}");
    };
    made("/v1/sources", &json!({"id": "products", "name": "Products"}));
    let card = json!({"id": "product", "sources": [{"id": "products"}],
        "properties": [{"id": "name", "type": "Text", "source": "products", "sourceProperty": "name"}]});
    made("/v1/card-definitions", &card);
    made("/v1/card-definitions/product/activate", &json!({}));
    server.until("the cards have an index", || {
        if data.join("indexes").is_dir() { Ok(()) } else { Err("no folder".to_owned()) }
    });
    assert_eq!(open_to_others(&data), []);
    server.signal("TERM");
    assert!(server.wait().success());

    // A folder of an earlier release.
    for path in all(&data) {
        let open = if path.is_dir() { 0o755 } else { 0o644 };
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(open)).unwrap();
    }
    let mut server = start(&data);
    assert_eq!((mode(&data), mode(&data.join("octant.db"))), (0o700, 0o600));
    assert_eq!(mode(&data.join("octant.lock")), 0o600);
    assert!(server.log().contains("other users could read it"), "{}", server.log());
    server.signal("TERM");
    assert!(server.wait().success());
}
