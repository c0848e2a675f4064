//! Requests that come at the same time: what each may rest on is still so when its change is made.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, Barrier};

use octant_access::{Access, AccessError, AccessOptions, NewApiKey, NewUser, Role, Scope, SignInFrom, User};
use octant_model::{PageRequest, TenantId};
use octant_store::Actor;
use octant_store::sqlite::{Options, SqliteStore};

const FROM: SignInFrom = SignInFrom { address: IpAddr::V4(Ipv4Addr::LOCALHOST), device: None };
const PASSWORD: &str = "a quiet harbour";

/// How often a race is run; each round is over in some milliseconds.
const ROUNDS: usize = 20;

struct World {
    access: Access,
    tenant: TenantId,
    _folder: tempfile::TempDir,
}

fn world() -> World {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = SqliteStore::open(folder.path(), &Options::default()).expect("it opens");
    let access = Access::new(Arc::new(store), AccessOptions::default()).expect("access");
    let tenant = TenantId::new("local").expect("valid");
    access.ensure_tenant(&tenant, None).expect("made");
    World { access, tenant, _folder: folder }
}

impl World {
    fn admin(&self, name: &str) -> User {
        self.access.create_admin(&self.tenant, &format!("{name}@shop.example"), name, PASSWORD).expect("made")
    }
}

/// Runs both at the same moment.
fn race<T: Send>(one: impl FnOnce() -> T + Send, two: impl FnOnce() -> T + Send) -> [T; 2] {
    let start = Barrier::new(2);
    std::thread::scope(|scope| {
        let other = scope.spawn(|| {
            start.wait();
            two()
        });
        start.wait();
        let first = one();
        [first, other.join().expect("no panic")]
    })
}

#[test]
fn two_admins_who_demote_each_other_leave_one() {
    let world = world();
    for round in 0..ROUNDS {
        let (ada, eve) = (world.admin(&format!("ada{round}")), world.admin(&format!("eve{round}")));
        // From the round before, one admin is left.
        for user in world.access.users(&world.tenant, &PageRequest::first(200)).expect("users").items {
            if user.id != ada.id && user.id != eve.id {
                world.access.delete_user(&world.tenant, &user.id, &Actor::system()).expect("deleted");
            }
        }
        let demote = |user: &User| {
            let changed =
                world.access.update_user(&world.tenant, &user.id, "", Role::Viewer, None, &Actor::system());
            changed.map(|_| ())
        };
        let outcomes = race(|| demote(&ada), || demote(&eve));
        let refused = outcomes.iter().filter(|one| **one == Err(AccessError::LastAdmin)).count();
        assert_eq!((refused, outcomes.iter().filter(|one| one.is_ok()).count()), (1, 1), "{outcomes:?}");
        assert_eq!(world.access.has_admin(&world.tenant), Ok(true), "round {round}");
    }
}

#[test]
fn two_admins_who_delete_each_other_leave_one() {
    let world = world();
    let mut ada = world.admin("ada");
    for round in 0..ROUNDS {
        let eve = world.admin(&format!("eve{round}"));
        let delete = |user: &User| world.access.delete_user(&world.tenant, &user.id, &Actor::system());
        let outcomes = race(|| delete(&ada), || delete(&eve));
        assert!(
            outcomes.contains(&Ok(())) && outcomes.contains(&Err(AccessError::LastAdmin)),
            "{outcomes:?}"
        );
        if outcomes[0].is_ok() {
            ada = eve;
        }
    }
}

#[test]
fn two_keys_that_delete_each_other_leave_one() {
    let world = world();
    for round in 0..ROUNDS {
        let new = NewApiKey { name: format!("{round}"), scopes: vec![Scope::Admin], expires_at: None };
        world.access.create_api_key(&world.tenant, new, &Actor::system()).expect("made");
        let keys = world.access.api_keys(&world.tenant, &PageRequest::first(10)).expect("keys").items;
        let [one, two] = keys.as_slice() else { panic!("two keys, not {keys:?}") };
        let delete = |id: &str| world.access.delete_api_key(&world.tenant, id, &Actor::system());
        let outcomes = race(|| delete(&one.id), || delete(&two.id));
        assert!(outcomes.contains(&Ok(())) && outcomes.contains(&Err(AccessError::LastKey)), "{outcomes:?}");
    }
}

#[test]
fn one_user_signs_in_from_many_devices_at_the_same_moment() {
    let world = world();
    let ada = world.admin("ada");
    let start = Barrier::new(8);
    let outcomes: Vec<_> = std::thread::scope(|scope| {
        let sign_in = || {
            start.wait();
            world.access.sign_in(&ada.email, PASSWORD, &FROM).map(|_| ())
        };
        let devices: Vec<_> = (0..8).map(|_| scope.spawn(sign_in)).collect();
        devices.into_iter().map(|device| device.join().expect("no panic")).collect()
    });
    assert_eq!(outcomes, vec![Ok(()); 8]);
}

#[test]
fn a_link_is_good_for_one_password_however_many_use_it_at_once() {
    let world = world();
    for round in 0..ROUNDS / 4 {
        let email = format!("vera{round}@shop.example");
        let new = NewUser { email: email.clone(), name: "Vera".to_owned(), role: Role::Viewer };
        let (_, link) = world.access.create_user(&world.tenant, &new, &Actor::system()).expect("made");
        let accept = |password: &str| world.access.accept_invitation(link.reveal(), password).map(|_| ());
        let outcomes = race(|| accept("the first harbour"), || accept("the other harbour"));
        assert!(outcomes.contains(&Ok(())) && outcomes.contains(&Err(AccessError::Refused)), "{outcomes:?}");
    }
}
