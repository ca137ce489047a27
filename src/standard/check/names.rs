//! Ids and names: their form, and that no two things share one.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::diagnostic::Code;
use crate::document::At;
use crate::standard::written::Written;
use crate::standard::{HeaderTarget, PROFILE, Standard, header_key};
use crate::text::text;

use super::Check;

/// Ids: a letter, then letters, digits, `_` and `-` (inputs: no `-`); one namespace after case folding.
pub(super) fn check(check: &Check<'_, '_>, written: &Written) {
    let mut seen: BTreeMap<String, Range<usize>> = BTreeMap::new();
    let mut visit = |id: &Option<At<String>>, hyphen: bool| {
        let Some(id) = id else { return };
        let valid = id.value.starts_with(|c: char| c.is_ascii_alphabetic())
            && id.value.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || (hyphen && c == '-'));
        if !valid {
            let help = if hyphen { text!(IdForm) } else { text!(InputIdForm) };
            check.report_help(Code::BadId, &id.span, text!(BadId, id = &id.value), help);
        }
        let folded = id.value.to_lowercase();
        if PROFILE.iter().any(|(_, key, _)| *key == folded) {
            check.report(Code::DuplicateId, &id.span, text!(ProfileId, id = &id.value));
        } else if let Some(first) = seen.get(&folded) {
            let found = check.findings.make(Code::DuplicateId, &id.span, text!(DuplicateId, id = &id.value));
            check.findings.push(found.related(check.findings.place(first), text!(FirstHere, name = &id.value)));
        } else {
            seen.insert(folded, id.span.clone());
        }
    };
    written.dimensions.iter().for_each(|d| visit(&d.id, true));
    written.inputs.iter().for_each(|i| visit(&i.id, false));
    written.indicators.iter().for_each(|i| visit(&i.id, true));

    // Types are looked up in a column of their own: ids, names and aliases must differ among themselves only.
    let mut words: BTreeMap<String, (usize, Range<usize>)> = BTreeMap::new();
    for (position, kind) in written.types.iter().enumerate() {
        for word in [&kind.id, &kind.name, &kind.name_en].into_iter().flatten().chain(&kind.alias) {
            match words.get(&header_key(&word.value)) {
                Some((other, first)) if *other != position => {
                    let found = check.findings.make(Code::DuplicateId, &word.span, text!(TypeTwice, name = &word.value));
                    check.findings.push(found.related(check.findings.place(first), text!(FirstHere, name = &word.value)));
                }
                _ => _ = words.insert(header_key(&word.value), (position, word.span.clone())),
            }
        }
    }
}

/// No header may stand for two things.
pub(super) fn check_headers(check: &Check<'_, '_>, written: &Written, standard: &Standard) {
    let mut seen: BTreeMap<String, crate::standard::Header> = BTreeMap::new();
    for header in standard.headers() {
        let Some(first) = seen.get(&header.key) else {
            seen.insert(header.key.clone(), header);
            continue;
        };
        let is_profile = PROFILE.iter().any(|(_, key, _)| *key == header.key);
        if (first.is_id && header.is_id) || (is_profile && (first.is_id || header.is_id)) {
            continue; // reported as ids
        }
        // Profile columns have no place of their own unless the standard names them: then the other is pointed at.
        let places = [place(written, header.target, &header.key), place(written, first.target, &header.key)];
        let mut written_here = places.into_iter().flatten().collect::<Vec<_>>();
        written_here.sort_by_key(|at| std::cmp::Reverse(at.span.start));
        let Some((here, there)) = written_here.split_first() else { continue };
        let mut found = check.findings.make(Code::NameCollision, &here.span, text!(NameCollision, name = &here.value));
        // Two figures of one name can still be told apart by the id of their indicator before it; an id or a profile column cannot.
        let apart = |target| matches!(target, HeaderTarget::Indicator(_) | HeaderTarget::Input(_));
        if !first.is_id && !header.is_id && apart(first.target) && apart(header.target) {
            found.severity = crate::diagnostic::Severity::Warning;
        }
        let found = match there.first() {
            Some(there) => found.related(check.findings.place(&there.span), text!(FirstHere, name = &there.value)),
            None => found,
        };
        check.findings.push(found.help(if there.is_empty() { text!(RenameNotProfile) } else { text!(RenameOne) }));
    }
}

/// Where a name of a target is written.
fn place<'w>(written: &'w Written, target: HeaderTarget, key: &str) -> Option<&'w At<String>> {
    let same = |word: &&At<String>| header_key(&word.value) == key;
    match target {
        HeaderTarget::Indicator(i) | HeaderTarget::Evidence(i) => {
            let indicator = &written.indicators[i];
            [&indicator.name, &indicator.name_en, &indicator.id].into_iter().flatten().chain(&indicator.alias).find(same)
        }
        HeaderTarget::Input(i) => {
            let input = &written.inputs[i];
            [&input.name, &input.name_en, &input.id].into_iter().flatten().chain(&input.alias).find(same)
        }
        HeaderTarget::Profile(profile) => written.columns.iter().find(|(p, name)| *p == profile && same(&name)).map(|(_, name)| name),
    }
}
