//! Words of the pages about segments.

pub(crate) const TITLE: &str = "Segments";
pub(crate) const TEXT: &str =
    "A segment narrows a card down: what is in stock, what one market may see, what you pick by hand.";
pub(crate) const NEW: &str = "New segment";
pub(crate) const EMPTY_TITLE: &str = "No segment yet";
pub(crate) const EMPTY_TEXT: &str =
    "Segments keep themselves up to date: a product that sells out leaves “in stock” by itself.";
pub(crate) const CARD: &str = "Card";
pub(crate) const KIND: &str = "Kind";
pub(crate) const MEMBERS: &str = "Members";
pub(crate) const USED_IN: &str = "Used in";
pub(crate) const STATUS: &str = "Status";
pub(crate) const ACTIVE: &str = "Active";
pub(crate) const ARCHIVED: &str = "Archived";
pub(crate) const BY_FILTER: &str = "Filter";
pub(crate) const BY_FILTER_TEXT: &str = "Cards that pass a filter, kept up to date.";
pub(crate) const BY_HAND: &str = "Picked";
pub(crate) const BY_HAND_TEXT: &str = "Cards that you pick one by one.";
pub(crate) const ID: &str = "Id";
pub(crate) const ID_HINT: &str = "In addresses and API calls, such as inStock. It stays for good.";
pub(crate) const NAME_HINT: &str = "How people call it.";
pub(crate) const CONTINUE: &str = "Continue";
pub(crate) const NO_CARD: &str = "A segment needs a card whose definition is active.";
pub(crate) const TO_CARDS: &str = "Go to the cards";
pub(crate) const TAB_MEMBERS: &str = "Members";
pub(crate) const TAB_BUILD: &str = "Definition";
pub(crate) const DELETE: &str = "Delete…";
pub(crate) const ARCHIVE: &str = "Archive";
pub(crate) const RESTORE: &str = "Restore";
pub(crate) const FILTER: &str = "Filter";
pub(crate) const FILTER_TEXT: &str = "A card is a member when it passes every line of at least one group.";
pub(crate) const ANY_CARD: &str = "Without a line, every card is a member.";
pub(crate) const OR: &str = "or";
pub(crate) const PROPERTY: &str = "Property";
pub(crate) const OPERATOR: &str = "Comparison";
pub(crate) const VALUES: &str = "Values";
pub(crate) const VALUES_HINT: &str = "One value per line";
pub(crate) const ADD_LINE: &str = "Add a line";
pub(crate) const ADD_GROUP: &str = "Or another group";
pub(crate) const REMOVE_GROUP: &str = "Remove the group";
pub(crate) const AS_JSON: &str = "Write it as JSON";
pub(crate) const AS_LINES: &str = "Show it in lines";
pub(crate) const FILTER_AS_JSON: &str = "The filter as JSON";
pub(crate) const FILTER_AS_JSON_HINT: &str =
    "As the API takes it: groups of must and mustNot, each with values, ranges or exists by property.";
pub(crate) const REFRESH: &str = "Count and show";
pub(crate) const MATCHING: &str = "Who is in it";
pub(crate) const NO_MEMBERS: &str = "No card is in it.";
pub(crate) const PICKED: &str = "Picked cards";
pub(crate) const PICKED_NONE: &str = "Nothing is picked yet. Search for cards below.";
pub(crate) const PICK_SEARCH: &str = "Search cards by id or text";
pub(crate) const FIND: &str = "Find";
pub(crate) const ADD: &str = "Add the chosen";
pub(crate) const FOUND: &str = "Found";
pub(crate) const NOTHING_FOUND: &str = "No card matches; or all that match are picked already.";
pub(crate) const CREATE: &str = "Create the segment";
pub(crate) const SAVE: &str = "Save";
pub(crate) const SEARCH_HINT: &str = "An id, or text in any property";
pub(crate) const NONE_FOUND: &str = "No member matches your search.";

/// The comparisons, each as the form sends it and as it is shown.
pub(crate) const OPERATORS: [(&str, &str); 9] = [
    ("is", "is"),
    ("is-not", "is not"),
    ("gt", "is greater than"),
    ("gte", "is at least"),
    ("lt", "is less than"),
    ("lte", "is at most"),
    ("between", "is between"),
    ("exists", "has a value"),
    ("missing", "has no value"),
];

pub(crate) fn of_cards(cards: &str) -> String {
    format!("of {cards} cards")
}
