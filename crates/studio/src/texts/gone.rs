//! Words for a page that was shown once.

pub(crate) const TITLE: &str = "This was shown once";
pub(crate) const TEXT: &str = "Secrets and links are shown only once, right after they were made. Octant keeps no copy that can be read.";
pub(crate) const AGAIN: &str = "If you did not copy it, make a new one. The old one stops working then.";
pub(crate) const CONTINUE: &str = "Continue";
