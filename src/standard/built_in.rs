//! The standards that come with the program: the files of `standards/`.

/// A standard that comes with the program.
#[derive(Clone, Copy, Debug)]
pub struct BuiltIn {
    /// Its id, which is also the name of its file.
    pub id: &'static str,
    /// The file.
    pub text: &'static str,
}

macro_rules! built_in {
    ($($id:literal),* $(,)?) => {
        &[$(BuiltIn { id: $id, text: include_str!(concat!("../../standards/", $id, ".toml")) }),*]
    };
}

/// All of them, in the order in which they are listed.
pub const BUILT_IN: &[BuiltIn] =
    built_in!["chongqing-district", "chongqing-institution", "national-county", "national-institution", "shenzhen-pilot"];
