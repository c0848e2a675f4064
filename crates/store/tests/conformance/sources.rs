//! Sources and their properties.

use octant_model::{PropertyId, PropertyType};
use octant_store::{
    NewSource, PropertySettings, PropertyState, SourceFilter, SourceStatus, SourceType, SourceUpdate,
    StoreError,
};

use super::on_each_engine;
use crate::support::{actor, delete, entry_records, everything, import, set, set_up, source, text};

#[test]
fn sources_are_made_changed_listed_and_purged() {
    on_each_engine(|store| {
        let (tenant, products) = set_up(store);
        let again = NewSource {
            id: products.clone(),
            name: "x".to_owned(),
            description: None,
            source_type: SourceType::Media,
        };
        assert_eq!(
            store.create_source(&tenant, again, &actor()),
            Err(StoreError::AlreadyExists { what: "source", id: "products".to_owned() })
        );
        let media = NewSource {
            id: source("media"),
            name: "Bilder".to_owned(),
            description: Some("d".to_owned()),
            source_type: SourceType::Media,
        };
        store.create_source(&tenant, media, &actor()).expect("made");
        let update = SourceUpdate {
            name: Some("Pictures".to_owned()),
            description: Some(None),
            ..SourceUpdate::default()
        };
        let changed = store.update_source(&tenant, &source("media"), update, &actor()).expect("changed");
        assert_eq!((changed.name.as_str(), changed.description), ("Pictures", None));

        let names = |filter: SourceFilter| -> Vec<String> {
            let page = store.sources(&tenant, &filter, &everything()).expect("a list");
            page.items.into_iter().map(|source| source.id.to_string()).collect()
        };
        assert_eq!(names(SourceFilter::default()), ["media", "products"]);
        assert_eq!(
            names(SourceFilter { name: Some("PICT".to_owned()), ..SourceFilter::default() }),
            ["media"]
        );
        assert_eq!(
            names(SourceFilter { source_type: Some(SourceType::Generic), ..SourceFilter::default() }),
            ["products"]
        );

        import(
            store,
            &tenant,
            &products,
            (0..25).map(|number| set(&number.to_string(), &[text("name", "x")])).collect(),
        )
        .expect("applied");
        store.begin_source_purge(&tenant, &products, Vec::new(), &actor()).expect("marked");
        assert_eq!(
            import(store, &tenant, &products, vec![set("a", &[])]),
            Err(StoreError::Purging("products".to_owned()))
        );
        assert_eq!(
            names(SourceFilter { status: Some(SourceStatus::Purging), ..SourceFilter::default() }),
            ["products"]
        );
        let before = store.log_head(&tenant).expect("a head");
        assert_eq!(store.purge_source(&tenant, &products, 10), Ok(false));
        assert_eq!(store.purge_source(&tenant, &products, 10), Ok(false));
        assert_eq!(store.purge_source(&tenant, &products, 10), Ok(true));
        assert_eq!(store.source(&tenant, &products), Ok(None));
        assert_eq!(entry_records(store, &tenant, before).len(), 25, "each entry's end is in the log");
    });
}

#[test]
fn the_registry_follows_the_values() {
    on_each_engine(|store| {
        let (tenant, source) = set_up(store);
        let sv = |value: Option<&str>| ("name", Some("sv"), value.map(str::to_owned));
        import(
            store,
            &tenant,
            &source,
            vec![
                set("a", &[text("name", "x"), sv(Some("y"))]),
                set("b", &[sv(Some("z")), text("price", "1")]),
            ],
        )
        .expect("applied");
        let properties = store.properties(&tenant, &source).expect("a list");
        assert_eq!(
            properties.iter().map(|property| property.id.as_str()).collect::<Vec<_>>(),
            ["name", "price"]
        );
        let name = &properties[0];
        assert_eq!((name.display_name.as_str(), name.entries), ("Name", 2));
        assert_eq!(name.languages, [(None, 1), (Some("sv".to_owned()), 2)]);
        assert!(name.first_seen.is_some() && name.first_seen <= name.last_seen);

        import(store, &tenant, &source, vec![set("a", &[sv(None)]), delete("b")]).expect("applied");
        let properties = store.properties(&tenant, &source).expect("a list");
        assert_eq!(properties[0].entries, 1);
        assert_eq!(
            properties[0].languages,
            [(None, 1), (Some("sv".to_owned()), 0)],
            "a language once seen is listed"
        );
        assert_eq!(properties[1].entries, 0, "a property once seen is listed");
    });
}

#[test]
fn properties_are_described_and_removed() {
    on_each_engine(|store| {
        let (tenant, source) = set_up(store);
        let id = PropertyId::new("Price").expect("valid");
        let settings = PropertySettings {
            display_name: "Pris".to_owned(),
            description: None,
            property_type: Some(PropertyType::Decimal),
            delimiter: None,
        };
        assert_eq!(store.put_property(&tenant, &source, &id, settings.clone(), None, &actor()), Ok(true));
        let head = store.log_head(&tenant).expect("a head");
        assert_eq!(store.put_property(&tenant, &source, &id, settings, None, &actor()), Ok(false));
        assert_eq!(store.log_head(&tenant), Ok(head), "saying the same again is no change");
        import(store, &tenant, &source, vec![set("a", &[text("price", "1")])]).expect("applied");
        let known = &store.properties(&tenant, &source).expect("a list")[0];
        assert_eq!((known.display_name.as_str(), known.property_type), ("Pris", Some(PropertyType::Decimal)));

        store.begin_property_purge(&tenant, &source, &id, &actor()).expect("marked");
        assert_eq!(store.properties(&tenant, &source).expect("a list")[0].state, PropertyState::Deleting);
        assert!(store.remove_property(&tenant, &source, &id).is_err(), "an entry still has it");
        import(store, &tenant, &source, vec![set("a", &[("price", None, None)])]).expect("applied");
        store.remove_property(&tenant, &source, &id).expect("removed");
        assert!(store.properties(&tenant, &source).expect("a list").is_empty());
    });
}
