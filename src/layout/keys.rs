//! In which order the keys of a table are written, by the name of the table. Tables whose keys are free are not here.
//!
//! The order tells the same story everywhere: what it is, what is asked, what it earns, to whom it applies, where it comes from. A test
//! holds it to know every key that the reader of standards and schemes knows.

macro_rules! table {
    ($($name:literal: $($key:literal)*;)*) => {
        /// The order of the keys of the table of this name; nothing where its keys are free, or nobody knows it.
        pub(super) fn order(table: &str) -> &'static [&'static str] {
            match table {
                $($name => &[$($key),*],)*
                _ => &[],
            }
        }

        /// The tables that have an order.
        #[cfg(test)]
        const TABLES: &[&str] = &[$($name),*];
    };
}

table! {
    // Standards.
    "standard": "id" "name" "name_en" "document" "edition" "wording" "applicant" "points" "decimals" "phases" "needs";
    "pass": "met_share" "points_share" "points";
    "type": "id" "name" "name_en" "alias";
    "columns": "id" "name" "district" "type" "nominator" "period";
    "dimension": "id" "name" "name_en" "clause" "points" "at_least";
    "input": "id" "name" "name_en" "text" "unit" "whole" "min" "max" "at_most" "for" "alias";
    "indicator": "id" "dimension" "name" "name_en" "text" "kind" "points" "bonus" "unit" "whole" "over_100" "value"
        "expect" "tiers" "levels" "zero_at" "full_at" "each" "at_least" "more_than" "at_most" "less_than" "short" "met_at"
        "due" "until" "applies_to" "not_applicable" "alias" "evidence" "clause" "source" "basis" "advice" "checked_against" "removal";
    "tiers": "at_least" "more_than" "at_most" "less_than" "points" "type";
    "levels": "level" "points" "text" "alias";
    "case": "name" "from" "phase" "set" "expect";
    "check": "allow" "deny";
    "allow": "code" "reason";
    "deny": "code" "reason";
    // Schemes.
    "scheme": "id" "name" "document" "applied_on" "register" "bar_years" "recheck_every" "divisions" "notice" "needs";
    "notice": "posted_on" "working_days" "count_from" "calendar";
    "issuer": "name" "contact" "phone" "address" "postcode" "email";
    "track": "id" "title" "standard" "phase" "submissions" "verified" "previous" "quota" "max_per_nominator" "reserve" "ballots"
        "prefer" "national_list" "round" "final";
    "prefer": "column" "any_of" "effect" "amount";
    "national_list": "file" "effect" "amount";
    "round": "id" "name" "items" "panel" "go_on" "further_experts";
    "items": "id" "name" "points";
    "panel": "combine" "trim" "trim_from" "min_marks" "per" "scale" "decimals" "spread_limit";
    "go_on": "at_least" "best";
    "final": "weights" "tie_break" "decimals";
    "recusal": "track" "expert" "applicant" "reason";
    "override": "track" "applicant" "decision" "by" "on" "reason";
    "objection": "track" "applicant" "received_on" "state" "reason";
    // Calendars.
    "off": "from" "to" "name";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Code, Diagnostic};
    use crate::review::scheme;
    use crate::standard;
    use crate::text::Language;

    /// The tables that complain of a key `zzzzzzzzzzzz`, and the keys that they say they know.
    fn known(findings: &[Diagnostic]) -> Vec<(String, Vec<String>)> {
        let strange = findings.iter().filter(|found| found.code == Code::UnknownKey);
        let known = strange.filter_map(|found| {
            let (text, help) = (found.text.say(Language::En), found.help.as_ref()?.say(Language::En));
            // [standard], [[round]] `r`, `notice`
            let table = text.trim_start_matches(['[', '`']).split([']', '`']).next()?.to_owned();
            Some((table, help.strip_prefix("keys known here: ")?.split(", ").map(ToOwned::to_owned).collect()))
        });
        known.collect()
    }

    #[test]
    fn every_key_that_the_reader_knows_has_its_place() {
        let mut text = String::new();
        for table in ["[standard]", "[pass]", "[[type]]", "[columns]", "[[dimension]]", "[[input]]", "[[case]]"] {
            text += &format!("{table}\nzzzzzzzzzzzz = 1\n");
        }
        for kind in ["yes-no", "tiers", "linear", "target", "levels", "per-case", "judged", "required", "veto"] {
            text += &format!("[[indicator]]\nkind = \"{kind}\"\nzzzzzzzzzzzz = 1\n");
            text += "tiers = [ { zzzzzzzzzzzz = 1 } ]\nlevels = [ { zzzzzzzzzzzz = 1 } ]\n";
        }
        text += "[check]\nzzzzzzzzzzzz = 1\nallow = [ { zzzzzzzzzzzz = 1 } ]\ndeny = [ { zzzzzzzzzzzz = 1 } ]\n";
        let mut found = known(&standard::from_text("x", &text).findings);
        let mut text = String::from("[final]\nzzzzzzzzzzzz = 1\n[scheme]\nzzzzzzzzzzzz = 1\nnotice = { zzzzzzzzzzzz = 1 }\n");
        for table in ["[issuer]", "[[recusal]]", "[[override]]", "[[objection]]"] {
            text += &format!("{table}\nzzzzzzzzzzzz = 1\n");
        }
        text += "[[round]]\nid = \"r\"\nzzzzzzzzzzzz = 1\nitems = [ { zzzzzzzzzzzz = 1 } ]\npanel = { zzzzzzzzzzzz = 1 }\ngo_on = { zzzzzzzzzzzz = 1 }\n";
        text += "[[track]]\nid = \"t\"\nzzzzzzzzzzzz = 1\nprefer = { zzzzzzzzzzzz = 1 }\nnational_list = { zzzzzzzzzzzz = 1 }\n";
        found.extend(known(&scheme::from_text("x", &text).findings));
        for (table, keys) in &found {
            for key in keys {
                assert!(order(table).contains(&key.as_str()), "{table}: `{key}` has no place in the layout");
            }
        }
        let silent = TABLES.iter().filter(|table| !found.iter().any(|(seen, _)| seen == *table));
        assert_eq!(silent.collect::<Vec<_>>(), [&"off"], "tables that the reader was not asked about");
    }
}
