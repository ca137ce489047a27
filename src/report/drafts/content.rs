//! What stands in the two documents. No scores stand in them; lists are in administrative order. What the scheme does not say stays
//! a visible blank.

use super::{Draft, Piece};
use crate::date::in_chinese;
use crate::diagnostic::Severity;
use crate::review::{Outcome, Review, TrackReview};
use crate::standard::header_key;
use crate::submission::id_key;
use crate::text::Language;

/// What is left to fill in.
const BLANK: &str = "＿＿＿＿";

/// A day that is left to fill in.
const NO_DAY: &str = "＿＿＿＿年＿＿月＿＿日";

fn or_blank(text: Option<&str>) -> &str {
    text.unwrap_or(BLANK)
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

/// Whom a document names, and where each stands in the list of divisions.
struct Named<'t> {
    /// Its place among the divisions; none where it stands under none of them.
    place: Option<usize>,
    /// Its id.
    id: &'t str,
    /// Its name; two of one name in a list are told apart.
    name: String,
}

/// Those that a document names, in administrative order, then by id; those of no known division come last.
fn named<'t>(review: &Review<'_>, track: &'t TrackReview<'_>, whom: Whom) -> Vec<Named<'t>> {
    let is_named = |a: &usize| match whom {
        Whom::Candidates => track.entrants[*a].proposed,
        Whom::Selected => track.entrants[*a].outcome == Outcome::Selected,
    };
    let of = |a: usize| track.pool.applicants.get(a);
    let same_name = |a: usize| track.order.iter().filter(|b| header_key(of(**b).name()) == header_key(of(a).name())).count() > 1;
    let mut list: Vec<Named<'_>> = track
        .order
        .iter()
        .copied()
        .filter(is_named)
        .map(|a| {
            let applicant = of(a);
            let (district, name, id) = (applicant.profile.district.as_str(), applicant.name(), applicant.id());
            let keys = [district, name, id].map(header_key);
            let fits =
                |division: &[String; 2]| division.iter().map(|word| header_key(word)).any(|word| !word.is_empty() && keys.contains(&word));
            let name = match (name.is_empty(), same_name(a)) {
                (true, _) => id.to_owned(),
                (false, true) => {
                    format!("{name}（{}）", [district, id].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("，"))
                }
                (false, false) => name.to_owned(),
            };
            Named { place: review.divisions.iter().position(fits), id, name }
        })
        .collect();
    list.sort_by_cached_key(|one| (one.place.unwrap_or(usize::MAX), id_key(one.id).into_owned(), one.name.clone()));
    list
}

/// The title that a track gives; a blank where the scheme names none.
fn title<'t>(track: &'t TrackReview<'_>) -> &'t str {
    or_blank(track.track.title.as_deref())
}

/// 示范区（县）、示范机构
fn titles(review: &Review<'_>) -> String {
    review.tracks.iter().map(title).collect::<Vec<_>>().join("、")
}

