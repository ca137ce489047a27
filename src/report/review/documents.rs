//! Drafts of the two documents that follow from a review, in Chinese as offices write them: the public notice (公示稿) of the
//! candidates, and the circular (通报稿) that names them. No scores stand in them; lists are in administrative order. What the
//! scheme does not say stays a visible blank.

use std::io::{self, Write};

use crate::date::in_chinese;
use crate::report::plain;
use crate::review::{Outcome, Review, TrackReview};
use crate::standard::header_key;
use crate::submission::id_key;
use crate::text::Language;

/// What is left to fill in.
const BLANK: &str = "＿＿＿＿";

fn or_blank(text: Option<&str>) -> String {
    text.map_or_else(|| BLANK.to_owned(), plain::markdown)
}

/// Chinese numerals of headings, from 一 for 0.
fn numeral(n: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let n = n + 1;
    match (n / 10, n % 10) {
        (0, ones) => DIGITS[ones].to_owned(),
        (1, ones) => format!("十{}", DIGITS[ones]),
        (tens @ 2..=9, ones) => format!("{}十{}", DIGITS[tens], DIGITS[ones]),
        _ => n.to_string(),
    }
}

/// Whom a document names.
#[derive(Clone, Copy)]
enum Whom {
    /// The candidates that are put before the public, objections aside.
    Candidates,
    /// Those that are selected in the end.
    Selected,
}

/// Those that a document names, in administrative order, then by id.
fn named<'t>(review: &Review<'_>, track: &'t TrackReview<'_>, whom: Whom) -> Vec<&'t str> {
    let is_named = |a: &&usize| match whom {
        Whom::Candidates => track.entrants[**a].proposed,
        Whom::Selected => track.entrants[**a].outcome == Outcome::Selected,
    };
    let mut list: Vec<(usize, String, &str)> = track
        .order
        .iter()
        .filter(is_named)
        .map(|a| {
            let applicant = &track.pool.applicants[*a];
            let words = [applicant.profile.district.as_str(), applicant.name(), applicant.id()];
            let keys = words.map(header_key);
            let fits =
                |division: &[String; 2]| division.iter().map(|word| header_key(word)).any(|word| !word.is_empty() && keys.contains(&word));
            let at = review.divisions.iter().position(fits).unwrap_or(usize::MAX);
            let name = if applicant.name().is_empty() { applicant.id() } else { applicant.name() };
            (at, id_key(applicant.id()).into_owned(), name)
        })
        .collect();
    list.sort();
    list.into_iter().map(|(.., name)| name).collect()
}

/// What must be decided before the draft can be used.
fn caution(out: &mut dyn Write, review: &Review<'_>, whom: Whom) -> io::Result<()> {
    let mut lines = Vec::new();
    for track in &review.tracks {
        let open: Vec<String> = track
            .order
            .iter()
            .filter(|a| track.entrants[**a].outcome.is_open())
            // An objection against a candidate came when the notice was already out.
            .filter(|a| {
                let entrant = &track.entrants[**a];
                !(matches!(whom, Whom::Candidates) && entrant.outcome == Outcome::Withheld && entrant.proposed)
            })
            .map(|a| format!("{}（{}）", plain::markdown(track.label(*a)), track.entrants[*a].outcome.words().say(Language::Zh)))
            .collect();
        if !open.is_empty() {
            let title = track.track.title.as_deref().unwrap_or(&track.track.id);
            lines.push(format!("{}：{}", plain::markdown(title), open.join("、")));
        }
    }
    let late: Vec<String> = review
        .tracks
        .iter()
        .flat_map(|track| track.order.iter().map(move |a| (track, *a)))
        .filter(|(track, a)| track.entrants[*a].outcome == Outcome::Selected && !track.entrants[*a].proposed)
        .map(|(track, a)| plain::markdown(track.label(a)).to_string())
        .collect();
    if matches!(whom, Whom::Selected) && !late.is_empty() {
        writeln!(out, "> **下列单位是公示之后递补的，未列入公示名单，命名之前应补充公示：** {}\n", late.join("、"))?;
    }
    if lines.is_empty() {
        return Ok(());
    }
    writeln!(out, "> **未定稿，不得发布。** 下列单位尚待决定，名单可能变化：")?;
    for line in lines {
        writeln!(out, ">\n> - {line}")?;
    }
    writeln!(out)
}

/// 示范区（县）、示范机构
fn titles(review: &Review<'_>) -> String {
    let titles: Vec<String> =
        review.tracks.iter().map(|track| plain::markdown(track.track.title.as_deref().unwrap_or(&track.track.id))).collect();
    titles.join("、")
}

