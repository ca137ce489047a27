//! From a standard as written to a valid one: everything that keys and types alone cannot tell.
//!
//! Problems are pushed, never thrown: all of them are found in one run. A standard comes out even where problems were
//! found, as far as it could be understood, so that later checks can go on; the caller drops it if one was an error.

mod cases;
mod kinds;
mod names;
mod reach;
mod totals;

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use crate::diagnostic::Code;
use crate::document::{At, Figure, Findings, nearest};
use crate::number::{Decimal, Points};
use crate::text::{Part, Text, text};

use super::written::{Written, WrittenDimension, WrittenIndicator, WrittenInput, WrittenKind, WrittenNotApplicable};
use super::{
    Against, Applicant, ApplicantType, Dimension, Indicator, Input, Name, NotApplicable, Pass, Quotient, Standard, Wording, quotient,
};

/// Most indicators, inputs, dimensions or types in one standard.
const MOST: usize = 2000;
/// Most points that one indicator may carry.
const MOST_POINTS: i64 = 1_000_000_000;

/// What every check needs.
struct Check<'f, 'd> {
    findings: &'f Findings<'d>,
    decimals: u8,
    /// Where the wording of the standard is said.
    wording: Option<Range<usize>>,
    /// Ascending; `None` where they could not be read, and nothing can be held against them.
    phases: Option<Vec<i32>>,
    types: Ids,
    dimensions: Ids,
    inputs: Ids,
    /// Which of them are percentages.
    percent_inputs: Vec<usize>,
    indicators: Ids,
}

/// The ids of one sort of thing, in their order.
#[derive(Default)]
struct Ids {
    list: Vec<String>,
    /// Could all of them be read? Else an id that is not among them is not known to be wrong.
    complete: bool,
    /// Are they a list at all?
    is_read: bool,
}

impl Ids {
    fn new<'w>(ids: impl Iterator<Item = &'w Option<At<String>>>, read: bool) -> Self {
        let ids: Vec<&Option<At<String>>> = ids.collect();
        let complete = read && ids.iter().all(|id| id.is_some());
        let list = ids.into_iter().map(|id| id.as_ref().map(|id| id.value.clone()).unwrap_or_default()).collect();
        Self { list, complete, is_read: read }
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.list.iter().map(String::as_str).filter(|name| !name.is_empty())
    }
}

pub(super) fn check(written: Written, findings: &Findings<'_>) -> Standard {
    let id_of = |id: &Option<At<String>>| id.as_ref().map(|id| id.value.clone()).unwrap_or_default();
    let read = |key| !written.unread.contains(&key);
    let mut phases: Vec<i32> = written.phases.iter().filter_map(|p| i32::try_from(p.value).ok()).collect();
    phases.sort_unstable();
    let check = Check {
        findings,
        decimals: written.decimals.as_ref().map_or(2, |d| u8::try_from(d.value).unwrap_or(2)),
        wording: written.wording.as_ref().map(|wording| wording.span.clone()),
        phases: read("phases").then_some(phases),
        types: Ids::new(written.types.iter().map(|t| &t.id), read("type")),
        dimensions: Ids::new(written.dimensions.iter().map(|d| &d.id), read("dimension")),
        inputs: Ids::new(written.inputs.iter().map(|i| &i.id), read("input")),
        percent_inputs: (0..written.inputs.len()).filter(|i| means_percent(written.inputs[*i].unit.as_ref())).collect(),
        indicators: Ids::new(written.indicators.iter().map(|i| &i.id), read("indicator")),
    };
    check.sizes(&written);
    check.head(&written);
    names::check(&check, &written);

    let types = written
        .types
        .iter()
        .map(|t| ApplicantType { id: id_of(&t.id), name: name(t.name.as_ref(), t.name_en.as_ref()), alias: plain(&t.alias) })
        .collect();
    let dimensions: Vec<Dimension> = written.dimensions.iter().map(|d| check.dimension(d)).collect();
    let inputs: Vec<Input> = written.inputs.iter().map(|i| check.input(i)).collect();
    let wording = written.wording.as_ref().map_or(Wording::Reconstructed, |w| w.value);
    let indicators: Vec<Indicator> = written.indicators.iter().map(|i| check.indicator(i, &written.dimensions, wording)).collect();
    let mut standard = Standard {
        id: id_of(&written.id),
        name: name(written.name.as_ref(), written.name_en.as_ref()),
        document: id_of(&written.document),
        edition: id_of(&written.edition),
        wording,
        applicant: written.applicant.as_ref().map_or(Applicant::Other, |a| a.value),
        points: written.points.as_ref().and_then(|p| check.points("points", p)),
        decimals: check.decimals,
        phases: check.phases.clone().unwrap_or_default(),
        pass: Pass {
            met_share: written.met_share.as_ref().and_then(|f| check.share("met_share", f)),
            points_share: written.points_share.as_ref().and_then(|f| check.share("points_share", f)),
            points: written.pass_points.as_ref().and_then(|f| check.plain_figure("points", f)),
        },
        types,
        columns: written.columns.iter().map(|(profile, name)| (*profile, name.value.clone())).collect(),
        dimensions,
        inputs,
        indicators,
        cases: Vec::new(),
        sha256: String::new(),
    };
    totals::check(&check, &written, &standard);
    reach::check(&check, &written, &standard);
    names::check_headers(&check, &written, &standard);
    standard.cases = cases::check(&check, &written.cases, &standard);
    standard
}

