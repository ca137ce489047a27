//! shifan
fn main() {}
