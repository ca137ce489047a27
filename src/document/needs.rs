//! `needs = ">=0.2"`: which versions of the program can read a file. A program that is too old says that, and not that it knows
//! none of the newer keys.

use semver::{Version, VersionReq};

use crate::diagnostic::Code;
use crate::text::text;

use super::{Findings, Table};

/// Reads `needs` of the head of a file and holds it against the version of this program.
pub fn check(head: &Table<'_, '_>, findings: &Findings<'_>) {
    let Some(needs) = head.string("needs") else { return };
    let Ok(wanted) = VersionReq::parse(&needs.value) else {
        let found = findings.make(Code::UnknownValue, &needs.span, text!(BadNeeds, word = &needs.value));
        findings.push(found.help(text!(AddKey, example = "needs = \">=0.2\"")));
        return;
    };
    let own = env!("CARGO_PKG_VERSION");
    if Version::parse(own).is_ok_and(|own| !wanted.matches(&own)) {
        findings.outdated.set(true);
        let found = findings.make(Code::NeedsNewer, &needs.span, text!(NeedsOther, needs = &needs.value, own = own));
        findings.push(found.help(text!(UpdateProgram)));
    }
}
