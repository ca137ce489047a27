use crate::standard::{self, Standard};

use super::*;

fn standard(indicators: &str) -> Standard {
    let head = "[standard]\nid = \"x\"\nname = \"x\"\ndocument = \"x\"\nedition = \"1\"\nwording = \"illustrative\"\napplicant = \"a\"\n";
    let loaded = standard::from_text("x.toml", &format!("{head}{indicators}"));
    loaded.standard.unwrap_or_else(|| panic!("{:?}", loaded.findings))
}

fn sql(standard: &Standard, dialect: Dialect) -> Result<String, NotExact> {
    let (columns, words) = (TableColumns::by_id(standard, true), Words::default());
    statement(standard, &Settings { dialect, phase: None, table: "applicants", columns: &columns, words: &words })
}

fn tiers(limit: &str, more: &str) -> String {
    format!(
        "[[input]]\nid = \"a\"\nname = \"a\"\n[[input]]\nid = \"b\"\nname = \"b\"\n[[indicator]]\nid = \"Q\"\nname = \"Q\"\nclause = \"1\"\n\
         evidence = [\"x\"]\nkind = \"target\"\npoints = 1\nvalue = \"a / b\"\nnot_applicable = true\nat_least = {limit}\n{more}"
    )
}

#[test]
fn names_and_words_of_a_standard_cannot_end_a_text_or_a_comment() {
    let own = standard(
        "[[indicator]]\nid = \"Q\"\nname = \"Q\"\nclause = \"1\"\nevidence = [\"x\"]\nkind = \"levels\"\npoints = 1\n\
         levels = [ { level = \"it's \\\\ fine\" } ]\n",
    );
    let words = Words { head: vec!["one\nDROP TABLE applicants;".to_owned()], ..Words::default() };
    let columns = TableColumns::by_id(&own, false);
    for (dialect, text) in [(Dialect::DuckDb, "'it''s \\ fine'"), (Dialect::Spark, "'it\\'s \\\\ fine'")] {
        let settings = Settings { dialect, phase: None, table: "applicants", columns: &columns, words: &words };
        let sql = statement(&own, &settings).expect("exact");
        assert!(sql.starts_with("-- one DROP TABLE applicants;\nWITH"), "{sql}");
        assert!(sql.contains(text), "{sql}");
    }
}

#[test]
fn limits_are_compared_as_long_as_37_digits_hold() {
    // a / b in millionths, up to 10^18 each. Against 0.85 nothing grows: 20·a ≥ 17·b.
    let short = sql(&standard(&tiers("0.85", "")), Dialect::DuckDb).expect("exact");
    assert!(short.contains("20 * \"Q above\" >= 17 * \"Q below\""), "{short}");
    // 18 places make factors of 10^18, 36 digits in all: still held. Their points pro rata would take two more, and twice.
    let long = "0.123456789012345679";
    assert!(sql(&standard(&tiers(long, "")), Dialect::Spark).is_ok());
    assert_eq!(sql(&standard(&tiers(long, "short = \"pro-rata\"\n")), Dialect::Spark), Err(NotExact::Indicator(0)));
}

#[test]
fn ranks_are_told_apart_by_as_many_digits_as_the_points_need() {
    // 1.00 points are 100 units: 10^4 ≥ 100². 10^9 points with 6 decimals are 10^15 units, whose square takes more than 18 digits.
    let short = sql(&standard(&tiers("0.85", "")), Dialect::DuckDb).expect("exact");
    assert!(short.contains("* 10000) // \"available in all\""), "{short}");
    let mut huge = standard(&tiers("0.85", ""));
    huge.decimals = 6;
    huge.indicators[0].points = crate::number::Points(1_000_000_000_000_000);
    assert_eq!(sql(&huge, Dialect::DuckDb), Err(NotExact::Totals));
}

#[test]
fn columns_that_a_table_has_not_are_blank_and_others_keep_their_names() {
    let own = standard(&tiers("0.85", ""));
    let mut columns = TableColumns { own: vec![None], inputs: vec![Some("甲 (家)".to_owned()), None], ..TableColumns::default() };
    columns.name = Some("名称".to_owned());
    let words = Words::default();
    let settings = Settings { dialect: Dialect::DuckDb, phase: None, table: "applicants", columns: &columns, words: &words };
    let sql = statement(&own, &settings).expect("exact");
    assert!(sql.contains("CAST(\"甲 (家)\" AS VARCHAR)), '') AS \"a\""), "{sql}");
    assert!(sql.contains("CAST(NULL AS VARCHAR) AS \"b\"") && sql.contains("CAST(\"名称\" AS VARCHAR)), '') AS \"id\""), "{sql}");
    assert!(!sql.contains("claim"), "{sql}");
}
