//! Ballots (专家评分表): which expert gave which applicant how much on which item. Whether a ballot is complete, and what its
//! marks come to, is the rounds' business.
//!
//! A file may serve several tracks and rounds: every mark goes where its applicant and its item belong.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::diagnostic::{Cell, Code, Diagnostic, Place, Severity};
use crate::standard::header_key;
use crate::submission::{BallotOf, ColumnNames, Opening, Row, Sheet, expand, is_column, short};
use crate::text::{Part, Text, text};

use super::Settings;
use super::applicants::{Found, Roll};
use super::items::ItemNames;
use super::marks::{MarkCell, is_recusal, ordinal, plain_mark};
use super::panel::Mark;
use super::scheme::{Scheme, resolve};

const EXPERT: ColumnNames = &["expert", "专家", "评委", "评审专家", "专家姓名", "评委姓名"];
const APPLICANT: ColumnNames = &["applicant", "申报单位", "参评单位", "申报对象"];
const ID: ColumnNames = &["id", "编号", "代码", "单位编号", "统一社会信用代码"];
const NAME: ColumnNames = &["name", "名称", "单位名称"];
/// Names the applicant where no other column does.
const DISTRICT: ColumnNames = &["district", "区县", "所在区县"];
const ITEM: ColumnNames = &["item", "评分项", "评审项目", "评分项目", "指标"];
const POINTS: ColumnNames = &["points", "得分", "分数", "评分", "打分"];
const NOTE: ColumnNames = &["note", "备注", "说明"];
const TOTAL: ColumnNames = &["total", "合计", "总分", "得分合计"];
const ROUND: ColumnNames = &["round", "轮次", "评审轮次"];
const RECUSED: ColumnNames = &["recused", "回避", "是否回避", "回避情况", "回避原因"];
const OWN: [ColumnNames; 11] = [EXPERT, APPLICANT, ID, NAME, DISTRICT, ITEM, POINTS, NOTE, TOTAL, ROUND, RECUSED];

/// Would a column that is headed with this be taken for one of the ballot's own rather than for an item?
#[must_use]
pub fn is_own_column(header: &str) -> bool {
    is_column(&header_key(header), &OWN)
}

/// A cell without the mark that keeps a spreadsheet from computing it, which a table written by this program may have.
fn armed(cell: &str) -> &str {
    let disarmed = |rest: &&str| rest.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    cell.strip_prefix('\'').filter(disarmed).unwrap_or(cell)
}

/// The ballots of one round of one track: of every applicant, by position, those of its experts by key.
pub type Ballots = Vec<BTreeMap<String, Ballot>>;

/// What one expert gave one applicant.
#[derive(Clone, Debug)]
pub struct Ballot {
    /// The expert, as written.
    pub expert: String,
    /// Marks by the position of their item.
    pub marks: BTreeMap<usize, Mark>,
    /// Items on which a mark was given that does not count: out of range, unreadable, given twice.
    pub spoilt: Vec<usize>,
    /// Why the expert does not judge this applicant.
    pub recused: Option<Text>,
    /// Where the ballot begins.
    pub at: Option<Cell>,
}

/// A round of a track that a file serves.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Reader {
    track: usize,
    round: usize,
}

/// A mark as it was found, before twins are told.
struct Given {
    mark: Option<Mark>,
    at: Cell,
}

/// Everything that the ballots of a scheme say.
pub(super) struct AllBallots {
    /// By track and round.
    pub ballots: Vec<Vec<Ballots>>,
    /// Files that were read, with their SHA-256.
    pub inputs: Vec<(Arc<str>, String)>,
}

