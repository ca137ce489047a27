//! The schemas of the files that people write, held equal to the program in both directions: what a schema refuses the program
//! refuses too, and what is wrong with the form of a file for the program is wrong for the schema. Two files of `tests/schema/`
//! hold every table and every key; they are changed key by key, and both are asked each time.
//!
//! `UPDATE=1 cargo test --test schema` writes the lists of codes into the schemas.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;
use shifan::diagnostic::{Code, Diagnostic, Severity};
use shifan::text::{Language, Part, Text};
use shifan::{review, standard};
use toml::Value as Toml;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(ROOT).join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// A kind of file that people write: its schema, the file that holds every key, and what the program says about a text.
struct Kind {
    name: &'static str,
    schema: Value,
    validator: jsonschema::Validator,
    full: Toml,
    folder: tempfile::TempDir,
    /// Tables whose keys are free.
    free: &'static [&'static str],
}

impl Kind {
    fn standard() -> Self {
        Self::new("standard", &["set", "expect", "at_least"])
    }

    fn scheme() -> Self {
        Self::new("scheme", &["assumed", "final", "ballots", "weights"])
    }

    fn new(name: &'static str, free: &'static [&'static str]) -> Self {
        let schema: Value = serde_json::from_str(&read(&format!("standards/schema/{name}.schema.json"))).expect("JSON");
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("standard.toml"), read("tests/schema/standard.toml")).expect("written");
        let full = toml::from_str(&read(&format!("tests/schema/{name}.toml"))).expect("TOML");
        Self { name, validator: jsonschema::draft7::new(&schema).expect("a schema"), schema, full, folder, free }
    }

    fn findings(&self, text: &str) -> Vec<Diagnostic> {
        match self.name {
            "standard" => standard::from_text("standard.toml", text).findings,
            _ => review::scheme::from_text(&self.folder.path().join("scheme.toml").to_string_lossy(), text).findings,
        }
    }

    /// What the program says about the file with a change.
    fn changed(&self, change: impl FnOnce(&mut Toml)) -> (Toml, Vec<Diagnostic>) {
        let mut file = self.full.clone();
        change(&mut file);
        let findings = self.findings(&toml::to_string(&file).expect("TOML"));
        (file, findings)
    }

    fn accepts(&self, file: &Toml) -> bool {
        self.validator.is_valid(&json(file))
    }

    /// Every table of the file that holds every key, by its path.
    fn tables(&self) -> Vec<Vec<Step>> {
        let mut tables = Vec::new();
        visit(&self.full, &mut Vec::new(), &mut tables);
        tables
    }
}

/// A step down: a key, or a position in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Key(String),
    Item(usize),
}

fn visit(value: &Toml, path: &mut Vec<Step>, tables: &mut Vec<Vec<Step>>) {
    let inner: Vec<(Step, &Toml)> = match value {
        Toml::Table(table) => {
            tables.push(path.clone());
            table.iter().map(|(key, value)| (Step::Key(key.clone()), value)).collect()
        }
        Toml::Array(items) => items.iter().enumerate().map(|(n, item)| (Step::Item(n), item)).collect(),
        _ => Vec::new(),
    };
    for (step, value) in inner {
        path.push(step);
        visit(value, path, tables);
        path.pop();
    }
}

fn table<'v>(file: &'v mut Toml, path: &[Step]) -> &'v mut toml::Table {
    let value = path.iter().fold(file, |value, step| match step {
        Step::Key(key) => &mut value[key.as_str()],
        Step::Item(n) => &mut value[*n],
    });
    value.as_table_mut().expect("a table")
}

/// The last key of a path: what the table is called.
fn called(path: &[Step]) -> &str {
    path.iter().rev().find_map(|step| if let Step::Key(key) = step { Some(key.as_str()) } else { None }).unwrap_or_default()
}

