//! A browser without a screen: keeps cookies, sends forms, follows nothing by itself.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};

use http::Method;
use octant_access::{NewUser, Role, SignInFrom};
use octant_store::Actor;
use url::form_urlencoded::Serializer;

use super::page::unescape;
use crate::support::answer::Answer;
use crate::support::server::tenant_id;
use crate::support::{TestServer, User};

/// The password of everybody in these tests.
pub const PASSWORD: &str = "correct horse battery";

/// Where these tests sign in from.
pub const FROM: SignInFrom = SignInFrom { address: IpAddr::V4(Ipv4Addr::LOCALHOST), device: None };

/// Someone with a browser.
pub struct Visitor {
    address: std::net::SocketAddr,
    client: reqwest::Client,
    pub cookies: BTreeMap<String, String>,
    /// The name by which the server is called, where it is another than its address.
    pub host: Option<String>,
}

impl Visitor {
    /// Someone who is not signed in.
    pub fn of(server: &TestServer) -> Self {
        let client = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none());
        let client = client.build().expect("a client");
        Self { address: server.address, client, cookies: BTreeMap::new(), host: None }
    }

    /// A user of a tenant with that role, who is signed in.
    pub async fn signed_in(server: &TestServer, tenant: &str, role: Role) -> Self {
        let email = format!("{}-{tenant}@shop.example", role.name());
        let new = NewUser { email: email.clone(), name: String::new(), role };
        let made = server.access.create_user(&tenant_id(tenant), &new, &Actor::system());
        if let Ok((_, link)) = made {
            server.access.accept_invitation(link.reveal(), PASSWORD).expect("a password");
        }
        let session = server.access.sign_in(&email, PASSWORD, &FROM).expect("the password is right").session;
        let mut visitor = Self::of(server);
        visitor.cookies.insert("octant_session".to_owned(), session.reveal().to_owned());
        visitor
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }

    /// Posts a form with the token of a page of this visitor, as one that was opened just now.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let csrf = self.csrf().await;
        let opened = self.opened(path).await;
        let opened = opened.as_ref().map(|opened| ("opened", opened.as_str()));
        let fields: Vec<_> =
            [("csrf", csrf.as_str())].into_iter().chain(opened).chain(fields.iter().copied()).collect();
        self.post_as_it_is(path, &fields).await
    }

    /// What the page at that path, or else the one above it, says that its form is opened with.
    pub async fn opened(&mut self, path: &str) -> Option<String> {
        let above = path.rsplit_once('/').map_or("", |(above, _)| above);
        for page in [path, above] {
            if let Some(opened) = hidden(&self.get(page).await.text, "opened") {
                return Some(opened);
            }
        }
        None
    }

    /// Goes to the page that is shown once after something secret was made.
    #[track_caller]
    pub fn follow(&mut self, answer: &Answer) -> impl Future<Output = Answer> {
        assert_eq!(answer.status, 303, "{answer:#?}");
        let path = answer.header("location").expect("a place to go").to_owned();
        async move { self.get(&path).await.expect(200) }
    }

    pub async fn post_as_it_is(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = Serializer::new(String::new()).extend_pairs(fields).finish();
        self.send(Method::POST, path, Some(body)).await
    }

    /// The token that forms of this visitor bring along.
    pub async fn csrf(&mut self) -> String {
        let page =
            if self.cookies.contains_key("octant_session") { "/studio/account" } else { "/studio/sign-in" };
        let page = self.get(page).await;
        hidden(&page.text, "csrf").unwrap_or_default()
    }

    pub async fn send(&mut self, method: Method, path: &str, form: Option<String>) -> Answer {
        match form {
            Some(form) => {
                self.send_as(method, path, "application/x-www-form-urlencoded", form.into_bytes()).await
            }
            None => self.send_as(method, path, "", Vec::new()).await,
        }
    }

    /// Sends a body of that content type; none where that is empty.
    pub async fn send_as(&mut self, method: Method, path: &str, kind: &str, body: Vec<u8>) -> Answer {
        let mut headers = Vec::new();
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            headers.push(("cookie".to_owned(), cookies.join("; ")));
        }
        if !kind.is_empty() {
            headers.push(("content-type".to_owned(), kind.to_owned()));
        }
        headers.extend(self.host.iter().map(|host| ("host".to_owned(), host.clone())));
        let user = User::new(self.address, self.client.clone(), headers);
        let answer = user.send(method, path, (!kind.is_empty()).then_some(body)).await;
        for line in answer.headers.get_all("set-cookie") {
            let pair = line.to_str().expect("ASCII").split(';').next().expect("a pair");
            let (name, value) = pair.split_once('=').expect("a name and a value");
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }
}

/// The value of a hidden field of a page.
pub fn hidden(page: &str, name: &str) -> Option<String> {
    let start = page.find(&format!("name=\"{name}\" value=\""))? + name.len() + 15;
    page[start..].split('"').next().map(unescape)
}
