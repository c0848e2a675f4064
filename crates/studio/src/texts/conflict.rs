//! Words for a save that would overwrite somebody else's.

pub(crate) const TITLE: &str = "Changed after you opened it";
pub(crate) const SOMEBODY: &str = "Somebody else";
pub(crate) const SAVED: &str = "saved other values";
pub(crate) const WHAT_TO_DO: &str = "Your changes are not saved yet; they are in the form below. Compare, then save again to replace what is saved now.";
pub(crate) const FIELD: &str = "Field";
pub(crate) const THEIRS: &str = "Saved now";
pub(crate) const YOURS: &str = "In your form";
pub(crate) const UNTOUCHED: &str = "You did not change this. Saving puts the old value back.";
pub(crate) const NOT_THERE: &str = "Not there";
pub(crate) const EMPTY: &str = "Empty";
pub(crate) const ORDER_ONLY: &str = "The same values are saved already, or in another order.";
pub(crate) const REOPEN: &str = "Drop my changes and show what is saved now";
