//! Cards and destinations in a few words.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::{User, until};

/// The path of a file in the repository's `fixtures/`.
pub fn fixture(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures").join(name);
    assert!(path.is_file(), "there is no fixture {}", path.display());
    path
}

/// A property of a card under its own name.
pub fn property(source: &str, id: &str, kind: &str) -> Value {
    json!({"id": id, "type": kind, "source": source, "sourceProperty": id})
}

/// Makes a card definition of one source and waits until its cards are there.
pub async fn card(user: &User, id: &str, source: &str, properties: &[(&str, &str)], relations: &Value) {
    let properties: Vec<Value> = properties.iter().map(|(id, kind)| property(source, id, kind)).collect();
    let definition =
        json!({"id": id, "sources": [{"id": source}], "properties": properties, "relations": relations});
    user.post("/v1/card-definitions", &definition).await.expect(201);
    crate::cards::activate(user, id).await;
}

/// Makes a destination, publishes `v1` and waits until it answers; the destination's id.
pub async fn publish(user: &User, destination: &Value, endpoints: &Value) -> String {
    let made = user.post("/v1/destinations", destination).await.expect(201).json();
    let id = made["id"].as_str().expect("an id").to_owned();
    user.put(&format!("/v1/destinations/{id}/versions/v1"), &json!({ "endpoints": endpoints }))
        .await
        .expect(200);
    publish_version(user, &id, "v1").await;
    id
}

/// Publishes a version and waits until it answers.
pub async fn publish_version(user: &User, id: &str, version: &str) {
    user.post(&format!("/v1/destinations/{id}/versions/{version}/publish"), &json!({})).await.expect(202);
    until("the version is published", async || {
        let destination = user.get(&format!("/v1/destinations/{id}")).await.expect(200).json();
        let mut versions = destination["versions"].as_array().expect("versions").iter();
        let status = &versions.find(|one| one["name"] == version).expect("the version")["status"];
        if status == "Published" { Ok(()) } else { Err(destination.to_string()) }
    })
    .await;
}

/// Imports a payload and waits until it shows everywhere.
pub async fn import_and_wait(user: &User, source: &str, entities: &[Value]) {
    for part in entities.chunks(1_000) {
        let answer = user.post(&format!("/import/{source}"), &json!({ "entities": part })).await.expect(202);
        let id = answer.json()["id"].as_str().expect("an id").to_owned();
        published(user, &id).await;
    }
}

/// Waits until an import shows everywhere.
pub async fn published(user: &User, import: &str) {
    until("the import is published", async || {
        let status = user.get(&format!("/imports/{import}")).await.expect(200).json();
        if status["state"] == "published" { Ok(()) } else { Err(status.to_string()) }
    })
    .await;
}

/// The ids of an answer's results.
pub fn ids(answer: &Value) -> Vec<String> {
    let results = answer["results"].as_array().expect("results");
    results.iter().map(|one| one["id"].as_str().expect("an id").to_owned()).collect()
}
