//! A finding as data: what, where, how grave, and what to do about it. How it is drawn is another room's business.
//!
//! One kebab-case code per kind of finding, used by every format. Codes are stable: none ever changes its meaning.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::text::{Language, Text};

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Something a person should know; never changes an exit code.
    Note,
    /// Doubtful; with `--strict` it counts as a finding.
    Warning,
    /// Wrong: a standard with one never scores, a row with one is not scored.
    Error,
}

impl Severity {
    /// The word used in machine-readable results.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Where a finding is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// A file as a whole.
    File(Arc<str>),
    /// Bytes of a text file that a person writes (a standard, a scheme).
    Span(Arc<str>, Range<usize>),
    /// A cell, row or column of a table.
    Cell(Cell),
}

/// A place in a table. Rows count from 1 as the spreadsheet shows them; columns from 0 (A).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Cell {
    /// The file, as named on the command line.
    pub file: Arc<str>,
    /// The sheet of a workbook.
    pub sheet: Option<Arc<str>>,
    /// The row, from 1; none for a whole column or table.
    pub row: Option<u64>,
    /// The column, from 0; none for a whole row.
    pub column: Option<usize>,
}

impl Cell {
    /// `districts.csv:5:P`; in a workbook the cell as its person sees it, `表.xlsx:表1!P5`.
    #[must_use]
    pub fn show(&self) -> String {
        self.show_in(&self.file)
    }

    /// The same without the folders of the file, for people who know which file is meant.
    #[must_use]
    pub fn show_short(&self) -> String {
        self.show_in(self.file.rsplit('/').next().unwrap_or(&self.file))
    }

    /// The cell of a workbook as its person sees it, `表1!P5`; `表1!5` for a row, `表1!P` for a column. None where there is no sheet.
    #[must_use]
    pub fn in_sheet(&self) -> Option<String> {
        let sheet = self.sheet.as_ref()?;
        let cell = self.column.map(column_letters).unwrap_or_default() + &self.row.map(|row| row.to_string()).unwrap_or_default();
        Some(if cell.is_empty() { sheet.to_string() } else { format!("{sheet}!{cell}") })
    }

    fn show_in(&self, file: &str) -> String {
        if let Some(inside) = self.in_sheet() {
            return format!("{file}:{inside}");
        }
        let mut shown = file.to_owned();
        for part in [self.row.map(|r| r.to_string()), self.column.map(column_letters)].into_iter().flatten() {
            shown.push(':');
            shown.push_str(&part);
        }
        shown
    }
}

/// The letters of a spreadsheet column: 0 → `A`, 25 → `Z`, 26 → `AA`.
#[must_use]
pub fn column_letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

/// A finding.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    /// Which kind of finding.
    pub code: Code,
    /// How grave.
    pub severity: Severity,
    /// Where.
    pub place: Place,
    /// What is wrong, and what was expected.
    pub text: Text,
    /// What to do.
    pub help: Option<Text>,
    /// Second places of a conflict.
    pub related: Vec<(Place, Text)>,
    /// The applicant concerned, by id.
    pub applicant: Option<String>,
    /// The indicator or input concerned, by id.
    pub indicator: Option<String>,
}

impl Diagnostic {
    /// A finding of this kind with the severity of its kind.
    #[must_use]
    pub fn new(code: Code, place: Place, text: Text) -> Self {
        Self { code, severity: code.severity(), place, text, help: None, related: Vec::new(), applicant: None, indicator: None }
    }

    /// With a cure.
    #[must_use]
    pub fn help(mut self, help: Text) -> Self {
        self.help = Some(help);
        self
    }

    /// With a cure, where there is one.
    #[must_use]
    pub fn maybe_help(mut self, help: Option<Text>) -> Self {
        self.help = help.or(self.help);
        self
    }

    /// With the other place of a conflict.
    #[must_use]
    pub fn related(mut self, place: Place, text: Text) -> Self {
        self.related.push((place, text));
        self
    }

