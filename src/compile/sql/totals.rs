//! What the indicators of a row come to, by dimension and altogether.

use crate::standard::{Indicator, NotApplicable};

use super::draw::{Column, Step, case, sum};
use super::exact::LARGEST;
use super::{NotExact, StepWords, Writer};

/// One row of totals: a dimension's, or all.
struct Total<'s> {
    /// The indicators that count, by position: no gate items, nothing that is not due.
    members: Vec<(usize, &'s Indicator)>,
    /// What its columns are called.
    name: &'s dyn Fn(&str) -> String,
}

impl Writer<'_> {
    /// Can it be left out of the denominators for a row?
    fn may_not_apply(&self, indicator: &Indicator) -> bool {
        let by_type = indicator.applies_to.as_ref().is_some_and(|types| self.is_type(types).is_some());
        by_type
            || match &indicator.not_applicable {
                NotApplicable::Never => false,
                NotApplicable::Always => true,
                NotApplicable::Types(types) => !types.is_empty() && !self.standard.types.is_empty(),
            }
    }

    /// The most points that a row can have, in units, or have available.
    pub(super) fn most_points(&self) -> i128 {
        self.due().map(|(_, indicator)| i128::from(indicator.points.0)).sum()
    }

    /// Points, points available, indicators met and applicable.
    fn total_columns(&self, total: &Total<'_>, points: &str) -> Vec<Column> {
        let states = |indicator: &Indicator| self.of(&indicator.id, "state");
        let counted: Vec<&Indicator> = total.members.iter().map(|(_, indicator)| *indicator).filter(|indicator| !indicator.bonus).collect();
        let constant: i64 = counted.iter().filter(|i| !self.may_not_apply(i)).map(|i| i.points.0).sum();
        let always = counted.iter().filter(|i| !self.may_not_apply(i)).count();
        let whole = |text: String| self.dialect.whole(&text);
        let applies = |indicator: &Indicator, value: i64| {
            case(&[(format!("{} = 'not-applicable'", states(indicator)), "0".to_owned())], Some(&value.to_string()))
        };
        let with_constant = |constant: i64, value: &dyn Fn(&Indicator) -> i64| {
            let mut terms: Vec<String> = Vec::new();
            if constant != 0 || counted.iter().all(|i| !self.may_not_apply(i)) {
                terms.push(constant.to_string());
            }
            terms.extend(counted.iter().filter(|i| self.may_not_apply(i)).map(|i| applies(i, value(i))));
            // A sum of cases is read a case a line.
            whole(if terms.len() > 1 { terms.join("\n  + ") } else { sum(&terms) })
        };
        let met: Vec<String> = counted.iter().map(|i| format!("CAST({} = 'met' AS INT)", states(i))).collect();
        let name = total.name;
        vec![
            self.column(&name("points"), whole(points.to_owned())),
            self.column(&name("available"), with_constant(constant, &|i| i.points.0)),
            self.column(&name("met"), whole(sum(&met))),
            self.column(&name("applicable"), with_constant(i64::try_from(always).unwrap_or(i64::MAX), &|_| 1)),
        ]
    }

    /// The totals, in the smallest unit of points.
    pub(super) fn totals(&self) -> Result<Step, NotExact> {
        // Sums of points are small beside what engines hold, but not beside their 32 bits.
        if self.most_points() * 10i128.pow(18) > LARGEST {
            return Err(NotExact::Totals);
        }
        let wide = self.most_points() > i128::from(i32::MAX / 2);
        let points_of = |indicator: &Indicator| {
            let points = self.of(&indicator.id, "points");
            if wide { format!("CAST({points} AS BIGINT)") } else { points }
        };
        let points = |members: &[(usize, &Indicator)], which: &dyn Fn(&Indicator) -> bool| {
            sum(&members.iter().map(|(_, i)| *i).filter(|i| which(i)).map(points_of).collect::<Vec<_>>())
        };
        let scored: Vec<(usize, &Indicator)> = self.due().filter(|(_, indicator)| !indicator.is_gate()).collect();
        let mut out = Vec::new();
        for (d, dimension) in self.standard.dimensions.iter().enumerate() {
            let members: Vec<_> = scored.iter().copied().filter(|(_, indicator)| indicator.dimension == Some(d)).collect();
            let own = points(&members, &|indicator| !indicator.bonus);
            let total = Total { members, name: &|what| format!("{} {what}", dimension.id) };
            let mut columns = self.total_columns(&total, &own);
            columns[0].comment = self.settings.words.dimensions.get(d).cloned().into_iter().collect();
            out.extend(columns);
        }
        let all = points(&scored, &|_| true);
        let bonus = points(&scored, &|indicator| indicator.bonus);
        out.extend(self.total_columns(&Total { members: scored, name: &|what| format!("{what} in all") }, &all));
        out.push(self.column("bonus in all", self.dialect.whole(&bonus)));
        let states: Vec<String> = self.due().map(|(_, indicator)| self.of(&indicator.id, "state")).collect();
        let any = if states.is_empty() { "FALSE".to_owned() } else { format!("'invalid' IN ({})", super::draw::joined(&states, ", ")) };
        out.push(self.column("any invalid", any));
        Ok(self.step("totals", Some(StepWords::Totals), out))
    }
}
