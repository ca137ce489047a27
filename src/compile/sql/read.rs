//! What cells say: the table as text, figures as exact decimals, and of every answer whether it is blank, 不适用, a figure, a word, or
//! cannot be used and why. The words are those of scoring, written down a second time.

use unicode_normalization::UnicodeNormalization;

use crate::number::Decimal;
use crate::standard::{Gate, Indicator, Kind, header_key};

use super::draw::{Column, Step, case, sum};
use super::exact::{PLACES, WHOLE_DIGITS};
use super::{BLANK, FIGURE, NOT_APPLICABLE, NOT_DUE, NotExact, OTHER_TYPE, StepWords, Writer, ZERO_BY_ZERO, ZERO_DIVISOR, is_word};

/// 不适用 in its several forms.
const NOT_APPLICABLE_WORDS: &[&str] = &["不适用", "无此项", "n/a", "na", "/", "—", "——", "―", "――", "–", "not applicable"];
/// Words that mean one thing whatever is asked.
const PLAIN: [&[&str]; 2] = [&["是", "有", "y", "yes", "true", "1"], &["否", "无", "n", "no", "false", "0"]];
/// Words that say good or bad.
const JUDGING: [&[&str]; 2] = [
    &["已", "达标", "符合", "合格", "具备", "通过", "√", "✓", "✔", "☑"],
    &["未", "未达标", "不符合", "不合格", "不具备", "未通过", "×", "✗", "✘", "☒"],
];
/// What stands around the text of a cell: tab, line breaks, blank, no-break space, Chinese blank.
const WHITE_SPACE: &str = "CHR(9) || CHR(10) || CHR(13) || ' ' || CHR(160) || '　'";
/// The columns of words, which every row carries as long as it is read.
const WORDS: [(&str, &[&str]); 5] = [(NA, NOT_APPLICABLE_WORDS), (YES, PLAIN[0]), (NO, PLAIN[1]), (GOOD, JUDGING[0]), (BAD, JUDGING[1])];
const NA: &str = "n/a words";
const YES: &str = "yes words";
const NO: &str = "no words";
const GOOD: &str = "good words";
const BAD: &str = "bad words";
/// Zeros that may stand behind the last place: typed decimals are shown with all their places.
const MORE_ZEROS: u32 = 32;

/// Digits of the decimals that figures are held in: more than they have, since DuckDB multiplies and adds those of 18 in 64 bits.
const FIGURE_DIGITS: u32 = 30;

/// What a figure must keep to, in the unit of its cell: a percentage in percent.
struct FigureRule<'s> {
    unit: Option<&'s str>,
    percent: bool,
    whole: bool,
    least: Option<Decimal>,
    most: Option<Decimal>,
    over_100: bool,
}

