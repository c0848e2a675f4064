//! Organization keys that are made in the Studio.

use octant_access::Role;
use serde_json::Value;

use super::visitor::Visitor;
use crate::support::TestServer;
use crate::support::server::TENANT;

#[tokio::test]
async fn a_key_may_do_what_was_ticked_and_its_last_use_is_shown() {
    let server = TestServer::start().await;
    let mut admin = Visitor::signed_in(&server, TENANT, Role::Admin).await;
    let path = "/studio/access/keys";
    let typed = [("name", ""), ("expires", "2001-01-01")];
    let refused = admin.post(path, &typed).await.expect(422).text;
    for told in
        ["Give it a name.", "Choose at least one.", "This day is over already.", "value=\"2001-01-01\""]
    {
        assert!(refused.contains(told), "{told}: {refused}");
    }
    let no_day =
        admin.post(path, &[("name", "K"), ("scope", "admin"), ("expires", "soon")]).await.expect(422);
    assert!(no_day.text.contains("Write a day like 2030-12-31."), "{}", no_day.text);
    let typed =
        [("name", "Reader"), ("scope", "read:sources"), ("scope", "read:cards"), ("expires", "2199-12-31")];
    let made = admin.post(path, &typed).await;
    let shown = admin.follow(&made).await.text;
    let start = shown.find("octk_").expect("the key is shown");
    let key: String = shown[start..]
        .chars()
        .take_while(|letter| letter.is_alphanumeric() || "_-".contains(*letter))
        .collect();

    let script = server.with_headers(vec![("x-api-key".to_owned(), key)]);
    let of_reader = |list: &Value| {
        let found = list["items"].as_array().expect("a list").iter().find(|key| key["name"] == "Reader");
        found.expect("it is listed").clone()
    };
    let owner = server.admin().await;
    let unused = of_reader(&owner.get("/v1/api-keys").await.expect(200).json());
    assert_eq!(unused["lastUsedAt"], Value::Null);
    assert_eq!(unused["scopes"], serde_json::json!(["read:sources", "read:cards"]));
    assert_eq!(unused["expiresAt"], "2200-01-01T00:00:00.000Z", "it works on its last day");
    assert!(admin.get(path).await.expect(200).text.contains("Never"));
    script.get("/v1/sources").await.expect(200);
    script.get("/v1/card-definitions").await.expect(200);
    script.get("/v1/destinations").await.expect(403);
    let used = of_reader(&owner.get("/v1/api-keys").await.expect(200).json());
    assert!(used["lastUsedAt"].as_str().is_some_and(|at| at.ends_with('Z')), "{used}");
    let head = server.store.log_head(&crate::support::server::tenant_id(TENANT)).expect("read");
    script.get("/v1/sources").await.expect(200);
    assert_eq!(of_reader(&owner.get("/v1/api-keys").await.expect(200).json()), used, "noted once a minute");
    let after = server.store.log_head(&crate::support::server::tenant_id(TENANT)).expect("read");
    assert_eq!(after, head, "the log does not tell of it");
    let list = admin.get(path).await.expect(200).text;
    assert!(list.contains("read:cards") && list.contains("2199-12-31"), "{list}");
    server.close().await;
}