/// Reads all ballots of a scheme. What is wrong with a mark goes to `problems`.
///
/// # Errors
/// Findings about files that cannot be read at all.
pub(super) fn read<'s>(
    scheme: &'s Scheme,
    rolls: &[Roll],
    names: &[Vec<ItemNames<'s>>],
    settings: &Settings,
    problems: &mut Vec<Diagnostic>,
) -> Result<AllBallots, Vec<Diagnostic>> {
    let mut fatal = Vec::new();
    let mut files: BTreeMap<String, Vec<Reader>> = BTreeMap::new();
    for (track, plan) in scheme.tracks.iter().enumerate() {
        for (round, plan) in plan.rounds.iter().enumerate().filter(|(round, _)| settings.reads(plan, *round)) {
            match resolve(scheme, &plan.ballots) {
                Ok(found) => {
                    let (found, notes) = expand(&found);
                    for note in notes {
                        if note.severity == Severity::Error { fatal.push(note) } else { problems.push(note) }
                    }
                    for file in found {
                        let readers = files.entry(file).or_default();
                        if !readers.contains(&Reader { track, round }) {
                            readers.push(Reader { track, round });
                        }
                    }
                }
                Err(missing) => fatal.extend(missing),
            }
        }
    }
    let ballots =
        rolls.iter().zip(&scheme.tracks).map(|(roll, track)| vec![vec![BTreeMap::new(); roll.len()]; track.rounds.len()]).collect();
    let mut reading = Read {
        scheme,
        rolls,
        names,
        ballots,
        given: BTreeMap::new(),
        problems,
        repeated: Vec::new(),
        known: HashMap::new(),
        seen: Vec::new(),
    };
    let mut inputs = Vec::new();
    for (file, readers) in &files {
        match reading.file(file, readers, &settings.opening) {
            Ok(input) => inputs.push(input),
            Err(found) => fatal.push(*found),
        }
    }
    if !fatal.is_empty() {
        return Err(fatal);
    }
    reading.settle();
    Ok(AllBallots { ballots: reading.ballots, inputs })
}

struct Read<'r, 's, 'n> {
    scheme: &'s Scheme,
    rolls: &'r [Roll],
    names: &'r [Vec<ItemNames<'s>>],
    ballots: Vec<Vec<Ballots>>,
    /// Every mark that was found: track, round, applicant, expert, item.
    given: BTreeMap<(usize, usize, usize, String, usize), Vec<Given>>,
    problems: &'n mut Vec<Diagnostic>,
    /// Of a file, what is wrong in the same way in several rows: the first finding and how many there are.
    repeated: Vec<(Diagnostic, usize)>,
    /// Where in `repeated` a problem stands: by its code and what it is about.
    known: HashMap<(Code, String), usize>,
    /// What files have been read, by content and whom they serve.
    seen: Vec<(String, Vec<Reader>, Arc<str>)>,
}

/// In how many problems of a file a cure is looked for: looking takes long, and so many of them have one cause.
const MOST_CURES: usize = 100;

/// The columns of one file.
struct Columns {
    expert: Option<usize>,
    /// What names the applicant, the surest first; what the others say is held against it.
    applicant: Vec<usize>,
    round: Option<usize>,
    item: Option<usize>,
    points: Option<usize>,
    recused: Option<usize>,
    note: Option<usize>,
    total: Option<usize>,
    /// Of a wide table: the columns of items, and which item each is for which reader.
    items: Vec<(usize, Vec<(Reader, usize)>)>,
}

impl Columns {
    fn all(&self) -> impl Iterator<Item = usize> {
        let single = [self.expert, self.round, self.item, self.points, self.recused, self.note, self.total];
        single.into_iter().flatten().chain(self.applicant.iter().copied()).chain(self.items.iter().map(|(column, _)| *column))
    }

    /// The columns that may say that the expert is recused.
    fn recusal(&self) -> impl Iterator<Item = usize> {
        let single = [self.item, self.points, self.total, self.note];
        single.into_iter().flatten().chain(self.items.iter().map(|(column, _)| *column))
    }
}

