//! What a provider's secret and token are worth, and until when.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Duration;

use octant_access::{
    Access, AccessError, AccessOptions, FirstStart, Grantor, NewProvider, Provider, Scope, Secret,
    SourceGrant,
};
use octant_model::{SourceId, TenantId};
use octant_store::Actor;
use octant_store::sqlite::{Options, SqliteStore};

const ADDRESS: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// Somebody who may do everything.
fn admin(actor: &Actor) -> Grantor<'_> {
    Grantor { actor, is_admin: true }
}

struct World {
    access: Access,
    tenant: TenantId,
    _folder: tempfile::TempDir,
}

fn world(options: AccessOptions) -> World {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = SqliteStore::open(folder.path(), &Options::default()).expect("it opens");
    let access = Access::new(Arc::new(store), options).expect("access");
    let tenant = TenantId::new("local").expect("valid");
    access.ensure_tenant(&tenant, None).expect("made");
    World { access, tenant, _folder: folder }
}

impl World {
    fn provider(&self) -> (Provider, Secret) {
        let sources = SourceGrant::Some([SourceId::new("products").expect("valid")].into());
        let new = NewProvider { name: "ERP".to_owned(), sources };
        self.access.create_provider(&self.tenant, new, admin(&Actor::system())).expect("made")
    }

    fn token(&self, provider: &Provider, secret: &Secret) -> Result<String, AccessError> {
        let id = provider.id.to_string();
        self.access.issue_provider_token(&id, secret.reveal(), ADDRESS).map(|issued| issued.token)
    }
}

#[test]
fn a_token_is_given_for_the_secret_and_tells_who_holds_it() {
    let world = world(AccessOptions::default());
    let (provider, secret) = world.provider();
    let token = world.token(&provider, &secret).expect("a token");
    let identity = world.access.provider_by_token(&token).expect("it is valid");
    assert_eq!((identity.id, &identity.tenant), (provider.id, &world.tenant));
    assert!(identity.sources.allows(&SourceId::new("products").expect("valid")));
    assert!(!identity.sources.allows(&SourceId::new("prices").expect("valid")));
}

#[test]
fn a_reset_and_a_deletion_end_tokens_at_once() {
    let world = world(AccessOptions::default());
    let (provider, secret) = world.provider();
    let token = world.token(&provider, &secret).expect("a token");
    let new = world.access.reset_secret(&world.tenant, provider.id, admin(&Actor::system())).expect("reset");
    assert_eq!(world.access.provider_by_token(&token), Err(AccessError::Refused));
    assert_eq!(world.token(&provider, &secret), Err(AccessError::Refused));
    let token = world.token(&provider, &new).expect("the new secret works");
    world.access.delete_provider(&world.tenant, provider.id, &Actor::system()).expect("deleted");
    assert_eq!(world.access.provider_by_token(&token), Err(AccessError::Refused));
}

#[test]
fn an_expired_or_changed_token_is_refused() {
    let options = AccessOptions { token_lifetime: Duration::ZERO, ..AccessOptions::default() };
    let world = world(options);
    let (provider, secret) = world.provider();
    let token = world.token(&provider, &secret).expect("a token");
    assert_eq!(world.access.provider_by_token(&token), Err(AccessError::Refused));
    let mut parts: Vec<&str> = token.split('.').collect();
    parts[2] = "99999999999999";
    assert_eq!(world.access.provider_by_token(&parts.join(".")), Err(AccessError::Refused));
    assert_eq!(world.access.provider_by_token(""), Err(AccessError::Refused));
}

#[test]
fn guessing_is_slowed_down_for_that_provider_from_that_address_alone() {
    let world = world(AccessOptions::default());
    let (provider, secret) = world.provider();
    let guess = |address| world.access.issue_provider_token(&provider.id.to_string(), "wrong", address);
    for _ in 0..10 {
        assert_eq!(guess(ADDRESS), Err(AccessError::Refused));
    }
    assert!(matches!(guess(ADDRESS), Err(AccessError::TooMany(_))));
    assert!(
        matches!(world.token(&provider, &secret), Err(AccessError::TooMany(_))),
        "the right one waits, too"
    );
    assert_eq!(guess(IpAddr::V4(Ipv4Addr::new(10, 0, 0, 1))), Err(AccessError::Refused));
}

#[test]
fn another_spelling_of_the_id_is_no_other_provider() {
    let world = world(AccessOptions::default());
    let (provider, secret) = world.provider();
    let id = provider.id.to_string();
    let spellings = [
        id.to_uppercase(),
        id.replace('-', ""),
        format!("{{{id}}}"),
        format!("urn:uuid:{id}"),
        format!(" {id} "),
        id.clone(),
    ];
    let guess = |id: &str, secret: &str| world.access.issue_provider_token(id, secret, ADDRESS);
    for spelling in spellings.iter().cycle().take(10) {
        assert_eq!(guess(spelling, "wrong").map(|_| ()), Err(AccessError::Refused), "{spelling}");
    }
    for spelling in &spellings {
        let waits = guess(spelling, secret.reveal());
        assert!(matches!(waits, Err(AccessError::TooMany(_))), "{spelling}: {waits:?}");
    }
}

#[test]
fn the_first_start_tells_the_key_once_and_takes_a_given_one() {
    let world = world(AccessOptions::default());
    assert!(matches!(world.access.ensure_tenant(&world.tenant, None), Ok(FirstStart::Existing)));
    let other = TenantId::new("other").expect("valid");
    assert!(matches!(world.access.ensure_tenant(&other, Some("short")), Err(AccessError::WeakKey)));
    let key = "a-key-that-was-chosen";
    assert!(matches!(world.access.ensure_tenant(&other, Some(key)), Ok(FirstStart::Created { .. })));
    let identity = world.access.api_key(key).expect("it is valid");
    assert_eq!((identity.tenant, identity.scopes.as_slice()), (other, Scope::ALL));
    assert_eq!(world.access.api_key("another-key-altogether"), Err(AccessError::Refused));
}

#[test]
fn secrets_do_not_show_themselves() {
    let world = world(AccessOptions::default());
    let (_, secret) = world.provider();
    assert_eq!(format!("{secret:?}"), "Secret(…)");
}
