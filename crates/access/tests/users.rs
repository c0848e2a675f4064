//! What a user's password, session and link are worth, and until when.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Duration;

use octant_access::{
    Access, AccessError, AccessOptions, Invited, NewSession, NewUser, Role, Session, SignInFrom, User,
};
use octant_model::{PageRequest, SourceId, TenantId, Timestamp};
use octant_store::sqlite::{Options, SqliteStore};
use octant_store::{ActivityFilter, Actor, NewSource, SourceType, Store, StoreError};

const ADDRESS: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const EMAIL: &str = "ada@shop.example";
const PASSWORD: &str = "a quiet harbour";

struct World {
    access: Access,
    store: Arc<dyn Store>,
    tenant: TenantId,
    _folder: tempfile::TempDir,
}

fn world(options: AccessOptions) -> World {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store: Arc<dyn Store> =
        Arc::new(SqliteStore::open(folder.path(), &Options::default()).expect("it opens"));
    let access = Access::new(Arc::clone(&store), options).expect("access");
    let tenant = TenantId::new("local").expect("valid");
    access.ensure_tenant(&tenant, None).expect("made");
    World { access, store, tenant, _folder: folder }
}

impl World {
    fn admin(&self) -> User {
        self.access.create_admin(&self.tenant, EMAIL, "Ada", PASSWORD).expect("made")
    }

    fn sign_in_from(&self, email: &str, password: &str, address: IpAddr) -> Result<NewSession, AccessError> {
        self.access.sign_in(email, password, &SignInFrom { address, device: None })
    }

    fn sign_in(&self, email: &str, password: &str) -> Result<String, AccessError> {
        self.sign_in_from(email, password, ADDRESS).map(|signed| signed.session.reveal().to_owned())
    }

    fn session(&self) -> (String, Session) {
        let token = self.sign_in(EMAIL, PASSWORD).expect("signed in");
        let session = self.access.session(&token).expect("it is valid");
        (token, session)
    }

    fn viewer(&self) -> (User, String) {
        let new =
            NewUser { email: "Vera@Shop.example ".to_owned(), name: "Vera".to_owned(), role: Role::Viewer };
        let (user, link) = self.access.create_user(&self.tenant, &new, &Actor::system()).expect("made");
        (user, link.reveal().to_owned())
    }
}

#[test]
fn the_link_for_the_first_admin_works_once_and_only_while_there_is_none() {
    let world = world(AccessOptions::default());
    let first = world.access.welcome(&world.tenant).expect("a link").expect("nobody is there");
    let second = world.access.welcome(&world.tenant).expect("a link").expect("nobody is there");
    assert_eq!(world.access.invited(first.reveal()), Err(AccessError::Refused), "the later link counts");
    assert_eq!(world.access.invited(second.reveal()), Ok(Invited::FirstAdmin(world.tenant.clone())));
    let weak = world.access.create_first_admin(second.reveal(), EMAIL, "Ada", "short");
    assert!(matches!(weak, Err(AccessError::WeakPassword(_))));
    let admin =
        world.access.create_first_admin(second.reveal(), " Ada@Shop.Example", "Ada", PASSWORD).expect("made");
    assert_eq!((admin.email.as_str(), admin.role, admin.active), (EMAIL, Role::Admin, true));
    let again = world.access.create_first_admin(second.reveal(), "eve@shop.example", "Eve", PASSWORD);
    assert_eq!(again, Err(AccessError::Refused));
    assert!(world.access.welcome(&world.tenant).expect("read").is_none());
}

#[test]
fn a_session_tells_who_holds_it_and_cannot_be_changed() {
    let world = world(AccessOptions::default());
    let admin = world.admin();
    let (token, session) = world.session();
    assert_eq!((&session.tenant, &session.user.id), (&world.tenant, &admin.id));
    assert!(session.user.last_sign_in.is_some() && admin.last_sign_in.is_none());
    assert!(world.sign_in("ADA@shop.example", PASSWORD).is_ok(), "the case of an address does not matter");
    for place in 0..4 {
        let mut parts: Vec<String> = token.split('.').map(str::to_owned).collect();
        parts[place] = if place == 2 { "99999999999999".to_owned() } else { "x".to_owned() };
        assert_eq!(world.access.session(&parts.join(".")), Err(AccessError::Refused), "part {place}");
    }
    for wrong in ["", ".", "a.b.c.d.e", &format!("{token}x")] {
        assert_eq!(world.access.session(wrong), Err(AccessError::Refused), "{wrong}");
    }
}