/// What must be decided before the draft can be used.
fn cautions(review: &Review<'_>, whom: Whom) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let late: Vec<&str> = review
        .tracks
        .iter()
        .flat_map(|track| track.order.iter().map(move |a| (track, *a)))
        .filter(|(track, a)| track.entrants[*a].outcome == Outcome::Selected && !track.entrants[*a].proposed)
        .map(|(track, a)| track.label(a))
        .collect();
    if matches!(whom, Whom::Selected) && !late.is_empty() {
        let strong = "下列单位是公示之后递补的，未列入公示名单，命名之前应补充公示：".to_owned();
        pieces.push(Piece::Caution { strong, rest: late.join("、"), lines: Vec::new() });
    }
    let late: Vec<String> = decided_after(review);
    if !late.is_empty() {
        let strong = "下列决定作出于公示张贴之后，名单可能与公示时不同：".to_owned();
        pieces.push(Piece::Caution { strong, rest: late.join("、"), lines: Vec::new() });
    }
    let errors = review.problems.iter().filter(|found| found.severity == Severity::Error).count();
    if errors > 0 {
        let rest = format!("评审中还有 {errors} 处错误没有处理，见评审结果的“问题与提示”，改正后名单可能变化。");
        pieces.push(Piece::Caution { strong: "未定稿，不得发布。".to_owned(), rest, lines: Vec::new() });
    }
    let apart: Vec<String> = review
        .tracks
        .iter()
        .flat_map(|track| named(review, track, whom))
        .filter(|one| one.place.is_none() && !review.divisions.is_empty())
        .map(|one| one.name)
        .collect();
    if !apart.is_empty() {
        let strong = "下列单位的区县与行政区划表对不上，排在最后，请核对顺序：".to_owned();
        pieces.push(Piece::Caution { strong, rest: apart.join("、"), lines: Vec::new() });
    }
    let lines: Vec<String> = review.tracks.iter().filter_map(|track| open(track, whom)).collect();
    if !lines.is_empty() {
        let rest = "下列单位尚待决定，名单可能变化：".to_owned();
        pieces.push(Piece::Caution { strong: "未定稿，不得发布。".to_owned(), rest, lines });
    }
    pieces
}

/// Decisions that were made when the notice was already posted.
fn decided_after(review: &Review<'_>) -> Vec<String> {
    let Some(posted) = review.scheme.notice.as_ref().and_then(|plan| plan.posted_on) else { return Vec::new() };
    let mut late = Vec::new();
    for track in &review.tracks {
        for a in &track.order {
            let after = track.entrants[*a].overrides.iter().filter(|record| record.on > posted);
            late.extend(after.map(|record| format!("{}（{}）", track.label(*a), in_chinese(record.on))));
        }
    }
    late
}

/// Those of a track that are not decided, with what they wait for.
fn open(track: &TrackReview<'_>, whom: Whom) -> Option<String> {
    let open: Vec<String> = track
        .order
        .iter()
        .filter(|a| track.entrants[**a].outcome.is_open())
        // An objection against a candidate came when the notice was already out.
        .filter(|a| {
            let entrant = &track.entrants[**a];
            !(matches!(whom, Whom::Candidates) && entrant.outcome == Outcome::Withheld && entrant.proposed)
        })
        .map(|a| format!("{}（{}）", track.label(*a), track.entrants[*a].outcome.words().say(Language::Zh)))
        .collect();
    (!open.is_empty()).then(|| format!("{}：{}", title(track), open.join("、")))
}

/// The names, under a heading for every track.
fn lists(review: &Review<'_>, whom: Whom) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (n, track) in review.tracks.iter().enumerate() {
        let names = named(review, track, whom);
        pieces.push(Piece::Heading(format!("{}、{}（{}个，排名不分先后）", numeral(n), title(track), names.len())));
        pieces.push(match names.as_slice() {
            [] => Piece::Body("（无）".to_owned()),
            names => Piece::Lines(names.iter().map(|one| one.name.clone()).collect()),
        });
    }
    pieces
}

/// How the candidates came about, in one sentence.
fn process(review: &Review<'_>) -> String {
    let assessed = review.tracks.iter().any(|track| track.track.has_standard);
    let mut steps = vec![if assessed { "自评申报" } else { "申报" }];
    if review.tracks.iter().any(|track| track.track.max_per_nominator.is_some()) {
        steps.push("推荐审核");
    }
    let mut rounds: Vec<&str> = Vec::new();
    for round in review.tracks.iter().flat_map(|track| &track.track.rounds) {
        if !rounds.contains(&round.name.as_str()) {
            rounds.push(&round.name);
        }
    }
    steps.extend(rounds);
    steps.join("、")
}

fn basis(review: &Review<'_>) -> String {
    review.scheme.document.as_ref().map_or_else(String::new, |document| format!("根据{document}要求，"))
}

