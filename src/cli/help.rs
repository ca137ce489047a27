//! Help and messages about the command line, in both languages. The English ones stand beside the arguments; the Chinese
//! ones here, held complete by a test.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::{ContextKind, ErrorKind};
use clap::{Command, CommandFactory, FromArgMatches};
use shifan::diagnostic::Code;
use shifan::text::Language;

use super::{Cli, output};

/// Command, argument (none: the command itself), 中文.
const ZH: &[(&str, &str, &str)] = &[
    ("", "", "按创建标准给自评表评分、排名，并说明理由"),
    ("", "lang", "界面语言（默认取自系统；JSON 与 CSV 默认 en）"),
    ("", "color", "信息是否着色"),
    ("", "quiet", "不显示提示、警告和错误，不能运行的原因除外"),
    ("", "help", "显示帮助"),
    ("", "version", "显示版本"),
    ("score", "", "评分、排名并说明理由"),
    ("explain", "", "一个申报单位：每一分的来由，以及最短合格路径"),
    ("review", "", "整个评审：从申报资格到公示"),
    ("recheck", "", "对示范单位的年度回头看"),
    ("report", "", "把保存的结果做成页面或工作簿"),
    ("check", "", "检查标准和评审方案"),
    ("test", "", "运行标准中的用例并统计覆盖"),
    ("diff", "", "两个标准之间的变化，以及谁的结论因此改变"),
    ("fmt", "", "把标准和评审方案整理成统一的版式，保留注释"),
    ("form", "", "制作空白自评申报表，填报时自动计分"),
    ("form", "phase", "填报的评价阶段（用于分阶段的标准）"),
    ("form", "output", "写入这个文件：.xlsx（自动计分的表格）或 .csv（普通表格的表头）"),
    ("form", "standard", "标准：文件，或内置标准的编号；与 --ballot 合用时为评审方案"),
    ("form", "ballot", "改为制作评审方案中这一轮的专家评分表"),
    ("form", "track", "与 --ballot 合用：只做这个组别"),
    ("form", "expert", "与 --ballot 合用：专家姓名，每人一份（默认做一份，由专家自己填写姓名）"),
    ("form", "out", "与 --ballot 合用：把全部评分表写入这个文件夹"),
    ("open", "", "给拖到双击脚本上的表格评分，写成页面并打开"),
    ("open", "dropped", "申报表、其文件夹，或评审方案所在的文件夹；不写则询问"),
    ("open", "standard", "标准：文件，或内置标准的编号；不写则由填报表、文件夹里的 .toml 文件决定，再不然就询问"),
    ("sql", "", "把标准写成一条 SQL 语句，用于数据仓库"),
    ("sql", "dialect", "语句所用的数据库引擎"),
    ("sql", "table", "申报表的表名，原样写在 FROM 之后"),
    ("sql", "columns", "表中有哪些列：以逗号分隔的列名，或表头相同的文件；列名的认法与 score 相同，没有的列按未填报（默认：每个编号一列）"),
    ("sql", "claims", "由数据计算的指标，表中另有以其编号命名的自报列"),
    ("standards", "", "列出内置标准，或输出其中之一"),
    ("schema", "", "输出 JSON Schema，供编辑器和其他程序使用"),
    ("completions", "", "输出命令行补全脚本"),
    ("man", "", "输出手册页（man）"),
    ("*", "standard", "标准：文件，或内置标准的编号"),
    ("*", "submissions", "申报表（.xlsx、.xls、.ods、.csv、.tsv）、其文件夹，或 - 表示标准输入；合为一批"),
    ("*", "phase", "评价阶段（用于分阶段的标准）"),
    ("*", "verified", "核验表；其中填写的单元格代替申报单位的自评"),
    ("*", "encoding", "按此编码读取所有表格，而不由内容判断"),
    ("*", "sheet", "读取工作簿中的这个工作表，而不是第一个可见的"),
    ("*", "threads", "用几个线程处理大表（默认与本机处理器数相同）；结果都一样"),
    ("*", "format", "结果的形式"),
    ("*", "output", "写入文件而不是标准输出"),
    ("*", "force", "文件已存在时覆盖"),
    ("*", "strict", "警告也算问题（退出码 1）"),
    ("score", "strict", "警告也算问题（退出码 1），对不上的列也算"),
    ("score", "top", "只显示前 N 个（全部参加排名）"),
    ("score", "summary", "只要总计，不列各项指标，用于大批量"),
    ("score", "ways", "在 JSON 和工作簿中列出每个不合格单位的最短合格路径（页面本来就有）"),
    ("score", "long_way", "每一行都逐格细读；结果一样"),
    ("score", "no_rank", "不排名，保持输入顺序"),
    ("score", "require_pass", "有单位不合格也算问题（退出码 1）"),
    ("score", "format", "结果的形式（默认由 -o 的扩展名决定，否则为 table）"),
    ("explain", "applicant", "申报单位：编号，或名称（可只写不重复的一部分）"),
    ("*", "schemes", "评审方案文件"),
    ("*", "width", "终端表格的列宽（默认取终端宽度）"),
    ("review", "out", "把全部结果和公示稿、通报稿一并写入这个文件夹"),
    ("recheck", "on", "回头看的日期（默认取方案的 applied_on）"),
    ("review", "format", "结果的形式（默认由 -o 的扩展名决定，否则为 table）"),
    ("recheck", "format", "结果的形式（默认由 -o 的扩展名决定，否则为 table）"),
    ("report", "result", "用 --format json 保存的 score、review 或 recheck 的结果，或 - 表示标准输入"),
    ("report", "output", "写入这个文件；扩展名决定写成什么：.html 为页面，.xlsx 为工作簿"),
    ("check", "files", "标准或评审方案：文件、其文件夹、内置标准的编号，或 - 表示标准输入"),
    ("check", "format", "结果的形式（默认由 -o 的扩展名决定，否则为 text）"),
    ("check", "deny", "这类问题算错误"),
    ("check", "allow", "不报告这类问题；错误除外"),
    ("check", "baseline", "只报告这个文件（以前 --format json 的结果）中没有的问题"),
    ("check", "against", "同时按此标准检查申报表"),
    ("check", "phase", "与 --against 合用：评价阶段"),
    ("check", "explain", "说明一类问题：含义、为什么重要、示例、怎么办"),
    ("fmt", "files", "标准或评审方案：文件、文件夹，或 - 表示标准输入"),
    ("fmt", "check", "不写文件，只显示要改的地方；有要改的，退出码为 1"),
    ("test", "standards", "标准：文件，或内置标准的编号"),
    ("test", "format", "结果的形式（默认由 -o 的扩展名决定，否则为 text）"),
    ("test", "coverage", "逐项显示用例覆盖了什么"),
    ("test", "min_coverage", "用例至少要覆盖的目标占比，如 100%（不足则退出码 1）"),
    ("test", "mutate", "把每个限值移动最小一步、逐一去掉资质审查和否决项，列出没有用例发现的改动（退出码 1）"),
    ("diff", "old", "旧标准：文件，或内置标准的编号"),
    ("diff", "new", "新标准"),
    ("diff", "submissions", "按两个标准分别评分的申报表（.xlsx、.xls、.ods、.csv、.tsv）、其文件夹，或 - 表示标准输入"),
    ("diff", "format", "结果的形式（默认由 -o 的扩展名决定，否则为 text）"),
    ("standards", "id", "输出这个内置标准，而不是列表"),
    ("schema", "name", "哪一种：标准、评审方案或 JSON 结果"),
    ("schema", "codes", "只用于 result：改为列出全部代码，每行一个：代码、严重程度、含义，以制表符分隔"),
    ("completions", "shell", "命令行外壳"),
    ("man", "out", "把程序和各命令的手册页都写入这个文件夹，而不是只把程序的手册页写到标准输出"),
    ("man", "force", "手册页已存在时覆盖"),
];

