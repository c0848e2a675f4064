//! A store with sources, the cards over it, and destinations over these.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use octant_card::{CardChange, Cards, Content, Criteria, NewCard, NewSegment};
use octant_destination::{
    Destination, DestinationError, Destinations, NewDestination, Options, Request, RequestLimits, Served,
    VersionStatus, render,
};
use octant_model::{ImportId, Language, SourceId, TenantId};
use octant_source::{ImportRequest, import};
use octant_store::sqlite::SqliteStore;
use octant_store::{Actor, NewSource, SourceType, Store};
use serde_json::{Value, json};
use tempfile::TempDir;

pub struct World {
    pub store: Arc<dyn Store>,
    pub cards: Cards,
    pub destinations: Destinations,
    pub tenant: TenantId,
    pub records: usize,
    pub folder: TempDir,
}

impl World {
    /// With the sources `products`, `prices` and `media`.
    pub fn new() -> Self {
        Self::reading(5_000)
    }

    /// One that takes in so many log records at a time.
    pub fn reading(records: usize) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let database = folder.path().join("store");
        std::fs::create_dir(&database).expect("a folder");
        let options = octant_store::sqlite::Options::default();
        let store: Arc<dyn Store> = Arc::new(SqliteStore::open(&database, &options).expect("a store"));
        let tenant = TenantId::new("local").expect("a tenant");
        store.create_tenant(&tenant).expect("made");
        let (cards, destinations) = over(&store, &folder.path().join("index"), records);
        let world = Self { store, cards, destinations, tenant, records, folder };
        for source in ["products", "prices", "media"] {
            world.add_source(source);
        }
        world
    }

    pub fn add_source(&self, id: &str) {
        let id = SourceId::new(id).expect("a source id");
        let new = NewSource { name: id.to_string(), id, description: None, source_type: SourceType::Generic };
        self.store.create_source(&self.tenant, new, &Actor::system()).expect("a new source");
    }

    /// Imports `{key: {property: value}}`; a property `name:en` has a language, and `null` for an entry deletes it.
    pub fn import(&self, to: &str, entries: &Value) -> ImportId {
        let entity = |(key, values): (&String, &Value)| {
            let Some(values) = values.as_object() else { return json!({"key": key, "delete": true}) };
            let property = |(id, value): (&String, &Value)| match id.split_once(':') {
                Some((id, language)) => json!({"id": id, "language": language, "value": value}),
                None => json!({"id": id, "value": value}),
            };
            json!({"key": key, "properties": values.iter().map(property).collect::<Vec<_>>()})
        };
        let entities: Vec<Value> = entries.as_object().expect("an object").iter().map(entity).collect();
        let request = ImportRequest {
            tenant: self.tenant.clone(),
            source: SourceId::new(to).expect("a source id"),
            provider: None,
            actor: Actor::system(),
            correlation: None,
            idempotency_key: None,
            partial: false,
        };
        let body = json!({ "entities": entities }).to_string().into_bytes();
        import(&*self.store, request, body).expect("a good import").record.id
    }

    /// Makes a card definition of one source, with properties given as `id: type`, and relations.
    pub fn card(&self, id: &str, source: &str, properties: &[(&str, &str)], relations: &Value) {
        let new = NewCard {
            id: id.to_owned(),
            name: String::new(),
            description: None,
            content: serde_json::from_value(content(source, properties, relations)).expect("a content"),
        };
        self.cards.create(&self.tenant, new, &Actor::system()).expect("a right definition");
        self.cards.activate(&self.tenant, id, &Actor::system()).expect("it can be activated");
        self.settle();
    }

    /// Changes a card definition and begins to make its cards anew.
    pub fn change_card(&self, id: &str, source: &str, properties: &[(&str, &str)], relations: &Value) {
        let content: Content =
            serde_json::from_value(content(source, properties, relations)).expect("a content");
        let change = CardChange { content: content.into(), ..CardChange::default() };
        self.cards.update(&self.tenant, id, change, &Actor::system()).expect("changed");
        self.cards.activate(&self.tenant, id, &Actor::system()).expect("it can be activated");
    }

    pub fn segment(&self, id: &str, card: &str, criteria: Criteria) {
        let new = NewSegment { id: id.to_owned(), name: String::new(), card: card.to_owned(), criteria };
        self.cards.create_segment(&self.tenant, new, &Actor::system()).expect("a right segment");
    }

    /// Makes a destination with one endpoint and waits until it answers.
    pub fn publish(&self, identifier: &str, endpoints: &Value) {
        self.draft(identifier, endpoints);
        self.destinations.publish(&self.tenant, identifier, "v1", &Actor::system()).expect("published");
        self.settle();
        assert_eq!(self.status(identifier, "v1"), VersionStatus::Published);
    }

    /// Makes a destination in English and Swedish with a draft.
    pub fn draft(&self, identifier: &str, endpoints: &Value) -> Destination {
        let language = |code: &str| Language::new(code).expect("a language");
        let new = NewDestination {
            identifier: identifier.to_owned(),
            languages: vec![language("en"), language("sv")],
            ..NewDestination::default()
        };
        self.destinations.create(&self.tenant, new, &Actor::system()).expect("a right destination");
        self.put(identifier, "v1", endpoints).expect("right endpoints")
    }

    pub fn put(&self, id: &str, version: &str, endpoints: &Value) -> Result<Destination, DestinationError> {
        let endpoints = serde_json::from_value(endpoints.clone()).expect("endpoints");
        self.destinations.put_endpoints(&self.tenant, id, version, (endpoints, None), &Actor::system())
    }

    pub fn status(&self, id: &str, version: &str) -> VersionStatus {
        let destination = self.destinations.destination(&self.tenant, id).expect("there");
        destination.version(version).expect("there").status
    }

    /// One step of everything; true while there is more to do.
    pub fn step(&self) -> bool {
        let more = self.cards.step(&self.tenant).expect("a step");
        let also = self.destinations.step(&self.tenant).expect("a step");
        more || also || self.cards.is_building(&self.tenant) || self.destinations.is_building(&self.tenant)
    }

    /// Steps until there is nothing more to do.
    pub fn settle(&self) {
        settle(&self.cards, &self.destinations, &self.tenant);
    }

    /// Cards and destinations as another process would go on with them.
    pub fn restart(&mut self) {
        self.cards.stop();
        self.destinations.close();
        (self.cards, self.destinations) = over(&self.store, &self.folder.path().join("index"), self.records);
    }

    pub fn served(&self, path: &str) -> Result<Served, DestinationError> {
        served(&self.destinations, &self.tenant, path)
    }

    /// The answer to a query at `destination/version/endpoint`.
    pub fn query(&self, path: &str, body: &Value) -> Value {
        ask(&self.served(path).expect("it answers"), body)
    }

    /// What is wrong with a query, by place.
    pub fn refused(&self, path: &str, body: &Value) -> Value {
        let served = self.served(path).expect("it answers");
        let asked = Request::from_body(body.to_string().as_bytes())
            .and_then(|request| request.asked(&served.shape, &RequestLimits::default()));
        match asked {
            Err(DestinationError::Invalid(fields)) => json!(fields),
            other => panic!("{body} is not refused: {other:?}"),
        }
    }

    /// The answer to a query in an address.
    pub fn get(&self, path: &str, parameters: &[(&str, &str)]) -> Value {
        let served = self.served(path).expect("it answers");
        let owned = parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        answer(&served, &Request::from_parameters(owned))
    }

    /// The ids that a query finds, in order.
    pub fn ids(&self, path: &str, body: &Value) -> Vec<String> {
        ids(&self.query(path, body))
    }

    /// Every result in both languages with all facets, as it is now and as a build from nothing makes it.
    pub fn compared_with_rebuilt(&self, paths: &[&str]) {
        let folder = self.folder.path().join(format!("rebuilt-{}", uuid::Uuid::now_v7()));
        let (cards, destinations) = over(&self.store, &folder, self.records);
        settle(&cards, &destinations, &self.tenant);
        for path in paths {
            let anew = served(&destinations, &self.tenant, path).expect("it answers");
            let now = self.served(path).expect("it answers");
            for language in ["en", "sv"] {
                let body = json!({"top": 10_000, "includeTotals": true, "language": language});
                assert_eq!(ask(&now, &body), ask(&anew, &body), "{path} in {language}");
            }
            let period = json!({"top": 10_000, "period": {"since": "2020-01-01"}, "listIds": true});
            assert_eq!(ask(&now, &period), ask(&anew, &period), "{path}");
        }
        cards.stop();
        destinations.close();
    }
}

