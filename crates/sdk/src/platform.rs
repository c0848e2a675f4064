//! The parts of the platform API that somebody needs who brings in data: sources, their properties, data providers.
//! They take an organization key.

use bytes::Bytes;
use octant_model::{PropertyType, ProviderId, SourceId};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::client::Client;
use crate::error::Error;
use crate::sources::{SourceStatus, SourceType};
use crate::transport::Call;

/// The longest pages that the protocol gives.
const PAGE: &str = "200";

/// A source.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Source {
    /// Its id.
    pub id: SourceId,
    /// Its name for people.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// What it holds.
    #[serde(rename = "type", default)]
    pub source_type: SourceType,
    /// Whether it can be used.
    pub status: SourceStatus,
}

/// A property of a source.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct SourceProperty {
    /// Its id, in lower case.
    pub id: String,
    /// Its settings.
    #[serde(flatten)]
    pub settings: PropertySettings,
}

/// What can be set on a property.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PropertySettings {
    /// Its name for people.
    pub display_name: String,
    /// What it holds.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub property_type: Option<PropertyType>,
    /// What its elements are separated by; list types have one, and only they.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<String>,
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// Which sources a data provider may write to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceGrant {
    /// All, those of the future included.
    All,
    /// These.
    Some(Vec<SourceId>),
}

impl SourceGrant {
    /// Whether a source is among them.
    #[must_use]
    pub fn includes(&self, source: &SourceId) -> bool {
        match self {
            Self::All => true,
            Self::Some(sources) => sources.contains(source),
        }
    }
}

impl Serialize for SourceGrant {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::All => serializer.serialize_str("*"),
            Self::Some(sources) => sources.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for SourceGrant {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Form {
            Word(String),
            List(Vec<SourceId>),
        }
        match Form::deserialize(deserializer)? {
            Form::Word(word) if word == "*" => Ok(Self::All),
            Form::Word(word) => {
                Err(serde::de::Error::custom(format!("{word:?} is neither \"*\" nor a list")))
            }
            Form::List(sources) => Ok(Self::Some(sources)),
        }
    }
}

/// A data provider.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct DataProvider {
    /// Its id.
    pub id: ProviderId,
    /// Its name for people.
    pub name: String,
    /// Which sources it may write to.
    pub sources: SourceGrant,
}

/// A data provider that was just made, with the secret that is shown only now.
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub struct NewDataProvider {
    /// The provider.
    #[serde(flatten)]
    pub provider: DataProvider,
    /// Its secret.
    pub secret: String,
}

impl std::fmt::Debug for NewDataProvider {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("NewDataProvider").field("provider", &self.provider).finish_non_exhaustive()
    }
}

/// A page of any list.
#[derive(Deserialize)]
struct Listed<T> {
    items: Vec<T>,
    after: Option<String>,
}

impl Client {
    /// A source, or `None` where there is none by that id.
    ///
    /// # Errors
    /// Whatever a call can meet, 401 and 403 for credentials without the scope `read:sources` among it.
    pub async fn source(&self, id: &SourceId) -> Result<Option<Source>, Error> {
        match self.call(&Call::get(&["v1", "sources", id.as_str()])).await {
            Ok(answer) => answer.json().map(Some),
            Err(error) if error.status() == Some(404) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Makes a source.
    ///
    /// # Errors
    /// Status 409 where there is one already, and whatever a call can meet.
    pub async fn create_source(&self, id: &SourceId, name: &str) -> Result<Source, Error> {
        let body = json!({"id": id, "name": name}).to_string();
        self.call(&Call::post_once(&["v1", "sources"], body.into())).await?.json()
    }

    /// The properties of a source.
    ///
    /// # Errors
    /// Status 404 where there is no such source, and whatever a call can meet.
    pub async fn properties(&self, source: &SourceId) -> Result<Vec<SourceProperty>, Error> {
        self.list(&["v1", "sources", source.as_str(), "properties"]).await
    }

    /// Sets everything that can be set on a property; what is `None` is unset.
    ///
    /// # Errors
    /// Whatever a call can meet.
    pub async fn put_property(
        &self,
        source: &SourceId,
        id: &str,
        settings: &PropertySettings,
    ) -> Result<(), Error> {
        let body = serde_json::to_vec(settings).expect("settings are text, which JSON can always hold");
        self.call(&Call::put(&["v1", "sources", source.as_str(), "properties", id], body.into())).await?;
        Ok(())
    }

    /// The data providers.
    ///
    /// # Errors
    /// Whatever a call can meet.
    pub async fn data_providers(&self) -> Result<Vec<DataProvider>, Error> {
        self.list(&["v1", "data-providers"]).await
    }

    /// Makes a data provider and gives its secret, which cannot be asked for again.
    ///
    /// # Errors
    /// Whatever a call can meet.
    pub async fn create_data_provider(
        &self,
        name: &str,
        sources: &SourceGrant,
    ) -> Result<NewDataProvider, Error> {
        let body = json!({"name": name, "sources": sources}).to_string();
        self.call(&Call::post_once(&["v1", "data-providers"], Bytes::from(body))).await?.json()
    }

    /// All items of a list, page by page.
    pub(crate) async fn list<T: DeserializeOwned>(&self, path: &[&str]) -> Result<Vec<T>, Error> {
        let mut items = Vec::new();
        let mut after: Option<String> = None;
        loop {
            let mut call = Call::get(path).with_query("limit", PAGE);
            if let Some(cursor) = &after {
                call = call.with_query("after", cursor);
            }
            let answer = self.call(&call).await?;
            let page: Listed<T> = answer.json()?;
            items.extend(page.items);
            if page.after.is_none() {
                return Ok(items);
            }
            if page.after == after {
                return Err(answer.odd("the list goes on with the page that it just gave"));
            }
            after = page.after;
        }
    }
}
