//! Getting in and out.

use std::time::Duration;

use octant_access::{Access, AccessOptions, Role};
use octant_server::ServerOptions;
use octant_store::sqlite::Options;

use super::visitor::{FROM, PASSWORD, Visitor, hidden};
use crate::support::TestServer;
use crate::support::server::{TENANT, tenant_id};

#[tokio::test]
async fn the_first_admin_comes_in_by_the_link_and_by_nothing_else() {
    let server = TestServer::start().await;
    let link = server.access.welcome(&tenant_id(TENANT)).expect("a link").expect("nobody is there");
    let mut visitor = Visitor::of(&server);
    visitor.get("/studio/welcome?token=octw_guessed").await.expect(404);
    let page = visitor.get(&format!("/studio/welcome?token={}", link.reveal())).await.expect(200);
    let csrf = hidden(&page.text, "csrf").expect("a token");
    let mut fields = vec![
        ("csrf", csrf.as_str()),
        ("token", link.reveal()),
        ("email", "ada@shop.example"),
        ("password", "short"),
    ];
    let refused = visitor.post_as_it_is("/studio/first-admin", &fields).await.expect(422);
    assert!(refused.text.contains("at least 10 characters") && refused.text.contains("ada@shop.example"));
    assert!(!refused.text.contains("short\""), "a password is never written back");
    fields[3].1 = PASSWORD;
    let mut another = Visitor::of(&server);
    another.post_as_it_is("/studio/first-admin", &fields).await.expect(403);
    let done = visitor.post_as_it_is("/studio/first-admin", &fields).await.expect(303);
    for name in ["octant_session=", "octant_device="] {
        let mut cookies = done.headers.get_all("set-cookie").iter().map(|line| line.to_str().expect("ASCII"));
        let cookie = cookies.find(|line| line.starts_with(name)).expect(name);
        for part in ["Path=/studio", "HttpOnly", "SameSite=Lax"] {
            assert!(cookie.contains(part), "{cookie}");
        }
        assert!(!cookie.contains("Secure"), "the test came by http");
    }
    visitor.get("/studio/welcome").await.expect(200);
    visitor.get(&format!("/studio/welcome?token={}", link.reveal())).await.expect(404);
    server.close().await;
}

#[tokio::test]
async fn signing_in_needs_the_password_and_a_form_of_this_browser() {
    let server = TestServer::start().await;
    Visitor::signed_in(&server, TENANT, Role::Editor).await;
    let email = "editor-local@shop.example";
    let mut visitor = Visitor::of(&server);
    let right = [("email", email), ("password", PASSWORD), ("next", "/studio/sources?name=a")];
    visitor.post_as_it_is("/studio/sign-in", &right).await.expect(403);
    let wrong = visitor.post("/studio/sign-in", &[("email", email), ("password", "no")]).await.expect(422);
    let unknown =
        visitor.post("/studio/sign-in", &[("email", "b@c.example"), ("password", "no")]).await.expect(422);
    let words = "The email or the password is wrong.";
    assert!(wrong.text.contains(words) && unknown.text.contains(words));
    let done = visitor.post("/studio/sign-in", &right).await.expect(303);
    assert_eq!(done.header("location"), Some("/studio/sources?name=a"));
    visitor.get("/studio").await.expect(200);
    visitor.post("/studio/sign-out", &[]).await.expect(303);
    visitor.get("/studio").await.expect(303);
    let elsewhere = [("email", email), ("password", PASSWORD), ("next", "//evil.example")];
    let done = visitor.post("/studio/sign-in", &elsewhere).await.expect(303);
    assert_eq!(done.header("location"), Some("/studio"));
    server.close().await;
}