impl<'s> Read<'_, 's, '_> {
    fn file(&mut self, path: &str, readers: &[Reader], opening: &Opening) -> Result<(Arc<str>, String), Box<Diagnostic>> {
        let names = self.names;
        let item_of = |text: &str| -> Vec<(Reader, usize)> {
            readers.iter().filter_map(|reader| Some((*reader, names[reader.track][reader.round].find(text)?))).collect()
        };
        let known = |key: &str| is_column(key, &OWN) || !item_of(key).is_empty();
        let sheet = Sheet::read(path, opening, &known, &[&[EXPERT], &[APPLICANT, ID, NAME, DISTRICT]], self.problems)?;
        let readers = &match &sheet.ballot {
            Some(made_for) => match self.served(made_for, readers, &sheet) {
                Some(readers) => readers,
                None => return Ok((sheet.file, sheet.sha256)),
            },
            None => readers.to_vec(),
        };
        // A copy would give every mark a second time, and then none of them counts.
        if let Some((.., first)) = self.seen.iter().find(|(content, served, _)| *content == sheet.sha256 && served == readers) {
            let found = Diagnostic::new(Code::SameContent, Place::File(Arc::clone(&sheet.file)), text!(SameContent, file = first));
            self.problems.push(found.help(text!(TakeOneFileAway)));
            return Ok((sheet.file, sheet.sha256));
        }
        self.seen.push((sheet.sha256.clone(), readers.to_vec(), Arc::clone(&sheet.file)));
        sheet.no_twins(&OWN)?;
        let column = |names: ColumnNames| sheet.column(names);
        let long = column(ITEM).is_some() && column(POINTS).is_some();
        let mut applicant: Vec<usize> = [ID, APPLICANT, NAME].into_iter().filter_map(column).collect();
        if applicant.is_empty() {
            applicant.extend(column(DISTRICT));
        }
        let mut columns = Columns {
            expert: column(EXPERT),
            applicant,
            round: column(ROUND),
            item: column(ITEM).filter(|_| long),
            points: column(POINTS).filter(|_| long),
            recused: column(RECUSED),
            note: column(NOTE),
            total: column(TOTAL).or_else(|| column(POINTS)).filter(|_| !long),
            items: Vec::new(),
        };
        let own: Vec<usize> = columns.all().collect();
        for (at, key) in sheet.headers().filter(|(at, _)| !long && !own.contains(at)) {
            let items = item_of(key);
            let Some(first) = items.first() else { continue };
            if let Some((other, _)) = columns.items.iter().find(|(_, known)| known.contains(first)) {
                let header = sheet.header.cells.get(at).unwrap_or_default();
                let (first, second) = (crate::diagnostic::column_letters(*other), crate::diagnostic::column_letters(at));
                let text = text!(TwinHeaders, first = first, second = second, target = short(header));
                let mut found = Diagnostic::new(Code::TwinColumns, Place::Cell(sheet.cell(&sheet.header, Some(at))), text);
                found.severity = Severity::Error;
                return Err(Box::new(found.help(text!(TakeOneOut))));
            }
            columns.items.push((at, items));
        }
        if !long && columns.items.is_empty() {
            let place = Place::Cell(sheet.cell(&sheet.header, None));
            let ids =
                readers.first().map(|r| self.names[r.track][r.round].items.iter().take(4).map(|i| Part::from(&i.id)).collect::<Vec<_>>());
            let found = Diagnostic::new(Code::NoHeader, place, text!(NoItemColumns));
            return Err(Box::new(found.help(text!(ItemColumns, list = ids.unwrap_or_default()))));
        }
        let read: Vec<usize> = columns.all().collect();
        let taken: Vec<(Reader, usize)> = columns.items.iter().flat_map(|(_, items)| items.iter().copied()).collect();
        let left: Vec<String> = readers
            .iter()
            .filter(|_| !long)
            .flat_map(|reader| names[reader.track][reader.round].items.iter().enumerate().map(move |(at, item)| ((*reader, at), item)))
            .filter(|(item, _)| !taken.contains(item))
            .flat_map(|(_, item)| [item.id.clone(), item.name.say(crate::text::Language::Zh)])
            .collect();
        let near = |header: &str| crate::document::nearest(header, left.iter().map(String::as_str)).map(str::to_owned);
        sheet.note_unread(&read, |key| is_column(key, &[DISTRICT]), &near, self.problems);
        if sheet.rows.is_empty() {
            self.problem(Code::NoRows, sheet.cell(&sheet.header, None), text!(NoBallotRows), None);
        }
        if let Some(made_for) = sheet.ballot.as_ref().filter(|_| sheet.rows.iter().all(|row| sheet.text(row, columns.expert).is_empty())) {
            self.nameless(made_for, &sheet, &columns);
            return Ok((Arc::clone(&sheet.file), sheet.sha256));
        }
        for row in &sheet.rows {
            self.row(&sheet, row, &columns, readers);
        }
        self.say_repeated();
        Ok((Arc::clone(&sheet.file), sheet.sha256))
    }

