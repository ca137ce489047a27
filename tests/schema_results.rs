//! The schema of results, held equal to the program in both directions: every result fits it with nothing left over, and every field
//! and word that it names is in some result. The results are those of the examples, those recorded in `tests/cmd`, and those of every
//! case of `tests/cmd` run once more with `--format json`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use shifan::diagnostic::Code;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// The schema as it is published: with fields that it does not know let pass.
fn published() -> Value {
    serde_json::from_str(&read(&Path::new(ROOT).join("standards/schema/result.schema.json"))).expect("JSON")
}

/// A schema that lets no field pass that it does not name.
fn closed(mut schema: Value) -> Value {
    fn close(schema: &mut Value) {
        match schema {
            Value::Object(object) => {
                object.values_mut().for_each(close);
                if object.get("properties").is_some_and(Value::is_object) && !object.contains_key("additionalProperties") {
                    object.insert("additionalProperties".into(), Value::Bool(false));
                }
            }
            Value::Array(items) => items.iter_mut().for_each(close),
            _ => {}
        }
    }
    close(&mut schema);
    schema
}

/// What the program prints for these words in a folder; nothing where the command line is wrong.
fn run(words: &[String], folder: &Path) -> Option<String> {
    let output = Command::new(env!("CARGO_BIN_EXE_shifan")).args(words).current_dir(folder).env("LC_ALL", "C").output().expect("started");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let expected = matches!(output.status.code(), Some(0 | 1 | 3));
    assert!(expected || text.is_empty(), "{words:?}: {:?}", output.status);
    (!text.is_empty()).then_some(text)
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("readable").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() { copy(&entry.path(), &target) } else { _ = std::fs::copy(entry.path(), target).expect("copied") }
    }
}

fn cases(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("readable").flatten() {
        let path = entry.path();
        if path.join("cmd").exists() {
            found.push(path);
        } else if path.is_dir() {
            cases(&path, found);
        }
    }
}

/// Every result with where it comes from.
fn results() -> Vec<(String, Value)> {
    let mut texts: Vec<(String, String)> = Vec::new();
    let root = Path::new(ROOT);
    for line in [
        "score chongqing-district examples/chongqing-2025/districts.csv",
        "score chongqing-district examples/chongqing-2025/districts.csv --ways",
        "score chongqing-institution examples/chongqing-2025/institutions.csv",
        "score shenzhen-pilot examples/shenzhen-2017/districts.csv --phase 2017",
        "score tests/standards/all-kinds.toml nothing.csv --phase 2024",
        "explain chongqing-district examples/chongqing-2025/districts.csv -a 500120",
        "explain shenzhen-pilot examples/shenzhen-2017/districts.csv --phase 2020 -a 440304",
        "review examples/chongqing-2025/scheme.toml",
        "review examples/chongqing-2025/scheme.toml --sheet 表1",
        "recheck examples/chongqing-2026-recheck/scheme.toml",
        "recheck examples/chongqing-2026-recheck/scheme.toml examples/chongqing-2025/scheme.toml",
        "check tests/standards/all-kinds.toml examples/chongqing-2025/scheme.toml nothing.toml",
        "check --against chongqing-district examples/chongqing-2025/districts.csv",
        "test chongqing-district shenzhen-pilot tests/standards/all-kinds.toml --mutate",
        "diff national-county chongqing-district examples/chongqing-2025/districts.csv",
        "diff national-institution chongqing-institution examples/chongqing-2025/institutions.csv",
    ] {
        let words: Vec<String> = line.split(' ').map(ToOwned::to_owned).chain(["--format".into(), "json".into()]).collect();
        texts.extend(run(&words, root).map(|text| (line.to_owned(), text)));
    }
    let mut folders = Vec::new();
    cases(&root.join("tests/cmd"), &mut folders);
    for folder in folders {
        let name = folder.strip_prefix(root).unwrap_or(&folder).display().to_string();
        let recorded = std::fs::read_to_string(folder.join("stdout")).unwrap_or_default();
        // SARIF has a schema of its own, which tests/interop holds it to.
        let is_sarif = recorded.contains("\"version\": \"2.1.0\"");
        if recorded.starts_with(['{', '[']) && !is_sarif {
            texts.push((format!("{name}: stdout"), recorded));
        }
        let words = read(&folder.join("cmd"));
        if !["score", "explain", "review", "recheck", "check", "test", "diff"]
            .iter()
            .any(|command| words.lines().any(|word| word == *command))
        {
            continue;
        }
        let work = tempfile::tempdir().expect("a folder");
        copy(&folder, work.path());
        texts.extend(run(&in_json(&words), work.path()).map(|text| (name, text)));
    }
    texts
        .into_iter()
        .map(|(name, text)| (name.clone(), serde_json::from_str(&text).unwrap_or_else(|e| panic!("{name}: {e}\n{text}"))))
        .collect()
}