/// As editors hand it to a schema: days are texts.
fn json(value: &Toml) -> Value {
    match value {
        Toml::String(text) => Value::from(text.as_str()),
        Toml::Integer(n) => Value::from(*n),
        Toml::Float(n) => Value::from(*n),
        Toml::Boolean(flag) => Value::from(*flag),
        Toml::Datetime(day) => Value::from(day.to_string()),
        Toml::Array(items) => items.iter().map(json).collect(),
        Toml::Table(table) => Value::Object(table.iter().map(|(key, value)| (key.clone(), json(value))).collect()),
    }
}

/// Every part of a schema that counts for a value, this one first.
fn applicable<'s>(root: &'s Value, schema: &'s Value, value: &Value, parts: &mut Vec<&'s Value>) {
    if let Some(reference) = schema["$ref"].as_str() {
        let target = root.pointer(reference.trim_start_matches('#')).unwrap_or_else(|| panic!("{reference} leads nowhere"));
        return applicable(root, target, value, parts);
    }
    parts.push(schema);
    for part in schema["allOf"].as_array().into_iter().flatten() {
        applicable(root, part, value, parts);
    }
    for (key, part) in schema["dependencies"].as_object().into_iter().flatten().filter(|(_, part)| part.is_object()) {
        if value.get(key).is_some() {
            applicable(root, part, value, parts);
        }
    }
    if let Some(condition) = schema.get("if") {
        let branch = if jsonschema::draft7::is_valid(condition, value) { "then" } else { "else" };
        schema.get(branch).into_iter().for_each(|part| applicable(root, part, value, parts));
    }
}

/// The parts that count for the value at the end of a path.
fn at<'s>(root: &'s Value, file: &Value, path: &[Step]) -> Vec<&'s Value> {
    let mut parts = Vec::new();
    applicable(root, root, file, &mut parts);
    let mut value = file;
    for step in path {
        let mut inner = Vec::new();
        match step {
            Step::Key(key) => {
                value = &value[key.as_str()];
                for part in &parts {
                    let named = part["properties"].get(key);
                    let schema = named.or_else(|| part.get("additionalProperties").filter(|_| part.get("properties").is_none()));
                    schema.into_iter().for_each(|schema| applicable(root, schema, value, &mut inner));
                }
            }
            Step::Item(n) => {
                value = &value[*n];
                parts.iter().filter_map(|part| part.get("items")).for_each(|schema| applicable(root, schema, value, &mut inner));
            }
        }
        parts = inner;
    }
    parts
}

/// The keys that these parts name: those that may stand, and those that are refused as long as the rest is as it is.
fn keys(parts: &[&Value]) -> (BTreeSet<String>, BTreeSet<String>) {
    let named = |refused: bool| {
        let properties = parts.iter().filter_map(|part| part["properties"].as_object()).flatten();
        let refuses = |schema: &Value| ["other-kind", "idle"].iter().any(|name| schema["$ref"] == format!("#/definitions/{name}"));
        properties.filter(move |(_, schema)| refuses(schema) == refused).map(|(key, _)| key.clone())
    };
    let refused: BTreeSet<String> = named(true).collect();
    (named(false).filter(|key| !refused.contains(key)).collect(), refused)
}

/// The parts of a list in a message.
fn words(list: &Part) -> BTreeSet<String> {
    list.say(Language::En).split(", ").map(ToOwned::to_owned).collect()
}

fn said(findings: &[Diagnostic]) -> Vec<String> {
    findings.iter().map(|found| format!("{}: {}", found.code.id(), found.text.say(Language::En))).collect()
}

#[test]
fn they_are_schemas_and_every_key_is_described_in_both_languages() {
    for name in ["standard", "scheme", "result"] {
        let schema: Value = serde_json::from_str(&read(&format!("standards/schema/{name}.schema.json"))).expect("JSON");
        if let Err(error) = jsonschema::draft7::meta::validate(&schema) {
            panic!("{name}: {error}");
        }
        let mut count = 0;
        described(&schema, &schema, "", &mut count);
        assert!(count > 60, "{name}: only {count} keys found");
    }
}