    /// Whom a ballot that `shifan form` made serves; none, and that is an error, if it was made for another scheme or round.
    fn served(&mut self, made_for: &BallotOf, readers: &[Reader], sheet: &Sheet) -> Option<Vec<Reader>> {
        let is_for = |reader: &&Reader| {
            let track = &self.scheme.tracks[reader.track];
            made_for.scheme == self.scheme.id && made_for.track == track.id && made_for.round == track.rounds[reader.round].id
        };
        let served: Vec<Reader> = readers.iter().filter(is_for).copied().collect();
        if served.is_empty() {
            let wanted: Vec<Part> = readers
                .iter()
                .map(|reader| {
                    let track = &self.scheme.tracks[reader.track];
                    Part::from(format!("{} / {} / {}", self.scheme.id, track.id, track.rounds[reader.round].id))
                })
                .collect();
            let own = format!("{} / {} / {}", made_for.scheme, made_for.track, made_for.round);
            let found =
                Diagnostic::new(Code::OtherEdition, Place::File(Arc::clone(&sheet.file)), text!(OtherBallot, own = own, wanted = wanted));
            self.problems.push(found.help(text!(OtherBallotHelp)));
            return None;
        }
        Some(served)
    }

    /// What to say of a ballot that `shifan form` made and that names no expert: it is still blank, or nobody knows whose marks these are.
    fn nameless(&mut self, made_for: &BallotOf, sheet: &Sheet, columns: &Columns) {
        let marked = |row: &Row| columns.items.iter().any(|(column, _)| !sheet.text(row, Some(*column)).is_empty());
        if !sheet.rows.iter().any(marked) {
            self.problems.push(Diagnostic::new(Code::NoBallot, Place::File(Arc::clone(&sheet.file)), text!(BallotBlank)));
            return;
        }
        let (column, row) = made_for.expert.unzip();
        let at = Cell { row, column, ..sheet.cell(&sheet.header, None) };
        self.problem(Code::IncompleteRow, at, text!(BallotNameless), Some(text!(BallotNamelessHelp)));
    }

    fn problem(&mut self, code: Code, at: Cell, text: Text, help: Option<Text>) {
        self.problems.push(Diagnostic::new(code, Place::Cell(at), text).maybe_help(help));
    }

    /// A problem that may stand in many rows of a file: it is said once, with their number. `about` tells it from others.
    fn repeatable(&mut self, (code, about): (Code, &str), at: Cell, say: impl FnOnce(&Self) -> (Text, Option<Text>)) {
        if let Some(known) = self.known.get(&(code, about.to_owned())) {
            self.repeated[*known].1 += 1;
            return;
        }
        let (text, help) = say(self);
        self.known.insert((code, about.to_owned()), self.repeated.len());
        self.repeated.push((Diagnostic::new(code, Place::Cell(at), text).maybe_help(help), 1));
    }

    fn say_repeated(&mut self) {
        self.known.clear();
        for (mut found, count) in std::mem::take(&mut self.repeated) {
            if count > 1 {
                found.text = text!(InSoManyRows, text = found.text, count = count);
            }
            self.problems.push(found);
        }
    }

