//! From where pages load pictures. A picture tells the site that it comes from who looks at it, and data may link to any.

use maud::{Markup, html};

use crate::texts::pictures as texts;

/// From where pages load pictures, beside this server.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Images {
    /// The server's own address, such as `https://data.example.com`.
    pub own: String,
    /// Hosts, such as `cdn.example.com`, `cdn.example.com:8443`, or `*.example.com` for all below it.
    pub hosts: Vec<String>,
    /// Whether from anywhere: the operator, or the person that looks, says so.
    pub all: bool,
}

/// Marks a frame whose picture is not loaded. Quotes of data are escaped, so that no data looks like it.
const MARK: &str = " withheld\"";

impl Images {
    /// Whether the picture that the link leads to is loaded.
    pub(crate) fn allow(&self, link: &str) -> bool {
        let Some((_, rest)) = link.split_once("://") else { return true };
        let is_own =
            !self.own.is_empty() && link.strip_prefix(&self.own).is_some_and(|rest| rest.starts_with('/'));
        let host = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default().to_ascii_lowercase();
        let is_named = |allowed: &String| match allowed.strip_prefix("*.") {
            Some(above) => {
                host.strip_suffix(above).is_some_and(|below| below.ends_with('.') && below.len() > 1)
            }
            None => host == *allowed,
        };
        self.all || is_own || self.hosts.iter().any(is_named)
    }

    /// What the content security policy says of pictures.
    #[must_use]
    pub fn policy(&self) -> String {
        let mut sources = vec!["'self'", "data:"];
        if self.own.starts_with("http") {
            sources.push(&self.own);
        }
        match self.all {
            true => sources.extend(["https:", "http:"]),
            false => sources.extend(self.hosts.iter().map(String::as_str)),
        }
        format!("img-src {}", sources.join(" "))
    }

    /// The class of the frame of a picture that is not loaded.
    pub(crate) fn withheld(class: &str) -> String {
        format!("{class} no-picture withheld")
    }

    /// Asks whether pictures are to be loaded, where the page has some that are not.
    pub(crate) fn ask(body: &str, path: &str, csrf: &Markup) -> Markup {
        html! {
            @if body.contains(MARK) {
                form.notice.row method="post" action="/studio/account/pictures" {
                    (csrf)
                    input type="hidden" name="next" value=(path);
                    p.grow { (texts::WITHHELD) }
                    button.button type="submit" name="show" value="all" { (texts::SHOW) }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_loaded_from_here_and_from_named_hosts() {
        let hosts =
            vec!["cdn.example".to_owned(), "*.img.example".to_owned(), "port.example:8443".to_owned()];
        let images = Images { own: "http://octant.example:8080".to_owned(), hosts, all: false };
        for link in [
            "/media/1",
            "http://octant.example:8080/studio/samples/a.svg",
            "https://cdn.example/a.jpg",
            "https://CDN.example?x",
            "https://a.img.example/a",
            "https://port.example:8443/a",
        ] {
            assert!(images.allow(link), "{link}");
        }
        for link in [
            "http://octant.example:80801/a",
            "http://octant.example/a",
            "https://evil.example/cdn.example",
            "https://cdn.example.evil/a",
            "https://cdn.example@evil/a",
            "https://cdn.example:8443/a",
            "https://img.example/a",
            "https://.img.example/a",
            "https://port.example/a",
        ] {
            assert!(!images.allow(link), "{link}");
        }
        let policy =
            "img-src 'self' data: http://octant.example:8080 cdn.example *.img.example port.example:8443";
        assert_eq!(images.policy(), policy);
        assert_eq!(Images::default().policy(), "img-src 'self' data:");
        assert_eq!(Images { all: true, ..Images::default() }.policy(), "img-src 'self' data: https: http:");
    }

    #[test]
    fn data_does_not_make_a_page_ask() {
        let picture =
            |link: &str, images: &Images| crate::component::picture::show(Some(link), "thumb", images);
        let withheld = picture("https://cdn.example/a.jpg", &Images::default()).into_string();
        assert!(!withheld.contains("cdn.example"), "{withheld}");
        let asks = |body: &str| !Images::ask(body, "/studio", &html! {}).into_string().is_empty();
        assert!(asks(&withheld));
        let data = html! { p title="a withheld\"" { "no-picture withheld\"" } }.into_string();
        assert!(!asks(&data), "{data}");
        assert!(!asks(&picture("/media/1", &Images::default()).into_string()));
    }
}