#[tokio::test]
async fn a_session_that_is_used_goes_on_with_the_forms_that_were_shown() {
    let server = TestServer::start().await;
    let mut visitor = Visitor::signed_in(&server, TENANT, Role::Editor).await;
    let fresh = visitor.cookies["octant_session"].clone();
    let csrf = visitor.csrf().await;
    assert_eq!(visitor.cookies["octant_session"], fresh, "a new session needs no other");

    // The same user as one whose session is shorter, as it is after a while.
    let options = AccessOptions { session_lifetime: Duration::from_hours(24), ..AccessOptions::default() };
    let short = Access::new(std::sync::Arc::clone(&server.store), options).expect("access");
    let older = short.sign_in("editor-local@shop.example", PASSWORD, &FROM).expect("signed in").session;
    visitor.cookies.insert("octant_session".to_owned(), older.reveal().to_owned());
    let page = visitor.get("/studio/sources").await.expect(200);
    let csrf_of_older = hidden(&page.text, "csrf").expect("a token");
    assert_ne!(csrf_of_older, csrf, "each session has its own");
    let renewed = visitor.cookies["octant_session"].clone();
    assert_ne!(renewed, older.reveal());
    let ends = |token: &str| server.access.session(token).expect("good").expires_at;
    assert!(ends(&renewed).milliseconds() - ends(older.reveal()).milliseconds() > 5 * 24 * 3_600_000);
    visitor
        .post_as_it_is("/studio/sources", &[("csrf", &csrf_of_older), ("id", "s"), ("name", "S")])
        .await
        .expect(303);
    assert_eq!(visitor.cookies["octant_session"], renewed, "once is enough");

    // Files that are for everybody carry no session, and signing out is not undone.
    visitor.cookies.insert("octant_session".to_owned(), older.reveal().to_owned());
    let style = page.text.split("href=\"/studio/assets/").nth(1).expect("a style sheet").split('"').next();
    let file = visitor.get(&format!("/studio/assets/{}", style.expect("its name"))).await.expect(200);
    assert_eq!(file.header("set-cookie"), None);
    visitor.post_as_it_is("/studio/sign-out", &[("csrf", &csrf_of_older)]).await.expect(303);
    assert!(!visitor.cookies.contains_key("octant_session"));
    drop(short);
    server.close().await;
}

#[tokio::test]
async fn strangers_who_guess_hold_up_nobody_whose_browser_is_known() {
    let options = ServerOptions {
        max_sign_ins: 1,
        ingest_wait: Duration::from_millis(100),
        ..ServerOptions::default()
    };
    let server = TestServer::start_with(options, Options::default()).await;
    Visitor::signed_in(&server, TENANT, Role::Editor).await;
    let email = "editor-local@shop.example";
    let sign_in = [("email", email), ("password", PASSWORD)];
    let mut known = Visitor::of(&server);
    known.post("/studio/sign-in", &sign_in).await.expect(303);
    assert!(known.cookies.contains_key("octant_device"));
    known.post("/studio/sign-out", &[]).await.expect(303);

    // All from this very address: as many as are allowed for it, and for her account.
    let guesses = (0..60).map(|number| {
        let mut stranger = Visitor::of(&server);
        tokio::spawn(async move {
            let address = if number < 15 { email.to_owned() } else { format!("{number}@shop.example") };
            stranger.post("/studio/sign-in", &[("email", &address), ("password", "a wrong guess")]).await
        })
    });
    let guesses: Vec<_> = guesses.collect();
    known.post("/studio/sign-in", &sign_in).await.expect(303);
    let mut answers = Vec::new();
    for guess in guesses {
        answers.push(guess.await.expect("no panic"));
    }
    let busy = answers.iter().filter(|answer| answer.status == 429).count();
    assert!(busy > 0, "the strangers had to wait for each other");
    // Whoever has not signed in here yet waits; she does not.
    let mut failed = Visitor::of(&server);
    for _ in 0..15 {
        failed.post("/studio/sign-in", &[("email", email), ("password", "a wrong guess")]).await;
    }
    let refused = failed.post("/studio/sign-in", &sign_in).await.expect(422);
    assert!(refused.text.contains("There were too many"), "{}", refused.text);
    known.post("/studio/sign-out", &[]).await.expect(303);
    known.post("/studio/sign-in", &sign_in).await.expect(303);
    server.close().await;
}

#[tokio::test]
async fn who_is_out_is_told_why() {
    let server = TestServer::start().await;
    let mut visitor = Visitor::signed_in(&server, TENANT, Role::Editor).await;
    let never = Visitor::of(&server).get("/studio/cards").await.expect(303);
    assert_eq!(never.header("location"), Some("/studio/sign-in?next=%2Fstudio%2Fcards"));
    let copy = visitor.cookies["octant_session"].clone();
    let left = visitor.post("/studio/sign-out", &[]).await.expect(303);
    let mut thief = Visitor::of(&server);
    thief.cookies.insert("octant_session".to_owned(), copy);
    thief.get("/studio/cards").await.expect(303);
    let page = visitor.get(left.header("location").expect("a place to go")).await.expect(200).text;
    assert!(page.contains("You are signed out."), "{page}");

    let mut here = Visitor::signed_in(&server, TENANT, Role::Editor).await;
    let mut there = Visitor::signed_in(&server, TENANT, Role::Editor).await;
    let left = here.post("/studio/account/sign-out-everywhere", &[]).await.expect(303);
    let page = here.get(left.header("location").expect("a place to go")).await.expect(200).text;
    assert!(page.contains("You are signed out on every device."), "{page}");
    let over = there.get("/studio/cards").await.expect(303);
    let page = there.get(over.header("location").expect("a place to go")).await.expect(200).text;
    assert!(page.contains("Your session is over. Sign in to go on where you were."), "{page}");
    assert_eq!(hidden(&page, "next").as_deref(), Some("/studio/cards"));
    server.close().await;
}

