//! Destinations. They take an organization key with `read:destinations` and `write:destinations`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::client::Client;
use crate::error::Error;
use crate::sources::body;
use crate::transport::Call;

const DESTINATIONS: [&str; 2] = ["v1", "destinations"];

/// An endpoint: cards of one definition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endpoint {
    /// Its identifier in addresses.
    pub identifier: String,
    /// The card definition.
    pub card: String,
    /// The segments whose members it shows: those of any of them; without one, all cards.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub segments: Vec<String>,
    /// The properties that it shows.
    #[serde(default)]
    pub properties: Vec<EndpointProperty>,
    /// The relations that it shows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub relations: Vec<EndpointRelation>,
}

/// A property that an endpoint shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndpointProperty {
    /// The card's property.
    pub id: String,
    /// Its name in results; its id where there is none.
    #[serde(default, rename = "as", skip_serializing_if = "Option::is_none")]
    pub shown_as: Option<String>,
    /// Whether and how its values are counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facet: Option<Facet>,
    /// Whether full text search looks into it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub searchable: bool,
}

/// How a property's values are counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facet {
    /// The most values to list.
    #[serde(default = "default_size", deserialize_with = "octant_model::whole::number")]
    pub size: usize,
    /// The facet's header by language.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub label: BTreeMap<String, String>,
    /// What separates the steps of a path such as `A>B>C`; each step is counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hierarchy: Option<String>,
}

fn default_size() -> usize {
    10
}

/// A relation that an endpoint shows, as a list of objects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndpointRelation {
    /// The card's relation.
    pub relation: String,
    /// Its name in results; its id where there is none.
    #[serde(default, rename = "as", skip_serializing_if = "Option::is_none")]
    pub shown_as: Option<String>,
    /// The properties of the related cards that it shows.
    #[serde(default)]
    pub properties: Vec<RelatedProperty>,
}

/// A property of a related card: its id alone, or with a name of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum RelatedProperty {
    /// Shown under its id.
    Id(String),
    /// Shown under another name.
    Named {
        /// The related card's property.
        id: String,
        /// Its name in results.
        #[serde(default, rename = "as", skip_serializing_if = "Option::is_none")]
        shown_as: Option<String>,
    },
}

/// Where a version is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum VersionStatus {
    /// It can be changed and answers nothing.
    Draft,
    /// It answers, and its shape never changes.
    Published,
    /// It answered once and does not any more.
    Stopped,
}

/// A version of a destination.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Version {
    /// Its id.
    pub id: String,
    /// Its name in addresses: `v1`, `v2`, …
    pub name: String,
    /// Where it is in its life.
    pub status: VersionStatus,
    /// Whether its indexes are being built for the first time.
    #[serde(default)]
    pub publishing: bool,
    /// Whether it was published for other languages or fallbacks than the destination has now.
    #[serde(default, rename = "otherLanguages")]
    pub other_languages: bool,
    /// How far the indexes are that it waits for: those of its publication, or those that show a change of its cards or
    /// segments, until which it answers as before. `None` where it shows these as they are.
    #[serde(default)]
    pub building: Option<Building>,
    /// Why the last try to build an index failed, by endpoint; it is tried again.
    #[serde(default, rename = "buildProblems")]
    pub build_problems: BTreeMap<String, String>,
    /// Its endpoints.
    #[serde(default)]
    pub endpoints: Vec<Endpoint>,
}

/// How many cards were gone through, and of how many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub struct Building {
    /// Cards that were gone through.
    pub done: u64,
    /// Of how many.
    pub of: u64,
}

/// What can be set on a destination at any time.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DestinationSettings {
    /// Its name for people; the identifier where it is empty.
    #[serde(default)]
    pub name: String,
    /// Whether queries need a token.
    #[serde(default)]
    pub protected: bool,
    /// The languages; the first is the default. Published versions keep theirs.
    #[serde(default)]
    pub languages: Vec<String>,
    /// For a language, those whose values are shown where it has none. Published versions keep theirs.
    #[serde(default)]
    pub fallbacks: BTreeMap<String, Vec<String>>,
    /// The origins of pages that may query it from a browser; none for any.
    #[serde(default)]
    pub cors_origins: Vec<String>,
}

/// A destination.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Destination {
    /// Its id.
    pub id: String,
    /// Its identifier in addresses.
    pub identifier: String,
    /// Its settings.
    #[serde(flatten)]
    pub settings: DestinationSettings,
    /// Its versions, the oldest first.
    #[serde(default)]
    pub versions: Vec<Version>,
}

/// An application that may query a version.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DestinationApplication {
    /// Its name for people.
    pub name: String,
    /// What it proves itself with, beside its secret.
    pub client_id: String,
}

/// An application that was just made, with the secret that is shown only now.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewDestinationApplication {
    /// What it proves itself with, beside its secret.
    pub client_id: String,
    /// Its secret.
    pub client_secret: String,
}

