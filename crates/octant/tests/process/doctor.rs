//! `octant doctor`.

use std::os::unix::fs::FileExt;

use crate::support::{Server, fixture, octant};

fn doctor(data: &std::path::Path) -> (Option<i32>, String) {
    let output = octant().args(["doctor", "--data"]).arg(data).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    (output.status.code(), said)
}

fn repair(data: &std::path::Path) -> (Option<i32>, String) {
    let output = octant().args(["doctor", "--repair", "--data"]).arg(data).output().unwrap();
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}

fn import_garments(server: &Server) {
    let mut import = octant();
    import
        .arg("import")
        .arg(fixture("garments.csv"))
        .args(["--source", "products", "--key", "ID", "--create"]);
    import.env("OCTANT_URL", &server.address).env("OCTANT_API_KEY", crate::support::KEY);
    assert!(import.output().unwrap().status.success());
}

#[test]
fn a_sound_folder_agrees_and_a_changed_byte_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut server = Server::on(&data);
    import_garments(&server);
    let (code, said) = doctor(&data);
    assert_eq!(code, Some(1), "the folder is in use: {said}");
    server.signal("TERM");
    assert!(server.wait().success());
    let (code, said) = doctor(&data);
    assert_eq!(code, Some(0), "{said}");

    let file = data.join("octant.db");
    let bytes = std::fs::read(&file).unwrap();
    let name = b"Quillfeather";
    let open = std::fs::OpenOptions::new().write(true).open(&file).unwrap();
    // A page that is free by now may still hold an older copy.
    let places: Vec<usize> =
        (0..bytes.len() - name.len()).filter(|&place| &bytes[place..place + name.len()] == name).collect();
    assert!(!places.is_empty(), "the value lies in the file");
    for place in places {
        open.write_all_at(b"X", place as u64).unwrap();
    }
    drop(open);
    let (code, said) = doctor(&data);
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("products") || said.contains("entry"), "the finding says where: {said}");
}

#[test]
fn a_folder_without_a_store_is_no_sound_folder() {
    let folder = tempfile::tempdir().unwrap();
    let (code, said) = doctor(folder.path());
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("is empty"), "{said}");
}

/// Flips a bit of an entry's key where it stands on a leaf page of an index (sqlite.org, "Database File Format").
fn flip_in_index(data: &std::path::Path, key: &str) {
    const PAGE: usize = 8_192;
    let file = data.join("octant.db");
    let bytes = std::fs::read(&file).unwrap();
    let mut places = bytes
        .windows(key.len())
        .enumerate()
        .filter(|(place, window)| *window == key.as_bytes() && bytes[place / PAGE * PAGE] == 0x0a);
    let (place, _) = places.next().expect("the key lies in an index");
    let place = place + key.len() - 1;
    let open = std::fs::OpenOptions::new().write(true).open(&file).unwrap();
    open.write_all_at(&[bytes[place] ^ 1], place as u64).unwrap();
}

#[test]
fn an_index_that_contradicts_its_table_is_named_and_rebuilt_on_request() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut server = Server::on(&data);
    import_garments(&server);
    let all = server.get("/v1/sources/products/entries?limit=100");
    let lost = all["items"][3]["id"].as_str().unwrap().to_owned();
    server.signal("TERM");
    assert!(server.wait().success());
    let (code, said) = repair(&data);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("nothing was rebuilt"), "{said}");

    flip_in_index(&data, &lost);
    let (code, said) = doctor(&data);
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("entry_key"), "{said}");
    let mut server = Server::on(&data);
    let path = format!("/v1/sources/products/entries/{lost}");
    let (status, answer) = server.request("GET", &path, &[("x-api-key", crate::support::KEY)], "").unwrap();
    assert_eq!(status, 503, "no 404 for an entry that is there: {answer}");
    server.until("it is named", || match server.request("GET", "/readyz", &[], "").unwrap() {
        (503, problem) if problem.contains("storage_failed") => Ok(()),
        other => Err(format!("{other:?}")),
    });
    server.signal("TERM");
    assert!(server.wait().success());
    let log = server.log();
    let finding = format!(
        "tenant local, source products: the index entry_key contradicts its table beside entry {lost}"
    );
    assert!(log.contains(&finding) || log.contains(&format!("entry {lost} is not found")), "{log}");

    let (code, said) = repair(&data);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("rebuilt the index entry_key from the table entry"), "{said}");
    let server = Server::on(&data);
    assert_eq!(server.get("/v1/sources/products/entries?limit=100"), all);
}

/// A folder that is mounted for reading only, for those who may mount one.
struct ReadOnly(std::path::PathBuf);

impl ReadOnly {
    fn of(data: &std::path::Path) -> Option<Self> {
        let place = data.with_extension("mounted");
        std::fs::create_dir(&place).unwrap();
        let mount = |arguments: &[&str]| {
            let mut command = std::process::Command::new("mount");
            command.args(arguments).output().is_ok_and(|output| output.status.success())
        };
        let (data, shown) = (data.to_str().unwrap(), place.to_str().unwrap());
        let mounted = mount(&["--bind", data, shown]).then(|| Self(place.clone()))?;
        mount(&["-o", "remount,bind,ro", shown]).then_some(mounted)
    }
}

impl Drop for ReadOnly {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount").arg(&self.0).status();
    }
}

#[test]
fn a_folder_that_is_mounted_for_reading_only_can_be_examined() {
    for is_killed in [true, false] {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let mut server = Server::on(&data);
        import_garments(&server);
        server.signal(if is_killed { "KILL" } else { "TERM" });
        server.wait();
        assert_eq!(data.join("octant.db-wal").exists(), is_killed);
        let Some(mounted) = ReadOnly::of(&data) else {
            println!(
                "not allowed to mount a folder here; the store's tests compare what is in it before and after"
            );
            return;
        };
        assert!(std::fs::write(mounted.0.join("x"), "x").is_err(), "nothing can be written there");
        let (code, said) = doctor(&mounted.0);
        assert_eq!(code, Some(0), "{said}");
    }
}
