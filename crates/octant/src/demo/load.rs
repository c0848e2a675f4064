//! The catalogue's way in, and the check that it is there.

use std::time::{Duration, Instant};

use octant_model::SourceId;
use octant_sdk::{
    Client, Credentials, Error, ImportCounts, ImportOptions, ImportReport, NewDataProvider, SourceGrant,
};

use super::catalogue::Part;

/// What the load did.
pub(crate) struct Loaded {
    /// The provider that sent it.
    pub(crate) provider: NewDataProvider,
    /// Each source's import.
    pub(crate) imports: Vec<LoadedPart>,
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

/// Makes the sources and a provider with the organization key, then imports with the provider's token.
pub(crate) async fn load(address: &str, key: &str, parts: &[Part]) -> Result<Loaded, Error> {
    let organization = Client::new(address, Credentials::api_key(key))?;
    let mut sources = Vec::new();
    for part in parts {
        let id = source_id(part);
        organization.create_source(&id, part.name).await?;
        sources.push(id);
    }
    let provider = organization.create_data_provider("Demo shop", &SourceGrant::Some(sources)).await?;
    let client = provider_client(address, &provider)?;
    let mut imports = Vec::new();
    for part in parts {
        let started = Instant::now();
        let options = ImportOptions { wait: true, ..ImportOptions::default() };
        let report = send(&client, part, options).await?;
        imports.push(LoadedPart { source: part.source, report, took: started.elapsed() });
    }
    Ok(Loaded { provider, imports })
}

/// Asks the server what the same catalogue would change: nothing, if every value is there.
pub(crate) async fn check(address: &str, provider: &NewDataProvider, parts: &[Part]) -> Result<(), String> {
    let client = provider_client(address, provider).map_err(|error| error.to_string())?;
    for part in parts {
        let options = ImportOptions { dry_run: true, ..ImportOptions::default() };
        let counts = send(&client, part, options).await.map_err(|error| error.to_string())?.counts;
        let expected = ImportCounts {
            unchanged: part.entities.len() as u64,
            received: counts.received,
            ..ImportCounts::default()
        };
        if counts != expected {
            return Err(format!("the source {} is not what was sent: {counts:?}", part.source));
        }
    }
    Ok(())
}

async fn send(client: &Client, part: &Part, options: ImportOptions) -> Result<ImportReport, Error> {
    let mut importer = client.import(part.source, options)?;
    for entity in &part.entities {
        importer.push(entity.clone()).await?;
    }
    importer.finish().await
}

fn provider_client(address: &str, provider: &NewDataProvider) -> Result<Client, Error> {
    Client::new(address, Credentials::provider(provider.provider.id.to_string(), provider.secret.clone()))
}

fn source_id(part: &Part) -> SourceId {
    SourceId::new(part.source).expect("the catalogue's sources have valid ids")
}
