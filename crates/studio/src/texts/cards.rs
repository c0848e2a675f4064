//! Words of the pages about cards.

pub(crate) const TITLE: &str = "Cards";
pub(crate) const TEXT: &str = "A card unites what several sources say about one thing, with typed values. It is what applications get to see.";
pub(crate) const NEW: &str = "New card";
pub(crate) const EMPTY_TITLE: &str = "No card yet";
pub(crate) const EMPTY_TEXT: &str = "A card such as “product” takes its name from one source, its price from another, and knows which pictures belong to it.";
pub(crate) const STATUS: &str = "Status";
pub(crate) const CARDS: &str = "Cards";
pub(crate) const SOURCES: &str = "Sources";
pub(crate) const CHANGED: &str = "Last change";
pub(crate) const ID: &str = "Id";
pub(crate) const ID_HINT: &str =
    "In addresses and API calls, such as product or productGroup. It stays for good.";
pub(crate) const NAME_HINT: &str = "How people call it.";
pub(crate) const SOURCES_HINT: &str = "Entries with the same key in these sources become one card.";
pub(crate) const CREATE: &str = "Create the card";

pub(crate) const TAB_BROWSE: &str = "Cards";
pub(crate) const TAB_BUILD: &str = "Definition";
pub(crate) const TAB_RELATIONS: &str = "Relations";
pub(crate) const TAB_QUALITY: &str = "Data quality";
pub(crate) const TAB_PLAN: &str = "Status";

pub(crate) const DRAFT: &str = "Draft";
pub(crate) const ACTIVE: &str = "Active";
pub(crate) const PENDING: &str = "Changes wait";
pub(crate) const UPDATING: &str = "Updating";
pub(crate) const ARCHIVED: &str = "Archived";

pub(crate) const GENERAL: &str = "What it is";
pub(crate) const ADD_SOURCE: &str = "Add the source";
pub(crate) const SOURCE: &str = "Source";
pub(crate) const SOURCE_TO_ADD: &str = "Source to add";
pub(crate) const REQUIRED: &str = "Required";
pub(crate) const REQUIRED_TEXT: &str =
    "Entries with the same key become one card. Without an entry in a required source there is none.";
pub(crate) const NO_SOURCE: &str = "Add a source first; then its properties can be picked.";
pub(crate) const PROPERTIES: &str = "Properties";
pub(crate) const PROPERTY_ID: &str = "Id";
pub(crate) const PROPERTY_NAME: &str = "Name";
pub(crate) const PROPERTY_TYPE: &str = "Type";
pub(crate) const FROM_SOURCE: &str = "From";
pub(crate) const FROM_SOURCE_PLACEHOLDER: &str = "source:property";
pub(crate) const DELIMITER: &str = "Delimiter";
pub(crate) const ADD_PROPERTY: &str = "Add a property";
pub(crate) const NO_PROPERTY: &str =
    "No property yet. Pick them below from what the sources have, or add one by hand.";
pub(crate) const PICK: &str = "Pick from what the sources have";
pub(crate) const PICK_SEARCH: &str = "Search the properties";
pub(crate) const PICK_FILTER: &str = "Show the matching";
pub(crate) const PICK_ADD: &str = "Add the chosen";
pub(crate) const PICK_NONE: &str = "Nothing matches; or everything is picked already.";
pub(crate) const COVERAGE: &str = "Coverage";
pub(crate) const EXAMPLE: &str = "Example";
pub(crate) const CHOOSE: &str = "Choose";
pub(crate) const RELATIONS: &str = "Relations";
pub(crate) const RELATION_ID: &str = "Id";
pub(crate) const RELATION_NAME: &str = "Name";
pub(crate) const RELATION_CARD: &str = "Card";
pub(crate) const RELATION_FROM: &str = "From, here";
pub(crate) const RELATION_TO: &str = "To, there";
pub(crate) const ADD_RELATION: &str = "Add a relation";
pub(crate) const NO_RELATION: &str =
    "A relation shows the cards that belong to this one: where “from” here has a value that “to” has there.";
pub(crate) const PREVIEW: &str = "Preview on real entries";
pub(crate) const PREVIEW_REFRESH: &str = "Show the preview";
pub(crate) const PREVIEW_NONE: &str =
    "There is nothing to show yet: it needs a source with entries, and a property.";
pub(crate) const SAVE: &str = "Save";
pub(crate) const SAVE_AND_PLAN: &str = "Save and see what it changes";
pub(crate) const KEY: &str = "Key";