/// The codes that a file may except or deny are those of the catalogue.
#[test]
fn codes_are_those_of_the_catalogue() {
    let below_error = |code: &&Code| code.severity() < Severity::Error;
    for name in ["standard", "scheme"] {
        let path = format!("standards/schema/{name}.schema.json");
        let mut text = read(&path);
        text = with_words(&text, "code", &mut Code::ALL.iter().map(|code| code.id()));
        text = with_words(&text, "code-below-error", &mut Code::ALL.iter().filter(below_error).map(|code| code.id()));
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(Path::new(ROOT).join(&path), &text).expect("written");
        }
        assert!(text == read(&path), "{path}: run UPDATE=1 cargo test --test schema");
    }
}

/// A schema with these words as the closed set of one of its definitions.
fn with_words(schema: &str, definition: &str, words: &mut dyn Iterator<Item = &str>) -> String {
    let (before, rest) = schema.split_once(&format!("\n    \"{definition}\": {{\n")).unwrap_or_else(|| panic!("no list {definition}"));
    let (head, rest) = rest.split_once("\"enum\": [\n").expect("a list");
    let (_, after) = rest.split_once("\n      ]").expect("the end of the list");
    let mut lines = vec![String::new()];
    for word in words {
        let line = lines.last_mut().expect("a line");
        if line.len() + word.len() > 120 {
            lines.push(format!("\"{word}\","));
        } else {
            *line += &format!("{}\"{word}\",", if line.is_empty() { "" } else { " " });
        }
    }
    let list = lines.join("\n        ");
    format!("{before}\n    \"{definition}\": {{\n{head}\"enum\": [\n        {}\n      ]{after}", list.trim_end_matches(','))
}

fn described(root: &Value, schema: &Value, path: &str, count: &mut usize) {
    let Some(object) = schema.as_object() else {
        return schema.as_array().into_iter().flatten().for_each(|part| described(root, part, path, count));
    };
    for (key, part) in object {
        let path = format!("{path}/{key}");
        // In a condition nothing is described.
        let conditional = ["if", "then", "else", "dependencies", "allOf"].iter().any(|word| path.split('/').any(|step| step == *word));
        if key != "properties" || conditional {
            described(root, part, &path, count);
            continue;
        }
        for (name, property) in part.as_object().expect("an object") {
            let target = property["$ref"].as_str().and_then(|reference| root.pointer(reference.trim_start_matches('#')));
            let text = property["description"].as_str().or_else(|| target?["description"].as_str());
            let text = text.unwrap_or_else(|| panic!("{path}/{name} is not described"));
            let (zh, en) = text.split_once('。').unwrap_or_else(|| panic!("{path}/{name}: {text}"));
            assert!(!zh.is_ascii() && en.ends_with('.') && en.len() > 1, "{path}/{name}: {text}");
            *count += 1;
            described(root, property, &format!("{path}/{name}"), count);
        }
    }
}

#[test]
fn every_file_of_the_project_fits() {
    let (standards, schemes) = (Kind::standard(), Kind::scheme());
    let mut counts = [0, 0];
    for folder in ["standards", "tests/standards", "tests/schema", "examples", "tests/cmd"] {
        files(&Path::new(ROOT).join(folder), &mut |path, text| {
            let kind = if shifan::document::is_scheme(text) { &schemes } else { &standards };
            // Of the files for tests those count that the program takes.
            let faulty = || kind.findings(text).iter().any(|found| found.severity == Severity::Error);
            let is_test = path.contains("tests/cmd") || path.ends_with("scheme.toml");
            let Ok(file) = toml::from_str::<Toml>(text) else { return assert!(is_test, "{path}") };
            if !text.contains("[standard]") && !text.contains("[scheme]") || (path.contains("tests/cmd") && faulty()) {
                return;
            }
            let errors: Vec<String> =
                kind.validator.iter_errors(&json(&file)).map(|error| format!("{}: {error}", error.instance_path())).collect();
            assert!(errors.is_empty(), "{path}: {errors:?}");
            counts[usize::from(kind.name == "scheme")] += 1;
        });
    }
    assert!(counts[0] >= 30 && counts[1] >= 25, "only {counts:?} files found");
}

