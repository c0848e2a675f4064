//! The catalogue's way in.

use std::time::{Duration, Instant};

use octant_sdk::{Client, Credentials, Error, ImportOptions, ImportReport, SourceId, WaitFor};

use super::catalogue::{LIST_DELIMITER, Part};
use crate::apply::{self, Secret};

/// How long the destinations may take to show each import.
const LONGEST_PUBLISHING: Duration = Duration::from_secs(120);

/// What the load did.
pub(crate) struct Loaded {
    /// The provider that sent it.
    pub(crate) provider: Login,
    /// The application that may query the protected destination.
    pub(crate) application: Login,
    /// How long it took to set everything up.
    pub(crate) set_up: Duration,
    /// Each source's import.
    pub(crate) imports: Vec<LoadedPart>,
    /// How long it took from the last import until everything was published.
    pub(crate) published: Duration,
}

/// Who somebody is, and how they prove it.
#[derive(Clone)]
pub(crate) struct Login {
    pub(crate) id: String,
    pub(crate) secret: String,
}

/// One source's import.
pub(crate) struct LoadedPart {
    /// The source's id.
    pub(crate) source: &'static str,
    /// What the server said of it.
    pub(crate) report: ImportReport,
    /// How long it took, until it was durable and merged.
    pub(crate) took: Duration,
}

/// Sets everything up with the organization key, as `octant apply` does, imports with the provider's token, and waits
/// until it is published.
///
/// # Errors
/// A sentence that says what was refused, or did not come.
pub(crate) async fn load(address: &str, key: &str, parts: &[Part]) -> Result<Loaded, String> {
    let told = |error: Error| error.to_string();
    let organization = Client::new(address, Credentials::api_key(key)).map_err(told)?;
    let began = Instant::now();
    let secrets = apply::set_up(&organization, super::SETUP).await?;
    let set_up = began.elapsed();
    let (provider, application) = logins(secrets)?;
    let credentials = Credentials::provider(provider.id.clone(), provider.secret.clone());
    let client = Client::new(address, credentials).map_err(told)?;
    let mut imports = Vec::new();
    for part in parts {
        let began = Instant::now();
        let report = send(&client, part).await.map_err(told)?;
        imports.push(LoadedPart { source: part.source, report, took: began.elapsed() });
    }
    let began = Instant::now();
    for id in imports.iter().flat_map(|import| &import.report.imports) {
        client.wait_published(*id, LONGEST_PUBLISHING).await.map_err(told)?;
    }
    Ok(Loaded { provider, application, set_up, imports, published: began.elapsed() })
}

/// The provider and the application that the setup names.
fn logins(secrets: Vec<Secret>) -> Result<(Login, Login), String> {
    let (mut provider, mut application) = (None, None);
    for secret in secrets {
        match secret {
            Secret::Provider { id, secret, .. } => provider = Some(Login { id, secret }),
            Secret::Application { client_id, client_secret, .. } => {
                application = Some(Login { id: client_id, secret: client_secret });
            }
        }
    }
    provider.zip(application).ok_or_else(|| "the demo's setup names no provider or no application".to_owned())
}

async fn send(client: &Client, part: &Part) -> Result<ImportReport, Error> {
    let list_delimiter = LIST_DELIMITER.to_owned();
    let options = ImportOptions { wait_for: WaitFor::Applied, list_delimiter, ..ImportOptions::default() };
    let mut importer = client.import(part.source, options)?;
    for entity in &part.entities {
        importer.push(entity.clone()).await?;
    }
    importer.finish().await
}

/// The id of a part's source.
pub(crate) fn source_id(part: &Part) -> SourceId {
    SourceId::new(part.source).expect("the catalogue's sources have valid ids")
}