#[tokio::test]
async fn a_new_password_ends_the_other_sessions() {
    let server = TestServer::start().await;
    let mut here = Visitor::signed_in(&server, TENANT, Role::Viewer).await;
    let mut there = Visitor::signed_in(&server, TENANT, Role::Viewer).await;
    let change = |current, new| [("current", current), ("new", new)];
    let refused = here.post("/studio/account/password", &change("wrong", "another horse battery")).await;
    assert!(refused.expect(422).text.contains("This is not your password."));
    here.post("/studio/account/password", &change(PASSWORD, "another horse battery")).await.expect(303);
    here.get("/studio/account").await.expect(200);
    there.get("/studio/account").await.expect(303);
    here.post("/studio/account/sign-out-everywhere", &[]).await.expect(303);
    here.get("/studio/account").await.expect(303);
    server.close().await;
}

#[tokio::test]
async fn an_invited_user_chooses_the_password() {
    let server = TestServer::start().await;
    let mut admin = Visitor::signed_in(&server, TENANT, Role::Admin).await;
    let fields = [("email", "Vera@Shop.example"), ("role", "viewer")];
    let made = admin.post("/studio/access/users", &fields).await;
    let page = admin.follow(&made).await;
    let start = page.text.find("/studio/invitation?token=").expect("a link");
    let link = page.text[start..].split('<').next().expect("a link").to_owned();
    assert!(
        admin
            .post("/studio/access/users", &fields)
            .await
            .expect(422)
            .text
            .contains("with this email already")
    );
    let mut visitor = Visitor::of(&server);
    let form = visitor.get(&link).await.expect(200);
    assert!(form.text.contains("vera@shop.example"));
    let (csrf, token) = (hidden(&form.text, "csrf").expect("one"), hidden(&form.text, "token").expect("one"));
    let fields = [("csrf", csrf.as_str()), ("token", token.as_str()), ("password", "vera chose this")];
    visitor.post_as_it_is("/studio/invitation", &fields).await.expect(303);
    visitor.get("/studio/sources").await.expect(200);
    visitor.get("/studio/access").await.expect(403);
    visitor.get(&link).await.expect(404);
    server.close().await;
}

#[tokio::test]
async fn files_of_pages_are_kept_for_ever_and_pages_are_not() {
    let server = TestServer::start().await;
    let mut visitor = Visitor::of(&server);
    let page = visitor.get("/studio/sign-in").await.expect(200);
    let paths: Vec<&str> = page.text.split('"').filter(|text| text.starts_with("/studio/assets/")).collect();
    assert!(paths.len() >= 3, "{paths:?}");
    for path in paths {
        let asset = visitor.get(path).await.expect(200);
        assert_eq!(asset.header("cache-control"), Some("public, max-age=31536000, immutable"), "{path}");
        assert_eq!(asset.header("x-content-type-options"), Some("nosniff"), "{path}");
    }
    visitor.get("/studio/assets/studio-000000000000.css").await.expect(404);
    server.close().await;
}

#[tokio::test]
async fn what_fails_is_told_on_a_page_with_the_requests_id() {
    let server = TestServer::start().await;
    let mut visitor = Visitor::signed_in(&server, TENANT, Role::Viewer).await;
    for path in ["/studio/nothing", "/studio/a/b/c", "/studio/sources/none", "/studio/imports/none"] {
        let answer = visitor.get(path).await.expect(404);
        let id = answer.header("x-request-id").expect("an id").to_owned();
        assert!(
            answer.text.contains(&id) && answer.text.starts_with("<!DOCTYPE html>"),
            "{path}: {answer:#?}"
        );
    }
    server.close().await;
}
