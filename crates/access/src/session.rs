//! Sessions of users: `user id . epoch . begin . expiry . chance . signature`, kept by the browser and by nobody else.
//!
//! A session that is used is renewed: another expiry, and all else as it was, so that forms that were shown before fit
//! still. However often that is done, it ends [`AccessOptions::session_longest`](crate::AccessOptions::session_longest)
//! after its begin.
//!
//! Every check reads the user, so that a deletion, a new role, a new password or "sign out everywhere" counts at once.

use std::net::IpAddr;
use std::time::Duration;

use octant_model::{TenantId, Timestamp};
use octant_store::{Definition, StoreError};
use tracing::warn;

use crate::limiter::Attempt;
use crate::sealing::SigningKey;
use crate::secret::{self, Secret};
use crate::token::{is_within, signature};
use crate::{Access, AccessError, User, device, password, user};

/// Who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Whose user it is.
    pub tenant: TenantId,
    /// The user.
    pub user: User,
    /// When the session ends.
    pub expires_at: Timestamp,
    /// What every form of this session must bring along.
    csrf: String,
    begin: Timestamp,
    chance: String,
}

impl Session {
    /// What every form of this session must bring along; nobody can make it who does not hold the session.
    #[must_use]
    pub fn csrf(&self) -> &str {
        &self.csrf
    }

    /// Whether a form brought it along, in constant time.
    ///
    /// # Errors
    /// [`AccessError::Refused`].
    pub fn check_csrf(&self, given: &str) -> Result<(), AccessError> {
        secret::check(&self.csrf, given)
    }
}

/// Where somebody tries to sign in.
#[derive(Debug, Clone)]
pub struct SignInFrom {
    /// The address of the client.
    pub address: IpAddr,
    /// The device, where the user is known on it ([`Access::known_device`]).
    pub device: Option<String>,
}

/// What a browser is given that signed in.
#[derive(Debug)]
pub struct NewSession {
    /// The session.
    pub session: Secret,
    /// What shows from now on that the user has signed in on this device.
    pub device: Secret,
}

/// What a session says, not yet believed.
struct Parts<'t> {
    content: &'t str,
    sealed: &'t str,
    id: &'t str,
    epoch: &'t str,
    begin: Timestamp,
    expiry: Timestamp,
    chance: &'t str,
}

impl<'t> Parts<'t> {
    fn of(token: &'t str) -> Result<Self, AccessError> {
        let (content, sealed) = token.rsplit_once('.').ok_or(AccessError::Refused)?;
        let parts: Vec<&str> = content.split('.').collect();
        let [id, epoch, begin, expiry, chance] = parts.as_slice() else { return Err(AccessError::Refused) };
        let time =
            |text: &str| text.parse().map(Timestamp::from_milliseconds).map_err(|_| AccessError::Refused);
        Ok(Self { content, sealed, id, epoch, begin: time(begin)?, expiry: time(expiry)?, chance })
    }
}

impl Access {
    /// A session for who knows the password, and a device on which the user is known. An unknown address and a wrong password get the same answer after the
    /// same work. The work takes some 20 MiB: let only a few do it at a time.
    ///
    /// # Errors
    /// [`AccessError::Refused`], and [`AccessError::TooMany`] after too many of these.
    pub fn sign_in(&self, email: &str, password: &str, from: &SignInFrom) -> Result<NewSession, AccessError> {
        let (tenant, user) = self.prove(email, password, from)?;
        let noted = self.change_user(&tenant, &user.id, &user.actor(), |body| {
            body.last_sign_in = Some(Timestamp::now());
            Ok(())
        });
        match noted {
            // Whoever sees to a full disk must be able to sign in.
            Err(AccessError::Store(problem @ (StoreError::Full(_) | StoreError::Failed(_)))) => {
                warn!(user = user.id, problem = problem.to_string(), "a sign-in could not be noted");
            }
            noted => _ = noted?,
        }
        self.begin_session(&tenant, &user.id)
    }

