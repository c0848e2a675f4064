//! What the demo says.

use octant_sdk::NewDataProvider;

use super::check::Checked;
use super::load::Loaded;

/// What went in, and how fast.
pub(crate) fn loaded(loaded: &Loaded) {
    for part in &loaded.imports {
        let (source, created) = (part.source, part.report.counts.created);
        let milliseconds = part.took.as_millis();
        let rate = u128::from(created) * 1_000_000 / part.took.as_micros().max(1);
        println!("  {source:<10} {created:>5} entries created in {milliseconds} ms, {rate} a second");
    }
}

/// What was found to be there.
pub(crate) fn checked(checked: &Checked) {
    let Checked { entries, values, imports } = checked;
    println!(
        "\nRead back through the API: {imports} imports are applied, and all {values} values of {entries} entries are as \
         they were sent."
    );
}

/// How to sign in to the Studio.
pub(crate) fn studio(address: &str, (email, password): &(String, String)) {
    println!("\nThe Studio in your browser\n  {address}/studio\n  email     {email}\n  password  {password}");
}

/// Credentials, and commands to paste.
pub(crate) fn what_to_try(address: &str, key: &str, provider: &NewDataProvider) {
    let (id, secret) = (provider.provider.id, &provider.secret);
    println!(
        "
Credentials of this demo
  organization key    {key}
  data provider       {id}
  its secret          {secret}

Try it
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
}