impl std::fmt::Debug for NewDestinationApplication {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("NewDestinationApplication")
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// The destinations.
    ///
    /// # Errors
    /// Whatever a call can meet.
    pub async fn destinations(&self) -> Result<Vec<Destination>, Error> {
        self.list(&DESTINATIONS).await
    }

    /// The destination of that id or identifier.
    ///
    /// # Errors
    /// Status 404 where there is none, and whatever a call can meet.
    pub async fn destination(&self, id: &str) -> Result<Destination, Error> {
        self.call(&Call::get(&[DESTINATIONS[0], DESTINATIONS[1], id])).await?.json()
    }

    /// Makes a destination with a first version, a draft.
    ///
    /// # Errors
    /// Status 409 where the identifier is taken, 400 where it breaks rules, and whatever a call can meet.
    pub async fn create_destination(
        &self,
        identifier: &str,
        settings: &DestinationSettings,
    ) -> Result<Destination, Error> {
        let mut new = json!(settings);
        new["identifier"] = identifier.into();
        self.call(&Call::post_once(&DESTINATIONS, body(&new))).await?.json()
    }

    /// Sets all settings of a destination.
    ///
    /// # Errors
    /// Status 404 where there is none, 400 where they break rules, and whatever a call can meet.
    pub async fn update_destination(
        &self,
        id: &str,
        settings: &DestinationSettings,
    ) -> Result<Destination, Error> {
        self.call(&Call::patch(&[DESTINATIONS[0], DESTINATIONS[1], id], body(settings))).await?.json()
    }

    /// Deletes a destination with all its versions, those that answer included. One that is gone already is no error.
    ///
    /// # Errors
    /// Whatever a call can meet.
    pub async fn delete_destination(&self, id: &str) -> Result<(), Error> {
        self.remove(Call::delete(&[DESTINATIONS[0], DESTINATIONS[1], id]).with_query("force", "true")).await
    }

    /// Adds a draft with the endpoints of the newest version, and gives the destination with it.
    ///
    /// # Errors
    /// Status 409 where there is a draft already, and whatever a call can meet.
    pub async fn add_version(&self, id: &str) -> Result<(), Error> {
        let path = [DESTINATIONS[0], DESTINATIONS[1], id, "versions"];
        self.call(&Call::post_once(&path, bytes::Bytes::from_static(b"{}"))).await.map(|_| ())
    }

    /// Says what a draft shows.
    ///
    /// # Errors
    /// Status 400 where the endpoints break rules, 409 where the version is no draft, and whatever a call can meet.
    pub async fn put_endpoints(&self, id: &str, version: &str, endpoints: &[Endpoint]) -> Result<(), Error> {
        let path = [DESTINATIONS[0], DESTINATIONS[1], id, "versions", version];
        self.call(&Call::put(&path, body(&json!({"endpoints": endpoints})))).await.map(|_| ())
    }

    /// Begins to publish a version; its status tells when it is done.
    ///
    /// # Errors
    /// Status 400 where a card is not active, 409 where too many versions are published, and whatever a call can meet.
    pub async fn publish_version(&self, id: &str, version: &str) -> Result<(), Error> {
        self.order(&[DESTINATIONS[0], DESTINATIONS[1], id, "versions", version, "publish"]).await
    }

    /// Ends a version's answers.
    ///
    /// # Errors
    /// Whatever a call can meet.
    pub async fn stop_version(&self, id: &str, version: &str) -> Result<(), Error> {
        self.order(&[DESTINATIONS[0], DESTINATIONS[1], id, "versions", version, "stop"]).await
    }

    /// The applications that may query a version.
    ///
    /// # Errors
    /// Whatever a call can meet.
    pub async fn applications(&self, id: &str, version: &str) -> Result<Vec<DestinationApplication>, Error> {
        self.list(&[DESTINATIONS[0], DESTINATIONS[1], id, "versions", version, "applications"]).await
    }

    /// Makes an application that may query a version, and gives its secret, which cannot be asked for again.
    ///
    /// # Errors
    /// Whatever a call can meet.
    pub async fn create_application(
        &self,
        id: &str,
        version: &str,
        name: &str,
    ) -> Result<NewDestinationApplication, Error> {
        let path = [DESTINATIONS[0], DESTINATIONS[1], id, "versions", version, "applications"];
        self.call(&Call::post_once(&path, body(&json!({"name": name})))).await?.json()
    }

    /// Deletes an application; its tokens end at once. One that is gone already is no error.
    ///
    /// # Errors
    /// Whatever a call can meet.
    pub async fn delete_application(&self, id: &str, version: &str, client: &str) -> Result<(), Error> {
        let path = [DESTINATIONS[0], DESTINATIONS[1], id, "versions", version, "applications", client];
        self.remove(Call::delete(&path)).await
    }
}
