//! What all pages share: the head, the sidebar, who is signed in, what just happened.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::assets;
use crate::component::conflict::Conflict;
use crate::component::focus::Focus;
use crate::component::icon::{self, Icon};
use crate::images::Images;
use crate::texts;

/// The part of the Studio that a page belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// The flow of data at a glance.
    Overview,
    /// Sources, their entries, properties and imports.
    Sources,
    /// Who pushes data.
    Providers,
    /// Every import.
    Imports,
    /// Card definitions and their cards.
    Cards,
    /// Segments of cards.
    Segments,
    /// What applications query.
    Destinations,
    /// Users and keys.
    Access,
    /// Whoever is signed in; reached from below the navigation.
    Account,
}

impl Section {
    const DATA: [Self; 3] = [Self::Sources, Self::Providers, Self::Imports];
    const PUBLISHING: [Self; 3] = [Self::Cards, Self::Segments, Self::Destinations];

    fn path(self) -> &'static str {
        match self {
            Self::Overview => "/studio",
            Self::Sources => "/studio/sources",
            Self::Providers => "/studio/providers",
            Self::Imports => "/studio/imports",
            Self::Cards => "/studio/cards",
            Self::Segments => "/studio/segments",
            Self::Destinations => "/studio/destinations",
            Self::Access => "/studio/access",
            Self::Account => "/studio/account",
        }
    }

    fn icon(self) -> Icon {
        match self {
            Self::Overview => Icon::Overview,
            Self::Sources => Icon::Source,
            Self::Providers => Icon::Provider,
            Self::Imports => Icon::Import,
            Self::Cards => Icon::Card,
            Self::Segments => Icon::Segment,
            Self::Destinations => Icon::Destination,
            Self::Access | Self::Account => Icon::Access,
        }
    }
}

/// Who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The address that the user signs in with.
    pub email: String,
    /// What the user may do, as shown: viewer, editor, admin.
    pub role: &'static str,
    /// Whether the user may change anything.
    pub may_edit: bool,
    /// Whether the user may change users and keys.
    pub is_admin: bool,
}

/// How a message is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// It just informs.
    Neutral,
    /// It worked.
    Success,
    /// It needs a look.
    Warning,
    /// It did not work.
    Danger,
}

impl Tone {
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Success => "success",
            Self::Warning => "warning",
            Self::Danger => "danger",
        }
    }
}

/// What just happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// How it is meant.
    pub tone: Tone,
    /// What to say.
    pub text: String,
}

impl Notice {
    pub(crate) fn show(&self) -> Markup {
        html! { div class=(format!("notice {}", self.tone.class())) role="status" { p { (self.text) } } }
    }
}

/// What surrounds a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shell {
    /// The tenant that is shown.
    pub tenant: String,
    /// Who is signed in.
    pub account: Account,
    /// The part of the Studio that the page belongs to.
    pub section: Section,
    /// The token that every form of this session sends along.
    pub csrf: String,
    /// What just happened.
    pub notice: Option<Notice>,
    /// What the page's form was opened with.
    pub editing: Editing,
    /// From where pictures are loaded.
    pub images: Images,
    /// The address of the page, to come back to.
    pub path: String,
}

/// What a form was opened with, so that saving it does not overwrite what somebody else saved meanwhile.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Editing {
    /// The hidden field that says so; empty where the page edits nothing.
    pub opened: String,
    /// What was saved meanwhile, where saving was refused for that.
    pub conflict: Option<Conflict>,
    /// Where the form goes on.
    pub focus: Option<Focus>,
}

impl Shell {
    /// The hidden field that every form holds.
    pub(crate) fn csrf_field(&self) -> Markup {
        html! { input type="hidden" name="csrf" value=(self.csrf); }
    }

    /// The hidden fields of a form that changes what is there already.
    pub(crate) fn editing_fields(&self) -> Markup {
        html! {
            (self.csrf_field())
            @if !self.editing.opened.is_empty() {
                input type="hidden" name="opened" value=(self.editing.opened) autocomplete="off";
            }
        }
    }