    fn row(&mut self, sheet: &Sheet, row: &Row, columns: &Columns, readers: &[Reader]) {
        let cell = |column| sheet.cell(row, column);
        let expert = armed(sheet.text(row, columns.expert));
        if expert == "=" {
            self.repeatable((Code::FormulaWithoutValue, "expert"), cell(columns.expert), |_| {
                (text!(BallotExpertFormula), Some(text!(BallotExpertFormulaHelp)))
            });
            return;
        }
        let mut naming = columns.applicant.iter().copied().filter(|column| !sheet.text(row, Some(*column)).is_empty());
        let named = naming.next();
        let Some(named) = named.filter(|_| !expert.is_empty()) else {
            let (column, about, text) = if expert.is_empty() {
                (columns.expert, "expert", text!(BallotWithoutExpert))
            } else {
                (columns.applicant.first().copied(), "applicant", text!(BallotWithoutApplicant))
            };
            self.repeatable((Code::IncompleteRow, about), cell(column), |_| (text, Some(text!(FillRow))));
            return;
        };
        let Some(readers) = self.of_round(armed(sheet.text(row, columns.round)), readers, || cell(columns.round)) else { return };
        let applicant = armed(sheet.text(row, Some(named)));
        let Some(mut targets) = self.targets((expert, applicant), &readers, cell(Some(named))) else { return };
        for column in naming {
            let other = armed(sheet.text(row, Some(column)));
            if !self.agree(&mut targets, (applicant, other), cell(Some(column))) {
                return;
            }
        }
        if let Some(reason) = recusal(sheet, row, columns) {
            self.recuse(&targets, expert, reason, cell(None));
        }
        match (columns.item, columns.points) {
            (Some(item), Some(points)) => self.long_row(sheet, row, (item, points), (expert, &targets)),
            _ => self.wide_row(sheet, row, columns, (expert, applicant, &targets)),
        }
    }

    /// The readers that a round column leaves; reports one that names none of them.
    fn of_round(&mut self, round: &str, readers: &[Reader], at: impl Fn() -> Cell) -> Option<Vec<Reader>> {
        if round.is_empty() {
            return Some(readers.to_vec());
        }
        let key = header_key(round);
        let plan = |reader: &Reader| &self.scheme.tracks[reader.track].rounds[reader.round];
        let is_it = |reader: &&Reader| {
            let round = plan(reader);
            [&round.id, &round.name].iter().any(|word| header_key(word) == key) || ordinal(&key) == Some(reader.round + 1)
        };
        let left: Vec<Reader> = readers.iter().filter(is_it).copied().collect();
        if left.is_empty() {
            let mut rounds: Vec<Part> = Vec::new();
            for name in readers.iter().map(|reader| Part::from(&plan(reader).name)) {
                if !rounds.contains(&name) {
                    rounds.push(name);
                }
            }
            let said = (text!(BallotOfOtherRound, round = short(round)), Some(text!(OneOf, list = rounds)));
            self.repeatable((Code::UnknownRound, &key), at(), |_| said);
            return None;
        }
        Some(left)
    }

