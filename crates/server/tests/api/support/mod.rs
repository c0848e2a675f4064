//! A server on a real port over a real store, users that differ by their credential, and requests as one sentence.

pub mod answer;
pub mod calls;
pub mod credentials;
pub mod raw;
pub mod server;
pub mod shop;
pub mod until;
pub mod user;

pub use server::TestServer;
pub use until::until;
pub use user::User;

/// A payload of so many entities with a name each; `mark` tells one payload from another.
pub fn entities(count: usize, mark: &str) -> serde_json::Value {
    let entity = |place| {
        let properties = [serde_json::json!({"id": "name", "value": format!("{mark} {place}")})];
        serde_json::json!({"key": format!("key-{place}"), "properties": properties})
    };
    serde_json::json!({"entities": (0..count).map(entity).collect::<Vec<_>>()})
}
