//! A standard as written: every value with its place. Forms and types are checked here; what they mean together, in `check`.

use std::ops::Range;

use crate::diagnostic::Code;
use crate::document::{At, Figure, Findings, Free, Table, needs};
use crate::text::text;

use super::{Against, Applicant, Comparison, Short, Wording};

pub(super) struct Written {
    /// The header `[standard]`.
    pub span: Range<usize>,
    pub id: Option<At<String>>,
    pub name: Option<At<String>>,
    pub name_en: Option<At<String>>,
    pub document: Option<At<String>>,
    pub edition: Option<At<String>>,
    pub wording: Option<At<Wording>>,
    pub applicant: Option<At<Applicant>>,
    pub points: Option<At<Figure>>,
    pub decimals: Option<At<i64>>,
    pub phases: Vec<At<i64>>,
    pub met_share: Option<At<Figure>>,
    pub points_share: Option<At<Figure>>,
    pub pass_points: Option<At<Figure>>,
    pub types: Vec<WrittenType>,
    pub columns: Vec<(super::Profile, At<String>)>,
    pub dimensions: Vec<WrittenDimension>,
    pub inputs: Vec<WrittenInput>,
    pub indicators: Vec<WrittenIndicator>,
    pub cases: Vec<WrittenCase>,
    /// Keys that are written, and whose values could not be read.
    pub unread: Vec<&'static str>,
}

pub(super) struct WrittenType {
    pub id: Option<At<String>>,
    pub name: Option<At<String>>,
    pub name_en: Option<At<String>>,
    pub alias: Vec<At<String>>,
}

pub(super) struct WrittenDimension {
    pub id: Option<At<String>>,
    pub name: Option<At<String>>,
    pub name_en: Option<At<String>>,
    pub clause: Option<At<String>>,
    pub points: Option<At<Figure>>,
    pub at_least: Option<At<Figure>>,
    pub span: Range<usize>,
    /// Is there a clause that could not be read?
    pub unread_clause: bool,
}

pub(super) struct WrittenInput {
    pub id: Option<At<String>>,
    pub name: Option<At<String>>,
    pub name_en: Option<At<String>>,
    pub unit: Option<At<String>>,
    pub text: Option<At<String>>,
    pub whole: Option<At<bool>>,
    pub min: Option<At<Figure>>,
    pub max: Option<At<Figure>>,
    pub at_most: Option<At<String>>,
    pub shown_with: Option<At<String>>,
    pub alias: Vec<At<String>>,
    /// Keys that are written, and whose values could not be read.
    pub unread: Vec<&'static str>,
}