fn name(zh: Option<&At<String>>, en: Option<&At<String>>) -> Name {
    let plain = |name: Option<&At<String>>| name.map(|n| n.value.clone()).unwrap_or_default();
    Name { zh: plain(zh), en: plain(en) }
}

fn plain(list: &[At<String>]) -> Vec<String> {
    list.iter().map(|item| item.value.clone()).collect()
}

/// Is everything known that decides for whom an indicator counts, and whether it does?
fn is_understood(written: &WrittenIndicator, indicator: &Indicator) -> bool {
    let types = match (&written.applies_to, &indicator.applies_to) {
        (Some(written), Some(known)) => !known.is_empty() && written.value.len() == known.len(),
        _ => true,
    };
    let unread = ["bonus", "applies_to"].iter().any(|key| written.unread.contains(key));
    written.kind.is_some() && types && !unread
}

/// And what it adds to sums?
fn is_counted(written: &WrittenIndicator, indicator: &Indicator) -> bool {
    let is_gate = written.kind.as_ref().is_some_and(|(_, kind)| kind.is_gate());
    is_understood(written, indicator) && (is_gate || indicator.points > Points::ZERO)
}

/// Is it known which dimension an indicator belongs to, if to any?
fn is_placed(written: &WrittenIndicator, indicator: &Indicator, standard: &Standard) -> bool {
    let left_out = written.dimension.is_none() && !written.unread.contains(&"dimension");
    let may_be_left_out = standard.dimensions.is_empty() || written.kind.as_ref().is_some_and(|(_, kind)| kind.is_gate());
    indicator.dimension.is_some() || (left_out && may_be_left_out)
}

/// Is the unit meant to be the percent sign, however it is written?
fn means_percent(unit: Option<&At<String>>) -> bool {
    let plain = |unit: &At<String>| unit.value.nfkc().collect::<String>().trim().to_lowercase();
    unit.is_some_and(|unit| ["%", "百分比", "百分数", "percent", "per cent"].contains(&plain(unit).as_str()))
}

fn whole_number(n: i64) -> Decimal {
    Decimal::whole(n).unwrap_or(Decimal::ZERO)
}

impl Check<'_, '_> {
    fn report(&self, code: Code, span: &Range<usize>, text: Text) {
        self.findings.push(self.findings.make(code, span, text));
    }

    fn report_help(&self, code: Code, span: &Range<usize>, text: Text, help: Text) {
        self.findings.push(self.findings.make(code, span, text).help(help));
    }

    /// The unit; one that is meant to be the percent sign has to be written as such.
    fn unit(&self, unit: Option<&At<String>>) -> Option<String> {
        let unit = unit?;
        if !means_percent(Some(unit)) {
            return Some(unit.value.clone());
        }
        if unit.value != "%" {
            let text = text!(NoPercentSign, unit = &unit.value);
            self.report_help(Code::PercentMismatch, &unit.span, text, text!(AddKey, example = "unit = \"%\""));
        }
        Some("%".to_owned())
    }

