//! What the cells of a ballot say: a mark, a recusal, a round.

use crate::standard::header_key;
use crate::submission::{Asked, Flag, Reading};
use crate::text::{Text, text};

use super::panel::{Mark, mark};

/// Does a cell say that the expert is recused: 回避, 申请回避, 因无法公正评审，申请回避? Not 无需回避, 不回避 or 回避：否.
pub(super) fn is_recusal(text: &str) -> bool {
    if text.is_empty() {
        return false;
    }
    let key = header_key(text);
    let Some(at) = key.find("回避") else { return matches!(key.as_str(), "recused" | "recusal") };
    let (before, after) = (&key[..at], &key[at + "回避".len()..]);
    // What stands between a "no" and the word.
    let before = before.trim_end_matches(['需', '要', '须', '必', '用', '应', '申', '请', '涉', '及', '存', '在']);
    let is_no = before.ends_with(['不', '无', '未', '非', '没', '勿']) || before.ends_with("没有");
    let must = before.ends_with("不得不") || before.ends_with("不能不");
    let after = after.trim_start_matches(['情', '形', '况', '事', '项', ':']);
    (!is_no || must) && !matches!(after, "否" | "无" | "不" | "没有")
}

/// 1 for 1, 第1轮 or 第一轮, as headers are compared.
pub(super) fn ordinal(key: &str) -> Option<usize> {
    const DIGITS: [&str; 10] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
    let bare = key.trim_start_matches('第').trim_end_matches(['次', '轮']);
    DIGITS.iter().position(|digit| *digit == bare).map(|at| at + 1).or_else(|| bare.parse().ok())
}

/// What a cell for a mark says.
pub(super) enum MarkCell {
    /// No mark is given.
    Blank,
    /// A mark.
    Mark(Mark),
    /// Something else.
    Wrong(Box<Text>),
}

/// Reads a mark.
pub(super) fn plain_mark(text: &str) -> MarkCell {
    let answer = Asked::points().read(text);
    let no_figure = || MarkCell::Wrong(Box::new(text!(FaultNotANumber)));
    match answer.reading {
        Reading::Blank | Reading::NotApplicable => MarkCell::Blank,
        Reading::Figure(_) if answer.flags.has(Flag::Approximate) || answer.flags.has(Flag::NoneAsZero) => no_figure(),
        Reading::Figure(figure) => match mark(figure) {
            Some(mark) => MarkCell::Mark(mark),
            None => MarkCell::Wrong(Box::new(text!(FaultTooManyPlaces, places = super::panel::MARK_PLACES))),
        },
        Reading::Invalid(fault) => MarkCell::Wrong(Box::new(crate::score::fault_words(fault))),
        Reading::YesNo(_) | Reading::Level(_) => no_figure(),
    }
}
