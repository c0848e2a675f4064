//! The order of texts in a language.
