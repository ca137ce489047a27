//! How the marks of a panel become one score. Everything is exact: marks are whole numbers of millionths, means are
//! quotients, and a score is rounded once, half up.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{Signed, ToPrimitive};

use crate::number::{Decimal, Points, Rational};

/// Most places after the point of a mark.
pub const MARK_PLACES: u8 = 6;

/// A mark, or points that can be had: whole millionths. Sums of marks are exact.
pub type Mark = Points;

/// A mark as written; `None` with more than [`MARK_PLACES`] places, or out of all bounds.
#[must_use]
pub fn mark(figure: Decimal) -> Option<Mark> {
    let shift = MARK_PLACES.checked_sub(figure.scale())?;
    figure.mantissa().checked_mul(10i64.pow(u32::from(shift))).map(Points)
}

/// Points with some decimals as a mark.
#[must_use]
pub fn as_mark(points: Points, decimals: u8) -> Mark {
    Points(points.0.saturating_mul(10i64.pow(u32::from(MARK_PLACES.saturating_sub(decimals)))))
}

/// A mark as people write it, without superfluous zeros: `92`, `88.5`.
#[must_use]
pub fn shown_mark(mark: Mark) -> String {
    let shown = mark.show(MARK_PLACES);
    shown.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A mark with at least so many places.
#[must_use]
pub fn shown_with(mark: Mark, decimals: u8) -> String {
    let short = shown_mark(mark);
    let places = short.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let places = u8::try_from(places).unwrap_or(MARK_PLACES).max(decimals);
    let unit = 10i64.pow(u32::from(MARK_PLACES.saturating_sub(places)));
    Points(mark.0 / unit).show(places)
}

/// How marks are put together (`panel` of a round).
#[derive(Clone, Debug)]
pub struct Panel {
    /// The rule.
    pub combine: Combine,
    /// With fewer marks the round is not decided.
    pub min_marks: usize,
    /// Whether totals or items are combined.
    pub per: Per,
    /// Whether marks are taken as they are.
    pub scale: Scale,
    /// Places after the point of the score.
    pub decimals: u8,
    /// Totals further apart than this need a further expert.
    pub spread_limit: Option<Mark>,
}

/// The rule by which marks are combined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Combine {
    /// 平均分
    Mean,
    /// 中位数
    Median,
    /// 去掉最高分和最低分后的平均分
    TrimmedMean {
        /// How many are dropped at either end.
        trim: usize,
        /// With fewer marks nothing is dropped.
        trim_from: usize,
    },
}

/// What is combined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Per {
    /// The totals of complete ballots.
    Total,
    /// Each item by itself.
    Item,
}

/// How marks are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// As they are.
    Raw,
    /// 标准分: 50 + 10 × (mark − own mean) ÷ own sample deviation.
    Standard,
}

/// What combining some marks gave.
#[derive(Clone, Debug)]
pub struct Combined {
    /// The score, not rounded.
    pub score: Rational,
    /// The positions of the marks that were dropped.
    pub dropped: Vec<usize>,
    /// Was nothing dropped because the marks were fewer than `trim_from`?
    pub too_few_to_trim: bool,
}

/// Combines marks. Of equal ones at an end those that stand first are dropped at the top, those that stand last at the
/// bottom; the score is the same whichever they are. `None` for no marks.
#[must_use]
pub fn combine(rule: Combine, marks: &[Mark]) -> Option<Combined> {
    if marks.is_empty() {
        return None;
    }
    let mut order: Vec<usize> = (0..marks.len()).collect();
    order.sort_by_key(|i| (std::cmp::Reverse(marks[*i]), *i));
    let (dropped, too_few_to_trim) = match rule {
        Combine::TrimmedMean { trim, trim_from } if marks.len() >= trim_from.max(2 * trim + 1) => {
            (order[..trim].iter().chain(&order[marks.len() - trim..]).copied().collect(), false)
        }
        Combine::TrimmedMean { .. } => (Vec::new(), true),
        Combine::Mean | Combine::Median => (Vec::new(), false),
    };
    let counted: Vec<usize> = match rule {
        Combine::Median => order[marks.len().saturating_sub(1) / 2..=marks.len() / 2].to_vec(),
        _ => order.into_iter().filter(|i| !dropped.contains(i)).collect(),
    };
    let sum: i128 = counted.iter().map(|i| i128::from(marks[*i].0)).sum();
    let divisor = i128::try_from(counted.len()).ok()? * 10i128.pow(u32::from(MARK_PLACES));
    Some(Combined { score: Rational::new(sum, divisor)?, dropped, too_few_to_trim })
}

