//! Words of the pages about users, keys and what they did.

pub(crate) const TITLE: &str = "Access";
pub(crate) const TEXT: &str = "Who works here, which keys scripts use, and what was changed by whom.";
pub(crate) const USERS: &str = "Users";
pub(crate) const KEYS: &str = "API keys";
pub(crate) const ACTIVITY: &str = "Activity";
pub(crate) const EMAIL: &str = "Email";
pub(crate) const ROLE: &str = "Role";
pub(crate) const LAST_SEEN: &str = "Last seen";
pub(crate) const CREATED: &str = "Created";
pub(crate) const LAST_USED: &str = "Last used";
pub(crate) const YOU: &str = "you";
pub(crate) const INVITED: &str = "Invited";
pub(crate) const NEVER: &str = "Never";
pub(crate) const NEW_USER: &str = "Invite somebody";
pub(crate) const NEW_USER_TEXT: &str =
    "You get a link to hand over, with which they choose their password. It works once, for seven days.";
pub(crate) const INVITE: &str = "Create the invitation";
pub(crate) const CHANGE_ROLE: &str = "Change the role";
pub(crate) const ROLE_TEXT: &str = "It takes effect with their next click.";
pub(crate) const NEW_LINK: &str = "New password";
pub(crate) const NEW_LINK_TEXT: &str = "A link with which they choose a new password. It works once, for seven days; until then the old password does, too.";
pub(crate) const NEW_LINK_BUTTON: &str = "Create the link";
pub(crate) const REMOVE: &str = "Remove…";
pub(crate) const REMOVE_TITLE: &str = "Remove this user";
pub(crate) const REMOVE_TEXT: &str =
    "Their sessions end at once. What they changed stays, and the activity log keeps their name.";
pub(crate) const LAST_ADMIN: &str =
    "This is the only admin. Make somebody else an admin first, then this role can be changed.";
pub(crate) const LINK_TITLE: &str = "Hand over this link";
pub(crate) const LINK_TEXT: &str = "It is shown this once. Whoever opens it can choose the password of this account, so send it to nobody else.";
pub(crate) const CHOOSE_TITLE: &str = "Choose your password";
pub(crate) const CHOOSE_BUTTON: &str = "Set the password and sign in";

pub(crate) const KEYS_TEXT: &str = "Scripts call the API with a key. Give each its own, with no more than it needs, so that one can be deleted alone.";
pub(crate) const SCOPES: &str = "May do";
pub(crate) const SCOPES_HINT: &str = "Everything that is not ticked is refused.";
pub(crate) const EVERYTHING: &str = "Everything";
pub(crate) const EXPIRES: &str = "Ends";
pub(crate) const EXPIRES_HINT: &str =
    "The last day on which it works. Without a day it works until it is deleted.";
pub(crate) const NO_KEYS_TITLE: &str = "No key yet";
pub(crate) const NEW_KEY: &str = "New API key";
pub(crate) const KEY_NAME_HINT: &str = "What uses it, such as “deploy script”.";
pub(crate) const CREATE_KEY: &str = "Create the key";
pub(crate) const KEY: &str = "Key";
pub(crate) const DELETE: &str = "Delete…";
pub(crate) const KEY_TITLE: &str = "Copy the key now";
pub(crate) const KEY_SHOWN: &str =
    "It is shown this once and kept only as a hash. When it is lost, delete it and create another.";
pub(crate) const TRY: &str = "Try it";
pub(crate) const DONE: &str = "I have copied it";

pub(crate) const ACTOR: &str = "Who";
pub(crate) const KIND: &str = "What";
pub(crate) const ANYBODY: &str = "Anybody";
pub(crate) const ANYTHING: &str = "Anything";
pub(crate) const SINCE: &str = "Since";
pub(crate) const UNTIL: &str = "Until";
pub(crate) const FILTER: &str = "Show";
pub(crate) const NO_ACTIVITY_TITLE: &str = "Nothing yet";
pub(crate) const NO_ACTIVITY: &str =
    "Every change of a definition, a user or a key is kept here with what it was before.";
pub(crate) const NONE_FOUND: &str = "Nothing matches.";

/// The roles, each as the form sends it, its name and what it may do.
pub(crate) const ROLES: [(&str, &str, &str); 3] = [
    ("viewer", "Viewer", "Sees everything but users and keys; changes nothing."),
    ("editor", "Editor", "Changes data, cards, segments and destinations."),
    ("admin", "Admin", "Changes users and keys, too."),
];

pub(crate) fn role(role: &str) -> &str {
    ROLES.iter().find(|(known, ..)| *known == role).map_or(role, |(_, name, _)| name)
}

pub(crate) fn retention(days: u32) -> String {
    format!("Kept for {days} days.")
}

pub(crate) fn changes(count: usize) -> String {
    if count == 1 { "1 change".to_owned() } else { format!("{count} changes") }
}
