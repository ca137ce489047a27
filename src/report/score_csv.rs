//! `score --format csv`: one row per applicant. Column names never follow the language.

use std::io::{self, Write};

use crate::number::Points;
use crate::score::{Applicant, ApplicantProfile, Card, Pool, Status};

use super::{Shown, count_shown, pieces, plain, reason};

/// Writes a scored pool.
///
/// # Errors
/// Only those of the writer.
pub fn write(out: &mut dyn Write, pool: &Pool<'_>, how: &Shown) -> io::Result<()> {
    let standard = pool.plan.standard;
    let mut header: Vec<&str> =
        ["rank", "id", "name", "district", "type", "points", "points_available", "met", "applicable", "met_share", "passed", "reasons"]
            .into();
    if !how.summary {
        header.extend(standard.indicators.iter().filter(|i| !i.is_gate()).map(|i| i.id.as_str()));
    }
    let mut line = Vec::new();
    header.iter().for_each(|name| field(&mut line, name));
    end_line(&mut line);
    out.write_all(&line)?;
    pieces::write(out, count_shown(pool, how), pool.opening.threads, |places, lines| {
        let mut profiles = ProfileCells::new();
        pool.each(places, |applicant| {
            totals(lines, pool, &applicant, &mut profiles);
            if !how.summary {
                indicators(lines, pool, &applicant, pool.card(&applicant).as_ref());
            }
            end_line(lines);
        })
    })?;
    out.flush()
}

/// Who an applicant is, what it came to and why.
fn totals(line: &mut Vec<u8>, pool: &Pool<'_>, applicant: &Applicant<'_>, profiles: &mut ProfileCells) {
    let (standard, totals, scored) = (pool.plan.standard, &applicant.totals, applicant.is_scored());
    if let Some(rank) = applicant.rank() {
        number(line, u64::from(rank));
    }
    line.push(b',');
    text(line, applicant.id());
    text(line, applicant.name());
    line.extend_from_slice(profiles.of(applicant.profile));
    if scored {
        points(line, totals.points, standard.decimals);
        points(line, totals.available, standard.decimals);
        number(line, u64::from(totals.met));
        line.push(b',');
        number(line, u64::from(totals.applicable));
        line.push(b',');
        // Cut to two places, as everywhere.
        if let Some(hundredths) = (u64::from(totals.met) * 10_000).checked_div(u64::from(totals.applicable)) {
            fixed(line, hundredths, 2);
            line.push(b'%');
        }
        line.push(b',');
    } else {
        line.extend_from_slice(b",,,,,");
    }
    line.extend_from_slice(match applicant.status {
        Status::Passed => b"true,",
        Status::Failed => b"false,",
        Status::Ranked | Status::NotScored => b",",
    });
    // Codes and ids hold nothing that would need quotation marks.
    let from = line.len();
    reason::points(pool, applicant, |(code, indicator, dimension)| {
        if line.len() > from {
            line.extend_from_slice(b"; ");
        }
        line.extend_from_slice(code.id().as_bytes());
        let id = indicator.map(|i| &standard.indicators[i].id).or_else(|| dimension.map(|d| &standard.dimensions[d].id));
        if let Some(id) = id {
            line.push(b':');
            line.extend_from_slice(id.as_bytes());
        }
    });
    line.push(b',');
}

/// The cells of profiles of one pool that were met last, by where these lie: many applicants share one.
struct ProfileCells(Vec<(usize, Vec<u8>)>);

impl ProfileCells {
    fn new() -> Self {
        Self(vec![Default::default(); 256])
    }

    /// District and type.
    fn of(&mut self, profile: &ApplicantProfile) -> &[u8] {
        let at = std::ptr::from_ref(profile).addr();
        // They lie some sixteens of bytes apart.
        let place = at / 16 % self.0.len();
        let (known, cells) = &mut self.0[place];
        if *known != at {
            *known = at;
            cells.clear();
            text(cells, &profile.district);
            text(cells, &profile.applicant_type);
        }
        cells
    }
}

/// The points of each indicator that has some.
fn indicators(line: &mut Vec<u8>, pool: &Pool<'_>, applicant: &Applicant<'_>, card: Option<&Card>) {
    let standard = pool.plan.standard;
    for i in (0..standard.indicators.len()).filter(|i| !standard.indicators[*i].is_gate()) {
        let scored = card.filter(|_| applicant.is_scored()).map(|card| &card.lines[i]);
        match scored.filter(|scored| scored.state.applies()).and_then(|scored| scored.points) {
            Some(earned) => points(line, earned, standard.decimals),
            None => line.push(b','),
        }
    }
}

