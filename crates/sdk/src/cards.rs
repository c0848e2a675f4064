//! Card definitions and segments. They take an organization key with `read:cards` and `write:cards`.

use octant_model::PropertyType;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::client::Client;
use crate::error::Error;
use crate::sources::{Counted, body, given};
use crate::transport::Call;

const CARDS: [&str; 2] = ["v1", "card-definitions"];

/// What a card is made of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardContent {
    /// The sources whose entries of one key make a card.
    #[serde(default)]
    pub sources: Vec<CardSource>,
    /// Its properties.
    #[serde(default)]
    pub properties: Vec<CardProperty>,
    /// What it is related to.
    #[serde(default)]
    pub relations: Vec<CardRelation>,
}

/// A source of a card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardSource {
    /// The source's id.
    pub id: String,
    /// Whether there is no card without an entry of this source.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
}

/// A property of a card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CardProperty {
    /// Its id.
    pub id: String,
    /// Its name for people; the id where it is empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// What the source's text is converted to.
    #[serde(rename = "type")]
    pub property_type: PropertyType,
    /// The source that it comes from.
    pub source: String,
    /// The source's property.
    pub source_property: String,
    /// Where a list is split; only for the list types.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<String>,
}

/// A relation: cards of another definition whose `to` has a value that `from` has here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardRelation {
    /// Its id.
    pub id: String,
    /// Its name for people; the id where it is empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The other definition's id.
    pub card: String,
    /// A property here, or `id`.
    pub from: String,
    /// A property there, or `id`.
    pub to: String,
}

/// Where a definition is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum CardStatus {
    /// It was never activated and has no cards.
    Draft,
    /// Its cards are kept up to date.
    Active,
    /// Its cards are kept up to date, and there are changes that wait for an activation.
    PendingChanges,
    /// Its cards are being built.
    Updating,
    /// It has no cards any more.
    Archived,
}

/// A card definition.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct CardDefinition {
    /// Its id.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// What it is about.
    #[serde(default)]
    pub description: Option<String>,
    /// Where it is in its life.
    pub status: CardStatus,
    /// What its cards are made of.
    #[serde(flatten)]
    pub content: CardContent,
    /// What they will be made of after the next activation, where that differs.
    #[serde(default)]
    pub pending: Option<CardContent>,
    /// What they are being built of, where `pending` was changed since the activation.
    #[serde(default)]
    pub activating: Option<CardContent>,
    /// How many cards there are; `None` where it has none that can be read.
    #[serde(default)]
    pub cards: Option<u64>,
}

/// A card definition to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewCardDefinition {
    /// Its id.
    pub id: String,
    /// Its name for people; the id where it is empty.
    pub name: String,
    /// What it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What its cards are made of.
    #[serde(flatten)]
    pub content: CardContent,
}

/// A change of a card definition; what is `None` stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct CardDefinitionChange {
    /// The new name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The new description; an empty one goes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What its cards shall be made of; it waits for an activation where the definition is active.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub content: Option<CardContent>,
}

/// Whether a segment can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SegmentStatus {
    /// It can.
    Active,
    /// It cannot, and has no members.
    Archived,
}

/// A segment.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Segment {
    /// Its id.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// The card definition whose cards it narrows.
    pub card: String,
    /// What makes a card a member: `{"fixed": [keys]}` or `{"dynamic": [filter groups]}`.
    pub criteria: Value,
    /// Whether it can be used.
    pub status: SegmentStatus,
}

/// A segment to be made.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NewSegment {
    /// Its id.
    pub id: String,
    /// Its name for people; the id where it is empty.
    pub name: String,
    /// The card definition whose cards it narrows.
    pub card: String,
    /// What makes a card a member.
    pub criteria: Value,
}

impl Client {
    /// The card definitions.
    ///
    /// # Errors
    /// Whatever a call can meet.
    pub async fn card_definitions(&self) -> Result<Vec<CardDefinition>, Error> {
        self.list(&CARDS).await
    }

    /// A card definition.
    ///
    /// # Errors
    /// Status 404 where there is none by that id, and whatever a call can meet.
    pub async fn card_definition(&self, id: &str) -> Result<CardDefinition, Error> {
        self.call(&Call::get(&[CARDS[0], CARDS[1], id])).await?.json()
    }

    /// Makes a card definition; it is a draft until it is activated.
    ///
    /// # Errors
    /// Status 409 where there is one already, 400 where it breaks rules, and whatever a call can meet.
    pub async fn create_card_definition(&self, new: &NewCardDefinition) -> Result<CardDefinition, Error> {
        self.call(&Call::post_once(&CARDS, body(new))).await?.json()
    }

