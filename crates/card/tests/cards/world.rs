//! A store with sources, and the cards over it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use octant_card::{CardChange, CardDefinition, CardStatus, Cards, Content, NewCard, Options};
use octant_model::{ImportId, SourceId, TenantId};
use octant_source::{ImportRequest, import};
use octant_store::sqlite::SqliteStore;
use octant_store::{Actor, NewSource, SourceType, Store};
use serde_json::{Value, json};
use tempfile::TempDir;

pub(crate) struct World {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) cards: Cards,
    pub(crate) tenant: TenantId,
    pub(crate) options: Options,
    pub(crate) folder: TempDir,
}

impl World {
    /// With the sources `a` and `b`.
    pub(crate) fn new() -> Self {
        Self::with(Options { retry: Duration::ZERO, ..Options::default() })
    }

    pub(crate) fn with(options: Options) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let database = folder.path().join("store");
        std::fs::create_dir(&database).expect("a folder");
        let store: Arc<dyn Store> = Arc::new(
            SqliteStore::open(&database, &octant_store::sqlite::Options::default()).expect("a store"),
        );
        let tenant = TenantId::new("local").expect("a tenant");
        store.create_tenant(&tenant).expect("made");
        let cards = Cards::new(Arc::clone(&store), &folder.path().join("index"), options);
        let world = Self { store, cards, tenant, options, folder };
        world.add_source("a");
        world.add_source("b");
        world
    }

    pub(crate) fn add_source(&self, id: &str) {
        let id = source(id);
        let new = NewSource { name: id.to_string(), id, description: None, source_type: SourceType::Generic };
        self.store.create_source(&self.tenant, new, &Actor::system()).expect("a new source");
    }

    /// Imports `{key: {property: value}}`; a property `name:en` has a language, and `null` for an entry deletes it.
    pub(crate) fn import(&self, to: &str, entries: &Value) -> ImportId {
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
            source: source(to),
            provider: None,
            actor: Actor::system(),
            correlation: None,
            idempotency_key: None,
            partial: false,
        };
        let body = json!({ "entities": entities }).to_string().into_bytes();
        import(&*self.store, request, body).expect("a good import").record.id
    }

    /// Makes a definition and waits until its cards are there.
    pub(crate) fn active(&self, id: &str, content: &Value) {
        self.draft(id, content);
        self.activate(id);
    }

    pub(crate) fn draft(&self, id: &str, content: &Value) {
        let new = NewCard {
            id: id.to_owned(),
            name: String::new(),
            description: None,
            content: self::content(content),
        };
        self.cards.create(&self.tenant, new, &Actor::system()).expect("a right definition");
    }

    pub(crate) fn change(&self, id: &str, content: &Value) -> CardDefinition {
        let change = CardChange { content: self::content(content).into(), ..CardChange::default() };
        self.cards.update(&self.tenant, id, change, &Actor::system()).expect("changed")
    }

    pub(crate) fn activate(&self, id: &str) {
        let begun = self.cards.activate(&self.tenant, id, &Actor::system()).expect("it can be activated");
        assert_eq!(begun.status, CardStatus::Updating);
        self.settle();
        assert_eq!(self.status(id), CardStatus::Active);
    }

    pub(crate) fn status(&self, id: &str) -> CardStatus {
        self.cards.definition(&self.tenant, id).expect("there").status
    }

    /// Steps until there is nothing more to do.
    pub(crate) fn settle(&self) {
        let begun = Instant::now();
        while self.cards.step(&self.tenant).expect("a step") || self.cards.is_building(&self.tenant) {
            std::thread::sleep(Duration::from_millis(2));
            assert!(begun.elapsed() < Duration::from_secs(120), "the cards never come to rest");
        }
        let lags = self.cards.lags(&self.tenant).expect("lags");
        assert!(lags.iter().all(|lag| lag.records == 0), "{lags:?}");
    }

    /// Every card of a definition in use, from its index.
    pub(crate) fn all(&self, id: &str) -> Vec<Value> {
        all(&self.cards, &self.tenant, id)
    }

    /// Key to properties of every card, from the index.
    pub(crate) fn shown(&self, id: &str) -> Value {
        let cards = self.all(id);
        let member =
            |card: &Value| (card["id"].as_str().expect("a key").to_owned(), card["properties"].clone());
        cards.iter().map(member).collect::<serde_json::Map<_, _>>().into()
    }

    /// The cards as another process would go on with them.
    pub(crate) fn restart(&mut self) {
        self.cards.stop();
        self.cards = self.over("index");
    }

    /// Every card as a build from nothing makes them.
    pub(crate) fn rebuilt(&self, id: &str) -> Vec<Value> {
        let folder = format!("rebuilt-{}", uuid::Uuid::now_v7());
        let cards = self.over(&folder);
        let begun = Instant::now();
        while cards.step(&self.tenant).expect("a step") || cards.is_building(&self.tenant) {
            std::thread::sleep(Duration::from_millis(2));
            let lags = cards.lags(&self.tenant);
            assert!(begun.elapsed() < Duration::from_secs(120), "the cards never come to rest: {lags:?}");
        }
        let all = all(&cards, &self.tenant, id);
        cards.stop();
        all
    }

    fn over(&self, folder: &str) -> Cards {
        Cards::new(Arc::clone(&self.store), &self.folder.path().join(folder), self.options)
    }
}

fn all(cards: &Cards, tenant: &TenantId, id: &str) -> Vec<Value> {
    let live = cards.live(tenant, id).expect("in use");
    let mut all = Vec::new();
    let mut after = None;
    loop {
        let page = live.page(Vec::new(), None, after, 7).expect("a page");
        assert_eq!(page.total, live.count());
        all.extend(page.cards.iter().map(|card| serde_json::from_str(card).expect("JSON")));
        after = page.after;
        if after.is_none() {
            return all;
        }
    }
}

pub(crate) fn source(id: &str) -> SourceId {
    SourceId::new(id).expect("a source id")
}

pub(crate) fn content(json: &Value) -> Content {
    serde_json::from_value(json.clone()).expect("a content")
}

/// A content of the source `a` with properties given as `id: type`.
pub(crate) fn of_a(properties: &[(&str, &str)]) -> Value {
    let property = |(id, kind): &(&str, &str)| {
        let mut property = json!({"id": id, "type": kind, "source": "a", "sourceProperty": id});
        if kind.contains("List") {
            property["delimiter"] = "|".into();
        }
        property
    };
    json!({"sources": [{"id": "a"}], "properties": properties.iter().map(property).collect::<Vec<_>>()})
}
