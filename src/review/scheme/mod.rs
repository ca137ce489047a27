//! A scheme (评审方案): one file that describes a whole review. [`load`] reads it, checks it together with the standards that
//! it names, and reports every problem at once; only a scheme without errors comes out. The tables that it names are not
//! opened here.

mod check;
mod files;
mod read;

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;
use sha2::{Digest, Sha256};

use crate::diagnostic::{Code, Diagnostic, Place, Severity, Sources};
use crate::document::{At, Document, Excepted, Exceptions, Findings, is_scheme};
use crate::number::Decimal;
use crate::standard::{self, Standard};
use crate::text::text;

use super::panel::{Mark, Panel};

pub use files::resolve;

/// A valid scheme.
#[derive(Clone, Debug)]
pub struct Scheme {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The document that it follows.
    pub document: Option<String>,
    /// The file, as named on the command line.
    pub file: Arc<str>,
    /// SHA-256 of the file.
    pub sha256: String,
    /// The folder that paths are relative to.
    pub(super) folder: String,
    /// The day on which bars are judged.
    pub applied_on: Option<Date>,
    /// Titles granted and revoked so far.
    pub register: Option<RegisterPlan>,
    /// Years after which a title holder is due for a look-back.
    pub recheck_every: Option<At<i16>>,
    /// The table that gives lists in documents their order.
    pub divisions: Option<At<String>>,
    /// Files of standards that were read, with their SHA-256.
    pub standards: Vec<(Arc<str>, String)>,
    /// The public notice.
    pub notice: Option<NoticePlan>,
    /// Who signs documents and answers questions.
    pub issuer: Issuer,
    /// What the document leaves open and somebody decided: the setting, and why.
    pub assumed: Vec<Assumed>,
    /// What is reviewed: one kind of title each.
    pub tracks: Vec<Track>,
    /// Experts that do not judge an applicant.
    pub recusals: Vec<Recusal>,
    /// Decisions of people that stand beside the computed result.
    pub overrides: Vec<Override>,
    /// Objections received during the notice.
    pub objections: Vec<Objection>,
}

/// The register, and how long a revocation bars.
#[derive(Clone, Debug)]
pub struct RegisterPlan {
    /// The table.
    pub file: At<String>,
    /// Years; 0 where nothing bars.
    pub bar_years: i16,
    /// The day on which bars are judged.
    pub on: Date,
}

/// The public notice (公示).
#[derive(Clone, Debug)]
pub struct NoticePlan {
    /// The day of the posting; none: not posted yet.
    pub posted_on: Option<Date>,
    /// How many working days.
    pub working_days: u32,
    /// Does the posting day count?
    pub count_from: CountFrom,
    /// Further years of working days.
    pub calendar: Vec<At<String>>,
    /// The notice in the file.
    pub span: Range<usize>,
}

/// From where the days of a notice are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CountFrom {
    /// The first working day not before the posting.
    PostingDay,
    /// The first working day after it.
    NextDay,
}

impl CountFrom {
    /// The words of the format.
    pub const WORDS: &'static [(&'static str, Self)] = &[("posting-day", Self::PostingDay), ("next-day", Self::NextDay)];
}

/// Who signs documents and answers questions. What is not given stays a blank in them.
#[derive(Clone, Debug, Default)]
pub struct Issuer {
    /// 发文机关
    pub name: Option<String>,
    /// 联系处室或联系人
    pub contact: Option<String>,
    /// 联系电话
    pub phone: Option<String>,
    /// 通讯地址
    pub address: Option<String>,
    /// 邮政编码
    pub postcode: Option<String>,
    /// 电子邮箱
    pub email: Option<String>,
}

/// A setting that the document leaves open.
#[derive(Clone, Debug)]
pub struct Assumed {
    /// Its path: `final.weights`.
    pub path: String,
    /// Why it is as it is.
    pub reason: String,
}

