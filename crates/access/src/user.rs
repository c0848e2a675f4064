//! Users: people who work in the Studio.

use octant_model::{Page, PageRequest, Sequence, TenantId, Timestamp};
use octant_store::{Actor, Definition, DefinitionChange, Kind, Revision, StoreError, until_fresh};
use serde::{Deserialize, Serialize};

use crate::sealed_store::place;
use crate::sealing::{SigningKey, StoredKey};
use crate::secret::{self, Secret};
use crate::{Access, AccessError, password};

pub(crate) const KIND: Kind = Kind("user");

/// The most bytes of an email address (RFC 5321, 4.5.3.1.3, without the brackets).
const LONGEST_EMAIL: usize = 254;

/// The most signed out sessions that are kept for a user; one more ends all of the user's sessions.
const MOST_ENDED: usize = 100;

/// What a user may do; each role may do what those before it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Look at everything but access.
    Viewer,
    /// Change sources, providers, cards, segments, destinations; import.
    Editor,
    /// Change users and keys, too.
    Admin,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 3] = [Self::Viewer, Self::Editor, Self::Admin];

    /// The name as it is written.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Editor => "editor",
            Self::Admin => "admin",
        }
    }

    /// The role of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}

/// A user to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewUser {
    /// The address to sign in with.
    pub email: String,
    /// The name for people.
    pub name: String,
    /// What the user may do.
    pub role: Role,
}

/// A user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The id; it is made from the email.
    pub id: String,
    /// The address to sign in with, in lower case.
    pub email: String,
    /// The name for people.
    pub name: String,
    /// What the user may do.
    pub role: Role,
    /// Whether the user has chosen a password yet.
    pub active: bool,
    /// When the user last signed in with it.
    pub last_sign_in: Option<Timestamp>,
    /// When a session of the user was used last, to the minute; known in [`Access::users`] alone.
    pub last_seen: Option<Timestamp>,
    /// When the user was made.
    pub created_at: Timestamp,
}

impl User {
    /// The user as it is kept with what it changes.
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor(format!("user:{}", self.id))
    }

    /// What admins can change of the user, as the user's [`Revision`] is made from it.
    #[must_use]
    pub fn editable(&self) -> serde_json::Value {
        serde_json::json!({"role": self.role})
    }
}

#[derive(Serialize, Deserialize)]
pub(crate) struct Body {
    pub(crate) email: String,
    pub(crate) name: String,
    pub(crate) role: Role,
    /// Of the password; none until the user has chosen one.
    pub(crate) hash: Option<String>,
    /// One more whenever all sessions end; sessions of another epoch are worth nothing.
    pub(crate) epoch: u64,
    /// Signs this user's sessions.
    pub(crate) signing_key: StoredKey,
    /// The link with which the user can choose a password.
    pub(crate) invitation: Option<Invitation>,
    /// Sessions that were signed out before their time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) ended: Vec<EndedSession>,
    /// When the user last signed in; not kept for users of before that was noted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) last_sign_in: Option<Timestamp>,
}

/// A session that was signed out.
#[derive(Serialize, Deserialize)]
pub(crate) struct EndedSession {
    /// The random part of the session, which stays the same when it is renewed.
    pub(crate) chance: String,
    /// Until when it could have been renewed.
    pub(crate) until: Timestamp,
}

/// A link that is good for one choice of a password.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Invitation {
    pub(crate) hash: String,
    pub(crate) expires_at: Timestamp,
}

impl Body {
    pub(crate) fn new(new: NewUser, signing_key: StoredKey) -> Self {
        Self {
            email: new.email,
            name: new.name,
            role: new.role,
            hash: None,
            epoch: 1,
            signing_key,
            invitation: None,
            ended: Vec::new(),
            last_sign_in: None,
        }
    }

    pub(crate) fn read(definition: &Definition) -> Result<Self, AccessError> {
        serde_json::from_str(&definition.body)
            .map_err(|error| StoreError::Damaged(format!("user {}: {error}", definition.id)).into())
    }

    pub(crate) fn json(&self) -> String {
        serde_json::to_string(self).expect("texts, numbers and names are always JSON")
    }

    pub(crate) fn shown(&self, definition: &Definition) -> User {
        User {
            id: definition.id.clone(),
            email: self.email.clone(),
            name: self.name.clone(),
            role: self.role,
            active: self.hash.is_some(),
            last_sign_in: self.last_sign_in,
            last_seen: self.last_sign_in,
            created_at: definition.created_at,
        }
    }

