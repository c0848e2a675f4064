//! The pages.

use serde_json::Value;

use crate::load::words;
use crate::process::{KEY, Server};
use crate::shop::definition::{DESTINATION, ENDPOINT, VERSION};
use crate::shop::{PRODUCTS, area, brand, sku};

/// The addresses of all pages that show something, some of them with a search or a filter.
pub(super) async fn pages(server: &Server) -> Result<Vec<String>, String> {
    let import = newest(server, "/imports?limit=1").await?;
    let provider = newest(server, "/v1/data-providers?limit=1").await?;
    let fixed = ["", "/account", "/access", "/access/keys", "/access/activity"];
    let mut pages: Vec<String> = fixed.iter().map(ToString::to_string).collect();
    pages.extend(data(&import, &provider));
    pages.extend(publishing());
    Ok(pages.into_iter().map(|page| format!("/studio{page}")).collect())
}

fn data(import: &str, provider: &str) -> Vec<String> {
    let (source, key) = (format!("/sources/{PRODUCTS}"), sku(17));
    vec![
        "/sources".to_owned(),
        source.clone(),
        format!("{source}?search=sku-00"),
        format!("{source}?search=no-entry-holds-this"),
        format!("{source}?filter=brand&value={}", brand(7).replace(' ', "+")),
        format!("{source}?after={key}"),
        format!("{source}/entries/{key}"),
        format!("{source}/entries/{key}/edit"),
        format!("{source}/properties"),
        format!("{source}/properties/brand"),
        format!("{source}/properties/description"),
        format!("{source}/imports"),
        format!("{source}/import"),
        format!("{source}/settings"),
        "/imports".to_owned(),
        format!("/imports/{import}"),
        "/providers".to_owned(),
        format!("/providers/{provider}"),
    ]
}

fn publishing() -> Vec<String> {
    let (card, destination) = ("/cards/product", format!("/destinations/{DESTINATION}"));
    let version = format!("{destination}/versions/{VERSION}");
    vec![
        "/cards".to_owned(),
        "/new-card".to_owned(),
        card.to_owned(),
        format!("{card}?search=a"),
        format!("{card}/cards/{}", sku(17)),
        format!("{card}/definition"),
        format!("{card}/relations"),
        format!("{card}/quality"),
        format!("{card}/plan"),
        "/segments".to_owned(),
        "/new-segment".to_owned(),
        "/new-segment/build?card=product".to_owned(),
        "/destinations".to_owned(),
        destination.clone(),
        format!("{destination}/settings"),
        version.clone(),
        format!("{version}/endpoints/{ENDPOINT}"),
        format!("{version}/explore/{ENDPOINT}"),
        format!("{version}/explore/{ENDPOINT}?category={}", area(3).replace(' ', "+")),
        format!("{version}/applications"),
    ]
}

/// The id of a list's first item.
async fn newest(server: &Server, path: &str) -> Result<String, String> {
    let http = reqwest::Client::builder().no_proxy().build().map_err(words)?;
    let request = http.get(format!("{}{path}", server.address)).header("x-api-key", KEY);
    let text = request.send().await.map_err(words)?.text().await.map_err(words)?;
    let list: Value = serde_json::from_str(&text).map_err(words)?;
    let id = list["items"][0]["id"].as_str().map(str::to_owned);
    id.ok_or_else(|| format!("{path} lists nothing: {text}"))
}
