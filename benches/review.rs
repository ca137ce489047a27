//! How long a whole review takes beside the bare parse of its ballots. See `benches/README.md`.

use std::fmt::Write as _;
use std::fs;

use divan::Bencher;
use shifan::review::{self, Settings, scheme};
use shifan::text::Language;
use tempfile::TempDir;

fn main() {
    divan::main();
}

const APPLICANTS: u64 = 5_000;
const EXPERTS: u64 = 9;
const ITEMS: u64 = 5;

/// A review of 5 000 applicants, each marked by nine experts on five items; the same bytes every time.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let items: Vec<String> = (1..=ITEMS).map(|i| format!("{{ id = \"i{i}\", name = \"评分项{i}\", points = 20 }}")).collect();
    let scheme = format!(
        "[scheme]\nid = \"bench\"\nname = \"基准测试\"\n[[track]]\nid = \"t\"\nsubmissions = [\"applicants.csv\"]\nquota = 500\nreserve = 50\n\
         ballots = {{ r = [\"ballots.csv\"] }}\n[[round]]\nid = \"r\"\nname = \"评审\"\nitems = [{}]\n\
         panel = {{ combine = \"trimmed-mean\", trim = 1, trim_from = 5, min_marks = 3 }}\n[final]\nweights = {{ r = 100 }}\n",
        items.join(", ")
    );
    let mut applicants = "编号,名称\n".to_owned();
    let mut ballots = "专家,申报单位".to_owned();
    (1..=ITEMS).for_each(|i| _ = write!(ballots, ",i{i}"));
    ballots.push('\n');
    for a in 0..APPLICANTS {
        _ = writeln!(applicants, "J{a:05},单位{a}");
        for e in 0..EXPERTS {
            _ = write!(ballots, "专家{e},J{a:05}");
            // Between 10 and 20, in quarters.
            (0..ITEMS).for_each(|i| _ = write!(ballots, ",{}", 10.0 + ((a * 31 + e * 17 + i * 13) % 41) as f64 / 4.0));
            ballots.push('\n');
        }
    }
    for (name, text) in [("scheme.toml", scheme), ("applicants.csv", applicants), ("ballots.csv", ballots)] {
        fs::write(folder.path().join(name), text).expect("written");
    }
    folder
}

/// The floor: every record of the ballots, and nothing done with it.
#[divan::bench]
fn bare_parse_of_ballots(bencher: Bencher<'_, '_>) {
    let folder = folder();
    let path = folder.path().join("ballots.csv");
    bencher.bench_local(|| {
        let mut reader = csv::Reader::from_path(&path).expect("a file");
        let mut record = csv::StringRecord::new();
        let mut count = 0;
        while reader.read_record(&mut record).expect("CSV") {
            count += record.len();
        }
        count
    });
}

/// The whole review, its result written as JSON.
#[divan::bench]
fn review_of_5000(bencher: Bencher<'_, '_>) {
    let folder = folder();
    let path = folder.path().join("scheme.toml").to_string_lossy().into_owned();
    bencher.bench_local(|| {
        let loaded = scheme::load(&path);
        let scheme = loaded.scheme.as_ref().expect("a valid scheme");
        let Ok(review) = review::review(scheme, &loaded.sources, &Settings::default()) else { panic!("it runs") };
        let mut out = Vec::new();
        shifan::report::review_json(&mut out, &review, Language::En).expect("written");
        out.len()
    });
}