/// The words of a case, asking for JSON on stdout.
fn in_json(words: &str) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    let mut words = words.lines().filter(|word| !word.is_empty());
    while let Some(word) = words.next() {
        match word {
            "--format" | "-o" | "--out" => _ = words.next(),
            "--force" => {}
            word => {
                let word = word.strip_prefix("{bytes:").and_then(|word| word.strip_suffix('}')).unwrap_or(word);
                let folders = [("{standards}", "standards"), ("{examples}", "examples"), ("{tests}", "tests")];
                kept.push(folders.iter().fold(word.to_owned(), |word, (hole, folder)| word.replace(hole, &format!("{ROOT}/{folder}"))));
            }
        }
    }
    kept.extend(["--format".to_owned(), "json".to_owned()]);
    kept
}

/// The documents of a result: of several schemes it is a list of them.
fn documents(result: &Value) -> Vec<&Value> {
    result.as_array().map_or_else(|| vec![result], |list| list.iter().collect())
}

#[test]
fn every_result_fits_and_everything_in_the_schema_is_in_some_result() {
    let (open, results) = (published(), results());
    let whole = jsonschema::draft7::new(&open).expect("a schema");
    let closed = closed(open.clone());
    let validators: Vec<(String, jsonschema::Validator)> = open["else"]["oneOf"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|reference| {
            let pointer = reference["$ref"].as_str().expect("a reference").trim_start_matches('#');
            let id = open.pointer(&format!("{pointer}/properties/schema/const")).and_then(Value::as_str).expect("an id");
            let one = serde_json::json!({ "$ref": reference["$ref"], "definitions": closed["definitions"] });
            (id.to_owned(), jsonschema::draft7::new(&one).expect("a schema"))
        })
        .collect();
    let mut seen = BTreeSet::new();
    for (name, result) in &results {
        for document in documents(result) {
            let id = document["schema"].as_str().unwrap_or_default();
            let (_, validator) = validators.iter().find(|(known, _)| known == id).unwrap_or_else(|| panic!("{name}: no schema of {id}"));
            let errors: Vec<String> = validator.iter_errors(document).map(|error| format!("{}: {error}", error.instance_path())).collect();
            assert!(errors.is_empty(), "{name}: {}", errors.join("\n"));
            let definition = id.split('/').nth(1).unwrap_or_default();
            visit(&open, &format!("/definitions/{definition}"), document, &mut seen);
        }
        assert!(whole.is_valid(result), "{name}: fits one of the documents, and not the schema as a whole");
    }
    let counts: Vec<usize> = validators
        .iter()
        .map(|(id, _)| results.iter().flat_map(|(_, result)| documents(result)).filter(|document| document["schema"] == **id).count())
        .collect();
    assert!(results.len() >= 150 && counts.iter().all(|count| *count >= 5), "too few results: {counts:?}");
    let mut named = BTreeSet::new();
    names(&open, &mut String::new(), &mut named);
    let missing: Vec<_> = named.difference(&seen).collect();
    assert!(missing.is_empty(), "in no result: {missing:#?}");
    assert!(named.len() > 250, "only {} fields and words", named.len());
}