    /// Whether the user is an admin who can sign in.
    fn is_active_admin(&self) -> bool {
        self.role == Role::Admin && self.hash.is_some()
    }

    /// Takes a password and ends every session.
    pub(crate) fn set_password(&mut self, password: &str) -> Result<(), AccessError> {
        self.hash = Some(password::checked_hash(password, &self.email)?);
        self.end_all_sessions();
        self.invitation = None;
        Ok(())
    }

    /// Ends every session.
    pub(crate) fn end_all_sessions(&mut self) {
        self.epoch += 1;
        self.ended.clear();
    }

    /// Ends one session. Those that have ended by their age are forgotten for want of room only: the clock may be ahead.
    pub(crate) fn end_session(&mut self, chance: &str, until: Timestamp) {
        if self.ended.len() >= MOST_ENDED {
            let now = Timestamp::now();
            self.ended.retain(|ended| ended.until > now);
        }
        if self.ended.len() >= MOST_ENDED {
            return self.end_all_sessions();
        }
        self.ended.push(EndedSession { chance: chance.to_owned(), until });
    }
}

/// The address in the one form in which it is kept.
///
/// # Errors
/// [`AccessError::InvalidEmail`] for what no mail can reach.
pub(crate) fn email(text: &str) -> Result<String, AccessError> {
    let email = text.trim().to_lowercase();
    let parts = email.split_once('@');
    let plausible = parts.is_some_and(|(name, host)| {
        !name.is_empty() && !host.is_empty() && !host.contains('@') && !host.starts_with('.')
    });
    let odd = email.chars().any(|letter| letter.is_whitespace() || letter.is_control());
    if plausible && !odd && email.len() <= LONGEST_EMAIL { Ok(email) } else { Err(AccessError::InvalidEmail) }
}

/// The id of the user with that address, unique over all tenants.
pub(crate) fn id_of(email: &str) -> String {
    secret::hash("user-id", email).chars().take(24).collect()
}

impl Access {
    /// Makes a user, who cannot sign in before choosing a password with the link that is told only now. The link is
    /// good for [`AccessOptions::invitation_lifetime`](crate::AccessOptions::invitation_lifetime).
    ///
    /// # Errors
    /// [`AccessError::InvalidEmail`], [`AccessError::EmailTaken`].
    pub fn create_user(
        &self,
        tenant: &TenantId,
        new: &NewUser,
        actor: &Actor,
    ) -> Result<(User, Secret), AccessError> {
        let new = self.new_user(new)?;
        let id = id_of(&new.email);
        let mut body = Body::new(new, self.new_signing_key(&place(KIND, &id)));
        let (invitation, token) = self.new_invitation(&id);
        body.invitation = Some(invitation);
        self.change_access(tenant, vec![create(&id, &body)], actor)?;
        Ok((self.user(tenant, &id)?, token))
    }

    /// The user with its address in order, if nobody has it yet.
    pub(crate) fn new_user(&self, new: &NewUser) -> Result<NewUser, AccessError> {
        let new = NewUser { email: email(&new.email)?, name: new.name.trim().to_owned(), role: new.role };
        match self.store.find_definition(KIND, &id_of(&new.email))? {
            Some(_) => Err(AccessError::EmailTaken),
            None => Ok(new),
        }
    }

    /// One user.
    ///
    /// # Errors
    /// [`AccessError::UnknownUser`].
    pub fn user(&self, tenant: &TenantId, id: &str) -> Result<User, AccessError> {
        self.read_user(tenant, id).map(|(definition, body)| body.shown(&definition))
    }

    /// The users by id.
    ///
    /// # Errors
    /// Those of the store.
    pub fn users(&self, tenant: &TenantId, page: &PageRequest) -> Result<Page<User>, AccessError> {
        let found = self.store.definitions(tenant, KIND, page)?;
        let uses = self.store.last_uses(tenant, KIND)?;
        let show = |definition: &Definition| {
            let user = Body::read(definition)?.shown(definition);
            let last_seen = user.last_seen.max(uses.get(&user.id).copied());
            Ok(User { last_seen, ..user })
        };
        let items = found.items.iter().map(show).collect::<Result<_, AccessError>>()?;
        Ok(Page { items, after: found.after, total: found.total })
    }

