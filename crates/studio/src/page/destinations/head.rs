//! What all pages of a destination, and of a version of it, share.

use maud::{Markup, html};

use crate::component::head::{self, Tab};
use crate::component::status;
use crate::shell::Tone;
use crate::texts::destinations as texts;

/// What all pages of a destination show of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DestinationHead {
    /// Its identifier.
    pub identifier: String,
    /// Its name.
    pub name: String,
    /// Whether queries need a token.
    pub protected: bool,
    /// Its languages, the default first.
    pub languages: Vec<String>,
    /// Its public address without a version, such as `https://octant.example/local/webshop`.
    pub address: String,
}

impl DestinationHead {
    /// The address of its pages.
    pub(crate) fn path(&self, suffix: &str) -> String {
        format!("/studio/destinations/{}{suffix}", self.identifier)
    }
}

/// Where a version is in its life.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum VersionStatus {
    /// It can be changed and answers nothing.
    #[default]
    Draft,
    /// Its indexes are being built.
    Publishing,
    /// It answers.
    Published,
    /// It answered once.
    Stopped,
}

/// What all pages of a version show of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VersionHead {
    /// The destination.
    pub destination: DestinationHead,
    /// Its name: `v1`, `v2`, …
    pub name: String,
    /// Where it is in its life.
    pub status: VersionStatus,
    /// How many endpoints it has.
    pub endpoints: u64,
    /// How many applications it has.
    pub applications: u64,
    /// An endpoint to explore; `None` where it has none.
    pub first_endpoint: Option<String>,
    /// Endpoints whose index could not be built when it was tried last, each with the reason; it is tried again.
    pub build_problems: Vec<(String, String)>,
}

impl VersionHead {
    /// The address of its pages.
    pub(crate) fn path(&self, suffix: &str) -> String {
        self.destination.path(&format!("/versions/{}{suffix}", self.name))
    }

    /// Its public address.
    pub(crate) fn address(&self, suffix: &str) -> String {
        format!("{}/{}{suffix}", self.destination.address, self.name)
    }
}

/// The pages of a destination.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DestinationTab {
    Versions,
    Settings,
    Differences,
}

/// The pages of a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum VersionTab {
    Endpoints,
    Applications,
    Explorer,
}

/// The head of a destination's pages.
pub(crate) fn show(destination: &DestinationHead, current: DestinationTab) -> Markup {
    let tab = |tab, suffix: &str, name| Tab {
        path: destination.path(suffix),
        name,
        count: None,
        current: tab == current,
    };
    let facts = html! { (protection(destination.protected)) };
    html! {
        (head::show(&[("/studio/destinations", texts::TITLE)], &destination.name, "", &facts))
        (head::tabs(&destination.name, &[
            tab(DestinationTab::Versions, "", texts::VERSIONS),
            tab(DestinationTab::Differences, "/differences", texts::DIFFERENCES),
            tab(DestinationTab::Settings, "/settings", texts::SETTINGS),
        ]))
    }
}

/// The head of a version's pages.
pub(crate) fn version(version: &VersionHead, current: VersionTab) -> Markup {
    let destination = version.destination.path("");
    let crumbs =
        [("/studio/destinations", texts::TITLE), (destination.as_str(), version.destination.name.as_str())];
    let tab = |tab, suffix: &str, name, count| Tab {
        path: version.path(suffix),
        name,
        count,
        current: tab == current,
    };
    let mut tabs = vec![
        tab(VersionTab::Endpoints, "", texts::ENDPOINTS, Some(version.endpoints)),
        tab(VersionTab::Applications, "/applications", texts::APPLICATIONS, Some(version.applications)),
    ];
    if let Some(endpoint) = &version.first_endpoint {
        tabs.push(tab(VersionTab::Explorer, &format!("/explore/{endpoint}"), texts::EXPLORE, None));
    }
    let title = format!("{} {}", version.destination.name, version.name);
    let badges = html! { (version_badge(version.status, None)) (protection(version.destination.protected)) };
    html! {
        (head::show(&crumbs, &title, "", &badges))
        (head::tabs(&title, &tabs))
    }
}

/// The state in a word, with the version's name before it where one is given.
pub(crate) fn version_badge(version_status: VersionStatus, name: Option<&str>) -> Markup {
    let (tone, word) = match version_status {
        VersionStatus::Draft => (Tone::Neutral, texts::DRAFT),
        VersionStatus::Publishing => (Tone::Warning, texts::PUBLISHING),
        VersionStatus::Published => (Tone::Success, texts::PUBLISHED),
        VersionStatus::Stopped => (Tone::Danger, texts::STOPPED),
    };
    match name {
        Some(name) => status::badge(tone, &format!("{name} {word}")),
        None => status::badge(tone, word),
    }
}

/// Whether queries need a token, in a word.
pub(crate) fn protection(protected: bool) -> Markup {
    html! { span.tag { (if protected { texts::PROTECTED } else { texts::PUBLIC }) } }
}