/// The language of the environment; English where it is not Chinese.
pub fn locale() -> Language {
    match sys_locale::get_locale() {
        Some(locale) if locale.to_ascii_lowercase().starts_with("zh") => Language::Zh,
        _ => Language::En,
    }
}

/// The language asked for, before the arguments can be parsed.
fn asked(arguments: &[OsString]) -> Language {
    let texts: Vec<String> = arguments.iter().map(|a| a.to_string_lossy().into_owned()).collect();
    let named = texts.iter().zip(texts.iter().skip(1)).find(|(flag, _)| *flag == "--lang").map(|(_, value)| value.as_str());
    match named.or_else(|| texts.iter().find_map(|a| a.strip_prefix("--lang="))) {
        Some("zh") => Language::Zh,
        Some("en") => Language::En,
        _ => locale(),
    }
}

fn zh(command: &str, argument: &str) -> Option<&'static str> {
    let find = |command: &str| ZH.iter().find(|(c, a, _)| *c == command && *a == argument).map(|(.., text)| *text);
    find(command).or_else(|| if argument.is_empty() { None } else { find("*").or_else(|| find("")) })
}

/// What stands for values in usage lines.
const VALUES: &[(&str, &str)] = &[
    ("STANDARD", "标准"),
    ("OLD", "旧标准"),
    ("NEW", "新标准"),
    ("SUBMISSION", "申报表"),
    ("DROPPED", "拖来的文件"),
    ("FILE", "文件"),
    ("FORMAT", "形式"),
    ("YEAR", "年份"),
    ("CODE", "代码"),
    ("SHARE", "占比"),
    ("NAME", "名称"),
    ("LANG", "语言"),
    ("WHEN", "何时"),
    ("COLUMNS", "列数"),
    ("ID", "编号"),
    ("RESULT", "结果"),
    ("SCHEME", "方案"),
    ("DIR", "文件夹"),
    ("DATE", "日期"),
    ("SHELL", "外壳"),
    ("ENGINE", "引擎"),
    ("TABLE", "表"),
    ("NAMES", "列名"),
    ("SCHEMA", "种类"),
    ("N", "N"),
];

