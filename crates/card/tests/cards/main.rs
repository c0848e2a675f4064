//! Cards over the real store: what they are made of, how they follow it, and what no fault may do to them.

mod activation;
mod blanks;
mod faults;
mod following;
mod naive;
mod projection;
mod quality;
mod related;
mod segments;
mod together;
mod world;