    fn sizes(&self, written: &Written) {
        let lists = [
            (text!(Indicators), written.indicators.len()),
            (text!(Inputs), written.inputs.len()),
            (text!(Dimensions), written.dimensions.len()),
            (text!(Types), written.types.len()),
        ];
        for (what, count) in lists {
            if count > MOST {
                self.report(Code::OutOfRange, &(0..0), text!(TooMany, what = what, count = count, limit = MOST));
            }
        }
    }

    fn head(&self, written: &Written) {
        if let Some(id) = &written.id {
            let valid = id.value.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
            if !valid {
                self.report_help(Code::BadId, &id.span, text!(BadStandardId, id = &id.value), text!(StandardIdForm));
            }
        }
        for pair in written.phases.windows(2) {
            if pair[1].value <= pair[0].value {
                let text = text!(PhasesOrder, later = pair[1].value, earlier = pair[0].value);
                self.findings.push(
                    self.findings
                        .make(Code::Phases, &pair[1].span, text)
                        .related(self.findings.place(&pair[0].span), text!(FirstHere, name = pair[0].value)),
                );
            }
        }
    }

    /// Only a yes or no can be held against the register or the nominations.
    fn checked_against(&self, written: &WrittenIndicator) -> Option<Against> {
        let against = written.checked_against.as_ref()?;
        let yes_no = match &written.kind {
            Some((_, WrittenKind::YesNo { .. } | WrittenKind::Gate { limit: None, .. })) => true,
            Some(_) => false,
            None => return None,
        };
        if !yes_no {
            self.report(Code::KeyOfOtherKind, &against.span, text!(OnlyYesNoChecked));
        }
        Some(against.value)
    }

    /// A figure without a percent sign.
    fn plain_figure(&self, key: &str, figure: &At<Figure>) -> Option<Decimal> {
        if figure.value.percent {
            self.report_help(Code::PercentMismatch, &figure.span, text!(PercentNotMeant, key = key), text!(WithoutPercent));
            return None;
        }
        if figure.value.decimal.is_negative() {
            self.report(Code::OutOfRange, &figure.span, text!(NegativeFigure, key = key));
            return None;
        }
        Some(figure.value.decimal)
    }

    /// Points: a plain figure, within bounds, in units of the standard's decimals.
    fn points(&self, key: &str, figure: &At<Figure>) -> Option<Points> {
        let decimal = self.plain_figure(key, figure)?;
        if decimal > whole_number(MOST_POINTS) {
            let text = text!(OutOfRange, key = key, figure = decimal, least = 0i64, most = MOST_POINTS);
            self.report(Code::OutOfRange, &figure.span, text);
            return None;
        }
        if !Points::fits(decimal, self.decimals) {
            let text = text!(PointsTooFine, key = key, figure = decimal, decimals = self.decimals);
            self.report_help(Code::PointsPrecision, &figure.span, text, text!(RaiseDecimals));
        }
        Points::round(decimal.into(), self.decimals)
    }

    /// A share from above 0 to 100 %, as a fraction; a bare figure is a percentage.
    fn share(&self, key: &str, figure: &At<Figure>) -> Option<Decimal> {
        let decimal = figure.value.decimal;
        if decimal <= Decimal::ZERO || decimal > whole_number(100) {
            let text = text!(ShareOutOfRange, key = key, figure = decimal);
            self.report(Code::OutOfRange, &figure.span, text);
            return None;
        }
        self.doubtful(key, figure);
        decimal.shifted(-2)
    }

    /// A percentage written as a fraction (`0.85` for 85 %) is most probably a slip.
    fn doubtful(&self, key: &str, figure: &At<Figure>) {
        let decimal = figure.value.decimal;
        if !figure.value.percent && decimal > Decimal::ZERO && decimal < whole_number(1) {
            let text = text!(DoubtfulPercent, key = key, figure = decimal);
            let percent = decimal.shifted(2).map(|d| d.to_string()).unwrap_or_default();
            self.report_help(Code::DoubtfulPercent, &figure.span, text, text!(WritePercent, percent = percent));
        }
    }