    /// Changes a user's name and role; sessions go on with the new role.
    ///
    /// # Errors
    /// [`AccessError::UnknownUser`]; [`AccessError::LastAdmin`] where nobody else could change users then;
    /// [`StoreError::Changed`] where the user is not of the expected revision.
    pub fn update_user(
        &self,
        tenant: &TenantId,
        id: &str,
        name: &str,
        role: Role,
        expected: Option<&Revision>,
        actor: &Actor,
    ) -> Result<User, AccessError> {
        until_fresh(AccessError::is_stale, || {
            let (user, mut body) = self.read_user(tenant, id)?;
            Revision::check(expected, "user", id, &body.shown(&user).editable())?;
            let mut changes = Vec::new();
            if role != Role::Admin {
                changes.extend(self.expect_other_admin(tenant, id, &body)?);
            }
            name.trim().clone_into(&mut body.name);
            body.role = role;
            changes.push(update(user, &body));
            self.change_access(tenant, changes, actor)
        })?;
        self.user(tenant, id)
    }

    /// Deletes a user; the user's sessions end at once.
    ///
    /// # Errors
    /// [`AccessError::UnknownUser`], [`AccessError::LastAdmin`].
    pub fn delete_user(&self, tenant: &TenantId, id: &str, actor: &Actor) -> Result<(), AccessError> {
        until_fresh(AccessError::is_stale, || {
            let (_, body) = self.read_user(tenant, id)?;
            let mut changes = Vec::from_iter(self.expect_other_admin(tenant, id, &body)?);
            changes.push(DefinitionChange::Delete { kind: KIND, id: id.to_owned() });
            self.change_access(tenant, changes, actor)
        })?;
        Ok(())
    }

    /// Whether somebody can sign in who may change users.
    ///
    /// # Errors
    /// Those of the store.
    pub fn has_admin(&self, tenant: &TenantId) -> Result<bool, AccessError> {
        Ok(self.find_admin(tenant, |_| true)?.is_some())
    }

    /// Whether nobody but this user may change users.
    ///
    /// # Errors
    /// [`AccessError::UnknownUser`].
    pub fn is_last_admin(&self, tenant: &TenantId, id: &str) -> Result<bool, AccessError> {
        let (_, body) = self.read_user(tenant, id)?;
        match self.expect_other_admin(tenant, id, &body) {
            Ok(_) => Ok(false),
            Err(AccessError::LastAdmin) => Ok(true),
            Err(error) => Err(error),
        }
    }

    /// The condition that another admin is still there, where this user is one who can sign in.
    fn expect_other_admin(
        &self,
        tenant: &TenantId,
        id: &str,
        user: &Body,
    ) -> Result<Option<DefinitionChange>, AccessError> {
        if !user.is_active_admin() {
            return Ok(None);
        }
        let other = self.find_admin(tenant, |other| other != id)?.ok_or(AccessError::LastAdmin)?;
        Ok(Some(other.expected(KIND)))
    }

    /// An admin who can sign in and whose id counts.
    fn find_admin(
        &self,
        tenant: &TenantId,
        counts: impl Fn(&str) -> bool,
    ) -> Result<Option<Definition>, AccessError> {
        self.find_definition(tenant, KIND, |definition| {
            Ok(counts(&definition.id) && Body::read(definition)?.is_active_admin())
        })
    }

    /// The key that signs a user's sessions and devices.
    pub(crate) fn key_of_user(&self, id: &str, body: &Body) -> Result<SigningKey, AccessError> {
        self.signing_key(&place(KIND, id), &body.signing_key)
    }

    pub(crate) fn read_user(&self, tenant: &TenantId, id: &str) -> Result<(Definition, Body), AccessError> {
        let unknown = || AccessError::UnknownUser(id.to_owned());
        let definition = self.store.definition(tenant, KIND, id)?.ok_or_else(unknown)?;
        let body = Body::read(&definition)?;
        Ok((definition, body))
    }

    pub(crate) fn change_user(
        &self,
        tenant: &TenantId,
        id: &str,
        actor: &Actor,
        change: impl Fn(&mut Body) -> Result<(), AccessError>,
    ) -> Result<Sequence, AccessError> {
        until_fresh(AccessError::is_stale, || {
            let (definition, mut body) = self.read_user(tenant, id)?;
            change(&mut body)?;
            self.change_access(tenant, vec![update(definition, &body)], actor)
        })
    }
}

fn update(definition: Definition, body: &Body) -> DefinitionChange {
    let expected = Some(definition.version);
    DefinitionChange::Update { kind: KIND, id: definition.id, body: body.json(), expected }
}

pub(crate) fn create(id: &str, body: &Body) -> DefinitionChange {
    DefinitionChange::Create { kind: KIND, id: id.to_owned(), body: body.json() }
}