fn files(folder: &Path, look: &mut dyn FnMut(&str, &str)) {
    for entry in std::fs::read_dir(folder).expect("readable").flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, look);
        } else if path.extension().is_some_and(|ending| ending == "toml") {
            // Some tests hold files that are no text.
            let Ok(text) = std::fs::read_to_string(&path) else { continue };
            look(&path.to_string_lossy().replace('\\', "/"), &text);
        }
    }
}

/// Editors find the schema of every standard and scheme that comes with the program.
#[test]
fn files_name_their_schema() {
    for (folder, name) in [("standards", "standard"), ("tests/standards", "standard"), ("examples", "scheme")] {
        let mut count = 0;
        files(&Path::new(ROOT).join(folder), &mut |path, text| {
            let line = text.lines().next().unwrap_or_default();
            let named = line.strip_prefix("#:schema ").unwrap_or_else(|| panic!("{path}: no schema in the first line"));
            let schema = Path::new(path).parent().expect("a folder").join(named).canonicalize().expect(path);
            assert!(schema.ends_with(format!("standards/schema/{name}.schema.json")), "{path}: {named}");
            count += 1;
        });
        assert!(count > 0, "{folder}");
    }
}

#[test]
fn the_files_that_hold_every_key_are_valid() {
    for kind in [Kind::standard(), Kind::scheme()] {
        let (file, findings) = kind.changed(|_| {});
        assert!(findings.is_empty(), "{}: {:?}", kind.name, said(&findings));
        assert!(kind.accepts(&file), "{}", kind.name);
        // Every key that the schema names stands in it somewhere.
        let mut seen: BTreeSet<(String, String)> = BTreeSet::new();
        let mut named: BTreeSet<(String, String)> = BTreeSet::new();
        for path in kind.tables() {
            let here = called(&path).to_owned();
            seen.extend(table(&mut kind.full.clone(), &path).keys().map(|key| (here.clone(), key.clone())));
            named.extend(keys(&at(&kind.schema, &json(&file), &path)).0.into_iter().map(|key| (here.clone(), key)));
        }
        let missing: Vec<_> = named.difference(&seen).collect();
        assert!(missing.is_empty(), "{}: {missing:?}", kind.name);
        assert!(seen.len() > 50);
    }
}

/// An unknown key in any table is refused by both, and the keys that the program then lists are those of the schema.
#[test]
fn every_table_has_the_keys_that_the_program_knows() {
    for kind in [Kind::standard(), Kind::scheme()] {
        let file = json(&kind.full);
        let mut count = 0;
        for path in kind.tables() {
            let (changed, findings) = kind.changed(|file| _ = table(file, &path).insert("zzz".into(), Toml::Integer(1)));
            let lists: Vec<BTreeSet<String>> = findings
                .iter()
                .filter(|found| found.code == Code::UnknownKey)
                .filter_map(|found| if let Some(Text::KnownKeys { list }) = &found.help { Some(words(list)) } else { None })
                .collect();
            let here = called(&path);
            let Some(known) = lists.first() else {
                assert!(kind.free.contains(&here), "{}: {path:?} takes any key", kind.name);
                continue;
            };
            assert!(!kind.accepts(&changed), "{}: {path:?} takes any key in the schema", kind.name);
            let (may, refused) = keys(&at(&kind.schema, &file, &path));
            let more: Vec<_> = may.difference(known).collect();
            let less: Vec<_> = known.difference(&may).filter(|key| !refused.contains(*key)).collect();
            assert!(
                more.is_empty() && less.is_empty(),
                "{}: {path:?}: only in the schema {more:?}, only in the program {less:?}",
                kind.name
            );
            count += 1;
        }
        assert!(count > 15, "only {count} tables");
    }
}

