//! What was dropped onto the script, or into its window.

/// Set by the Windows script: the command line by which Explorer started it, as it was before cmd.exe read it.
const COMMAND_LINE: &str = "SHIFAN_COMMAND_LINE";
/// Set by the Windows script: its own path.
const SCRIPT: &str = "SHIFAN_SCRIPT";

/// What Explorer dropped onto the script. Only names with blanks come in quotation marks, so that cmd.exe would end `D:\a&b` at the `&` and
/// put a value in the place of `%TEMP%`; here the line is taken as it stands. None where the script was not started by a drop.
pub fn by_explorer() -> Option<Vec<String>> {
    in_command_line(&std::env::var(COMMAND_LINE).ok()?, &std::env::var(SCRIPT).ok()?)
}

/// The arguments in `cmd.exe /c ""D:\评分.cmd" "D:\a b" D:\c"`; none if the line starts another script, or none.
fn in_command_line(line: &str, script: &str) -> Option<Vec<String>> {
    let at = line.to_ascii_lowercase().find("/c ")?;
    let rest = line[at + 3..].trim();
    // Quotation marks around the whole belong to cmd.exe.
    let rest = match rest.strip_prefix("\"\"") {
        Some(_) => rest[1..].strip_suffix('"')?,
        None => rest,
    };
    let mut words = words(rest, false).into_iter();
    let name = |path: &str| path.rsplit(['\\', '/']).next().unwrap_or_default().to_lowercase();
    (name(&words.next()?) == name(script)).then(|| words.collect())
}

/// Splits a line at blanks. A file that is dropped into a window is typed there by the terminal: on Windows in double quotation marks where it
/// has to be (no name holds one), elsewhere in the way of the shell, with `\` and both marks.
pub fn words(line: &str, as_shell: bool) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match (c, quote) {
            ('\\', None | Some('"')) if as_shell => word.get_or_insert_default().extend(chars.next()),
            (c, Some(mark)) if c == mark => quote = None,
            ('"', None) => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            ('\'', None) if as_shell => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (c, None) if c.is_whitespace() && c != '\u{3000}' => words.extend(word.take()),
            (c, _) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_explorer_dropped_is_read_as_it_stands() {
        let script = r"D:\工具 箱\评分.cmd";
        let read = |rest: &str| in_command_line(&format!(r#"C:\WINDOWS\system32\cmd.exe /c ""D:\工具 箱\评分.cmd" {rest}""#), script);
        assert_eq!(read(r#""D:\自评 表 (1)""#), Some(vec![r"D:\自评 表 (1)".to_owned()]));
        assert_eq!(read(r"D:\a&b^%TEMP%!x!(2) "), Some(vec![r"D:\a&b^%TEMP%!x!(2)".to_owned()]));
        assert_eq!(read(r#"E:\ "\\server\共享 夹\表.xlsx" D:\it's.csv"#).map(|paths| paths.len()), Some(3));
        assert_eq!(read(r"E:\"), Some(vec![r"E:\".to_owned()]));
        assert_eq!(read(""), Some(Vec::new()));
        assert_eq!(in_command_line(r#"cmd /C D:\评分.cmd "D:\a b""#, r"D:\评分.CMD"), Some(vec![r"D:\a b".to_owned()]));
    }

    #[test]
    fn a_line_that_starts_something_else_says_nothing() {
        let script = r"D:\评分.cmd";
        assert_eq!(in_command_line(r#""C:\WINDOWS\system32\cmd.exe" "#, script), None);
        assert_eq!(in_command_line(r#"cmd.exe /c ""D:\other.cmd" D:\a""#, script), None);
        assert_eq!(in_command_line("cmd.exe /c ", script), None);
        assert_eq!(in_command_line("", script), None);
    }

    #[test]
    fn what_is_dropped_into_a_window_is_read_as_the_terminal_types_it() {
        assert_eq!(words(r#""D:\a b" D:\c\ "#, false), [r"D:\a b", r"D:\c\"]);
        assert_eq!(words(r"/Users/li/自评\ 表\ \(1\) '/a b/it'\''s' ", true), ["/Users/li/自评 表 (1)", "/a b/it's"]);
        assert_eq!(words(r#""/a \"b\"" /c\&d"#, true), [r#"/a "b""#, "/c&d"]);
        assert!(words("  \"\" ", true).is_empty());
    }
}
