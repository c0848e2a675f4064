//! Users, organization keys and what they did; for admins.

pub mod activity;
mod head;
pub mod invitation;
pub mod keys;
pub mod user;
pub mod users;
