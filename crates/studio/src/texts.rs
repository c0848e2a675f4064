//! Every word that the Studio says of its own, so that another language can stand beside this one.

use crate::shell::Section;

pub(crate) mod access;
pub(crate) mod cards;
pub(crate) mod confirm;
pub(crate) mod conflict;
pub(crate) mod destinations;
pub(crate) mod explorer;
pub(crate) mod gone;
pub(crate) mod import_file;
pub(crate) mod segments;
pub(crate) mod welcome;

pub(crate) const TAGLINE: &str = "Experience data platform";
pub(crate) const SKIP: &str = "Skip to the content";
pub(crate) const NAVIGATION: &str = "Studio";
pub(crate) const NAV_DATA: &str = "Data";
pub(crate) const NAV_PUBLISHING: &str = "Publishing";
pub(crate) const ACCOUNT: &str = "Account";
pub(crate) const SIGN_OUT: &str = "Sign out";
pub(crate) const HELP: &str = "Keyboard";
pub(crate) const CLOSE: &str = "Close";
pub(crate) const KEYS: [(&str, &str); 3] = [
    ("/", "Go to the search of this page"),
    ("?", "Show this help"),
    ("Esc", "Close this help, or the menu"),
];
pub(crate) const COPY: &str = "Copy";
pub(crate) const COPIED: &str = "Copied";
pub(crate) const PAGES: &str = "Pages of this list";
pub(crate) const FIRST_PAGE: &str = "First page";
pub(crate) const NEXT_PAGE: &str = "Next page";
pub(crate) const SEARCH: &str = "Search";
pub(crate) const SAVE: &str = "Save";
pub(crate) const CANCEL: &str = "Cancel";
pub(crate) const NAME: &str = "Name";
pub(crate) const DESCRIPTION: &str = "Description";
pub(crate) const BEFORE: &str = "before:";
pub(crate) const AFTER: &str = "now:";
pub(crate) const REMOVE: &str = "Remove";
pub(crate) const RELOAD: &str = "Load again";
/// A value without a letter.
pub(crate) const EMPTY: &str = "(empty)";
pub(crate) const MENU: &str = "Menu";
pub(crate) const NONE: &str = "–";

/// The label of a field in a row of a form; rows are counted from 1.
pub(crate) fn in_row(label: &str, row: usize) -> String {
    format!("{label}, row {row}")
}

pub(crate) fn section(section: Section) -> &'static str {
    match section {
        Section::Overview => "Overview",
        Section::Sources => "Sources",
        Section::Providers => "Data providers",
        Section::Imports => "Imports",
        Section::Cards => "Cards",
        Section::Segments => "Segments",
        Section::Destinations => "Destinations",
        Section::Access => "Access",
        Section::Account => account::TITLE,
    }
}

pub(crate) mod sign_in {
    pub(crate) const RESUMING: &str =
        "Your session is over, so nothing was saved. Sign in to go on: what you typed is kept.";
    pub(crate) const RESUME_BUTTON: &str = "Sign in and go on";
    pub(crate) const FILE_LOST: &str =
        "Your session is over, and the file was not taken. Sign in, then choose the file again.";
    pub(crate) const TITLE: &str = "Sign in";
    pub(crate) const EMAIL: &str = "Email";
    pub(crate) const PASSWORD: &str = "Password";
    pub(crate) const BUTTON: &str = "Sign in";
    pub(crate) const FIRST_TITLE: &str = "Create the first admin";
    pub(crate) const FIRST_TEXT: &str =
        "Nobody can sign in yet. This account may do everything; it can invite others later.";
    pub(crate) const PASSWORD_HINT: &str =
        "At least 10 characters. A few words in a row are easy to remember.";
    pub(crate) const FIRST_BUTTON: &str = "Create the account";
}

pub(crate) mod pictures {
    pub(crate) const TITLE: &str = "Pictures from other sites";
    pub(crate) const WITHHELD: &str =
        "This page has pictures from other sites. Loading them tells these sites that you look at them.";
    pub(crate) const SHOW: &str = "Show pictures";
    pub(crate) const SHOWN: &str =
        "Pages in this browser load pictures from any site that your data links to.";
    pub(crate) const HIDE: &str = "Stop loading them";
}