pub(super) struct WrittenIndicator {
    pub id: Option<At<String>>,
    pub dimension: Option<At<String>>,
    pub name: Option<At<String>>,
    pub name_en: Option<At<String>>,
    pub text: Option<At<String>>,
    pub kind: Option<(At<&'static str>, WrittenKind)>,
    pub points: Option<At<Figure>>,
    pub unit: Option<At<String>>,
    pub value: Option<At<String>>,
    pub whole: Option<At<bool>>,
    /// `None` where the key is absent.
    pub evidence: Option<Vec<At<String>>>,
    pub clause: Option<At<String>>,
    pub source: Option<At<String>>,
    pub basis: Option<At<Wording>>,
    pub applies_to: Option<At<Vec<At<String>>>>,
    pub not_applicable: WrittenNotApplicable,
    pub due: Option<At<i64>>,
    pub until: Option<At<i64>>,
    pub bonus: Option<At<bool>>,
    pub over_100: Option<At<bool>>,
    pub alias: Vec<At<String>>,
    pub advice: Option<At<String>>,
    pub checked_against: Option<At<Against>>,
    pub removal: Option<At<String>>,
    pub span: Range<usize>,
    /// Keys that are written, and whose values could not be read.
    pub unread: Vec<&'static str>,
}

pub(super) enum WrittenNotApplicable {
    Never,
    Always,
    Types(At<Vec<At<String>>>),
}

pub(super) enum WrittenKind {
    YesNo { expect: Option<At<bool>> },
    Tiers { tiers: Option<At<Vec<WrittenTier>>>, met_at: Option<At<Figure>> },
    Linear { zero_at: Option<At<Figure>>, full_at: Option<At<Figure>>, met_at: Option<At<Figure>> },
    Target { limit: Option<WrittenLimit>, short: Option<At<Short>> },
    Levels { levels: Option<At<Vec<WrittenLevel>>>, met_at: Option<At<String>> },
    PerCase { each: Option<At<Figure>>, met_at: Option<At<Figure>> },
    Judged { met_at: Option<At<Figure>> },
    Gate { veto: bool, limit: Option<WrittenLimit> },
}

pub(super) struct WrittenLimit {
    pub comparison: Comparison,
    /// Written as a figure for each year, rather than as one figure?
    pub by_year: bool,
    pub figures: Vec<(Option<At<i64>>, At<Figure>)>,
    pub span: Range<usize>,
}

pub(super) struct WrittenTier {
    pub limit: Option<WrittenLimit>,
    pub points: Option<At<Figure>>,
    pub types: Option<Vec<At<String>>>,
    /// Could all of them be read?
    pub types_read: bool,
    pub span: Range<usize>,
}

pub(super) struct WrittenLevel {
    pub level: Option<At<String>>,
    pub points: Option<At<Figure>>,
    /// Are there points that could not be read?
    pub points_unread: bool,
    pub text: Option<At<String>>,
    pub alias: Vec<At<String>>,
    pub span: Range<usize>,
}

pub(super) struct WrittenCase {
    pub name: Option<At<String>>,
    pub from: Option<At<String>>,
    pub phase: Option<At<i64>>,
    pub set: Vec<(At<String>, Free)>,
    pub expect: Vec<(At<String>, Free)>,
    /// Is there an `expect` with nothing in it?
    pub expects_nothing: bool,
    pub span: Range<usize>,
    /// Could every cell be read?
    pub set_is_read: bool,
    /// Keys that are written, and whose values could not be read.
    pub unread: Vec<&'static str>,
}

/// The kinds of rule, and which of their keys the other kinds do not have.
const KINDS: &[(&str, &[&str])] = &[
    ("yes-no", &["expect"]),
    ("tiers", &["tiers", "met_at"]),
    ("linear", &["zero_at", "full_at", "met_at"]),
    ("target", &["at_least", "more_than", "at_most", "less_than", "short"]),
    ("levels", &["levels", "met_at"]),
    ("per-case", &["each", "met_at"]),
    ("judged", &["met_at"]),
    ("required", &["at_least", "more_than", "at_most", "less_than"]),
    ("veto", &["at_least", "more_than", "at_most", "less_than"]),
];

/// Years that a phase may be.
const YEARS: (i64, i64) = (1900, 2200);

impl Written {
    pub fn read(root: &Table<'_, '_>, findings: &Findings<'_>) -> Self {
        root.require("standard", "[standard]");
        let head = root.table("standard");
        let text = |key: &'static str, example: &str| head.as_ref().and_then(|t| t.required_string(key, example));
        let id = text("id", "id = \"my-standard\"");
        let name = text("name", "name = \"…创建标准\"");
        let name_en = head.as_ref().and_then(|t| t.string("name_en"));
        let document = text("document", "document = \"渝卫办发〔2023〕66号\"");
        let edition = text("edition", "edition = \"2023\"");
        let (mut wording, mut applicant, mut points, mut decimals, mut phases) = (None, None, None, None, Vec::new());
        if let Some(head) = &head {
            head.require("wording", "wording = \"reconstructed\"");
            wording = head.word("wording", Wording::WORDS);
            head.require("applicant", "applicant = \"district\"");
            applicant = head.string("applicant").map(|word| word.map(|word| Applicant::of_word(&word)));
            points = head.figure("points");
            decimals = head.whole("decimals", 0, 6);
            phases = head.wholes("phases", YEARS.0, YEARS.1);
            needs::check(head, findings);
            head.finish(|_| None);
        }
        let pass = root.table("pass");
        let line = |key| pass.as_ref().and_then(|t| t.figure(key));
        let (met_share, points_share, pass_points) = (line("met_share"), line("points_share"), line("points"));
        if let Some(pass) = &pass {
            pass.finish(|_| None);
        }
        let types = root.tables("type").iter().map(WrittenType::read).collect();
        let columns = match root.table("columns") {
            Some(table) => {
                let columns = super::PROFILE
                    .iter()
                    .flat_map(|(profile, key, _)| table.strings(key).into_iter().map(|name| (*profile, name)))
                    .collect();
                table.finish(|_| None);
                columns
            }
            None => Vec::new(),
        };
        let dimensions = root.tables("dimension").iter().map(WrittenDimension::read).collect();
        let inputs = root.tables("input").iter().map(WrittenInput::read).collect();
        root.require("indicator", "[[indicator]]");
        let indicators = root.tables("indicator").iter().map(WrittenIndicator::read).collect();
        let cases = root.tables("case").iter().map(WrittenCase::read).collect();
        // Whatever refers to what could not be read is not known to be wrong.
        let mut unread: Vec<&str> =
            ["type", "dimension", "input", "indicator"].into_iter().filter(|key| root.has(key) && !root.is_list_of_tables(key)).collect();
        if head.as_ref().is_some_and(|head| head.has("phases") && head.list_len("phases") != Some(phases.len())) {
            unread.push("phases");
        }
        unread.extend(head.as_ref().filter(|head| head.has("points") && points.is_none()).map(|_| "points"));
        Self {
            unread,
            span: head.as_ref().map_or(0..0, |head| head.span.clone()),
            id,
            name,
            name_en,
            document,
            edition,
            wording,
            applicant,
            points,
            decimals,
            phases,
            met_share,
            points_share,
            pass_points,
            types,
            columns,
            dimensions,
            inputs,
            indicators,
            cases,
        }
    }
}

impl WrittenType {
    fn read(table: &Table<'_, '_>) -> Self {
        let read = Self {
            id: table.required_string("id", "id = \"chc\""),
            name: table.required_string("name", "name = \"社区卫生服务中心\""),
            name_en: table.string("name_en"),
            alias: table.strings("alias"),
        };
        table.finish(|_| None);
        read
    }
}

impl WrittenDimension {
    fn read(table: &Table<'_, '_>) -> Self {
        let read = Self {
            id: table.required_string("id", "id = \"D\""),
            name: table.required_string("name", "name = \"…\""),
            name_en: table.string("name_en"),
            clause: table.string("clause"),
            points: table.figure("points"),
            at_least: table.figure("at_least"),
            span: table.span.clone(),
            unread_clause: false,
        };
        table.finish(|_| None);
        Self { unread_clause: read.clause.is_none() && table.has("clause"), ..read }
    }
}

impl WrittenInput {
    fn read(table: &Table<'_, '_>) -> Self {
        let read = Self {
            id: table.required_string("id", "id = \"homes\""),
            name: table.required_string("name", "name = \"辖区养老机构数\""),
            name_en: table.string("name_en"),
            unit: table.string("unit"),
            text: table.string("text"),
            whole: table.boolean("whole"),
            min: table.figure("min"),
            max: table.figure("max"),
            at_most: table.string("at_most"),
            shown_with: table.string("for"),
            alias: table.strings("alias"),
            unread: Vec::new(),
        };
        table.finish(|_| None);
        let unread = [("at_most", read.at_most.is_none()), ("for", read.shown_with.is_none())];
        Self { unread: table.unread(&unread), ..read }
    }
}

impl WrittenIndicator {
    fn read(table: &Table<'_, '_>) -> Self {
        let id = table.required_string("id", "id = \"D1\"");
        table.require("kind", "kind = \"tiers\"");
        let names: Vec<(&str, &'static str)> = KINDS.iter().map(|(kind, _)| (*kind, *kind)).collect();
        let kind = table.word("kind", &names).map(|kind| {
            let written = WrittenKind::read(table, kind.value);
            (kind, written)
        });
        let not_applicable = if table.is_table("not_applicable") {
            table.table("not_applicable").and_then(|t| types_of(&t)).map(WrittenNotApplicable::Types)
        } else {
            let flag = table.boolean("not_applicable");
            flag.map(|flag| if flag.value { WrittenNotApplicable::Always } else { WrittenNotApplicable::Never })
        };
        let is_gate = kind.as_ref().is_some_and(|(_, kind)| kind.is_gate());
        let points = if kind.is_some() && !is_gate {
            table.require("points", "points = 4");
            table.figure("points")
        } else if kind.is_none() {
            table.figure("points")
        } else {
            None
        };
        let bonus = if is_gate { None } else { table.boolean("bonus") };
        let read = Self {
            dimension: table.string("dimension"),
            name: table.required_string("name", "name = \"…\""),
            name_en: table.string("name_en"),
            text: table.string("text"),
            points,
            unit: table.string("unit"),
            value: table.string("value"),
            whole: table.boolean("whole"),
            evidence: table.has("evidence").then(|| table.strings("evidence")),
            clause: table.string("clause"),
            source: table.string("source"),
            basis: table.word("basis", Wording::WORDS),
            applies_to: table.table("applies_to").and_then(|t| types_of(&t)),
            not_applicable: WrittenNotApplicable::Never,
            due: table.whole("due", YEARS.0, YEARS.1),
            until: table.whole("until", YEARS.0, YEARS.1),
            bonus,
            over_100: table.boolean("over_100"),
            alias: table.strings("alias"),
            advice: table.string("advice"),
            checked_against: table.word("checked_against", Against::WORDS),
            removal: table.string("removal"),
            span: table.span.clone(),
            unread: Vec::new(),
            id,
            kind,
        };
        let unread = [
            ("dimension", read.dimension.is_none()),
            ("clause", read.clause.is_none()),
            ("value", read.value.is_none()),
            ("unit", read.unit.is_none()),
            ("applies_to", read.applies_to.is_none()),
            ("not_applicable", not_applicable.is_none()),
            ("bonus", read.bonus.is_none() && !is_gate),
            ("due", read.due.is_none()),
            ("until", read.until.is_none()),
            ("over_100", read.over_100.is_none()),
        ];
        let kind_name = read.kind.as_ref().map(|(kind, _)| kind.value);
        if kind_name.is_none() {
            // Without a known kind its keys cannot be judged; asking for them keeps them from being called unknown.
            KINDS.iter().flat_map(|(_, keys)| *keys).for_each(|key| _ = table.has(key));
        }
        table.finish(|key| {
            let kind = kind_name?;
            if is_gate && (key == "points" || key == "bonus") {
                return Some((Code::KeyOfOtherKind, text!(GateWithPoints, key = key, kind = kind)));
            }
            let kinds: Vec<&str> = KINDS.iter().filter(|(_, keys)| keys.contains(&key)).map(|(kind, _)| *kind).collect();
            (!kinds.is_empty()).then(|| {
                let list: Vec<_> = kinds.into_iter().map(crate::text::Part::from).collect();
                (Code::KeyOfOtherKind, text!(KeyOfOtherKind, key = key, kind = kind, list = list))
            })
        });
        let unread = table.unread(&unread);
        Self { unread, not_applicable: not_applicable.unwrap_or(WrittenNotApplicable::Never), ..read }
    }
}

/// The types that a table names; none where it could not be read.
fn types_of(table: &Table<'_, '_>) -> Option<At<Vec<At<String>>>> {
    table.require("type", "type = [\"chc\"]");
    let types = table.strings("type");
    let read = table.list_len("type") == Some(types.len());
    table.finish(|_| None);
    read.then(|| At { value: types, span: table.value_span("type").unwrap_or(table.span.clone()) })
}

impl WrittenKind {
    /// Does it carry no points and decide alone?
    pub fn is_gate(&self) -> bool {
        matches!(self, Self::Gate { .. })
    }

