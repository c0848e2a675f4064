//! What the demo says.

use octant_sdk::{Client, Credentials};

use super::check::Checked;
use super::load::{Loaded, Login};
use super::published::Published;

/// What went in, and how fast.
pub(crate) fn loaded(loaded: &Loaded) {
    println!(
        "  3 sources, 1 provider, 3 cards, 2 segments and 2 destinations set up in {} ms (octant demo --print-setup)",
        loaded.set_up.as_millis()
    );
    for part in &loaded.imports {
        let (source, created) = (part.source, part.report.counts.created);
        let milliseconds = part.took.as_millis();
        let rate = u128::from(created) * 1_000_000 / part.took.as_micros().max(1);
        println!("  {source:<10} {created:>5} entries created in {milliseconds} ms, {rate} a second");
    }
    println!("  published in every destination {} ms later", loaded.published.as_millis());
}

/// What was found to be there.
pub(crate) fn checked(checked: &Checked, published: &Published) {
    let Checked { entries, values, imports } = checked;
    println!(
        "\nRead back through the API: {imports} imports are applied, and all {values} values of {entries} entries are as \
         they were sent."
    );
    let Published { queries, counts } = published;
    println!(
        "Asked as applications do: {queries} queries have the totals of the catalogue, and {counts} facet values its counts."
    );
}

/// How to sign in to the Studio.
pub(crate) fn studio(address: &str, (email, password): &(String, String)) {
    println!("\nThe Studio in your browser\n  {address}/studio\n  email     {email}\n  password  {password}");
}

/// Credentials, and commands to paste.
///
/// # Errors
/// A sentence, where the server does not tell the destination's id.
pub(crate) async fn what_to_try(address: &str, key: &str, loaded: &Loaded) -> Result<(), String> {
    let client = Client::new(address, Credentials::api_key(key)).map_err(|error| error.to_string())?;
    let partners = client.destination("partners").await.map_err(|error| error.to_string())?.id;
    let Login { id, secret } = &loaded.provider;
    let Login { id: client_id, secret: client_secret } = &loaded.application;
    println!(
        "
Credentials of this demo
  organization key    {key}
  data provider       {id}
  its secret          {secret}

Query what is published
  # Three products in Swedish, with the facets that a shop shows beside them
  curl -s '{address}/local/shop/v1/products?top=3&language=sv&includeTotals=true'

  # Chairs, sofas and the like that are in stock, whose text speaks of reading
  curl -s {address}/local/shop/v1/products -H 'content-type: application/json' \\
    -d '{{\"filter\":[{{\"must\":{{\"inStock\":[true],\"category\":[\"Furniture>Seating\"]}}}}],\"search\":[\"read\"],\"includeTotals\":true,\"top\":3}}'

  # What is new this year, the latest first
  curl -s '{address}/local/shop/v1/news?sortDesc=launched&top=3'

  # What a front end's generator of clients reads
  curl -s {address}/local/shop/v1/openapi

  # The partners' destination is protected: a token first, then a query with it
  curl -s {address}/destinations/{partners}/token -H 'content-type: application/json' \\
    -d '{{\"clientId\":\"{client_id}\",\"clientSecret\":\"{client_secret}\"}}'
  curl -s '{address}/local/partners/v1/products?top=3' -H 'authorization: Bearer <partnerToken>'
",
    );
    println!(
        "See how it comes in
  # One product in three languages, with the time of each value
  curl -s {address}/v1/sources/products/entries/tova-1-moss -H 'x-api-key: {key}'

  # What is known of the properties
  curl -s {address}/v1/sources/products/properties -H 'x-api-key: {key}'

  # A token, and what a change with it would do
  curl -s {address}/dataProviders/tokens -H 'content-type: application/json' \\
    -d '{{\"id\":\"{id}\",\"secret\":\"{secret}\"}}'
  curl -s '{address}/import/products?dryRun=true' -H 'authorization: Bearer <accessToken>' \\
    -H 'content-type: application/json' \\
    -d '{{\"entities\":[{{\"key\":\"tova-1-moss\",\"properties\":[{{\"id\":\"stock\",\"value\":12}}]}}]}}'

  # The imports so far
  curl -s {address}/imports -H 'x-api-key: {key}'

Ctrl-C stops it."
    );
    Ok(())
}