/// Where the program takes one of some words only, the schema names the same.
#[test]
fn closed_sets_of_words_are_those_of_the_program() {
    let mut count = 0;
    for kind in [Kind::standard(), Kind::scheme()] {
        for path in kind.tables().into_iter().filter(|path| !kind.free.contains(&called(path))) {
            let texts = table(&mut kind.full.clone(), &path).clone().into_iter().filter(|(_, value)| value.is_str());
            for (key, _) in texts {
                let (_, findings) = kind.changed(|file| _ = table(file, &path).insert(key.clone(), "zzz".into()));
                let listed = findings.iter().filter(|found| found.code == Code::UnknownValue).find_map(|found| match &found.help {
                    Some(Text::OneOf { list }) => Some(words(list)),
                    _ => None,
                });
                let mut inner = path.clone();
                inner.push(Step::Key(key.clone()));
                let parts = at(&kind.schema, &json(&kind.full), &inner);
                let known = parts.iter().find_map(|part| part["enum"].as_array()).filter(|_| key != "code");
                let known = known.map(|words| words.iter().filter_map(Value::as_str).map(ToOwned::to_owned).collect::<BTreeSet<_>>());
                let plain = parts.iter().find_map(|part| part["pattern"].as_str()?.strip_prefix('^')?.strip_suffix('$'));
                let known = known
                    .or_else(|| plain.filter(|word| word.chars().all(char::is_alphabetic)).map(|word| BTreeSet::from([word.to_owned()])));
                assert_eq!(listed, known, "{}: {inner:?}", kind.name);
                count += usize::from(listed.is_some());
            }
        }
    }
    assert!(count >= 20, "only {count} sets of words");
    // The states that a case may expect are said in another sentence.
    let kind = Kind::standard();
    let (_, findings) =
        kind.changed(|file| _ = file["case"][0]["expect"].as_table_mut().expect("a table").insert("I1".into(), "zzz".into()));
    let states = findings.iter().find_map(|found| match &found.text {
        Text::CaseExpectation { expected: Part::Said(expected), .. } => match &**expected {
            Text::PointsOrState { list } => Some(words(list)),
            _ => None,
        },
        _ => None,
    });
    let schema = &kind.schema["definitions"]["expectations"]["additionalProperties"]["anyOf"][0]["enum"];
    let known: BTreeSet<String> = schema.as_array().expect("a list").iter().filter_map(Value::as_str).map(ToOwned::to_owned).collect();
    assert_eq!(states, Some(known));
}

/// What is wrong with the form of a file, so that a schema can know it.
const OF_FORM: &[Code] = &[
    Code::WrongType,
    Code::Number,
    Code::Date,
    Code::UnknownKey,
    Code::MissingKey,
    Code::UnknownValue,
    Code::KeyOfOtherKind,
    Code::IdleKey,
    Code::EmptyValue,
    Code::BadId,
    Code::LimitForm,
];

/// Of these, what only a reader of the whole file can know.
fn is_of_the_whole(found: &Diagnostic) -> bool {
    matches!(
        found.text,
        Text::NoWeights { .. }
            | Text::NoWeightOf { .. }
            | Text::NoBallots { .. }
            | Text::TieBreakTwice { .. }
            | Text::ProRataOfZero { .. }
            | Text::ZeroLevelImplied { .. }
            | Text::FinalUnused { .. }
            | Text::PostedBeforeApplied { .. }
    )
}

/// Values that are put in the place of others.
fn probes() -> Vec<Toml> {
    let text = r#"probes = [true, 3, 2.5, -1, "12", "85%", "zzz", "二", "", " ", [], ["zzz"], [""], [1], [2024], {}, { zzz = 1 }, { type = ["home"] },
        { type = [] }, { 2024 = 5 }, { 2024 = "a" }, { x = ["zzz"] }, [{}], 2025-01-02, 2025-01-02T10:00:00, "2025/1/2", "2025-13"]"#;
    toml::from_str::<toml::Table>(text).expect("TOML")["probes"].as_array().expect("a list").clone()
}

