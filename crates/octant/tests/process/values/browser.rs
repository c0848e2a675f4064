//! A browser as far as forms need one.

use crate::support::{Server, exchange};

/// A browser in which the first admin is signed in.
pub(super) struct Browser<'s> {
    pub(super) server: &'s Server,
    cookies: Vec<(String, String)>,
}

const FORM: &str = "application/x-www-form-urlencoded";

impl<'s> Browser<'s> {
    /// Takes the link that the first start prints.
    pub(super) fn first_admin(server: &'s Server) -> Self {
        let line = server.said.lines().find_map(|line| line.trim().strip_prefix(server.address.as_str()));
        let link = line.expect("the first start prints a link").to_owned();
        let token = link.split("token=").nth(1).expect("a token");
        let mut browser = Self { server, cookies: Vec::new() };
        let csrf = browser.csrf(&link);
        let admin = [
            ("token", token),
            ("email", "ada@shop.example"),
            ("name", "Ada"),
            ("password", "a quiet harbour"),
        ];
        browser.post("/studio/first-admin", &csrf, &admin);
        browser
    }

    pub(super) fn page(&mut self, path: &str) -> String {
        self.exchange("GET", path, FORM, "").1
    }

    /// The token that forms bring along, from a page with a form.
    pub(super) fn csrf(&mut self, path: &str) -> String {
        let page = self.page(path);
        let (_, rest) = page.split_once("name=\"csrf\" value=\"").unwrap_or_else(|| panic!("{path}: {page}"));
        rest.split('"').next().unwrap().to_owned()
    }

    /// Posts a form, after which the Studio goes on to another page.
    pub(super) fn post(&mut self, path: &str, csrf: &str, fields: &[(&str, &str)]) {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.append_pair("csrf", csrf).extend_pairs(fields);
        self.exchange("POST", path, FORM, &form.finish());
    }

    /// Posts a form with a file in it, and answers with the path that the Studio goes on to.
    pub(super) fn upload(&mut self, path: &str, csrf: &str, name: &str, content: &[u8]) -> String {
        let content = std::str::from_utf8(content).unwrap();
        let part = |name: &str, content: &str| {
            format!("--boundary\r\ncontent-disposition: form-data; name={name}\r\n\r\n{content}\r\n")
        };
        let body = [
            part("\"csrf\"", csrf),
            part(&format!("\"file\"; filename=\"{name}\""), content),
            "--boundary--\r\n".to_owned(),
        ];
        let (head, _) = self.exchange("POST", path, "multipart/form-data; boundary=boundary", &body.concat());
        let place = head.lines().find_map(|line| line.strip_prefix("location: "));
        place.expect("the Studio goes on").to_owned()
    }

    fn exchange(&mut self, method: &str, path: &str, kind: &str, body: &str) -> (String, String) {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let cookies = cookies.join("; ");
        let headers = [("cookie", cookies.as_str()), ("content-type", kind)];
        let (status, head, answer) = exchange(&self.server.address, method, path, &headers, body).unwrap();
        let expected = if method == "GET" { 200 } else { 303 };
        assert_eq!(status, expected, "{method} {path}: {answer}");
        for line in head.lines().filter_map(|line| line.strip_prefix("set-cookie: ")) {
            let (name, value) = line.split(';').next().and_then(|pair| pair.split_once('=')).unwrap();
            self.cookies.retain(|(known, _)| known != name);
            self.cookies.push((name.to_owned(), value.to_owned()));
        }
        (head, answer)
    }
}
