//! Scoring a generated pool against the bare parse of the same file with crate `csv`. `README.md` says how to read it.

mod generator;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::sync::OnceLock;

use shifan::report::{self, Shown};
use shifan::score::{Keep, Plan, Scorecard, Settings};
use shifan::standard::{self, Standard};
use shifan::submission::{Answers, Questions};
use shifan::text::Language;

/// Applicants in the pool.
const ROWS: u64 = 20_000;

fn main() {
    divan::main();
}

fn pool() -> &'static (tempfile::TempDir, PathBuf, Standard) {
    static POOL: OnceLock<(tempfile::TempDir, PathBuf, Standard)> = OnceLock::new();
    POOL.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("pool.csv");
        let mut out = BufWriter::new(File::create(&path).expect("a file"));
        generator::pool(&mut out, ROWS, 1, generator::Order::Sorted).expect("written");
        out.flush().expect("written");
        let standard = standard::from_text("bench.toml", &generator::standard()).standard.expect("a valid standard");
        (folder, path, standard)
    })
}

/// The floor: every record of the file, and nothing done with it.
#[divan::bench]
fn bare_parse(bencher: divan::Bencher) {
    let (_, path, _) = pool();
    bencher.counter(divan::counter::ItemsCount::new(ROWS)).bench(|| {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(path).expect("readable");
        let mut record = csv::ByteRecord::new();
        let mut cells = 0;
        while reader.read_byte_record(&mut record).expect("well formed") {
            cells += record.len();
        }
        cells
    });
}

/// Scoring, the full ranking and a summary CSV.
#[divan::bench]
fn score_summary(bencher: divan::Bencher) {
    let (_, path, standard) = pool();
    let submissions = [path.to_string_lossy().into_owned()];
    bencher.counter(divan::counter::ItemsCount::new(ROWS)).bench(|| {
        let settings = Settings { keep: Keep::Totals, ..Settings::default() };
        let pool = shifan::score::score(standard, &submissions, &settings).expect("no phases").unwrap_or_else(|_| panic!("readable"));
        let mut out = Vec::new();
        report::score_csv(&mut out, &pool, &Shown { language: Language::En, top: None, summary: true, ways: false, width: 100 })
            .expect("written");
        out.len()
    });
}

/// One row that has been read: states, points, totals.
#[divan::bench]
fn evaluate_row(bencher: divan::Bencher) {
    let (_, _, standard) = pool();
    let plan = Plan::new(standard, None).expect("no phases");
    let questions = Questions::new(standard);
    let mut answers = Answers::blank(standard);
    for i in 0..standard.indicators.len() {
        if let Some(asked) = questions.of(standard::HeaderTarget::Indicator(i)) {
            answers.own[i] = asked.read(if !(25..55).contains(&i) { "是" } else { "61.25" });
        }
    }
    let mut card = Scorecard::default();
    bencher.bench_local(|| {
        plan.evaluate(divan::black_box(&answers), &mut card);
        card.totals.points
    });
}

/// The shortest way to pass for an applicant that answered nothing, over 60 indicators with a met line and a points line.
#[divan::bench]
fn way_to_pass_of_60(bencher: divan::Bencher) {
    let text = generator::standard_with("60%", "90%").replace("points_share = \"55%\"", "points_share = \"71%\"");
    let standard = standard::from_text("bench.toml", &text).standard.expect("a valid standard");
    let plan = Plan::new(&standard, None).expect("no phases");
    let answers = Answers::blank(&standard);
    bencher.bench_local(|| shifan::analysis::way_to_pass(&plan, divan::black_box(&answers)).gain);
}

/// The same where every indicator has earned another odd number of points.
#[divan::bench]
fn way_to_pass_of_60_odd(bencher: divan::Bencher) {
    let mut text = String::from(
        "[standard]\nid = \"odd\"\nname = \"n\"\ndocument = \"d\"\nedition = \"1\"\nwording = \"illustrative\"\napplicant = \"applicant\"\n[pass]\nmet_share = \"50%\"\npoints_share = \"83%\"\n",
    );
    for i in 0..60 {
        text += &format!(
            "[[indicator]]\nid = \"I{i}\"\nname = \"n{i}\"\nkind = \"linear\"\npoints = {}.{:02}\nzero_at = 0\nfull_at = 100\nclause = \"c\"\nevidence = [\"e\"]\n",
            1 + i % 5,
            i * 37 % 100
        );
    }
    let standard = standard::from_text("odd.toml", &text).standard.expect("a valid standard");
    let plan = Plan::new(&standard, None).expect("no phases");
    let questions = Questions::new(&standard);
    let mut answers = Answers::blank(&standard);
    for i in 0..60 {
        answers.own[i] =
            questions.of(standard::HeaderTarget::Indicator(i)).expect("asked").read(&format!("{}.{:02}", i * 13 % 60, i * 7 % 100));
    }
    bencher.bench_local(|| {
        let way = shifan::analysis::way_to_pass(&plan, divan::black_box(&answers));
        assert!(way.exact && way.lifts.is_some());
        way.gain
    });
}