    /// Whose password it is, slowed down for who guesses.
    fn prove(&self, email: &str, password: &str, from: &SignInFrom) -> Result<(TenantId, User), AccessError> {
        let email = user::email(email).unwrap_or_default();
        let account = format!("user:{email}");
        let attempt = Attempt { account: &account, address: from.address, device: from.device.as_deref() };
        self.limited_while_working(attempt, || self.check_password(&email, password))
    }

    fn check_password(&self, email: &str, password: &str) -> Result<(TenantId, User), AccessError> {
        let found = self.store.find_definition(user::KIND, &user::id_of(email))?;
        let body = found.as_ref().map(|(_, definition)| user::Body::read(definition)).transpose()?;
        password::check(password, body.as_ref().and_then(|body| body.hash.as_deref()))?;
        match (found, body) {
            (Some((tenant, definition)), Some(body)) => Ok((tenant, body.shown(&definition))),
            _ => Err(AccessError::Refused),
        }
    }

    fn sealed_session(
        &self,
        id: &str,
        (epoch, key): (u64, &SigningKey),
        begin: Timestamp,
        chance: &str,
    ) -> Secret {
        let expiry = self.expiry(begin).milliseconds();
        let content = format!("{id}.{epoch}.{}.{expiry}.{chance}", begin.milliseconds());
        let sealed = signature(key, &format!("session.{content}"));
        Secret::of(&format!("{content}.{sealed}"))
    }

    /// When a session that is used now ends.
    fn expiry(&self, begin: Timestamp) -> Timestamp {
        let after = |moment: Timestamp, time: Duration| {
            moment.plus_milliseconds(i64::try_from(time.as_millis()).unwrap_or(i64::MAX))
        };
        let options = &self.options;
        after(Timestamp::now(), options.session_lifetime).min(after(begin, options.session_longest))
    }

    /// The session with a later expiry; `None` where a tenth of its time is not over yet, or its time cannot be longer.
    ///
    /// # Errors
    /// [`AccessError::Refused`] where it is forged, expired or ended.
    pub fn renewed_session(&self, token: &str) -> Result<Option<Secret>, AccessError> {
        let parts = Parts::of(token)?;
        let tenth = i64::try_from(self.options.session_lifetime.as_millis() / 10).unwrap_or(i64::MAX);
        if parts.expiry.plus_milliseconds(tenth) > self.expiry(parts.begin) {
            return Ok(None);
        }
        let (_, definition, body, key) = self.opened(&parts)?;
        let signed_by = (body.epoch, &key);
        Ok(Some(self.sealed_session(&definition.id, signed_by, parts.begin, parts.chance)))
    }

    /// The user of a session that is good, and the key that signed it.
    fn opened(
        &self,
        parts: &Parts<'_>,
    ) -> Result<(TenantId, Definition, user::Body, SigningKey), AccessError> {
        let found = self.store.find_definition(user::KIND, parts.id)?;
        let (tenant, definition) = found.ok_or(AccessError::Refused)?;
        let body = user::Body::read(&definition)?;
        let key = self.key_of_user(&definition.id, &body)?;
        secret::check(&signature(&key, &format!("session.{}", parts.content)), parts.sealed)?;
        let ended = body.ended.iter().any(|ended| ended.chance == parts.chance);
        let lasts = is_within(parts.expiry, self.options.session_lifetime.min(self.options.session_longest));
        if ended || !lasts || parts.epoch.parse() != Ok(body.epoch) {
            return Err(AccessError::Refused);
        }
        Ok((tenant, definition, body, key))
    }

    /// Who holds that session.
    ///
    /// # Errors
    /// [`AccessError::Refused`] where it is forged, expired or ended.
    pub fn session(&self, token: &str) -> Result<Session, AccessError> {
        let parts = Parts::of(token)?;
        let (tenant, definition, body, key) = self.opened(&parts)?;
        self.note_use(&tenant, user::KIND, &definition.id);
        let csrf = signature(&key, &format!("csrf.{}", parts.chance));
        let (begin, chance) = (parts.begin, parts.chance.to_owned());
        Ok(Session { tenant, user: body.shown(&definition), expires_at: parts.expiry, csrf, begin, chance })
    }

