//! Setting up and removing sources and data providers. It takes an organization key.

use octant_model::{ProviderId, SourceId};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::client::Client;
use crate::error::Error;
use crate::platform::{DataProvider, Source, SourceGrant};
use crate::transport::Call;

/// What a source holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum SourceType {
    /// Entries of any kind.
    #[default]
    Generic,
    /// Entries with files.
    Media,
}

/// Whether a source can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SourceStatus {
    /// It can.
    Active,
    /// It is being deleted.
    Purging,
}

/// A source to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewSource {
    /// Its id.
    pub id: SourceId,
    /// Its name for people.
    pub name: String,
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What it holds.
    #[serde(rename = "type")]
    pub source_type: SourceType,
}

/// How many items a list has.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Counted {
    pub(crate) total_count: Option<u64>,
}

impl Client {
    /// The sources.
    ///
    /// # Errors
    /// Whatever a call can meet, 401 and 403 for credentials without the scope `read:sources` among it.
    pub async fn sources(&self) -> Result<Vec<Source>, Error> {
        self.list(&["v1", "sources"]).await
    }

    /// Makes a source with everything that can be said of it.
    ///
    /// # Errors
    /// Status 409 where there is one already, and whatever a call can meet.
    pub async fn create_source_with(&self, new: &NewSource) -> Result<Source, Error> {
        self.call(&Call::post_once(&["v1", "sources"], body(new))).await?.json()
    }

    /// Changes a source; what is `None` stays, an empty description goes.
    ///
    /// # Errors
    /// Status 404 where there is no such source, and whatever a call can meet.
    pub async fn update_source(
        &self,
        id: &SourceId,
        name: Option<&str>,
        description: Option<&str>,
    ) -> Result<Source, Error> {
        let change = given(&[("name", name.map(Into::into)), ("description", description.map(Into::into))]);
        self.call(&Call::patch(&["v1", "sources", id.as_str()], body(&change))).await?.json()
    }

    /// Begins to delete a source and all its entries. One that is gone already is no error.
    ///
    /// # Errors
    /// Whatever a call can meet.
    pub async fn delete_source(&self, id: &SourceId) -> Result<(), Error> {
        self.remove(Call::delete(&["v1", "sources", id.as_str()])).await
    }

    /// How many entries a source has.
    ///
    /// # Errors
    /// Status 404 where there is no such source, and whatever a call can meet.
    pub async fn entry_count(&self, id: &SourceId) -> Result<u64, Error> {
        let call = Call::get(&["v1", "sources", id.as_str(), "entries"])
            .with_query("limit", "1")
            .with_query("includeTotalCount", "true");
        let answer = self.call(&call).await?;
        let counted: Counted = answer.json()?;
        counted.total_count.ok_or_else(|| answer.odd("it holds no totalCount"))
    }

    /// Changes a data provider; what is `None` stays.
    ///
    /// # Errors
    /// Status 404 where there is no such provider, and whatever a call can meet.
    pub async fn update_data_provider(
        &self,
        id: ProviderId,
        name: Option<&str>,
        sources: Option<&SourceGrant>,
    ) -> Result<DataProvider, Error> {
        let change =
            given(&[("name", name.map(Into::into)), ("sources", sources.map(|sources| json!(sources)))]);
        self.call(&Call::patch(&["v1", "data-providers", &id.to_string()], body(&change))).await?.json()
    }

    /// Deletes a data provider. One that is gone already is no error.
    ///
    /// # Errors
    /// Whatever a call can meet.
    pub async fn delete_data_provider(&self, id: ProviderId) -> Result<(), Error> {
        self.remove(Call::delete(&["v1", "data-providers", &id.to_string()])).await
    }

    /// Deletes something; that it is gone already is no error.
    pub(crate) async fn remove(&self, call: Call) -> Result<(), Error> {
        match self.call(&call).await {
            Err(error) if error.status() != Some(404) => Err(error),
            _ => Ok(()),
        }
    }
}

/// What is to be sent, as JSON.
pub(crate) fn body(value: &impl Serialize) -> bytes::Bytes {
    serde_json::to_vec(value).expect("it is texts, numbers and flags, which JSON can always hold").into()
}

/// The members that have a value.
pub(crate) fn given(members: &[(&str, Option<Value>)]) -> Map<String, Value> {
    let with_value = members.iter().filter_map(|(name, value)| Some(((*name).to_owned(), value.clone()?)));
    with_value.collect()
}
