//! Passwords: kept as argon2id hashes, checked in the same time whether or not there is one.

use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};

use crate::AccessError;

/// The fewest characters of a password.
pub const SHORTEST_PASSWORD: usize = 10;

/// The most bytes of a password: the work on it grows with its length.
const LONGEST: usize = 1_024;

/// Stands where nobody has a password, so that looking for one takes as long.
static NOBODYS: LazyLock<String> = LazyLock::new(|| hash("nobody has this password"));

/// The hash of a password that keeps the rules: 10 characters or more, and not the email itself.
pub(crate) fn checked_hash(password: &str, email: &str) -> Result<String, AccessError> {
    if password.chars().count() < SHORTEST_PASSWORD {
        return Err(AccessError::WeakPassword("it is too short"));
    }
    if password.len() > LONGEST {
        return Err(AccessError::WeakPassword("it is too long to be a password"));
    }
    if password.eq_ignore_ascii_case(email) {
        return Err(AccessError::WeakPassword("it is the email"));
    }
    Ok(hash(password))
}

fn hash(password: &str) -> String {
    Argon2::default()
        .hash_password(password.as_bytes())
        .expect("the default parameters are valid, and the system has a source of chance")
        .to_string()
}

/// Whether it is the password; without a hash it never is, after the same work.
pub(crate) fn check(password: &str, hash: Option<&str>) -> Result<(), AccessError> {
    let stored = PasswordHash::new(hash.unwrap_or(&NOBODYS)).map_err(|_| AccessError::Refused)?;
    // A password that nobody can have set costs no more than one that somebody can.
    let tried = password.as_bytes().get(..LONGEST).unwrap_or(password.as_bytes());
    let matches = Argon2::default().verify_password(tried, &stored).is_ok();
    if matches && hash.is_some() && password.len() <= LONGEST { Ok(()) } else { Err(AccessError::Refused) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_checked_against_its_own_hash_only() {
        let hash = checked_hash("a long password", "a@b.example").expect("good enough");
        assert!(hash.starts_with("$argon2id$"), "{hash}");
        assert_eq!(check("a long password", Some(&hash)), Ok(()));
        assert_eq!(check("another password", Some(&hash)), Err(AccessError::Refused));
        assert_eq!(check("nobody has this password", None), Err(AccessError::Refused));
        assert_eq!(check("a long password", Some("damaged")), Err(AccessError::Refused));
    }

    #[test]
    fn short_endless_and_obvious_passwords_are_refused() {
        for password in ["", "123456789", "Edith@Shop.example", &"x".repeat(1_025)] {
            assert!(checked_hash(password, "edith@shop.example").is_err(), "{password}");
        }
        assert!(checked_hash("åäöåäöåäöå", "a@b.example").is_ok(), "characters count, not bytes");
    }
}