    /// How long a session lasts that is not used.
    #[must_use]
    pub fn session_lifetime(&self) -> Duration {
        self.options.session_lifetime
    }

    /// Whose user that is.
    ///
    /// # Errors
    /// [`AccessError::UnknownUser`].
    pub fn tenant_of_user(&self, id: &str) -> Result<(TenantId, User), AccessError> {
        let found = self.store.find_definition(user::KIND, id)?;
        let (tenant, definition) = found.ok_or_else(|| AccessError::UnknownUser(id.to_owned()))?;
        let user = user::Body::read(&definition)?.shown(&definition);
        Ok((tenant, user))
    }

    /// A session for who holds a link or has just proved who they are in another way.
    ///
    /// # Errors
    /// [`AccessError::UnknownUser`].
    pub fn begin_session(&self, tenant: &TenantId, user: &str) -> Result<NewSession, AccessError> {
        let (definition, body) = self.read_user(tenant, user)?;
        let key = self.key_of_user(&definition.id, &body)?;
        let (now, chance) = (Timestamp::now(), Secret::generate(""));
        let session = self.sealed_session(&definition.id, (body.epoch, &key), now, chance.reveal());
        Ok(NewSession { session, device: device::remember(&definition.id, &key) })
    }

    /// Changes the password of who is signed in; every session ends, and the answer is a new one.
    ///
    /// # Errors
    /// [`AccessError::Refused`] for a wrong current password, [`AccessError::TooMany`] after too many of these,
    /// [`AccessError::WeakPassword`].
    pub fn change_password(
        &self,
        session: &Session,
        current: &str,
        new: &str,
        address: IpAddr,
    ) -> Result<NewSession, AccessError> {
        let user = &session.user;
        // Who holds a session is no stranger.
        let from = SignInFrom { address, device: Some(format!("session.{}", session.chance)) };
        let (_, before) = self.read_user(&session.tenant, &user.id)?;
        self.prove(&user.email, current, &from)?;
        self.change_user(&session.tenant, &user.id, &user.actor(), |body| {
            // What was proved is the password of then.
            if body.hash == before.hash { body.set_password(new) } else { Err(AccessError::Refused) }
        })?;
        self.begin_session(&session.tenant, &user.id)
    }

    /// Ends this session, also for whoever has a copy of it.
    ///
    /// # Errors
    /// [`AccessError::UnknownUser`].
    pub fn sign_out(&self, session: &Session) -> Result<(), AccessError> {
        let user = &session.user;
        let longest = i64::try_from(self.options.session_longest.as_millis()).unwrap_or(i64::MAX);
        let until = session.begin.plus_milliseconds(longest);
        self.change_user(&session.tenant, &user.id, &user.actor(), |body| {
            body.end_session(&session.chance, until);
            Ok(())
        })?;
        Ok(())
    }

    /// Ends every session of a user.
    ///
    /// # Errors
    /// [`AccessError::UnknownUser`].
    pub fn sign_out_everywhere(&self, session: &Session) -> Result<(), AccessError> {
        let user = &session.user;
        self.change_user(&session.tenant, &user.id, &user.actor(), |body| {
            body.end_all_sessions();
            Ok(())
        })?;
        Ok(())
    }

    /// What a form brings along before anybody is signed in, made from a visitor's cookie.
    #[must_use]
    pub fn visitor_csrf(&self, visit: &str) -> String {
        secret::hash("visit", visit)
    }

    /// Whether a form brought it along, in constant time.
    ///
    /// # Errors
    /// [`AccessError::Refused`].
    pub fn check_visitor_csrf(&self, visit: &str, given: &str) -> Result<(), AccessError> {
        secret::check(&self.visitor_csrf(visit), given)
    }

    /// A visitor's cookie.
    #[must_use]
    pub fn new_visit(&self) -> Secret {
        Secret::generate("")
    }
}
