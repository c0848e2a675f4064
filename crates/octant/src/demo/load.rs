//! The catalogue's way in.

use std::time::{Duration, Instant};

use octant_model::SourceId;
use octant_sdk::{Client, Credentials, Error, ImportOptions, ImportReport, NewDataProvider, SourceGrant};

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

/// Makes the sources and a provider with the organization key, imports with the provider's token, then says what the
/// properties are.
pub(crate) async fn load(address: &str, key: &str, parts: &[Part]) -> Result<Loaded, Error> {
    let organization = Client::new(address, Credentials::api_key(key))?;
    let mut sources = Vec::new();
    for part in parts {
        let id = source_id(part);
        organization.create_source(&id, part.name).await?;
        sources.push(id);
    }
    let provider = organization.create_data_provider("Demo shop", &SourceGrant::Some(sources)).await?;
    let credentials = Credentials::provider(provider.provider.id.to_string(), provider.secret.clone());
    let client = Client::new(address, credentials)?;
    let mut imports = Vec::new();
    for part in parts {
        let started = Instant::now();
        let options = ImportOptions { wait: true, ..ImportOptions::default() };
        let report = send(&client, part, options).await?;
        imports.push(LoadedPart { source: part.source, report, took: started.elapsed() });
    }
    for part in parts {
        for property in &part.properties {
            organization.put_property(&source_id(part), &property.id, &property.settings).await?;
        }
    }
    Ok(Loaded { provider, imports })
}

async fn send(client: &Client, part: &Part, options: ImportOptions) -> Result<ImportReport, Error> {
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