    /// Changes a card definition.
    ///
    /// # Errors
    /// Status 404 where there is none by that id, 400 where it breaks rules, 409 while its cards are being built, and
    /// whatever a call can meet.
    pub async fn update_card_definition(
        &self,
        id: &str,
        change: &CardDefinitionChange,
    ) -> Result<CardDefinition, Error> {
        self.call(&Call::patch(&[CARDS[0], CARDS[1], id], body(change))).await?.json()
    }

    /// Begins to build the cards of what was changed last; the status tells when it is done.
    ///
    /// # Errors
    /// Status 400 where the definition leans on what is not there, and whatever a call can meet.
    pub async fn activate_card_definition(&self, id: &str) -> Result<(), Error> {
        self.order(&[CARDS[0], CARDS[1], id, "activate"]).await
    }

    /// Takes a definition's cards away and keeps the definition.
    ///
    /// # Errors
    /// Whatever a call can meet.
    pub async fn archive_card_definition(&self, id: &str) -> Result<(), Error> {
        self.order(&[CARDS[0], CARDS[1], id, "archive"]).await
    }

    /// Makes an archived definition a draft again.
    ///
    /// # Errors
    /// Status 409 where it is not archived, and whatever a call can meet.
    pub async fn restore_card_definition(&self, id: &str) -> Result<(), Error> {
        self.order(&[CARDS[0], CARDS[1], id, "restore"]).await
    }

    /// Deletes a card definition and its cards. One that is gone already is no error.
    ///
    /// # Errors
    /// Whatever a call can meet.
    pub async fn delete_card_definition(&self, id: &str) -> Result<(), Error> {
        self.remove(Call::delete(&[CARDS[0], CARDS[1], id])).await
    }

    /// The segments.
    ///
    /// # Errors
    /// Whatever a call can meet.
    pub async fn segments(&self) -> Result<Vec<Segment>, Error> {
        self.list(&["v1", "segments"]).await
    }

    /// Makes a segment.
    ///
    /// # Errors
    /// Status 409 where there is one already, 400 where it breaks rules, and whatever a call can meet.
    pub async fn create_segment(&self, new: &NewSegment) -> Result<Segment, Error> {
        self.call(&Call::post_once(&["v1", "segments"], body(new))).await?.json()
    }

    /// Changes a segment; what is `None` stays.
    ///
    /// # Errors
    /// Status 404 where there is none by that id, 400 where it breaks rules, and whatever a call can meet.
    pub async fn update_segment(
        &self,
        id: &str,
        name: Option<&str>,
        criteria: Option<&Value>,
    ) -> Result<Segment, Error> {
        let change = given(&[("name", name.map(Into::into)), ("criteria", criteria.cloned())]);
        self.call(&Call::patch(&["v1", "segments", id], body(&change))).await?.json()
    }

    /// Takes a segment's members away and keeps the segment.
    ///
    /// # Errors
    /// Whatever a call can meet.
    pub async fn archive_segment(&self, id: &str) -> Result<(), Error> {
        self.order(&["v1", "segments", id, "archive"]).await
    }

    /// Makes an archived segment one that can be used.
    ///
    /// # Errors
    /// Whatever a call can meet.
    pub async fn restore_segment(&self, id: &str) -> Result<(), Error> {
        self.order(&["v1", "segments", id, "restore"]).await
    }

    /// Deletes a segment. One that is gone already is no error.
    ///
    /// # Errors
    /// Whatever a call can meet.
    pub async fn delete_segment(&self, id: &str) -> Result<(), Error> {
        self.remove(Call::delete(&["v1", "segments", id])).await
    }

    /// How many members a segment has.
    ///
    /// # Errors
    /// Status 409 while its cards are being built, and whatever a call can meet.
    pub async fn member_count(&self, id: &str) -> Result<u64, Error> {
        let call = Call::get(&["v1", "segments", id, "members"])
            .with_query("limit", "1")
            .with_query("includeTotalCount", "true");
        let answer = self.call(&call).await?;
        let counted: Counted = answer.json()?;
        counted.total_count.ok_or_else(|| answer.odd("it holds no totalCount"))
    }

    /// How many members a segment of that card would have.
    ///
    /// # Errors
    /// Status 400 where the criteria break rules, 409 while the cards are being built, and whatever a call can meet.
    pub async fn preview_member_count(&self, card: &str, criteria: &Value) -> Result<u64, Error> {
        #[derive(Deserialize)]
        struct Preview {
            count: u64,
        }
        let asked = json!({"card": card, "criteria": criteria, "limit": 1});
        let preview: Preview =
            self.call(&Call::post(&["v1", "segments", "preview"], body(&asked))).await?.json()?;
        Ok(preview.count)
    }

    /// Tells the server to do something that may be told twice.
    pub(crate) async fn order(&self, path: &[&str]) -> Result<(), Error> {
        self.call(&Call::post(path, bytes::Bytes::from_static(b"{}"))).await.map(|_| ())
    }
}