#[test]
fn what_a_form_must_bring_along_belongs_to_one_session() {
    let world = world(AccessOptions::default());
    world.admin();
    let ((_, one), (_, other)) = (world.session(), world.session());
    assert_eq!(one.check_csrf(one.csrf()), Ok(()));
    assert_eq!(one.check_csrf(other.csrf()), Err(AccessError::Refused));
    assert_eq!(one.check_csrf(""), Err(AccessError::Refused));
}

#[test]
fn sessions_end_with_their_time_the_password_the_user_and_when_told() {
    let world = world(AccessOptions::default());
    let admin = world.admin();
    let (old, session) = world.session();
    let wrong = world.access.change_password(&session, "not mine at all", "another harbour", ADDRESS);
    assert!(matches!(wrong, Err(AccessError::Refused)));
    let new = world.access.change_password(&session, PASSWORD, "another harbour", ADDRESS).expect("changed");
    assert_eq!(world.access.session(&old), Err(AccessError::Refused));
    assert_eq!(world.sign_in(EMAIL, PASSWORD), Err(AccessError::Refused));
    let new = new.session;
    let session = world.access.session(new.reveal()).expect("the new one goes on");
    world.access.sign_out_everywhere(&session).expect("ended");
    assert_eq!(world.access.session(new.reveal()), Err(AccessError::Refused));

    let (viewer, link) = world.viewer();
    world.access.accept_invitation(&link, "vera's own words").expect("taken");
    let token = world.sign_in("vera@shop.example", "vera's own words").expect("signed in");
    world.access.delete_user(&world.tenant, &viewer.id, &admin.actor()).expect("deleted");
    assert_eq!(world.access.session(&token), Err(AccessError::Refused));

    let brief = self::world(AccessOptions { session_lifetime: Duration::ZERO, ..AccessOptions::default() });
    brief.admin();
    let token = brief.sign_in(EMAIL, PASSWORD).expect("signed in");
    assert_eq!(brief.access.session(&token), Err(AccessError::Refused));
}

#[test]
fn somebody_who_came_by_a_link_and_never_signed_in_has_been_seen() {
    let world = world(AccessOptions::default());
    let (viewer, link) = world.viewer();
    let seen = || {
        let users = world.access.users(&world.tenant, &PageRequest::first(10)).expect("a list").items;
        users.iter().find(|user| user.id == viewer.id).expect("listed").last_seen
    };
    assert_eq!(seen(), None);
    world.access.accept_invitation(&link, PASSWORD).expect("taken");
    let entered = world.access.begin_session(&world.tenant, &viewer.id).expect("begun");
    world.access.session(entered.session.reveal()).expect("good");
    assert!(seen().is_some());
}

#[test]
fn signing_out_ends_the_session_and_its_copies_and_no_other() {
    let world = world(AccessOptions::default());
    world.admin();
    let ((token, session), (other, _)) = (world.session(), world.session());
    world.access.sign_out(&session).expect("ended");
    assert_eq!(
        world.access.session(&token),
        Err(AccessError::Refused),
        "a copy of the cookie is worth nothing"
    );
    assert!(world.access.session(&other).is_ok());
    // However many sessions are signed out, none of them comes back.
    for _ in 0..120 {
        let session = world.access.begin_session(&world.tenant, &session.user.id).expect("begun");
        let session = world.access.session(session.session.reveal()).expect("good");
        world.access.sign_out(&session).expect("ended");
        assert_eq!(world.access.session(&token), Err(AccessError::Refused));
    }
}

