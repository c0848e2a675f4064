//! Clients generated from a version's description: they compile under the strictest rules of their languages, and what
//! they answer is what the shop holds. The description itself passes a linter, and every answer fits it.

mod node;
mod python;
mod shop;
mod workshop;

use serde_json::{Value, json};

use crate::support::{TestServer, User};
use shop::ROWS;

/// What every client is to find out, worked out from the rows.
fn expected() -> Value {
    let all: Vec<&shop::Row> = ROWS.iter().collect();
    let ids = |rows: &[&shop::Row]| -> Vec<&str> { rows.iter().map(|row| row.id).collect() };
    let tagged = |tag: &str| -> Vec<&shop::Row> {
        all.iter().copied().filter(|row| row.tags.contains(&tag)).collect()
    };
    let mut by_size = all.clone();
    by_size.sort_by_key(|row| (std::cmp::Reverse(row.size), row.id));
    let light: Vec<&shop::Row> = all.iter().copied().filter(|row| row.weight < 2.5).collect();
    let dear = |row: &&shop::Row| row.amounts()[0] >= 150.0;
    let cheap: Vec<&shop::Row> = all.iter().copied().filter(|row| !dear(row)).collect();
    let red = tagged("red");
    let mut red_by_size = red.clone();
    red_by_size.sort_by_key(|row| (std::cmp::Reverse(row.size), row.id));
    let page: Vec<&shop::Row> = red.iter().skip(1).take(2).copied().collect();
    let counts: serde_json::Map<String, Value> =
        ["blue", "green", "red"].map(|tag| (tag.to_owned(), tagged(tag).len().into())).into_iter().collect();
    json!({
        "page": ids(&page),
        "names": page.iter().map(|row| row.swedish.to_uppercase()).collect::<Vec<_>>(),
        "total": red.len(),
        "amounts": page.iter().map(|row| row.amounts()).collect::<Vec<_>>(),
        "tags": counts,
        "ids": ids(&by_size),
        "all": ids(&by_size),
        "light": ids(&light),
        "cheap": ids(&cheap),
        "byAddress": ids(&red_by_size),
        "idsByAddress": ids(&red_by_size),
        "refused": 400,
    })
}

/// The shop's description, as anybody gets it.
async fn description(server: &TestServer) -> String {
    server.anybody().get("/local/shop/v1/openapi").await.expect(200).text
}

async fn shop_for_clients() -> (TestServer, User) {
    let server = TestServer::start().await;
    let user = shop::publish(&server).await;
    (server, user)
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_in_typescript_compile_and_find_what_there_is() {
    let (server, _) = shop_for_clients().await;
    let description = description(&server).await;
    let told = workshop::blocking(move || node::generate_and_call(&description)).await;
    for (generator, answers) in told {
        assert_eq!(answers, expected(), "{generator}");
    }
    server.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_in_python_type_checks_and_finds_what_there_is() {
    let (server, _) = shop_for_clients().await;
    let description = description(&server).await;
    let answers = workshop::blocking(move || python::generate_and_call(&description)).await;
    assert_eq!(answers, expected());
    server.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn descriptions_of_open_and_protected_destinations_pass_a_linter() {
    let (server, user) = shop_for_clients().await;
    let open = description(&server).await;
    let protected = shop::protected_description(&server, &user).await;
    workshop::blocking(move || {
        node::lint("open", &open);
        node::lint("protected", &protected);
    })
    .await;
    server.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_fits_the_description_gets_an_answer_that_fits_it() {
    let (server, _) = shop_for_clients().await;
    let description = format!("http://{}/local/shop/v1/openapi", server.address);
    workshop::blocking(move || python::fuzz(&description)).await;
    server.close().await;
}
