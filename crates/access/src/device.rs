//! Devices on which a user has signed in: `user id . random . signature`, kept by the browser.
//!
//! Such a device proves that its failures are not those of strangers: neither strangers behind the same address nor a flood
//! of attempts make the user wait on it. It opens nothing by itself.

use crate::sealing::SigningKey;
use crate::secret::{self, Secret};
use crate::token::signature;
use crate::{Access, AccessError, user};

fn content(id: &str, random: &str) -> String {
    format!("device.{id}.{random}")
}

/// A device on which the user with that key is known from now on.
pub(crate) fn remember(id: &str, key: &SigningKey) -> Secret {
    let random = Secret::generate("");
    let seal = signature(key, &content(id, random.reveal()));
    Secret::of(&format!("{id}.{}.{seal}", random.reveal()))
}

impl Access {
    /// What tells the device apart from others, where the user with that address has signed in on it.
    ///
    /// # Errors
    /// Those of the store.
    pub fn known_device(&self, email: &str, device: &str) -> Result<Option<String>, AccessError> {
        let Some((id, rest)) = device.split_once('.') else { return Ok(None) };
        let Some((random, seal)) = rest.split_once('.') else { return Ok(None) };
        let is_of_user = user::email(email).is_ok_and(|email| user::id_of(&email) == id);
        let found = if is_of_user { self.store.find_definition(user::KIND, id)? } else { None };
        let Some((_, definition)) = found else { return Ok(None) };
        let body = user::Body::read(&definition)?;
        let key = self.key_of_user(id, &body)?;
        let is_sealed = secret::check(&signature(&key, &content(id, random)), seal).is_ok();
        Ok(is_sealed.then(|| random.to_owned()))
    }
}
