//! Paths of a scheme: relative to its file, with `*` and `?` for any characters.

use std::path::Path;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::document::At;
use crate::text::text;

use super::Scheme;

/// The path of a file that a scheme names, as it can be opened.
pub(super) fn beside(folder: &str, path: &str) -> String {
    if folder.is_empty() { path.to_owned() } else { Path::new(folder).join(path).to_string_lossy().into_owned() }
}

/// The files that some paths of a scheme stand for, in the order of the paths, those of one pattern by name.
///
/// # Errors
/// A finding for every path that stands for nothing.
pub fn resolve(scheme: &Scheme, paths: &[At<String>]) -> Result<Vec<String>, Vec<Diagnostic>> {
    let (mut files, mut missing) = (Vec::new(), Vec::new());
    for path in paths {
        let full = beside(&scheme.folder, &path.value);
        let place = || Place::Span(Arc::clone(&scheme.file), path.span.clone());
        if !path.value.contains(['*', '?']) {
            if Path::new(&full).exists() {
                files.push(full);
            } else {
                missing.push(Diagnostic::new(Code::Unreadable, place(), text!(NoSuchFile, file = &full)).help(text!(PathsRelative)));
            }
            continue;
        }
        let pattern = pattern(scheme, &path.value);
        let mut found: Vec<String> = glob::glob(&pattern)
            .map(|paths| paths.flatten().filter(|path| path.is_file()).map(|path| path.to_string_lossy().into_owned()).collect())
            .unwrap_or_default();
        found.retain(|file| !Path::new(file).file_name().is_some_and(|n| n.to_string_lossy().starts_with(['.', '~'])));
        if found.is_empty() {
            missing.push(Diagnostic::new(Code::Unreadable, place(), text!(NoFileFits, pattern = &full)).help(text!(PathsRelative)));
        }
        files.extend(found);
    }
    if missing.is_empty() { Ok(files) } else { Err(missing) }
}

/// A path of a scheme as a pattern. Only the path is one, never the folder that the scheme stands in; brackets are names like
/// others.
fn pattern(scheme: &Scheme, path: &str) -> String {
    beside(&glob::Pattern::escape(&scheme.folder), &path.replace('[', "[[]"))
}

/// Every table and calendar that a scheme names and that is there; of a pattern also the pattern.
pub(super) fn all(scheme: &Scheme) -> Vec<String> {
    let single = [scheme.register.as_ref().map(|register| &register.file), scheme.divisions.as_ref()];
    let calendar = scheme.notice.iter().flat_map(|notice| &notice.calendar);
    let of_tracks = scheme.tracks.iter().flat_map(|track| {
        let tables = track.submissions.iter().chain(&track.verified).chain(&track.previous);
        let ballots = track.rounds.iter().flat_map(|round| &round.ballots);
        tables.chain(ballots).chain(track.national_list.as_ref().map(|list| &list.file))
    });
    let paths = single.into_iter().flatten().chain(calendar).chain(of_tracks);
    let found = |path: &At<String>| {
        let mut found = resolve(scheme, std::slice::from_ref(path)).unwrap_or_default();
        found.extend(path.value.contains(['*', '?']).then(|| pattern(scheme, &path.value)));
        found
    };
    paths.flat_map(found).collect()
}
