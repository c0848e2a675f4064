//! Who changed what.

use octant_model::{PageRequest, PropertyId, PropertyType, Timestamp};
use octant_store::{
    ActivityFilter, Actor, ChangeKind, DefinitionChange, PropertySettings, Retention, SourceUpdate,
    StoreError,
};

use super::{CARD, on_each_engine};
use crate::support::{actor, everything, set_up};

#[test]
fn the_activity_tells_who_changed_what_before_and_after() {
    on_each_engine(|store| {
        let (tenant, source) = set_up(store);
        let editor = Actor("user:edith".to_owned());
        let update = SourceUpdate { name: Some("All products".to_owned()), ..SourceUpdate::default() };
        store.update_source(&tenant, &source, update.clone(), &editor).expect("changed");
        store.update_source(&tenant, &source, update, &editor).expect("the same again");
        let settings = PropertySettings {
            display_name: "Price".to_owned(),
            description: None,
            property_type: Some(PropertyType::Decimal),
            delimiter: None,
        };
        let price = PropertyId::new("price").expect("valid");
        store.put_property(&tenant, &source, &price, settings, None, &editor).expect("made");

        let all = store.activity(&tenant, &ActivityFilter::default(), &everything()).expect("a list").items;
        let told: Vec<_> = all
            .iter()
            .map(|one| (one.kind.as_str(), one.id.as_str(), one.change, one.actor.clone()))
            .collect();
        assert_eq!(
            told,
            [
                ("property", "products/price", ChangeKind::Created, editor.clone()),
                ("source", "products", ChangeKind::Updated, editor),
                ("source", "products", ChangeKind::Created, actor()),
            ],
            "newest first, and saying the same again is no change"
        );
        let name = |text: &Option<String>| {
            let body: serde_json::Value =
                serde_json::from_str(text.as_deref().expect("a body")).expect("JSON");
            body["name"].as_str().expect("a name").to_owned()
        };
        assert_eq!(
            (name(&all[1].before), name(&all[1].after)),
            ("Products".to_owned(), "All products".to_owned())
        );
        assert_eq!(all[2].before, None);
    });
}

#[test]
fn the_activity_shows_no_secret_and_nothing_of_a_refused_change() {
    on_each_engine(|store| {
        let (tenant, _) = set_up(store);
        let create =
            |id: &str| DefinitionChange::Create { kind: CARD, id: id.to_owned(), body: "secret".to_owned() };
        let shown: octant_store::Shown = |body| body.replace("secret", "…");
        store.change_secret_definitions(&tenant, vec![create("a")], shown, &actor()).expect("made");
        let clash = store.change_secret_definitions(&tenant, vec![create("b"), create("a")], shown, &actor());
        assert!(clash.is_err());
        let gone = DefinitionChange::Delete { kind: CARD, id: "a".to_owned() };
        store.change_secret_definitions(&tenant, vec![gone], shown, &actor()).expect("deleted");
        let filter = ActivityFilter { kind: Some("card".to_owned()), ..ActivityFilter::default() };
        let cards = store.activity(&tenant, &filter, &everything()).expect("a list").items;
        let bodies: Vec<_> =
            cards.iter().map(|one| (one.id.as_str(), one.before.as_deref(), one.after.as_deref())).collect();
        assert_eq!(bodies, [("a", Some("…"), None), ("a", None, Some("…"))]);
    });
}

#[test]
fn the_activity_is_filtered_paged_kept_for_a_while_and_each_tenants_own() {
    on_each_engine(|store| {
        let (tenant, _) = set_up(store);
        store.create_tenant(&crate::support::tenant("other")).expect("a tenant");
        for number in 0..5 {
            let actor = Actor(format!("user:{}", number % 2));
            let change =
                DefinitionChange::Create { kind: CARD, id: format!("c{number}"), body: "{}".to_owned() };
            store.change_definitions(&tenant, vec![change], &actor).expect("made");
        }
        let list = |filter: &ActivityFilter, page: &PageRequest| {
            let found = store.activity(&tenant, filter, page).expect("a list");
            (found.items.into_iter().map(|one| one.id).collect::<Vec<_>>(), found.after, found.total)
        };
        let any = ActivityFilter::default();
        let page = PageRequest { after: None, limit: 2, include_total: true };
        let (first, after, total) = list(&any, &page);
        assert_eq!((first.as_slice(), total), (["c4".to_owned(), "c3".to_owned()].as_slice(), Some(6)));
        assert_eq!(list(&any, &PageRequest { after, ..page.clone() }).0, ["c2", "c1"]);
        let by = ActivityFilter { actor: Some(Actor("user:1".to_owned())), ..any.clone() };
        assert_eq!(list(&by, &everything()).0, ["c3", "c1"]);
        let of = ActivityFilter { kind: Some("card".to_owned()), id: Some("c2".to_owned()), ..any.clone() };
        assert_eq!(list(&of, &everything()).0, ["c2"]);
        let later = ActivityFilter { from: Some(Timestamp::now().plus_milliseconds(1_000)), ..any.clone() };
        assert_eq!(list(&later, &everything()).0, Vec::<String>::new());
        let wrong = PageRequest { after: Some("x".to_owned()), ..everything() };
        assert_eq!(store.activity(&tenant, &any, &wrong), Err(StoreError::InvalidCursor("x".to_owned())));
        let other = store.activity(&crate::support::tenant("other"), &any, &everything()).expect("a list");
        assert_eq!(other.items, []);
        let retention = Retention {
            idempotency_before: Timestamp::default(),
            imports_before: Timestamp::default(),
            activity_before: Timestamp::now().plus_milliseconds(1_000),
            log_before: None,
        };
        assert_eq!(store.expire(retention), Ok(6));
        assert_eq!(list(&any, &everything()).0, Vec::<String>::new());
    });
}
