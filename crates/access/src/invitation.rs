//! Links with which people choose their password: the first admin's, and those of users that an admin made.

use octant_model::{PageRequest, TenantId, Timestamp};
use octant_store::{Actor, DefinitionChange, Kind, StoreError};
use serde::{Deserialize, Serialize};

use crate::sealed_store::place;
use crate::secret::{self, Secret};
use crate::token::is_within;
use crate::user::{self, Invitation};
use crate::{Access, AccessError, NewUser, Role, User};

/// The link for the first admin; its id is made from the token.
const WELCOME: Kind = Kind("welcome");

const PREFIX: &str = "octw_";

#[derive(Serialize, Deserialize)]
struct Welcome {
    hash: String,
}

/// For whom a link is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Invited {
    /// For whoever sets Octant up: there is no admin yet.
    FirstAdmin(TenantId),
    /// For a user who chooses a password.
    User(TenantId, User),
}

fn welcome_id(token: &str) -> String {
    secret::hash("welcome-id", token).chars().take(24).collect()
}

impl Access {
    /// A new link's token for the first admin, while there is none; an earlier one is worth nothing from now on.
    ///
    /// # Errors
    /// Those of the store.
    pub fn welcome(&self, tenant: &TenantId) -> Result<Option<Secret>, AccessError> {
        if self.has_admin(tenant)? {
            return Ok(None);
        }
        let token = Secret::generate(PREFIX);
        let body = Welcome { hash: secret::hash("welcome", token.reveal()) };
        let mut changes = self.welcomes(tenant)?;
        changes.push(DefinitionChange::Create {
            kind: WELCOME,
            id: welcome_id(token.reveal()),
            body: serde_json::to_string(&body).expect("a text is always JSON"),
        });
        self.change_access(tenant, changes, &Actor::system())?;
        Ok(Some(token))
    }

    /// The changes that end the links for the first admin.
    fn welcomes(&self, tenant: &TenantId) -> Result<Vec<DefinitionChange>, AccessError> {
        let known = self.store.definitions(tenant, WELCOME, &PageRequest::first(100))?;
        let end = |known: octant_store::Definition| DefinitionChange::Delete { kind: WELCOME, id: known.id };
        Ok(known.items.into_iter().map(end).collect())
    }

    /// For whom a link is.
    ///
    /// # Errors
    /// [`AccessError::Refused`] where it is for nobody any more.
    pub fn invited(&self, token: &str) -> Result<Invited, AccessError> {
        if let Some(tenant) = self.welcomed(token)? {
            return Ok(Invited::FirstAdmin(tenant));
        }
        let (id, _) = token.split_once('.').ok_or(AccessError::Refused)?;
        let (tenant, definition) = self.store.find_definition(user::KIND, id)?.ok_or(AccessError::Refused)?;
        let body = user::Body::read(&definition)?;
        self.check_invitation(body.invitation.as_ref(), token)?;
        Ok(Invited::User(tenant, body.shown(&definition)))
    }

    fn welcomed(&self, token: &str) -> Result<Option<TenantId>, AccessError> {
        let Some((tenant, found)) = self.store.find_definition(WELCOME, &welcome_id(token))? else {
            return Ok(None);
        };
        let damaged = |error| StoreError::Damaged(format!("the welcome of {tenant}: {error}"));
        let body: Welcome = serde_json::from_str(&found.body).map_err(damaged)?;
        secret::check(&body.hash, &secret::hash("welcome", token))?;
        if self.has_admin(&tenant)? { Err(AccessError::Refused) } else { Ok(Some(tenant)) }
    }

    /// Makes the first admin; the link is worth nothing any more.
    ///
    /// # Errors
    /// [`AccessError::Refused`], [`AccessError::InvalidEmail`], [`AccessError::EmailTaken`],
    /// [`AccessError::WeakPassword`].
    pub fn create_first_admin(
        &self,
        token: &str,
        email: &str,
        name: &str,
        password: &str,
    ) -> Result<User, AccessError> {
        let tenant = self.welcomed(token)?.ok_or(AccessError::Refused)?;
        let mut changes = self.welcomes(&tenant)?;
        let id = self.add_admin(&mut changes, email, name, password)?;
        self.change_access(&tenant, changes, &Actor(format!("user:{id}"))).map_err(|error| match error {
            // Somebody else was quicker with the same link.
            AccessError::Store(StoreError::NotFound { .. }) => AccessError::Refused,
            error => error,
        })?;
        self.user(&tenant, &id)
    }

    /// Makes an admin without a link, where the operator says so.
    ///
    /// # Errors
    /// Those of [`Access::create_first_admin`].
    pub fn create_admin(
        &self,
        tenant: &TenantId,
        email: &str,
        name: &str,
        password: &str,
    ) -> Result<User, AccessError> {
        let mut changes = self.welcomes(tenant)?;
        let id = self.add_admin(&mut changes, email, name, password)?;
        self.change_access(tenant, changes, &Actor::system())?;
        self.user(tenant, &id)
    }

    fn add_admin(
        &self,
        changes: &mut Vec<DefinitionChange>,
        email: &str,
        name: &str,
        password: &str,
    ) -> Result<String, AccessError> {
        let new = NewUser { email: email.to_owned(), name: name.to_owned(), role: Role::Admin };
        let new = self.new_user(&new)?;
        let id = user::id_of(&new.email);
        let mut body = user::Body::new(new, self.new_signing_key(&place(user::KIND, &id)));
        body.set_password(password)?;
        changes.push(user::create(&id, &body));
        Ok(id)
    }

    pub(crate) fn new_invitation(&self, user: &str) -> (Invitation, Secret) {
        let token = Secret::of(&format!("{user}.{}", Secret::generate("").reveal()));
        let lifetime = i64::try_from(self.options.invitation_lifetime.as_millis()).unwrap_or(i64::MAX);
        let expires_at = Timestamp::now().plus_milliseconds(lifetime);
        (Invitation { hash: secret::hash("invitation", token.reveal()), expires_at }, token)
    }

    /// A new link for a user to choose a password with; the password of now stays until then, and an earlier link is
    /// worth nothing from now on.
    ///
    /// # Errors
    /// [`AccessError::UnknownUser`].
    pub fn invite(&self, tenant: &TenantId, id: &str, actor: &Actor) -> Result<Secret, AccessError> {
        let (invitation, token) = self.new_invitation(id);
        self.change_user(tenant, id, actor, |body| {
            body.invitation = Some(invitation.clone());
            Ok(())
        })?;
        Ok(token)
    }

    /// Takes the password that a user chose with a link, and ends the user's sessions.
    ///
    /// # Errors
    /// [`AccessError::Refused`], [`AccessError::WeakPassword`].
    pub fn accept_invitation(&self, token: &str, password: &str) -> Result<User, AccessError> {
        let Invited::User(tenant, user) = self.invited(token)? else { return Err(AccessError::Refused) };
        self.change_user(&tenant, &user.id, &user.actor(), |body| {
            self.check_invitation(body.invitation.as_ref(), token)?;
            body.set_password(password)
        })?;
        self.user(&tenant, &user.id)
    }

    fn check_invitation(&self, invitation: Option<&Invitation>, token: &str) -> Result<(), AccessError> {
        let invitation = invitation.ok_or(AccessError::Refused)?;
        secret::check(&invitation.hash, &secret::hash("invitation", token))?;
        let lasts = is_within(invitation.expires_at, self.options.invitation_lifetime);
        if lasts { Ok(()) } else { Err(AccessError::Refused) }
    }
}