    /// Does another column of the row name the same applicant? A mere difference of names is said; another applicant is an
    /// error, and the row is not read.
    fn agree(&mut self, targets: &mut Vec<(Reader, usize)>, (first, other): (&str, &str), at: Cell) -> bool {
        let named: Vec<(Reader, Found)> = targets.iter().map(|(reader, _)| (*reader, self.rolls[reader.track].find(other))).collect();
        let same: Vec<(Reader, usize)> = targets.iter().zip(&named).filter(|(t, (_, f))| *f == Found::One(t.1)).map(|(t, _)| *t).collect();
        if !same.is_empty() {
            *targets = same;
            return true;
        }
        if named.iter().any(|(_, found)| matches!(found, Found::One(_))) {
            let text = text!(BallotTwoApplicants, first = short(first), second = short(other));
            self.problem(Code::NameDiffers, at, text, Some(text!(CheckIdAndName)));
            if let Some(found) = self.problems.last_mut() {
                found.severity = Severity::Error;
            }
            return false;
        }
        if let Some((reader, position)) = targets.first() {
            let roll = &self.rolls[reader.track];
            let known = roll.name(*position);
            if !known.is_empty() && header_key(known) != header_key(other) {
                let text = text!(BallotNameDiffers, name = short(other), id = short(first), known = known);
                let found = Diagnostic::new(Code::NameDiffers, Place::Cell(at), text).applicant(roll.id(*position));
                self.problems.push(found.help(text!(CheckIdAndName)));
            }
        }
        true
    }

    /// A row with one mark.
    fn long_row(&mut self, sheet: &Sheet, row: &Row, (item_at, points_at): (usize, usize), (expert, targets): (&str, &[(Reader, usize)])) {
        let cell = |column| sheet.cell(row, Some(column));
        let (item, points) = (sheet.text(row, Some(item_at)), sheet.text(row, Some(points_at)));
        if is_recusal(item) || is_recusal(points) || (item.is_empty() && points.is_empty()) {
            return;
        }
        let fits = |(reader, applicant): &(Reader, usize)| {
            Some((*reader, *applicant, self.names[reader.track][reader.round].find(item)?)) //
        };
        let fitting: Vec<(Reader, usize, usize)> = targets.iter().filter_map(fits).collect();
        match fitting.as_slice() {
            [(reader, applicant, item)] => self.give(*reader, *applicant, expert, *item, points, cell(points_at)),
            [] => {
                self.repeatable((Code::UnknownItem, item), cell(item_at), |read| {
                    let known: Vec<&str> =
                        targets.iter().flat_map(|(r, _)| read.names[r.track][r.round].items.iter().map(|item| item.id.as_str())).collect();
                    let help = match crate::document::nearest(item, known.iter().copied()) {
                        Some(near) => text!(DidYouMean, word = near),
                        None => text!(OneOf, list = known.iter().take(12).copied().map(Part::from).collect::<Vec<_>>()),
                    };
                    (text!(UnknownItem, item = short(item)), Some(help))
                });
            }
            _ => {
                let text = text!(AmbiguousMark, item = short(item));
                self.problem(Code::AmbiguousMark, cell(item_at), text, Some(text!(OneFilePerRound)));
            }
        }
    }

    /// A row with all marks that an expert gave an applicant.
    fn wide_row(&mut self, sheet: &Sheet, row: &Row, columns: &Columns, (expert, applicant, targets): (&str, &str, &[(Reader, usize)])) {
        let cell = |column| sheet.cell(row, column);
        let mut sum: Option<i64> = Some(0);
        for (column, items) in &columns.items {
            let text = sheet.text(row, Some(*column));
            if text.is_empty() || is_recusal(text) {
                // Of a round with items of its own every one has a mark, or there is nothing to hold a total against.
                let is_own = |(reader, _): &(Reader, usize)| self.names[reader.track][reader.round].headers.is_none();
                sum = sum.filter(|_| !items.iter().any(is_own));
                continue;
            }
            let fits = |(reader, a): &(Reader, usize)| items.iter().find(|(r, _)| r == reader).map(|(_, i)| (*reader, *a, *i));
            let fitting: Vec<(Reader, usize, usize)> = targets.iter().filter_map(fits).collect();
            let header = sheet.header.cells.get(*column).unwrap_or_default();
            match fitting.as_slice() {
                [(reader, applicant, item)] => {
                    self.give(*reader, *applicant, expert, *item, text, cell(Some(*column)));
                    sum = match plain_mark(text) {
                        MarkCell::Mark(mark) => sum.and_then(|sum| sum.checked_add(mark.0)),
                        MarkCell::Blank => sum,
                        MarkCell::Wrong(_) => None,
                    };
                }
                [] => {
                    let text = text!(MarkForOtherTrack, item = short(header), applicant = short(applicant));
                    self.problem(Code::UnknownItem, cell(Some(*column)), text, None);
                }
                _ => {
                    let text = text!(AmbiguousMark, item = short(header));
                    self.problem(Code::AmbiguousMark, cell(Some(*column)), text, Some(text!(OneFilePerRound)));
                }
            }
        }
        let total = sheet.text(row, columns.total);
        let Some(sum) = sum.filter(|_| !is_recusal(total)) else { return };
        match plain_mark(total) {
            MarkCell::Mark(stated) if stated.0 != sum => {
                let shown = |mark: i64| super::panel::shown_mark(crate::number::Points(mark));
                let text = text!(BallotTotalDiffers, stated = shown(stated.0), sum = shown(sum));
                self.problem(Code::TotalDiffers, cell(columns.total), text, Some(text!(CheckMarks)));
            }
            MarkCell::Wrong(_) => {
                self.problem(Code::TotalDiffers, cell(columns.total), text!(BallotTotalUnread, cell = short(total)), None);
            }
            MarkCell::Mark(_) | MarkCell::Blank => {}
        }
    }

