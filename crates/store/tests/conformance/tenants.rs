//! What belongs to which tenant.

use octant_model::Sequence;
use octant_store::{ImportFilter, StoreError};

use super::{ENGINES, on_each_engine};
use crate::support::{assert_sound, entries, everything, import, set, set_up, source, tenant, text};

#[test]
fn a_tenant_is_made_once_and_what_has_none_is_named() {
    on_each_engine(|store| {
        assert!(store.create_tenant(&tenant("local")).expect("made"));
        assert!(!store.create_tenant(&tenant("local")).expect("known"));
        assert_eq!(store.tenants().expect("a list"), [tenant("local")]);
        let missing = StoreError::NotFound { what: "tenant", id: "other".to_owned() };
        assert_eq!(store.source(&tenant("other"), &source("a")), Err(missing.clone()));
        assert_eq!(import(store, &tenant("other"), &source("a"), vec![]), Err(missing));
    });
}

#[test]
fn tenants_do_not_see_each_other() {
    on_each_engine(|store| {
        let (local, products) = set_up(store);
        store.create_tenant(&tenant("other")).expect("a tenant");
        import(store, &local, &products, vec![set("a", &[text("name", "x")])]).expect("applied");
        assert_eq!(store.source(&tenant("other"), &products), Ok(None));
        assert_eq!(store.log_head(&tenant("other")), Ok(Sequence(0)));
        assert!(
            store
                .imports(&tenant("other"), &ImportFilter::default(), &everything())
                .expect("a list")
                .items
                .is_empty()
        );
    });
}

#[test]
fn everything_is_there_after_opening_again() {
    for (_, open) in ENGINES {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let store = open(folder.path());
        let (tenant, source) = set_up(store.as_ref());
        let record =
            import(store.as_ref(), &tenant, &source, vec![set("a", &[text("name", "x")])]).expect("applied");
        store.set_checkpoint(&tenant, "cards", Sequence(1)).expect("kept");
        drop(store);
        let store = open(folder.path());
        assert_eq!(entries(store.as_ref(), &tenant, &source)["a"]["name"], "x");
        assert_eq!(store.import(&tenant, record.id).expect("read"), Some(record));
        assert_eq!(store.checkpoint(&tenant, "cards"), Ok(Sequence(1)));
        assert_sound(store.as_ref());
    }
}