    fn read(table: &Table<'_, '_>, kind: &str) -> Self {
        match kind {
            "yes-no" => Self::YesNo { expect: table.word("expect", &[("yes", true), ("no", false)]) },
            "tiers" => {
                table.require("tiers", "tiers = [ { at_least = \"100%\", points = 4 } ]");
                let tiers = table.tables("tiers").iter().map(WrittenTier::read).collect::<Vec<_>>();
                let read = table.list_len("tiers") == Some(tiers.len());
                Self::Tiers {
                    tiers: read.then(|| At { value: tiers, span: table.value_span("tiers").unwrap_or_default() }),
                    met_at: table.figure("met_at"),
                }
            }
            "linear" => {
                table.require("zero_at", "zero_at = 0");
                table.require("full_at", "full_at = 100");
                Self::Linear { zero_at: table.figure("zero_at"), full_at: table.figure("full_at"), met_at: table.figure("met_at") }
            }
            "target" => Self::Target {
                limit: WrittenLimit::read(table, true),
                short: table.word("short", &[("zero", Short::Zero), ("pro-rata", Short::ProRata)]),
            },
            "levels" => {
                table.require("levels", "levels = [ { level = \"优\" } ]");
                let levels = table.tables("levels").iter().map(WrittenLevel::read).collect::<Vec<_>>();
                let read = table.list_len("levels") == Some(levels.len());
                Self::Levels {
                    levels: read.then(|| At { value: levels, span: table.value_span("levels").unwrap_or_default() }),
                    met_at: table.label("met_at"),
                }
            }
            "per-case" => {
                table.require("each", "each = -1");
                Self::PerCase { each: table.figure("each"), met_at: table.figure("met_at") }
            }
            "judged" => Self::Judged { met_at: table.figure("met_at") },
            _ => Self::Gate { veto: kind == "veto", limit: WrittenLimit::read(table, false) },
        }
    }
}

impl WrittenLimit {
    /// The one limit of a table, a figure or one figure per year.
    fn read(table: &Table<'_, '_>, required: bool) -> Option<Self> {
        let mut limits: Vec<Self> = Vec::new();
        for (key, comparison) in Comparison::KEYS {
            let Some(span) = table.key_span(key) else { continue };
            let by_year = table.is_table(key);
            let figures = if by_year {
                let years = table.table(key)?;
                years.figures_by_year().into_iter().map(|(year, figure)| (Some(year), figure)).collect()
            } else {
                table.figure(key).into_iter().map(|figure| (None, figure)).collect()
            };
            limits.push(Self { comparison, by_year, figures, span });
        }
        if limits.len() > 1 {
            let (second, first) = (limits.remove(1), limits.remove(0));
            let found = table.make(
                Code::LimitForm,
                &second.span,
                text!(TwoLimits, first = first.comparison.key(), second = second.comparison.key()),
            );
            table.push(found.related(table.place(&first.span), text!(FirstHere, name = first.comparison.key())).help(text!(KeepOne)));
            return None;
        }
        if required && limits.is_empty() && !Comparison::KEYS.iter().any(|(key, _)| table.has(key)) {
            let found = table.make(Code::LimitForm, &table.span, text!(NoLimit, table = table.title()));
            table.push(found.help(text!(AddKey, example = "at_least = \"90%\"")));
        }
        limits.pop()
    }
}

impl WrittenTier {
    fn read(table: &Table<'_, '_>) -> Self {
        table.require("points", "points = 2");
        let limit = WrittenLimit::read(table, true);
        let read = Self {
            limit,
            points: table.figure("points"),
            types: table.has("type").then(|| table.strings("type")),
            types_read: !table.has("type"),
            span: table.span.clone(),
        };
        table.finish(|_| None);
        let types = read.types.as_ref().map(Vec::len);
        Self { types_read: read.types_read || table.list_len("type") == types, ..read }
    }
}

impl WrittenLevel {
    fn read(table: &Table<'_, '_>) -> Self {
        let read = Self {
            level: {
                table.require("level", "level = \"优\"");
                table.label("level")
            },
            points: table.figure("points"),
            points_unread: false,
            text: table.string("text"),
            alias: table.strings("alias"),
            span: table.span.clone(),
        };
        table.finish(|_| None);
        Self { points_unread: read.points.is_none() && table.has("points"), ..read }
    }
}

impl WrittenCase {
    fn read(table: &Table<'_, '_>) -> Self {
        let name = table.required_string("name", "name = \"…\"");
        let set_table = table.table("set");
        let set = set_table.as_ref().map(Table::free_entries).unwrap_or_default();
        let set_is_read = set_table.map_or(!table.has("set"), |entries| entries.is_read(set.len()));
        table.require("expect", "expect = { points = \"96.00\", passed = true }");
        let expect_table = table.table("expect");
        let expect = expect_table.as_ref().map(Table::free_entries).unwrap_or_default();
        let expects_nothing = expect_table.is_some_and(|entries| entries.is_read(0));
        let read = Self {
            name,
            from: table.string("from"),
            phase: table.whole("phase", YEARS.0, YEARS.1),
            set,
            expect,
            expects_nothing,
            set_is_read,
            unread: Vec::new(),
            span: table.span.clone(),
        };
        table.finish(|_| None);
        let unread = [("name", read.name.is_none()), ("from", read.from.is_none()), ("phase", read.phase.is_none())];
        Self { unread: table.unread(&unread), ..read }
    }
}