    /// Where an applicant stands among the readers of a file; reports one that stands nowhere.
    fn targets(&mut self, (expert, applicant): (&str, &str), readers: &[Reader], at: Cell) -> Option<Vec<(Reader, usize)>> {
        let mut targets = Vec::new();
        let mut several = None;
        for reader in readers {
            match self.rolls[reader.track].find(applicant) {
                Found::One(position) => targets.push((*reader, position)),
                Found::Several => several = Some(reader.track),
                Found::None => {}
            }
        }
        if !targets.is_empty() {
            return Some(targets);
        }
        if let Some(track) = several {
            self.repeatable((Code::UnknownApplicant, applicant), at, |read| {
                let (text, help) = super::applicants::ambiguous(&read.rolls[track], &short(applicant));
                (text, Some(help))
            });
            return None;
        }
        self.repeatable((Code::UnknownApplicant, applicant), at, |read| read.unknown((expert, applicant), readers));
        None
    }

    /// What to say of an applicant that no reader of a file has.
    fn unknown(&self, (expert, applicant): (&str, &str), readers: &[Reader]) -> (Text, Option<Text>) {
        if let Some(track) = self.rolls.iter().position(|roll| matches!(roll.find(applicant), Found::One(_))) {
            let text = text!(ApplicantOfOtherTrack, name = short(applicant), track = &self.scheme.tracks[track].id);
            return (text, Some(text!(NameFileThere)));
        }
        let rolls = || readers.iter().map(|reader| &self.rolls[reader.track]);
        let help = if rolls().any(|roll| matches!(roll.find(expert), Found::One(_))) {
            Some(text!(ColumnsSwapped, expert = short(expert)))
        } else if self.repeated.len() < MOST_CURES {
            super::applicants::help(applicant, rolls())
        } else {
            None
        };
        (text!(UnknownApplicant, name = short(applicant)), help)
    }

    fn ballot(&mut self, reader: Reader, applicant: usize, expert: &str, at: &Cell) -> &mut Ballot {
        let ballots = &mut self.ballots[reader.track][reader.round][applicant];
        let ballot = ballots.entry(header_key(expert)).or_insert_with(|| Ballot {
            expert: expert.to_owned(),
            marks: BTreeMap::new(),
            spoilt: Vec::new(),
            recused: None,
            at: None,
        });
        // Whatever the order of the rows, the same spelling is shown and the same place named.
        if expert < ballot.expert.as_str() {
            ballot.expert = expert.to_owned();
        }
        let key = |cell: &Cell| (cell.file.to_string(), cell.row, cell.column);
        if ballot.at.as_ref().is_none_or(|known| key(at) < key(known)) {
            ballot.at = Some(at.clone());
        }
        ballot
    }