/// Every key of every table is taken out, and given each of many values: its own, those of its namesakes, and others. The schema and the
/// program agree about the form of every file that results.
fn agrees_with_the_program(kind: &Kind) {
    let file = json(&kind.full);
    let tables = kind.tables();
    let mut own: Vec<(String, Toml)> = Vec::new();
    for path in &tables {
        own.extend(table(&mut kind.full.clone(), path).clone());
    }
    let (mut wrong, mut count, mut refusals) = (Vec::new(), 0, 0);
    for path in tables.iter().filter(|path| !kind.free.contains(&called(path))) {
        let present = table(&mut kind.full.clone(), path).clone();
        let (may, refused) = keys(&at(&kind.schema, &file, path));
        for key in may.union(&refused) {
            let mut values: Vec<Option<Toml>> = own.iter().filter(|(name, _)| name == key).map(|(_, value)| Some(value.clone())).collect();
            values.dedup();
            if present.contains_key(key) {
                values.push(None);
                // A day of TOML reaches a schema as a text, so it is tried only where days belong.
                let takes_days = ["applied_on", "posted_on", "on", "received_on"].contains(&key.as_str());
                values.extend(probes().into_iter().filter(|value| takes_days || !value.is_datetime()).map(Some));
            }
            for value in values {
                let (changed, findings) = kind.changed(|file| match &value {
                    Some(value) => _ = table(file, path).insert(key.clone(), value.clone()),
                    None => _ = table(file, path).remove(key),
                });
                let accepts = kind.accepts(&changed);
                let of_form = findings.iter().any(|found| OF_FORM.contains(&found.code) && !is_of_the_whole(found));
                let error = findings.iter().any(|found| found.severity == Severity::Error);
                if (of_form && accepts) || (!accepts && !error) {
                    let refuses = if accepts { "the program" } else { "the schema" };
                    wrong.push(format!("{path:?} {key} = {value:?}: only {refuses} refuses it: {:?}", said(&findings)));
                }
                count += 1;
                refusals += usize::from(!accepts);
            }
        }
    }
    assert!(wrong.is_empty(), "{}: {} of {count}\n{}", kind.name, wrong.len(), wrong.join("\n"));
    assert!(count > 3000 && refusals > 2000, "{}: only {count} files, {refusals} refused", kind.name);
}

#[test]
fn the_schema_refuses_what_the_program_refuses_of_standards() {
    agrees_with_the_program(&Kind::standard());
}

#[test]
fn the_schema_refuses_what_the_program_refuses_of_schemes() {
    agrees_with_the_program(&Kind::scheme());
}

