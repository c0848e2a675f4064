//! The sample catalogue that the Studio offers to an organization that has nothing yet.

use std::path::PathBuf;
use std::process::Command;

use serde_json::{Value, json};

use crate::support::Server;

/// A browser without scripts.
struct Browser {
    address: String,
    cookies: PathBuf,
}

impl Browser {
    /// Status, place to go on to, and text of the answer.
    fn ask(&self, path: &str, fields: &[(&str, &str)]) -> (String, String, String) {
        let mut curl = Command::new("curl");
        curl.args(["-s", "-w", "\n%{http_code} %{redirect_url}", "-b"]).arg(&self.cookies);
        curl.arg("-c").arg(&self.cookies).arg(format!("{}{path}", self.address));
        for (name, value) in fields {
            curl.arg("--data-urlencode").arg(format!("{name}={value}"));
        }
        let output = curl.output().expect("curl is installed");
        let answer = String::from_utf8(output.stdout).unwrap();
        let (text, end) = answer.rsplit_once('\n').expect("the line that curl adds");
        let (status, target) = end.split_once(' ').unwrap();
        (status.to_owned(), target.to_owned(), text.to_owned())
    }

    fn page(&self, path: &str) -> String {
        let (status, _, text) = self.ask(path, &[]);
        assert_eq!(status, "200", "{path}: {text}");
        text
    }

    /// Sends the form of a page that leads there, with what is typed into it.
    fn press(&self, page: &str, action: &str, typed: &[(&str, &str)]) -> (String, String, String) {
        let form = form(page, action).unwrap_or_else(|| panic!("no form for {action} in {page}"));
        let hidden = form.split("<input type=\"hidden\" name=\"").skip(1).map(|rest| {
            let (name, rest) = rest.split_once("\" value=\"").unwrap();
            (name, rest.split_once('"').unwrap().0)
        });
        let fields: Vec<(&str, &str)> = hidden.chain(typed.iter().copied()).collect();
        self.ask(action, &fields)
    }
}

fn form<'p>(page: &'p str, action: &str) -> Option<&'p str> {
    let (_, form) = page.split_once(&format!("action=\"{action}\""))?;
    Some(form.split("</form>").next().unwrap_or(form))
}

/// What the catalogue's destination answers, once it shows the products with their pictures.
fn products(server: &Server) -> Result<Value, String> {
    let query = "/local/shop/v1/products?includeTotals=true&top=1";
    let (status, answer) = server.request("GET", query, &[], "").unwrap();
    let found = serde_json::from_str::<Value>(&answer).unwrap();
    let is_whole = status == 200 && found["total"] == 259 && found["results"][0]["pictures"] != json!([]);
    if is_whole { Ok(found) } else { Err(answer) }
}

#[test]
fn a_first_admin_gets_the_sample_catalogue_with_one_click() {
    let server = Server::start();
    let link = server.said.lines().find_map(|line| line.trim().strip_prefix(server.address.as_str()));
    let browser = Browser { address: server.address.clone(), cookies: server.folder().join("cookies") };
    let typed = [("email", "ada@shop.example"), ("name", "Ada"), ("password", "a quiet harbour")];
    let invitation = browser.page(link.expect("the first start prints a link"));
    let (status, target, text) = browser.press(&invitation, "/studio/first-admin", &typed);
    assert_eq!((status.as_str(), target.ends_with("/studio/welcome")), ("303", true), "{text}");
    assert!(form(&browser.page("/studio/welcome"), "/studio/sample").is_some());

    let empty = browser.page("/studio");
    let press = || browser.press(&empty, "/studio/sample", &[]);
    let (status, target, text) = press();
    assert_eq!((status.as_str(), target.ends_with("/studio")), ("303", true), "{text}");
    let (status, target, text) = press();
    assert_eq!((status.as_str(), target.ends_with("/studio?done=sample")), ("303", true), "{text}");
    let loading = browser.page("/studio");
    assert!(loading.contains("data-poll=\"/studio/sample\""), "{loading}");
    assert!(form(&loading, "/studio/sample").is_none());

    let answer = server.until("the catalogue is published", || products(&server));
    let picture = answer["results"][0]["pictures"][0].to_string();
    assert!(picture.contains(&format!("{}/studio/samples/", server.address)), "{answer}");
    server.until("the loading ends", || {
        let page = browser.page("/studio/sample");
        if page.contains("data-done") { Ok(()) } else { Err(page) }
    });
    let overview = browser.page("/studio");
    assert!(overview.contains("/studio/sources/products") && !overview.contains("data-poll"), "{overview}");
    assert!(!overview.contains("could not be loaded") && form(&overview, "/studio/sample").is_none());
    let keys = server.get("/v1/api-keys");
    assert_eq!(keys["items"].as_array().map(Vec::len), Some(1), "the key of the load is gone: {keys}");
    let (status, _, text) = press();
    assert_eq!(status, "409", "{text}");
    assert!(text.contains("nothing was loaded"), "{text}");
}
