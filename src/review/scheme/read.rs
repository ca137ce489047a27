//! From the tables of a scheme's file to the valid scheme. Forms, types and bounds are checked here, what tracks, rounds and
//! records mean together in `check`.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Severity};
use jiff::civil::Date;

use crate::document::{At, Findings, FreeFigures, FreeLists, Table, needs};
use crate::number::Decimal;
use crate::standard::{self, BUILT_IN, Standard};
use crate::text::{Part, text};

use super::super::panel::{Combine, Mark, Panel, Per, Scale, mark};
use super::{
    Assumed, CountFrom, Decision, Effect, GoOn, Issuer, Item, Items, Named, NationalList, NoticePlan, Objection, ObjectionState, Override,
    Prefer, Recusal, RegisterPlan, Round, Scheme, Track, check, files,
};

/// Most tracks, rounds, items or places.
const MOST: i64 = 1_000_000;
/// Most points of an item.
const MOST_POINTS: i64 = 1_000_000_000;

/// The standards that a scheme names, each loaded once.
#[derive(Default)]
pub(super) struct Standards {
    folder: String,
    loaded: Vec<(String, Option<Arc<Standard>>)>,
    /// What is wrong with them.
    pub findings: Vec<Diagnostic>,
    /// Their texts.
    pub texts: Vec<(Arc<str>, Arc<str>)>,
    /// Those that are files, as they can be opened.
    pub files: Vec<String>,
    /// Of those that were read, the name and the SHA-256.
    pub read: Vec<(Arc<str>, String)>,
}

impl Standards {
    pub fn new(folder: &str) -> Self {
        Self { folder: folder.to_owned(), ..Self::default() }
    }

    /// A built-in id, or a path beside the scheme; a file of that name comes first.
    fn load(&mut self, name: &At<String>, findings: &Findings<'_>) -> Option<Arc<Standard>> {
        if let Some((_, known)) = self.loaded.iter().find(|(known, _)| *known == name.value) {
            return known.clone();
        }
        let path = files::beside(&self.folder, &name.value);
        let exists = Path::new(&path).is_file();
        let built_in = BUILT_IN.iter().any(|b| b.id == name.value);
        let standard = if !exists && !built_in {
            let ids = BUILT_IN.iter().map(|b| b.id);
            let help = match crate::document::nearest(&name.value, ids.clone()) {
                Some(near) => text!(DidYouMean, word = near),
                None => text!(BuiltInStandards, list = ids.map(Part::from).collect::<Vec<_>>()),
            };
            findings.push(findings.make(Code::UnknownReference, &name.span, text!(NoSuchStandard, id = &name.value)).help(help));
            None
        } else {
            let loaded = standard::load(if exists { &path } else { &name.value });
            if loaded.standard.is_none() {
                findings.push(findings.make(Code::BrokenStandard, &name.span, text!(BrokenStandard, id = &name.value)));
            }
            self.texts.extend(loaded.sources.all());
            // Notes on a standard are for whoever checks the standard.
            self.findings.extend(loaded.findings.into_iter().filter(|found| found.severity > Severity::Note));
            if exists {
                self.read.extend(loaded.standard.as_ref().map(|read| (standard::shown_path(&path).into(), read.sha256.clone())));
                self.files.push(path);
            }
            loaded.standard.map(Arc::new)
        };
        self.loaded.push((name.value.clone(), standard.clone()));
        standard
    }
}

/// What is read before rounds and tracks are put together.
struct Reader<'f, 'd, 's> {
    findings: &'f Findings<'d>,
    standards: &'s mut Standards,
}

/// A round as written, with the places that later checks need.
pub(super) struct WrittenRound {
    pub id: Option<At<String>>,
    pub round: Round,
    /// Where it is said how many go on.
    pub best: Option<Range<usize>>,
}

/// `[final]` as written.
#[derive(Clone, Default)]
pub(super) struct WrittenFinal {
    /// None for a weight that cannot be read.
    pub weights: Option<FreeFigures>,
    pub tie_break: Option<Vec<At<String>>>,
    pub decimals: Option<u8>,
    pub span: Range<usize>,
}

