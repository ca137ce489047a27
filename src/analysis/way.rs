//! stub
/// x
pub struct Way;
/// x
pub struct Change;
/// x
pub fn way_to_pass() {}