#[test]
fn a_session_that_is_used_goes_on_until_it_is_too_old() {
    let hour = Duration::from_hours(1);
    let options = AccessOptions { session_lifetime: hour, session_longest: hour, ..AccessOptions::default() };
    let world = world(options);
    world.admin();
    let (token, _) = world.session();
    assert_eq!(world.access.renewed_session(&token), Ok(None), "it is as long as it can be");

    // The same store with other settings: sessions of before are shorter than they might be now.
    let longer = |session_lifetime, session_longest| {
        let options = AccessOptions { session_lifetime, session_longest, ..AccessOptions::default() };
        Access::new(Arc::clone(&world.store), options).expect("access")
    };
    let access = longer(2 * hour, 100 * hour);
    let renewed = access.renewed_session(&token).expect("it is good").expect("a tenth is over");
    let (before, after) =
        (access.session(&token).expect("good"), access.session(renewed.reveal()).expect("good"));
    let later = after.expires_at.milliseconds() - before.expires_at.milliseconds();
    assert!((3_600_000..3_610_000).contains(&later), "{later}");
    assert_eq!(before.csrf(), after.csrf(), "forms that were shown before fit still");
    assert_eq!(access.renewed_session(renewed.reveal()), Ok(None), "it was renewed just now");
    let most = longer(100 * hour, 3 * hour);
    let at_most =
        most.renewed_session(renewed.reveal()).expect("good").map(|token| token.reveal().to_owned());
    assert_eq!(at_most, None, "less than a tenth of 100 hours is left to win");
    let most = longer(9 * hour, 3 * hour);
    let at_most = most.renewed_session(renewed.reveal()).expect("good").expect("an hour is won");
    let length = most.session(at_most.reveal()).expect("good").expires_at.milliseconds()
        - Timestamp::now().milliseconds();
    assert!((10_700_000..=10_800_000).contains(&length), "three hours from its begin, not nine: {length}");

    let mut forged = token.clone();
    forged.replace_range(token.len() - 3.., "AAA");
    assert_eq!(access.renewed_session(&forged).map(|_| ()), Err(AccessError::Refused));
    access.sign_out_everywhere(&before).expect("ended");
    assert_eq!(access.renewed_session(&token).map(|_| ()), Err(AccessError::Refused));
}

#[test]
fn a_user_chooses_the_password_with_a_link_that_works_once() {
    let world = world(AccessOptions::default());
    world.admin();
    let (viewer, link) = world.viewer();
    assert_eq!((viewer.email.as_str(), viewer.active), ("vera@shop.example", false));
    assert_eq!(world.sign_in("vera@shop.example", ""), Err(AccessError::Refused));
    let later = world.access.invite(&world.tenant, &viewer.id, &Actor::system()).expect("a link");
    assert_eq!(world.access.accept_invitation(&link, PASSWORD), Err(AccessError::Refused));
    assert!(matches!(world.access.invited(later.reveal()), Ok(Invited::User(..))));
    assert!(world.access.accept_invitation(later.reveal(), PASSWORD).expect("taken").active);
    assert_eq!(world.access.accept_invitation(later.reveal(), PASSWORD), Err(AccessError::Refused));
    assert!(world.sign_in("vera@shop.example", PASSWORD).is_ok());

    let options = AccessOptions { invitation_lifetime: Duration::ZERO, ..AccessOptions::default() };
    let brief = self::world(options);
    let (_, link) = brief.viewer();
    assert_eq!(brief.access.accept_invitation(&link, PASSWORD), Err(AccessError::Refused));
}

#[test]
fn an_address_is_taken_once_and_the_last_admin_stays() {
    let world = world(AccessOptions::default());
    let admin = world.admin();
    let new = |email: &str| NewUser { email: email.to_owned(), name: String::new(), role: Role::Admin };
    let create =
        |email: &str| world.access.create_user(&world.tenant, &new(email), &admin.actor()).map(|made| made.0);
    assert_eq!(create("Ada@shop.example"), Err(AccessError::EmailTaken));
    for wrong in
        ["", "ada", "@shop.example", "ada@", "a b@c", "a@b@c", "a@.b", &format!("{}@b", "a".repeat(254))]
    {
        assert_eq!(create(wrong), Err(AccessError::InvalidEmail), "{wrong}");
    }
    let demote =
        || world.access.update_user(&world.tenant, &admin.id, "Ada", Role::Viewer, None, &admin.actor());
    let delete = || world.access.delete_user(&world.tenant, &admin.id, &admin.actor());
    assert_eq!((demote().err(), delete()), (Some(AccessError::LastAdmin), Err(AccessError::LastAdmin)));
    create("eve@shop.example").expect("made");
    assert_eq!(delete(), Err(AccessError::LastAdmin), "who has no password yet is no admin");
    let eve = world.access.users(&world.tenant, &PageRequest::first(10)).expect("a list").items;
    let eve = eve.iter().find(|user| user.email == "eve@shop.example").expect("listed");
    let link = world.access.invite(&world.tenant, &eve.id, &admin.actor()).expect("a link");
    world.access.accept_invitation(link.reveal(), PASSWORD).expect("taken");
    assert_eq!(demote().expect("changed").role, Role::Viewer);
    delete().expect("a viewer may go");
}

