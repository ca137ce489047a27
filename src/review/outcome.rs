//! How an applicant's way through the review ended, and why.

use crate::diagnostic::Code;
use crate::text::{Text, text};

/// How an applicant's way ended. Every applicant has exactly one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// 入选
    Selected,
    /// 暂缓: it has a seat, and an objection is open.
    Withheld,
    /// 并列待定: tied at the quota line, and nothing breaks the tie.
    TiedAtQuota,
    /// 备选
    Reserve,
    /// 待定: something must be decided first.
    NotDecided,
    /// 名额之外
    BelowQuota,
    /// 未进入下一轮
    NotThrough,
    /// 未达创建标准
    FailedStandard,
    /// 不具备申报资格
    Ineligible,
    /// 异议成立，取消
    Removed,
    /// 决定不予入选
    Rejected,
    /// 撤回申报
    Withdrawn,
}

impl Outcome {
    /// All of them, in the order in which results list them.
    pub const ALL: &'static [Self] = &[
        Self::Selected,
        Self::Withheld,
        Self::TiedAtQuota,
        Self::Reserve,
        Self::NotDecided,
        Self::BelowQuota,
        Self::NotThrough,
        Self::FailedStandard,
        Self::Ineligible,
        Self::Removed,
        Self::Rejected,
        Self::Withdrawn,
    ];

    /// The word used in machine-readable results.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Selected => "selected",
            Self::Withheld => "withheld",
            Self::TiedAtQuota => "tied-at-quota",
            Self::Reserve => "reserve",
            Self::NotDecided => "not-decided",
            Self::BelowQuota => "below-quota",
            Self::NotThrough => "not-through",
            Self::FailedStandard => "failed-standard",
            Self::Ineligible => "ineligible",
            Self::Removed => "removed",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The word for people.
    #[must_use]
    pub fn words(self) -> Text {
        match self {
            Self::Selected => text!(OutcomeSelected),
            Self::Withheld => text!(OutcomeWithheld),
            Self::TiedAtQuota => text!(OutcomeTied),
            Self::Reserve => text!(OutcomeReserve),
            Self::NotDecided => text!(OutcomeNotDecided),
            Self::BelowQuota => text!(OutcomeBelow),
            Self::NotThrough => text!(OutcomeNotThrough),
            Self::FailedStandard => text!(OutcomeFailed),
            Self::Ineligible => text!(OutcomeIneligible),
            Self::Removed => text!(OutcomeRemoved),
            Self::Rejected => text!(OutcomeRejected),
            Self::Withdrawn => text!(OutcomeWithdrawn),
        }
    }

    /// Must somebody still decide?
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Withheld | Self::TiedAtQuota | Self::NotDecided)
    }
}

/// Why: one line of an applicant's way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// A sentence.
    Said {
        /// Which kind.
        code: Code,
        /// In words.
        text: Box<Text>,
    },
    /// The verdict under the standard, whose lines the scorecard has.
    Verdict,
}

impl Reason {
    /// A sentence.
    #[must_use]
    pub fn said(code: Code, text: Text) -> Self {
        Self::Said { code, text: Box::new(text) }
    }

    /// Is it of this kind?
    #[must_use]
    pub fn is(&self, wanted: Code) -> bool {
        matches!(self, Self::Said { code, .. } if *code == wanted)
    }
}