/// One expert's totals as standard marks, rounded half up to `decimals`; `None` where the totals have no spread.
///
/// With sum S and sum of squares Q of n totals x: mean S/n, sample variance (nQ − S²) ÷ (n(n−1)); so
/// 10·z = 10·(n·x − S) ÷ n × √(n(n−1) ÷ (nQ − S²)), of which only the square is a quotient. Rounding it needs the whole
/// part of a root, which integers have exactly.
#[must_use]
pub fn standard_marks(totals: &[Mark], decimals: u8) -> Option<Vec<Points>> {
    let n = BigInt::from(totals.len());
    let sum: BigInt = totals.iter().map(|x| BigInt::from(x.0)).sum();
    let squares: BigInt = totals.iter().map(|x| BigInt::from(x.0) * x.0).sum();
    let spread = &n * squares - &sum * &sum;
    if !spread.is_positive() {
        return None;
    }
    let unit = BigInt::from(10u32).pow(u32::from(decimals));
    totals
        .iter()
        .map(|x| {
            let distance = &n * x.0 - &sum;
            // (2·10·z·unit)² = numerator ÷ divisor
            let root: BigInt = BigInt::from(20u32) * &unit * &distance;
            let numerator = &root * &root * (&n - 1u32);
            let divisor = &n * &spread;
            let twice = if distance.is_negative() {
                let up = numerator.div_ceil(&divisor).sqrt();
                let up = if &up * &up * &divisor < numerator { up + 1u32 } else { up };
                -up
            } else {
                (numerator / divisor).sqrt()
            };
            // ⌊10·z·unit + ½⌋ = ⌊(⌊twice⌋ + 1) ÷ 2⌋
            let rounded: BigInt = (twice + 1u32).div_floor(&BigInt::from(2u32));
            (rounded + BigInt::from(50u32) * &unit).to_i64().map(Points)
        })
        .collect()
}

/// The mark of an expert without spread: 50.
#[must_use]
pub fn middle_mark(decimals: u8) -> Points {
    Points(50 * 10i64.pow(u32::from(decimals)))
}

/// Are the totals further apart than the limit?
#[must_use]
pub fn too_far_apart(totals: &[Mark], limit: Mark) -> Option<Mark> {
    let spread = *totals.iter().max()? - *totals.iter().min()?;
    (spread > limit).then_some(spread)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(texts: &[&str]) -> Vec<Mark> {
        texts.iter().map(|t| mark(Decimal::parse(t).expect("a decimal")).expect("six places")).collect()
    }

    fn score(rule: Combine, texts: &[&str]) -> String {
        let combined = combine(rule, &marks(texts)).expect("marks");
        Points::round(combined.score, 2).expect("small").show(2)
    }

    const TRIMMED: Combine = Combine::TrimmedMean { trim: 1, trim_from: 5 };

    #[test]
    fn one_highest_and_one_lowest_are_dropped() {
        // 92 + 88.5 + 95 + 90 + 91 = 456.5; ÷ 5 = 91.30: one of the two 95 stays
        assert_eq!(score(TRIMMED, &["92", "88.5", "95", "95", "79", "90", "91"]), "91.30");
        // without the first: 88.5 + 95 + 90 + 91 = 364.5; ÷ 4 = 91.125 → 91.13
        assert_eq!(score(TRIMMED, &["88.5", "95", "95", "79", "90", "91"]), "91.13");
        // four marks are fewer than five: (88 + 90 + 92 + 94) ÷ 4 = 91
        let few = combine(TRIMMED, &marks(&["88", "90", "92", "94"])).expect("marks");
        assert!(few.too_few_to_trim && few.dropped.is_empty());
        let all = combine(TRIMMED, &marks(&["95", "95", "79", "79", "90"])).expect("marks");
        assert_eq!(all.dropped, [0, 3]);
    }

    #[test]
    fn the_median_of_an_even_number_is_between_the_two_in_the_middle() {
        assert_eq!(score(Combine::Median, &["1", "9", "4", "3"]), "3.50");
        assert_eq!(score(Combine::Median, &["1", "9", "4"]), "4.00");
        assert_eq!(score(Combine::Median, &["7"]), "7.00");
        assert_eq!(score(Combine::Mean, &["85.12", "85.13"]), "85.13"); // 85.125
        assert!([Combine::Mean, Combine::Median, TRIMMED].iter().all(|rule| combine(*rule, &[]).is_none()));
    }

    #[test]
    fn standard_marks_use_the_sample_deviation() {
        // 80, 85, 90: mean 85, deviation √((25 + 0 + 25) ÷ 2) = 5; 50 ± 10
        let shown = |texts: &[&str], decimals| {
            standard_marks(&marks(texts), decimals).map(|all| all.iter().map(|p| p.show(decimals)).collect::<Vec<_>>())
        };
        assert_eq!(shown(&["80", "85", "90"], 2), Some(vec!["40.00".into(), "50.00".into(), "60.00".into()]));
        // 1, 2, 4: mean 7/3, variance (16/9 + 1/9 + 25/9) ÷ 2 = 7/3; z = (−4/3, −1/3, 5/3) ÷ 1.527525
        // 10z = −8.728716, −2.182179, 10.910894
        assert_eq!(shown(&["1", "2", "4"], 2), Some(vec!["41.27".into(), "47.82".into(), "60.91".into()]));
        // 0, 0, 0, 1: mean ¼, variance (3/16 + 9/16) ÷ 3 = ¼, deviation ½: z = −½, −½, −½, 1½
        assert_eq!(shown(&["0", "0", "0", "1"], 0), Some(vec!["45".into(), "45".into(), "45".into(), "65".into()]));
        assert_eq!(shown(&["3", "3"], 2), None);
        assert_eq!(shown(&["3"], 2), None);
    }
}
