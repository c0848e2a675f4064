//! The client library against a whole server, as its user writes it: every name comes from `octant_sdk`.

use std::time::Duration;

use octant_sdk::serde::Serialize;
use octant_sdk::serde_json::{Value as Json, json};
use octant_sdk::{
    CardContent, CardProperty, CardSource, Client, Credentials, DestinationSettings, Endpoint,
    EndpointAddress, EndpointProperty, Entity, Error, ImportOptions, ImportState, Localized,
    NewCardDefinition, Number, PropertySettings, PropertyType, Rule, SourceId, StoredEntry, Value,
    VersionStatus, WaitFor,
};

use crate::support::TestServer;

const LONGEST: Duration = Duration::from_secs(60);

fn client(server: &TestServer) -> Client {
    let (_, key) = server.admin_header();
    Client::new(format!("http://{}", server.address), Credentials::api_key(key)).expect("a client")
}

fn id(text: &str) -> SourceId {
    SourceId::new(text).expect("a source id")
}

async fn push(client: &Client, entities: impl IntoIterator<Item = Entity>) {
    let mut import = client.import("products", ImportOptions::default()).expect("a source");
    for entity in entities {
        import.push(entity).await.expect("a good entity");
    }
    import.finish().await.expect("an import");
}

async fn stored(client: &Client, key: &str) -> StoredEntry {
    client.entries(&id("products"), &[key]).await.expect("an answer").pop().expect("the entry")
}

fn value(entry: &StoredEntry, property: &str, language: Option<&str>) -> Value {
    let is_it = |one: &&octant_sdk::StoredValue| one.id == property && one.language.as_deref() == language;
    entry.properties.iter().find(is_it).map_or(Value::Null, |one| one.value.clone())
}

/// What each property is set to, by import or by typed ingest.
fn values() -> Vec<(&'static str, PropertyType, Value)> {
    vec![
        ("text", PropertyType::Text, "x".into()),
        ("list", PropertyType::List, ["a", "b"].into()),
        ("flag", PropertyType::Boolean, false.into()),
        ("count", PropertyType::Integer, (-7).into()),
        ("large", PropertyType::Integer, i64::MAX.into()),
        ("price", PropertyType::Decimal, 12.5.into()),
        ("vat", PropertyType::Decimal, 50.714_999_999_999_996.into()),
    ]
}

#[tokio::test]
async fn values_of_every_type_come_back_as_they_were_pushed() {
    let server = TestServer::start().await;
    let client = client(&server);
    client.create_source(&id("products"), "Products").await.expect("a source");
    for (property, property_type, _) in values() {
        let settings = PropertySettings {
            display_name: property.to_owned(),
            property_type: Some(property_type),
            delimiter: property_type.is_list().then(|| "|".to_owned()),
            description: None,
        };
        client.put_property(&id("products"), property, &settings).await.expect("a property");
    }
    let digits = Number::new("12345678901234567.890").expect("a number");
    let mut entity = Entity::new("1").with("digits", digits.clone()).with_localized("name", "sv", "Stol");
    for (property, _, value) in values() {
        entity = entity.with(property, value);
    }
    push(&client, [entity]).await;
    let entry = stored(&client, "1").await;
    for (property, _, sent) in values() {
        assert_eq!(value(&entry, property, None), sent, "{property}");
    }
    assert_eq!(value(&entry, "digits", None), Value::from(digits.as_str()), "without a type it is text");
    assert_eq!(value(&entry, "name", Some("sv")), Value::from("Stol"));

    push(&client, [Entity::new("1").with("price", None::<f64>).clearing_localized("name", "sv")]).await;
    let entry = stored(&client, "1").await;
    assert_eq!(value(&entry, "price", None), Value::Null);
    assert_eq!(value(&entry, "name", Some("sv")), Value::Null);
    assert_eq!(value(&entry, "count", None), Value::from(-7), "what is not named stays");
    server.close().await;
}

#[tokio::test]
async fn typed_ingest_finds_the_types_and_holds_later_values_to_them() {
    let server = TestServer::start().await;
    let client = client(&server);
    client.create_source(&id("products"), "Products").await.expect("a source");
    let entity = values()
        .into_iter()
        .fold(Entity::new("1"), |entity, (property, _, value)| entity.with(property, value));
    let accepted = client.typed_ingest(&id("products"), &[entity], None).await.expect("an ingest");
    assert_eq!((accepted.accepted_entry_count, accepted.source_id), (1, id("products")));
    for (property, property_type, _) in values() {
        let found = accepted.new_properties_found.iter().find(|one| one.id == property).expect(property);
        assert_eq!(found.property_type, property_type, "{property}");
    }
    let entry = stored(&client, "1").await;
    for (property, _, sent) in values() {
        assert_eq!(value(&entry, property, None), sent, "{property}");
    }

    let wrong = Entity::new("1").with("count", "many");
    let Err(Error::Refused(refusal)) = client.typed_ingest(&id("products"), &[wrong], None).await else {
        panic!("a text is no integer");
    };
    assert_eq!((refusal.status, refusal.problems[0].path.as_str()), (400, "entries[0].properties[0].value"));

    let (broken, removal) = (Entity::new("2").with("price", f64::NAN), Entity::removal("1"));
    let Err(Error::Invalid(violations)) =
        client.typed_ingest(&id("products"), &[broken, removal], None).await
    else {
        panic!("neither can be sent");
    };
    let rules: Vec<Rule> = violations.into_iter().map(|violation| violation.rule).collect();
    assert_eq!(rules, [Rule::NotFinite, Rule::Removal]);
    server.close().await;
}

