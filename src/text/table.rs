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
    AllowedAndDenied(code) "`{code}` is both excepted and denied" "「{code}」既设为例外，又设为禁止";
    BadNeeds(word) "`{word}` names no versions" "「{word}」不是版本要求";
    NeedsOther(needs, own) "the file needs shifan {needs}; this is {own}" "文件需要 shifan {needs}，当前程序为 {own}";
    UpdateProgram() "use a version that fits; what this one does not know was not judged" "请使用符合要求的版本；当前版本不认识的内容没有检查";
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
    PassOutOfReachFor(line, best, whom) "the line is {line} points, but at most {best} can be had ({whom})" "合格线为 {line} 分，而最多只能得 {best} 分（{whom}）";
    ShareOfNothing() "no indicator counts towards this share, so nobody reaches it" "没有计入该占比的指标，谁也达不到";
    ShareOfNothingFor(whom) "no indicator counts towards this share for {whom}, so nobody of them reaches it" "对 {whom} 没有计入该占比的指标，谁也达不到";
    MendShareOfNothing() "add an indicator that is neither a gate item nor a bonus" "请加入既非资质审查项也非加分项的指标";
    PassLineOfNought() "everybody reaches 0 points" "0 分谁都能达到";
    LimitAlwaysReached(limit) "every answer reaches {limit}" "任何答案都能达到 {limit}";
    LimitNeverReached(limit) "no answer reaches {limit}" "没有答案能达到 {limit}";
    VetoAlways(limit) "every answer comes to {limit}, so nobody is cleared" "任何答案都属于 {limit}，谁也不能通过";
    VetoNever(limit) "no answer comes to {limit}, so nobody is ever stopped" "没有答案属于 {limit}，否决永远不会发生";
    MendLimit() "move the limit, or the bounds of the figure (`min`, `max`, `at_most`, `over_100`)" "请调整限值，或数据的范围（min、max、at_most、over_100）";
    DivisorMayBeZero(id, inputs) "{inputs} may be 0; 0 ÷ 0 in `{id}` then counts as unmet, since 不适用 is not allowed" "{inputs} 可能为 0；「{id}」不允许填不适用，0 ÷ 0 将按未达标计";
    MendDivisor() "write `min = 1` at the input, `not_applicable = true` at the indicator, or except the finding with a reason under [check]" "请在数据项写 min = 1，或在指标写 not_applicable = true，或在 [check] 中说明理由后设为例外";
    DimensionMayBeEmpty(id) "everything in dimension `{id}` may be answered 不适用: then it weighs nothing, and no floor is judged" "维度「{id}」下各项都可填不适用：届时该维度不起作用，最低要求也不作判断";
    DimensionMayBeEmptyForTypes(id, types) "for {types} everything in dimension `{id}` may be answered 不适用 or does not apply: then it weighs nothing, and no floor is judged" "对 {types}，维度「{id}」下各项都不适用或可填不适用：届时该维度不起作用，最低要求也不作判断";
    StandardMayBeEmpty() "every indicator may be answered 不适用: then nothing is left to judge" "各项指标都可填不适用：届时无可评价";
    MendEmptied() "let at least one indicator apply to everybody, or except the finding with a reason under [check]" "请至少保留一项必填的指标，或在 [check] 中说明理由后设为例外";
    UnroundTotal(sum) "the points add up to {sum}, and no total is stated" "分值之和为 {sum}，而没有写总分";
    TypesDiffer(list) "the points available differ between types: {list}" "各机构类型的可得分不同：{list}";
    StateTotal() "mend the points, or state the total: `points = …`" "请修改分值，或写明总分：points = …";
    MetBeyondFull(met_at, full) "full points are earned at {full}, `met_at` asks for {met_at}: an answer could have full points and not be met" "达到 {full} 即得满分，而 met_at 要求 {met_at}：可能得满分却不达标";
    MetForNothingHere(met_at) "at `met_at` ({met_at}) nothing is earned yet: an answer could be met and earn nothing" "在 met_at（{met_at}）处尚不得分：可能达标却不得分";
    NothingHere() "nothing is earned from here on" "从这里起不得分";
    FullHere() "full points are earned here" "在这里已得满分";
    MendMetAtFurther() "ask for more, so that whoever is met has earned something" "请提高 met_at，使达标者至少得分";
    MendMetAtNearer() "ask for no more than the full points do; without `met_at` full points count as met" "met_at 不应高于满分的要求；不写 met_at 时得满分即达标";
    CasesDisagree(key, other) "case `{other}` has the same answers and expects something else of `{key}`" "用例「{other}」的答案相同，而对「{key}」的期望不同";
    CaseDisagrees(key, other) "`{key}` cannot be so beside `{other}`" "「{key}」与「{other}」不能同时成立";
    OtherExpectation() "the other expectation" "另一处期望";
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
    NoBallotRows() "no ballot stands below the header" "表头下没有任何评分";
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
    NothingToCheck() "the folder holds no standard and no scheme (.toml)" "文件夹中没有标准或评审方案（.toml）";
    NothingToCheckNorTables() "the folder holds no standard, no scheme (.toml) and no table" "文件夹中没有标准、评审方案（.toml）或申报表";
    NeitherStandardNorScheme() "neither a standard nor a scheme; not checked" "不是标准或评审方案，未检查";
    NoBaseline() "this is not a result of `shifan check --format json`" "不是 shifan check --format json 的结果";
    MakeBaseline() "make one with `shifan check --format json -o FILE`" "请用 shifan check --format json -o 文件 生成";
    BaselineGone(text) "no longer there: {text}" "已不存在：{text}";
    RenewBaseline() "make the baseline anew" "请重新生成基线";
    CheckSummary(files, errors, warnings, notes) "files: {files}; errors: {errors}; warnings: {warnings}; notes: {notes}" "文件 {files} 个：错误 {errors}，警告 {warnings}，提示 {notes}";
    CheckSummaryExcepted(files, errors, warnings, notes, excepted) "files: {files}; errors: {errors}; warnings: {warnings}; notes: {notes}; excepted with a reason: {excepted}" "文件 {files} 个：错误 {errors}，警告 {warnings}，提示 {notes}；说明理由后例外 {excepted}";

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

    // Days and paths of schemes.
    BadDate(word) "`{word}` is no day that can be read" "「{word}」不是可以读取的日期";
    DateForm() "write 2025-08-31, 2025/8/31 or 2025年8月31日" "请写成 2025-08-31、2025/8/31 或 2025年8月31日";
    NoSuchFile(file) "there is no file {file}" "文件 {file} 不存在";
    NoFileFits(pattern) "no file fits {pattern}" "没有与 {pattern} 相符的文件";
    PathsRelative() "paths are relative to the scheme's file" "路径从方案文件所在的文件夹算起";
    NameScheme() "name the scheme's file in it" "请写明其中的方案文件";
    NotAScheme() "this is no scheme" "这不是评审方案";
    SchemeStarts() "a scheme has a table [scheme] and at least one [[track]]; a standard is scored with `score`" "方案要有 [scheme] 和至少一个 [[track]]；标准请用 score 评分";
    NotAStandardButScheme() "this is a scheme, not a standard" "这是评审方案，不是标准";
    UseReview() "run it with `review`" "请用 review 运行";

    // Schemes.
    KeyNeeds(key, other) "`{key}` has no effect without `{other}`" "没有「{other}」时，「{key}」不起作用";
    BrokenStandard(id) "the standard `{id}` has errors" "标准「{id}」有错误";
    AmountUnused() "`amount` belongs to the effects `bonus` and `seats`" "amount 只用于 bonus 和 seats";
    ItemTwice(name) "the item `{name}` stands twice, as an id or a name" "评分项「{name}」的编号或名称重复";
    TooManyPlaces(key, places) "`{key}` has more than {places} places after the point" "「{key}」超过 {places} 位小数";
    TrimsAll(trim, trim_from, least) "dropping {trim} at either end needs at least {least} marks, `trim_from` is {trim_from}" "两端各去掉 {trim} 个，至少要有 {least} 个分数，而 trim_from 为 {trim_from}";
    DroppedHere() "so many are dropped" "去掉的个数";
    OnlyTrimmedMean(key) "`{key}` belongs to `combine = \"trimmed-mean\"`" "「{key}」只用于 combine = \"trimmed-mean\"";
    StandardMarksPerItem() "standard marks are made of totals, and `per` says item" "标准分按总分换算，而 per 写的是 item";
    StandardMarksTotals() "write per = \"total\", or scale = \"raw\"" "请写 per = \"total\"，或 scale = \"raw\"";
    SaidHere() "said here" "写在这里";
    GoOnShare(figure) "`at_least` is {figure}; a share from 0 % to 100 % of the round's maximum is wanted, with its percent sign" "at_least 为 {figure}；应为该轮满分的 0% 至 100%，并带百分号";
    FinalWithoutRounds() "there are no rounds, so nothing to weigh" "没有评审轮次，无须权重";
    AddRounds() "add [[round]], or take [final] out: without rounds the scorecards rank" "请补上 [[round]]，或去掉 [final]：没有评审轮次时按评分卡排名";
    NothingToRank(id) "track `{id}` has neither rounds nor a standard" "组别「{id}」既没有评审轮次，也没有标准";
    AddRoundsOrStandard() "add [[round]], or name a `standard`" "请补上 [[round]]，或写明 standard";
    ItemsWithoutStandard(round, track) "round `{round}` has the standard's items, and track `{track}` has no standard" "第「{round}」轮按标准的指标评分，而组别「{track}」没有标准";
    AddStandardOrItems() "name a `standard`, or give the round items of its own" "请写明 standard，或为该轮列出评分项";
    TwoReservations() "`prefer` and `national_list` both reserve seats; nothing says which goes first" "prefer 和 national_list 都预留名额，无法确定先后";
    OneReservation() "give one of them another effect" "请改其中一个的 effect";
    TrackPhaseNeeded(id, list) "{id} has phases ({list}): say which with `phase`" "{id} 分阶段（{list}）：请用 phase 指定";
    TrackNoPhases(id) "{id} has no phases: leave `phase` out" "{id} 不分阶段：请去掉 phase";
    TrackPhaseTooEarly(id, list) "`phase` is before the first phase of {id} ({list})" "phase 早于 {id} 的第一个阶段（{list}）";
    NoBallots(round, track) "track `{track}` names no ballots for round `{round}`" "组别「{track}」没有写明第「{round}」轮的评分表";
    RoundWord() "round" "评审轮次";
    TrackWord() "track" "组别";
    NoWeights(track) "nothing says how the rounds of track `{track}` weigh" "没有写明组别「{track}」各轮的权重";
    NoWeightOf(round, track) "round `{round}` of track `{track}` has no weight" "组别「{track}」的「{round}」轮没有权重";
    WeightsSum(sum) "the weights come to {sum}, not to 100" "各轮权重之和为 {sum}，而不是 100";
    MendWeights() "the weights of all rounds have to come to 100, as in 60 and 40" "各轮权重之和应为 100，例如 60 和 40";
    TieBreakTwice(id) "`{id}` breaks ties already" "「{id}」已在决并列的规则中";
    OverrideTwice(applicant) "a second decision about `{applicant}`" "对「{applicant}」有第二项决定";
    RecusalTwice(expert, applicant) "`{expert}` is recused from `{applicant}` already" "「{expert}」对「{applicant}」的回避已有记录";
    SelectsOverQuota(quota) "more are selected by decision than there are places ({quota})" "人工决定入选的多于名额（{quota}）";
    AssumedPath(path) "`{path}` is no setting of the scheme" "方案中没有「{path}」这项设置";
    UnexplainedSetting(path) "`{path}` is a decision that no document is known to make; say why it is so" "「{path}」是文件未定而由人决定的设置，请说明理由";
    NoSuchColumn(column) "no submission has a column `{column}`" "申报表中没有「{column}」这一列";
    PreferColumns() "possible: type, district, nominator, period, or a header of the submissions" "可写：type、district、nominator、period，或申报表的表头";
    OnlyYesNoChecked() "`checked_against` is for answers of yes or no" "checked_against 只用于是否类指标";
    InSeveralTracks(name, list) "`{name}` is in several tracks: {list}" "「{name}」在几个组别中都有：{list}";
    OverQuota(applicant, track, selected, quota) "with {applicant} {selected} would be selected in track `{track}`, and the quota is {quota}" "加上 {applicant}，组别「{track}」将有 {selected} 个入选，而名额为 {quota}";
    RejectFirst() "record who gives up a seat for it: decision = \"reject\"" "请同时记录谁让出名额：decision = \"reject\"";
    SelectIneligible(applicant) "{applicant} is not eligible; a decision cannot lift that, and it had no effect" "{applicant} 不具备申报资格，人工决定不能改变，未生效";

    // Working days.
    BadHoliday(from, to) "the days off from {from} to {to} do not lie in the year, or end before they begin" "{from} 至 {to} 的假期不在该年内，或先后颠倒";
    NoWeekend(day) "{day} is no weekend day" "{day} 不是周末";
    YearWithoutWorkdays(year, list) "the working days of {year} are not known; known are {list}" "没有 {year} 年的工作日数据；已有：{list}";
    AddWorkdays(year) "write a file for {year} from the State Council's notice (year, source, off, on; see standards/schemes.md) and name it in notice: calendar = [\"{year}.toml\"]" "请按国务院办公厅通知编写 {year} 年的数据文件（year、source、off、on，见 standards/schemes.md），并在 notice 中写明 calendar = [\"{year}.toml\"]";

    // Tables beside the submissions.
    ListExpected() "expected: a column 编号 or 名称" "表头应有「编号」或「名称」";
    ColumnsNeeded(list) "expected columns: {list}" "应有的列：{list}";
    HeaderWithout(row, list) "row {row} looks like the header, but a column is missing: {list}" "第 {row} 行像是表头，但缺少：{list}";
    RaggedSheetRow(count, width) "{count} cells, but the header has {width}; this row is not read" "有 {count} 个单元格，而表头有 {width} 个；本行未读取";
    TwinHeaders(first, second, target) "columns {first} and {second} are both `{target}`" "{first} 列与 {second} 列都是「{target}」";
    RegisterRowWithoutId() "the row has neither an id nor a name" "本行既没有编号也没有名称";
    WriteIdOrName() "write the holder's id, and its name" "请填写单位的编号和名称";
    RevokedBeforeGranted(revoked, granted) "revoked on {revoked}, before it was granted on {granted}" "撤销日期 {revoked} 早于命名日期 {granted}";
    NoItemColumns() "no column holds an item of the round" "没有一列是该轮的评分项";
    ItemColumns(list) "head the columns with ids or names of the items ({list}), or use the columns 评分项 and 得分" "请以评分项的编号或名称作表头（{list}），或使用「评分项」「得分」两列";
    BallotWithoutExpert() "the row names no expert; it is not read" "本行没有写专家，未读取";
    BallotWithoutApplicant() "the row names no applicant; it is not read" "本行没有写申报单位，未读取";
    FillRow() "every row names its expert and its applicant; cells that are merged in a spreadsheet must be filled in each row" "每一行都要写明专家和申报单位；表格中合并的单元格要逐行填写";
    BallotNameDiffers(name, id, known) "the name `{name}` stands beside the id `{id}`, whose name is `{known}`; the id decides" "编号「{id}」的名称是「{known}」，而这里写的是「{name}」；以编号为准";
    CheckIdAndName() "check which of the two is meant" "请核实所指的是哪一个";
    RecusedOnBallot() "recused on the ballot" "评分表上注明回避";
    RecusedBecause(reason) "recused: {reason}" "回避：{reason}";
    UnknownItem(item) "`{item}` is no item of the round" "该轮没有「{item}」这个评分项";
    AmbiguousMark(item) "`{item}` could belong to several rounds or tracks" "「{item}」可能属于几个轮次或组别";
    OneFilePerRound() "keep one file for each of them" "请分开成不同的文件";
    MarkForOtherTrack(item, applicant) "`{item}` is no item of the rounds of `{applicant}`" "「{item}」不是「{applicant}」所在轮次的评分项";
    BallotTotalDiffers(stated, sum) "the total says {stated}, the marks come to {sum}; the marks decide" "合计写的是 {stated}，各项之和为 {sum}；以各项为准";
    CheckMarks() "check the marks with the expert" "请与专家核对";
    SeveralOfThatName(name) "several applicants are called `{name}`" "有多个申报单位叫「{name}」";
    ApplicantOfOtherTrack(name, track) "`{name}` applies in track `{track}`, which does not read this file" "「{name}」属于组别「{track}」，而该组别没有用到这个文件";
    NameFileThere() "name the file under the ballots of that track too" "请在该组别的 ballots 中也写明这个文件";
    UnknownApplicant(name) "`{name}` is in no submission" "申报表中没有「{name}」";
    MarkTooLarge(mark, of) "{mark} is more than the item's {of} points" "{mark} 超过该项的满分 {of}";
    InvalidMark(cell, what, of) "`{cell}` {what}; expected points from 0 to {of}" "「{cell}」{what}；应为 0 至 {of} 的分数";
    MarkIgnored() "the mark does not count; correct it with the expert" "该分数不计入；请与专家核对更正";
    MarkTwice(expert, item) "{expert} has marked {item} twice; neither mark counts" "{expert} 对 {item} 打了两次分，均不计入";
    KeepOneMark() "keep the mark that is meant" "请只保留一个";
    OtherMark() "the other mark" "另一个分数";
    FaultTooManyPlaces(places) "has more than {places} places after the point" "超过 {places} 位小数";
    BallotWithGaps(expert, round, count, list) "{expert}, {round}: no marks on items ({count}): {list}; the other items count" "{expert}（{round}）有 {count} 项未评：{list}；其余各项照计";
    IncompleteBallot(expert, round, count, list) "{expert}, {round}: no marks on items ({count}): {list}; this ballot does not count" "{expert}（{round}）有 {count} 项未评：{list}；这份评分表不计入";
    AskTheExpert() "ask the expert to complete it; nothing is filled in for the expert" "请专家补评；程序不会代填";
    MarkNotApplicable(expert, list) "{expert}: marks on items that do not apply to this applicant, not counted: {list}" "{expert} 给不适用的项打了分，不计入：{list}";
    NoBallotFor(expert, round, count, list) "{expert}, {round}: no marks for applicants ({count}): {list}" "{expert}（{round}）没有给 {count} 个单位评分：{list}";
    NoSpread(expert, round, count) "{expert}, {round}: totals without spread (ballots: {count}); each standard mark is 50" "{expert}（{round}）的 {count} 份总分没有差异，标准分均为 50";
    UnknownExpert(expert, track) "`{expert}` gave no marks in track `{track}`; a slip in the name would let a mark count that must not" "组别「{track}」中没有专家「{expert}」的评分；如姓名有误，应回避的分数会被计入";
    MatchedByName(name, title) "matched by the name alone: {name} ({title})" "名册中仅名称相同：{name}（{title}）";
    WriteIdInRegister() "write the id in the register if it is the same body; a name may be borne by two" "如为同一单位，请在名册中补写编号；同名者可能不是同一单位";
    ListedByName(name) "{name} is on the national list by its name alone" "{name} 仅以名称与全国推荐名单对应";

    // The way through a review.
    WithdrawnRecord(by, on, reason) "withdrawn ({by}, {on}): {reason}" "撤回申报（{by}，{on}）：{reason}";
    NoNominator() "no nominator is given, so the cap on nominations does not apply" "没有填写推荐单位，不适用推荐上限";
    OverCap(nominator, count, cap, list, surplus) "{nominator} has nominated {count}, and may nominate {cap}: {list}; all of them wait until {surplus} withdrawn" "{nominator} 推荐了 {count} 个，上限为 {cap} 个：{list}；须撤回 {surplus} 个，在此之前均待定";
    Barred(title, revoked, reason, years, through, on, at) "the title {title} was revoked on {revoked} ({reason}); that bars for {years} years, through {through}; judged on {on} (register {at})" "{title}于 {revoked} 被撤销（{reason}），{years} 年内不得申报，至 {through} 止（含当日）；按 {on} 审查（名册 {at}）";
    BarOver(title, revoked, through, at) "the title {title} was revoked on {revoked}; the bar ended on {through} (register {at})" "{title}曾于 {revoked} 被撤销，禁止申报期已于 {through} 届满（名册 {at}）";
    RevokedNoBar(title, revoked, at) "the title {title} was revoked on {revoked} (register {at})" "{title}曾于 {revoked} 被撤销（名册 {at}）";
    RevokedLater(title, revoked, on, at) "the title {title} was revoked on {revoked}, after {on}, the day on which bars are judged (register {at})" "{title}于 {revoked} 被撤销，在资格审查日 {on} 之后（名册 {at}）";
    HoldsThis(title, granted, at) "it already holds this title: {title}, granted on {granted} (register {at})" "已有本称号：{title}，{granted} 命名（名册 {at}）";
    HoldsOther(title, granted, at) "it holds another title: {title}, granted on {granted} (register {at})" "已有其他称号：{title}，{granted} 命名（名册 {at}）";
    RegisterUnclear(title, at) "the register's row about {title} cannot be read ({at}); whether it bars is open" "名册中关于{title}的一行无法读取（{at}），是否在禁止申报期内待定";
    NoReasonGiven() "no reason given" "未写原因";
    BarFound(revoked, through) "barred through {through} (revoked on {revoked})" "禁止申报至 {through}（{revoked} 被撤销）";
    NoBarFound() "no bar in the register on that day" "名册中没有当日在期内的禁止申报记录";
    NominatorFound(nominator) "nominated by {nominator}" "由{nominator}推荐";
    NoNominatorFound() "no nominator in the table" "表中没有推荐单位";
    OverCapFound(nominator) "{nominator} is over its cap" "{nominator}推荐数超过上限";
    DeclaredDiffers(id, name, declared, found) "{id} {name}: declared {declared}, found: {found}" "{id} {name}：申报为「{declared}」，核对为：{found}";
    MarkUsed() "counts" "计入";
    MarkDropped() "dropped" "去掉";
    MarkRecused() "recused" "回避";
    MarkIncomplete() "incomplete" "不完整";
    MarkUnused() "not in the round" "未进入该轮";
    NothingAvailable(round) "{round}: no item applies or the row could not be scored, so nothing can be decided" "{round}：没有适用的评分项或该行未能评分，无法评定";
    TooFewMarks(round, count, least) "{round}: marks that count: {count}, needed: {least}; not decided" "{round}：有效评分 {count} 份，至少须 {least} 份，待定";
    ItemWithMarks(item, count) "{item} ({count})" "{item}（{count}）";
    TooFewMarksOnItems(round, least, list) "{round}: too few marks on items, {least} are needed: {list}; not decided" "{round}：有效评分不足 {least} 份的项：{list}，待定";
    RoundScore(round, score, of, how) "{round}: {score} of {of} ({how})" "{round}：{score}/{of}（{how}）";
    HowMean(count) "mean of {count}" "{count} 份平均";
    HowMedian(count) "median of {count}" "{count} 份的中位数";
    HowTrimmed(count, list) "of {count} marks dropped {list}, mean of the rest" "{count} 份中去掉 {list}，其余平均";
    HowTooFewToTrim(count, trim_from) "mean of {count}; nothing dropped with fewer than {trim_from}" "{count} 份平均；不足 {trim_from} 份，不去高低分";
    HowItemsMean() "sum of the items' means" "各项平均分之和";
    HowItemsMedian() "sum of the items' medians" "各项中位数之和";
    HowItemsTrimmed(trim) "sum of the items, of each {trim} highest and lowest dropped" "逐项去掉最高、最低各 {trim} 份后平均，再相加";
    HowItemsUntrimmed(trim_from, list) "sum of the items; nothing dropped with fewer than {trim_from} marks: {list}" "各项之和；不足 {trim_from} 份的项不去高低分：{list}";
    SpreadTooWide(round, spread, limit) "{round}: totals are {spread} apart, more than {limit}; a further expert is needed" "{round}：专家总分相差 {spread}，超过 {limit}，须增加专家";
    SpreadSettled(round, spread, limit, expert) "{round}: totals are {spread} apart, more than {limit}; {expert} came as a further expert" "{round}：专家总分相差 {spread}，超过 {limit}，已增加专家 {expert}";
    GoesOnShare(round, share, limit) "{round}: {share} of the maximum, at least {limit} required: goes on" "{round}：得分率 {share}，要求 {limit} 以上，进入下一轮";
    NotThroughShare(round, share, limit) "{round}: {share} of the maximum, at least {limit} required: does not go on" "{round}：得分率 {share}，要求 {limit} 以上，未进入下一轮";
    GoesOnBest(round, place, best) "{round}: place {place}, the best {best} go on" "{round}：第 {place} 名，前 {best} 名进入下一轮";
    TiedGoesOn(round, place, best) "{round}: place {place}, tied at the last of the {best} places; all of the tied go on" "{round}：第 {place} 名，在前 {best} 名的末位并列，并列者一并进入下一轮";
    NotThroughBest(round, place, best) "{round}: place {place}, only the best {best} go on" "{round}：第 {place} 名，只有前 {best} 名进入下一轮";
    Final(sum, score, place) "final score {sum} = {score}, place {place}" "综合得分 {sum} = {score}，第 {place} 名";
    FinalWithBonus(sum, bonus, score, place) "final score {sum}, + {bonus} = {score}, place {place}" "综合得分 {sum}，另加 {bonus}，= {score}，第 {place} 名";
    FinalByCard(score, place) "{score} points by the scorecard, place {place}" "按评分卡得 {score} 分，第 {place} 名";
    FinalByCardBonus(score, bonus, place) "{score} points by the scorecard, {bonus} of them added, place {place}" "按评分卡得 {score} 分（其中另加 {bonus}），第 {place} 名";
    Preferred(column, effect) "among those preferred by {column}: {effect}" "按{column}属倾斜对象：{effect}";
    OnNationalList(effect) "on the national list: {effect}" "在全国推荐名单上：{effect}";
    EffectNote() "noted, without effect on the score" "仅注明，不影响得分";
    EffectTieBreak() "goes before others in a tie" "并列时优先";
    EffectBonus(amount) "{amount} points more" "加 {amount} 分";
    EffectSeats(amount) "{amount} places go first to the best of them" "优先安排 {amount} 个名额";
    TieBroken(score, others, rules) "equal at {score} with {others}; decided by {rules}" "与 {others} 同为 {score} 分，依次按{rules}决出";
    RuleRound(round, score) "{round} ({score})" "「{round}」得分（{score}）";
    RulePreferred(yes) "preference ({yes})" "倾斜对象（{yes}）";
    RuleNational(yes) "national list ({yes})" "全国推荐名单（{yes}）";
    WordYes() "yes" "是";
    WordNo() "no" "否";
    TiedAtQuota(list, count, seats) "{count} are equal at the line and share seats ({seats}): {list}; no declared rule tells them apart, so all of them stay undecided" "{count} 个单位在名额线上并列，剩余名额 {seats} 个：{list}；方案没有规定可以决出的规则，均待定";
    WithinQuota(place, quota) "place {place}, within the quota of {quota}" "第 {place} 名，在 {quota} 个名额之内";
    SelectedReserved(place, quota) "place {place}, on a reserved seat (quota {quota})" "第 {place} 名，占用预留名额（共 {quota} 个名额）";
    BelowReserved(place, quota) "place {place}; seats are reserved, so the quota of {quota} ends before it" "第 {place} 名；因预留名额，排在 {quota} 个名额之外";
    BelowQuota(place, quota) "place {place}, below the quota of {quota}" "第 {place} 名，在 {quota} 个名额之外";
    OnReserve(place, reserve) "place {place}, on the reserve list of {reserve}" "第 {place} 名，列入备选（共 {reserve} 个）";
    TiedAtReserve(place, reserve) "place {place}, tied at the end of the reserve list of {reserve}; all of the tied stay undecided" "第 {place} 名，在 {reserve} 个备选的末位并列，均待定";
    OverrideReject(by, on, reason) "decided not to select ({by}, {on}): {reason}" "决定不予入选（{by}，{on}）：{reason}";
    OverrideSelect(by, on, reason) "decided to select ({by}, {on}): {reason}" "决定入选（{by}，{on}）：{reason}";
    OverrideRefused(by, on, reason) "the decision to select has no effect on an applicant that is not eligible ({by}, {on}): {reason}" "不具备申报资格，入选决定不生效（{by}，{on}）：{reason}";
    TieDecidedFor() "the tie at the line is settled: a seat is left for it" "线上并列已决：取得名额";
    TieDecidedAgainst() "the tie at the line is settled: no seat is left for it" "线上并列已决：没有剩余名额";
    ObjectionOpen(on, reason) "objection of {on}, being looked into: {reason}" "{on} 收到异议，正在核实：{reason}";
    ObjectionUpheld(on, reason) "objection of {on}, upheld: {reason}" "{on} 收到异议，查实成立：{reason}";
    ObjectionDismissed(on, reason) "objection of {on}, dismissed: {reason}" "{on} 收到异议，查实不成立：{reason}";
    MovedUp() "moved up from the reserve list into a seat that became free" "由备选递补空出的名额";
    MovedUpFor(list) "moved up from the reserve list in place of {list}" "由备选递补，接替：{list}";
    TiedMovingUp(count, seats) "{count} on the reserve list are equal and share freed seats ({seats}); all of them stay undecided" "{count} 个备选单位并列，可递补名额 {seats} 个，均待定";
    OutcomeSelected() "selected" "入选";
    OutcomeWithheld() "withheld" "暂缓";
    OutcomeTied() "tied at the line" "线上并列";
    OutcomeReserve() "reserve" "备选";
    OutcomeNotDecided() "not decided" "待定";
    OutcomeBelow() "below the quota" "名额之外";
    OutcomeNotThrough() "not through" "未进入下一轮";
    OutcomeFailed() "below the standard" "未达标准";
    OutcomeIneligible() "not eligible" "不具备资格";
    OutcomeRemoved() "removed" "已取消";
    OutcomeRejected() "rejected" "不予入选";
    OutcomeWithdrawn() "withdrawn" "已撤回";

    // The look-back.
    RecheckNeedsRegister() "a look-back needs a register of the titles granted so far" "回头看需要名册";
    RecheckNeedsTitle(track) "track `{track}` has no `title`, so nothing says who in the register belongs to it" "组别「{track}」没有写 title，无法从名册中找出其称号的单位";
    NoLookBackColumn() "the register has no column `looked_back_on`, so every holder counts as never looked at" "名册没有「最近回头看日期」一列，所有单位都视为从未回头看";
    HolderGateFailed() "a gate item fails" "资质审查或否决项不通过";
    HolderBelow() "below the standard" "低于标准";
    HolderNotReported() "no report" "未报告";
    HolderNotScored() "report not scored" "报告无法评分";
    HolderReported() "reported" "已报告";
    NotReported() "no report for this period" "没有提交本期报告";
    RemovalGround(id, name, clause, ground) "{id} {name} [{clause}]: the document counts this as a ground for removal: {ground}" "{id} {name}〔{clause}〕：属于文件规定的取消命名情形：{ground}";
    DueSince(last, every, next) "a look-back is due since {next}: the last was on {last}, every {every} years" "上次回头看为 {last}，每 {every} 年一次，自 {next} 起应安排";
    NeverLookedAt() "a look-back is due: none has been recorded" "没有回头看记录，应安排";

    // Reviews and look-backs as people read them.
    SchemeTitle(name, document, id) "{name} ({document}; {id})" "{name}（{document}；{id}）";
    HeadAppliedOn(on) "Bars are judged on: {on}" "资格审查日：{on}";
    TrackTitle(title, id) "{title} ({id})" "{title}（{id}）";
    RoundWeight(name, weight) "{name} ({weight} %)" "{name}（{weight}%）";
    HeadRounds(list) "Rounds: {list}" "评审：{list}";
    HeadNoRounds() "Rounds: none, the scorecards rank" "评审：无轮次，按评分卡排名";
    HeadSeats(quota, filled, open, vacant, reserve) "Quota: {quota}; selected: {filled}, kept open: {open}, vacant: {vacant}; reserve list: {reserve}" "名额 {quota} 个：入选 {filled}，因并列或异议保留 {open}，空缺 {vacant}；备选 {reserve} 个";
    OutcomeCount(outcome, count) "{outcome} {count}" "{outcome} {count}";
    HeadApplicants(count, list) "Applicants: {count}: {list}" "申报单位 {count} 个：{list}";
    Provisional(list) "PROVISIONAL: these could still reach the quota: {list}" "结果为暂定：下列单位仍可能进入名额：{list}";
    FromPostingDay() "counted from the posting day" "自公示之日起算";
    FromNextDay() "counted from the day after the posting" "自公示次日起算";
    NoticeDays(posted, count, from_word, from, to) "posted on {posted}, {count} working days {from_word}: {from} to {to}" "{posted} 公示，{count} 个工作日，{from_word}：{from} 至 {to}";
    NotPosted(count, from_word) "not posted yet; {count} working days, {from_word}" "尚未公示；{count} 个工作日，{from_word}";
    SameContent(file) "the same content as {file}; it is not read a second time" "与 {file} 内容相同，不重复读取";
    TakeOneFileAway() "take the copy away" "请移走多余的副本";
    TitleProblems(count) "What has to be looked at ({count})" "需要核对的问题（{count}）";
    HeadSeatsWaiting(quota, filled, open, rest, reserve) "Quota: {quota}; selected: {filled}, kept open for ties and objections: {open}, the rest: {rest}; reserve list: {reserve}" "名额 {quota} 个：入选 {filled}，因并列或异议保留 {open}，其余 {rest}；备选 {reserve} 个";
    SelectUndecided(applicant) "{applicant} is selected by decision, while the rules leave it undecided" "{applicant} 按规则尚未定结果，由人工决定入选";
    SelectUndecidedHelp() "see its way for what is open" "请核对其经过中尚待解决的事项";
    LateObjection(on, from, to) "the objection of {on} lies outside the notice ({from} to {to})" "{on} 的异议不在公示期（{from} 至 {to}）内";
    LateObjectionHelp() "correct the day, or take the objection out if it is not accepted" "请核对日期；不予受理的请删去";
    SchemeIsAFolder(file) "{file} is a folder; a scheme is one file" "{file} 是文件夹；评审方案应为一个文件";
    TomlDateForm() "write a day that there is, like 2025-08-31" "请写实有的日期，如 2025-08-31";
    BackslashForm() "write / between folders: \"round1/*.csv\"" "路径请用 / 分隔，如 \"round1/*.csv\"";
    OutputIsPattern(pattern) "the scheme would read this file as one of `{pattern}`" "方案会把这个文件当作「{pattern}」读取";
    TitleAssumed() "What the document leaves open" "文件未定、由人决定的事项";
    AssumedLine(path, reason) "{path}: {reason}" "{path}：{reason}";
    TitleNotice() "Public notice" "公示";
    TitleShortlist() "Shortlist" "候选名单";
    NobodyListed() "nobody" "无";
    TitleWays() "Every applicant's way" "各申报单位的经过";
    WayTitle2(applicant, outcome) "{applicant}: {outcome}" "{applicant}：{outcome}";
    WayTitleComputed(applicant, outcome, computed) "{applicant}: {outcome} (by the rules alone: {computed})" "{applicant}：{outcome}（仅按规则计算为：{computed}）";
    TitlePanel(round) "Marks: {round}" "专家评分：{round}";
    NoMarks() "no marks" "没有评分";
    PanelLegend() "in brackets: dropped; in square brackets: the applicant did not come to this round" "圆括号：去掉的最高、最低分；方括号：该单位未进入本轮";
    PanelLegendItems() "item by item; in brackets: dropped" "逐项列出；圆括号：去掉的最高、最低分";
    PanelItem(applicant, score) "{applicant}: {score}" "{applicant}：{score}";
    MarkAside(mark) "[{mark}]" "[{mark}]";
    MarksInState(state, list) "{state}: {list}" "{state}：{list}";
    ItemLine(id, name, score, of, list) "{id} {name}: {score} of {of}: {list}" "{id} {name}：{score}/{of}：{list}";
    TitleClaims() "Claimed and marked" "自评与专家评分";
    NoClaims() "no difference between the self-assessed points and the experts'" "自评得分与专家评分没有差异";
    ClaimsLegend() "every item on which the experts' points differ from the self-assessed; negative: the claim was lowered" "列出专家评分与自评不同的每一项；负数表示低于自评";
    IdAndName(id, name) "{id} {name}" "{id} {name}";
    ColumnPlace() "Place" "名次";
    ColumnFinal() "Final" "综合得分";
    ColumnOutcome() "Outcome" "结果";
    ColumnApplicant() "Applicant" "申报单位";
    ColumnScore() "Score" "得分";
    ColumnItem() "Item" "评分项";
    ColumnClaimed() "Claimed" "自评";
    ColumnExperts() "Experts" "专家";
    ColumnDifference() "Difference" "差";
    RecheckTitle(name, document, id) "Look-back: {name} ({document}; {id})" "回头看：{name}（{document}；{id}）";
    RecheckOn(on) "As of: {on}" "截止：{on}";
    RemovalBarsUntil(on, until) "A removal on {on} bars through {until}" "{on} 取消命名的，禁止申报至 {until}（含当日）";
    RecheckEvery(years) "A look-back is due every {years} years (set by the scheme)" "每 {years} 年回头看一次（方案设定）";
    NoRecheckEvery() "The scheme sets no interval for look-backs" "方案没有设定回头看的间隔";
    HoldersCount(count, list) "Title holders: {count}: {list}" "示范单位 {count} 个：{list}";
    ColumnGranted() "Granted" "命名日期";
    ColumnLookedBack() "Last look-back" "最近回头看";
    ColumnState() "Report" "报告情况";
    ColumnDue() "Due" "应回头看";
    ColumnSlipped() "Slipped" "退步项";
    TitleHolders() "Every title holder" "各示范单位";
    StandingPoints(answer, state, points) "{answer}, {state}, {points}" "{answer}，{state}，{points} 分";
    StandingState(answer, state) "{answer}, {state}" "{answer}，{state}";
    SlippedLine(id, name, before, after) "slipped: {id} {name}: {before} → {after}" "退步：{id} {name}：{before} → {after}";
    RemovalWouldBar(on, until) "removed on {on}, it would be barred through {until}" "如于 {on} 取消命名，禁止申报至 {until}（含当日）";
    TitleOthers() "Reports of those that hold no title" "没有称号的报告单位";
    OtherLine(id, name, at) "{id} {name} ({at})" "{id} {name}（{at}）";
    OtherFolder() "name another folder" "请另选文件夹";
    NotAFolder() "this is a file, not a folder" "这是一个文件，不是文件夹";
    TwoSchemesOneId(id) "two schemes have the id `{id}`, and each writes into a folder of that name" "两个方案的编号都是「{id}」，而结果文件夹以编号命名";
    RowNotScored() "the row could not be scored; mend it, then it can be decided" "该行未能评分，更正后方可评定";
    RecusedMark(expert, mark) "{expert} {mark} (recused)" "{expert} {mark}（回避）";
    NowOnReserve() "after the decisions it stands on the reserve list" "人工决定后列入备选";
    NowTiedAtReserve() "after the decisions it is tied at the end of the reserve list; all of the tied stay undecided" "人工决定后在备选末位并列，均待定";
    NowBelowQuota() "after the decisions it stands behind the reserve list" "人工决定后排在备选之外";
    SheetNoteRow(cell) "a note or heading, not read: {cell}" "说明或标题行，未读取：{cell}";
    SheetSumRow(cell) "a sum, not read: {cell}" "合计行，未读取：{cell}";
    SchemeTitleShort(name, id) "{name} ({id})" "{name}（{id}）";
    RecheckTitleShort(name, id) "Look-back: {name} ({id})" "回头看：{name}（{id}）";
    NotAboveZero(key, figure, most) "`{key}` is {figure}; it must be above 0 and at most {most}" "「{key}」为 {figure}，应大于 0 且不超过 {most}";
    JustReported() "the report is in" "已提交报告";
    NameIdForm() "letters and digits of any script, '_', '-' or '.', beginning with a letter or digit" "由文字、数字和 '_'、'-'、'.' 组成，以文字或数字开头";
    InSoManyRows(text, count) "{text} (rows of this file: {count}, this is the first)" "{text}（本文件共 {count} 行，这是第一行）";
    SeveralRowsOfThatId(id) "`{id}` stands in several rows of the submissions" "申报表中有几行的编号都是「{id}」";
    OneRowEach() "leave one row for each applicant in the submissions" "申报表中每个单位只留一行";
    ColumnsSwapped(expert) "`{expert}` in the expert's column is an applicant: are the two columns swapped?" "专家一列中的「{expert}」是申报单位：两列的表头是否写反了？";
    ZerosLost(id) "did you mean `{id}`? Spreadsheets drop leading zeros; format the column as text" "是否想写「{id}」？表格软件会去掉前导零，请将该列设为文本格式";
    MarksBesideRecusal(expert) "{expert} is recused and has given marks; they do not count" "{expert} 已回避，又打了分；所打分数不计入";
    AskAboutRecusal() "if the expert is not recused, take 回避 out of the ballot" "如专家并不回避，请在评分表中删去“回避”字样";
    ExpertRecused(expert, reason) "{expert} does not judge it ({reason})" "{expert} 不参加评审（{reason}）";
    SheetColumnUnread(header) "the column `{header}` is not read" "「{header}」一列未读取";
    RegisterNoTitle() "the row names no title" "本行没有写称号";
    WriteTitle() "write the title in every row; cells that are merged in a spreadsheet must be filled in each row" "每一行都要写明称号；表格中合并的单元格要逐行填写";
    RegisterRowAside() "this row names a body and a day, but was taken for a note or sum, or its cells do not fit the header" "本行写有单位和日期，但像是说明、合计，或单元格数与表头不符";
    MendRegisterRow() "write it as a row of the register: the body it names waits until then" "请按名册的格式改正；在此之前相关单位待定";
    RegisterRowLost(row) "row {row} of the register cannot be read, so nobody can be cleared of a bar" "名册第 {row} 行无法读取，不能确定任何单位是否在禁止申报期内";
    RegisterMangled(id) "`{id}` looks like a code that a spreadsheet has turned into a number; whose row this is cannot be told" "「{id}」像是被表格软件转成数值的编号，无法确定是哪个单位";
    RegisterSeveral(name) "the register names {name} without an id, and several applicants bear that name" "名册中只写了名称「{name}」，而有几个申报单位同名";
    NobodyPreferred(list) "no applicant has one of these values: {list}" "没有申报单位属于：{list}";
    CheckPreferred() "check the column and the values of `prefer` against the submissions" "请对照申报表核对 prefer 的列和取值";
    NoSuchType(value) "`{value}` is no type of the standard" "「{value}」不是标准中的机构类型";
    SeatsOverQuota(amount, quota) "{amount} reserved places are more than the quota of {quota}" "预留 {amount} 个名额，超过名额总数 {quota}";
    RoundTooLarge(round, most) "the items of round `{round}` come to more than {most} points" "第「{round}」轮各项合计超过 {most} 分";
    NotAnnounced(applicant) "{applicant} moved up after the notice and was not among the candidates that were put before the public" "{applicant} 是公示之后递补的，没有列入公示的候选名单";
    AnnounceAgain() "post a notice for it before it is named" "命名之前应补充公示";
    BallotSpoilt(expert, round, count, list) "{expert}, {round}: marks that cannot be used ({count}): {list}; this ballot does not count" "{expert}（{round}）有 {count} 项的分数不能采用：{list}；这份评分表不计入";
    FurtherUnknown(expert, round) "`{expert}` is called a further expert of {round} and gave no marks in it" "「{expert}」列为「{round}」的增加专家，但没有评分";
    BallotTotalUnread(cell) "the total `{cell}` cannot be read and was not checked" "合计「{cell}」无法读取，未核对";
    BallotTwoApplicants(first, second) "the row names `{first}` and `{second}`, which are two applicants; it is not read" "本行同时写了「{first}」和「{second}」，是两个申报单位；未读取";
    WordsForRecusal() "the mark does not count; correct it with the expert; write 回避 if the expert is recused, leave the cell blank if no mark is given" "该分数不计入，请与专家核对更正；专家回避的请写“回避”，没有评分的请留空";
    FinalUnused() "every track has a [track.final] with all of this, so it is never used" "每个组别都有自己的 [track.final]，这里的设置不起作用";
    AssumedTwice(path) "`{path}` is explained twice" "「{path}」说明了两次";
    LastHeld(round, share, limit) "{round}: {share} of the maximum, at least {limit} required: reached" "{round}：得分率 {share}，要求 {limit} 以上，达到";
    LastMissed(round, share, limit) "{round}: {share} of the maximum, at least {limit} required: not reached" "{round}：得分率 {share}，要求 {limit} 以上，未达到";
    HolderUnknownTitle(title) "no row of the register bears the title {title}" "名册中没有称号「{title}」";
    LookedBackLater(day, on) "the look-back of {day} lies after {on}; it is not counted" "回头看日期 {day} 在 {on} 之后，不计";
    TwoReports() "the report stands in several rows" "本期报告有几行";
    EndingUnknown(ending) "results are not written as .{ending}" "不能写成 .{ending} 文件";
    KnownEndings() "write to .csv, .json, .md or .txt" "请写成 .csv、.json、.md 或 .txt";
    ItemsForm() "`items` is \"standard\", or a list of items: [ {{ id = \"x\", name = \"特色\", points = 30 }} ]" "items 应为 \"standard\"，或评分项的列表：[ {{ id = \"x\", name = \"特色\", points = 30 }} ]";
    NotThisYear(day, year) "{day} does not lie in {year}" "{day} 不在 {year} 年";
    BallotOfOtherRound(round) "`{round}` is none of the rounds whose ballots this file holds; the row is not read" "「{round}」不是本文件所属的轮次；本行未读取";
    OnAndOff(day) "{day} is a day off and a working day" "{day} 既是假期又是上班日";
}