pub(crate) mod account {
    pub(crate) const TITLE: &str = "Your account";
    pub(crate) const PASSWORD_TITLE: &str = "Change your password";
    pub(crate) const CURRENT: &str = "Current password";
    pub(crate) const NEW: &str = "New password";
    pub(crate) const CHANGE: &str = "Change the password";
    pub(crate) const EVERYWHERE_TITLE: &str = "Sign out everywhere";
    pub(crate) const EVERYWHERE_TEXT: &str =
        "Ends every session of yours, on every device, this one among them. A new password does the same.";
}

pub(crate) mod overview {
    pub(crate) const TITLE: &str = "Overview";
    pub(crate) const TEXT: &str =
        "How data flows from the systems that push it to the applications that query it.";
    pub(crate) const FLOW: &str = "The flow of data";
    pub(crate) const NONE_YET: &str = "None yet";
    pub(crate) const CREATE_ONE: &str = "Create one";
    pub(crate) const NOW: &str = "now";
    pub(crate) const PER_HOUR: &str = "Imports in the last 24 hours";
    pub(crate) const ATTENTION: &str = "Needs attention";
    pub(crate) const ALL_WELL: &str = "Nothing needs your attention.";
    pub(crate) const LATEST: &str = "Latest imports";
    pub(crate) const START_TITLE: &str = "Get the first data in";
    pub(crate) const STEP_SOURCE: &str = "Create a source";
    pub(crate) const STEP_SOURCE_TEXT: &str =
        "A source keeps what one system sends, such as the products of your shop.";
    pub(crate) const STEP_PROVIDER: &str = "Create a data provider";
    pub(crate) const STEP_PROVIDER_TEXT: &str = "It gives a system an id and a secret to push data with.";
    pub(crate) const STEP_IMPORT: &str = "Push or import entries";
    pub(crate) const STEP_IMPORT_TEXT: &str =
        "Open the source and drop a CSV or JSON file, or let a system push through the API.";
    pub(crate) const SAMPLE_LOADING: &str = "The sample catalogue is being loaded…";
    pub(crate) const SAMPLE_ENDED: &str = "The loading has ended.";
    pub(crate) const SAMPLE_FAILED: &str = "The sample catalogue could not be loaded";
    pub(crate) const SAMPLE_FAILED_TEXT: &str =
        "What was made until then is there. Delete it, and the catalogue is offered again.";
    pub(crate) const ENTRIES: &str = "Entries";
    pub(crate) const SOURCES: &str = "Sources";
    pub(crate) const PROVIDERS: &str = "Data providers";
    pub(crate) const IMPORTS: &str = "Imports, 24 hours";
    pub(crate) const FAILED: &str = "Failed, 24 hours";

    pub(crate) fn more(count: usize) -> String {
        format!("and {count} more")
    }

    pub(crate) fn most_per_hour(count: &str) -> String {
        format!("at most {count} in one hour")
    }
}

pub(crate) mod sources {
    pub(crate) const TITLE: &str = "Sources";
    pub(crate) const TEXT: &str = "Each source keeps what one system sends, merged by key.";
    pub(crate) const NEW: &str = "New source";
    pub(crate) const EMPTY_TITLE: &str = "No source yet";
    pub(crate) const EMPTY_TEXT: &str = "A source keeps the entries that one system sends: the products of a shop, the texts of a translation tool.";
    pub(crate) const NONE_FOUND: &str = "No source matches your search.";
    pub(crate) const ID: &str = "Id";
    pub(crate) const ID_HINT: &str =
        "In addresses and API calls. Letters, digits, - and _; it stays for good.";
    pub(crate) const NAME_HINT: &str = "How people call it.";
    pub(crate) const TYPE: &str = "Type";
    pub(crate) const CREATE: &str = "Create the source";
    pub(crate) const ENTRIES: &str = "Entries";
    pub(crate) const CHANGED: &str = "Last change";
    pub(crate) const STATUS: &str = "Status";
    pub(crate) const PROPERTIES: &str = "Properties";
    pub(crate) const IMPORTS: &str = "Imports";
    pub(crate) const SETTINGS: &str = "Settings";
    pub(crate) const DELETE_TITLE: &str = "Delete this source";
    pub(crate) const DELETE: &str = "Delete the source";
    pub(crate) const BEHIND: &str = "These lose its entries:";
    pub(crate) const IN_USE: &str =
        "You can't delete it while applications query it. Stop these versions first:";
    pub(crate) const CONFIRM: &str = "Type the source's id to confirm";
}

