//! The verdict with its reasons, the rank, and the columns that come out.

use crate::number::Decimal;
use crate::standard::Indicator;

use super::draw::{Column, Step, all, case, list};
use super::exact::{LARGEST, fraction};
use super::{NOT_APPLICABLE, NotExact, StepWords, Writer, ZERO_BY_ZERO};

/// A code that a spreadsheet has turned into a number and that has lost digits: 9.15E+17.
const MANGLED: &str = "[0-9]([.][0-9]+[eE][+]?|[eE][+])[0-9]{2,}";

/// A line of a verdict: its code, whether it holds.
struct Line {
    code: String,
    holds: String,
}

impl Writer<'_> {
    /// A share of totals against a least share, by cross-multiplication.
    fn share_reached(&self, part: &str, of: &str, least: Decimal) -> Result<String, NotExact> {
        let (top, bottom) = fraction(least);
        if self.most_points().max(1) * top.max(bottom) > LARGEST {
            return Err(NotExact::Totals);
        }
        Ok(format!("{of} > 0 AND {bottom} * {part} >= {top} * {of}"))
    }

    /// The lines of `[pass]`.
    fn lines(&self) -> Result<Vec<Line>, NotExact> {
        let pass = &self.standard.pass;
        let (points, available, met, applicable) =
            (self.q("points in all"), self.q("available in all"), self.q("met in all"), self.q("applicable in all"));
        let mut lines = Vec::new();
        if let Some(least) = pass.met_share {
            lines.push(Line { code: "met-share".to_owned(), holds: self.share_reached(&met, &applicable, least)? });
        }
        if let Some(least) = pass.points_share {
            lines.push(Line { code: "points-share".to_owned(), holds: self.share_reached(&points, &available, least)? });
        }
        if let Some(least) = pass.points {
            let (top, bottom) = fraction(least);
            let units =
                top.checked_mul(10i128.pow(self.standard.decimals.into())).filter(|units| *units <= LARGEST).ok_or(NotExact::Totals)?;
            if self.most_points() * bottom > LARGEST {
                return Err(NotExact::Totals);
            }
            let points = if bottom == 1 { points } else { format!("{bottom} * {points}") };
            lines.push(Line { code: "points".to_owned(), holds: format!("{points} >= {units}") });
        }
        Ok(lines)
    }

    /// Gate items that are judged in this phase.
    fn gates(&self) -> impl Iterator<Item = &Indicator> {
        self.due().map(|(_, indicator)| indicator).filter(|indicator| indicator.is_gate())
    }

    /// What is said of a gate item that does not hold: failed, or not answered.
    fn gate_said(&self, gate: &Indicator) -> String {
        let (state, says, id) = (self.of(&gate.id, "state"), self.of(&gate.id, "says"), &gate.id);
        let divides = gate.value.as_ref().is_some_and(|value| !value.divisor.is_empty());
        let declared = if divides { format!("{says} IN ({NOT_APPLICABLE}, {ZERO_BY_ZERO})") } else { format!("{says} = {NOT_APPLICABLE}") };
        let said = |code: &str| self.dialect.text(&format!("{code}:{id}"));
        case(
            &[
                (format!("{state} = 'missing' OR {state} = 'unmet' AND {declared}"), said("gate-unanswered")),
                (format!("{state} = 'unmet'"), said("gate-failed")),
            ],
            None,
        )
    }

    /// The verdict, the ranking, and what comes out.
    pub(super) fn verdict(&self) -> Result<Vec<Step>, NotExact> {
        let (standard, dialect) = (self.standard, self.dialect);
        let id = self.q("id");
        let lines = self.lines()?;
        let mut columns = Vec::new();
        let twice = format!("{id} IS NOT NULL AND COUNT(*) OVER (PARTITION BY {id}) > 1");
        columns.push(self.column("id twice", twice));
        let mangled = format!("COALESCE({}, FALSE)", dialect.fits(&id, MANGLED));
        columns.push(self.column("id mangled", mangled));
        for dimension in &standard.dimensions {
            let Some(least) = dimension.at_least else { continue };
            let (points, available) = (self.of(&dimension.id, "points"), self.of(&dimension.id, "available"));
            let reached = self.share_reached(&points, &available, least)?;
            columns.push(self.column(&format!("{} floor", dimension.id), format!("{available} = 0 OR {reached}")));
        }
        for line in &lines {
            columns.push(self.column(&format!("{} line", line.code), line.holds.clone()));
        }
        let failing: Vec<String> = self
            .gates()
            .map(|gate| case(&[(format!("{} IN ('missing', 'unmet')", self.of(&gate.id, "state")), dialect.text(&gate.id))], None))
            .collect();
        columns.push(self.column("gates open", list(", ", &failing)));
        let verdicts = self.step("verdicts", Some(StepWords::Verdicts), columns);
        Ok(vec![verdicts, self.passing(&lines), self.ranked()?, self.result(&lines)?])
    }

    /// Whether a row is scored, and whether it passes.
    fn passing(&self, lines: &[Line]) -> Step {
        let mut scored = vec![format!("{} IS NOT NULL", self.q("id"))];
        if !self.standard.types.is_empty() {
            scored.push(format!("{} IS NOT NULL", self.q("type id")));
        }
        scored.extend(["any invalid", "id twice", "id mangled"].map(|what| format!("NOT {}", self.q(what))));
        let mut holds = Vec::new();
        if self.gates().next().is_some() {
            holds.push(format!("{} IS NULL", self.q("gates open")));
        }
        holds.extend(lines.iter().map(|line| self.q(&format!("{} line", line.code))));
        let floors = self.standard.dimensions.iter().filter(|dimension| dimension.at_least.is_some());
        holds.extend(floors.map(|dimension| self.of(&dimension.id, "floor")));
        let scored = format!("COALESCE({}, FALSE)", all(&scored));
        self.step("passing", Some(StepWords::Passing), vec![self.column("row scored", scored), self.column("row holds", all(&holds))])
    }

    /// Ranks by points ÷ points available, equal ones alike.
    fn ranked(&self) -> Result<Step, NotExact> {
        let (points, available) = (self.q("points in all"), self.q("available in all"));
        // Two different quotients of numbers up to A are at least 1 ÷ A² apart: with that many digits behind the point they differ still
        // when they are cut.
        let most = self.most_points().max(1);
        let mut scale = 1i128;
        while scale < most.checked_mul(most).ok_or(NotExact::Totals)? {
            scale *= 10;
        }
        if scale > 10i128.pow(18) || most * scale > LARGEST {
            return Err(NotExact::Totals);
        }
        let none = format!("{available} = 0");
        let whole = case(&[(none.clone(), "-1".to_owned())], Some(&self.dialect.divide(&points, &available)));
        let rest = format!("(({points} % {available}) * {scale})");
        let rest = case(&[(none, points.clone())], Some(&self.dialect.divide(&rest, &available)));
        let place = case(
            &[(format!("NOT {}", self.q("row scored")), "2".to_owned()), (format!("NOT {}", self.q("row holds")), "1".to_owned())],
            Some("0"),
        );
        let columns = vec![self.column("row group", place), self.column("share whole", whole), self.column("share rest", rest)];
        Ok(self.step("shares", Some(StepWords::Shares), columns))
    }

    /// Units of points as a decimal.
    fn decimal(&self, units: &str) -> String {
        let decimals = self.standard.decimals;
        let whole = format!("CAST({units} AS DECIMAL(18, 0))");
        if decimals == 0 {
            return whole;
        }
        let unit = format!("0.{}1", "0".repeat(usize::from(decimals) - 1));
        format!("CAST({whole} * {unit} AS DECIMAL(18, {decimals}))")
    }

    /// A share as text, cut to two places.
    fn share_text(&self, part: &str, of: &str) -> String {
        let text = self.dialect.text_type();
        let hundred = self.dialect.divide(&format!("({part} * 100)"), of);
        let hundredths = self.dialect.divide(&format!("({part} * 10000)"), of);
        let shown = format!("\n  CAST({hundred} AS {text}) || '.'\n  || LPAD(CAST(({hundredths}) % 100 AS {text}), 2, '0') || '%'");
        case(&[(format!("{} AND {of} > 0", self.q("row scored")), shown)], None)
    }

    /// The columns that come out.
    fn result(&self, lines: &[Line]) -> Result<Step, NotExact> {
        let standard = self.standard;
        if self.most_points() >= 10i128.pow(18) || 10000 * self.most_points() > LARGEST {
            return Err(NotExact::Totals);
        }
        let (scored, group) = (self.q("row scored"), self.q("row group"));
        let if_scored = |expression: String| case(&[(scored.clone(), expression)], None);
        let plain = |name: &str| Column { comment: Vec::new(), expression: self.q(name), name: None };
        let order = format!("{} DESC, {} DESC", self.q("share whole"), self.q("share rest"));
        let rank = format!("RANK() OVER (PARTITION BY {group} ORDER BY {order})");
        let passed = if standard.can_fail() { if_scored(self.q("row holds")) } else { "CAST(NULL AS BOOLEAN)".to_owned() };
        let total = |what: &str| self.q(&format!("{what} in all"));
        let mut columns = vec![
            self.column("rank", case(&[(format!("{group} = 0"), rank)], None)),
            plain("id"),
            plain("name"),
            plain("district"),
            plain("type"),
            self.column("passed", passed),
            self.column("points", if_scored(self.decimal(&total("points")))),
            self.column("points_available", if_scored(self.decimal(&total("available")))),
            self.column("points_share", self.share_text(&total("points"), &total("available"))),
            self.column("bonus", if_scored(self.decimal(&total("bonus")))),
            self.column("met", if_scored(format!("CAST({} AS INT)", total("met")))),
            self.column("applicable", if_scored(format!("CAST({} AS INT)", total("applicable")))),
            self.column("met_share", self.share_text(&total("met"), &total("applicable"))),
            self.column("gates", if_scored(self.q("gates open"))),
            self.column("reasons", self.reasons(lines)),
        ];
        for (d, dimension) in standard.dimensions.iter().enumerate() {
            let own = |what: &str| self.of(&dimension.id, what);
            let name = |what: &str| format!("{}_{what}", dimension.id);
            let from = columns.len();
            columns.extend([
                self.column(&name("points"), if_scored(self.decimal(&own("points")))),
                self.column(&name("points_available"), if_scored(self.decimal(&own("available")))),
                self.column(&name("met"), if_scored(format!("CAST({} AS INT)", own("met")))),
                self.column(&name("applicable"), if_scored(format!("CAST({} AS INT)", own("applicable")))),
            ]);
            columns[from].comment = self.settings.words.dimensions.get(d).cloned().into_iter().collect();
        }
        for (i, indicator) in standard.indicators.iter().enumerate() {
            let id = &indicator.id;
            let state = self.of(id, "state");
            let from = columns.len();
            columns.push(self.column(&format!("{id}_state"), state.clone()));
            let judged = format!("{scored} AND {state} NOT IN ('not-applicable', 'not-due')");
            if !indicator.is_gate() {
                let points = if indicator.is_due(self.settings.phase) {
                    case(&[(judged.clone(), self.decimal(&self.of(id, "points")))], None)
                } else {
                    self.decimal("NULL")
                };
                columns.push(self.column(&format!("{id}_points"), points));
            }
            columns.push(self.column(&format!("{id}_met"), case(&[(judged, format!("{state} = 'met'"))], None)));
            columns[from].comment = self.settings.words.indicators.get(i).cloned().into_iter().collect();
        }
        let mut step = self.step("", Some(StepWords::Result), columns);
        step.name = None;
        step.keeps = false;
        step.from += &format!("\nORDER BY {group}, {} NULLS LAST, COALESCE({}, '')", self.q("rank"), self.q("id"));
        Ok(step)
    }

    /// Why a row passes, fails, or is not scored: codes, with what they are about behind a colon.
    fn reasons(&self, lines: &[Line]) -> String {
        let standard = self.standard;
        let when = |condition: String, said: &str| case(&[(condition, self.dialect.text(said))], None);
        let mut unscored = vec![when(format!("{} IS NULL", self.q("id")), "row-without-id"), when(self.q("id mangled"), "mangled-code")];
        if !standard.types.is_empty() {
            unscored.push(when(format!("{} IS NULL", self.q("type id")), "unknown-type"));
        }
        for (_, indicator) in self.due() {
            let said = format!("{} || {}", self.of(&indicator.id, "says"), self.dialect.text(&format!(":{}", indicator.id)));
            unscored.push(case(&[(format!("{} = 'invalid'", self.of(&indicator.id, "state")), said)], None));
        }
        unscored.push(when(self.q("id twice"), "duplicate-applicant"));
        let mut arms = vec![(format!("NOT {}", self.q("row scored")), list("; ", &unscored))];
        if !standard.can_fail() {
            return case(&arms, Some("'nothing-to-pass'"));
        }
        let floors = || standard.dimensions.iter().filter(|dimension| dimension.at_least.is_some());
        let mut passed = Vec::new();
        let judged: Vec<Option<String>> = self.gates().map(|gate| gate.applies_to.as_ref().and_then(|types| self.is_type(types))).collect();
        if judged.iter().any(Option::is_none) {
            passed.push("'gates-hold'".to_owned());
        } else if !judged.is_empty() {
            let of_type: Vec<String> = judged.into_iter().flatten().collect();
            passed.push(when(of_type.join(" OR "), "gates-hold"));
        }
        passed.extend(lines.iter().map(|line| self.dialect.text(&line.code)));
        for dimension in floors() {
            let none = format!("{} = 0", self.of(&dimension.id, "available"));
            let not_judged = self.dialect.text(&format!("floor-not-judged:{}", dimension.id));
            passed.push(case(&[(none, not_judged)], Some(&self.dialect.text(&format!("floor:{}", dimension.id)))));
        }
        arms.push((self.q("row holds"), list("; ", &passed)));
        let mut failed: Vec<String> = self.gates().map(|gate| self.gate_said(gate)).collect();
        failed.extend(floors().map(|floor| when(format!("NOT {}", self.of(&floor.id, "floor")), &format!("floor:{}", floor.id))));
        failed.extend(lines.iter().map(|line| when(format!("NOT {}", self.q(&format!("{} line", line.code))), &line.code)));
        failed.extend(
            floors().map(|floor| when(format!("{} = 0", self.of(&floor.id, "available")), &format!("floor-not-judged:{}", floor.id))),
        );
        case(&arms, Some(&list("; ", &failed)))
    }
}