fn list(out: &mut dyn Write, review: &Review<'_>, whom: Whom, heading: &str) -> io::Result<()> {
    for (n, track) in review.tracks.iter().enumerate() {
        let title = plain::markdown(track.track.title.as_deref().unwrap_or(&track.track.id));
        let names = named(review, track, whom);
        writeln!(out, "{heading}{}、{title}（{}个，排名不分先后）\n", numeral(n), names.len())?;
        if names.is_empty() {
            writeln!(out, "（无）\n")?;
            continue;
        }
        for name in names {
            writeln!(out, "- {}", plain::markdown(name))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// How the candidates came about, in one sentence.
fn process(review: &Review<'_>) -> String {
    let mut steps = vec!["自评申报".to_owned()];
    if review.tracks.iter().any(|track| track.track.max_per_nominator.is_some()) {
        steps.push("推荐审核".to_owned());
    }
    let mut rounds: Vec<&str> = Vec::new();
    for round in review.tracks.iter().flat_map(|track| &track.track.rounds) {
        if !rounds.contains(&round.name.as_str()) {
            rounds.push(&round.name);
        }
    }
    steps.extend(rounds.into_iter().map(plain::markdown));
    steps.join("、")
}

fn basis(review: &Review<'_>) -> String {
    match &review.scheme.document {
        Some(document) => format!("根据{}要求，", plain::markdown(document)),
        None => String::new(),
    }
}

/// 公示稿
///
/// # Errors
/// Only those of the writer.
pub fn notice(out: &mut dyn Write, review: &Review<'_>) -> io::Result<()> {
    let issuer = &review.scheme.issuer;
    caution(out, review, Whom::Candidates)?;
    writeln!(out, "# 关于{}候选名单的公示\n", plain::markdown(&review.scheme.name))?;
    let (period, days) = match (&review.notice, &review.scheme.notice) {
        (Some(days), Some(plan)) => (format!("{}至{}", in_chinese(days.from), in_chinese(days.to)), plan.working_days.to_string()),
        (None, Some(plan)) => (format!("{BLANK}年＿＿月＿＿日至＿＿月＿＿日"), plan.working_days.to_string()),
        _ => (format!("{BLANK}年＿＿月＿＿日至＿＿月＿＿日"), "＿＿".to_owned()),
    };
    let sum: usize = review.tracks.iter().map(|track| named(review, track, Whom::Candidates).len()).sum();
    writeln!(
        out,
        "{}经{}，拟确定下列{sum}个单位为{}候选单位，现予公示，接受社会评议和监督。\n",
        basis(review),
        process(review),
        titles(review)
    )?;
    list(out, review, Whom::Candidates, "## ")?;
    writeln!(out, "公示时间：{period}（{days}个工作日）。\n")?;
    writeln!(
        out,
        "公示期内，单位和个人对公示对象有异议的，请以书面形式提出。以单位名义反映的，加盖公章；以个人名义反映的，署真实姓名、工作单位和联系方式。匿名的、超出公示期限的异议，不予受理。\n"
    )?;
    writeln!(out, "- 联系处室（人）：{}", or_blank(issuer.contact.as_deref()))?;
    writeln!(out, "- 联系电话：{}", or_blank(issuer.phone.as_deref()))?;
    writeln!(out, "- 电子邮箱：{}", or_blank(issuer.email.as_deref()))?;
    writeln!(out, "- 通讯地址：{}", or_blank(issuer.address.as_deref()))?;
    writeln!(out, "- 邮政编码：{}\n", or_blank(issuer.postcode.as_deref()))?;
    let posted = review.scheme.notice.as_ref().and_then(|plan| plan.posted_on).map_or_else(|| format!("{BLANK}年＿＿月＿＿日"), in_chinese);
    writeln!(out, "{}  \n{posted}", or_blank(issuer.name.as_deref()))
}

/// 通报稿
///
/// # Errors
/// Only those of the writer.
pub fn circular(out: &mut dyn Write, review: &Review<'_>) -> io::Result<()> {
    let issuer = or_blank(review.scheme.issuer.name.as_deref());
    caution(out, review, Whom::Selected)?;
    writeln!(out, "# {issuer}关于{}命名单位的通报\n", plain::markdown(&review.scheme.name))?;
    writeln!(out, "{BLANK}〔{BLANK}〕{BLANK}号\n")?;
    writeln!(out, "{BLANK}（主送机关）：\n")?;
    let period = match &review.notice {
        Some(days) => format!("并于{}至{}公示，", in_chinese(days.from), in_chinese(days.to)),
        None => format!("并于{BLANK}公示，"),
    };
    let counts: Vec<String> = review
        .tracks
        .iter()
        .map(|track| {
            let title = plain::markdown(track.track.title.as_deref().unwrap_or(&track.track.id));
            format!("{}个单位为{title}", named(review, track, Whom::Selected).len())
        })
        .collect();
    writeln!(out, "{}经{}，{period}经研究，决定命名{}（名单见附件）。\n", basis(review), process(review), counts.join("，"))?;
    writeln!(
        out,
        "请获得命名的单位珍惜荣誉，发挥示范带动作用，并按规定报告年度工作推进情况，接受监督检查。发生规定情形的，按程序取消命名。\n"
    )?;
    writeln!(out, "附件：名单\n")?;
    writeln!(out, "{issuer}  \n{BLANK}年＿＿月＿＿日\n")?;
    writeln!(out, "（此件公开发布）\n")?;
    writeln!(out, "---\n\n附件\n\n## 名单\n")?;
    list(out, review, Whom::Selected, "### ")
}