    /// The whole page.
    pub(crate) fn page(&self, title: &str, body: &Markup) -> String {
        let mut page = self.whole(title, body);
        if let Some(focus) = &self.editing.focus {
            focus.mark(&mut page);
        }
        page
    }

    fn whole(&self, title: &str, body: &Markup) -> String {
        document(
            title,
            &html! {
                a.skip href="#main" { (texts::SKIP) }
                div.shell {
                    header.sidebar {
                        (brand(&self.tenant))
                        (self.navigation())
                        (self.account())
                    }
                    (self.top_bar())
                    main.main #main tabindex="-1" {
                        div.inner {
                            @if let Some(notice) = &self.notice {
                                (notice.show())
                            }
                            @if let Some(conflict) = &self.editing.conflict {
                                (conflict.show())
                            }
                            (Images::ask(&body.0, &self.path, &self.csrf_field()))
                            (body)
                        }
                    }
                }
                (help())
            },
        )
    }

    fn navigation(&self) -> Markup {
        html! {
            nav.nav aria-label=(texts::NAVIGATION) {
                div {
                    section { ul { (self.link(Section::Overview)) } }
                    (self.group(texts::NAV_DATA, &Section::DATA))
                    (self.group(texts::NAV_PUBLISHING, &Section::PUBLISHING))
                    @if self.account.is_admin { section { ul { (self.link(Section::Access)) } } }
                }
            }
        }
    }

    /// What stands in the place of the sidebar on a narrow screen.
    fn top_bar(&self) -> Markup {
        html! {
            header.top-bar {
                (brand(&self.tenant))
                details.menu {
                    summary.button { (icon::show(Icon::Menu)) (texts::MENU) }
                    div { (self.navigation()) (self.account()) }
                }
            }
        }
    }

    fn group(&self, name: &str, sections: &[Section]) -> Markup {
        html! {
            section {
                p.group { (name) }
                ul { @for section in sections { (self.link(*section)) } }
            }
        }
    }

    fn link(&self, section: Section) -> Markup {
        let current = (section == self.section).then_some("page");
        html! {
            li {
                a href=(section.path()) aria-current=[current] {
                    (icon::show(section.icon()))
                    span { (texts::section(section)) }
                }
            }
        }
    }

    fn account(&self) -> Markup {
        html! {
            div.account {
                div {
                    strong { (self.account.email) }
                    " " span.muted { (self.account.role) }
                }
                div.actions {
                    a href=(Section::Account.path()) aria-current=[(self.section == Section::Account).then_some("page")] { (texts::ACCOUNT) }
                    form method="post" action="/studio/sign-out" {
                        (self.csrf_field())
                        button.link-button type="submit" { (texts::SIGN_OUT) }
                    }
                }
            }
        }
    }
}

/// A page without a sidebar, for who is not signed in.
pub(crate) fn alone(title: &str, body: &Markup) -> String {
    document(
        title,
        &html! {
            main.alone #main {
                div {
                    (brand(texts::TAGLINE))
                    (body)
                }
            }
        },
    )
}

fn brand(below: &str) -> Markup {
    html! {
        a.brand href="/studio" {
            (icon::show(Icon::Brand))
            span { "Octant" small { (below) } }
        }
    }
}

fn help() -> Markup {
    html! {
        dialog #help aria-labelledby="help-title" {
            form method="dialog" {
                h2 #help-title { (texts::HELP) }
                dl.facts {
                    @for (key, meaning) in texts::KEYS { dt { kbd { (key) } } dd { (meaning) } }
                }
                p { button.button type="submit" { (texts::CLOSE) } }
            }
        }
    }
}

fn document(title: &str, body: &Markup) -> String {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                title { (title) " – Octant" }
                link rel="icon" href=(assets::icon_path()) type="image/svg+xml";
                link rel="stylesheet" href=(assets::style_path());
                @for path in assets::module_paths() { link rel="modulepreload" href=(path); }
                script type="module" src=(assets::script_path()) {}
            }
            body { (PreEscaped(body.0.as_str())) }
        }
    }
    .into_string()
}