    /// About this applicant.
    #[must_use]
    pub fn applicant(mut self, id: &str) -> Self {
        self.applicant = Some(id.to_owned());
        self
    }

    /// About this indicator or input.
    #[must_use]
    pub fn indicator(mut self, id: &str) -> Self {
        self.indicator = Some(id.to_owned());
        self
    }
}

/// The texts that [`Place::Span`]s point into, by file name.
#[derive(Clone, Debug, Default)]
pub struct Sources(BTreeMap<Arc<str>, Arc<str>>);

impl Sources {
    /// Remembers the text of a file.
    pub fn insert(&mut self, file: &Arc<str>, text: &Arc<str>) {
        self.0.insert(Arc::clone(file), Arc::clone(text));
    }

    /// Every file with its text.
    #[must_use]
    pub fn all(&self) -> Vec<(Arc<str>, Arc<str>)> {
        self.0.iter().map(|(file, text)| (Arc::clone(file), Arc::clone(text))).collect()
    }

    /// The text of a file.
    #[must_use]
    pub fn text(&self, file: &str) -> Option<&str> {
        self.0.get(file).map(AsRef::as_ref)
    }

    /// Line and column of a byte, both from 1, the column in characters.
    #[must_use]
    pub fn line_column(&self, file: &str, byte: usize) -> Option<(usize, usize)> {
        let text = self.text(file)?;
        let mut at = byte.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let before = &text[..at];
        let line_start = before.rfind('\n').map_or(0, |n| n + 1);
        Some((before.matches('\n').count() + 1, before[line_start..].chars().count() + 1))
    }
}

macro_rules! codes {
    ($($variant:ident $id:literal $severity:ident $en:literal $zh:literal;)*) => {
        /// Every kind of finding, note and reason that the program knows.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $(#[doc = $en] $variant,)* }

        impl Code {
            /// All of them, in the order of the catalogue.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The stable kebab-case name.
            #[must_use]
            pub fn id(self) -> &'static str {
                match self { $(Self::$variant => $id,)* }
            }

            /// How grave it is unless said otherwise.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)* }
            }

            /// What it means, in one line.
            #[must_use]
            pub fn meaning(self, language: Language) -> &'static str {
                match (self, language) { $((Self::$variant, Language::En) => $en, (Self::$variant, Language::Zh) => $zh,)* }
            }

            /// The code of this name.
            #[must_use]
            pub fn from_id(id: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|code| code.id() == id)
            }
        }
    };
}

