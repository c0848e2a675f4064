//! `octant doctor`.

use std::os::unix::fs::FileExt;

use crate::support::{Server, fixture, octant};

fn doctor(data: &std::path::Path) -> (Option<i32>, String) {
    let output = octant().args(["doctor", "--data"]).arg(data).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    (output.status.code(), said)
}

#[test]
fn a_sound_folder_agrees_and_a_changed_byte_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut server = Server::on(&data);
    let mut import = octant();
    import
        .arg("import")
        .arg(fixture("garments.csv"))
        .args(["--source", "products", "--key", "ID", "--create"]);
    import.env("OCTANT_URL", &server.address).env("OCTANT_API_KEY", crate::support::KEY);
    assert!(import.output().unwrap().status.success());
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
