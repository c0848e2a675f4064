//! End-to-end load.

fn main() {}
