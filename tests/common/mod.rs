//! What the tests of the library share: a standard and a table in, the result as JSON out.

#![allow(dead_code)] // every test uses some of it

use std::io::Write;

use serde_json::Value;
use shifan::report::{self, Shown};
use shifan::score::{Pool, Settings};
use shifan::standard::{self, Standard};
use shifan::text::Language;

/// A valid standard from its text.
pub fn standard(text: &str) -> Standard {
    let loaded = standard::from_text("test.toml", text);
    let findings: Vec<String> = loaded.findings.iter().map(|f| f.text.say(Language::En)).collect();
    loaded.standard.unwrap_or_else(|| panic!("not valid: {findings:?}"))
}

/// A standard with this head and these indicators; `rest` is put in as it stands.
pub fn small(rest: &str) -> Standard {
    let head =
        "[standard]\nid = \"t\"\nname = \"t\"\ndocument = \"d\"\nedition = \"1\"\nwording = \"illustrative\"\napplicant = \"applicant\"\n";
    standard(&format!("{head}{rest}"))
}

/// An indicator `id` with these lines.
pub fn indicator(id: &str, lines: &str) -> String {
    format!("[[indicator]]\nid = \"{id}\"\nname = \"指标{id}\"\nclause = \"一\"\nevidence = [\"文件\"]\n{lines}\n")
}

/// Scores tables given as bytes.
pub fn with_pool<T>(standard: &Standard, tables: &[&[u8]], settings: &Settings, look: impl FnOnce(&Pool<'_>) -> T) -> T {
    let folder = tempfile::tempdir().expect("a folder");
    let mut paths = Vec::new();
    for (n, table) in tables.iter().enumerate() {
        let path = folder.path().join(format!("t{n}.csv"));
        std::fs::File::create(&path).and_then(|mut f| f.write_all(table)).expect("written");
        paths.push(path.to_string_lossy().into_owned());
    }
    let pool = shifan::score::score(standard, &paths, settings).expect("a fitting phase");
    match pool {
        Ok(pool) => look(&pool),
        Err(found) => panic!("{:?}", found.iter().map(|f| f.text.say(Language::En)).collect::<Vec<_>>()),
    }
}

/// The result as JSON, numbers and all.
pub fn json(standard: &Standard, tables: &[&[u8]], settings: &Settings) -> Value {
    let text = with_pool(standard, tables, settings, |pool| {
        let mut out = Vec::new();
        report::score_json(&mut out, pool, &Shown { language: Language::En, top: None, summary: false, ways: false, width: 100 })
            .expect("written");
        String::from_utf8(out).expect("UTF-8")
    });
    serde_json::from_str(&text).expect("JSON")
}

/// The applicants of a result without what follows the place of their row.
pub fn applicants(result: &Value) -> Vec<Value> {
    let mut applicants = result["applicants"].as_array().expect("a list").clone();
    for applicant in &mut applicants {
        let map = applicant.as_object_mut().expect("an object");
        map.remove("at");
        for indicator in map.get_mut("indicators").and_then(Value::as_array_mut).into_iter().flatten() {
            let indicator = indicator.as_object_mut().expect("an object");
            indicator.remove("at");
            for figure in indicator.get_mut("figures").and_then(Value::as_array_mut).into_iter().flatten() {
                figure.as_object_mut().expect("an object").remove("at");
            }
        }
        for reason in map.get_mut("reasons").and_then(Value::as_array_mut).into_iter().flatten() {
            reason.as_object_mut().expect("an object").remove("text");
        }
    }
    applicants
}

/// Runs a review of files given by name and text, the scheme among them as `scheme.toml`: its result as JSON, or the findings that
/// kept it from running.
pub fn review(files: &[(&str, &str)]) -> Result<Value, Vec<String>> {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, text).expect("written");
    }
    let loaded = shifan::review::scheme::load(&folder.path().join("scheme.toml").to_string_lossy());
    let said = |found: &shifan::diagnostic::Diagnostic| format!("{}: {}", found.code.id(), found.text.say(Language::En));
    let Some(scheme) = &loaded.scheme else { return Err(loaded.findings.iter().map(said).collect()) };
    let review = shifan::review::review(scheme, &loaded.sources, &shifan::review::Settings::default())
        .map_err(|found| found.iter().map(|(found, _)| said(found)).collect::<Vec<_>>())?;
    let mut out = Vec::new();
    report::review_json(&mut out, &review, Language::En).expect("written");
    Ok(serde_json::from_slice(&out).expect("JSON"))
}

/// The applicant of this id in any track of a review.
pub fn applicant<'v>(review: &'v Value, id: &str) -> &'v Value {
    let tracks = review["tracks"].as_array().expect("tracks");
    let mut all = tracks.iter().flat_map(|track| track["applicants"].as_array().expect("applicants"));
    all.find(|applicant| applicant["id"] == id).unwrap_or_else(|| panic!("no applicant {id}"))
}

/// The codes of an applicant's reasons.
pub fn codes(applicant: &Value) -> Vec<&str> {
    applicant["reasons"].as_array().expect("reasons").iter().filter_map(|reason| reason["code"].as_str()).collect()
}