/// What may stand behind a figure: its unit where that is plain, or a word for counting; behind a percentage its sign.
fn unit_pattern(unit: Option<&str>) -> String {
    if unit == Some("%") {
        return "( ?%)?".to_owned();
    }
    let mut words: Vec<&str> = Vec::new();
    // Letters mean themselves in a pattern; marks and digits may not, and some words mean more than a unit.
    let plain = |unit: &&str| {
        unit.chars().all(|c| (c.is_alphabetic() || c == '/') && c.nfkc().eq(std::iter::once(c)))
            && unit.to_lowercase() == **unit
            && !unit.is_empty()
            && !unit.starts_with(['e', '余', '多'])
            && !unit.ends_with("左右")
    };
    words.extend(unit.filter(plain));
    for word in ["个", "名", "项"] {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    format!("( ?({}))?", words.join("|"))
}

/// A condition and what the answer is then called.
type Arm = (String, String);

impl Writer<'_> {
    /// The words that are read, in one place.
    pub(super) fn words(&self) -> Step {
        let mut out = vec![self.column("white space", WHITE_SPACE)];
        out.extend(WORDS.iter().map(|(name, words)| self.column(name, self.dialect.list(words))));
        let comment = self.step("", Some(StepWords::Words), Vec::new()).comment;
        Step { name: Some("answer_words"), comment, keeps: false, columns: out, from: String::new() }
    }

    /// A cell as text without white space at its ends; NULL where nothing is left.
    fn text_of(&self, column: &str) -> String {
        let text = format!("CAST({column} AS {})", self.dialect.text_type());
        format!("NULLIF(TRIM(BOTH {} FROM {text}), '')", self.q("white space"))
    }

    /// Is a cell, in small letters, one of these words?
    fn is_word_of(&self, list: &str, cell: &str) -> String {
        self.dialect.holds(&self.q(list), &format!("LOWER({cell})"))
    }

    /// The cells of the table that matter, as text.
    pub(super) fn cells(&self) -> Step {
        let (standard, columns) = (self.standard, self.settings.columns);
        let cell = |name: &str, source: &Option<String>, comment: Option<&String>| Column {
            comment: comment.cloned().into_iter().collect(),
            expression: match source {
                Some(source) => self.text_of(&self.q(source)),
                None => format!("CAST(NULL AS {})", self.dialect.text_type()),
            },
            name: Some(self.q(name)),
        };
        // Without a column of ids the name is the id.
        let id = if columns.id.is_some() { &columns.id } else { &columns.name };
        let mut out = vec![cell("id", id, None), cell("name", &columns.name, None), cell("district", &columns.district, None)];
        out.push(cell("type", &columns.applicant_type, None));
        let words = self.settings.words;
        for (i, indicator) in self.due() {
            if indicator.value.is_none() || self.has_claim(i) {
                out.push(cell(&indicator.id, columns.own.get(i).unwrap_or(&None), words.indicators.get(i)));
            }
        }
        for (i, input) in standard.inputs.iter().enumerate().filter(|(i, _)| self.read[*i]) {
            out.push(cell(&input.id, columns.inputs.get(i).unwrap_or(&None), words.inputs.get(i)));
        }
        let comment = self.step("", Some(StepWords::Cells), Vec::new()).comment;
        out.extend(WORDS.iter().map(|(name, _)| Column { comment: Vec::new(), expression: self.q(name), name: None }));
        let from = format!("{} CROSS JOIN answer_words", self.settings.table);
        Step { name: Some("applicant_cells"), comment, keeps: false, columns: out, from }
    }

    /// The type, and every figure as an exact decimal.
    pub(super) fn figures(&self) -> Step {
        let mut out = Vec::new();
        if !self.standard.types.is_empty() {
            let cell = format!("LOWER({})", self.q("type"));
            let arms: Vec<Arm> = self
                .standard
                .types
                .iter()
                .map(|t| {
                    let names = [&t.id, &t.name.zh, &t.name.en].into_iter().chain(&t.alias).filter(|name| !name.is_empty());
                    (self.is_one_of(&cell, names.map(String::as_str)), self.dialect.text(&t.id))
                })
                .collect();
            out.push(self.column("type id", case(&arms, None)));
        }
        for (_, indicator) in self.due().filter(|(i, one)| !is_word(one) && (one.value.is_none() || self.has_claim(*i))) {
            out.push(self.figure(&indicator.id, indicator.unit.as_deref()));
        }
        for (_, input) in self.standard.inputs.iter().enumerate().filter(|(i, _)| self.read[*i]) {
            out.push(self.figure(&input.id, input.unit.as_deref()));
        }
        self.step("figures", Some(StepWords::Figures), out)
    }

    /// A cell as a decimal, where it holds a plain figure that is short enough.
    fn figure(&self, id: &str, unit: Option<&str>) -> Column {
        let cell = self.q(id);
        let whole = format!("([0-9]{{1,{WHOLE_DIGITS}}}|[0-9]{{1,3}}(,[0-9]{{3}}){{1,{}}})", WHOLE_DIGITS / 3 - 1);
        let pattern = format!("[+-]?{whole}([.][0-9]{{1,{PLACES}}}0{{0,{MORE_ZEROS}}})?{}", unit_pattern(unit));
        let decimal = format!("TRY_CAST({} AS DECIMAL({FIGURE_DIGITS}, {PLACES}))", self.dialect.digits(&cell));
        let expression = format!("CASE\n  WHEN {}\n  THEN {decimal}\nEND", self.dialect.fits(&cell, &pattern));
        self.column(&format!("{id} figure"), expression)
    }

    /// What every raw figure says, and what is claimed of quotients.
    pub(super) fn readings(&self) -> Step {
        let mut out = Vec::new();
        for (i, input) in self.standard.inputs.iter().enumerate().filter(|(i, _)| self.read[*i]) {
            let rule = FigureRule {
                unit: input.unit.as_deref(),
                percent: input.percent(),
                whole: input.whole,
                least: Some(input.min),
                most: input.max,
                over_100: true,
            };
            let name = if self.is_part(i) { "read" } else { "says" };
            out.push(self.column(&format!("{} {name}", input.id), case(&self.figure_arms(&input.id, &rule), Some(FIGURE))));
        }
        for (_, indicator) in self.due().filter(|(i, _)| self.has_claim(*i)) {
            let arms = self.figure_arms(&indicator.id, &self.own_rule(indicator));
            out.push(self.column(&format!("{} claim", indicator.id), case(&arms, Some(FIGURE))));
        }
        self.step("readings", Some(StepWords::Readings), out)
    }

    /// Is it a used part of another input?
    fn is_part(&self, input: usize) -> bool {
        self.used[input] && self.standard.inputs[input].at_most.is_some()
    }

    /// Parts that are larger than their whole, each judged by the figures as they were read.
    pub(super) fn parts(&self) -> Option<Step> {
        let mut out = Vec::new();
        for (i, input) in self.standard.inputs.iter().enumerate().filter(|(i, _)| self.is_part(*i)) {
            let Some(at_most) = input.at_most else { continue };
            let whole = &self.standard.inputs[at_most];
            let read = |input: usize| self.of(&self.standard.inputs[input].id, if self.is_part(input) { "read" } else { "says" });
            let hundredfold = |percent: bool, other: bool| if other && !percent { " * 100" } else { "" };
            let larger = format!(
                "{} = {FIGURE} AND {} = {FIGURE} AND {}{} > {}{}",
                read(i),
                read(at_most),
                self.of(&input.id, "figure"),
                hundredfold(input.percent(), whole.percent()),
                self.of(&whole.id, "figure"),
                hundredfold(whole.percent(), input.percent()),
            );
            let says = case(&[(larger, "'part-over-whole'".to_owned())], Some(&read(i)));
            out.push(self.column(&format!("{} says", input.id), says));
        }
        (!out.is_empty()).then(|| self.step("parts", Some(StepWords::Parts), out))
    }

    /// Whether a claim decides: where figures are blank, none of them is unreadable, and something is claimed.
    pub(super) fn claims(&self) -> Option<Step> {
        let columns: Vec<Column> = self
            .due()
            .filter(|(i, _)| self.has_claim(*i))
            .filter_map(|(_, indicator)| {
                let says = self.inputs_say(indicator)?;
                let readable: Vec<String> = says.iter().map(|says| format!("{says} IN ({BLANK}, {NOT_APPLICABLE}, {FIGURE})")).collect();
                let own = self.of(&indicator.id, "claim");
                let expression = format!("{own} <> {BLANK}\n  AND {BLANK} IN ({})\n  AND {}", says.join(", "), readable.join("\n  AND "));
                Some(self.column(&format!("{} by claim", indicator.id), expression))
            })
            .collect();
        (!columns.is_empty()).then(|| self.step("claims", Some(StepWords::Claims), columns))
    }

    /// The columns that say what the figures of a quotient say.
    fn inputs_say(&self, indicator: &Indicator) -> Option<Vec<String>> {
        let value = indicator.value.as_ref()?;
        let mut inputs: Vec<usize> = Vec::new();
        value.inputs().for_each(|input| {
            if !inputs.contains(&input) {
                inputs.push(input)
            }
        });
        Some(inputs.into_iter().map(|input| self.of(&self.standard.inputs[input].id, "says")).collect())
    }

    /// Numerators and divisors as whole numbers, in one unit, so that one over the other is the figure.
    pub(super) fn quotients(&self) -> Step {
        let mut out = Vec::new();
        for (i, indicator) in self.due().filter(|(_, indicator)| !is_word(indicator)) {
            let id = &indicator.id;
            let own = || {
                let units = self.units(indicator);
                let figure = self.of(id, "figure");
                let factor = if units.whole { figure } else { format!("{figure} * {}", 10i128.pow(u32::from(PLACES))) };
                self.dialect.whole(&factor)
            };
            let Some(value) = &indicator.value else {
                if super::rule::needs_units(indicator) {
                    out.push(self.column(&format!("{id} above"), own()));
                }
                continue;
            };
            let units = self.units(indicator);
            let part = |inputs: &[usize]| {
                let factor = |input: usize| {
                    units.places.checked_sub(if self.standard.inputs[input].percent() { 2 } else { 0 }).map_or(1, |p| 10i128.pow(p.into()))
                };
                let figure = |input: usize| self.of(&self.standard.inputs[input].id, "figure");
                let times = |text: String, factor: i128| if factor == 1 { text } else { format!("{text} * {factor}") };
                let first = factor(inputs[0]);
                if inputs.iter().all(|input| factor(*input) == first) {
                    let terms: Vec<String> = inputs.iter().map(|input| figure(*input)).collect();
                    let all = if terms.len() > 1 && first != 1 { format!("({})", sum(&terms)) } else { sum(&terms) };
                    return self.dialect.whole(&times(all, first));
                }
                let terms: Vec<String> = inputs.iter().map(|input| times(figure(*input), factor(*input))).collect();
                self.dialect.whole(&sum(&terms))
            };
            let (mut above, mut below) = (part(&value.numerator), None);
            if !value.divisor.is_empty() {
                let divisor = part(&value.divisor);
                if value.divisor.iter().any(|input| self.standard.inputs[*input].min.is_negative()) {
                    // The divisor is made positive, for comparisons to be multiplied with.
                    above = case(&[(format!("{divisor} < 0"), format!("-{above}"))], Some(&above));
                    below = Some(format!("ABS({divisor})"));
                } else {
                    below = Some(divisor);
                }
            }
            if self.has_claim(i) {
                let by_claim = self.of(id, "by claim");
                let claimed = Units { whole: false, places: PLACES + if indicator.percent() { 2 } else { 0 }, ..units };
                let figure = self.dialect.whole(&format!("{} * {}", self.of(id, "figure"), 10i128.pow(u32::from(PLACES))));
                let constant = |places: u8| 10i128.pow(u32::from(places)).to_string();
                let of_figures = below.unwrap_or_else(|| constant(units.places));
                above = case(&[(by_claim.clone(), figure)], Some(&above));
                let constant = self.dialect.whole(&constant(claimed.places));
                below = Some(case(&[(by_claim, constant)], Some(&of_figures)));
            }
            out.push(self.column(&format!("{id} above"), above));
            out.extend(below.map(|below| self.column(&format!("{id} below"), below)));
        }
        self.step("quotients", Some(StepWords::Quotients), out)
    }

    /// In which unit the figure of an indicator is held as a whole number.
    pub(super) fn units(&self, indicator: &Indicator) -> Units {
        let places = |whole: bool, percent: bool| match (whole, percent) {
            (true, false) => 0,
            (false, false) => PLACES,
            (_, true) => PLACES + 2,
        };
        match &indicator.value {
            None => {
                let whole = self.own_rule(indicator).whole && !indicator.percent();
                Units { whole, places: places(whole, indicator.percent()), terms: 1 }
            }
            Some(value) => {
                let of = |input: usize| places(self.standard.inputs[input].whole, self.standard.inputs[input].percent());
                let places = value.inputs().map(of).max().unwrap_or(0);
                Units { whole: places == 0, places, terms: value.numerator.len().max(value.divisor.len()) }
            }
        }
    }

    /// What every indicator is answered.
    pub(super) fn answers(&self) -> Result<Step, NotExact> {
        let mut out = Vec::new();
        for (i, indicator) in self.due() {
            let id = &indicator.id;
            let mut arms: Vec<Arm> = Vec::new();
            arms.extend(self.is_other_type(indicator).map(|other| (other, OTHER_TYPE.to_owned())));
            let otherwise = match (&indicator.value, is_word(indicator)) {
                (_, true) => self.word_arms(indicator, &mut arms),
                (None, false) => {
                    arms.extend(self.figure_arms(id, &self.own_rule(indicator)));
                    FIGURE.to_owned()
                }
                (Some(value), false) => {
                    if self.has_claim(i) {
                        arms.push((self.of(id, "by claim"), self.of(id, "claim")));
                    }
                    let says = self.inputs_say(indicator).unwrap_or_default();
                    // What cannot be read comes first, then what is blank, then 不适用.
                    for says in &says {
                        arms.push((format!("{says} NOT IN ({BLANK}, {NOT_APPLICABLE}, {FIGURE})"), says.clone()));
                    }
                    for word in [BLANK, NOT_APPLICABLE] {
                        let any = if let [one] = says.as_slice() {
                            format!("{one} = {word}")
                        } else {
                            format!("{word} IN ({})", says.join(", "))
                        };
                        arms.push((any, word.to_owned()));
                    }
                    let (above, below) = (self.of(id, "above"), self.of(id, "below"));
                    if !value.divisor.is_empty() {
                        arms.push((format!("{below} = 0 AND {above} = 0"), ZERO_BY_ZERO.to_owned()));
                        arms.push((format!("{below} = 0"), ZERO_DIVISOR.to_owned()));
                    }
                    if indicator.percent() && !indicator.over_100 {
                        let units = self.units(indicator);
                        let one = if value.divisor.is_empty() && !self.has_claim(i) {
                            10i128.pow(units.places.into()).to_string()
                        } else {
                            below
                        };
                        arms.push((format!("{above} > {one}"), "'over-100'".to_owned()));
                    }
                    FIGURE.to_owned()
                }
            };
            out.push(self.column(&format!("{id} says"), case(&arms, Some(&otherwise))));
        }
        // What is not due says so for every row that it applies to.
        for indicator in self.standard.indicators.iter().filter(|indicator| !indicator.is_due(self.settings.phase)) {
            let arms: Vec<Arm> = self.is_other_type(indicator).into_iter().map(|other| (other, OTHER_TYPE.to_owned())).collect();
            out.push(self.column(&format!("{} says", indicator.id), case(&arms, Some(NOT_DUE))));
        }
        Ok(self.step("answers", Some(StepWords::Answers), out))
    }

    /// What a figure in a cell may be.
    fn own_rule<'i>(&self, indicator: &'i Indicator) -> FigureRule<'i> {
        let most = match &indicator.kind {
            Kind::Judged { .. } => {
                let places = i8::try_from(self.standard.decimals).unwrap_or(0);
                Decimal::whole(indicator.points.0).and_then(|points| points.shifted(-places))
            }
            _ => None,
        };
        FigureRule {
            unit: indicator.unit.as_deref(),
            percent: indicator.percent(),
            whole: indicator.whole || matches!(indicator.kind, Kind::PerCase { .. }),
            least: (!indicator.may_be_negative()).then_some(Decimal::ZERO),
            most,
            over_100: indicator.over_100,
        }
    }

    /// Everything that the cell of a figure can say but a figure that is within its bounds.
    fn figure_arms(&self, id: &str, rule: &FigureRule<'_>) -> Vec<Arm> {
        let (cell, figure) = (self.q(id), self.of(id, "figure"));
        let in_cell = |bound: Decimal| if rule.percent { bound.shifted(2).unwrap_or(bound) } else { bound };
        let said = |code: &str| format!("'{code}'");
        let mut arms = vec![
            (format!("{cell} IS NULL"), BLANK.to_owned()),
            (self.says_not_applicable(&cell), NOT_APPLICABLE.to_owned()),
            (
                format!(
                    "{figure} IS NULL AND {}",
                    self.dialect.fits(&cell, &format!("[+-]?[0-9]+([.][0-9]+)?{}", unit_pattern(rule.unit)))
                ),
                said("too-many-digits"),
            ),
            (format!("{figure} IS NULL"), said("not-a-number")),
        ];
        if let Some(least) = rule.least {
            arms.push((format!("{figure} < {}", in_cell(least)), said("negative")));
        }
        if let Some(most) = rule.most {
            arms.push((format!("{figure} > {}", in_cell(most)), said("too-large")));
        }
        if rule.percent && !rule.over_100 {
            arms.push((format!("{figure} > 100"), said("over-100")));
        }
        if rule.whole {
            // A whole percentage is a whole number as a fraction: 0 % or 100 %.
            let part = if rule.percent { format!("MOD({figure}, 100) <> 0") } else { format!("{figure} <> FLOOR({figure})") };
            arms.push((part, said("not-whole")));
        }
        arms
    }

    fn says_not_applicable(&self, cell: &str) -> String {
        self.is_word_of(NA, cell)
    }

    /// What a word says; returns what it is where it is nothing that is known.
    fn word_arms(&self, indicator: &Indicator, arms: &mut Vec<Arm>) -> String {
        let cell = self.q(&indicator.id);
        let lower = format!("LOWER({cell})");
        arms.push((format!("{cell} IS NULL"), BLANK.to_owned()));
        arms.push((self.says_not_applicable(&cell), NOT_APPLICABLE.to_owned()));
        if let Kind::Levels { levels, .. } = &indicator.kind {
            for (at, level) in levels.iter().enumerate() {
                let names = std::iter::once(&level.name).chain(&level.alias).map(String::as_str);
                arms.push((self.is_one_of(&lower, names), format!("'level {}'", at + 1)));
            }
            arms.push((format!("{cell} IN ('0', '无')"), "'level 0'".to_owned()));
            return "'unknown-level'".to_owned();
        }
        let strict = matches!(&indicator.kind, Kind::YesNo { expect: false } | Kind::Veto(Gate::YesNo));
        if !strict {
            let either = |plain, judging| format!("{} OR {}", self.is_word_of(plain, &cell), self.is_word_of(judging, &cell));
            arms.push((either(YES, GOOD), "'yes'".to_owned()));
            arms.push((either(NO, BAD), "'no'".to_owned()));
            return "'not-yes-no'".to_owned();
        }
        // Yes is bad here: only words that mean one thing, or a count; "passed" could mean either.
        arms.push((self.is_word_of(YES, &cell), "'yes'".to_owned()));
        arms.push((self.is_word_of(NO, &cell), "'no'".to_owned()));
        let judging = format!("{} OR {}", self.is_word_of(GOOD, &cell), self.is_word_of(BAD, &cell));
        arms.push((judging, "'ambiguous-yes-no'".to_owned()));
        let count = |digits: &str| self.dialect.fits(&cell, digits);
        arms.push((count("[+-]?0{1,12}([.]0{1,32})?"), "'no'".to_owned()));
        arms.push((count(&format!("[+]?[0-9]{{1,{WHOLE_DIGITS}}}([.]0{{1,{MORE_ZEROS}}})?")), "'yes'".to_owned()));
        "'not-yes-no'".to_owned()
    }

    /// Is a cell in small letters one of these names? As they are written, and as headers and names are compared.
    fn is_one_of<'n>(&self, cell: &str, names: impl Iterator<Item = &'n str>) -> String {
        let mut all: Vec<String> = Vec::new();
        for name in names {
            for name in [name.trim().to_lowercase(), header_key(name)] {
                let name = self.dialect.text(&name);
                if !all.contains(&name) {
                    all.push(name);
                }
            }
        }
        if let [one] = all.as_slice() { format!("{cell} = {one}") } else { format!("{cell} IN ({})", all.join(", ")) }
    }
}

/// The unit of whole numbers: 10 to the power of minus `places`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Units {
    /// Are the figures whole themselves?
    pub whole: bool,
    /// Places after the point that are held, of a percentage as a fraction.
    pub places: u8,
    /// How many figures are added at most.
    pub terms: usize,
}
