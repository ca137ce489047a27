//! The table of texts: name (parts) English 中文.

use super::{Language, Part};

macro_rules! texts {
    ($($name:ident($($field:ident),*) $en:literal $zh:literal;)*) => {
        /// One sentence or word of the table, with its parts.
        #[allow(missing_docs)]
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Text { $($name { $($field: Part),* },)* }

        impl Text {
            /// Name, parts and both templates of every entry, for the tests that hold the table complete.
            pub const TEMPLATES: &'static [(&'static str, &'static [&'static str], &'static str, &'static str)] =
                &[$((stringify!($name), &[$(stringify!($field)),*], $en, $zh),)*];

            /// The words in this language.
            #[must_use]
            pub fn say(&self, language: Language) -> String {
                match self {
                    $(Self::$name { $($field),* } => {
                        $(let $field = $field.say(language);)*
                        match language {
                            Language::En => format!($en),
                            Language::Zh => format!($zh),
                        }
                    })*
                }
            }
        }
    };
}

texts! {
    // Files.
    CannotRead(file, why) "cannot read {file}: {why}" "无法读取 {file}：{why}";
    CheckPath() "check the path and that the file may be read" "请检查路径是否正确、文件是否可读";
    FileTooLarge(size, limit) "the file has {size} bytes; at most {limit} are read" "文件有 {size} 字节，上限为 {limit} 字节";
    NotText(byte) "not UTF-8: the byte at position {byte} belongs to no character" "不是 UTF-8 文本：第 {byte} 字节不成字符";
    SaveAsUtf8() "save the file as UTF-8" "请将文件另存为 UTF-8 编码";
    NoSuchStandard(id) "there is no file and no built-in standard `{id}`" "没有名为「{id}」的文件或内置标准";
    BuiltInStandards(list) "built-in standards: {list}" "内置标准有：{list}";

    // TOML.
    Toml(message) "not TOML: {message}" "不符合 TOML 语法：{message}";
    DuplicateKey(key) "`{key}` stands twice here" "「{key}」在这里出现了两次";
    FirstHere(name) "`{name}` is first given here" "「{name}」最先在这里给出";
    KeepOne() "keep one of the two" "两处只保留一处";
    UnknownKey(key, table) "{table} has no key `{key}`" "{table} 没有「{key}」这个键";
    DidYouMean(word) "did you mean `{word}`?" "是否想写「{word}」？";
    KnownKeys(list) "keys known here: {list}" "这里可用的键：{list}";
    MissingKey(key, table) "{table} needs `{key}`" "{table} 缺少「{key}」";
    AddKey(example) "write `{example}`" "请写「{example}」";
    WrongType(key, expected, found) "`{key}` should be {expected}, not {found}" "「{key}」应为{expected}，而不是{found}";
    TypeText() "a text" "文本";
    TypeFigure() "a number or a percentage" "数值或百分比";
    TypeWhole() "a whole number" "整数";
    TypeBoolean() "true or false" "true 或 false";
    TypeList() "a list" "列表";
    TypeTable() "a table" "表";
    TypeTables(name) "tables, each headed [[{name}]]" "以 [[{name}]] 开头的表";
    TypeDate() "a date" "日期";
    EmptyText(key) "`{key}` is empty" "「{key}」是空的";
    FillIn() "write something, or leave the key out" "请填写内容，或去掉这个键";
    UnknownWord(word, key) "`{word}` is not possible for `{key}`" "「{key}」不能写「{word}」";
    OneOf(list) "possible: {list}" "可写：{list}";
    BadFigure(word) "`{word}` is not a figure that can be read exactly" "「{word}」不是可以精确读取的数值";
    FigureForm() "write digits with at most one point: 12, 12.5, \"85%\"; at most 18 digits, no exponent, no other base" "请写成 12、12.5 或 \"85%\" 的形式：最多 18 位数字，不用指数和其他进制";
    OutOfRange(key, figure, least, most) "`{key}` is {figure}; it must be between {least} and {most}" "「{key}」为 {figure}，应在 {least} 与 {most} 之间";
    TooMany(what, count, limit) "{count} {what}; at most {limit}" "{what}有 {count} 个，上限为 {limit}";

    // Tables of a standard, as they are called in messages.
    TableNamed(name) "[{name}]" "[{name}]";
    TablesNamed(name) "[[{name}]]" "[[{name}]]";
    InlineTable(key) "`{key}`" "「{key}」";
    FileItself() "the file" "文件";

    // Standards: rules.
    TwoLimits(first, second) "`{first}` and `{second}` are both given; a limit looks one way" "同时写了「{first}」和「{second}」；限值只能有一个方向";
    NoLimit(table) "{table} has no limit" "{table} 没有限值";
    KeyOfOtherKind(key, kind, list) "`{key}` does not belong to kind `{kind}` but to {list}" "「{key}」不属于「{kind}」类指标，只用于：{list}";
    GateWithPoints(key, kind) "a `{kind}` item has no `{key}`: it carries no points and decides alone" "「{kind}」是资质审查或否决项，不计分，不能写「{key}」";
    NoFigureAsked(key, kind) "`{key}` needs a figure, and kind `{kind}` asks for none here" "「{key}」只用于数值，而「{kind}」类指标在这里不填数值";
    Over100WithoutPercent() "`over_100` is for percentages, and the unit is not %" "over_100 只用于百分比，而单位不是 %";
    YearAsKey() "limits that differ by phase are written {{ 2017 = \"60%\", 2020 = \"80%\" }}" "分阶段的限值请写成 {{ 2017 = \"60%\", 2020 = \"80%\" }}";
    IdleException(code) "the exception for `{code}` excepts nothing" "对「{code}」的例外没有用上";
    ErrorNotExcepted(code) "`{code}` is an error and cannot be excepted" "「{code}」是错误，不能设为例外";
    UnknownCode(code) "there is no finding `{code}`" "没有「{code}」这个检查项";
    Indicators() "indicators" "指标";
    Inputs() "inputs" "数据项";
    Dimensions() "dimensions" "维度";
    Types() "types" "机构类型";
    BadStandardId(id) "`{id}` is not an id" "「{id}」不能作编号";
    StandardIdForm() "use a-z, 0-9 and '-'" "只能使用 a-z、0-9 和 '-'";
    PhasesOrder(later, earlier) "{later} follows {earlier}; phases ascend and are all different" "{later} 写在 {earlier} 之后；阶段应从早到晚且不重复";
    PercentNotMeant(key) "`{key}` is a percentage, and none is meant here" "「{key}」写了百分比，而这里不应是百分比";
    NegativeFigure(key) "`{key}` is below 0" "「{key}」小于 0";
    PointsTooFine(key, figure, decimals) "`{key}` is {figure}, with more than {decimals} places after the point; it is rounded half up" "「{key}」为 {figure}，超过 {decimals} 位小数，将四舍五入";
    RaiseDecimals() "raise `decimals`, or write fewer places" "请增大 decimals，或减少小数位";
    DoubtfulPercent(key, figure) "`{key}` is {figure}, which is read as {figure} %" "「{key}」写作 {figure}，按 {figure}% 理解";
    WritePercent(percent) "write \"{percent}%\" if {percent} % is meant" "如为 {percent}%，请写成 \"{percent}%\"";
    UnknownReference(what, id) "there is no {what} `{id}`" "没有编号为「{id}」的{what}";
    TypeWord() "type" "机构类型";
    InputWord() "input" "数据项";
    IndicatorWord() "indicator" "指标";
    DimensionWord() "dimension" "维度";
    LevelWord() "level" "等级";
    MaxBelowMin(max, min) "`max` is {max}, below `min`, which is {min}" "max 为 {max}，小于 min（{min}）";
    PartOfItself(id) "`{id}` cannot be a part of itself" "「{id}」不能以自身为上限";
    ZeroPoints(id) "indicator `{id}` carries no points" "指标「{id}」的分值为 0";
    NoDimension(id) "indicator `{id}` belongs to no dimension" "指标「{id}」没有归入维度";
    NoClause(id) "indicator `{id}` names no clause of the document, and neither does its dimension" "指标「{id}」及其维度都没有写明文件条款";
    NoEvidence(id) "indicator `{id}` names no evidence" "指标「{id}」没有列出佐证材料";
    OfficialMismatch(basis) "the standard's wording is official, but this limit is {basis}" "标准标为官方原文，而这个限值的依据是「{basis}」";
    YearWithoutPhases(year) "{year} is given, but the standard has no phases" "写了年份 {year}，但标准没有设阶段";
    UntilBeforeDue(until, due) "`until` is {until}, before `due`, which is {due}" "until（{until}）早于 due（{due}）";
    NeverDue(until, first) "`until` is {until}, before the first phase {first}: never judged" "until（{until}）早于第一个阶段 {first}，永远不会评";
    ValueForm(value) "`{value}` is not a quotient of inputs" "「{value}」不是数据项的比值";
    ValueForms() "possible: a, a + b, a / b, (a + b) / (c + d), with ids of inputs" "可写：a、a + b、a / b、(a + b) / (c + d)，其中为数据项编号";
    FlatLine(figure) "`zero_at` and `full_at` are both {figure}" "zero_at 与 full_at 都是 {figure}";
    ProRataOfZero() "pro-rata needs a limit above 0" "按比例计分要求限值大于 0";
    EachIsZero() "`each` must be points other than 0, without a percent sign" "each 应为不等于 0 的分值，不带百分号";
    MetAtOutOfReach(met_at, best) "`met_at` is {met_at}, but the best is {best}" "met_at 为 {met_at}，而最好只有 {best}";
    LimitEmpty() "the limit holds no figure" "限值没有数值";
    UnknownPhase(year) "{year} is not a phase of the standard" "{year} 不是标准的阶段";
    LimitOver100(figure) "no percentage reaches {figure} %" "百分比达不到 {figure}%";
    NoYearsHere() "a tier has one limit; years are for `target`, `required` and `veto`" "档次只能有一个限值；按年份的写法只用于 target、required、veto";
    NoTiers() "there is no tier" "没有任何档次";
    TierDirection(here, first) "`{here}` here, `{first}` in the first tier: one list of tiers looks in one direction" "这里是「{here}」，第一档是「{first}」；同一指标各档方向应一致";
    FirstTier() "the first tier" "第一档";
    TierBefore() "the tier before" "前一档";
    TierUnreachable() "this tier is never reached: it is not easier than the one before" "这一档永远轮不到：不比前一档容易";
    TierNotLess(after, before) "this tier earns {after} points, the harder one before {before}" "这一档得 {after} 分，而前面更难的一档得 {before} 分";
    NoTierForType(type_id) "no tier counts for type `{type_id}`" "没有适用于类型「{type_id}」的档次";
    BestTierPoints(points, full) "the best tier is worth {points}, the indicator {full}" "最高一档为 {points} 分，而指标分值为 {full}";
    NoLevels() "there is no level" "没有任何等级";
    LevelsHalfWithPoints() "some levels have points and this one has none" "有的等级写了分值，这一级没有";
    LevelTwice(name) "level `{name}` stands twice" "等级「{name}」重复";
    ZeroLevelImplied(name) "level `{name}` is always there, with 0 points" "等级「{name}」总是存在，为 0 分，不必写";
    LevelPoints(points, full) "this level earns {points} of {full} points; levels go down from the full points" "这一级得 {points} 分（满分 {full}）；等级应从满分起递减";
    IdForm() "a letter, then letters, digits, '_' or '-'" "以字母开头，后接字母、数字、'_' 或 '-'";
    InputIdForm() "a letter, then letters, digits or '_'" "以字母开头，后接字母、数字或 '_'";
    BadId(id) "`{id}` is not an id" "「{id}」不能作编号";
    ProfileId(id) "`{id}` is the name of a profile column" "「{id}」是基本信息列的名称";
    DuplicateId(id) "the id `{id}` is taken" "编号「{id}」已被使用";
    TypeTwice(name) "`{name}` names two types" "「{name}」同时指两种类型";
    NameCollision(name) "`{name}` would head two columns" "「{name}」会成为两列的表头";
    RenameOne() "give one of them another name" "请改其中一个的名称";
    TotalDiffers(sum, stated) "the indicators come to {sum} points, stated are {stated}" "各指标合计 {sum} 分，而写明的总分是 {stated}";
    TotalDiffersForType(sum, stated, type_id) "for type `{type_id}` the indicators come to {sum} points, stated are {stated}" "类型「{type_id}」各指标合计 {sum} 分，而写明的总分是 {stated}";
    MendTotal() "mend an indicator's points or the stated total" "请修改指标分值或总分";
    EmptyDimension(id) "dimension `{id}` has no scored indicator" "维度「{id}」下没有计分指标";
    UnusedInput(id) "no indicator uses input `{id}`" "没有指标使用数据项「{id}」";
    UseInput() "use it in a `value`, or say with `for` which indicator it is shown with" "请在 value 中使用，或用 for 写明与哪个指标一起显示";
    PassOutOfReach(line, best) "the line is {line} points, but at most {best} can be had" "合格线为 {line} 分，而最多只能得 {best} 分";
    EmptyPhase(year) "no indicator is due in {year}" "{year} 年没有到期的指标";
    CaseTwice(name) "a case `{name}` is there already" "用例「{name}」重复";
    CaseCellList(key) "`{key}` is a cell: write a text or a figure" "「{key}」是一个单元格，请写文本或数值";
    CaseWithoutType(name) "case `{name}` names no type" "用例「{name}」没有写机构类型";
    CaseWithoutPhase() "the standard has phases, and the case names none" "标准分阶段，而用例没有写 phase";
    PhaseTooEarly(year, first) "{year} is before the first phase {first}" "{year} 早于第一个阶段 {first}";
    UnknownCase(name) "no case `{name}` stands before this one" "前面没有名为「{name}」的用例";
    CaseUnknownKey(key) "`{key}` is neither an indicator nor an input nor a profile column" "「{key}」既不是指标，也不是数据项或基本信息列";
    CaseHalfQuotient(id) "`{id}` is set without the other inputs of its quotient" "设置了「{id}」，却没有设置同一比值的其他数据项";
    CaseExpectation(key, expected) "`{key}` should be {expected}" "「{key}」应为{expected}";
    CaseUnknownExpectation(key) "`{key}` is nothing that a case can expect" "用例不能对「{key}」作期望";
    StateWord(list) "one of the states {list}" "状态之一：{list}";
    PointsOrState(list) "points, or one of the states {list}" "分值，或状态之一：{list}";

    // Tables.
    LargeFilesUtf8() "save it as UTF-8: then it is read in a stream" "请另存为 UTF-8 编码，即可流式读取";
    NoEncodingFits(encoding, row) "in no encoding that is known; {encoding} reads furthest, up to row {row}" "无法识别文件编码；按 {encoding} 只能读到第 {row} 行";
    NotThisEncoding(encoding, row) "the file is not in {encoding}: row {row} cannot be read" "文件不是 {encoding} 编码：第 {row} 行无法读取";
    LeaveEncodingOut() "leave --encoding out to let the content tell" "去掉 --encoding，由内容判断";
    EmptyFile() "the file is empty" "文件是空的";
    SaveAgain() "open the table it was made from, save it as CSV again, and check its size" "请打开原表重新另存为 CSV，并确认文件大小不为 0";
    EmptyFolder() "there is no table in this folder" "文件夹中没有表格";
    FileIgnored() "not a table: passed over" "不是表格，已跳过";
    NotCsv(kind) "this is a {kind} file, not CSV" "这是 {kind} 文件，不是 CSV";
    SaveAsCsv() "save the sheet as CSV (UTF-8) and hand that in" "请另存为 CSV（UTF-8）再提交";
    NoHeader(rows) "no header among the first {rows} rows: none names an indicator or a profile column" "前 {rows} 行中没有表头：没有一行含有指标或基本信息列的名称";
    HeaderWithoutId(row) "row {row} looks like the header, but it has neither an id nor a name column" "第 {row} 行像是表头，但没有编号列，也没有名称列";
    HeaderWithoutAnswers(row) "row {row} looks like the header, but no column belongs to the standard" "第 {row} 行像是表头，但没有一列属于这个标准";
    HeaderExpected(examples) "expected: a column 编号 or 名称, and columns such as {examples}; is this the right standard?" "表头应有「编号」或「名称」，以及 {examples} 等列；是否选错了标准？";
    TooManyColumns(count, limit) "{count} columns; at most {limit} are read" "共 {count} 列，上限为 {limit} 列";
    UnmatchedColumn(header) "the column `{header}` matches nothing in the standard and is not read" "「{header}」一列与标准中的任何一项都对不上，未读取";
    AmbiguousHeader(header, list) "`{header}` fits several things: {list}" "「{header}」同时对应：{list}";
    RenameHeader() "write the id of one of them as the header" "请把表头改为其中一项的编号";
    HeaderById(header, target) "`{header}` is read as `{target}` because of the id at its front" "「{header}」按开头的编号视为「{target}」";
    MissingColumn(id, name) "no column for {id} {name}: everybody's answer is missing" "没有 {id} {name} 的列：所有单位的这一项都视为未填报";
    AddColumn() "add a column headed with its id or name, or with those of its figures" "请补上以其编号、名称或其各项数据名称为表头的列";
    TwinAgree(first, second, target) "columns {first} and {second} are both `{target}`; they agree in every row" "{first} 列与 {second} 列都是「{target}」，各行一致";
    TwinDiffer(first, second, target, row) "columns {first} and {second} are both `{target}` and differ, first in row {row}: no row of this file is scored" "{first} 列与 {second} 列都是「{target}」，但内容不一致（首见于第 {row} 行）：该文件各行均不评分";
    TakeOneOut() "take one of the two columns out" "请删去其中一列";
    EncodingFound(encoding) "read as {encoding}" "按 {encoding} 编码读取";
    NoRows() "no applicant stands below the header" "表头下没有任何申报单位";
    UnclosedQuote(column) "the quotation mark in column {column} is never closed, or closes inside the cell; this row is not read" "{column} 列的引号没有成对，或在单元格中间结束；本行未读取";
    MendQuote() "double the quotation mark (\"\") or take it out" "请将引号写成两个（\"\"），或删去";
    RaggedRow(count, width) "{count} cells, but the header has {width}; this row is not scored" "有 {count} 个单元格，而表头有 {width} 个；本行不评分";
    MendRagged() "a comma too many or too few? Cells with commas belong in quotation marks" "是否多了或少了逗号？含逗号的单元格要加引号";
    RowWithoutId() "the row has no id; it is not scored" "本行没有编号，不评分";
    WriteId() "write an id; any text will do as long as it is its own" "请填写编号；任何文字均可，只要不与他行重复";
    DuplicateApplicant(id) "the id `{id}` stands in another row too; neither is scored" "编号「{id}」在另一行也有，两行均不评分";
    OtherRow() "the other row" "另一行";
    MangledCode(id) "`{id}` looks like a code that a spreadsheet has turned into a number" "「{id}」像是被表格软件转成数值的编号";
    FormatAsText() "format the column as text, write the code again and save" "请将该列设为文本格式，重新填写后保存";
    UnknownType(cell) "`{cell}` is no type of the standard; the row is not scored" "「{cell}」不是标准中的机构类型，本行不评分";
    BlankType() "the type is blank; the row is not scored" "没有填写机构类型，本行不评分";
    NoteRow(cell) "a note or heading, no applicant: {cell}" "说明或标题行，不是申报单位：{cell}";
    SumRow(cell) "a sum, no applicant: {cell}" "合计行，不是申报单位：{cell}";
    VerifiedUnmatched(id) "`{id}` is in no submission" "申报表中没有「{id}」";
    InvalidCell(cell, what, expected) "`{cell}` {what}; expected {expected}" "「{cell}」{what}；应为{expected}";
    FaultNotANumber() "is no figure" "不是数值";
    FaultExponent() "is written with an exponent, as spreadsheets do with long numbers" "是科学计数法，表格软件会这样改写长数字";
    FaultNotWhole() "is not whole" "不是整数";
    FaultTooManyDigits() "has more than 18 digits" "超过 18 位数字";
    FaultWrongUnit() "carries another unit" "带有其他单位";
    FaultTooSmall() "is too small" "过小";
    FaultTooLarge() "is too large" "过大";
    FaultOver100() "is above 100 %" "超过 100%";
    FaultPartOverWhole(whole) "is more than its whole, {whole}" "大于总数（{whole}）";
    FaultNotYesNo() "is neither yes nor no" "不是“是”或“否”";
    FaultAmbiguousYesNo() "could mean either here" "在这里含义不明";
    FaultUnknownLevel() "is no level" "不是等级名称";
    FaultTooLong() "is longer than 32,767 characters" "超过 32767 个字符";
    ExpectedYesNo() "是 or 否" "“是”或“否”";
    ExpectedPlainYesNo() "是 or 否, 有 or 无, or a count" "“是/否”、“有/无”或次数";
    ExpectedLevel(list) "one of {list}" "以下之一：{list}";
    ExpectedWhole() "a whole number" "整数";
    ExpectedFigure() "a figure" "数值";
    ExpectedBetween(what, least, most, unit) "{what} from {least} to {most}{unit}" "介于 {least} 和 {most} 之间的{what}{unit}";
    ExpectedFrom(what, least, unit) "{what} from {least} up{unit}" "不小于 {least} 的{what}{unit}";
    ExpectedAtMost(most) "at most {most}" "不大于 {most}";
    ExpectedAny(what, unit) "{what}{unit}" "{what}{unit}";

    // Answers.
    WriteFigure() "write digits, and leave the unit to the header" "请只写数字，单位见表头";
    ExpectedShare() "a share of at most 100 %" "不超过 100% 的比率";
    DuplicateVerified(id) "`{id}` is verified in another row too; neither is used" "「{id}」在核验表另一行也有，两行均不采用";
    UnreadableExtra(cell, what) "`{cell}` {what}; it decides nothing and was left aside" "「{cell}」{what}；该数据不影响评分，已搁置";
    ClaimDiffers(claim, answer, value) "{claim} is claimed, but {answer} is {value}; the figures decide" "自报 {claim}，而 {answer} 为 {value}，以数据为准";
    ClaimUnreadable(claim, answer) "the claim `{claim}` cannot be read; the figures {answer} decide" "自报比率「{claim}」无法读取，以数据 {answer} 为准";
    ZeroDivisor(answer) "{answer} divides by 0; no limit is reached" "{answer} 的分母为 0，视为未达到任何限值";
    DoubtfulAnswer(answer) "{answer} is read as {answer} %; was it meant as a fraction?" "{answer} 按 {answer}% 理解，是否写成了小数？";
    EvidenceMissing(points) "{points} points, but the evidence cell is blank" "得 {points} 分，但佐证材料一栏为空";
    NoteOnAnswer(answer, note) "{answer}: {note}" "{answer}：{note}";

    // States.
    StateMet() "met" "达标";
    StatePartlyMet() "partly met" "部分得分";
    StateUnmet() "unmet" "未达标";
    StateMissing() "missing" "未填报";
    StateNotApplicable() "not applicable" "不适用";
    StateNotDue() "not due" "未到期";
    StateInvalid() "invalid" "无效";

    // Coverage.
    TryState(state) "state: {state}" "状态：{state}";
    TryTier(number) "tier {number}" "第 {number} 档";
    TryNoTier() "below every tier" "低于所有档次";
    TryLevel(name) "level {name}" "等级 {name}";
    TryAt(limit) "a figure exactly at {limit}" "恰好等于限值 {limit}";
    TryReached(limit) "a figure that reaches {limit}" "达到 {limit}";
    TryShort(limit) "a figure short of {limit}" "达不到 {limit}";
    TryFull() "full points" "满分";
    TryNothing() "no points" "零分";
    TryBetween() "points between none and all" "部分得分";
    TryGateHolds() "the gate item holds" "审查项符合";
    TryGateFails() "the gate item fails" "审查项不符合";
    TryGateUnanswered() "the gate item is left blank" "审查项未填写";
    TryLineReached(line) "the line `{line}` is reached" "达到合格线「{line}」";
    TryLineMissed(line) "the line `{line}` is missed" "达不到合格线「{line}」";
    TryFloorReached(id) "the floor of {id} is reached" "达到维度 {id} 的最低要求";
    TryFloorMissed(id) "the floor of {id} is missed" "达不到维度 {id} 的最低要求";
    TryType(id) "an applicant of type {id}" "类型为 {id} 的申报单位";
    TryPhase(year) "phase {year}" "阶段 {year}";

    // Verdicts.
    NothingToPass() "the standard has no pass line; applicants are only ranked" "标准没有合格线，只排名";
    GatesHold(list) "{list}" "{list}";
    FloorNotJudged(id, name) "{id} {name}: nothing in the dimension applies, so its floor is not judged" "{id} {name}：没有适用项，最低要求不作判断";
    NotScored(meaning) "not scored: {meaning}" "未评分：{meaning}";
    NotScoredIndicator(id, name, meaning) "not scored: {id} {name}: {meaning}" "未评分：{id} {name}：{meaning}";
    GateFailedShort(word, id, name, clause) "{word} {id} {name} [{clause}]: fails" "{word} {id} {name}〔{clause}〕：不能通过";
    GateUnansweredShort(word, id, name, clause) "{word} {id} {name} [{clause}]: not answered" "{word} {id} {name}〔{clause}〕：未填报，不能视为通过";
    GateFailed(word, id, name, clause, answer, at, limit, state) "{word} {id} {name} [{clause}]: {state}: {answer} ({at}), required: {limit}" "{word} {id} {name}〔{clause}〕：{state}，{answer}（{at}），要求 {limit}";
    GateUnanswered(word, id, name, clause, answer, at, limit) "{word} {id} {name} [{clause}]: not cleared: {answer} ({at}), required: {limit}" "{word} {id} {name}〔{clause}〕：{answer}，不能视为通过（{at}），要求 {limit}";
    MetShareHeld(met, applicable, share, limit) "{met} of {applicable} indicators met, {share}; at least {limit} required: reached" "{applicable} 项指标中 {met} 项达标，占 {share}，要求 {limit} 以上，达到";
    MetShareMissed(met, applicable, share, limit) "{met} of {applicable} indicators met, {share}; at least {limit} required: not reached" "{applicable} 项指标中 {met} 项达标，占 {share}，要求 {limit} 以上，未达到";
    PointsShareHeld(points, available, share, limit) "{points} of {available} points, {share}; at least {limit} required: reached" "得 {points} 分（应得 {available} 分），得分率 {share}，要求 {limit} 以上，达到";
    PointsShareMissed(points, available, share, limit) "{points} of {available} points, {share}; at least {limit} required: not reached" "得 {points} 分（应得 {available} 分），得分率 {share}，要求 {limit} 以上，未达到";
    PointsHeld(points, limit) "{points} points; at least {limit} required: reached" "得 {points} 分，要求 {limit} 分以上，达到";
    PointsMissed(points, limit) "{points} points; at least {limit} required: not reached" "得 {points} 分，要求 {limit} 分以上，未达到";
    FloorHeld(id, name, points, available, share, limit) "{id} {name}: {points} of {available} points, {share}; floor {limit}: reached" "{id} {name}：得 {points}/{available} 分，{share}，最低要求 {limit}，达到";
    FloorMissed(id, name, points, available, share, limit) "{id} {name}: {points} of {available} points, {share}; floor {limit}: not reached" "{id} {name}：得 {points}/{available} 分，{share}，最低要求 {limit}，未达到";
    FloorMissedShort(id, name, limit) "{id} {name}: the floor of {limit} is not reached" "{id} {name}：未达到最低要求 {limit}";
    NoAnswer() "no answer" "未填报";
    NoColumn() "no column" "表中无此列";
    ShortLine(id, name, clause, answer, limit, state, points, at) "{id} {name} [{clause}]: {answer}, required {limit}: {state}, {points} ({at})" "{id} {name}〔{clause}〕：{answer}，要求 {limit}，{state}，{points} 分（{at}）";

    // Places.
    PlaceCell(file, row, column) "{file}, row {row}, column {column}" "{file} 第 {row} 行 {column} 列";
    PlaceRow(file, row) "{file}, row {row}" "{file} 第 {row} 行";
    PlaceColumn(file, column) "{file}, column {column}" "{file} {column} 列";

    // The head of a result.
    WordDistrict() "Districts" "个区县";
    WordInstitution() "Institutions" "个机构";
    WordCounty() "Counties" "个县（市、区）";
    WordApplicant() "Applicants" "个申报单位";
    HeadStandard(name, document, edition, id) "{name} ({document}, edition {edition}; {id})" "{name}（{document}，{edition} 年版；{id}）";
    HeadReconstructed() "Wording: reconstructed from public sources, NOT the official text; each indicator names where its limit comes from" "文字：依据公开资料重建，并非文件原文；各项限值的出处见标准";
    HeadIllustrative() "Wording: illustrative, made up for this purpose" "文字：示例，为演示或测试而编";
    HeadPhase(phase) "Phase judged: {phase}" "评价阶段：{phase} 年";
    HeadPass(lines) "To pass: {lines}" "合格条件：{lines}";
    HeadNothingToPass() "To pass: nothing, the standard only ranks" "合格条件：无，只排名";
    HeadNothingDue() "To pass: nothing is due in this phase" "合格条件：本阶段没有到期的项目";
    LineMetShare(limit) "at least {limit} of the indicators met" "达标指标占 {limit} 以上";
    LinePointsShare(limit) "at least {limit} of the points" "得分率 {limit} 以上";
    LinePoints(limit) "at least {limit} points" "得分 {limit} 分以上";
    LineFloor(name, limit) "{name}: at least {limit} of its points" "{name}得分率 {limit} 以上";
    HeadInput(file, rows) "Submission: {file} (rows: {rows})" "申报表：{file}（{rows} 行）";
    HeadVerified(file, rows) "Verified: {file} (rows: {rows})" "核验表：{file}（{rows} 行）";
    HeadCounts(all, what, passed, failed, not_scored) "{what}: {all}; passed: {passed}; not passed: {failed}; not scored: {not_scored}" "共 {all} {what}：合格 {passed}，不合格 {failed}，未评分 {not_scored}";
    HeadCountsRanked(all, what, ranked, not_scored) "{what}: {all}; ranked: {ranked}; not scored: {not_scored}" "共 {all} {what}：参加排名 {ranked}，未评分 {not_scored}";
    TitlePassed() "Passed, by rank" "合格（按名次）";
    TitleRanked() "Ranking" "名次";
    TitleFailed() "Not passed (by id)" "不合格（按编号）";
    TitleNotScored() "Not scored" "未评分";
    TitleDifferences() "Claimed and verified" "自评与核验的差异";
    ColumnRank() "Rank" "名次";
    ColumnId() "Id" "编号";
    ColumnName() "Name" "名称";
    ColumnType() "Type" "类型";
    ColumnPoints() "Points" "得分";
    ColumnAvailable() "of" "应得";
    ColumnPointsShare() "Share" "得分率";
    ColumnMet() "Met" "达标项";
    ColumnMetShare() "Met share" "达标率";
    TotalsLine(points, available, share, met, applicable, met_share) "{points} of {available} points ({share}), {met} of {applicable} indicators met ({met_share})" "得 {points}/{available} 分（{share}），达标 {met}/{applicable} 项（{met_share}）";
    AsideNotApplicable(applicant, list) "{applicant}: not applicable, in neither number: {list}" "{applicant}：不适用、不计入分子分母：{list}";
    NotApplicableItem(id, cause) "{id} ({cause})" "{id}（{cause}）";
    CauseDeclared() "declared" "自行填报";
    CauseZero() "0 ÷ 0" "0 ÷ 0";
    MissingLine(count, list) "not answered ({count}): {list}" "未填报 {count} 项：{list}";
    NotApplicableLine(list) "not applicable, in neither number: {list}" "不适用、不计入分子分母：{list}";
    DifferenceLine(applicant, item, claimed, verified, at) "{applicant} {item}: claimed {claimed}, verified {verified} ({at})" "{applicant} {item}：自评 {claimed}，核验 {verified}（{at}）";
    TopOnly(top, all) "Only the first {top} of {all} are shown." "只显示前 {top} 个，共 {all} 个。";

    // Explanations.
    ExplainTitle(applicant, at) "{applicant} ({at})" "{applicant}（{at}）";
    ExplainRank(rank) "rank {rank}" "第 {rank} 名";
    ExplainGates() "Gate items" "资质审查与否决项";
    ExplainIndicators() "Indicators" "指标";
    ExplainDimension(id, name, points, available, met, applicable) "{id} {name}: {points} of {available} points, {met} of {applicable} met" "{id} {name}：得 {points}/{available} 分，达标 {met}/{applicable} 项";
    ExplainLine(id, name, clause, state, points, of) "{id} {name} [{clause}]: {state}, {points} of {of}" "{id} {name}〔{clause}〕：{state}，{points}/{of} 分";
    ExplainGateLine(id, name, clause, state) "{id} {name} [{clause}]: {state}" "{id} {name}〔{clause}〕：{state}";
    ExplainAnswer(answer, limit, at) "answer {answer}, required {limit} ({at})" "{answer}，要求 {limit}（{at}）";
    ExplainTiers(list) "tiers: {list}" "分档：{list}";
    ExplainClaimed(claimed) "the applicant claimed {claimed}" "申报单位自填 {claimed}";
    ExplainFigure(name, answer, at) "{name}: {answer} ({at})" "{name}：{answer}（{at}）";
    ExplainNote(note, code) "note: {note} [{code}]" "说明：{note}[{code}]";
    ExplainAdvice(advice) "what to do: {advice}" "建议：{advice}";
    WayTitle() "The shortest way to pass" "最短合格路径";
    WayNotScored() "the row was not scored: mend the cells named above first" "该行未评分：请先改正上面指出的单元格";
    WayNothingToPass() "there is nothing to pass under this standard" "本标准没有合格线";
    WayPasses() "it passes" "已经合格";
    WayGates(count) "gate items that stand in the way ({count}):" "有 {count} 项资质审查项或一票否决项不能通过：";
    WayNone() "no set of indicators lifts it over every line" "无论改进哪些指标，都不能同时达到各条合格线";
    WayGatesSuffice() "without these it passes" "除此之外均已符合，解决后即合格";
    WayLifts(count, gain) "the fewest indicators to lift: {count}, gaining {gain} points:" "最少须改进 {count} 项指标（增加 {gain} 分）：";
    WayNotExact() "not every set could be compared: there may be one as small that gains fewer points" "组合过多，未能逐一比较：可能还有同样少、增分更少的组合";
    WayStep(id, name, changes) "{id} {name}: {changes}" "{id} {name}：{changes}";
    WayChange(name, from, to, unit) "{name} {from} → {to}{unit}" "{name} {from} → {to}{unit}";
    OwnAnswer() "answer" "填报值";

    // Tests of standards.
    TestHead(file, cases, failed, reached, goals) "{file}: cases: {cases}, failed: {failed}; goals reached: {reached} of {goals}" "{file}：用例 {cases} 个，失败 {failed} 个；覆盖目标 {reached}/{goals}";
    TestFailed(name) "failed: {name}" "失败：{name}";
    TestMismatch(key, expected, actual, at) "{key}: expected {expected}, got {actual} ({at})" "{key}：期望 {expected}，实际 {actual}（{at}）";
    TestNoCases() "the standard has no cases" "标准没有用例";
    TestMissedIndicator(id, what) "no case reaches: {id}, {what}" "没有用例覆盖：{id}，{what}";
    TestMissed(what) "no case reaches: {what}" "没有用例覆盖：{what}";

    // The list of standards.
    WordOfficial() "official" "文件原文";
    WordReconstructed() "reconstructed" "重建";
    WordIllustrative() "illustrative" "示例";
    StandardLine(name, document, scored, gates, wording) "{name} ({document}); indicators: {scored}, gate items: {gates}; {wording}" "{name}（{document}）；指标 {scored} 项，审查与否决项 {gates} 项；{wording}";

    // Check.
    CheckSummary(files, errors, warnings, notes) "files: {files}; errors: {errors}; warnings: {warnings}; notes: {notes}" "文件 {files} 个：错误 {errors}，警告 {warnings}，提示 {notes}";

    // More about files and tables.
    FolderIgnored() "a folder inside a folder: not read" "文件夹中的子文件夹，未读取";
    NameFolder() "name it on the command line if its tables belong to the pool" "如其中的表格也要读取，请在命令行中写明该文件夹";
    FileTwice() "named twice; read once" "被指定了两次，只读取一次";
    UseTwoIds() "give one of them another id, or take one row out" "请改其中一行的编号，或删去一行";
    NamelessColumn(column, count) "column {column} has no header; {count} filled cells in it are not read" "{column} 列没有表头，其中 {count} 个已填单元格未读取";
    GiveHeader() "write a header above it if it belongs to the standard" "如属于标准中的项目，请补写表头";
    WriteDigits() "write all digits" "请写出全部数字";
    YesOrNo() "write 是 or 否, or where an event is asked for a count" "请填“是”或“否”；问是否发生的，也可填次数";
    CheckFigures() "check the two figures" "请核对这两个数据";
    DoubleBrackets(name) "write [[{name}]]: there are several of them, so the brackets are double" "请写成 [[{name}]]：这样的表可以有多个，要用双层方括号";
    StraightQuotes() "use the straight quotation mark \" and the plain =, , and : of an English keyboard" "请使用英文输入法的直引号 \" 以及 =、逗号和冒号";
    TomlForm() "a line is `key = value`; texts stand in straight quotation marks, lists in [ ], tables in {{ }}" "每行写作「键 = 值」；文本加英文直引号，列表用 [ ]，表用 {{ }}";
    NotAStandard() "this is a table, not a standard" "这是表格，不是标准文件";
    CheckIsForStandards() "check is for standards; a table is checked when it is scored" "check 用于检查标准；表格在评分时检查";
    IsAFolder(file) "{file} is a folder; a standard is one file" "{file} 是文件夹；标准应为一个文件";
    NotScoredBecause(what, at, text) "not scored: {what}{at}: {text}" "未评分：{what}{at}：{text}";
    IdNameAt(id, name) "{id} {name}, " "{id} {name}，";
    NameAndFigure(name, figure) "{name} {figure}" "{name} {figure}";
    VerifiedAnswer(answer, claimed) "verified {answer} (claimed {claimed})" "核验 {answer}（自评 {claimed}）";
    StateBecause(state, cause) "{state} ({cause})" "{state}（{cause}）";

    // More about standards.
    TypeNumber() "a number" "数值";
    TableWithId(table, id) "{table} `{id}`" "{table} {id}";
    NoTypesNamed() "the list of types is empty, so this would apply to nobody" "类型列表为空，将不适用于任何单位";
    ShareOutOfRange(key, figure) "`{key}` is {figure} %; it must be above 0 % and at most 100 %" "「{key}」为 {figure}%，应大于 0% 且不超过 100%";
    RenameNotProfile() "give it another name: this one heads a profile column (编号, 名称, 区县, 机构类型, 推荐单位, 数据期间 and their like)" "请改名：这是基本信息列（编号、名称、区县、机构类型、推荐单位、数据期间等）的表头";
    IndicatorPoints() "the indicator's points" "指标的分值";
    MendBestTier() "the best tier earns the full points: mend one of the two" "最高一档应得满分：请改其中一处";
    MendTierOrder() "order the tiers best first, each easier to reach and worth less than the one before" "各档从优到劣排列，后一档应更容易达到且分值更低";
    MetForNothing() "`met_at` is easier than every tier: an answer could be met and earn nothing" "met_at 低于所有档次：可能达标却不得分";
    MendMetAt() "set it to the limit of a tier" "请设为某一档的限值";
    LimitBelowZero(sign, figure) "no figure is {sign}{figure}: an indicator's own figure is never below 0" "没有数值能 {sign}{figure}：指标填报值不小于 0";
    UseInputWithMin() "for figures below 0 use an [[input]] with `min`, and `value`" "如可为负数，请用带 min 的 [[input]] 和 value";
    CaseReservedName(name) "`{name}` is what a case may start from; it cannot be the name of one" "「{name}」是用例的起点，不能作用例名称";
    CaseExpectsNothing(name) "case `{name}` expects nothing, so it cannot fail" "用例「{name}」没有任何期望，不可能失败";

    // Destinations.
    OutputExists() "the file exists" "文件已存在";
    UseForce() "--force overwrites it" "加 --force 可覆盖";
    OutputIsInput() "this file is being read; the result would destroy it" "这是正在读取的文件，写入会毁掉它";
    OutputIsFolder() "this is a folder" "这是一个文件夹";
    OtherOutput() "name another file" "请另选文件名";
    CannotWrite(why) "cannot be written: {why}" "无法写入：{why}";
    NoFolder(folder) "there is no folder {folder}" "文件夹 {folder} 不存在";

    // Applicants by name.
    NoApplicant(name, count) "no applicant `{name}` among the {count} in the tables" "表中 {count} 个申报单位里没有「{name}」";
    SeveralApplicants(name, list) "several applicants are called `{name}`: {list}" "有多个申报单位名为「{name}」：{list}";
    NameById() "name it by the id in its row" "请用其编号指定";

    // Gate items.
    WordRequired() "qualification item" "资质审查项";
    WordVeto() "veto item" "一票否决项";
    RequiredHold(count) "qualification items hold ({count})" "资质审查项 {count} 项全部符合";
    VetoesClear(count) "veto items are clear ({count})" "一票否决项 {count} 项均未触发";
    StateHolds() "holds" "符合";
    StateFails() "fails" "不符合";
    StateClear() "clear" "未触发";
    StateTriggered() "triggered" "已触发";
    GatesNotApplicable(applicant, list) "{applicant}: gate items that do not apply: {list}" "{applicant}：资质审查项不适用：{list}";
    VetoTriggered(id, name, answer) "{id} {name}: triggered ({answer}); no improvement undoes it, unless the cell is wrong" "{id} {name}：已触发（{answer}），不能靠改进合格；除非填报有误，经核实更正";
    GateToAnswer(id, name, limit) "{id} {name}: not answered; answer truthfully, {limit} is required" "{id} {name}：未填报，请据实补报；须为 {limit} 方可合格";
    WayVetoStands() "while a veto item is triggered it cannot pass" "一票否决项触发期间不能合格";
    WayAlternatives() "any one of these would do as well:" "改进以下任一项同样可以：";
    ExplainLevels(list) "levels: {list}" "等级：{list}";
    MissingFigureColumn(id, name, list) "{id} {name} has columns for some of its figures but not for {list}: the figures cannot decide" "{id} {name} 缺少数据列：{list}；无法按数据计算";
    FewColumns(found, all, list) "only {found} of the standard's {all} items have a column; without one are {list}" "标准的 {all} 项中只有 {found} 项有对应的列；没有列的：{list}";
    RightStandard() "is this the right standard? Items without a column count as missing for everybody" "是否选错了标准？没有列的项目，所有单位都视为未填报";
    WriteRows() "write one row for each applicant below the header" "请在表头下每个申报单位填一行";
    MixedUnits() "percentages and other figures are mixed here" "这里混用了百分比和其他数值";
    SameUnits() "a sum is a percentage only if its terms are (unit = \"%\"); above and below the stroke the units must agree" "只有各项都是百分比（unit = \"%\"）时，其和才是百分比；分子与分母的单位应一致";
    NoPercentKind(kind) "kind `{kind}` counts cases or points; it has no percentage" "「{kind}」类指标计次数或分值，不能用百分比";
    WayNoneFound() "no set was found among those that could be compared" "在可比较的组合中没有找到合格路径";
    UnclosedList() "this list is never closed; what stands behind it cannot be read" "这个列表没有闭合，后面的内容无法读取";
    CloseList() "close it with ]" "请在末尾补上 ]";
}