fn over(store: &Arc<dyn Store>, folder: &Path, records: usize) -> (Cards, Destinations) {
    let retry = Duration::ZERO;
    let options =
        octant_card::Options { retry, records, records_aside: records, ..octant_card::Options::default() };
    let cards = Cards::new(Arc::clone(store), folder, options);
    let options = Options { retry, records, ..Options::default() };
    let destinations = Destinations::new(Arc::clone(store), cards.clone(), folder, options);
    (cards, destinations)
}

fn settle(cards: &Cards, destinations: &Destinations, tenant: &TenantId) {
    let begun = Instant::now();
    loop {
        let more = cards.step(tenant).expect("a step") | destinations.step(tenant).expect("a step");
        if !more && !cards.is_building(tenant) && !destinations.is_building(tenant) {
            break;
        }
        std::thread::sleep(Duration::from_millis(2));
        assert!(begun.elapsed() < Duration::from_secs(120), "it never comes to rest");
    }
    let lags = destinations.lags(tenant).expect("lags");
    assert!(lags.iter().all(|lag| lag.records == 0), "{lags:?}");
}

fn served(destinations: &Destinations, tenant: &TenantId, path: &str) -> Result<Served, DestinationError> {
    let parts: Vec<&str> = path.split('/').collect();
    destinations.served(tenant, parts[0], parts[1], parts[2])
}

pub fn ask(served: &Served, body: &Value) -> Value {
    answer(served, &Request::from_body(body.to_string().as_bytes()).expect("a query"))
}

fn answer(served: &Served, request: &Request) -> Value {
    let asked = request.asked(&served.shape, &RequestLimits::default()).expect("a right query");
    let found = served.index.search(&asked.query).expect("an answer");
    serde_json::from_str(&render(&served.shape, &asked, &found)).expect("JSON")
}

pub fn ids(answer: &Value) -> Vec<String> {
    let results = answer["results"].as_array().expect("results");
    results.iter().map(|one| one["id"].as_str().expect("an id").to_owned()).collect()
}

fn content(source: &str, properties: &[(&str, &str)], relations: &Value) -> Value {
    let property = |(id, kind): &(&str, &str)| {
        let mut property = json!({"id": id, "type": kind, "source": source, "sourceProperty": id});
        if kind.contains("List") {
            property["delimiter"] = ",".into();
        }
        property
    };
    let properties: Vec<Value> = properties.iter().map(property).collect();
    json!({"sources": [{"id": source}], "properties": properties, "relations": relations})
}