#[test]
fn guessing_a_password_is_slowed_down() {
    let world = world(AccessOptions::default());
    world.admin();
    for _ in 0..10 {
        assert_eq!(world.sign_in(EMAIL, "wrong words here"), Err(AccessError::Refused));
    }
    assert!(matches!(world.sign_in(EMAIL, PASSWORD), Err(AccessError::TooMany(_))));
    let elsewhere = IpAddr::V4(Ipv4Addr::new(10, 0, 0, 1));
    let signed = world.sign_in_from(EMAIL, PASSWORD, elsewhere).expect("signed in");

    // A device on which she has signed in waits for nobody else's failures.
    let device = signed.device.reveal();
    let from = |device| SignInFrom { address: ADDRESS, device };
    let known = world.access.known_device(" ADA@shop.example", device).expect("read");
    assert!(known.is_some());
    assert!(world.access.sign_in(EMAIL, PASSWORD, &from(known)).is_ok());
    let (_, link) = world.viewer();
    world.access.accept_invitation(&link, PASSWORD).expect("taken");
    let forged = format!("{device}x");
    for (email, device) in [("vera@shop.example", device), (EMAIL, &forged), (EMAIL, ""), (EMAIL, "a.b.c")] {
        assert_eq!(world.access.known_device(email, device), Ok(None), "{email} {device}");
    }
}

#[test]
fn nothing_secret_is_in_the_activity() {
    let world = world(AccessOptions::default());
    world.admin();
    let (_, session) = world.session();
    world.access.change_password(&session, PASSWORD, "another harbour", ADDRESS).expect("changed");
    world.viewer();
    let all = world
        .store
        .activity(&world.tenant, &ActivityFilter::default(), &PageRequest::first(100))
        .expect("a list");
    assert!(all.items.len() >= 4);
    for one in &all.items {
        let text = format!("{:?}{:?}", one.before, one.after);
        for secret in ["hash", "argon2", "signing_key", "invitation"] {
            assert!(!text.contains(secret), "{} shows {secret}: {text}", one.kind);
        }
    }
}

#[test]
fn on_a_full_disk_people_sign_in_and_nobody_is_told_to_be_signed_out_who_is_not() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let small = Options { max_pages: Some(60), ..Options::default() };
    let store: Arc<dyn Store> = Arc::new(SqliteStore::open(folder.path(), &small).expect("it opens"));
    let access = Access::new(Arc::clone(&store), AccessOptions::default()).expect("access");
    let tenant = TenantId::new("local").expect("valid");
    access.ensure_tenant(&tenant, None).expect("made");
    let world = World { access, store, tenant, _folder: folder };
    world.admin();
    let fill = |number: usize| {
        let new = NewSource {
            id: SourceId::new(format!("source-{number}")).expect("valid"),
            name: "x".repeat(1_000),
            description: None,
            source_type: SourceType::Generic,
        };
        world.store.create_source(&world.tenant, new, &Actor::system())
    };
    let refusal = (0..1_000).find_map(|number| fill(number).err()).expect("it is full in the end");
    assert!(matches!(refusal, StoreError::Full(_)), "{refusal}");
    let (token, session) = world.session();
    assert!(matches!(world.access.sign_out(&session), Err(AccessError::Store(StoreError::Full(_)))));
    assert!(world.access.session(&token).is_ok(), "who could not be signed out is signed in");
}

#[test]
fn what_lasts_longer_than_a_new_one_was_made_by_a_clock_that_was_ahead() {
    let world = world(AccessOptions::default());
    world.admin();
    let (token, _) = world.session();
    let (_, link) = world.viewer();
    let lasting = |time: Duration| {
        let options =
            AccessOptions { session_lifetime: time, invitation_lifetime: time, ..AccessOptions::default() };
        Access::new(Arc::clone(&world.store), options).expect("access")
    };
    // As far as the days of the default are ahead of an hour.
    let later = lasting(Duration::from_hours(1));
    assert_eq!(later.session(&token).map(drop), Err(AccessError::Refused));
    assert!(matches!(later.invited(&link), Err(AccessError::Refused)));
    let same = lasting(AccessOptions::default().session_lifetime);
    assert!(same.session(&token).is_ok() && same.invited(&link).is_ok());
}