/// One kind of title with its applicants.
#[derive(Clone, Debug)]
pub struct Track {
    /// Its id.
    pub id: String,
    /// The title, as the register calls it.
    pub title: Option<String>,
    /// The standard; one that asks nothing where the submissions only list applicants.
    pub standard: Arc<Standard>,
    /// Has it a standard of its own?
    pub has_standard: bool,
    /// The phase to judge.
    pub phase: Option<i32>,
    /// Submissions.
    pub submissions: Vec<At<String>>,
    /// Verified tables.
    pub verified: Vec<At<String>>,
    /// Submissions of the period before.
    pub previous: Vec<At<String>>,
    /// Most titles that are given.
    pub quota: usize,
    /// Most applicants of one nominator.
    pub max_per_nominator: Option<usize>,
    /// Length of the reserve list.
    pub reserve: usize,
    /// Rounds in their order.
    pub rounds: Vec<Round>,
    /// How ties are broken: rounds by position.
    pub tie_break: Vec<usize>,
    /// Places after the point of the final score.
    pub decimals: u8,
    /// A preference for some applicants.
    pub prefer: Option<Prefer>,
    /// A list of applicants recommended elsewhere.
    pub national_list: Option<NationalList>,
    /// The track in the file.
    pub span: Range<usize>,
}

/// A preference for applicants by what stands in one of their columns.
#[derive(Clone, Debug)]
pub struct Prefer {
    /// The column: a profile column, or any header of the submissions.
    pub column: At<String>,
    /// The values that are preferred.
    pub any_of: Vec<At<String>>,
    /// What it does.
    pub effect: Effect,
}

/// A table of applicants that are recommended elsewhere.
#[derive(Clone, Debug)]
pub struct NationalList {
    /// The table.
    pub file: At<String>,
    /// What being on it does.
    pub effect: Effect,
}

/// What a preference does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It is said, and does nothing.
    Note,
    /// It breaks ties, behind those of the rounds.
    TieBreak,
    /// It adds points to the final score.
    Bonus(Decimal),
    /// So many places within the quota go first to the best of the preferred.
    Seats(usize),
}

/// One round.
#[derive(Clone, Debug)]
pub struct Round {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What experts give points on.
    pub items: Items,
    /// How marks are put together.
    pub panel: Panel,
    /// Experts that were called in because totals lay too far apart.
    pub further_experts: Vec<At<String>>,
    /// Who comes to the next round.
    pub go_on: Option<GoOn>,
    /// Its ballots.
    pub ballots: Vec<At<String>>,
    /// Its weight in the final score, of 100.
    pub weight: Decimal,
}

impl Round {
    /// Is this expert one that was called in?
    #[must_use]
    pub(super) fn is_further(&self, expert: &str) -> bool {
        let key = standard::header_key(expert);
        self.further_experts.iter().any(|further| standard::header_key(&further.value) == key)
    }
}

/// What experts give points on.
#[derive(Clone, Debug)]
pub enum Items {
    /// The standard's scored indicators, as far as they apply to the applicant.
    Standard,
    /// Items of the round's own.
    Own(Vec<Item>),
}

/// An item of a round.
#[derive(Clone, Debug)]
pub struct Item {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Most points.
    pub points: Mark,
}

/// Who comes to the next round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GoOn {
    /// Who reaches this share of the round's maximum, a fraction.
    AtLeast(Decimal),
    /// The best so many; those tied with the last of them too.
    Best(usize),
}

/// An expert that does not judge an applicant (回避).
#[derive(Clone, Debug)]
pub struct Recusal {
    /// The expert.
    pub expert: At<String>,
    /// The applicant.
    pub applicant: Named,
    /// Why.
    pub reason: String,
}

/// An applicant as a record names it.
#[derive(Clone, Debug)]
pub struct Named {
    /// Id, or a name that only one bears.
    pub applicant: At<String>,
    /// The track, by position, where the record says it.
    pub track: Option<usize>,
}

/// A decision of people.
#[derive(Clone, Debug)]
pub struct Override {
    /// About whom.
    pub applicant: Named,
    /// What was decided.
    pub decision: Decision,
    /// By whom.
    pub by: String,
    /// When.
    pub on: Date,
    /// Why.
    pub reason: String,
}

/// What can be decided beside the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It takes a seat.
    Select,
    /// It gets none.
    Reject,
    /// It is no longer an applicant.
    Withdrawn,
}

impl Decision {
    /// The words of the format.
    pub const WORDS: &'static [(&'static str, Self)] =
        &[("select", Self::Select), ("reject", Self::Reject), ("withdrawn", Self::Withdrawn)];

    /// The word of the format.
    #[must_use]
    pub fn id(self) -> &'static str {
        Self::WORDS.iter().find(|(_, decision)| *decision == self).map_or("", |(word, _)| *word)
    }
}