/// Slips, each made alone: what is replaced, by what, and the value that an editor has to mark.
const SLIPS: &[(&str, &str, &str)] = &[
    ("[pass]", "[passs]", "/passs"),
    ("[[indicator]]\nid = \"I1\"", "[[indicator]]\npionts = 3\nid = \"I1\"", "/indicator/0/pionts"),
    ("kind = \"judged\"", "kind = \"jugded\"", "/indicator/6/kind"),
    ("kind = \"judged\"", "kind = \"judged\"\ntiers = [{ at_least = 1, points = 10 }]", "/indicator/6/tiers"),
    ("expect = \"yes\"", "expect = true", "/indicator/0/expect"),
    ("expect = \"yes\"", "value = \"part\"", "/indicator/0/value"),
    ("at_least = { 2024", "more_than = 1\nat_least = { 2024", "/indicator/3/more_than"),
    ("at_least = { 2024", "at_least = { twenty", "/indicator/3/at_least"),
    ("at_least = { 2024 = 60", "at_least = { 2024 = \"六十\"", "/indicator/3/at_least/2024"),
    ("kind = \"veto\"\nevidence", "kind = \"veto\"\npoints = 5\nevidence", "/indicator/8/points"),
    ("kind = \"veto\"\nevidence", "kind = \"veto\"\nwhole = true\nevidence", "/indicator/8/whole"),
    ("zero_at = 30\n", "", "/indicator/2"),
    ("points = 10\nwhole", "points = 0\nwhole", "/indicator/2/points"),
    ("id = \"I3\"", "id = \"3\"", "/indicator/2/id"),
    ("id = \"I3\"", "id = \"name\"", "/indicator/2/id"),
    ("id = \"part\"", "id = \"the-part\"", "/input/0/id"),
    ("id = \"full\"", "id = \"Full\"", "/standard/id"),
    ("document = \"示例\"", "document = \" \"", "/standard/document"),
    ("edition = \"2025\"", "edition = 2025", "/standard/edition"),
    ("edition = \"2025\"\n", "", "/standard"),
    ("wording = \"illustrative\"", "wording = \"oficial\"", "/standard/wording"),
    ("decimals = 2", "decimals = 7", "/standard/decimals"),
    ("phases = [2024, 2026]", "phases = [24]", "/standard/phases/0"),
    ("met_share = \"60%\"", "met_share = \"60 percent\"", "/pass/met_share"),
    ("met_share = \"60%\"", "met_share = 160", "/pass/met_share"),
    ("alias = [\"养老院\"]", "alias = \"养老院\"", "/type/0/alias"),
    ("applies_to = { type = [\"home\"] }", "applies_to = [\"home\"]", "/indicator/0/applies_to"),
    ("not_applicable = { type", "not_applicable = { types = 1, type", "/indicator/0/not_applicable/types"),
    ("checked_against = \"register\"", "checked_against = \"registry\"", "/indicator/0/checked_against"),
    ("short = \"pro-rata\"", "short = \"prorata\"", "/indicator/3/short"),
    ("each = -1.5", "each = 0", "/indicator/5/each"),
    ("{ more_than = \"80%\", points = 5 }", "{ more_than = \"80%\" }", "/indicator/1/tiers/1"),
    ("{ more_than = \"80%\", points = 5 }", "{ points = 5 }", "/indicator/1/tiers/1"),
    ("gates_failed = []", "gates_failed = true", "/case/0/expect/gates_failed"),
    ("I1 = \"met\"", "I1 = \"mett\"", "/case/0/expect/I1"),
    ("total = \"10\" }", "total = [10] }", "/case/0/set/total"),
    ("code = \"missing-evidence\"", "code = \"missing-evidense\"", "/check/allow/0/code"),
    ("code = \"missing-evidence\"", "code = \"missing-key\"", "/check/allow/0/code"),
    (", reason = \"示例\"", "", "/check/allow/0"),
];

