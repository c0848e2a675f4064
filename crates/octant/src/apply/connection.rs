//! The client that the command line asks for.

use octant_sdk::{Client, Credentials, Error, RetryPolicy};

use super::arguments::ServerArguments;
use super::failure::Failure;

/// A client with the organization key. It says soon where there is no server.
///
/// # Errors
/// [`Failure::Usage`] where there is no key, or what is given cannot be used.
pub(crate) fn client(arguments: &ServerArguments) -> Result<Client, Failure> {
    // An empty variable of the environment is none.
    let key = arguments.api_key.clone().filter(|key| !key.is_empty()).ok_or_else(|| {
        Failure::Usage("no organization key; give --api-key (OCTANT_API_KEY in the environment)".to_owned())
    })?;
    let retry = RetryPolicy { attempts: 4, ..RetryPolicy::default() };
    let built = Client::builder(&arguments.url, Credentials::api_key(key)).retry(retry).build();
    built.map_err(|error| match error {
        Error::Credentials(_) | Error::Address { .. } => Failure::Usage(error.to_string()),
        other => other.into(),
    })
}
