//! A deterministic pool and its standard: 60 indicators (25 yes-no, 20 quotients with three tiers, 10 linear, 5 gate items)
//! over 80 value columns, with 1 % blanks and some quoted names. The same rows, seed and order give the same bytes everywhere.
//!
//! Nothing is placed on a limit on purpose. Figures are what such tables hold, counts up to 900 and measurements with two decimals, and of
//! these some hit a tier's limit exactly (90 of 100) and some a half of the second decimal (20.35 earns 0.015 points).

// Each bench uses its own part of this.
#![allow(dead_code)]

use std::fmt::Write as _;
use std::io::{self, Write};

/// The standard that the pool answers to. About a third of a pool passes.
pub fn standard() -> String {
    standard_with("45%", "90%")
}

/// The same with another line for the share of indicators met, and another limit of the best tier of `Q1`.
pub fn standard_with(met_share: &str, best_of_q1: &str) -> String {
    let mut toml = format!(
        "[standard]\nid = \"bench\"\nname = \"基准测试标准\"\ndocument = \"测试用\"\nedition = \"1\"\nwording = \"illustrative\"\napplicant = \"institution\"\n\
         [pass]\nmet_share = \"{met_share}\"\npoints_share = \"55%\"\n"
    );
    let common = "clause = \"一\"\nevidence = [\"文件\"]\n";
    for i in 1..=25 {
        let _ = write!(toml, "[[indicator]]\nid = \"Y{i}\"\nname = \"是否项{i}\"\nkind = \"yes-no\"\npoints = 1\n{common}");
    }
    for i in 1..=20 {
        let best = if i == 1 { best_of_q1 } else { "90%" };
        let _ = write!(
            toml,
            "[[input]]\nid = \"n{i}\"\nname = \"分子{i}\"\nwhole = true\nat_most = \"d{i}\"\n[[input]]\nid = \"d{i}\"\nname = \"分母{i}\"\nwhole = true\n\
             [[indicator]]\nid = \"Q{i}\"\nname = \"比率{i}\"\nkind = \"tiers\"\npoints = 4\nunit = \"%\"\nvalue = \"n{i} / d{i}\"\n\
             tiers = [{{ at_least = \"{best}\", points = 4 }}, {{ at_least = \"80%\", points = 3 }}, {{ at_least = \"60%\", points = 1 }}]\n{common}"
        );
    }
    for i in 1..=10 {
        let _ = write!(
            toml,
            "[[indicator]]\nid = \"L{i}\"\nname = \"线性{i}\"\nkind = \"linear\"\npoints = 3\nzero_at = 20\nfull_at = 90\n{common}"
        );
    }
    for i in 1..=5 {
        let _ = write!(toml, "[[indicator]]\nid = \"G{i}\"\nname = \"审查{i}\"\nkind = \"required\"\n{common}");
    }
    toml
}

/// A small generator of the xorshift family; its stream is part of what makes a pool the same everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % n
    }

    /// One in a hundred.
    fn blank(&mut self) -> bool {
        self.below(100) == 0
    }
}

/// Which number the applicant in a row bears.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// 0, 1, 2, …: the file is sorted by id, which is a special case.
    Sorted,
    /// Every number once, in no order.
    Shuffled,
}

/// The number at `place` of a fixed shuffle of `0..rows`, which needs no memory: a mixing of the numbers below the next power of two that
/// can be undone, walked on until it falls below `rows`.
fn shuffled(place: u64, rows: u64) -> u64 {
    let bits = (u64::BITS - rows.saturating_sub(1).leading_zeros()).max(2);
    let mask = u64::MAX >> (u64::BITS - bits);
    let mut n = place;
    loop {
        for odd in [0x9e37_79b9_7f4a_7c15_u64, 0xbf58_476d_1ce4_e5b9, 0x94d0_49bb_1331_11eb] {
            n = n.wrapping_mul(odd) & mask;
            n ^= n >> (bits / 2);
        }
        // Zero stays where it is, so it takes the step of everybody else.
        n = n.wrapping_add(0x5851_f42d) & mask;
        if n < rows {
            return n;
        }
    }
}

/// Appends a number in decimal, with zeros in front up to `width`. (`write!` would take most of the time.)
fn push(line: &mut Vec<u8>, mut n: u64, width: usize) {
    let mut digits = [b'0'; 20];
    let mut first = digits.len();
    while n > 0 {
        first -= 1;
        digits[first] = b'0' + (n % 10) as u8;
        n /= 10;
    }
    line.extend_from_slice(&digits[first.min(digits.len() - width)..]);
}

/// Writes a pool of `rows` applicants as CSV.
pub fn pool(out: &mut dyn Write, rows: u64, seed: u64, order: Order) -> io::Result<()> {
    let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let mut header = String::from("id,name,district");
    (1..=25).for_each(|i| _ = write!(header, ",Y{i}"));
    (1..=20).for_each(|i| _ = write!(header, ",n{i},d{i}"));
    (1..=10).for_each(|i| _ = write!(header, ",L{i}"));
    (1..=5).for_each(|i| _ = write!(header, ",G{i}"));
    writeln!(out, "{header}")?;
    let mut line: Vec<u8> = Vec::new();
    for row in 0..rows {
        line.clear();
        let number = if order == Order::Sorted { row } else { shuffled(row, rows) };
        line.push(b'A');
        push(&mut line, number, 8);
        // Some names hold a comma, some a quotation mark.
        let (before, after) = match random.below(100) {
            0 => (",\"机构,", "\","),
            1 => (",\"机构\"\"", "\"\"\","),
            _ => (",机构", ","),
        };
        line.extend_from_slice(before.as_bytes());
        push(&mut line, number, 1);
        line.extend_from_slice(after.as_bytes());
        line.extend_from_slice("区".as_bytes());
        push(&mut line, number % 40, 1);
        // Applicants differ: the chance of a yes is between 70 % and 90 %.
        let strength = 70 + random.below(21);
        for _ in 0..25 {
            line.extend_from_slice(b",");
            if !random.blank() {
                let yes = random.below(100) < strength;
                line.extend_from_slice(if yes { "是" } else { "否" }.as_bytes());
            }
        }
        for _ in 0..20 {
            let whole = 1 + random.below(900);
            let part = whole * (55 + random.below(46)) / 100;
            for figure in [part, whole] {
                line.extend_from_slice(b",");
                if !random.blank() {
                    push(&mut line, figure, 1);
                }
            }
        }
        for _ in 0..10 {
            line.extend_from_slice(b",");
            if !random.blank() {
                let hundredths = 1000 + random.below(9000);
                push(&mut line, hundredths / 100, 1);
                line.push(b'.');
                push(&mut line, hundredths % 100, 2);
            }
        }
        for _ in 0..5 {
            line.extend_from_slice(b",");
            if !random.blank() {
                let no = random.below(200) == 0;
                line.extend_from_slice(if no { "否" } else { "是" }.as_bytes());
            }
        }
        line.push(b'\n');
        out.write_all(&line)?;
    }
    Ok(())
}
