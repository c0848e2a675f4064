//! Signing keys as they are stored: in clear, or sealed with a key from outside the data folder.
//!
//! Sealing is ChaCha20-Poly1305 (RFC 8439) with a random nonce; the definition that a key belongs to is authenticated with
//! it, so that keys cannot be exchanged in the database.

use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use serde::de::{Error as _, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::secret;
use crate::{Access, AccessError};

/// Begins what is sealed; another form gets another beginning.
const FORM: &str = "octs1";

/// A key that signs, 256 bits.
pub(crate) type SigningKey = [u8; 32];

/// A signing key as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(crate) enum StoredKey {
    /// In clear, as without keys from outside.
    Clear(SigningKey),
    /// `octs1.<id of the sealing key>.<nonce and sealed key>`.
    Sealed(String),
}

impl<'de> Deserialize<'de> for StoredKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StoredKeyVisitor)
    }
}

/// Reads either form. What serde derives for this would buffer numbers, which serde_json does not allow as it is set up.
struct StoredKeyVisitor;

impl<'de> Visitor<'de> for StoredKeyVisitor {
    type Value = StoredKey;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a sealed key, or 32 bytes")
    }

    fn visit_str<E>(self, sealed: &str) -> Result<StoredKey, E> {
        Ok(StoredKey::Sealed(sealed.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut bytes: A) -> Result<StoredKey, A::Error> {
        let mut key: SigningKey = [0; 32];
        for (place, byte) in key.iter_mut().enumerate() {
            *byte = bytes.next_element()?.ok_or_else(|| A::Error::invalid_length(place, &self))?;
        }
        match bytes.next_element::<u8>()? {
            None => Ok(StoredKey::Clear(key)),
            Some(_) => Err(A::Error::invalid_length(33, &self)),
        }
    }
}

impl StoredKey {
    /// What a definition's member holds, if it is a key.
    pub(crate) fn deserialize_from(member: &Value) -> Option<Self> {
        Self::deserialize(member).ok()
    }

    pub(crate) fn to_json(&self) -> Value {
        serde_json::to_value(self).expect("texts and bytes are always JSON")
    }
}

/// The keys from outside: the first seals, all of them open. None seals nothing.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SecretsKeys(Vec<SealingKey>);

#[derive(Clone, PartialEq, Eq)]
struct SealingKey {
    /// Made from the key; does not tell it.
    id: String,
    key: [u8; 32],
}

impl std::fmt::Debug for SecretsKeys {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_list().entries(self.0.iter().map(|key| &key.id)).finish()
    }
}

impl FromStr for SecretsKeys {
    type Err = String;

    /// One key of 32 bytes a line, in Base64; blank lines and comments, which begin with `#`, are ignored.
    fn from_str(text: &str) -> Result<Self, String> {
        let mut keys: Vec<SealingKey> = Vec::new();
        for (place, line) in text.lines().enumerate() {
            let (number, line) = (place + 1, line.trim());
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let bytes = STANDARD.decode(line).ok();
            let key: [u8; 32] = bytes.and_then(|bytes| bytes.try_into().ok()).ok_or_else(|| {
                format!("line {number} is no key: write 32 random bytes in Base64, as `openssl rand -base64 32` prints")
            })?;
            let key = SealingKey { id: secret::hash("secrets-key-id", line).chars().take(10).collect(), key };
            if let Some(first) = keys.iter().position(|known| known.key == key.key) {
                return Err(format!("line {number} holds key {} again", first + 1));
            }
            keys.push(key);
        }
        if keys.is_empty() { Err("it holds no key".to_owned()) } else { Ok(Self(keys)) }
    }
}

impl SealingKey {
    fn cipher(&self) -> LessSafeKey {
        LessSafeKey::new(UnboundKey::new(&CHACHA20_POLY1305, &self.key).expect("a key has 32 bytes"))
    }
}

