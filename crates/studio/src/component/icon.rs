//! Line icons, drawn for the Studio on a grid of 24.

use maud::{Markup, PreEscaped, html};

/// What an icon stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Icon {
    Brand,
    Overview,
    Source,
    Provider,
    Import,
    Card,
    Segment,
    Destination,
    Access,
    Menu,
}

/// The icon; it says nothing that the words beside it do not say.
pub(crate) fn show(icon: Icon) -> Markup {
    let shapes = match icon {
        Icon::Brand => {
            r#"<path d="M12 2.500 19 5.200 21.500 12 19 18.800 12 21.500 5 18.800 2.500 12 5 5.200z"/><path d="M12 12V6a6 6 0 0 1 6 6z" fill="currentColor"/>"#
        }
        Icon::Overview => r#"<path d="M4 12h4l3-7 3 14 2-7h4"/>"#,
        Icon::Source => {
            r#"<ellipse cx="12" cy="6" rx="7" ry="3"/><path d="M5 6v12c0 1.700 3.100 3 7 3s7-1.300 7-3V6M5 12c0 1.700 3.100 3 7 3s7-1.300 7-3"/>"#
        }
        Icon::Provider => r#"<path d="M12 15V4m0 0L8 8m4-4 4 4"/><path d="M5 14v5h14v-5"/>"#,
        Icon::Import => r#"<path d="M4 6h16M4 12h10M4 18h7"/><path d="m15 17 2 2 4-4"/>"#,
        Icon::Card => r#"<rect x="4" y="4" width="16" height="16" rx="2"/><path d="M4 11h16M8 15h5"/>"#,
        Icon::Segment => r#"<path d="M4 5h16l-6 7.500V19l-4-2v-4.500z"/>"#,
        Icon::Destination => {
            r#"<circle cx="12" cy="12" r="8.500"/><path d="M3.500 12h17M12 3.500c2.500 2.600 3.500 5.400 3.500 8.500s-1 5.900-3.500 8.500c-2.500-2.600-3.500-5.400-3.500-8.500s1-5.900 3.500-8.500z"/>"#
        }
        Icon::Menu => r#"<path d="M4 7h16M4 12h16M4 17h16"/>"#,
        Icon::Access => r#"<circle cx="8" cy="15" r="4"/><path d="m11 12 8-8m-3 3 3 3m-6 0 2 2"/>"#,
    };
    html! {
        svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.7" stroke-linecap="round"
            stroke-linejoin="round" aria-hidden="true" focusable="false" { (PreEscaped(shapes)) }
    }
}
