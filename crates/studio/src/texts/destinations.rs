//! Words of the pages about destinations.

use crate::component::number;

pub(crate) const TITLE: &str = "Destinations";
pub(crate) const TEXT: &str =
    "A destination is the API that one application queries: a shop, an app, a partner.";
pub(crate) const NEW: &str = "New destination";
pub(crate) const EMPTY_TITLE: &str = "No destination yet";
pub(crate) const EMPTY_TEXT: &str = "Choose what an application gets to see, in which languages, with which filters; Octant answers it in milliseconds.";
pub(crate) const ADDRESS: &str = "Address";
pub(crate) const VERSIONS: &str = "Versions";
pub(crate) const LANGUAGES: &str = "Languages";
pub(crate) const PROTECTION: &str = "Access";
pub(crate) const PROTECTED: &str = "Protected";
pub(crate) const PUBLIC: &str = "Public";
pub(crate) const IDENTIFIER: &str = "Identifier";
pub(crate) const IDENTIFIER_HINT: &str = "In the address of the API, such as webshop. It stays for good.";
pub(crate) const NAME_HINT: &str = "How people call it.";
pub(crate) const LANGUAGES_HINT: &str =
    "One per line, such as en, sv-SE. The first one answers when none is asked for.";
pub(crate) const FALLBACKS: &str = "Fallback languages";
pub(crate) const FALLBACKS_HINT: &str = "What is shown where a language has no value, one rule per line: sv-SE: sv, en. Without a rule the first language is shown.";
pub(crate) const PROTECTED_HINT: &str = "Only applications with a secret may query it.";
pub(crate) const ORIGINS: &str = "Web pages that may query it (CORS)";
pub(crate) const ORIGINS_HINT: &str =
    "One origin per line, such as https://shop.example. None means any page may.";
pub(crate) const CREATE: &str = "Create the destination";
pub(crate) const DELETE: &str = "Delete…";
pub(crate) const SETTINGS: &str = "Settings";
pub(crate) const LIFE: &str = "Delete this destination";
pub(crate) const LIFE_TEXT: &str =
    "Its address stops answering at once. What would be lost is shown before anything happens.";

pub(crate) const DRAFT: &str = "Draft";
pub(crate) const PUBLISHING: &str = "Publishing";
pub(crate) const PUBLISHED: &str = "Published";
pub(crate) const STOPPED: &str = "Stopped";
pub(crate) const VERSION: &str = "Version";
pub(crate) const STATUS: &str = "Status";
pub(crate) const ENDPOINTS: &str = "Endpoints";
pub(crate) const ENTRIES: &str = "Cards";
pub(crate) const PUBLISHED_AT: &str = "Published";
pub(crate) const NEW_DRAFT: &str = "New draft";
pub(crate) const DIFFERENCES: &str = "Differences";
pub(crate) const NEW_DRAFT_TEXT: &str = "A published version never changes its shape, so that clients can rely on it. A draft starts as a copy of the newest version; at most three versions are published at once.";

pub(crate) const APPLICATIONS: &str = "Applications";
pub(crate) const EXPLORE: &str = "Explore";
pub(crate) const PUBLISH: &str = "Publish";
pub(crate) const DROP_DRAFT: &str = "Drop the draft";
pub(crate) const NOT_ANSWERING: &str = "It is there once the version is published.";
pub(crate) const PUBLISH_TEXT: &str = "Its indexes are built beside what answers now; nothing is seen half finished. Afterwards its shape is fixed.";
pub(crate) const STOP: &str = "Stop…";
pub(crate) const STOP_TITLE: &str = "Stop this version";
pub(crate) const STOP_TEXT: &str = "Its address stops answering at once. It can be published again as it is.";
pub(crate) const DROP_TITLE: &str = "Drop this draft";
pub(crate) const DROP_TEXT: &str = "Its endpoints go; the versions that answer stay as they are.";
pub(crate) const API: &str = "The API";
pub(crate) const OPENAPI: &str = "OpenAPI description";
pub(crate) const DOCS: &str = "Documentation to try";
pub(crate) const NEW_ENDPOINT: &str = "New endpoint";
pub(crate) const NO_ENDPOINTS_TITLE: &str = "No endpoint yet";
pub(crate) const NO_ENDPOINTS: &str =
    "An endpoint is one list of cards, such as products. Publishing needs at least one.";