impl SecretsKeys {
    /// Whether nothing is sealed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The key as it is to be stored for a place, which is the kind and the id of a definition.
    pub(crate) fn seal(&self, place: &str, key: SigningKey) -> StoredKey {
        let Some(sealing) = self.0.first() else { return StoredKey::Clear(key) };
        let nonce: [u8; NONCE_LEN] =
            secret::random_bytes()[..NONCE_LEN].try_into().expect("there are more bytes");
        let mut sealed = key.to_vec();
        sealing
            .cipher()
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(place), &mut sealed)
            .expect("a key is short");
        let text = URL_SAFE_NO_PAD.encode([&nonce[..], &sealed].concat());
        StoredKey::Sealed(format!("{FORM}.{}.{text}", sealing.id))
    }

    /// The key that was stored for a place.
    ///
    /// # Errors
    /// [`AccessError::NoSecretsKey`], [`AccessError::Unsealed`].
    pub(crate) fn open(&self, place: &str, stored: &StoredKey) -> Result<SigningKey, AccessError> {
        let sealed = match stored {
            StoredKey::Clear(key) => return Ok(*key),
            StoredKey::Sealed(sealed) => sealed,
        };
        let damaged = || AccessError::Unsealed(place.to_owned());
        let (id, text) = sealed
            .strip_prefix(FORM)
            .and_then(|rest| rest.strip_prefix('.')?.split_once('.'))
            .ok_or_else(damaged)?;
        let sealing = self.0.iter().find(|key| key.id == id);
        let sealing = sealing
            .ok_or_else(|| AccessError::NoSecretsKey { place: place.to_owned(), id: id.to_owned() })?;
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| damaged())?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE_LEN).ok_or_else(damaged)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| damaged())?;
        let mut sealed = sealed.to_vec();
        let key =
            sealing.cipher().open_in_place(nonce, Aad::from(place), &mut sealed).map_err(|_| damaged())?;
        SigningKey::try_from(&*key).map_err(|_| damaged())
    }

    /// Whether a stored key is as this would store it now.
    pub(crate) fn is_current(&self, stored: &StoredKey) -> bool {
        match (self.0.first(), stored) {
            (None, _) => true,
            (Some(_), StoredKey::Clear(_)) => false,
            (Some(first), StoredKey::Sealed(text)) => text.split('.').nth(1) == Some(first.id.as_str()),
        }
    }
}

impl Access {
    /// The key with which the owner of a definition signs.
    pub(crate) fn signing_key(&self, place: &str, stored: &StoredKey) -> Result<SigningKey, AccessError> {
        self.options.secrets_keys.open(place, stored)
    }

    /// A new signing key for a definition.
    pub(crate) fn new_signing_key(&self, place: &str) -> StoredKey {
        self.options.secrets_keys.seal(place, secret::random_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    const SECOND: &str = "HxwbGhkYFxYVFBMSERAPDg0MCwoJCAcGBQQDAgEAAAE=";

    fn keys(lines: &[&str]) -> SecretsKeys {
        lines.join("\n").parse().expect("keys")
    }

    #[test]
    fn what_is_sealed_is_opened_by_its_key_and_for_its_place_alone() {
        let key = secret::random_bytes();
        let both = keys(&["# old last", SECOND, "", FIRST]);
        let sealed = keys(&[FIRST]).seal("user/1", key);
        assert_eq!(both.open("user/1", &sealed), Ok(key));
        assert!(!both.is_current(&sealed) && keys(&[FIRST]).is_current(&sealed));
        assert_eq!(both.open("user/2", &sealed), Err(AccessError::Unsealed("user/2".to_owned())));
        for none in [keys(&[SECOND]), SecretsKeys::default()] {
            assert!(matches!(none.open("user/1", &sealed), Err(AccessError::NoSecretsKey { .. })));
        }
        let StoredKey::Sealed(text) = &sealed else { panic!("{sealed:?}") };
        for place in 0..text.len() {
            let mut changed = text.clone().into_bytes();
            changed[place] = if changed[place] == b'A' { b'B' } else { b'A' };
            let changed = StoredKey::Sealed(String::from_utf8(changed).expect("ASCII"));
            assert!(both.open("user/1", &changed).is_err(), "{changed:?}");
        }
        assert_ne!(keys(&[FIRST]).seal("user/1", key), sealed, "no nonce is used twice");
    }

    #[test]
    fn a_form_that_was_released_is_read() {
        let clear: StoredKey =
            serde_json::from_str(&format!("{:?}", [7; 32])).expect("an array of 32 numbers");
        assert_eq!(SecretsKeys::default().open("user/1", &clear), Ok([7; 32]));
        let sealed = r#""octs1.6IdZvHyPl3.AAECAwQFBgcICQoLjvwPBy4QokewhDj0nxoJZM53teBWc6q-4ZAownLHoTtSf42IrPyB9v4mHslhfJ7j""#;
        let sealed: StoredKey = serde_json::from_str(sealed).expect("a text");
        assert_eq!(keys(&[FIRST]).open("user/1", &sealed), Ok([7; 32]));
    }

    #[test]
    fn a_file_of_keys_says_what_is_wrong_with_it() {
        let problem = |text: &str| text.parse::<SecretsKeys>().expect_err("wrong");
        assert_eq!(problem("# nothing\n"), "it holds no key");
        assert!(problem(&format!("{FIRST}\nshort")).starts_with("line 2 is no key"));
        assert!(problem(&FIRST[..40]).starts_with("line 1 is no key"));
        assert_eq!(problem(&format!("{FIRST}\n{FIRST}")), "line 2 holds key 1 again");
    }
}
