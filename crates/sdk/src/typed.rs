//! The typed ingest: entries whose values are native JSON, held to the types of their properties. It takes an
//! organization key with `write:sources`.

use octant_model::{PropertyType, SourceId, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::client::Client;
use crate::entity::Entity;
use crate::error::Error;
use crate::sources::body;
use crate::transport::Call;
use crate::violation::{Rule, Violation};
use crate::wire::TypedEntry;

/// What the server says of a typed ingest.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TypedAccepted {
    /// The id that groups the imports of one job.
    pub correlation_id: Uuid,
    /// The source.
    pub source_id: SourceId,
    /// When the entries were accepted; they are durable and merged by then.
    pub accepted_at: Timestamp,
    /// How many entries were sent.
    pub accepted_entry_count: u64,
    /// The properties that the source did not know, with the type that their first value says. A repeated call does
    /// not find them again.
    pub new_properties_found: Vec<FoundProperty>,
}

/// A property that a typed ingest found and added.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct FoundProperty {
    /// Its id, in lower case.
    pub id: String,
    /// What its first value says that it is.
    #[serde(rename = "type")]
    pub property_type: PropertyType,
    /// What separates the elements of its lists, if it is one.
    #[serde(default)]
    pub delimiter: Option<String>,
}

impl Client {
    /// Sends entries with values in their JSON types: all of them are taken, or none. Where a property has a type, the
    /// values must be of it; a property that the source does not know gets the type of its first value.
    ///
    /// One call is one request: keep it to 1,000 entries and 20 MB. For more, and for removals, use
    /// [`Client::import`], which takes any value as text.
    ///
    /// ```no_run
    /// use octant_sdk::{Client, Entity, Error, SourceId};
    ///
    /// # async fn send(client: Client) -> Result<(), Error> {
    /// let source = SourceId::new("products")?;
    /// let chair = Entity::new("chair-1").with("price", 12.5).with("tags", ["new", "oak"]);
    /// let accepted = client.typed_ingest(&source, &[chair], None).await?;
    /// for property in accepted.new_properties_found {
    ///     println!("{} is a new {}", property.id, property.property_type.name());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error::Invalid`] where an entity breaks a rule, so that nothing was sent; [`Error::Refused`] with status 400
    /// and the path of every value that its property's type does not take, 404 where there is no such source, 409
    /// while it is being deleted; whatever a call can meet.
    pub async fn typed_ingest(
        &self,
        source: &SourceId,
        entries: &[Entity],
        correlation: Option<Uuid>,
    ) -> Result<TypedAccepted, Error> {
        #[derive(Serialize)]
        struct Body<'a> {
            entries: Vec<TypedEntry<'a>>,
        }
        let violations: Vec<Violation> =
            (0..).zip(entries).flat_map(|(index, entity)| violations(entity, index)).collect();
        if !violations.is_empty() {
            return Err(Error::Invalid(violations));
        }
        let sent = body(&Body { entries: entries.iter().map(TypedEntry).collect() });
        // Merging the same values again changes nothing, so it may be sent again.
        let mut call = Call::post(&["v1", "sources", source.as_str()], sent);
        if let Some(correlation) = correlation {
            call = call.with_query("correlationId", correlation.to_string());
        }
        self.call(&call).await?.json()
    }
}

fn violations(entity: &Entity, index: u64) -> Vec<Violation> {
    let mut found = entity.violations(index);
    if entity.delete {
        found.push(entity.violation(index, "delete", "true", Rule::Removal));
    }
    found
}
