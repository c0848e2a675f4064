//! The client that the command line asks for.

use octant_sdk::{Client, Credentials, Error, RetryPolicy};

use super::arguments::ImportArguments;
use super::failure::Failure;

/// Whom the import acts as.
pub(crate) struct Caller {
    credentials: Credentials,
    url: String,
    /// Whether it has an organization key, and so may do more than bring in data.
    pub(crate) has_key: bool,
}

impl Caller {
    /// Takes the organization key where there is one, and otherwise the provider.
    pub(crate) fn new(arguments: &ImportArguments) -> Result<Self, Failure> {
        // An empty variable of the environment is none.
        let given = |value: &Option<String>| value.clone().filter(|value| !value.is_empty());
        let provider = (given(&arguments.provider_id), given(&arguments.provider_secret));
        let (credentials, has_key) = match (given(&arguments.api_key), provider) {
            (Some(key), _) => (Credentials::api_key(key), true),
            (None, (Some(id), Some(secret))) => (Credentials::provider(id, secret), false),
            (None, _) => {
                return Err(Failure::Usage(
                    "no credentials; give --provider-id and --provider-secret, or --api-key (in the environment \
                     OCTANT_PROVIDER_ID and OCTANT_PROVIDER_SECRET, or OCTANT_API_KEY)"
                        .to_owned(),
                ));
            }
        };
        if arguments.create && !has_key {
            return Err(Failure::Usage("--create takes an organization key; give --api-key".to_owned()));
        }
        Ok(Self { credentials, url: arguments.url.clone(), has_key })
    }

    /// A client for the first call, which soon says so where there is no server.
    pub(crate) fn impatient(&self) -> Result<Client, Failure> {
        self.client(RetryPolicy { attempts: 3, ..RetryPolicy::default() })
    }

    /// A client that waits for a server that has answered before.
    pub(crate) fn patient(&self) -> Result<Client, Failure> {
        self.client(RetryPolicy::default())
    }

    fn client(&self, retry: RetryPolicy) -> Result<Client, Failure> {
        let built = Client::builder(&self.url, self.credentials.clone()).retry(retry).build();
        built.map_err(|error| match error {
            Error::Credentials(_) | Error::Address { .. } => Failure::Usage(error.to_string()),
            other => other.into(),
        })
    }
}