/// An objection (异议).
#[derive(Clone, Debug)]
pub struct Objection {
    /// Against whom.
    pub applicant: Named,
    /// When it came.
    pub received_on: Date,
    /// What became of it.
    pub state: ObjectionState,
    /// What it says, or why it was decided so.
    pub reason: String,
}

/// What became of an objection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ObjectionState {
    /// Not decided: the title is withheld.
    Open,
    /// It was right: the applicant is removed.
    Upheld,
    /// It was not.
    Dismissed,
}

impl ObjectionState {
    /// The words of the format.
    pub const WORDS: &'static [(&'static str, Self)] = &[("open", Self::Open), ("upheld", Self::Upheld), ("dismissed", Self::Dismissed)];

    /// The word of the format.
    #[must_use]
    pub fn id(self) -> &'static str {
        Self::WORDS.iter().find(|(_, state)| *state == self).map_or("", |(word, _)| *word)
    }
}

/// What reading a scheme gave: the valid scheme, if there is one, and all findings with the texts they point into.
pub struct Loaded {
    /// The scheme; `None` as soon as one finding is an error.
    pub scheme: Option<Scheme>,
    /// Everything found, by place; what is wrong with a standard that it names among it.
    pub findings: Vec<Diagnostic>,
    /// What the scheme excepts, with its reasons.
    pub excepted: Vec<Excepted>,
    /// The texts of the scheme and of its standards.
    pub sources: Sources,
    /// The files that it names and that are there, and its patterns, whether or not it is valid.
    pub files: Vec<String>,
}

/// Loads a scheme.
#[must_use]
pub fn load(path: &str) -> Loaded {
    let name: Arc<str> = standard::shown_path(path).into();
    let refuse = |found: Diagnostic| Loaded {
        scheme: None,
        findings: vec![found],
        excepted: Vec::new(),
        sources: Sources::default(),
        files: Vec::new(),
    };
    if Path::new(path).is_dir() {
        let found = Diagnostic::new(Code::Unreadable, Place::File(Arc::clone(&name)), text!(SchemeIsAFolder, file = &name));
        return refuse(found.help(text!(NameScheme)));
    }
    match standard::read_text(path, &name, standard::MAX_BYTES) {
        Ok((text, sha256)) => {
            let mut loaded = from_text(path, &text);
            if let Some(scheme) = &mut loaded.scheme {
                scheme.sha256 = sha256; // of the file, byte order mark and all
            }
            loaded
        }
        Err(found) => refuse(*found),
    }
}

/// Reads and checks the text of a scheme; `path` says where its paths start from.
#[must_use]
pub fn from_text(path: &str, text: &str) -> Loaded {
    let document = Document::new(standard::shown_path(path), text);
    let mut sources = Sources::default();
    sources.insert(&document.name, &document.text);
    if !is_scheme(text) {
        let found = Diagnostic::new(Code::WrongFormat, Place::File(Arc::clone(&document.name)), text!(NotAScheme));
        return Loaded { scheme: None, findings: vec![found.help(text!(SchemeStarts))], excepted: Vec::new(), sources, files: Vec::new() };
    }
    let findings = Findings::new(&document);
    let parsed = document.parse(&findings);
    let folder = Path::new(path).parent().map(|folder| folder.to_string_lossy().into_owned()).unwrap_or_default();
    let mut standards = read::Standards::new(&folder);
    let root = parsed.root(&findings);
    let scheme = read::scheme(&root, &findings, &mut standards);
    let exceptions = Exceptions::read(&root, &findings);
    root.finish(|_| None);
    let mut list = findings.take();
    let excepted = exceptions.apply(&findings, &mut list);
    list.extend(standards.findings);
    for (file, text) in &standards.texts {
        sources.insert(file, text);
    }
    let sha256 = standard::hex(&Sha256::digest(text.as_bytes()));
    let scheme = Scheme { file: Arc::clone(&document.name), folder, sha256, standards: standards.read, ..scheme };
    let mut files = files::all(&scheme);
    files.extend(standards.files);
    let is_valid = list.iter().all(|f| f.severity < Severity::Error);
    Loaded { scheme: is_valid.then_some(scheme), findings: list, excepted, sources, files }
}