    /// A figure in the unit of an indicator or input; percentages become fractions.
    fn in_unit(&self, key: &str, figure: &At<Figure>, percent: bool) -> Option<Decimal> {
        if percent {
            self.doubtful(key, figure);
            return figure.value.decimal.shifted(-2);
        }
        if figure.value.percent {
            self.report_help(
                Code::PercentMismatch,
                &figure.span,
                text!(PercentNotMeant, key = key),
                text!(AddKey, example = "unit = \"%\""),
            );
            return None;
        }
        Some(figure.value.decimal)
    }

    /// The position of an id among `known`; reports an unknown one.
    fn reference(&self, what: Text, id: &At<String>, known: &Ids) -> Option<usize> {
        let found = known.list.iter().position(|k| *k == id.value);
        if found.is_none() && known.complete {
            let near = nearest(&id.value, known.names()).map(|near| text!(DidYouMean, word = near));
            let few = || text!(OneOf, list = known.names().map(Part::from).collect::<Vec<_>>());
            let help = near.or_else(|| (1..=12).contains(&known.list.len()).then(few));
            let finding = self.findings.make(Code::UnknownReference, &id.span, text!(UnknownReference, what = what, id = &id.value));
            self.findings.push(finding.maybe_help(help));
        }
        found
    }

    /// The types of a list, which must name one.
    pub(super) fn some_types(&self, ids: &[At<String>], span: &Range<usize>) -> Vec<usize> {
        if ids.is_empty() {
            self.report(Code::EmptyValue, span, text!(NoTypesNamed));
        }
        self.type_list(ids)
    }

    /// Types of a part of an indicator, to which the whole of it does not apply.
    pub(super) fn beyond(&self, applies_to: Option<&[usize]>, ids: &[At<String>]) {
        let Some(whole) = applies_to.filter(|types| !types.is_empty()) else { return };
        for id in ids {
            if self.types.list.iter().position(|known| *known == id.value).is_some_and(|t| !whole.contains(&t)) {
                let list = whole.iter().map(|t| Part::from(self.types.list[*t].as_str())).collect::<Vec<_>>();
                self.report_help(Code::UnknownReference, &id.span, text!(TypeBeyond, id = &id.value), text!(OneOf, list = list));
            }
        }
    }

    fn type_list(&self, ids: &[At<String>]) -> Vec<usize> {
        ids.iter().filter_map(|id| self.reference(text!(TypeWord), id, &self.types)).collect()
    }

    fn dimension(&self, written: &WrittenDimension) -> Dimension {
        Dimension {
            points: written.points.as_ref().and_then(|p| self.points("points", p)),
            id: written.id.as_ref().map(|id| id.value.clone()).unwrap_or_default(),
            name: name(written.name.as_ref(), written.name_en.as_ref()),
            clause: written.clause.as_ref().map(|c| c.value.clone()),
            at_least: written.at_least.as_ref().and_then(|f| self.share("at_least", f)),
        }
    }

    fn input(&self, written: &WrittenInput) -> Input {
        let unit = self.unit(written.unit.as_ref());
        let percent = unit.as_deref() == Some("%");
        let min = written.min.as_ref().and_then(|f| self.in_unit("min", f, percent));
        let max = written.max.as_ref().and_then(|f| self.in_unit("max", f, percent));
        if let (low, Some(high), Some(at)) = (min.unwrap_or(Decimal::ZERO), max, &written.max)
            && high < low
        {
            let found = self.findings.make(Code::OutOfRange, &at.span, text!(MaxBelowMin, max = high, min = low));
            let lower = written.min.as_ref().map(|min| self.findings.place(&min.span));
            self.findings.push(lower.into_iter().fold(found, |found, place| found.related(place, text!(FirstHere, name = "min"))));
        }
        let at_most = written.at_most.as_ref().and_then(|id| self.reference(text!(InputWord), id, &self.inputs));
        if let (Some(whole), Some(at)) = (at_most, &written.at_most)
            && written.id.as_ref().is_some_and(|id| id.value == self.inputs.list[whole])
        {
            self.report(Code::UnknownReference, &at.span, text!(PartOfItself, id = &at.value));
        }
        Input {
            id: written.id.as_ref().map(|id| id.value.clone()).unwrap_or_default(),
            name: name(written.name.as_ref(), written.name_en.as_ref()),
            unit,
            text: written.text.as_ref().map(|t| t.value.clone()),
            whole: written.whole.as_ref().is_some_and(|w| w.value),
            min: min.unwrap_or(Decimal::ZERO),
            max,
            at_most,
            shown_with: written.shown_with.as_ref().and_then(|id| self.reference(text!(IndicatorWord), id, &self.indicators)),
            alias: plain(&written.alias),
        }
    }