pub(crate) mod entries {
    pub(crate) const KEY: &str = "Key";
    pub(crate) const SEARCH_HINT: &str = "A key, or text in any value";
    pub(crate) const COLUMNS: &str = "Columns";
    pub(crate) const SHOW: &str = "Show";
    pub(crate) const EMPTY_TITLE: &str = "No entry yet";
    pub(crate) const EMPTY_TEXT: &str =
        "Drop a CSV or JSON file, or create a data provider and let a system push its entries here.";
    pub(crate) const NONE_FOUND: &str = "No entry matches your search.";
    pub(crate) const NONE_SO_FAR: &str =
        "Nothing matches so far; only a part of the entries has been searched.";
    pub(crate) const SEARCH_ON: &str = "Search on";
    pub(crate) const WITHOUT_LANGUAGE: &str = "No language";
    pub(crate) const PROPERTY: &str = "Property";
    pub(crate) const VERSION: &str = "Version";
    pub(crate) const LAST_CHANGE: &str = "Last change";
    pub(crate) const LAST_IMPORT: &str = "Last import";
    pub(crate) const BY_IMPORT: &str = "import";
    pub(crate) const NO_VALUES: &str = "This entry has no values.";
    pub(crate) const NEW: &str = "New entry";
    pub(crate) const IMPORT_FILE: &str = "Import a file";
    pub(crate) const EDIT: &str = "Edit";
    pub(crate) const DELETE: &str = "Delete";
    pub(crate) const FILTER: &str = "Only entries with";
    pub(crate) const ANY_PROPERTY: &str = "Any property";
    pub(crate) const FILTER_VALUE: &str = "Exact value, or empty for any";
    pub(crate) const HISTORY: &str = "History";
    pub(crate) const HISTORY_SINCE: &str =
        "Older changes are further back in the change log than was looked.";
    pub(crate) const VERSION_OF: &str = "Version";
    pub(crate) const KEY_HINT: &str = "Letters, digits, - and _. It names the entry for good.";
    pub(crate) const LANGUAGE: &str = "Language";
    pub(crate) const VALUE: &str = "Value";
    pub(crate) const EDIT_TEXT: &str =
        "What you change goes in like any import; a value that you empty is removed.";
    pub(crate) const ADD: &str = "Add values";
    pub(crate) const MORE: &str = "More lines";
}

pub(crate) mod properties {
    pub(crate) const TYPE: &str = "Type";
    pub(crate) const LANGUAGES: &str = "Languages";
    pub(crate) const COVERAGE: &str = "Coverage";
    pub(crate) const FIRST_SEEN: &str = "First seen";
    pub(crate) const LAST_SEEN: &str = "Last seen";
    pub(crate) const EMPTY_TITLE: &str = "No property yet";
    pub(crate) const EMPTY_TEXT: &str =
        "Properties are noted as entries bring them; nobody has to declare them first.";
    pub(crate) const NO_TYPE: &str = "Not set";
    pub(crate) const DELIMITER: &str = "Delimiter";
    pub(crate) const DELIMITER_HINT: &str = "Where list values are split; only for the list types.";
    pub(crate) const DELETING: &str = "Deleting";

    pub(crate) fn anyway(kind: &str) -> String {
        format!("Save the type {kind} anyway")
    }
}