pub(crate) const PLAN_TITLE: &str = "What activating changes";
pub(crate) const PLAN_NOTHING: &str = "Nothing waits to be activated.";
pub(crate) const PLAN_ADDED: &str = "Properties that come";
pub(crate) const PLAN_REMOVED: &str = "Properties that go";
pub(crate) const PLAN_CHANGED: &str = "Properties that are made otherwise";
pub(crate) const PLAN_SOURCES: &str = "Sources";
pub(crate) const PLAN_SOURCES_CHANGED: &str = "Other sources are read than before";
pub(crate) const PLAN_RELATIONS: &str = "Relations that change";
pub(crate) const PLAN_CARDS: &str = "Cards to build";
pub(crate) const PLAN_SEGMENTS: &str = "Segments of this card";
pub(crate) const PLAN_RELATED_FROM: &str = "Cards that relate to it";
pub(crate) const PLAN_DESTINATIONS: &str = "Destinations that show it";
pub(crate) const PLAN_KEPT: &str =
    "Published versions keep their shape; the cards of now answer until the new ones are complete.";
pub(crate) const PLAN_FIRST: &str =
    "The cards are built from the entries that are there, and follow every change of these afterwards.";
pub(crate) const ACTIVATE: &str = "Activate";
pub(crate) const ARCHIVE: &str = "Archive…";
pub(crate) const RESTORE: &str = "Restore";
pub(crate) const DELETE: &str = "Delete…";
pub(crate) const DISCARD: &str = "Discard the changes";
pub(crate) const UPDATING_TEXT: &str = "The cards are being built.";
pub(crate) const LIFE: &str = "Archive or delete";
pub(crate) const LIFE_TEXT: &str = "An archived card has no cards any more and can be restored. Deleting removes the definition for good. Both show their effect first.";

pub(crate) const RELATIONS_EMPTY: &str = "This card has no relations. They are added in its definition.";
pub(crate) const MATCHED: &str = "Cards with a match";
pub(crate) const UNMATCHED: &str = "Values without a match";
pub(crate) const WITHOUT_VALUE: &str = "Cards without a value";
pub(crate) const MATCHES: &str = "Matches, as examples";
pub(crate) const UNMATCHED_EXAMPLES: &str = "Without a match, as examples";
pub(crate) const CARD: &str = "Card";
pub(crate) const LOOKS_FOR: &str = "looks for";

pub(crate) const SEARCH_HINT: &str = "An id, or text in any property";
pub(crate) const AS_TABLE: &str = "Table";
pub(crate) const AS_GALLERY: &str = "Gallery";
pub(crate) const VIEW: &str = "Show as";
pub(crate) const NOT_ACTIVE_TITLE: &str = "No cards yet";
pub(crate) const NOT_ACTIVE_TEXT: &str = "Cards are built when the definition is activated. Until then the preview in its definition shows what they would be.";
pub(crate) const TO_DEFINITION: &str = "Go to the definition";
pub(crate) const NONE_FOUND: &str = "No card matches your search.";
pub(crate) const NO_CARDS: &str = "No entry of its sources makes a card yet.";
pub(crate) const PICTURE: &str = "Picture";

pub(crate) const VALUES: &str = "Values";
pub(crate) const PROPERTY: &str = "Property";
pub(crate) const RELATED: &str = "Related cards";
pub(crate) const IN_SEGMENTS: &str = "Segments";
pub(crate) const FROM_ENTRIES: &str = "Made from";
pub(crate) const NO_RELATED: &str = "None";

pub(crate) const FILLED: &str = "Filled";
pub(crate) const DO_NOT_CONVERT: &str = "Do not convert";
pub(crate) const EXAMPLES: &str = "Examples";
pub(crate) const QUALITY_TEXT: &str = "How many cards have each property, and which entries hold values that do not convert. Those values are left out until the source sends better ones.";
pub(crate) const QUALITY_FINE: &str = "Every value converts.";
pub(crate) const QUALITY_LANGUAGES: &str = "Languages";
pub(crate) const QUALITY_LANGUAGES_TEXT: &str = "Nobody sees values in a language that no destination shows. Add the language to a destination, or to the fallbacks of one of its languages.";
pub(crate) const LANGUAGE: &str = "Language";
pub(crate) const SHOWN_BY: &str = "Shown by";
pub(crate) const SHOWN_BY_NONE: &str = "No destination";

pub(crate) fn build_failed(problem: &str) -> String {
    format!(
        "The last try to build the cards failed: {problem}. It is tried again by itself; what was there before is shown until then."
    )
}

pub(crate) fn problems_found(problems: u64, entries: u64) -> String {
    match problems {
        0 => format!("Every value of these {entries} entries converts."),
        1 => format!("1 value of these {entries} entries does not convert; it is left out of its card."),
        _ => format!(
            "{problems} values of these {entries} entries do not convert; they are left out of their cards."
        ),
    }
}

pub(crate) fn looked_at(cards: &str, of: Option<&str>) -> String {
    match of {
        Some(of) => {
            format!("Counted in the first {cards} of {of} cards, as the definition would make them now.")
        }
        None => format!("Counted in the first {cards} cards, as the definition would make them now."),
    }
}

pub(crate) fn looked_at_all(cards: &str) -> String {
    format!("Counted in all {cards} cards, as the definition would make them now.")
}

pub(crate) fn no_cards_there(card: &str) -> String {
    format!("Nothing can be found: {card} has no cards, as it is not active.")
}
