//! What tests of the platform API do again and again.

use http::Method;
use serde_json::{Value, json};

use super::User;
use super::answer::Answer;

impl User {
    pub async fn put(&self, path: &str, body: &Value) -> Answer {
        self.with("content-type", "application/json").send(Method::PUT, path, Some(body.to_string())).await
    }

    pub async fn patch(&self, path: &str, body: &Value) -> Answer {
        self.with("content-type", "application/json").send(Method::PATCH, path, Some(body.to_string())).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, None::<Vec<u8>>).await
    }

    /// Imports entities given as `key: {property: value}`.
    pub async fn import_into(&self, source: &str, entries: &Value) {
        let entity = |(key, values): (&String, &Value)| {
            let values = values.as_object().expect("an object");
            let properties: Vec<Value> =
                values.iter().map(|(id, value)| json!({"id": id, "value": value})).collect();
            json!({"key": key, "properties": properties})
        };
        let entities: Vec<Value> = entries.as_object().expect("an object").iter().map(entity).collect();
        self.post(&format!("/import/{source}"), &json!({ "entities": entities })).await.expect(202);
    }
}

/// The messages of a 400, by path.
#[track_caller]
pub fn errors(answer: &Answer) -> Value {
    assert_eq!(answer.status, 400, "{answer:#?}");
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    let body = answer.anonymous();
    assert_eq!((&body["status"], &body["code"]), (&json!(400), &json!("invalid")), "{body}");
    body["errors"].clone()
}

/// The code of a failure of that status.
#[track_caller]
pub fn code(answer: &Answer, status: u16) -> String {
    assert_eq!(answer.status, status, "{answer:#?}");
    answer.anonymous()["code"].as_str().expect("a code").to_owned()
}

/// The values of the items of a list under a name.
pub fn listed(list: &Value, name: &str) -> Vec<String> {
    let items = list["items"].as_array().expect("a list");
    items.iter().map(|item| item[name].as_str().expect(name).to_owned()).collect()
}