    /// The indicator as far as it could be understood; what could not has been reported, and then the standard is dropped.
    fn indicator(&self, written: &WrittenIndicator, dimensions: &[WrittenDimension], wording: Wording) -> Indicator {
        let id = written.id.as_ref().map(|id| id.value.clone()).unwrap_or_default();
        let unit = self.unit(written.unit.as_ref());
        let percent = unit.as_deref() == Some("%");
        let points = written.points.as_ref().and_then(|p| self.points("points", p));
        if let (Some(p), Some(at)) = (points, &written.points)
            && p == Points::ZERO
        {
            self.report(Code::ZeroPoints, &at.span, text!(ZeroPoints, id = &id));
        }
        let applies_to = written.applies_to.as_ref().map(|ids| self.some_types(&ids.value, &ids.span));
        let kind = written.kind.as_ref().and_then(|(kind, written_kind)| {
            kinds::check(self, &kinds::Context { kind, written, percent, points, applies_to: applies_to.as_deref() }, written_kind)
        });
        let dimension = written.dimension.as_ref().and_then(|d| self.reference(text!(DimensionWord), d, &self.dimensions));
        let is_gate = written.kind.as_ref().is_some_and(|(_, kind)| kind.is_gate());
        let names_dimension = written.dimension.is_some() || written.unread.contains(&"dimension");
        if !names_dimension && !is_gate && written.kind.is_some() && !self.dimensions.list.is_empty() {
            let text = text!(NoDimension, id = &id);
            self.report_help(
                Code::MissingDimension,
                &written.span,
                text,
                text!(AddKey, example = format!("dimension = \"{}\"", self.dimensions.names().next().unwrap_or("D"))),
            );
        }
        let clause = written.clause.as_ref().or_else(|| dimension.and_then(|d| dimensions[d].clause.as_ref())).map(|c| c.value.clone());
        // Where the dimension is not known, its clause is not known to be missing.
        let could_have = |d: &WrittenDimension| d.clause.is_some() || d.unread_clause;
        let from_dimension = match dimension {
            Some(dimension) => dimensions[dimension].unread_clause,
            None => names_dimension || (!is_gate && dimensions.iter().any(could_have)),
        };
        if clause.is_none() && !written.unread.contains(&"clause") && !from_dimension {
            self.report_help(Code::MissingClause, &written.span, text!(NoClause, id = &id), text!(AddKey, example = "clause = \"二(一)\""));
        }
        if written.evidence.is_none() {
            self.report_help(
                Code::MissingEvidence,
                &written.span,
                text!(NoEvidence, id = &id),
                text!(AddKey, example = "evidence = [\"文件\"]"),
            );
        }
        let basis = written.basis.as_ref().map_or(wording, |b| b.value);
        if wording == Wording::Official
            && basis != Wording::Official
            && let Some(at) = &written.basis
        {
            let found = self.findings.make(Code::WordingBasis, &at.span, text!(OfficialMismatch, basis = basis.id()));
            let place = self.wording.iter().map(|span| self.findings.place(span));
            self.findings.push(place.fold(found, |found, place| found.related(place, text!(WordingHere))));
        }
        self.phases_of(written);
        let value = written.value.as_ref().and_then(|v| self.quotient(v));
        if let (Some(value), Some(at)) = (&value, &written.value) {
            self.same_unit(value, percent, at);
        }
        Indicator {
            dimension,
            name: name(written.name.as_ref(), written.name_en.as_ref()),
            text: written.text.as_ref().map(|t| t.value.clone()),
            kind: kind.unwrap_or(super::Kind::Judged { met_at: None }),
            points: points.unwrap_or_default(),
            unit,
            value,
            whole: written.whole.as_ref().is_some_and(|w| w.value),
            evidence: plain(written.evidence.as_deref().unwrap_or_default()),
            clause: clause.unwrap_or_default(),
            source: written.source.as_ref().map(|s| s.value.clone()),
            basis,
            not_applicable: match &written.not_applicable {
                WrittenNotApplicable::Never => NotApplicable::Never,
                WrittenNotApplicable::Always => NotApplicable::Always,
                WrittenNotApplicable::Types(ids) => {
                    self.beyond(applies_to.as_deref(), &ids.value);
                    NotApplicable::Types(self.some_types(&ids.value, &ids.span))
                }
            },
            applies_to,
            due: written.due.as_ref().and_then(|y| i32::try_from(y.value).ok()),
            until: written.until.as_ref().and_then(|y| i32::try_from(y.value).ok()),
            bonus: written.bonus.as_ref().is_some_and(|b| b.value),
            over_100: written.over_100.as_ref().is_some_and(|o| o.value),
            alias: plain(&written.alias),
            advice: written.advice.as_ref().map(|a| a.value.clone()),
            checked_against: self.checked_against(written),
            removal: written.removal.as_ref().map(|ground| ground.value.clone()),
            id,
        }
    }