/// Appends what a person wrote, and a comma.
fn text(line: &mut Vec<u8>, text: &str) {
    if plain::is_plain(text) {
        line.extend_from_slice(text.as_bytes());
        line.push(b',');
    } else {
        field(line, &plain::cell(text));
    }
}

/// Appends a field and a comma, in quotation marks where it needs them.
fn field(line: &mut Vec<u8>, text: &str) {
    if text.contains([',', '"', '\n', '\r']) {
        line.push(b'"');
        line.extend_from_slice(text.replace('"', "\"\"").as_bytes());
        line.extend_from_slice(b"\",");
    } else {
        line.extend_from_slice(text.as_bytes());
        line.push(b',');
    }
}

/// The last field has no comma behind it.
fn end_line(line: &mut Vec<u8>) {
    line.pop();
    line.push(b'\n');
}

fn points(line: &mut Vec<u8>, points: Points, decimals: u8) {
    if points.0 < 0 {
        line.push(b'-');
    }
    fixed(line, points.0.unsigned_abs(), decimals);
    line.push(b',');
}

/// Appends `units` × 10^−`places` with exactly `places` digits after the point.
#[inline]
fn fixed(line: &mut Vec<u8>, units: u64, places: u8) {
    if units < 10_000_000 && places < 7 {
        let digits = seven_digits(units);
        let before = 7 - u32::from(places);
        let (text, length) = match places {
            0 => (digits, 7),
            _ => {
                let (low, high) = (digits & ((1 << (8 * before)) - 1), digits >> (8 * before));
                (low | (high << 8 | u64::from(b'.')) << (8 * before), 8)
            }
        };
        // At least one digit stands before the point.
        let noughts = ((digits ^ NOUGHTS).trailing_zeros() / 8).min(before - 1);
        let end = line.len() + length - noughts as usize;
        line.extend_from_slice(&(text >> (8 * noughts)).to_le_bytes());
        line.truncate(end);
        return;
    }
    let places = usize::from(places);
    let mut digits = itoa::Buffer::new();
    let digits = digits.format(units).as_bytes();
    match digits.len().checked_sub(places) {
        Some(whole @ 1..) => line.extend_from_slice(&digits[..whole]),
        _ => line.push(b'0'),
    }
    if places > 0 {
        line.push(b'.');
        line.extend(std::iter::repeat_n(b'0', places.saturating_sub(digits.len())));
        line.extend_from_slice(&digits[digits.len().saturating_sub(places)..]);
    }
}

#[inline]
fn number(line: &mut Vec<u8>, number: u64) {
    fixed(line, number, 0);
}

const NOUGHTS: u64 = u64::from_le_bytes(*b"0000000\0");

/// A number below 10⁷ as seven digits, the first in the lowest byte: parted in two, four and eight at once.
fn seven_digits(number: u64) -> u64 {
    let fours = (number / 10_000) | ((number % 10_000) << 32);
    // Exact below 10 000 and below 100.
    let hundreds = ((fours * 5_243) >> 19) & 0x0000_007f_0000_007f;
    let twos = hundreds | (fours - hundreds * 100) << 16;
    let tens = ((twos * 103) >> 10) & 0x000f_000f_000f_000f;
    (tens | (twos - tens * 10) << 8) >> 8 | NOUGHTS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_have_all_their_digits() {
        for (units, decimals, shown) in
            [(0, 0, "0"), (0, 2, "0.00"), (7, 2, "0.07"), (70, 2, "0.70"), (1234, 2, "12.34"), (-5, 1, "-0.5"), (12, 0, "12")]
        {
            let mut line = Vec::new();
            points(&mut line, Points(units), decimals);
            assert_eq!(String::from_utf8_lossy(&line), format!("{shown},"));
        }
    }

    #[test]
    fn numbers_are_written_as_everybody_writes_them() {
        let ends = (0..=20_000).chain(9_990_000..=10_000_100).chain((0..64).map(|bits| u64::MAX >> bits));
        for units in ends.chain((0..3_000_000).map(|n| n * 13 % 10_000_019)) {
            let mut line = Vec::new();
            number(&mut line, units);
            assert_eq!(String::from_utf8_lossy(&line), units.to_string());
        }
        for places in 1..=9u8 {
            for units in (0..12_000).chain([9_999_999, 10_000_000, 1_234_567, 12_345_678, 1_000_000, u64::MAX]) {
                let mut line = Vec::new();
                fixed(&mut line, units, places);
                let one = 10u64.pow(places.into());
                let shown = format!("{}.{:0width$}", units / one, units % one, width = usize::from(places));
                assert_eq!(String::from_utf8_lossy(&line), shown);
            }
        }
    }
}