codes! {
    // Files as such.
    Unreadable "unreadable-file" Error "The file is missing or cannot be read." "文件不存在或无法读取。";
    OutputExists "output-exists" Error "The file to be written exists, or is one of those being read." "要写入的文件已存在，或正是输入文件。";
    Unwritable "unwritable-file" Error "The file cannot be written." "文件无法写入。";
    NoApplicant "no-applicant" Error "No applicant, or more than one, is called so." "没有这个申报单位，或不止一个。";
    FileTooLarge "file-too-large" Error "The file is larger than the limit." "文件超过大小上限。";
    Encoding "encoding" Error "The text is in no encoding that could be recognised." "无法识别文件的文字编码。";
    WrongFormat "wrong-format" Error "The file is of a kind that is not read here." "不支持读取这种文件。";
    FileIgnored "file-ignored" Note "A file of a folder that is not read." "文件夹中没有读取的文件。";
    FileTwice "file-twice" Warning "A file that is named twice." "同一文件被指定了两次。";
    LayoutUnsafe "layout-unsafe" Error "The layout would change what the file says, so the file is left alone." "整理版式会改变文件的内容，因此没有动它。";
    Password "password" Error "The workbook is protected with a password." "工作簿设有密码。";
    DamagedFile "damaged-file" Error "The workbook is damaged or cut short." "工作簿已损坏或不完整。";
    NoSheet "no-sheet" Error "The workbook has no sheet of this name, or no visible one." "工作簿中没有这个工作表，或没有可见的工作表。";
    OtherSheets "other-sheets" Note "Further sheets of the workbook that are not read." "工作簿中还有没有读取的工作表。";
    HiddenCells "hidden-cells" Note "Hidden rows or columns, which are read like all others." "隐藏的行或列，照常读取。";
    MergedCells "merged-cells" Note "Cells merged over several rows: the text counts for all of them." "跨行合并的单元格，内容适用于其中每一行。";
    FormulaWithoutValue "formula-without-value" Error "A formula that was saved without its result." "公式保存时没有结果。";
    ErrorCell "error-cell" Error "A cell that shows an error." "单元格显示错误值。";
    OtherEdition "other-edition" Error "A form that was made for another standard, edition or phase: it is not scored." "填报表出自另一标准、版本或阶段，不予评分。";
    OtherText "other-text" Warning "A form that was made from another text of the same edition." "填报表出自同一版本的另一份标准文本。";
    EmptyFile "empty-file" Error "The file holds nothing." "文件是空的。";
    NotAResult "not-a-result" Error "The file is no result that a report could be made of, or not a whole one." "文件不是可以做成报告的结果，或不完整。";
    WorkbookTooLong "workbook-too-long" Error "A sheet would have more rows than a workbook can hold." "工作表的行数会超过工作簿的上限。";
    PageTooLong "page-too-long" Error "A page would hold more than browsers can show with ease." "页面的内容会超过浏览器能顺畅显示的数量。";

    // Standards: the file as TOML.
    Syntax "syntax" Error "The file is not TOML." "文件不符合 TOML 语法。";
    DuplicateKey "duplicate-key" Error "A key stands twice in one table." "同一个表里有重复的键。";
    UnknownKey "unknown-key" Error "A key that the format does not know." "格式中没有这个键。";
    MissingKey "missing-key" Error "A key that has to be there is absent." "缺少必需的键。";
    WrongType "wrong-type" Error "A value of another kind than expected." "值的类型不对。";
    EmptyValue "empty-value" Error "A value that must not be empty." "值不能为空。";
    UnknownValue "unknown-value" Error "A word that is not among those possible." "不在可选值之列。";
    Number "number" Error "A figure that cannot be read exactly." "数值无法精确读取。";
    OutOfRange "out-of-range" Error "A figure outside its bounds." "数值超出允许范围。";

    // Standards: what is said in them.
    BadId "bad-id" Error "An id of a form that is not allowed." "编号的写法不允许。";
    DuplicateId "duplicate-id" Error "Two things with one id." "编号重复。";
    NameCollision "name-collision" Error "Two columns of a table would have the same header." "两列的表头会相同。";
    UnknownReference "unknown-reference" Error "Something named that is not declared." "引用了没有声明的对象。";
    MissingDimension "missing-dimension" Error "An indicator that belongs to no dimension." "指标没有归入任何维度。";
    EmptyDimension "empty-dimension" Error "A dimension without indicators." "维度下没有指标。";
    MissingClause "missing-clause" Error "Nothing says which passage of the document calls for the indicator." "没有写明指标出自文件的哪一条。";
    MissingEvidence "missing-evidence" Warning "An indicator without evidence." "指标没有列出佐证材料。";
    KeyOfOtherKind "key-of-other-kind" Error "A key that does not belong to this kind of indicator." "这个键不属于该类指标。";
    LimitForm "limit-form" Error "A limit that is absent, double, or of the wrong form." "限值缺失、重复或写法不对。";
    PercentMismatch "percent-mismatch" Error "A percentage where none is meant, or none where one is." "百分比与单位不符。";
    DoubtfulPercent "doubtful-percent" Warning "A percentage that looks like a fraction." "百分比疑似写成了小数。";
    TierDirection "tier-direction" Error "Tiers that look in two directions." "各档限值方向不一致。";
    TierOrder "tier-order" Error "Tiers that are not ordered best first, or can never be reached." "各档次没有从优到劣排列，或永远达不到。";
    TierPoints "tier-points" Error "Points of tiers or levels that do not fit the indicator's." "档次分值与指标分值不符。";
    PointsTotal "points-total" Error "Points that do not add up to a stated total." "分值之和与所写总分不符。";
    PointsPrecision "points-precision" Warning "Points with more places than the standard's decimals." "分值的小数位多于标准规定。";
    MetAt "met-at" Error "`met_at` that no answer reaches or that cannot be read." "met_at 无法达到或无法读取。";
    ZeroPoints "zero-points" Error "An indicator that can earn nothing." "指标没有可得的分。";
    FlatLine "flat-line" Error "A straight line whose two ends are the same." "线性计分的两端相同。";
    ValueForm "value-form" Error "`value` is not one of the four forms." "value 不是四种写法之一。";
    FormNotExact "form-not-exact" Error "Rules that a spreadsheet cannot compute exactly: no form is made." "电子表格无法精确计算的规则，不生成填报表。";
    SqlNotExact "sql-not-exact" Error "Rules that a data warehouse cannot compute exactly: no SQL is made." "数据仓库无法精确计算的规则，不生成 SQL。";
    UnusedInput "unused-input" Warning "An input that no indicator uses." "没有指标使用这个数据项。";
    Phases "phases" Error "Phases that contradict one another." "阶段设置互相矛盾。";
    PassLine "pass-line" Error "A pass line that cannot be reached." "合格线无法达到。";
    WordingBasis "wording-basis" Error "Wording is called official although an indicator is not." "文字标为官方原文，但有指标不是。";
    Exception "check-exception" Warning "An exception under `check` that excepts nothing." "[check] 中的例外没有用上。";
    CaseForm "case-form" Error "A case that cannot be run." "用例无法运行。";
    CaseConflict "case-conflict" Error "Cases that contradict each other, or one that contradicts itself." "用例互相矛盾，或自相矛盾。";
    UnroundTotal "unround-total" Note "Points that come to no round total, where none is stated." "没有写总分，而分值之和不是整十。";
    TypesDiffer "types-differ" Warning "Types of applicants with different points available." "各机构类型的可得分不同。";
    CannotBeMissed "cannot-be-missed" Warning "A limit that every answer reaches." "任何答案都能达到的限值。";
    DivisorMayBeZero "divisor-may-be-zero" Note "A divisor that may be 0 where the indicator does not allow 不适用." "分母可能为 0，而指标不允许填不适用。";
    MayBeEmpty "may-be-empty" Warning "A dimension that answers of 不适用 could empty." "全部填不适用时，维度下没有适用项。";
    NeedsNewer "needs-newer" Error "The file needs another version of the program." "文件需要其他版本的程序。";
    BaselineGone "baseline-gone" Note "A finding of the baseline that is no longer there." "基线中的问题已不存在。";

    // Tables: as a whole.
    NoHeader "no-header" Error "No row of the table could be recognised as its header." "找不到可以识别的表头行。";
    TooManyColumns "too-many-columns" Error "The table has more columns than the limit." "表格列数超过上限。";
    AmbiguousHeader "ambiguous-header" Error "A header that fits two things." "一个表头同时对应两项内容。";
    TwinColumns "twin-columns" Warning "Two columns for one thing." "两列填的是同一项。";
    UnmatchedColumn "unmatched-column" Note "A column that matches nothing in the standard." "这一列与标准中的任何一项都对不上。";
    MissingColumn "missing-column" Warning "No column holds an indicator's answer." "表中没有这项指标的列。";
    HeaderById "header-by-id" Warning "A column that was matched by the id at its front alone." "这一列仅凭开头的编号对应。";
    EncodingFound "encoding-found" Note "The file is not in UTF-8; the encoding found is named." "文件不是 UTF-8 编码，已识别其编码。";
    NoRows "no-rows" Warning "The table has a header and no rows." "表格只有表头，没有数据行。";

    // Tables: rows.
    UnclosedQuote "unclosed-quote" Error "A quotation mark that opens and never closes, or closes in the middle of a cell." "引号没有成对，或在单元格中间结束。";
    RaggedRow "ragged-row" Error "A row with fewer or more cells than the header." "该行的单元格数与表头不一致。";
    RowWithoutId "row-without-id" Error "A row without an id." "该行没有编号。";
    DuplicateApplicant "duplicate-applicant" Error "Two rows with one id." "两行编号相同。";
    MangledCode "mangled-code" Warning "A code that a spreadsheet has turned into a number." "编号被表格软件转成了数值。";
    UnknownType "unknown-type" Error "The kind of applicant is blank or unknown." "机构类型为空或无法识别。";
    NoteRow "note-row" Note "A row that is a note, a group heading or a sum, not an applicant." "该行是说明、分组标题或合计，不是申报单位。";
    CellTooLong "cell-too-long" Error "A cell longer than the limit." "单元格内容超过长度上限。";
    VerifiedUnmatched "verified-unmatched" Warning "A verified row whose applicant is in no submission." "核验表中的单位不在申报表里。";

    // Tables: cells.
    NotANumber "not-a-number" Error "A cell that should hold a figure." "单元格应为数值。";
    NotWhole "not-whole" Error "A figure that should be whole." "数值应为整数。";
    TooManyDigits "too-many-digits" Error "A figure longer than can be held exactly." "数值位数超过可精确表示的范围。";
    WrongUnit "wrong-unit" Error "A figure with a unit other than the declared one." "数值的单位与规定不符。";
    Negative "negative" Error "A figure below its least value." "数值小于最小值。";
    TooLarge "too-large" Error "A figure above its greatest value." "数值大于最大值。";
    Over100 "over-100" Error "A percentage above 100." "百分比超过 100%。";
    PartOverWhole "part-over-whole" Error "A part larger than its whole." "部分大于总数。";
    NotYesNo "not-yes-no" Error "A cell that should say yes or no." "单元格应填是或否。";
    AmbiguousYesNo "ambiguous-yes-no" Error "A yes or no that could mean either here." "此处的是否含义不明。";
    UnknownLevel "unknown-level" Error "A level that the standard does not know." "标准中没有这个等级。";

    // Notes on one answer.
    Missing "missing" Note "Left blank, or the column is absent." "未填写，或表中没有该列。";
    NotAllowedNotApplicable "not-applicable-not-allowed" Note "Answered not applicable where the standard does not allow it: counted as unmet." "标准不允许填不适用，按未达标计。";
    DeclaredNotApplicable "declared-not-applicable" Note "The applicant declared it not applicable." "申报单位填写不适用。";
    TypeNotApplicable "type-not-applicable" Note "Does not apply to this kind of applicant." "不适用于该类机构。";
    ZeroByZero "zero-by-zero" Note "0 ÷ 0: nothing to count." "0 ÷ 0，没有可计算的对象。";
    ZeroDivisor "zero-divisor" Warning "A number over 0: no limit is reached." "分母为 0 而分子不为 0，视为未达到任何限值。";
    ClaimDiffers "claim-differs" Warning "The claimed percentage is not that of the figures." "所填比率与数据算出的不符。";
    ClaimWithoutFigures "claim-without-figures" Note "A percentage was claimed without the figures behind it." "只填了比率，没有填原始数据。";
    ClaimUnreadable "claim-unreadable" Warning "The claimed percentage cannot be read; the figures decide." "所填比率无法读取，以原始数据为准。";
    Approximate "approximate" Note "An approximate figure, read as the number written." "约数，按所写数字计。";
    DoubtfulFraction "doubtful-percentage" Warning "A percentage between 0 and 1: read as written." "百分比在 0 与 1 之间，按所写计。";
    NoneAsZero "none-as-zero" Note "无 in a figure: read as 0." "数值栏填“无”，按 0 计。";
    CountAsYes "count-as-yes-no" Note "A count answered a yes-no question." "以次数回答是否类指标。";
    UnusedCell "unused-cell" Note "A filled cell of an item that does not apply or is not due." "不适用或未到期的项目填了内容，已保留但不计。";
    UnreadableExtra "unreadable-figure" Warning "A figure that decides nothing and cannot be read." "仅供参考的数据无法读取。";
    EvidenceMissing "evidence-missing" Warning "Points claimed with the evidence cell blank." "得分项的佐证材料一栏为空。";
    Verified "verified" Note "The verified answer replaces the applicant's own." "以核验结果代替自评。";
    VerifiedWithoutFigures "verified-without-figures" Note "A verified percentage replaces the applicant's figures." "核验比率代替了申报数据。";
    NotDue "not-due" Note "Not judged in this phase." "本阶段未到期，不计。";

    // Reasons of a verdict.
    GateFailed "gate-failed" Note "A gate item does not hold." "资质审查项或一票否决项不符合。";
    GateUnanswered "gate-unanswered" Note "A gate item is not answered, so it is not cleared." "资质审查项或一票否决项未填写，不能视为通过。";
    GatesHold "gates-hold" Note "Every gate item holds." "资质审查项和一票否决项全部符合。";
    MetShare "met-share" Note "The share of indicators met." "达标指标占比。";
    PointsShare "points-share" Note "The share of points." "得分率。";
    PointsLine "points" Note "The points." "得分。";
    Floor "floor" Note "The floor of a dimension." "维度最低要求。";
    FloorNotJudged "floor-not-judged" Note "A floor that was not judged because nothing in the dimension applies." "维度下没有适用项，最低要求不作判断。";
    NothingToPass "nothing-to-pass" Note "The standard has no pass line; it only ranks." "标准没有合格线，只排名。";
    NotScored "not-scored" Note "The row could not be scored." "该行未能评分。";

    // Schemes.
    Date "date" Error "A day that cannot be read, or days in an impossible order." "日期无法读取，或先后不合理。";
    BrokenStandard "broken-standard" Error "A scheme names a standard that has errors." "方案引用的标准有错误。";
    IdleKey "idle-key" Error "A key that has no effect without another one." "缺少相关设置，这个键不起作用。";
    NothingToRank "nothing-to-rank" Error "A track with neither rounds nor a standard." "既没有评审轮次也没有标准，无从排名。";
    Weights "weights" Error "Weights of the rounds that do not come to 100." "各轮权重之和不是 100。";
    PanelSize "panel-size" Error "Settings of a panel that cannot work together." "专家组的设置互相矛盾。";
    TwoReservations "two-reservations" Error "Two reservations of seats in one track." "同一组别有两种预留名额。";
    DuplicateRecord "duplicate-record" Error "Two records about one applicant." "同一申报单位有两条记录。";
    OverrideOverQuota "override-over-quota" Error "More applicants would be selected than the quota." "人工决定使入选数超过名额。";
    OverrideRefused "override-refused" Error "An override that cannot take effect: the applicant is ineligible." "人工决定不能生效：该单位不具备申报资格。";
    AssumedPath "assumed-path" Warning "A path under `assumed` that names no setting." "[assumed] 中的路径不是方案的设置。";
    UnexplainedSetting "unexplained-setting" Warning "A setting that the document leaves open, without a reason under `assumed`." "文件未定的设置没有在 [assumed] 中说明理由。";
    NoWorkdays "no-workdays" Error "A year whose working days are not known." "没有该年份的工作日数据。";

    // Ballots, the register, lists.
    IncompleteRow "incomplete-row" Error "A row of a ballot without an expert or without an applicant." "评分表的一行没有专家或申报单位。";
    UnknownApplicant "unknown-applicant" Error "An applicant that is in no submission." "申报表中没有这个申报单位。";
    UnknownItem "unknown-item" Error "An item that the round does not have." "该轮评审没有这个评分项。";
    AmbiguousMark "ambiguous-mark" Error "A mark that could belong to several rounds." "无法确定分数属于哪一轮。";
    MarkRange "mark-range" Error "A mark outside its bounds, or that cannot be read: it does not count." "分数超出范围或无法读取，不计入。";
    MarkTwice "mark-twice" Error "Two marks of one expert on one item: neither counts." "同一专家对同一评分项打了两次分，均不计入。";
    MarkNotApplicable "mark-not-applicable" Warning "A mark on an item that does not apply to the applicant: it does not count." "该项不适用于该单位，分数不计入。";
    IncompleteBallot "incomplete-ballot" Warning "A ballot without marks on some items: it does not count." "评分表有未评的项，不计入。";
    MarksMissing "marks-missing" Note "A ballot without marks on some items; it counts on the others." "评分表有未评的项，其余各项照计。";
    NoBallot "no-ballot" Note "An expert that did not mark everybody." "专家没有给所有单位评分。";
    NoSpread "no-spread" Note "An expert whose totals are all equal: each standard mark is 50." "专家给出的总分全部相同，标准分均为 50。";
    TotalDiffers "total-differs" Warning "The total on a ballot is not the sum of its marks." "评分表的合计与各项之和不符。";
    NameDiffers "name-differs" Warning "Id and name in one row belong to different applicants." "同一行的编号与名称不一致。";
    UnknownExpert "unknown-expert" Warning "A recusal of an expert that gave no marks." "回避记录中的专家没有评分。";
    MatchedByName "matched-by-name" Warning "Matched by the name alone." "仅凭名称对应。";

    // The way through a review.
    Withdrawn "withdrawn" Note "The application was withdrawn." "申报已撤回。";
    OverCap "over-cap" Note "The nominator has nominated more than it may." "推荐单位推荐数超过上限。";
    NoNominator "no-nominator" Note "No nominator is given, so no cap applies." "没有填写推荐单位，不适用推荐上限。";
    Barred "barred" Note "A revoked title bars from applying." "因被撤销命名，在禁止申报期内。";
    BarOver "bar-over" Note "A title was revoked, and the bar is over." "曾被撤销命名，禁止申报期已满。";
    RevokedLater "revoked-later" Note "A title was revoked after the day on which bars are judged." "在资格审查日之后被撤销命名。";
    Holder "holder" Note "The applicant already holds a title." "已有示范称号。";
    RegisterUnclear "register-unclear" Note "A row of the register about the applicant cannot be read." "名册中有关该单位的一行无法读取。";
    DeclaredDiffers "declared-differs" Warning "What the applicant declared is not what the register or the nominations say." "申报单位的声明与名册或推荐情况不符。";
    RoundScore "round-score" Note "What a round came to." "一轮评审的得分。";
    TooFewMarks "too-few-marks" Note "Fewer marks than needed: the round is not decided." "有效评分不足，该轮待定。";
    Spread "spread" Note "The experts' totals are too far apart: a further expert is needed." "专家总分相差过大，需增加专家。";
    SpreadSettled "spread-settled" Note "The totals were too far apart, and a further expert came." "专家总分相差过大，已增加专家。";
    GoesOn "goes-on" Note "The applicant comes to the next round." "进入下一轮。";
    TiedGoesOn "tied-goes-on" Note "Tied at the last place of those that go on." "在进入下一轮的末位并列，一并进入。";
    NotThrough "not-through" Note "The applicant does not come to the next round." "未进入下一轮。";
    FinalScore "final-score" Note "The final score." "综合得分。";
    Preferred "preferred" Note "The applicant is among those preferred." "属于倾斜对象。";
    OnNationalList "on-national-list" Note "The applicant is on the national list." "在全国推荐名单上。";
    TieBroken "tie-broken" Note "A tie at the line that the declared rules break." "名额线并列，按方案规定的规则决出。";
    WithinQuota "within-quota" Note "Within the quota." "在名额之内。";
    ReservedSeat "reserved-seat" Note "On a reserved seat." "占用预留名额。";
    TiedAtQuota "tied-at-quota" Note "Tied at the quota line, and nothing breaks the tie." "在名额线上并列，方案没有规则可以决出。";
    ReserveList "reserve" Note "On the reserve list." "列入备选。";
    TiedAtReserve "tied-at-reserve" Note "Tied at the end of the reserve list." "在备选名单末位并列。";
    BelowQuota "below-quota" Note "Below the quota." "在名额之外。";
    Override "override" Note "A decision of people beside the rules." "人工决定。";
    TieDecided "tie-decided" Note "A tie that was decided by overrides or objections." "并列已由人工决定或异议处理决出。";
    Recused "recused" Note "An expert does not judge this applicant." "专家回避，不评该单位。";
    RecusedWithMarks "recused-with-marks" Warning "A recused expert has given marks; they do not count." "回避的专家又打了分，不计入。";
    SelectUndecided "select-undecided" Warning "Selected by decision, while the rules leave it undecided." "按规则尚未定结果，由人工决定入选。";
    LateObjection "late-objection" Warning "An objection whose day lies outside the notice." "异议不在公示期内。";
    UnknownRound "unknown-round" Error "A row of a round whose ballots the file does not hold." "不是本文件所属的轮次。";
    SameContent "same-content" Warning "A file with the same content as another; it is read once." "与另一文件内容相同，只读一次。";
    NotAnnounced "not-announced" Warning "Selected after the notice, and was not among the candidates put before the public." "公示之后递补，未列入公示名单。";
    NobodyPreferred "nobody-preferred" Warning "No applicant has one of the preferred values." "没有申报单位属于倾斜对象。";
    MovedUp "moved-up" Note "Moved up from the reserve list." "由备选递补。";
    ObjectionOpen "objection-open" Note "An objection is open." "异议正在核实。";
    ObjectionUpheld "objection-upheld" Note "An objection was upheld." "异议成立。";
    ObjectionDismissed "objection-dismissed" Note "An objection was dismissed." "异议不成立。";

    // The look-back.
    NotReported "not-reported" Note "No report of this title holder." "没有提交本期报告。";
    Reported "reported" Note "The report is in, and the standard is still reached." "已报告，且仍达到标准。";
    BelowStandard "below-standard" Note "The title holder has fallen below the standard." "已达不到创建标准。";
    RemovalGround "removal-ground" Note "The document counts this as a ground for removal." "属于文件规定的取消命名情形。";
    DueForLookBack "due-for-look-back" Note "A look-back is due." "应安排回头看。";
    NotAHolder "not-a-holder" Note "A report of somebody that holds no title." "报告单位没有示范称号。";
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn codes_are_unique_kebab_case_and_explained() {
        let ids: HashSet<_> = Code::ALL.iter().map(|c| c.id()).collect();
        assert_eq!(ids.len(), Code::ALL.len());
        for code in Code::ALL {
            assert!(code.id().bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'), "{}", code.id());
            assert_eq!(Code::from_id(code.id()), Some(*code));
            assert!(code.meaning(Language::En).ends_with('.') && code.meaning(Language::Zh).ends_with('。'), "{}", code.id());
        }
    }

    #[test]
    fn columns_have_letters() {
        assert_eq!([0, 25, 26, 701, 702].map(column_letters), ["A", "Z", "AA", "ZZ", "AAA"]);
    }

    #[test]
    fn columns_count_characters() {
        let (file, text): (Arc<str>, Arc<str>) = ("f".into(), "a\n名称 = 1".into());
        let mut sources = Sources::default();
        sources.insert(&file, &text);
        assert_eq!(sources.line_column("f", 2), Some((2, 1)));
        assert_eq!(sources.line_column("f", 9), Some((2, 4))); // 名, 称 and a blank before it
        assert_eq!(sources.line_column("f", 4), Some((2, 1))); // inside 名
    }
}
