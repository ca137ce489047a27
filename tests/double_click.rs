//! The scripts that people double-click, in `examples/double-click`: the one for the shell is run, with a browser that only writes down what
//! it was shown; the one for cmd.exe is held to what cmd.exe needs and to the other one.

use std::fs;
use std::path::Path;

const SCRIPTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/double-click");

fn read(name: &str) -> String {
    fs::read_to_string(Path::new(SCRIPTS).join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

#[cfg(unix)]
mod shell {
    use std::io::Write;
    use std::os::unix::fs::PermissionsExt;
    use std::path::PathBuf;
    use std::process::{Command, Stdio};

    use super::*;

    const ROOT: &str = env!("CARGO_MANIFEST_DIR");
    /// A name that shells and cmd.exe would read in their own ways.
    const ODD: &str = "自评 表(1)&'^%TEMP%!x!\"$HOME;*";

    /// An unpacked release in a folder with an odd name.
    struct Release {
        work: tempfile::TempDir,
    }

    struct Said {
        exit: i32,
        out: String,
        err: String,
    }

    impl Release {
        fn new() -> Self {
            let work = tempfile::tempdir().expect("a folder");
            let folder = work.path().join(ODD);
            fs::create_dir(&folder).expect("a folder");
            std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_shifan"), folder.join("shifan")).expect("linked");
            fs::copy(Path::new(SCRIPTS).join("评分.sh"), folder.join("评分.sh")).expect("copied");
            let release = Self { work };
            release.program("browser", "printf '%s\\n' \"$1\" >> \"$(dirname -- \"$0\")/shown\"\n");
            release.program("broken", "exit 4\n");
            release
        }

        fn program(&self, name: &str, text: &str) {
            let path = self.work.path().join(name);
            fs::write(&path, format!("#!/bin/sh\n{text}")).expect("written");
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("executable");
        }

        /// A folder with an odd name that holds a copy of this file.
        fn folder(&self, name: &str, file: &str) -> PathBuf {
            let folder = self.work.path().join(ODD).join(name);
            fs::create_dir_all(&folder).expect("a folder");
            let from = Path::new(ROOT).join(file);
            fs::copy(&from, folder.join(from.file_name().expect("a name"))).expect("copied");
            folder
        }

        fn run_with(&self, script: &str, browser: &str, dropped: &[&Path], typed: &str) -> Said {
            let folder = self.work.path().join(ODD);
            let mut command = Command::new("sh");
            command.arg(folder.join(script)).args(dropped).current_dir(self.work.path());
            command.env("LC_ALL", "C").env("BROWSER", self.work.path().join(browser));
            let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("started");
            child.stdin.take().expect("stdin").write_all(typed.as_bytes()).ok();
            let output = child.wait_with_output().expect("ended");
            Said {
                exit: output.status.code().unwrap_or(-1),
                out: String::from_utf8_lossy(&output.stdout).into_owned(),
                err: String::from_utf8_lossy(&output.stderr).into_owned(),
            }
        }

        fn run(&self, dropped: &[&Path], typed: &str) -> Said {
            self.run_with("评分.sh", "browser", dropped, typed)
        }

        /// What the browser was shown since this was asked last.
        fn shown(&self) -> Vec<PathBuf> {
            let list = self.work.path().join("shown");
            let shown = fs::read_to_string(&list).unwrap_or_default().lines().map(PathBuf::from).collect();
            fs::remove_file(&list).ok();
            shown
        }
    }

    fn is_page(path: &Path, begins: &str) {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        assert!(name.starts_with(begins), "{name}");
        assert!(fs::read_to_string(path).expect("a page").to_lowercase().starts_with("<!doctype html>"));
    }

    #[test]
    fn a_folder_is_scored_by_the_standard_that_was_chosen() {
        let release = Release::new();
        let folder = release.folder("甲", "examples/chongqing-2025/districts.csv");
        let said = release.run(&[&folder], "9\n1\n");
        assert_eq!(said.exit, 1, "{}{}", said.out, said.err);
        assert!(said.out.contains("按哪一份标准评分？\n  1  重庆市医养结合示范区（县）创建标准 [chongqing-district]\n"), "{}", said.out);
        assert!(said.out.contains("要输入 1 到 5 之间的数。"), "{}", said.out);
        assert!(said.out.contains("有需要处理的问题，页面里逐条列出"), "{}", said.out);
        assert_eq!(said.err, "", "the page lists the problems");
        let shown = release.shown();
        assert_eq!(shown.len(), 1);
        assert_eq!(shown[0].parent(), folder.parent(), "beside the folder, not inside");
        is_page(&shown[0], "评分结果-2");
        // Once more, in the same minute or the next: another file. Digits of a Chinese input method are digits.
        assert_eq!(release.run(&[&folder], "１\n").exit, 1);
        assert!(release.shown()[0] != shown[0] && shown[0].exists());
    }

    #[test]
    fn a_standard_or_scheme_that_cannot_be_read_is_not_passed_over() {
        let release = Release::new();
        let folder = release.folder("丁", "examples/chongqing-2025/institutions.csv");
        // 标准 in GB18030, beside one that could be read.
        std::fs::write(folder.join("a.toml"), b"[standard]\nname = \"\xb1\xea\xd7\xbc\"\n").expect("written");
        release.folder("丁", "standards/chongqing-institution.toml");
        let said = release.run(&[&folder], "");
        assert_eq!((said.exit, release.shown().len()), (3, 0), "{}", said.out);
        assert!(said.err.contains("encoding") && said.err.contains("a.toml"), "{}", said.err);
        // A standard alone is no table.
        let said = release.run(&[&folder.join("chongqing-institution.toml")], "");
        assert_eq!(said.exit, 2);
        assert!(said.out.contains("没有自评表"), "{}", said.out);
    }

    #[test]
    fn nothing_is_asked_where_a_standard_lies_in_the_folder() {
        let release = Release::new();
        let folder = release.folder("乙", "standards/chongqing-institution.toml");
        release.folder("乙", "examples/chongqing-2025/institutions.csv");
        let said = release.run(&[&folder], "");
        assert_eq!((said.exit, said.err.as_str()), (0, ""), "{}", said.out);
        // The text that was taken is named by its file: it may differ from the built-in one of the same id.
        let named = "标准：重庆市医养结合示范机构创建标准 [chongqing-institution] ";
        assert!(said.out.starts_with(named) && said.out.contains("/乙/chongqing-institution.toml\n结果页面："), "{}", said.out);
        is_page(&release.shown()[0], "评分结果-2");
        // The files themselves, without their folder.
        let said = release.run(&[&folder.join("institutions.csv"), &folder.join("chongqing-institution.toml")], "");
        assert_eq!(said.exit, 0, "{}{}", said.out, said.err);
        assert_eq!(release.shown()[0].parent(), Some(folder.as_path()));
    }

    #[test]
    fn a_form_says_its_standard_and_phase() {
        let release = Release::new();
        let folder = release.folder("丙", "LICENSE");
        let form = folder.join("填报表.xlsx");
        let made = Command::new(env!("CARGO_BIN_EXE_shifan")).args(["form", "shenzhen-pilot", "--phase", "2020", "-o"]).arg(&form).status();
        assert!(made.expect("started").success());
        let said = release.run(&[&folder], "");
        assert!(said.out.starts_with("标准：深圳市医养结合试点工作目标 [shenzhen-pilot]\n阶段：2020\n"), "{}{}", said.out, said.err);
    }

    #[test]
    fn a_phase_is_asked_for() {
        let release = Release::new();
        let folder = release.folder("丁", "examples/shenzhen-2017/districts.csv");
        let said = release.run(&[&folder], "5\n1\n");
        assert!(said.exit <= 1 && said.out.contains("这份标准分阶段") && said.out.contains("> 阶段：2017\n"), "{}{}", said.out, said.err);
        assert_eq!(release.shown().len(), 1);
        // The year itself is an answer, too.
        assert!(release.run(&[&folder], "5\n2020\n").out.contains("> 阶段：2020\n"));
    }

    #[test]
    fn a_scheme_is_reviewed_and_a_look_back_is_made() {
        let release = Release::new();
        let review = Path::new(ROOT).join("examples/chongqing-2025");
        let copied = release.work.path().join("评审 2025");
        copy(&review, &copied);
        let said = release.run(&[&copied], "");
        assert_eq!((said.exit, said.err.as_str()), (1, ""), "{}", said.out);
        assert!(said.out.starts_with("评审：重庆市"), "{}", said.out);
        is_page(&release.shown()[0], "评审结果-2");
        let copied = release.work.path().join("回头看");
        copy(&Path::new(ROOT).join("examples/chongqing-2026-recheck"), &copied);
        let said = release.run(&[&copied.join("scheme.toml")], "");
        assert!(said.out.starts_with("回头看：重庆市"), "{}{}", said.out, said.err);
        is_page(&release.shown()[0], "回头看结果-2");
        let said = release.run(&[&copied, &release.work.path().join("评审 2025")], "");
        assert_eq!(said.exit, 2);
        assert!(said.out.contains("请只拖一份评审方案"), "{}", said.out);
    }

    #[test]
    fn without_anything_dropped_it_says_what_to_do_and_takes_what_is_dropped_then() {
        let release = Release::new();
        let said = release.run(&[], "");
        assert_eq!(said.exit, 2);
        assert!(said.out.starts_with("给自评表评分、排名，结果写成页面") && said.out.contains("拖进这个窗口"), "{}", said.out);
        assert!(release.shown().is_empty());
        // As the terminal of a Mac types it.
        let folder = release.folder("戊", "examples/chongqing-2025/institutions.csv");
        let escaped: String =
            folder.to_string_lossy().chars().flat_map(|c| if c.is_alphanumeric() { vec![c] } else { vec!['\\', c] }).collect();
        let said = release.run(&[], &format!("{escaped} \n2\n"));
        assert_eq!((said.exit, said.err.as_str()), (0, ""), "{}", said.out);
        assert_eq!(release.shown().len(), 1);
    }

    #[test]
    fn what_keeps_it_from_running_is_said() {
        let release = Release::new();
        let said = release.run(&[Path::new("没有 这个")], "");
        assert_eq!(said.exit, 3);
        assert!(said.out.contains("没有得出结果") && said.err.contains("没有 这个：文件不存在"), "{}{}", said.out, said.err);
        let empty = release.folder("空", "LICENSE");
        let said = release.run(&[&empty], "");
        assert!(said.exit == 3 && said.err.contains("没有"), "{}{}", said.out, said.err);
        // No table of this standard, or none at all.
        let wrong = release.folder("错", "LICENSE").join("LICENSE.csv");
        fs::write(&wrong, "第一列,第二列\n1,2\n").expect("written");
        let said = release.run(&[&wrong], "1\n");
        assert_eq!(said.exit, 3, "{}{}", said.out, said.err);
        assert!(!said.err.is_empty() && release.shown().is_empty());
        // A folder that nobody may write into; to root every folder may be written.
        let folder = release.folder("只读/表", "examples/chongqing-2025/institutions.csv");
        let parent = folder.parent().expect("a parent");
        fs::set_permissions(parent, fs::Permissions::from_mode(0o555)).expect("read-only");
        if fs::write(parent.join("try"), "").is_err() {
            let said = release.run(&[&folder], "2\n");
            assert!(said.exit == 3 && said.err.contains("评分结果-"), "{}{}", said.out, said.err);
        }
        fs::set_permissions(parent, fs::Permissions::from_mode(0o755)).expect("writable");
    }

    #[test]
    fn without_a_browser_the_page_is_named_and_the_window_stays() {
        let release = Release::new();
        let folder = release.folder("己", "examples/chongqing-2025/institutions.csv");
        for browser in ["broken", "none there"] {
            let said = release.run_with("评分.sh", browser, &[&folder], "2\n");
            assert_eq!(said.exit, 1, "{}{}", said.out, said.err);
            assert!(said.out.contains("结果页面：") && said.out.contains("请自己用浏览器打开"), "{}", said.out);
        }
    }

    #[test]
    fn an_office_names_its_standard_in_the_script() {
        let release = Release::new();
        let script = read("评分.sh").replacen("options=\"\"", "options=\"--standard shenzhen-pilot --phase 2017\"", 1);
        fs::write(release.work.path().join(ODD).join("深圳.sh"), script).expect("written");
        let folder = release.folder("庚", "examples/shenzhen-2017/districts.csv");
        let said = release.run_with("深圳.sh", "browser", &[&folder], "");
        assert!(said.exit <= 1 && said.out.contains("阶段：2017"), "{}{}", said.out, said.err);
    }

    #[test]
    fn without_the_program_it_says_so() {
        let release = Release::new();
        fs::remove_file(release.work.path().join(ODD).join("shifan")).expect("removed");
        let mut command = Command::new("/bin/sh");
        let output = command.arg(release.work.path().join(ODD).join("评分.sh")).env("PATH", "/nonexistent:/usr/bin:/bin").output();
        let output = output.expect("started");
        let out = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(output.status.code(), Some(3), "{out}");
        assert!(out.contains("请先把整个压缩包解压"), "{out}");
    }

    fn copy(from: &Path, to: &Path) {
        fs::create_dir_all(to).expect("a folder");
        for entry in fs::read_dir(from).expect("a folder").flatten() {
            let target = to.join(entry.file_name());
            if entry.path().is_dir() { copy(&entry.path(), &target) } else { _ = fs::copy(entry.path(), target).expect("copied") }
        }
    }
}

#[test]
fn the_script_for_windows_is_one_that_cmd_can_read() {
    let text = read("评分.cmd");
    assert!(text.ends_with("\r\n") && !text.replace("\r\n", "").contains(['\r', '\n']), "every line ends with CRLF");
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines.iter().all(|line| line.encode_utf16().count() < 1000), "cmd.exe takes 8191 characters, variables put in");
    // Chinese only as a message, and only behind the line that makes cmd.exe read UTF-8.
    let switch = lines.iter().position(|line| *line == "chcp 65001 >nul").expect("the line that switches the code page");
    for (at, line) in lines.iter().enumerate() {
        assert!(line.is_ascii() || (at > switch && line.starts_with("echo ")), "line {}: {line}", at + 1);
    }
    let has_label = |label: &str| lines.contains(&format!(":{label}").as_str());
    let mut jumps = 0;
    for label in lines.iter().filter(|line| !line.starts_with("rem ")).filter_map(|line| line.split_once("goto ")).map(|(_, label)| label) {
        assert!(has_label(label), "there is no label {label}");
        // Labels are looked for from here to the end, so that no Chinese is read on the way.
        let label = lines.iter().position(|line| *line == format!(":{label}"));
        assert!(label.is_some_and(|at| at < switch), "a jump over Chinese");
        jumps += 1;
    }
    assert_eq!(jumps, 2);
    assert!(!text.to_lowercase().contains("powershell"), "offices forbid it");
    // Where "!" is put in, a "!" in a path would be too.
    let delayed = lines.iter().position(|line| line.ends_with("EnableDelayedExpansion")).expect("switched on");
    let ended = lines.iter().position(|line| line.ends_with("DisableDelayedExpansion")).expect("switched off");
    assert!(lines[delayed..ended].iter().all(|line| !line.contains("%~") && !line.contains("%*")));
}

#[test]
fn both_scripts_do_the_same() {
    let (windows, shell) = (read("评分.cmd"), read("评分.sh"));
    assert!(windows.contains("\"%PROGRAM%\" open --lang zh %OPTIONS% -- %*\r\n"));
    assert!(shell.contains("\"$program\" open --lang zh $options -- \"$@\""));
    let said = |text: &str| -> Vec<String> {
        let lines = text.lines().map(str::trim).filter_map(|line| line.strip_prefix("echo "));
        lines.map(|line| line.trim_matches('"').replace("shifan.exe", "shifan")).collect()
    };
    let messages: Vec<String> = said(&windows).into_iter().filter(|line| line != "off").collect();
    assert_eq!(messages, said(&shell));
    let example = "--standard shenzhen-pilot --phase 2017";
    assert!(windows.contains(example) && shell.contains(example));
}