/// The command line with its help in Chinese.
fn in_chinese(command: Command, name: &str) -> Command {
    const TEMPLATE: &str = "{about}\n\n用法：{usage}\n\n{all-args}\n";
    let mut usage = if name.is_empty() { "shifan [选项] <命令>".to_owned() } else { format!("shifan {name} [选项]") };
    let command = match zh(name, "") {
        Some(about) => command.about(about).help_template(TEMPLATE),
        None => command,
    };
    let command = command.subcommand_help_heading("命令");
    let ids: Vec<String> = command.get_arguments().map(|a| a.get_id().to_string()).collect();
    let mut command = ids.iter().fold(command, |command, id| {
        let Some(help) = zh(name, id) else { return command };
        command.mut_arg(id, |arg| {
            let names: Vec<String> = arg.get_value_names().unwrap_or_default().iter().map(ToString::to_string).collect();
            let shown: Vec<&'static str> =
                names.iter().map(|n| VALUES.iter().find(|(en, _)| n.eq_ignore_ascii_case(en)).map_or("值", |(_, zh)| *zh)).collect();
            let takes_value = arg.get_action().takes_values();
            if let (Some(long), true) = (arg.get_long(), arg.is_required_set()) {
                usage += &format!(" --{long} <{}>", shown.first().copied().unwrap_or("值"));
            }
            if arg.is_positional() {
                for value in &shown {
                    let several = if arg.get_num_args().is_some_and(|n| n.max_values() > 1) { "..." } else { "" };
                    usage += &if arg.is_required_set() { format!(" <{value}>{several}") } else { format!(" [{value}]{several}") };
                }
            }
            let possible: Vec<String> = arg.get_possible_values().iter().map(|v| v.get_name().to_owned()).collect();
            let defaults: Vec<String> = arg.get_default_values().iter().map(|v| v.to_string_lossy().into_owned()).collect();
            let mut help = help.to_owned();
            if takes_value && !possible.is_empty() {
                help += &format!("〔可选：{}〕", possible.join("、"));
            }
            if takes_value && !defaults.is_empty() {
                help += &format!("〔默认：{}〕", defaults.join("、"));
            }
            let heading = if arg.is_positional() { "参数" } else { "选项" };
            let arg = arg.help(help).help_heading(heading);
            let arg = if takes_value { arg.hide_possible_values(true).hide_default_value(true) } else { arg };
            if takes_value && !shown.is_empty() { arg.value_names(shown) } else { arg }
        })
    });
    let names: Vec<String> = command.get_subcommands().map(|c| c.get_name().to_owned()).collect();
    for sub in names {
        command = command.mut_subcommand(&sub, |c| in_chinese(c, &sub));
    }
    command.override_usage(usage)
}

/// The definition of the command line, with its help in a language.
pub fn command(language: Language) -> Command {
    let mut command = Cli::command();
    command.build();
    match language {
        Language::En => command,
        Language::Zh => in_chinese(command, ""),
    }
}