impl WrittenFinal {
    /// This one, and what it does not say from the one of the scheme.
    pub fn over(self, shared: &Self) -> Self {
        Self {
            weights: self.weights.or_else(|| shared.weights.clone()),
            tie_break: self.tie_break.or_else(|| shared.tie_break.clone()),
            decimals: self.decimals.or(shared.decimals),
            span: self.span,
        }
    }

    /// Does it say everything that the other says?
    pub fn covers(&self, shared: &Self) -> bool {
        (self.weights.is_some() || shared.weights.is_none())
            && (self.tie_break.is_some() || shared.tie_break.is_none())
            && (self.decimals.is_some() || shared.decimals.is_none())
    }
}

/// A track as written.
pub(super) struct WrittenTrack {
    pub id: Option<At<String>>,
    pub track: Track,
    pub rounds: Vec<WrittenRound>,
    pub own_final: Option<WrittenFinal>,
    pub ballots: FreeLists,
    pub phase: Option<Range<usize>>,
    pub standard: Option<At<String>>,
    pub span: Range<usize>,
}

pub(super) fn scheme(root: &Table<'_, '_>, findings: &Findings<'_>, standards: &mut Standards) -> Scheme {
    let mut reader = Reader { findings, standards };
    root.require("scheme", "[scheme]");
    root.require("track", "[[track]]");
    let mut scheme = root.table("scheme").map(|head| reader.head(&head)).unwrap_or_else(empty);
    scheme.issuer = root.table("issuer").map(|table| reader.issuer(&table)).unwrap_or_default();
    let assumed = root.table("assumed").map(|table| table.paths()).unwrap_or_default();
    let rounds: Vec<WrittenRound> = root.tables("round").iter().map(|table| reader.round(table)).collect();
    let shared_final = root.table("final").map(|table| reader.last(&table));
    let tracks: Vec<WrittenTrack> = root.tables("track").iter().map(|table| reader.track(table)).collect();
    let track_ids: Vec<String> = tracks.iter().map(|t| t.track.id.clone()).collect();
    scheme.recusals = root.tables("recusal").iter().filter_map(|table| reader.recusal(table, &track_ids)).collect();
    scheme.overrides = root.tables("override").iter().filter_map(|table| reader.decision(table, &track_ids)).collect();
    scheme.objections = root.tables("objection").iter().filter_map(|table| reader.objection(table, &track_ids)).collect();
    let mut check = check::Check { findings, rounds_are_clear: true };
    check.ids(&tracks, &rounds);
    scheme.tracks = check.tracks(tracks, &rounds, shared_final.as_ref());
    check.records(&scheme);
    check.assumed(&assumed, &scheme);
    scheme.assumed = assumed.into_iter().map(|(path, reason)| Assumed { path: path.value, reason: reason.value }).collect();
    scheme
}

fn empty() -> Scheme {
    Scheme {
        id: String::new(),
        name: String::new(),
        document: None,
        file: "".into(),
        sha256: String::new(),
        folder: String::new(),
        applied_on: None,
        register: None,
        recheck_every: None,
        divisions: None,
        standards: Vec::new(),
        notice: None,
        issuer: Issuer::default(),
        assumed: Vec::new(),
        tracks: Vec::new(),
        recusals: Vec::new(),
        overrides: Vec::new(),
        objections: Vec::new(),
    }
}

fn plain(text: Option<At<String>>) -> Option<String> {
    text.map(|text| text.value)
}

fn size(n: i64) -> usize {
    usize::try_from(n).unwrap_or(0)
}

