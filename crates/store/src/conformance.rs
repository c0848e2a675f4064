//! What any engine must show.