/// Notes every field and every word of a closed set that a value has, by its place in the schema.
fn visit(root: &Value, pointer: &str, value: &Value, seen: &mut BTreeSet<String>) {
    let schema = root.pointer(pointer).unwrap_or_else(|| panic!("{pointer} leads nowhere"));
    if let Some(reference) = schema["$ref"].as_str() {
        return visit(root, reference.trim_start_matches('#'), value, seen);
    }
    for n in 0..schema["allOf"].as_array().map_or(0, Vec::len) {
        visit(root, &format!("{pointer}/allOf/{n}"), value, seen);
    }
    // Of several forms, the one whose keys are there.
    for n in 0..schema["oneOf"].as_array().map_or(0, Vec::len) {
        let branch = format!("{pointer}/oneOf/{n}");
        let own = root.pointer(&branch).and_then(|own| own["$ref"].as_str());
        let required = own.and_then(|own| root.pointer(&format!("{}/required", own.trim_start_matches('#'))));
        let keys = required.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        if value.is_object() && required.is_some() && keys.into_iter().all(|key| value.get(key).is_some()) {
            visit(root, &branch, value, seen);
        }
    }
    if let (Some(_), Some(word)) = (schema.get("enum"), value.as_str()) {
        seen.insert(format!("{pointer}/enum {word}"));
    }
    if let (Some(code), "/definitions/code") = (value.as_str(), pointer) {
        assert!(Code::from_id(code).is_some(), "{code} is not in the catalogue");
    }
    for (key, inner) in value.as_object().into_iter().flatten() {
        if schema["properties"].get(key).is_some() {
            let place = format!("{pointer}/properties/{key}");
            seen.insert(place.clone());
            visit(root, &place, inner, seen);
        } else if schema.get("additionalProperties").is_some() {
            visit(root, &format!("{pointer}/additionalProperties"), inner, seen);
        }
    }
    for inner in value.as_array().into_iter().flatten().filter(|_| schema.get("items").is_some()) {
        visit(root, &format!("{pointer}/items"), inner, seen);
    }
}

/// Every field and every word of a closed set that a schema names.
fn names(schema: &Value, pointer: &mut String, named: &mut BTreeSet<String>) {
    let inner: Vec<(String, &Value)> = match schema {
        Value::Object(object) => object.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(n, value)| (n.to_string(), value)).collect(),
        _ => Vec::new(),
    };
    let length = pointer.len();
    for (key, value) in inner {
        *pointer += &format!("/{key}");
        match value.as_object() {
            Some(properties) if key == "properties" => named.extend(properties.keys().map(|key| format!("{pointer}/{key}"))),
            _ => {}
        }
        if let (Some(words), "enum") = (value.as_array(), key.as_str()) {
            named.extend(words.iter().filter_map(Value::as_str).map(|word| format!("{pointer} {word}")));
        }
        names(value, pointer, named);
        pointer.truncate(length);
    }
}

/// What is not as the schema says is refused.
#[test]
fn results_that_are_not_are_refused() {
    let open = published();
    let whole = jsonschema::draft7::new(&open).expect("a schema");
    let good = serde_json::json!({ "schema": "shifan/check/1", "program": "shifan 0.1.0", "files": ["a.toml"], "findings": [
        { "code": "tier-order", "severity": "error", "file": "a.toml", "line": 1, "column": 1, "end_line": 1, "end_column": 4, "text": "x",
          "help": null, "related": [], "fingerprint": "0123456789abcdef" } ], "excepted": [] });
    assert!(whole.is_valid(&good));
    let with = |pointer: &str, value: Value| {
        let mut bad = good.clone();
        *bad.pointer_mut(pointer).expect("a place") = value;
        bad
    };
    for (pointer, value) in [
        ("/schema", "shifan/check/2".into()),
        ("/schema", "shifan/score/1".into()),
        ("/program", "1.0".into()),
        ("/findings", Value::Null),
        ("/findings/0/severity", "fatal".into()),
        ("/findings/0/line", 0.into()),
        ("/findings/0/code", "Tier Order".into()),
        ("/findings/0", serde_json::json!({ "code": "tier-order" })),
    ] {
        assert!(!whole.is_valid(&with(pointer, value.clone())), "{pointer} = {value}");
    }
    // Several schemes give a list; several checks do not.
    assert!(!whole.is_valid(&Value::Array(vec![good])));
}

/// `shifan schema` prints the files, and writes them where it is told.
#[test]
fn the_program_prints_the_schemas() {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["standard", "scheme", "result"] {
        let file = read(&Path::new(ROOT).join(format!("standards/schema/{name}.schema.json")));
        let words = |rest: &[&str]| ["schema", name].iter().chain(rest).map(|word| (*word).to_owned()).collect::<Vec<_>>();
        assert_eq!(run(&words(&[]), folder.path()), Some(file.clone()));
        assert_eq!(run(&words(&["-o", "schema.json", "--force"]), folder.path()), None);
        assert_eq!(read(&folder.path().join("schema.json")), file);
    }
}