const SLIPS_IN_SCHEMES: &[(&str, &str, &str)] = &[
    ("[issuer]", "[issuers]", "/issuers"),
    ("recheck_every = 2", "recheck_evry = 2", "/scheme/recheck_evry"),
    ("bar_years = 3\n", "", "/scheme"),
    ("register = \"register.csv\"\n", "", "/scheme"),
    ("applied_on = 2025-08-31", "applied_on = \"31.8.2025\"", "/scheme/applied_on"),
    ("working_days = 5", "working_days = 0", "/scheme/notice/working_days"),
    ("count_from = \"posting-day\"", "count_from = \"posting\"", "/scheme/notice/count_from"),
    ("id = \"a\"", "id = \"a b\"", "/track/0/id"),
    ("submissions = [\"a.csv\"]", "submissions = []", "/track/0/submissions"),
    ("quota = 5\nmax", "quota = \"五\"\nmax", "/track/0/quota"),
    ("quota = 5\nmax", "quota = 2.5\nmax", "/track/0/quota"),
    ("three = [\"three.csv\"]", "three = \"three.csv\"", "/track/0/ballots/three"),
    ("effect = \"seats\", amount = 2", "effect = \"seats\"", "/track/0/prefer"),
    ("effect = \"tie-break\"", "effect = \"tie-break\", amount = 2", "/track/1/prefer/amount"),
    ("effect = \"note\"", "effect = \"notice\"", "/track/0/national_list/effect"),
    ("items = \"standard\"", "items = \"standards\"", "/round/0/items"),
    ("points = \"40\"", "points = \"40%\"", "/track/0/round/0/items/1/points"),
    ("combine = \"median\"", "combine = \"medain\"", "/track/0/round/0/panel/combine"),
    ("combine = \"median\"", "combine = \"median\", trim = 1", "/track/0/round/0/panel/trim"),
    (", trim_from = 5", "", "/round/0/panel"),
    ("per = \"item\", scale = \"raw\"", "per = \"item\", scale = \"standard\"", "/round/0/panel/scale"),
    ("go_on = { at_least = \"60%\" }", "go_on = { at_least = 60 }", "/round/0/go_on/at_least"),
    ("go_on = { at_least = \"60%\" }", "go_on = { at_least = \"60%\", best = 3 }", "/round/0/go_on/best"),
    ("go_on = { at_least = \"60%\" }", "go_on = {}", "/round/0/go_on"),
    (", spread_limit = 20", "", "/round/1/panel"),
    ("decision = \"reject\"", "decision = \"rejected\"", "/override/0/decision"),
    ("by = \"会议\"\n", "", "/override/0"),
    ("on = 2025-11-20", "on = 20251120", "/override/0/on"),
    ("state = \"open\"", "state = \"opened\"", "/objection/0/state"),
    ("[[recusal]]", "[recusal]", "/recusal"),
];

#[test]
fn a_slip_is_marked_where_it_stands() {
    for (kind, slips) in [(Kind::standard(), SLIPS), (Kind::scheme(), SLIPS_IN_SCHEMES)] {
        let good = read(&format!("tests/schema/{}.toml", kind.name));
        let mut wrong = Vec::new();
        for (from, to, place) in slips {
            assert!(good.contains(from), "{from} is not in the file");
            let text = good.replacen(from, to, 1);
            let file = json(&toml::from_str(&text).expect(to));
            let places: BTreeSet<String> = kind.validator.iter_errors(&file).map(|error| error.instance_path().to_string()).collect();
            let taken = !kind.findings(&text).iter().any(|found| found.severity >= Severity::Warning);
            if taken || places != BTreeSet::from([(*place).to_owned()]) {
                wrong.push(format!("{from} → {to}: marked {places:?}, taken by the program: {taken}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

/// Figures and days are read by both in the same forms. (Full-width digits of days are the program's alone.)
#[test]
fn figures_and_days_have_one_form() {
    let (standards, schemes) = (Kind::standard(), Kind::scheme());
    let figures =
        ["12", "12.50", "-3", "+3", " 7 ", "85%", "85 %", "85％", "0", "1e3", ".5", "5.", "1,000", "１２", "一", "%", "- 3", "0x10", "--1"];
    for text in figures {
        let (file, findings) =
            standards.changed(|file| _ = file["indicator"][2].as_table_mut().expect("a table").insert("zero_at".into(), text.into()));
        let reads = findings.iter().all(|found| found.code != Code::Number);
        assert_eq!(standards.accepts(&file), reads, "{text}");
    }
    let days = [
        "2025-08-31",
        "2025/8/31",
        "2025.8.31",
        "2025年8月31日",
        " 2025-8-31 ",
        "2025-08-31 00:00:00",
        "31/8/2025",
        "45900",
        "20250831",
        "2025-08",
    ];
    for text in days {
        let (file, findings) =
            schemes.changed(|file| _ = file["scheme"].as_table_mut().expect("a table").insert("applied_on".into(), text.into()));
        let reads = findings.iter().all(|found| found.code != Code::Date);
        assert_eq!(schemes.accepts(&file), reads, "{text}");
    }
}