fn definition() -> NewCardDefinition {
    let property = |id: &str, property_type| CardProperty {
        id: id.to_owned(),
        name: String::new(),
        property_type,
        source: "products".to_owned(),
        source_property: id.to_owned(),
        delimiter: None,
    };
    NewCardDefinition {
        id: "product".to_owned(),
        name: String::new(),
        description: None,
        content: CardContent {
            sources: vec![CardSource { id: "products".to_owned(), required: true }],
            properties: vec![
                property("name", PropertyType::LocalizedText),
                property("price", PropertyType::Decimal),
            ],
            relations: Vec::new(),
        },
    }
}

fn endpoint() -> Endpoint {
    let property =
        |id: &str| EndpointProperty { id: id.to_owned(), shown_as: None, facet: None, searchable: false };
    Endpoint {
        identifier: "products".to_owned(),
        card: "product".to_owned(),
        segments: Vec::new(),
        properties: vec![property("name"), property("price")],
        relations: Vec::new(),
    }
}

#[derive(Serialize)]
#[serde(crate = "octant_sdk::serde")]
struct Product {
    name: Localized,
    price: f64,
}

#[tokio::test]
async fn a_struct_is_pushed_and_what_was_waited_for_is_there() {
    let server = TestServer::start().await;
    let client = client(&server);
    client.create_source(&id("products"), "Products").await.expect("a source");
    client.create_card_definition(&definition()).await.expect("a definition");
    let draft = client.wait_card_active("product", LONGEST).await.expect_err("nothing is under way");
    assert_eq!(
        draft.to_string(),
        "the card definition product is Draft: nothing is under way that would make it active"
    );
    client.activate_card_definition("product").await.expect("an activation");
    client.wait_card_active("product", LONGEST).await.expect("active cards");

    let settings = DestinationSettings { languages: vec!["en".to_owned()], ..DestinationSettings::default() };
    client.create_destination("shop", &settings).await.expect("a destination");
    client.put_endpoints("shop", "v1", &[endpoint()]).await.expect("endpoints");
    let draft = client.wait_version_published("shop", "v1", LONGEST).await.expect_err("nothing is under way");
    assert!(matches!(draft, Error::NotUnderWay { .. }), "{draft}");
    client.publish_version("shop", "v1").await.expect("a publication");
    let version = client.wait_version_published("shop", "v1", LONGEST).await.expect("a published version");
    assert_eq!((version.name.as_str(), version.status), ("v1", VersionStatus::Published));
    client.wait_rebuilt("shop", LONGEST).await.expect("a destination that is up to date");

    let options = ImportOptions { wait_for: WaitFor::Published, ..ImportOptions::default() };
    let mut import = client.import("products", options).expect("a source");
    let chair = Product { name: Localized::from([("en", "Chair")]), price: 1299.5 };
    import.push(Entity::from_serialize("chair", &chair).expect("an entity")).await.expect("a good entity");
    let report = import.finish().await.expect("a published import");
    assert_eq!(report.counts.created, 1);
    let address =
        EndpointAddress { tenant: "local", destination: "shop", version: "v1", endpoint: "products" };
    let answer: Json = client.query(&address, &json!({}), None).await.expect("an answer");
    assert_eq!(answer["results"], json!([{"id": "chair", "name": "Chair", "price": 1299.5}]));
    let status = client.wait_published(report.imports[0], Duration::ZERO).await.expect("it is");
    assert_eq!(status.state, ImportState::Published);
    server.close().await;
}

#[tokio::test]
async fn a_deleted_source_is_waited_for_until_it_is_gone() {
    let server = TestServer::start().await;
    let client = client(&server);
    client.create_source(&id("products"), "Products").await.expect("a source");
    let kept = client.wait_source_deleted(&id("products"), LONGEST).await.expect_err("nobody deleted it");
    assert!(matches!(kept, Error::NotUnderWay { .. }), "{kept}");
    push(&client, (0..50).map(|number| Entity::new(format!("k{number}")).with("n", number))).await;
    client.delete_source(&id("products")).await.expect("a deletion");
    client.wait_source_deleted(&id("products"), LONGEST).await.expect("a source that is gone");
    assert_eq!(client.source(&id("products")).await.expect("an answer"), None);
    server.close().await;
}
