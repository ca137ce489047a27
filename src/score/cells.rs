//! The cells of one row that are invalid or doubtful, each reported with its place, what was expected and what to do.

use crate::diagnostic::{Code, Diagnostic, Place, Severity};
use crate::standard::{HeaderTarget, Standard, shown_exactly};
use crate::submission::{Answers, Asked, Fault, Layout, Reading, Row, short};
use crate::text::{Part, Text, text};

use super::card::Source;
use super::evaluate::State;
use super::pool::Keep;
use super::reading::Scorer;
use super::verdict::Reason;

/// Notes on single answers that are said with the result and not only in a card: the figure scored is not quite the figure meant.
const SAID: &[Code] = &[Code::Approximate, Code::NoneAsZero, Code::ClaimWithoutFigures, Code::VerifiedWithoutFigures];

impl Scorer<'_, '_, '_> {
    /// Reports every cell of a row that is invalid or doubtful. Invalid ones keep the row from being scored.
    pub(super) fn report_cells(&mut self, layout: &Layout, row: &Row, id: &str, reasons: &mut Vec<Reason>) {
        let task = self.task;
        let standard = task.plan.standard;
        let verified = task.verified_rows.of(id).map(|(file, row)| (&task.verified[file].layout, row));
        let source = Source { plan: &task.plan, answers: &self.answers, card: &self.card, layout, row, verified };
        let place = |target| match source.cell(target).1 {
            Some(cell) => Place::Cell(cell),
            None => Place::Cell(layout.cell(row.number, None)),
        };
        let mut found: Vec<Diagnostic> = Vec::new();
        let mut reported: Vec<HeaderTarget> = Vec::new();
        for (i, indicator) in standard.indicators.iter().enumerate() {
            let result = &self.card.items[i];
            if result.state != State::Invalid {
                // In a large pool that is only summed up, what is merely worth knowing is left to `explain`.
                let worth_saying =
                    |code: &Code| code.severity() == Severity::Warning || (task.settings.keep == Keep::Rows && SAID.contains(code));
                for code in source.notes(i).into_iter().filter(worth_saying) {
                    let text = source.note_text(i, code);
                    found.push(Diagnostic::new(code, place(source.noted(i, code)), text).indicator(&indicator.id));
                }
                continue;
            }
            reasons.push(Reason::about(result.fault.map_or(Code::NotScored, Fault::code), i));
            let targets: Vec<HeaderTarget> = match &indicator.value {
                Some(value) if source.figures_decide(i) => value.inputs().map(HeaderTarget::Input).collect(),
                _ => vec![HeaderTarget::Indicator(i)],
            };
            let mut a_cell_is_at_fault = false;
            for target in targets {
                let Reading::Invalid(fault) = reading(&self.answers, target) else { continue };
                a_cell_is_at_fault = true;
                if !reported.contains(&target) {
                    reported.push(target);
                    let (raw, _) = source.cell(target);
                    let whole = whole_of(standard, &self.answers, target);
                    let expected = match fault {
                        Fault::PartOverWhole => text!(ExpectedAtMost, most = &whole),
                        _ => task.questions.of(target).map_or(text!(ExpectedFigure), Asked::expected),
                    };
                    let text = text!(InvalidCell, cell = short(&raw), what = fault_text(fault, &whole), expected = expected);
                    let help = match fault {
                        Fault::Exponent | Fault::TooManyDigits => Some(text!(WriteDigits)),
                        Fault::NotANumber | Fault::WrongUnit => Some(text!(WriteFigure)),
                        Fault::Formula => Some(text!(SaveInSpreadsheet)),
                        Fault::Error => Some(text!(MendFormula)),
                        Fault::PartOverWhole | Fault::Over100 => Some(text!(CheckFigures)),
                        Fault::NotYesNo | Fault::AmbiguousYesNo => Some(text!(YesOrNo)),
                        _ => None,
                    };
                    found.push(Diagnostic::new(fault.code(), place(target), text).indicator(&indicator.id).maybe_help(help));
                }
            }
            if !a_cell_is_at_fault {
                // Every cell can be read, but what they come to is above 100 % or too long.
                let fault = result.fault.unwrap_or(Fault::TooManyDigits);
                let text = text!(
                    InvalidCell,
                    cell = source.answer_text(i),
                    what = fault_text(fault, &Part::from("")),
                    expected = text!(ExpectedShare)
                );
                found.push(Diagnostic::new(fault.code(), place(source.target(i)), text).indicator(&indicator.id).help(text!(CheckFigures)));
            }
        }
        // Figures that decide nothing: an unreadable one is worth a word, but keeps nobody from being scored.
        for (i, input) in standard.inputs.iter().enumerate() {
            let target = HeaderTarget::Input(i);
            if let (Reading::Invalid(fault), false) = (self.answers.inputs[i].reading, reported.contains(&target)) {
                let whole = whole_of(standard, &self.answers, target);
                let text = text!(UnreadableExtra, cell = short(&source.cell(target).0), what = fault_text(fault, &whole));
                found.push(Diagnostic::new(Code::UnreadableExtra, place(target), text).indicator(&input.id));
            }
        }
        self.found.problems.extend(found.into_iter().map(|found| found.applicant(id)));
    }
}

fn reading(answers: &Answers, target: HeaderTarget) -> Reading {
    match target {
        HeaderTarget::Indicator(i) => answers.own[i].reading,
        HeaderTarget::Input(i) => answers.inputs[i].reading,
        HeaderTarget::Evidence(_) | HeaderTarget::Profile(_) => Reading::Blank,
    }
}

/// The whole that a figure is a part of, with its figure.
fn whole_of(standard: &Standard, answers: &Answers, target: HeaderTarget) -> Part {
    let none = Part::from("");
    let HeaderTarget::Input(part) = target else { return none };
    let Some(whole) = standard.inputs[part].at_most else { return none };
    let input = &standard.inputs[whole];
    match answers.inputs[whole].reading {
        Reading::Figure(figure) => text!(NameAndFigure, name = input.name.part(), figure = shown_exactly(figure, input.percent())).into(),
        _ => input.name.part(),
    }
}

/// What is wrong with a cell that is no part of a whole, in words.
pub(crate) fn fault_words(fault: Fault) -> Text {
    fault_text(fault, &Part::from(""))
}

/// What is wrong with a cell, in words.
fn fault_text(fault: Fault, whole: &Part) -> Text {
    match fault {
        Fault::NotANumber => text!(FaultNotANumber),
        Fault::Formula => text!(FaultFormula),
        Fault::Error => text!(FaultError),
        Fault::Exponent => text!(FaultExponent),
        Fault::NotWhole => text!(FaultNotWhole),
        Fault::TooManyDigits => text!(FaultTooManyDigits),
        Fault::WrongUnit => text!(FaultWrongUnit),
        Fault::TooSmall => text!(FaultTooSmall),
        Fault::TooLarge => text!(FaultTooLarge),
        Fault::Over100 => text!(FaultOver100),
        Fault::PartOverWhole => text!(FaultPartOverWhole, whole = whole),
        Fault::NotYesNo => text!(FaultNotYesNo),
        Fault::AmbiguousYesNo => text!(FaultAmbiguousYesNo),
        Fault::UnknownLevel => text!(FaultUnknownLevel),
        Fault::TooLong => text!(FaultTooLong),
    }
}