/// 公示稿
#[must_use]
pub fn notice(review: &Review<'_>) -> Draft {
    let issuer = &review.scheme.issuer;
    let period = match &review.notice {
        Some(days) => format!("{}至{}", in_chinese(days.from), in_chinese(days.to)),
        None => format!("{NO_DAY}至＿＿月＿＿日"),
    };
    let plan = review.scheme.notice.as_ref();
    let days = plan.map_or_else(|| "＿＿".to_owned(), |plan| plan.working_days.to_string());
    let sum: usize = review.tracks.iter().map(|track| named(review, track, Whom::Candidates).len()).sum();
    let mut pieces = cautions(review, Whom::Candidates);
    pieces.push(Piece::Title(vec![format!("关于{}", review.scheme.name), "候选名单的公示".to_owned()]));
    pieces.push(Piece::Body(format!(
        "{}经{}，拟确定下列{sum}个单位为{}候选单位，现予公示，接受社会评议和监督。",
        basis(review),
        process(review),
        titles(review)
    )));
    pieces.extend(lists(review, Whom::Candidates));
    pieces.push(Piece::Body(format!("公示时间：{period}（{days}个工作日）。")));
    pieces.push(Piece::Body("公示期内，单位和个人对公示对象有异议的，请以书面形式提出。以单位名义反映的，加盖公章；以个人名义反映的，署真实姓名、工作单位和联系方式。匿名的、超出公示期限的异议，不予受理。".to_owned()));
    let contact = [
        ("联系处室（人）", &issuer.contact),
        ("联系电话", &issuer.phone),
        ("电子邮箱", &issuer.email),
        ("通讯地址", &issuer.address),
        ("邮政编码", &issuer.postcode),
    ];
    pieces.push(Piece::Lines(contact.map(|(what, value)| format!("{what}：{}", or_blank(value.as_deref()))).into()));
    let date = plan.and_then(|plan| plan.posted_on).map_or_else(|| NO_DAY.to_owned(), in_chinese);
    pieces.push(Piece::Signature { issuer: or_blank(issuer.name.as_deref()).to_owned(), date });
    Draft(pieces)
}

/// 通报稿
#[must_use]
pub fn circular(review: &Review<'_>) -> Draft {
    let issuer = or_blank(review.scheme.issuer.name.as_deref()).to_owned();
    let period = match &review.notice {
        Some(days) => format!("并于{}至{}公示，", in_chinese(days.from), in_chinese(days.to)),
        None => format!("并于{BLANK}公示，"),
    };
    let counts: Vec<String> =
        review.tracks.iter().map(|track| format!("{}个单位为{}", named(review, track, Whom::Selected).len(), title(track))).collect();
    let years = review.scheme.register.as_ref().map_or(0, |register| register.bar_years);
    let bar = if years > 0 { format!("，且{years}年内不得再次申报") } else { String::new() };
    let annex = format!("{}名单", titles(review));
    let mut pieces = cautions(review, Whom::Selected);
    pieces.extend([
        Piece::Title(vec![issuer.clone(), format!("关于{}", review.scheme.name), "命名单位的通报".to_owned()]),
        Piece::Number(format!("{BLANK}〔{BLANK}〕{BLANK}号")),
        Piece::Addressee(format!("{BLANK}（主送机关）：")),
        Piece::Body(format!("{}经{}，{period}经研究，决定命名{}，并予授牌（名单见附件）。", basis(review), process(review), counts.join("，"))),
        Piece::Body(format!(
            "请获得命名的单位珍惜荣誉，发挥示范带动作用，并按规定报告年度工作推进情况，接受监督检查。对命名单位实行动态管理，发生规定情形的，按程序取消命名{bar}。"
        )),
        Piece::Attachments(format!("附件：{annex}")),
        Piece::Signature { issuer, date: NO_DAY.to_owned() },
        Piece::Note("（此件公开发布）".to_owned()),
        Piece::Annex { mark: "附件".to_owned(), title: annex },
    ]);
    pieces.extend(lists(review, Whom::Selected));
    Draft(pieces)
}