    fn recuse(&mut self, targets: &[(Reader, usize)], expert: &str, reason: Text, at: Cell) {
        for (reader, applicant) in targets {
            self.ballot(*reader, *applicant, expert, &at).recused.get_or_insert(reason.clone());
        }
    }

    fn give(&mut self, reader: Reader, applicant: usize, expert: &str, item: usize, text: &str, at: Cell) {
        if text.is_empty() {
            return;
        }
        let of = self.names[reader.track][reader.round].items[item].of;
        let (id, name) = (self.rolls[reader.track].id(applicant).to_owned(), self.names[reader.track][reader.round].items[item].id.clone());
        let problem = |words: Text, help: Text| {
            Diagnostic::new(Code::MarkRange, Place::Cell(at.clone()), words).help(help).applicant(&id).indicator(&name)
        };
        let given = match plain_mark(text) {
            MarkCell::Blank => return,
            MarkCell::Mark(mark) if mark <= of => Some(mark),
            MarkCell::Mark(_) => {
                let words = text!(MarkTooLarge, mark = short(text), of = super::panel::shown_mark(of));
                self.problems.push(problem(words, text!(MarkIgnored)));
                None
            }
            MarkCell::Wrong(fault) => {
                let words = text!(InvalidMark, cell = short(text), what = *fault, of = super::panel::shown_mark(of));
                self.problems.push(problem(words, text!(WordsForRecusal)));
                None
            }
        };
        self.ballot(reader, applicant, expert, &Cell { column: None, ..at.clone() });
        self.given.entry((reader.track, reader.round, applicant, header_key(expert), item)).or_default().push(Given { mark: given, at });
    }

    /// Marks given once count; of those given twice none does.
    fn settle(&mut self) {
        for ((track, round, applicant, expert, item), mut given) in std::mem::take(&mut self.given) {
            given.sort_by_key(|g| (g.at.file.to_string(), g.at.row, g.at.column));
            let Some(ballot) = self.ballots[track][round][applicant].get_mut(&expert) else { continue };
            let once = given.len() == 1;
            match given.first().and_then(|g| g.mark).filter(|_| once) {
                Some(mark) => _ = ballot.marks.insert(item, mark),
                None => ballot.spoilt.push(item),
            }
            if once {
                continue;
            }
            let id = self.rolls[track].id(applicant);
            let name = &self.names[track][round].items[item].id;
            let first = Place::Cell(given[0].at.clone());
            for again in &given[1..] {
                let text = text!(MarkTwice, expert = short(&ballot.expert), item = name);
                let found = Diagnostic::new(Code::MarkTwice, Place::Cell(again.at.clone()), text).help(text!(KeepOneMark));
                self.problems.push(found.related(first.clone(), text!(OtherMark)).applicant(id).indicator(name));
            }
        }
    }
}

/// Why the expert of a row is recused, if the row says so in any of its cells.
fn recusal(sheet: &Sheet, row: &Row, columns: &Columns) -> Option<Text> {
    let because = |reason: &str| match header_key(reason).as_str() {
        "" | "是" | "√" | "✓" | "1" | "y" | "yes" | "true" => text!(RecusedOnBallot),
        _ => text!(RecusedBecause, reason = short(reason)),
    };
    let note = sheet.text(row, columns.note);
    let own = sheet.text(row, columns.recused);
    if !matches!(header_key(own).as_str(), "" | "否" | "无" | "不" | "×" | "0" | "n" | "no" | "false" | "-" | "—" | "/") {
        // Whatever stands under 回避 that is no "no" says yes, or says why.
        if is_recusal(own) || matches!(because(own), Text::RecusedOnBallot {}) {
            return Some(because(note));
        }
        if !own.contains(['不', '无', '未', '非', '否', '没']) {
            return Some(because(own));
        }
    }
    columns.recusal().any(|column| is_recusal(sheet.text(row, Some(column)))).then(|| because(note))
}