pub(crate) mod imports {
    pub(crate) const TITLE: &str = "Imports";
    pub(crate) const TEXT: &str = "Every import with what became of it, newest first.";
    pub(crate) const EMPTY_TITLE: &str = "No import yet";
    pub(crate) const EMPTY_TEXT: &str =
        "Each push of a data provider, and each file, is listed here with its counts.";
    pub(crate) const NONE_FOUND: &str = "No import matches.";
    pub(crate) const ACCEPTED: &str = "Accepted";
    pub(crate) const SOURCE: &str = "Source";
    pub(crate) const STATE: &str = "State";
    pub(crate) const ANY_STATE: &str = "Any state";
    pub(crate) const SHOW: &str = "Show";
    pub(crate) const ANY_SOURCE: &str = "Any source";
    pub(crate) const RECEIVED: &str = "Received";
    pub(crate) const CREATED: &str = "Created";
    pub(crate) const UPDATED: &str = "Updated";
    pub(crate) const UNCHANGED: &str = "Unchanged";
    pub(crate) const DELETED: &str = "Deleted";
    pub(crate) const REJECTED: &str = "Rejected";
    pub(crate) const BY: &str = "Sent by";
    pub(crate) const CORRELATION: &str = "Correlation id";
    pub(crate) const APPLIED: &str = "Stored";
    pub(crate) const PUBLISHED: &str = "Published";
    pub(crate) const DURATION: &str = "Duration";
    pub(crate) const SEQUENCE: &str = "Place in the change log";
    pub(crate) const PROBLEMS: &str = "What was wrong";
    pub(crate) const ROW: &str = "Entity";
    pub(crate) const PROBLEM: &str = "Problem";
    pub(crate) const WHOLE: &str = "the payload";
    pub(crate) const ID: &str = "Import";
    pub(crate) const DOWNLOAD: &str = "Download as CSV";

    pub(crate) const STORED: &str = "stored";
    pub(crate) const NO_CARD: &str = "No card shows this source.";
    pub(crate) const NO_DESTINATION: &str = "No published version shows it.";

    pub(crate) fn into(source: &str) -> String {
        format!("Import into {source}")
    }

    pub(crate) fn parts(count: u64) -> String {
        format!("{count} parts")
    }

    pub(crate) fn in_parts(count: u64) -> String {
        match count {
            1 => "It came in one part.".to_owned(),
            count => format!("It came in {count} parts, which are stored one after the other."),
        }
    }
}

pub(crate) mod providers {
    pub(crate) const TITLE: &str = "Data providers";
    pub(crate) const TEXT: &str = "Systems that push data, each with an id and a secret of its own.";
    pub(crate) const NEW: &str = "New data provider";
    pub(crate) const EMPTY_TITLE: &str = "No data provider yet";
    pub(crate) const EMPTY_TEXT: &str =
        "A data provider lets one system push entries into the sources that you choose.";
    pub(crate) const NAME_HINT: &str = "Which system it is, such as “ERP, nightly export”.";
    pub(crate) const SOURCES: &str = "May write to";
    pub(crate) const ALL_SOURCES: &str = "All sources, later ones too";
    pub(crate) const CREATE: &str = "Create the data provider";
    pub(crate) const CREATED: &str = "Created";
    pub(crate) const LAST_IMPORT: &str = "Last import";
    pub(crate) const IMPORTS: &str = "Imports";
    pub(crate) const ENTITIES: &str = "Entities";

    pub(crate) fn of_which_failed(failed: &str) -> String {
        format!("of which {failed} failed")
    }

    pub(crate) fn what_became(created: &str, updated: &str, unchanged: &str, deleted: &str) -> String {
        format!("{created} created, {updated} updated, {unchanged} left alone, {deleted} deleted")
    }

    pub(crate) const ID: &str = "Provider id";
    pub(crate) const SECRET: &str = "Secret";
    pub(crate) const SECRET_TITLE: &str = "Copy the secret now";
    pub(crate) const SECRET_TEXT: &str = "It is shown this once and kept only as a hash. When it is lost, reset it: the old one stops working at once.";
    pub(crate) const TRY: &str = "Try it";
    pub(crate) const RESET_TITLE: &str = "Reset the secret";
    pub(crate) const RESET_TEXT: &str = "The system loses access at once, until it is given the new secret.";
    pub(crate) const RESET: &str = "Reset the secret";
    pub(crate) const DELETE_TITLE: &str = "Delete this data provider";
    pub(crate) const DELETE_TEXT: &str = "Its tokens stop working at once. What it imported stays.";
    pub(crate) const DELETE: &str = "Delete the data provider";
    pub(crate) const DONE: &str = "I have copied it";
}

pub(crate) mod error {
    pub(crate) const BACK: &str = "Back to the overview";
}