impl Reader<'_, '_, '_> {
    fn head(&mut self, table: &Table<'_, '_>) -> Scheme {
        let id = table.required_string("id", "id = \"review-2025\"");
        if let Some(id) = id.as_ref().filter(|id| !check::is_id(&id.value)) {
            let text = text!(BadStandardId, id = &id.value);
            self.findings.push(self.findings.make(Code::BadId, &id.span, text).help(text!(StandardIdForm)));
        }
        let name = table.required_string("name", "name = \"…\"");
        let applied_on = table.date("applied_on");
        let register = table.string("register");
        let bar_years = table.whole("bar_years", 0, 100);
        if register.is_some() {
            table.require("applied_on", "applied_on = 2025-08-31");
            table.require("bar_years", "bar_years = 3");
        } else if let Some(years) = &bar_years {
            let text = text!(KeyNeeds, key = "bar_years", other = "register");
            self.findings
                .push(self.findings.make(Code::IdleKey, &years.span, text).help(text!(AddKey, example = "register = \"register.csv\"")));
        }
        let recheck_every = table.whole("recheck_every", 1, 100);
        let scheme = Scheme {
            id: plain(id).unwrap_or_default(),
            name: plain(name).unwrap_or_default(),
            document: plain(table.string("document")),
            applied_on: applied_on.as_ref().map(|day| day.value),
            register: match (register, bar_years, &applied_on) {
                (Some(file), Some(years), Some(on)) => {
                    Some(RegisterPlan { file, bar_years: i16::try_from(years.value).unwrap_or(0), on: on.value })
                }
                _ => None,
            },
            recheck_every: recheck_every.map(|years| years.map(|years| i16::try_from(years).unwrap_or(i16::MAX))),
            divisions: table.string("divisions"),
            notice: table.table("notice").map(|notice| self.notice(&notice, applied_on.as_ref())),
            ..empty()
        };
        needs::check(table, self.findings);
        table.finish(|_| None);
        scheme
    }

    fn notice(&mut self, table: &Table<'_, '_>, applied_on: Option<&At<Date>>) -> NoticePlan {
        table.require("working_days", "working_days = 5");
        table.require("count_from", "count_from = \"posting-day\"");
        let posted_on = table.date("posted_on");
        let plan = NoticePlan {
            posted_on: posted_on.as_ref().map(|day| day.value),
            working_days: table.whole("working_days", 1, 365).and_then(|n| u32::try_from(n.value).ok()).unwrap_or(1),
            count_from: table.word("count_from", CountFrom::WORDS).map_or(CountFrom::PostingDay, |word| word.value),
            calendar: table.strings("calendar"),
            span: table.span.clone(),
        };
        table.finish(|_| None);
        if let Some(posted_on) = posted_on {
            check::posting(self.findings, &plan, &posted_on, applied_on, table.has("calendar"));
        }
        plan
    }

    fn issuer(&mut self, table: &Table<'_, '_>) -> Issuer {
        let issuer = Issuer {
            name: plain(table.string("name")),
            contact: plain(table.string("contact")),
            phone: plain(table.string("phone")),
            address: plain(table.string("address")),
            postcode: plain(table.string("postcode")),
            email: plain(table.string("email")),
        };
        table.finish(|_| None);
        issuer
    }

    /// The id of a track, a round or an item.
    fn named_id(&mut self, table: &Table<'_, '_>, example: &str) -> Option<At<String>> {
        let id = table.required_string("id", example)?;
        if !check::is_name(&id.value) {
            let text = text!(BadStandardId, id = &id.value);
            self.findings.push(self.findings.make(Code::BadId, &id.span, text).help(text!(NameIdForm)));
        }
        Some(id)
    }

    fn track(&mut self, table: &Table<'_, '_>) -> WrittenTrack {
        let id = self.named_id(table, "id = \"districts\"");
        table.require("submissions", "submissions = [\"districts.csv\"]");
        table.require("quota", "quota = 5");
        let named = table.string("standard");
        let standard = named.as_ref().and_then(|name| self.standards.load(name, self.findings));
        let has_standard = named.is_some();
        let phase = table.whole("phase", 1, 9999);
        let submissions = table.strings("submissions");
        if table.is_empty_list("submissions") {
            let span = table.key_span("submissions").unwrap_or_else(|| table.span.clone());
            self.findings.push(self.findings.make(Code::EmptyValue, &span, text!(EmptyText, key = "submissions")).help(text!(FillIn)));
        }
        let quota = table.whole("quota", 1, MOST).map(|n| size(n.value));
        let prefer = table.table("prefer").and_then(|prefer| self.prefer(&prefer, quota));
        let national_list = table.table("national_list").and_then(|list| self.national_list(&list, quota));
        let count = |key: &'static str, least| table.whole(key, least, MOST).map(|n| size(n.value));
        let track = Track {
            id: plain(id.clone()).unwrap_or_default(),
            title: plain(table.string("title")),
            standard: standard.unwrap_or_else(|| Arc::new(Standard::listing())),
            has_standard,
            phase: phase.as_ref().and_then(|year| i32::try_from(year.value).ok()),
            submissions,
            verified: table.strings("verified"),
            previous: table.strings("previous"),
            quota: quota.unwrap_or(1),
            max_per_nominator: count("max_per_nominator", 1),
            reserve: count("reserve", 0).unwrap_or(0),
            rounds: Vec::new(),
            tie_break: Vec::new(),
            decimals: 2,
            prefer,
            national_list,
            span: table.span.clone(),
        };
        let ballots = table.table("ballots").map(|ballots| ballots.free_lists()).unwrap_or_default();
        let rounds = table.tables("round").iter().map(|round| self.round(round)).collect();
        let own_final = table.table("final").map(|last| self.last(&last));
        table.finish(|_| None);
        WrittenTrack {
            id,
            track,
            rounds,
            own_final,
            ballots,
            phase: phase.map(|year| year.span),
            standard: named,
            span: table.span.clone(),
        }
    }

    fn prefer(&mut self, table: &Table<'_, '_>, quota: Option<usize>) -> Option<Prefer> {
        let column = table.required_string("column", "column = \"type\"");
        table.require("any_of", "any_of = [\"chc\"]");
        let any_of = table.strings("any_of");
        if table.is_empty_list("any_of") {
            let span = table.key_span("any_of").unwrap_or_else(|| table.span.clone());
            self.findings.push(self.findings.make(Code::EmptyValue, &span, text!(EmptyText, key = "any_of")).help(text!(FillIn)));
        }
        let effect = self.effect(table, quota);
        table.finish(|_| None);
        Some(Prefer { column: column?, any_of, effect: effect? })
    }

    fn national_list(&mut self, table: &Table<'_, '_>, quota: Option<usize>) -> Option<NationalList> {
        let file = table.required_string("file", "file = \"national.csv\"");
        let effect = self.effect(table, quota);
        table.finish(|_| None);
        Some(NationalList { file: file?, effect: effect? })
    }

    fn effect(&mut self, table: &Table<'_, '_>, quota: Option<usize>) -> Option<Effect> {
        #[derive(Clone, Copy, PartialEq)]
        enum Word {
            Note,
            TieBreak,
            Bonus,
            Seats,
        }
        let words = [("note", Word::Note), ("tie-break", Word::TieBreak), ("bonus", Word::Bonus), ("seats", Word::Seats)];
        table.require("effect", "effect = \"note\"");
        let amount = table.key_span("amount");
        let word = table.word("effect", &words)?;
        let takes_amount = matches!(word.value, Word::Bonus | Word::Seats);
        if takes_amount {
            table.require("amount", "amount = 2");
        } else if let Some(span) = amount {
            let text = text!(AmountUnused);
            self.findings.push(self.findings.make(Code::IdleKey, &span, text));
        }
        Some(match word.value {
            Word::Note => Effect::Note,
            Word::TieBreak => Effect::TieBreak,
            Word::Seats => {
                let seats = table.whole("amount", 1, MOST)?;
                if let Some(quota) = quota.filter(|quota| size(seats.value) > *quota) {
                    let text = text!(SeatsOverQuota, amount = seats.value, quota = quota);
                    self.findings.push(self.findings.make(Code::OutOfRange, &seats.span, text));
                }
                Effect::Seats(size(seats.value))
            }
            Word::Bonus => {
                // No more places than marks can have.
                self.points(table, "amount", false)?;
                Effect::Bonus(table.figure("amount")?.value.decimal)
            }
        })
    }

    fn round(&mut self, table: &Table<'_, '_>) -> WrittenRound {
        let id = self.named_id(table, "id = \"round1\"");
        let name = table.required_string("name", "name = \"材料评审\"");
        table.require("items", "items = \"standard\"");
        table.require("panel", "panel = { combine = \"mean\", min_marks = 3 }");
        let items = self.items(table);
        let panel = table.table("panel");
        let limited = panel.as_ref().is_some_and(|panel| panel.has("spread_limit"));
        let panel = panel.map(|panel| self.panel(&panel));
        let (go_on, best) = match table.table("go_on") {
            Some(go_on) => (self.go_on(&go_on), go_on.value_span("best")),
            None => (None, None),
        };
        let further_experts = table.strings("further_experts");
        let panel = panel.unwrap_or(Panel {
            combine: Combine::Mean,
            min_marks: 1,
            per: Per::Total,
            scale: Scale::Raw,
            decimals: 2,
            spread_limit: None,
        });
        if let Some(span) = table.key_span("further_experts").filter(|_| !limited) {
            let text = text!(KeyNeeds, key = "further_experts", other = "spread_limit");
            self.findings.push(self.findings.make(Code::IdleKey, &span, text));
        }
        table.finish(|_| None);
        if let Items::Own(items) = &items {
            let sum: i128 = items.iter().map(|item| i128::from(item.points.0)).sum();
            let most = mark(Decimal::whole(MOST_POINTS).unwrap_or(Decimal::ZERO)).unwrap_or_default();
            if sum > i128::from(most.0) {
                let span = table.key_span("items").unwrap_or_else(|| table.span.clone());
                let id = id.as_ref().map(|id| id.value.as_str()).unwrap_or_default();
                self.findings.push(self.findings.make(Code::OutOfRange, &span, text!(RoundTooLarge, round = id, most = MOST_POINTS)));
            }
        }
        let round = Round {
            id: plain(id.clone()).unwrap_or_default(),
            name: plain(name).unwrap_or_default(),
            items,
            panel,
            further_experts,
            go_on,
            ballots: Vec::new(),
            weight: Decimal::ZERO,
        };
        WrittenRound { id, round, best }
    }

    fn items(&mut self, table: &Table<'_, '_>) -> Items {
        if table.is_string("items") {
            table.word("items", &[("standard", ())]);
            return Items::Standard;
        }
        if let Some(span) = table.key_span("items").filter(|_| !table.is_list("items")) {
            self.findings.push(self.findings.make(Code::WrongType, &span, text!(ItemsForm)));
            return Items::Own(Vec::new());
        }
        let tables = table.tables("items");
        let mut items: Vec<Item> = Vec::new();
        let mut places: Vec<Range<usize>> = Vec::new();
        for item in &tables {
            let id = self.named_id(item, "id = \"features\"");
            let name = item.required_string("name", "name = \"特色\"");
            item.require("points", "points = 30");
            let points = self.points(item, "points", true);
            item.finish(|_| None);
            let (Some(id), Some(name)) = (id, name) else { continue };
            let keys = [standard::header_key(&id.value), standard::header_key(&name.value)];
            let taken =
                items.iter().position(|other| [&other.id, &other.name].iter().any(|word| keys.contains(&standard::header_key(word))));
            if let Some(taken) = taken {
                let found = self.findings.make(Code::DuplicateId, &id.span, text!(ItemTwice, name = &id.value));
                self.findings.push(found.related(self.findings.place(&places[taken]), text!(FirstHere, name = &items[taken].id)));
            }
            places.push(id.span.clone());
            items.push(Item { id: id.value, name: name.value, points: points.unwrap_or_default() });
        }
        if table.is_empty_list("items") {
            let span = table.key_span("items").unwrap_or_else(|| table.span.clone());
            self.findings.push(self.findings.make(Code::EmptyValue, &span, text!(EmptyText, key = "items")).help(text!(FillIn)));
        }
        Items::Own(items)
    }

    /// Points of at most [`super::super::panel::MARK_PLACES`] places.
    fn points(&mut self, table: &Table<'_, '_>, key: &'static str, above_zero: bool) -> Option<Mark> {
        let figure = self.plain_figure(table, key, above_zero)?;
        match mark(figure.value) {
            Some(points) => Some(points),
            None => {
                let text = text!(TooManyPlaces, key = key, places = super::super::panel::MARK_PLACES);
                self.findings.push(self.findings.make(Code::OutOfRange, &figure.span, text));
                None
            }
        }
    }

    /// A figure without a percent sign, not negative and within bounds.
    fn plain_figure(&mut self, table: &Table<'_, '_>, key: &'static str, above_zero: bool) -> Option<At<Decimal>> {
        let figure = table.figure(key)?;
        if figure.value.percent {
            self.findings.push(self.findings.make(Code::PercentMismatch, &figure.span, text!(PercentNotMeant, key = key)));
            return None;
        }
        let decimal = figure.value.decimal;
        let most = Decimal::whole(MOST_POINTS).unwrap_or(Decimal::ZERO);
        if decimal.is_negative() || (above_zero && decimal.is_zero()) || decimal > most {
            let text = if above_zero {
                text!(NotAboveZero, key = key, figure = decimal, most = MOST_POINTS)
            } else {
                text!(OutOfRange, key = key, figure = decimal, least = 0i64, most = MOST_POINTS)
            };
            self.findings.push(self.findings.make(Code::OutOfRange, &figure.span, text));
            return None;
        }
        Some(figure.map(|_| decimal))
    }

    fn panel(&mut self, table: &Table<'_, '_>) -> Panel {
        #[derive(Clone, Copy, PartialEq)]
        enum Word {
            Mean,
            Median,
            Trimmed,
        }
        table.require("combine", "combine = \"trimmed-mean\"");
        table.require("min_marks", "min_marks = 3");
        let word = table.word("combine", &[("mean", Word::Mean), ("median", Word::Median), ("trimmed-mean", Word::Trimmed)]);
        let min_marks = table.whole("min_marks", 1, MOST);
        let trim = table.whole("trim", 1, MOST);
        let trim_from = table.whole("trim_from", 1, MOST);
        let combine = match word.as_ref().map(|word| word.value) {
            Some(Word::Trimmed) => {
                table.require("trim", "trim = 1");
                table.require("trim_from", "trim_from = 5");
                if let (Some(trim), Some(from)) = (&trim, &trim_from)
                    && from.value <= 2 * trim.value
                {
                    let text = text!(TrimsAll, trim = trim.value, trim_from = from.value, least = 2 * trim.value + 1);
                    let found = self.findings.make(Code::PanelSize, &from.span, text);
                    self.findings.push(found.related(self.findings.place(&trim.span), text!(DroppedHere)));
                }
                let size_of = |n: &Option<At<i64>>| n.as_ref().map_or(1, |n| size(n.value));
                Combine::TrimmedMean { trim: size_of(&trim), trim_from: size_of(&trim_from).max(2 * size_of(&trim) + 1) }
            }
            other => {
                for key in ["trim", "trim_from"] {
                    if let Some(span) = table.key_span(key).filter(|_| word.is_some()) {
                        let text = text!(OnlyTrimmedMean, key = key);
                        self.findings.push(self.findings.make(Code::IdleKey, &span, text));
                    }
                }
                if other == Some(Word::Median) { Combine::Median } else { Combine::Mean }
            }
        };
        let per = table.word("per", &[("total", Per::Total), ("item", Per::Item)]);
        let scale = table.word("scale", &[("raw", Scale::Raw), ("standard", Scale::Standard)]);
        if let (Some(At { value: Per::Item, span: per }), Some(At { value: Scale::Standard, span })) = (&per, &scale) {
            let found = self.findings.make(Code::PanelSize, span, text!(StandardMarksPerItem)).help(text!(StandardMarksTotals));
            self.findings.push(found.related(self.findings.place(per), text!(SaidHere)));
        }
        let spread_limit = self.points(table, "spread_limit", false);
        let decimals = table.whole("decimals", 0, 6).and_then(|n| u8::try_from(n.value).ok()).unwrap_or(2);
        table.finish(|_| None);
        Panel {
            combine,
            min_marks: min_marks.map_or(1, |n| size(n.value)),
            per: per.map_or(Per::Total, |word| word.value),
            scale: scale.map_or(Scale::Raw, |word| word.value),
            decimals,
            spread_limit,
        }
    }

    fn go_on(&mut self, table: &Table<'_, '_>) -> Option<GoOn> {
        let share = table.figure("at_least");
        let best = table.whole("best", 1, MOST);
        table.finish(|_| None);
        match (share, best) {
            (Some(share), Some(best)) => {
                let found = self.findings.make(Code::LimitForm, &best.span, text!(TwoLimits, first = "at_least", second = "best"));
                self.findings.push(found.related(self.findings.place(&share.span), text!(FirstHere, name = "at_least")));
                None
            }
            (Some(share), None) => {
                let one = Decimal::whole(1).unwrap_or(Decimal::ZERO);
                match share.value.decimal.shifted(-2).filter(|d| share.value.percent && !d.is_negative() && *d <= one) {
                    Some(fraction) => Some(GoOn::AtLeast(fraction)),
                    None => {
                        let text = text!(GoOnShare, figure = share.value.decimal);
                        self.findings.push(self.findings.make(Code::PercentMismatch, &share.span, text));
                        None
                    }
                }
            }
            (None, Some(best)) => Some(GoOn::Best(size(best.value))),
            (None, None) => {
                if table.is_empty() {
                    let found = self.findings.make(Code::LimitForm, &table.span, text!(NoLimit, table = table.title()));
                    self.findings.push(found.help(text!(AddKey, example = "at_least = \"60%\"")));
                }
                None
            }
        }
    }

    fn last(&mut self, table: &Table<'_, '_>) -> WrittenFinal {
        let last = WrittenFinal {
            weights: table.table("weights").map(|weights| weights.free_figures()),
            tie_break: table.has("tie_break").then(|| table.strings("tie_break")),
            decimals: table.whole("decimals", 0, 6).and_then(|n| u8::try_from(n.value).ok()),
            span: table.span.clone(),
        };
        table.finish(|_| None);
        last
    }

    fn named(&mut self, table: &Table<'_, '_>, tracks: &[String]) -> Option<Named> {
        let applicant = table.required_string("applicant", "applicant = \"JG-001\"");
        let track = table.string("track").and_then(|track| {
            let found = tracks.iter().position(|id| *id == track.value);
            if found.is_none() {
                let near = crate::document::nearest(&track.value, tracks.iter().map(String::as_str));
                let text = text!(UnknownReference, what = text!(TrackWord), id = &track.value);
                let finding = self.findings.make(Code::UnknownReference, &track.span, text);
                let help = match near {
                    Some(near) => text!(DidYouMean, word = near),
                    None => text!(OneOf, list = tracks.iter().map(Part::from).collect::<Vec<_>>()),
                };
                self.findings.push(finding.help(help));
            }
            found
        });
        Some(Named { applicant: applicant?, track })
    }

    fn recusal(&mut self, table: &Table<'_, '_>, tracks: &[String]) -> Option<Recusal> {
        let expert = table.required_string("expert", "expert = \"专家3\"");
        let applicant = self.named(table, tracks);
        let reason = table.required_string("reason", "reason = \"…\"");
        table.finish(|_| None);
        Some(Recusal { expert: expert?, applicant: applicant?, reason: plain(reason)? })
    }

    fn decision(&mut self, table: &Table<'_, '_>, tracks: &[String]) -> Option<Override> {
        let applicant = self.named(table, tracks);
        table.require("decision", "decision = \"reject\"");
        let decision = table.word("decision", Decision::WORDS);
        let by = table.required_string("by", "by = \"主任办公会\"");
        table.require("on", "on = 2025-11-20");
        let on = table.date("on");
        let reason = table.required_string("reason", "reason = \"…\"");
        table.finish(|_| None);
        Some(Override { applicant: applicant?, decision: decision?.value, by: plain(by)?, on: on?.value, reason: plain(reason)? })
    }

    fn objection(&mut self, table: &Table<'_, '_>, tracks: &[String]) -> Option<Objection> {
        let applicant = self.named(table, tracks);
        table.require("received_on", "received_on = 2025-11-25");
        let received_on = table.date("received_on");
        table.require("state", "state = \"open\"");
        let state = table.word("state", ObjectionState::WORDS);
        let reason = table.required_string("reason", "reason = \"…\"");
        table.finish(|_| None);
        Some(Objection { applicant: applicant?, received_on: received_on?.value, state: state?.value, reason: plain(reason)? })
    }
}
