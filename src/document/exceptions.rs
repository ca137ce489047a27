//! `[check]`: the kinds of finding that a file excepts (`allow`) or makes errors (`deny`), each with a reason. An exception is a
//! statement of the author that stays visible in the file; one that excepts nothing is itself a finding, and an error cannot be
//! excepted at all.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::text::text;

use super::{At, Findings, Table, nearest};

/// What `[check]` of a file says.
#[derive(Default)]
pub struct Exceptions {
    allow: Vec<Exception>,
    deny: Vec<Exception>,
}

struct Exception {
    code: Code,
    reason: String,
    span: Range<usize>,
}

/// A kind of finding that a file excepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excepted {
    /// Which kind.
    pub code: Code,
    /// Why, in the words of the file.
    pub reason: String,
    /// How many findings were taken out.
    pub count: usize,
}

impl Exceptions {
    /// Reads the table of a file.
    pub fn read(root: &Table<'_, '_>, findings: &Findings<'_>) -> Self {
        let Some(check) = root.table("check") else { return Self::default() };
        let allow = entries(&check, "allow", findings);
        let deny = entries(&check, "deny", findings);
        check.finish(|_| None);
        for exception in allow.iter().filter(|exception| exception.code.severity() == Severity::Error) {
            findings.push(findings.make(Code::Exception, &exception.span, text!(ErrorNotExcepted, code = exception.code.id())));
        }
        for exception in &deny {
            if let Some(allowed) = allow.iter().find(|allowed| allowed.code == exception.code) {
                let found = findings.make(Code::Exception, &exception.span, text!(AllowedAndDenied, code = exception.code.id()));
                let other = text!(FirstHere, name = exception.code.id());
                findings.push(found.related(findings.place(&allowed.span), other).help(text!(KeepOne)));
            }
        }
        Self { allow, deny }
    }

    /// Takes out what the file excepts and makes errors of what it denies. Returns what was taken out.
    pub fn apply(self, findings: &Findings<'_>, list: &mut Vec<Diagnostic>) -> Vec<Excepted> {
        let mut excepted = Vec::new();
        for Exception { code, reason, span } in self.allow.into_iter().filter(|e| e.code.severity() < Severity::Error) {
            let before = list.len();
            list.retain(|found| found.code != code);
            let count = before - list.len();
            if count == 0 {
                list.push(findings.make(Code::Exception, &span, text!(IdleException, code = code.id())).help(text!(DropException)));
            } else {
                excepted.push(Excepted { code, reason, count });
            }
        }
        for found in list.iter_mut().filter(|found| self.deny.iter().any(|denied| denied.code == found.code)) {
            found.severity = Severity::Error;
        }
        excepted
    }
}

fn entries(check: &Table<'_, '_>, key: &'static str, findings: &Findings<'_>) -> Vec<Exception> {
    let mut entries: Vec<Exception> = Vec::new();
    for entry in check.tables(key) {
        let code = entry.required_string("code", "code = \"missing-evidence\"");
        let reason = entry.required_string("reason", "reason = \"…\"");
        entry.finish(|_| None);
        let Some(At { value, span }) = code else { continue };
        let Some(code) = Code::from_id(&value) else {
            let near = nearest(&value, Code::ALL.iter().map(|c| c.id())).map(|near| text!(DidYouMean, word = near));
            findings.push(findings.make(Code::UnknownReference, &span, text!(UnknownCode, code = &value)).maybe_help(near));
            continue;
        };
        if let Some(first) = entries.iter().find(|first| first.code == code) {
            let found = findings.make(Code::DuplicateId, &span, text!(ExceptionTwice, code = code.id()));
            findings.push(found.related(findings.place(&first.span), text!(FirstHere, name = code.id())));
            continue;
        }
        entries.push(Exception { code, reason: reason.map(|r| r.value).unwrap_or_default(), span });
    }
    entries
}
