//! Reading stored entries back. It takes an organization key.

use octant_model::SourceId;
use serde::Deserialize;

use crate::client::Client;
use crate::error::Error;
use crate::transport::Call;
use crate::value::{self, Value};

/// The most entries that one request may ask for (docs/api.md, "Entries").
const MAX_IDS: usize = 100;

/// An entry as the server shows it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct StoredEntry {
    /// Its key.
    pub id: String,
    /// Its values.
    pub properties: Vec<StoredValue>,
}

/// One value of a [`StoredEntry`].
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct StoredValue {
    /// The property's id, in lower case.
    pub id: String,
    /// The value in the JSON type that the property's type asks for, text where it has none. Numbers keep every digit.
    #[serde(deserialize_with = "value::exact")]
    pub value: Value,
    /// The language; `None` for a value without one.
    pub language: Option<String>,
}

#[derive(Deserialize)]
struct Items {
    items: Vec<StoredEntry>,
}

impl Client {
    /// The entries of a source that have these keys, in the order of the keys; what is not there is left out.
    ///
    /// # Errors
    /// Status 404 where there is no such source, 409 where a value does not fit its property's type, and whatever a
    /// call can meet.
    pub async fn entries(&self, source: &SourceId, keys: &[&str]) -> Result<Vec<StoredEntry>, Error> {
        let mut found = Vec::with_capacity(keys.len());
        for some in keys.chunks(MAX_IDS) {
            let mut call = Call::get(&["v1", "sources", source.as_str(), "entries"]);
            for key in some {
                call = call.with_query("id", *key);
            }
            let page: Items = self.call(&call).await?.json()?;
            found.extend(page.items);
        }
        Ok(found)
    }
}
