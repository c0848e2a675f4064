//! The parts that `serve`, `demo` and `doctor` put together.

use std::path::Path;
use std::sync::Arc;

use octant_access::{Access, AccessError, AccessOptions, FirstStart};
use octant_model::TenantId;
use octant_store::sqlite::{Options, SqliteStore};
use octant_store::{Store, StoreError};

/// Where a server listens unless told otherwise.
pub(crate) const DEFAULT_LISTEN: &str = "127.0.0.1:8080";

/// The fewest characters of an organization key that somebody chose.
const SHORTEST_KEY: usize = 16;

/// The key that the first start made, or was given.
pub(crate) enum FirstKey {
    /// Made by chance; this is the only time that it can be shown.
    Made(String),
    /// The one that was given.
    Given,
}

/// Opens the store, with a message for people where that fails.
pub(crate) fn open_store(folder: &Path, options: &Options) -> Result<SqliteStore, String> {
    SqliteStore::open(folder, options).map_err(|error| error.to_string())
}

/// The access rules over the store.
pub(crate) fn access(store: &Arc<dyn Store>, options: AccessOptions) -> Result<Access, String> {
    Access::new(Arc::clone(store), options).map_err(|error| error.to_string())
}

/// Makes the tenant and its organization key where there is none yet; `None` where there was.
pub(crate) fn ensure_tenant(
    access: &Access,
    tenant: &TenantId,
    given: Option<&str>,
) -> Result<Option<FirstKey>, String> {
    match access.ensure_tenant(tenant, given).map_err(|error| error.to_string())? {
        FirstStart::Created { .. } if given.is_some() => Ok(Some(FirstKey::Given)),
        FirstStart::Created { key } => Ok(Some(FirstKey::Made(key.reveal().to_owned()))),
        FirstStart::Existing => Ok(None),
    }
}

/// Shows the key on standard output, which is not the log.
pub(crate) fn show_key(tenant: &TenantId, key: &FirstKey) {
    match key {
        FirstKey::Made(key) => println!(
            "The tenant {tenant} is new. This is its organization key; it is shown only now:\n\n    {key}\n\n\
             Send it in the header x-api-key. It is stored as a hash, so nobody can look it up again.\n"
        ),
        FirstKey::Given => {
            println!("The tenant {tenant} is new. Its organization key is the one that was given.\n");
        }
    }
}

/// Shows the link with which the first admin of the Studio is made, for as long as there is none.
pub(crate) fn show_welcome(access: &Access, tenant: &TenantId, address: &str) -> Result<(), String> {
    let token = match access.welcome(tenant) {
        Ok(Some(token)) => token,
        Ok(None) => return Ok(()),
        // The server starts all the same: what is stored can be read.
        Err(AccessError::Store(StoreError::Full(_))) => {
            println!(
                "Nobody can sign in to the Studio yet, and the storage is full: start again when there is room.\n"
            );
            return Ok(());
        }
        Err(error) => return Err(error.to_string()),
    };
    println!(
        "Nobody can sign in to the Studio yet. This link makes the first admin; it works once, and the next start prints \
         a new one:\n\n    {address}/studio/welcome?token={}\n",
        token.reveal()
    );
    Ok(())
}

/// The email of the demo's admin.
const DEMO_EMAIL: &str = "demo@octant.example";

/// Makes an admin for a demo: the email and a password by chance.
pub(crate) fn demo_admin(access: &Access, tenant: &TenantId) -> Result<(String, String), String> {
    let password: String =
        access.new_visit().reveal().chars().filter(char::is_ascii_alphanumeric).take(14).collect();
    access.create_admin(tenant, DEMO_EMAIL, "Demo", &password).map_err(|error| error.to_string())?;
    Ok((DEMO_EMAIL.to_owned(), password))
}

/// Takes an organization key that somebody chose.
pub(crate) fn admin_key(text: &str) -> Result<String, String> {
    let characters = text.chars().count();
    if characters < SHORTEST_KEY {
        return Err(format!("it has {characters} characters; choose at least {SHORTEST_KEY}"));
    }
    if !text.chars().all(|character| character.is_ascii_graphic()) {
        return Err("it holds other characters than visible ASCII, which no header can carry".to_owned());
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chosen_key_is_long_and_fits_into_a_header() {
        assert_eq!(admin_key("sixteen-letters!").as_deref(), Ok("sixteen-letters!"));
        assert_eq!(
            admin_key("fifteen-letters").expect_err("short"),
            "it has 15 characters; choose at least 16"
        );
        for text in ["", "with blanks in it.", "åäö-is-not-possible", "line\nbreak-in-the-key"] {
            assert!(admin_key(text).is_err(), "{text:?}");
        }
    }
}