/// Parses the command line; help, version and mistakes are printed here.
pub fn parse(arguments: &[OsString]) -> Result<Cli, ExitCode> {
    let language = asked(arguments);
    let command = &mut command(language);
    let parsed = command.try_get_matches_from_mut(arguments).and_then(|matches| Cli::from_arg_matches(&matches));
    parsed.map_err(|error| {
        let for_stdout = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
        match (language, for_stdout, message(&error)) {
            (Language::Zh, false, Some(message)) => {
                output::stderr(&format!("shifan：{message}\n\n{}", "加 --help 查看用法。\n"));
            }
            _ => {
                _ = error.print();
            }
        }
        ExitCode::from(if for_stdout { 0 } else { 2 })
    })
}

/// What is said of a code that does not exist, or that cannot be left out.
fn code_like(id: &str) -> String {
    let ids = || shifan::diagnostic::Code::ALL.iter().map(|code| code.id());
    match shifan::document::nearest(id, ids()) {
        Some(near) if near == id => "；这类问题属于错误，不能略去".to_owned(),
        Some(near) => format!("；是否想写「{near}」？"),
        None => "；全部代码见 shifan schema result --codes".to_owned(),
    }
}

/// A mistake on the command line in Chinese; none for kinds that have no words of their own here.
fn message(error: &clap::Error) -> Option<String> {
    let context = |kind| error.get(kind).map(|value| value.to_string().escape_debug().to_string().replace("\\\"", "\""));
    let argument = context(ContextKind::InvalidArg).unwrap_or_default();
    let value = context(ContextKind::InvalidValue).unwrap_or_default();
    let suggestion = [ContextKind::SuggestedArg, ContextKind::SuggestedValue, ContextKind::SuggestedSubcommand]
        .into_iter()
        .find_map(context)
        .map(|s| format!("；是否想写「{s}」？"))
        .unwrap_or_default();
    let valid = context(ContextKind::ValidValue).map(|v| format!("；可选：{v}")).unwrap_or_default();
    Some(match error.kind() {
        ErrorKind::MissingSubcommand => {
            let commands: Vec<&str> =
                ZH.iter().filter(|(command, argument, _)| !["", "*"].contains(command) && argument.is_empty()).map(|(c, ..)| *c).collect();
            format!("缺少命令；可用：{}", commands.join("、"))
        }
        ErrorKind::UnknownArgument => format!("没有选项「{argument}」{suggestion}"),
        ErrorKind::InvalidSubcommand => format!("没有命令「{}」{suggestion}", context(ContextKind::InvalidSubcommand).unwrap_or_default()),
        ErrorKind::InvalidValue if value.is_empty() => format!("「{argument}」后面要写值{valid}"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let names = match () {
                () if ["--allow", "--deny", "--explain"].iter().any(|option| argument.starts_with(option)) => &of_code(&value),
                () if argument.contains("encoding") => "；可用 utf-8、gb18030、utf-16le、utf-16be、big5",
                () if argument.contains("--on") => "；请写成 2026-11-20",
                () if argument.contains("CODE") || argument.contains("代码") => &code_like(&value),
                () => "",
            };
            format!("「{argument}」不能取值「{value}」{suggestion}{valid}{names}")
        }
        ErrorKind::MissingRequiredArgument => format!("缺少：{argument}"),
        ErrorKind::ArgumentConflict => format!("「{argument}」重复，或与其他选项冲突"),
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => format!("「{argument}」的值的个数不对"),
        ErrorKind::InvalidUtf8 => "参数不是有效的文字".to_owned(),
        _ => return None,
    })
}

/// What is wrong with a code after `--allow` and its like.
fn of_code(value: &str) -> String {
    match (Code::from_id(value), shifan::document::nearest(value, Code::ALL.iter().map(|code| code.id()))) {
        (Some(_), _) => "：错误不能排除，只有警告和提示可以".to_owned(),
        (None, Some(near)) => format!("；没有这个代码，是否想写「{near}」？"),
        (None, None) => "；没有这个代码".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visit(command: &Command, name: &str, missing: &mut Vec<String>) {
        if zh(name, "").is_none() {
            missing.push(format!("command {name}"));
        }
        for argument in command.get_arguments() {
            if zh(name, argument.get_id().as_str()).is_none() {
                missing.push(format!("{name} {}", argument.get_id()));
            }
        }
        command.get_subcommands().for_each(|sub| visit(sub, sub.get_name(), missing));
    }

    #[test]
    fn every_command_and_argument_has_chinese_help() {
        let mut command = Cli::command();
        command.build();
        let mut missing = Vec::new();
        visit(&command, "", &mut missing);
        assert!(missing.is_empty(), "{missing:?}");
    }

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
        in_chinese(Cli::command(), "").debug_assert();
    }
}
