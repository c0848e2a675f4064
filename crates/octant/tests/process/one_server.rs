//! A folder has one server, also when somebody deletes what it is locked with.

use crate::support::{KEY, Server, octant};

#[test]
fn without_its_lock_file_a_folder_in_use_admits_no_second_server() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut first = Server::on(&data);
    let mut command = octant();
    command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(&data).env("OCTANT_ADMIN_KEY", KEY);
    for deleted in [false, true] {
        if deleted {
            std::fs::remove_file(data.join("octant.lock")).unwrap();
        }
        let said = Server::run(&mut command)
            .err()
            .unwrap_or_else(|| panic!("a second server, lock file deleted: {deleted}"));
        assert!(said.contains("is in use by another process"), "{said}");
        let doctor = octant().args(["doctor", "--data"]).arg(&data).output().unwrap();
        assert_eq!(doctor.status.code(), Some(1), "lock file deleted: {deleted}");
        // A start that was refused did not take anything from the first one.
        assert_eq!(
            first.post("/v1/sources", &format!(r#"{{"id":"s{}","name":"S"}}"#, u8::from(deleted))).0,
            201
        );
    }
    first.signal("TERM");
    assert!(first.wait().success());
    let second = Server::on(&data);
    assert_eq!(second.get("/v1/sources")["items"].as_array().unwrap().len(), 2);
}