pub(crate) const CARD: &str = "Card";
pub(crate) const SEGMENTS: &str = "Segments";
pub(crate) const SEGMENTS_HINT: &str =
    "Cards in any of the chosen segments are shown; with none chosen, all cards are.";
pub(crate) const ALL_CARDS: &str = "all cards";
pub(crate) const PROPERTIES: &str = "Properties";
pub(crate) const FACETS: &str = "Facets";

pub(crate) const ENDPOINT_ID_HINT: &str = "The last part of the address, such as products.";
pub(crate) const GENERAL: &str = "What it is";
pub(crate) const CHANGE_CARD: &str = "Use this card";
pub(crate) const SHOW: &str = "Show";
pub(crate) const PROPERTY: &str = "Property";
pub(crate) const SHOWN_AS: &str = "Name in results";
pub(crate) const SEARCHABLE: &str = "Search";
pub(crate) const FACET: &str = "Facet";
pub(crate) const FACET_SIZE: &str = "Most values";
pub(crate) const HIERARCHY: &str = "Path separator";
pub(crate) const HIERARCHY_HINT: &str = "such as >";
pub(crate) const LABELS: &str = "Facet label";
pub(crate) const FACET_DETAILS: &str = "Facet settings";
pub(crate) const RELATIONS: &str = "Relations";
pub(crate) const RELATION: &str = "Relation";
pub(crate) const RELATED_PROPERTIES: &str = "Properties shown";
pub(crate) const NO_RELATIONS: &str = "The card has no relations.";
pub(crate) const PREVIEW: &str = "A result";
pub(crate) const PREVIEW_REFRESH: &str = "Show the result";
pub(crate) const PREVIEW_NONE: &str = "No card can be shown yet.";
pub(crate) const SAVE: &str = "Save the endpoint";
pub(crate) const DELETE_ENDPOINT: &str = "Delete this endpoint";
pub(crate) const FROZEN: &str =
    "This version is published or stopped: its shape is fixed. Make a new draft to change it.";

pub(crate) const NO_APPLICATIONS: &str =
    "An application gets a client id and a secret, with which it fetches tokens for this version.";
pub(crate) const NO_APPLICATIONS_TITLE: &str = "No application yet";
pub(crate) const NOT_PROTECTED: &str =
    "This destination is public: anybody can query it, and applications are not needed.";
pub(crate) const NEW_APPLICATION: &str = "New application";
pub(crate) const APPLICATION_HINT: &str = "Who queries, such as “Shop front end”.";
pub(crate) const CREATE_APPLICATION: &str = "Create the application";
pub(crate) const CLIENT_ID: &str = "Client id";
pub(crate) const CLIENT_SECRET: &str = "Client secret";
pub(crate) const CREATED: &str = "Created";
pub(crate) const RESET: &str = "Reset the secret…";
pub(crate) const DELETE_APPLICATION: &str = "Delete…";
pub(crate) const TOKEN_EXAMPLE: &str = "Fetch a token and query";

pub(crate) const NOT_COMPARED: &str = "There is no other version to compare with.";
pub(crate) const SAME: &str = "The two versions are the same.";
pub(crate) const COMPARE: &str = "Compare";
pub(crate) const FROM: &str = "From version";
pub(crate) const TO: &str = "To version";

pub(crate) fn build_failed(endpoint: &str, problem: &str) -> String {
    format!(
        "The last try to build the index of {endpoint} failed: {problem}. It is tried again by itself; what answered before answers until then."
    )
}

pub(crate) fn cards(count: u64) -> String {
    format!("{} {}", number::grouped(count), if count == 1 { "card" } else { "cards" })
}

pub(crate) fn by(name: &str) -> String {
    format!("by {name}")
}

pub(crate) fn differences_title(from: &str, to: &str) -> String {
    format!("From {from} to {to}")
}
