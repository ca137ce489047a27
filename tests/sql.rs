//! Every statement that `shifan sql` writes is SQL to a parser that is not ours. That it computes what `score` does, in DuckDB and in
//! Spark, is the business of `tests/interop/sql.py`.

use std::path::Path;

use shifan::compile::sql::{Dialect, TableColumns};
use shifan::diagnostic::Place;
use shifan::report::sql::{Asked, write};
use shifan::standard::{self, BUILT_IN, Standard};
use shifan::text::Language;
use sqlparser::dialect::{DuckDbDialect, MySqlDialect};
use sqlparser::parser::Parser;

fn standards() -> Vec<Standard> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/standards");
    let own = std::fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path().to_string_lossy().into_owned());
    let names: Vec<String> = BUILT_IN.iter().map(|one| one.id.to_owned()).chain(own).collect();
    assert!(names.len() > 5);
    names.iter().map(|name| standard::load(name).standard.unwrap_or_else(|| panic!("{name} is valid"))).collect()
}

#[test]
fn every_standard_is_one_statement_in_every_phase() {
    for standard in standards() {
        for phase in standard.turning_years() {
            for (dialect, claims, language) in [
                (Dialect::DuckDb, false, Language::En),
                (Dialect::DuckDb, true, Language::Zh),
                (Dialect::Spark, false, Language::Zh),
                (Dialect::Spark, true, Language::En),
            ] {
                let columns = TableColumns::by_id(&standard, claims);
                let asked = Asked { dialect, phase, table: "applicants", columns: &columns, language };
                let place = Place::File("x".into());
                let sql = write(&standard, &asked, &place).unwrap_or_else(|found| panic!("{}: {found:?}", standard.id));
                assert_eq!(sql, write(&standard, &asked, &place).expect("again"));
                // Spark has its backticks, DIV and RLIKE from MySQL; the dialect of Databricks does not know DIV.
                let parsed = match dialect {
                    Dialect::DuckDb => Parser::parse_sql(&DuckDbDialect {}, &sql),
                    Dialect::Spark => Parser::parse_sql(&MySqlDialect {}, &sql),
                };
                let parsed = parsed.unwrap_or_else(|error| panic!("{} {phase:?} {dialect:?}: {error}", standard.id));
                assert_eq!(parsed.len(), 1, "{}", standard.id);
                for indicator in &standard.indicators {
                    let state = format!("{}_state", indicator.id);
                    assert!(sql.contains(&state), "{}: {state}", standard.id);
                    assert!(sql.contains(&indicator.clause), "{}: {}", standard.id, indicator.clause);
                }
                assert!(sql.lines().all(|line| line.trim_end() == line), "{}: blanks at the end of a line", standard.id);
            }
        }
    }
}
