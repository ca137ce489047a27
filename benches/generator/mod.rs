//! A deterministic pool and its standard: 60 indicators (25 yes-no, 20 quotients with three tiers, 10 linear, 5 gate items)
//! over 80 value columns, with 1 % blanks and some quoted names. The same rows and seed give the same bytes everywhere.

use std::fmt::Write as _;
use std::io::{self, Write};

/// The standard that the pool answers to.
pub fn standard() -> String {
    let mut toml = String::from(
        "[standard]\nid = \"bench\"\nname = \"基准测试标准\"\ndocument = \"测试用\"\nedition = \"1\"\nwording = \"illustrative\"\napplicant = \"institution\"\n[pass]\nmet_share = \"60%\"\n",
    );
    let common = "clause = \"一\"\nevidence = [\"文件\"]\n";
    for i in 1..=25 {
        let _ = write!(toml, "[[indicator]]\nid = \"Y{i}\"\nname = \"是否项{i}\"\nkind = \"yes-no\"\npoints = 1\n{common}");
    }
    for i in 1..=20 {
        let _ = write!(
            toml,
            "[[input]]\nid = \"n{i}\"\nname = \"分子{i}\"\nwhole = true\nat_most = \"d{i}\"\n[[input]]\nid = \"d{i}\"\nname = \"分母{i}\"\nwhole = true\n\
             [[indicator]]\nid = \"Q{i}\"\nname = \"比率{i}\"\nkind = \"tiers\"\npoints = 4\nunit = \"%\"\nvalue = \"n{i} / d{i}\"\n\
             tiers = [{{ at_least = \"90%\", points = 4 }}, {{ at_least = \"80%\", points = 3 }}, {{ at_least = \"60%\", points = 1 }}]\n{common}"
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
}

/// Writes a pool of `rows` applicants.
pub fn pool(out: &mut dyn Write, rows: u64, seed: u64) -> io::Result<()> {
    let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let mut header = String::from("id,name,district");
    (1..=25).for_each(|i| _ = write!(header, ",Y{i}"));
    (1..=20).for_each(|i| _ = write!(header, ",n{i},d{i}"));
    (1..=10).for_each(|i| _ = write!(header, ",L{i}"));
    (1..=5).for_each(|i| _ = write!(header, ",G{i}"));
    writeln!(out, "{header}")?;
    let mut line = String::new();
    for row in 0..rows {
        line.clear();
        let quoted = random.below(50) == 0;
        let _ = if quoted {
            write!(line, "A{row:08},\"机构,{row}\",区{}", row % 40)
        } else {
            write!(line, "A{row:08},机构{row},区{}", row % 40)
        };
        for _ in 0..25 {
            line.push(',');
            if random.below(100) > 0 {
                line.push_str(if random.below(100) < 80 { "是" } else { "否" });
            }
        }
        for _ in 0..20 {
            let blank = random.below(100) == 0;
            let whole = 1 + random.below(900);
            let part = whole * (50 + random.below(51)) / 100;
            let _ = if blank { write!(line, ",,") } else { write!(line, ",{part},{whole}") };
        }
        for _ in 0..10 {
            line.push(',');
            if random.below(100) > 0 {
                let _ = write!(line, "{}.{:02}", random.below(100), random.below(100));
            }
        }
        for _ in 0..5 {
            line.push_str(if random.below(200) == 0 { ",否" } else { ",是" });
        }
        writeln!(out, "{line}")?;
    }
    Ok(())
}