    fn phases_of(&self, written: &WrittenIndicator) {
        let (due, until) = (&written.due, &written.until);
        if self.phases.as_ref().is_some_and(Vec::is_empty) {
            for year in [due, until].into_iter().flatten() {
                self.report_help(
                    Code::Phases,
                    &year.span,
                    text!(YearWithoutPhases, year = year.value),
                    text!(AddKey, example = "phases = [2017, 2020]"),
                );
            }
        }
        if let (Some(due), Some(until)) = (due, until)
            && until.value < due.value
        {
            let found = self.findings.make(Code::Phases, &until.span, text!(UntilBeforeDue, until = until.value, due = due.value));
            self.findings.push(found.related(self.findings.place(&due.span), text!(FirstHere, name = "due")));
        }
        if let (Some(until), Some(first)) = (until, self.phases.as_ref().and_then(|phases| phases.first()))
            && until.value < i64::from(*first)
        {
            self.report(Code::Phases, &until.span, text!(NeverDue, until = until.value, first = *first));
        }
    }

    fn quotient(&self, value: &At<String>) -> Option<Quotient> {
        let Some((numerator, divisor)) = quotient::parse(&value.value) else {
            self.report_help(Code::ValueForm, &value.span, text!(ValueForm, value = &value.value), text!(ValueForms));
            return None;
        };
        // The bytes of the names inside the quoted text; with escapes in it the whole value is pointed at.
        let plain = value.span.len() == value.value.len() + 2;
        let resolve = |terms: Vec<quotient::Term<'_>>| -> Vec<usize> {
            terms
                .into_iter()
                .filter_map(|(name, at)| {
                    let start = value.span.start + 1;
                    let span = if plain { start + at.start..start + at.end } else { value.span.clone() };
                    self.reference(text!(InputWord), &At { value: name.to_owned(), span }, &self.inputs)
                })
                .collect()
        };
        let expected = (numerator.len(), divisor.len());
        let quotient = Quotient { numerator: resolve(numerator), divisor: resolve(divisor) };
        ((quotient.numerator.len(), quotient.divisor.len()) == expected).then_some(quotient)
    }

    /// A sum of figures is a percentage only if they are; of a quotient the two halves must agree.
    fn same_unit(&self, value: &Quotient, percent: bool, at: &At<String>) {
        let is_percent = |input: &usize| self.percent_inputs.contains(input);
        let above = value.numerator.iter().filter(|i| is_percent(i)).count();
        let below = value.divisor.iter().filter(|i| is_percent(i)).count();
        let mixed = (above != 0 && above != value.numerator.len()) || (below != 0 && below != value.divisor.len());
        let wrong = if value.divisor.is_empty() { percent != (above > 0) } else { (above > 0) != (below > 0) };
        if mixed || wrong {
            self.report_help(Code::PercentMismatch, &at.span, text!(MixedUnits), text!(SameUnits));
        }
    }
}
