//! A corpus of slips in standards. Each is made in a standard that has none, alone and together with others, and must be found under
//! its code, at its exact place, with the other place where two conflict, and without anything else being reported.

use std::ops::Range;
use std::path::Path;

use proptest::prelude::*;
use shifan::diagnostic::{Code, Diagnostic, Place, Severity};
use shifan::standard::{Loaded, from_text};

const GOOD: &str = r#"[standard]
id = "corpus"
name = "医养结合示范机构创建标准"
name_en = "Demonstration institutions"
document = "示例〔2025〕1号"
edition = "2025"
wording = "illustrative"
applicant = "institution"
points = 50
decimals = 2
phases = [2023, 2025]
needs = ">=0.1"

[pass]
met_share = "70%"
points_share = "60%"
points = 30

[columns]
name = ["机构全称"]
nominator = ["报送单位"]

[[type]]
id = "chc"
name = "社区卫生服务中心"
name_en = "Community health centre"
alias = ["社康中心"]

[[type]]
id = "con"
name = "签约型机构"

[[dimension]]
id = "S"
name = "服务能力"
clause = "二(一)"
points = 30
at_least = "60%"

[[dimension]]
id = "M"
name = "管理水平"
name_en = "Management"

[[input]]
id = "homes"
name = "服务对象机构数"
unit = "家"
whole = true
min = 1

[[input]]
id = "signed_homes"
name = "已签约机构数"
unit = "家"
whole = true
at_most = "homes"
text = "签约协议在有效期内"

[[input]]
id = "care_beds"
name = "护理型床位数"
alias = ["护理床位"]

[[input]]
id = "rehab_beds"
name = "康复型床位数"

[[input]]
id = "beds"
name = "核定床位数"
min = 10
max = 5000

[[input]]
id = "extra_beds"
name = "加床数"

[[input]]
id = "occupancy"
name = "床位使用率填报值"
unit = "%"
max = "150%"

[[input]]
id = "city_awards"
name = "市级表彰数"

[[input]]
id = "province_awards"
name = "省级表彰数"

[[input]]
id = "doctors"
name = "执业医师总数"
for = "S3"

[[indicator]]
id = "Q1"
name = "由区县推荐"
kind = "required"
checked_against = "nominations"
clause = "一(一)"
evidence = ["推荐文件"]

[[indicator]]
id = "Q2"
name = "连续服务年限"
kind = "required"
unit = "年"
at_least = 2
clause = "一(二)"
evidence = ["服务合同"]

[[indicator]]
id = "V1"
name = "发生重大责任事故"
kind = "veto"
removal = "发生重大责任事故的"
clause = "五"
evidence = ["主管部门证明"]

[[indicator]]
id = "V2"
name = "查实投诉件数"
kind = "veto"
unit = "件"
whole = true
more_than = 3
clause = "五"
evidence = ["投诉台账"]

[[indicator]]
id = "S1"
dimension = "S"
name = "机构签约率"
name_en = "Signed care homes"
kind = "target"
points = 6
unit = "%"
value = "signed_homes / homes"
at_least = { 2023 = "60%", 2025 = "80%" }
short = "pro-rata"
evidence = ["签约协议"]

[[indicator]]
id = "S2"
dimension = "S"
name = "护理床位占比"
kind = "tiers"
points = 8
unit = "%"
value = "(care_beds + rehab_beds) / (beds + extra_beds)"
tiers = [
  { at_least = "90%", points = 8 },
  { at_least = "75%", points = 5 },
  { at_least = "55%", points = 2 },
]
met_at = "75%"
evidence = ["床位核定文件"]

[[indicator]]
id = "S3"
dimension = "S"
name = "在岗医师数"
kind = "tiers"
points = 4
unit = "人"
whole = true
tiers = [
  { at_least = 5, points = 4, type = ["chc"] },
  { at_least = 3, points = 2, type = ["chc"] },
  { at_least = 1, points = 4, type = ["con"] },
]
evidence = ["执业证书"]

[[indicator]]
id = "S4"
dimension = "S"
name = "平均到场时间"
kind = "linear"
points = 5
unit = "分钟"
zero_at = 30
full_at = 10
met_at = 15
evidence = ["呼叫系统数据"]

[[indicator]]
id = "S5"
dimension = "S"
name = "健康档案质量"
kind = "levels"
points = 3
levels = [
  { level = "优", points = 3, alias = ["优秀"] },
  { level = "良", points = 2 },
  { level = "合格", points = 0 },
]
met_at = "良"
evidence = ["档案抽查记录"]

[[indicator]]
id = "S6"
dimension = "S"
name = "信息互联互通"
kind = "levels"
points = 4
levels = [{ level = "互联", text = "双向共享" }, { level = "上传" }]
not_applicable = true
evidence = ["系统截图"]

[[indicator]]
id = "M1"
dimension = "M"
name = "开设老年医学科"
kind = "yes-no"
points = 5
applies_to = { type = ["chc"] }
clause = "三(一)"
evidence = ["诊疗科目"]

[[indicator]]
id = "M2"
dimension = "M"
name = "存在违规收费"
kind = "yes-no"
expect = "no"
points = 5
applies_to = { type = ["con"] }
clause = "三(二)"
evidence = ["审计报告"]

[[indicator]]
id = "M3"
dimension = "M"
name = "护理差错起数"
kind = "per-case"
points = 4
unit = "起"
each = -1.5
met_at = 1
clause = "三(三)"
evidence = ["不良事件台账"]

[[indicator]]
id = "M4"
dimension = "M"
name = "现场评分"
kind = "judged"
points = 5
met_at = 3.5
clause = "三(四)"
basis = "reconstructed"
source = "参照通用做法"
evidence = ["现场评分表"]

[[indicator]]
id = "M5"
dimension = "M"
name = "表彰奖励"
kind = "per-case"
points = 2
value = "city_awards + province_awards"
each = 0.5
met_at = 3
due = 2025
clause = "三(五)"
evidence = ["表彰文件"]

[[indicator]]
id = "M6"
dimension = "M"
name = "压疮发生率"
kind = "target"
points = 2
unit = "%"
at_most = 0.5
until = 2023
clause = "三(六)"
evidence = ["质控报表"]

[[indicator]]
id = "M7"
dimension = "M"
name = "床位使用率"
kind = "linear"
points = 2
unit = "%"
value = "occupancy"
zero_at = "50%"
full_at = "110%"
over_100 = true
not_applicable = { type = ["con"] }
clause = "三(七)"
evidence = ["运营报表"]

[[indicator]]
id = "B1"
dimension = "M"
name = "创新案例数"
kind = "per-case"
points = 2
each = 1
bonus = true
clause = "四"
evidence = ["案例汇编"]

[[case]]
name = "满分"
phase = 2025
set = { type = "chc" }
expect = { points = "50.00", points_available = "48.00", bonus = "2.00", met = 11, applicable = 11, passed = true, gates_failed = [] }

[[case]]
name = "医师三人"
phase = 2025
from = "满分"
set = { S3 = 3 }
expect = { points = "48.00", met = 10, S3 = "2.00", S4 = "met" }

[[case]]
name = "有重大责任事故"
phase = 2023
set = { type = "con", V1 = true, signed_homes = 6, homes = 10 }
expect = { passed = false, gates_failed = ["V1"], S1 = "6.00", M5 = "not-due" }

[[case]]
name = "读不出的比率"
phase = 2023
from = "empty"
set = { type = "con", M7 = "很高" }
expect = { scored = false, M7 = "invalid" }

[check]
allow = [{ code = "doubtful-percent", reason = "压疮发生率的上限确是千分之五" }]
deny = [{ code = "missing-evidence", reason = "本市要求逐项列出佐证材料" }]
"#;

/// One slip: what is replaced by what, and the one finding that has to come of it.
struct Slip {
    edits: &'static [(&'static str, &'static str)],
    code: &'static str,
    severity: Severity,
    /// The place of the finding: a passage of the text with the slip, which stands in it once; where ⟦ ⟧ stand, what they enclose.
    at: &'static str,
    /// The other place of a conflict, likewise.
    beside: Option<&'static str>,
}

/// A slip that is an error.
const fn error(edits: &'static [(&'static str, &'static str)], code: &'static str, at: &'static str) -> Slip {
    Slip { edits, code, severity: Severity::Error, at, beside: None }
}

const fn warning(edits: &'static [(&'static str, &'static str)], code: &'static str, at: &'static str) -> Slip {
    Slip { severity: Severity::Warning, ..error(edits, code, at) }
}

const fn note(edits: &'static [(&'static str, &'static str)], code: &'static str, at: &'static str) -> Slip {
    Slip { severity: Severity::Note, ..error(edits, code, at) }
}

impl Slip {
    /// Where two places conflict: the other one.
    const fn beside(self, at: &'static str) -> Self {
        Self { beside: Some(at), ..self }
    }
}

const SLIPS: &[Slip] = &[
    // The file as TOML.
    error(&[("\"Demonstration institutions\"", "\"Demonstration institutions")], "syntax", "\"Demonstration institutions⟦⟧\n"),
    error(&[("unit = \"分钟\"", "unit = “分钟”")], "syntax", "⟦“分钟”⟧"),
    error(&[("whole = true\nmore_than = 3", "whole\nmore_than = 3")], "syntax", "⟦whole⟧\nmore_than"),
    error(&[("basis = \"reconstructed\"", "basis = reconstructed")], "syntax", "⟦reconstructed⟧\nsource"),
    error(&[("evidence = [\"案例汇编\"]", "evidence = [\"案例汇编\"")], "syntax", "evidence = ⟦[⟧\"案例汇编\""),
    error(&[("text = \"双向共享\"", "text = \"双向\\共享\"")], "syntax", "\"双向⟦\\⟧共享\""),
    error(&[("edition = \"2025\"", "edition = \"2025\"\nedition = \"2026\"")], "duplicate-key", "⟦edition⟧ = \"2026\"")
        .beside("⟦edition⟧ = \"2025\""),
    error(&[("[[dimension]]\nid = \"M\"", "[dimension]\nid = \"M\"")], "wrong-type", "⟦[dimension]⟧\nid = \"M\""),
    error(&[("  { at_least = \"90%\", points = 8 }", "  { at_least =\n\"90%\", points = 8 }")], "syntax", "{ at_least ⟦=⟧\n"),
    error(&[("max = 5000", "max = 5000张")], "syntax", "5000张"),
    // Keys and values.
    error(&[("unit = \"年\"", "unti = \"年\"")], "unknown-key", "⟦unti⟧ ="),
    error(&[("[columns]", "[colums]")], "unknown-key", "colums"),
    error(&[("nominator = [", "nominate = [")], "unknown-key", "nominate"),
    error(&[("max = 5000", "maximum = 5000")], "unknown-key", "maximum"),
    error(&[("name_en = \"Management\"", "english = \"Management\"")], "unknown-key", "english"),
    error(&[("alias = [\"社康中心\"]", "aliases = [\"社康中心\"]")], "unknown-key", "aliases"),
    error(&[("{ at_least = \"75%\", points = 5 }", "{ at_least = \"75%\", points = 5, note = \"…\" }")], "unknown-key", "note"),
    error(&[("text = \"双向共享\"", "txt = \"双向共享\"")], "unknown-key", "txt"),
    error(&[("name = \"读不出的比率\"", "name = \"读不出的比率\"\nphases = 2023")], "unknown-key", "⟦phases⟧ = 2023\n"),
    error(
        &[("not_applicable = { type = [\"con\"] }", "not_applicable = { type = [\"con\"], phase = 2023 }")],
        "unknown-key",
        "\"con\"], ⟦phase⟧ = 2023",
    ),
    error(&[("met_share = \"70%\"", "met_share = \"70%\"\nmust = true")], "unknown-key", "must"),
    error(
        &[("reason = \"本市要求逐项列出佐证材料\" }", "reason = \"本市要求逐项列出佐证材料\", until = 2026 }")],
        "unknown-key",
        "材料\", ⟦until⟧",
    ),
    error(&[("document = \"示例〔2025〕1号\"\n", "")], "missing-key", "[standard]"),
    error(&[("wording = \"illustrative\"\n", "")], "missing-key", "[standard]"),
    error(&[("applicant = \"institution\"\n", "")], "missing-key", "[standard]"),
    error(&[("name = \"签约型机构\"\n", "")], "missing-key", "⟦[[type]]⟧\nid = \"con\""),
    error(&[("id = \"con\"\n", "")], "missing-key", "⟦[[type]]⟧\nname = \"签约型机构\""),
    error(&[("id = \"M\"\n", "")], "missing-key", "⟦[[dimension]]⟧\nname = \"管理水平\""),
    error(&[("id = \"occupancy\"\n", "")], "missing-key", "⟦[[input]]⟧\nname = \"床位使用率填报值\""),
    error(&[("id = \"S4\"\n", "")], "missing-key", "⟦[[indicator]]⟧\ndimension = \"S\"\nname = \"平均到场时间\""),
    error(&[("name = \"加床数\"\n", "")], "missing-key", "⟦[[input]]⟧\nid = \"extra_beds\""),
    error(&[("name = \"开设老年医学科\"\n", "")], "missing-key", "⟦[[indicator]]⟧\nid = \"M1\""),
    error(&[("name = \"现场评分\"\nkind = \"judged\"\n", "name = \"现场评分\"\n")], "missing-key", "⟦[[indicator]]⟧\nid = \"M4\""),
    error(&[("kind = \"yes-no\"\npoints = 5\n", "kind = \"yes-no\"\n")], "missing-key", "⟦[[indicator]]⟧\nid = \"M1\""),
    error(
        &[(
            "tiers = [\n  { at_least = \"90%\", points = 8 },\n  { at_least = \"75%\", points = 5 },\n  { at_least = \"55%\", points = 2 },\n]\n",
            "",
        )],
        "missing-key",
        "⟦[[indicator]]⟧\nid = \"S2\"",
    ),
    error(
        &[("levels = [{ level = \"互联\", text = \"双向共享\" }, { level = \"上传\" }]\n", "")],
        "missing-key",
        "⟦[[indicator]]⟧\nid = \"S6\"",
    ),
    error(&[("full_at = 10\n", "")], "missing-key", "⟦[[indicator]]⟧\nid = \"S4\""),
    error(&[("each = -1.5\n", "")], "missing-key", "⟦[[indicator]]⟧\nid = \"M3\""),
    error(&[("{ at_least = \"55%\", points = 2 }", "{ at_least = \"55%\" }")], "missing-key", "{ at_least = \"55%\" }"),
    error(&[("{ level = \"良\", points = 2 }", "{ points = 2 }")], "missing-key", "{ points = 2 }"),
    error(&[("applies_to = { type = [\"chc\"] }", "applies_to = { types = [\"chc\"] }")], "unknown-key", "types"),
    error(&[("not_applicable = { type = [\"con\"] }", "not_applicable = { }")], "missing-key", "{ }"),
    error(&[("expect = { scored = false, M7 = \"invalid\" }\n", "")], "missing-key", "⟦[[case]]⟧\nname = \"读不出的比率\""),
    error(&[("name = \"有重大责任事故\"\n", "")], "missing-key", "⟦[[case]]⟧\nphase = 2023\nset = { type = \"con\", V1"),
    error(&[(", reason = \"本市要求逐项列出佐证材料\"", "")], "missing-key", "{ code = \"missing-evidence\" }"),
    error(&[("edition = \"2025\"", "edition = 2025")], "wrong-type", "edition = ⟦2025⟧"),
    error(&[("phases = [2023, 2025]", "phases = 2023")], "wrong-type", "phases = ⟦2023⟧"),
    error(&[("evidence = [\"质控报表\"]", "evidence = \"质控报表\"")], "wrong-type", "\"质控报表\""),
    error(&[("bonus = true", "bonus = \"是\"")], "wrong-type", "\"是\""),
    error(&[("decimals = 2", "decimals = 2.5")], "wrong-type", "2.5"),
    error(&[("due = 2025", "due = \"2025年\"")], "number", "\"2025年\""),
    error(&[("not_applicable = true", "not_applicable = \"true\"")], "wrong-type", "\"true\""),
    error(
        &[(
            "[[case]]\nname = \"满分\"\nphase = 2025\nset = { type = \"chc\" }",
            "[[case]]\nname = \"满分\"\nphase = 2025\nset = { type = { id = \"chc\" } }",
        )],
        "wrong-type",
        "{ id = \"chc\" }",
    ),
    error(
        &[("levels = [{ level = \"互联\", text = \"双向共享\" }, { level = \"上传\" }]", "levels = [\"互联\", { level = \"上传\" }]")],
        "wrong-type",
        "\"互联\"",
    ),
    error(&[("columns]\nname = [\"机构全称\"]", "columns]\nname = \"机构全称\"")], "wrong-type", "\"机构全称\""),
    error(&[("name = \"管理水平\"", "name = \"\"")], "empty-value", "name = ⟦\"\"⟧"),
    error(&[("evidence = [\"推荐文件\"]", "evidence = [\"推荐文件\", \" \"]")], "empty-value", "\" \""),
    error(
        &[(
            "tiers = [\n  { at_least = 5, points = 4, type = [\"chc\"] },\n  { at_least = 3, points = 2, type = [\"chc\"] },\n  { at_least = 1, points = 4, type = [\"con\"] },\n]",
            "tiers = []",
        )],
        "empty-value",
        "tiers = ⟦[]⟧",
    ),
    error(&[("levels = [{ level = \"互联\", text = \"双向共享\" }, { level = \"上传\" }]", "levels = []")], "empty-value", "levels = ⟦[]⟧"),
    error(&[("not_applicable = { type = [\"con\"] }", "not_applicable = { type = [] }")], "empty-value", "{ type = ⟦[]⟧ }"),
    error(&[("points = 4, type = [\"con\"]", "points = 4, type = []")], "empty-value", "{ at_least = 1, points = 4, type = [] }"),
    error(&[("wording = \"illustrative\"", "wording = \"ilustrative\"")], "unknown-value", "\"ilustrative\""),
    error(&[("kind = \"judged\"", "kind = \"juged\"")], "unknown-value", "\"juged\""),
    error(&[("expect = \"no\"", "expect = \"否\"")], "unknown-value", "\"否\""),
    error(&[("short = \"pro-rata\"", "short = \"half\"")], "unknown-value", "\"half\""),
    error(&[("basis = \"reconstructed\"", "basis = \"guessed\"")], "unknown-value", "\"guessed\""),
    error(&[("checked_against = \"nominations\"", "checked_against = \"nominees\"")], "unknown-value", "\"nominees\""),
    error(&[("{ level = \"合格\", points = 0 }", "{ level = \"无\", points = 0 }")], "unknown-value", "\"无\""),
    error(&[("needs = \">=0.1\"", "needs = \"0.1以上\"")], "unknown-value", "\"0.1以上\""),
    error(&[("zero_at = 30", "zero_at = \"三十\"")], "number", "\"三十\""),
    error(&[("max = 5000", "max = 1e4")], "number", "1e4"),
    error(&[("at_least = { 2023 = \"60%\", 2025 = \"80%\" }", "at_least = { 2023 = \"60%\", next = \"80%\" }")], "number", "next"),
    error(&[("points = 50", "points = \"五十\"")], "number", "\"五十\""),
    error(&[("met_at = 3.5", "met_at = 3.1234567890123456789")], "number", "3.1234567890123456789"),
    error(&[("decimals = 2", "decimals = 7")], "out-of-range", "decimals = ⟦7⟧"),
    error(&[("phases = [2023, 2025]", "phases = [2023, 2025, 20027]")], "out-of-range", "20027"),
    error(&[("points_share = \"60%\"", "points_share = \"160%\"")], "out-of-range", "\"160%\""),
    error(&[("met_share = \"70%\"", "met_share = 0")], "out-of-range", "met_share = ⟦0⟧"),
    error(&[("at_least = \"60%\"\n", "at_least = \"101%\"\n")], "out-of-range", "\"101%\""),
    error(&[("points = 5\nunit = \"分钟\"", "points = -5\nunit = \"分钟\"")], "out-of-range", "-5"),
    error(&[("kind = \"per-case\"\npoints = 4", "kind = \"per-case\"\npoints = 4000000000")], "out-of-range", "4000000000"),
    error(&[("max = 5000", "max = 5")], "out-of-range", "max = ⟦5⟧\n").beside("min = ⟦10⟧"),
    error(&[("{ at_least = \"90%\", points = 8 }", "{ at_least = \"190%\", points = 8 }")], "out-of-range", "\"190%\""),
    error(&[("full_at = \"110%\"", "full_at = \"160%\"")], "out-of-range", "\"160%\""),
    error(&[("more_than = 3", "at_least = 0")], "out-of-range", "at_least = ⟦0⟧"),
    error(&[("met_at = 3\ndue", "met_at = -3\ndue")], "out-of-range", "-3"),
    // Ids, names, references.
    error(&[("id = \"corpus\"", "id = \"Corpus 1\"")], "bad-id", "\"Corpus 1\""),
    error(&[("id = \"V2\"", "id = \"2V\"")], "bad-id", "\"2V\""),
    error(&[("id = \"doctors\"", "id = \"doc-tors\"")], "bad-id", "\"doc-tors\""),
    error(&[("id = \"Q2\"", "id = \"q1\"")], "duplicate-id", "\"q1\"").beside("\"Q1\""),
    error(&[("id = \"V2\"", "id = \"district\"")], "duplicate-id", "\"district\""),
    error(&[("id = \"B1\"", "id = \"BEDS\"")], "duplicate-id", "\"BEDS\"").beside("id = ⟦\"beds\"⟧"),
    error(&[("name = \"签约型机构\"", "name = \"社康中心\"")], "duplicate-id", "name = ⟦\"社康中心\"⟧").beside("alias = [⟦\"社康中心\"⟧]"),
    error(&[("name = \"读不出的比率\"", "name = \"医师三人\"")], "duplicate-id", "name = ⟦\"医师三人\"⟧\nphase = 2023")
        .beside("name = ⟦\"医师三人\"⟧\nphase = 2025"),
    error(&[("alias = [\"优秀\"] }", "alias = [\"良\"] }")], "duplicate-id", "level = ⟦\"良\"⟧").beside("alias = [⟦\"良\"⟧]"),
    error(
        &[(
            "{ code = \"missing-evidence\", reason = \"本市要求逐项列出佐证材料\" }",
            "{ code = \"missing-evidence\", reason = \"甲\" }, { code = \"missing-evidence\", reason = \"乙\" }",
        )],
        "duplicate-id",
        "⟦\"missing-evidence\"⟧, reason = \"乙\"",
    )
    .beside("⟦\"missing-evidence\"⟧, reason = \"甲\""),
    error(&[("name = \"机构签约率\"", "name = \"S4\"")], "name-collision", "id = ⟦\"S4\"⟧").beside("name = ⟦\"S4\"⟧"),
    error(&[("name = \"创新案例数\"", "name = \"推荐单位\"")], "name-collision", "\"推荐单位\""),
    error(&[("name = [\"机构全称\"]", "name = [\"查实投诉件数\"]")], "name-collision", "name = ⟦\"查实投诉件数\"⟧\nkind")
        .beside("[⟦\"查实投诉件数\"⟧]"),
    warning(&[("alias = [\"护理床位\"]", "alias = [\"康复型 床位数\"]")], "name-collision", "\"康复型床位数\"").beside("\"康复型 床位数\""),
    error(&[("for = \"S3\"", "for = \"S33\"")], "unknown-reference", "\"S33\""),
    error(&[("at_most = \"homes\"", "at_most = \"house\"")], "unknown-reference", "\"house\""),
    error(&[("at_most = \"homes\"", "at_most = \"signed_homes\"")], "unknown-reference", "at_most = ⟦\"signed_homes\"⟧"),
    error(&[("dimension = \"M\"\nname = \"创新案例数\"", "dimension = \"管理\"\nname = \"创新案例数\"")], "unknown-reference", "\"管理\""),
    error(&[("value = \"occupancy\"", "value = \"ocupancy\"")], "unknown-reference", "value = \"⟦ocupancy⟧\""),
    error(&[("value = \"signed_homes / homes\"", "value = \"signed_homes / home\"")], "unknown-reference", "\"signed_homes / ⟦home⟧\""),
    error(&[("applies_to = { type = [\"con\"] }", "applies_to = { type = [\"con\", \"thc\"] }")], "unknown-reference", "\"thc\""),
    error(&[("points = 2, type = [\"chc\"]", "points = 2, type = [\"chc\", \"hosp\"]")], "unknown-reference", "\"hosp\""),
    error(&[("met_at = \"良\"", "met_at = \"中\"")], "unknown-reference", "\"中\""),
    error(&[("from = \"满分\"", "from = \"满 分\"")], "unknown-reference", "\"满 分\""),
    error(&[("set = { S3 = 3 }", "set = { S3 = 3, S33 = 3 }")], "unknown-reference", "⟦S33⟧ = 3"),
    error(&[("M5 = \"not-due\"", "M55 = \"not-due\"")], "unknown-reference", "M55"),
    error(&[("gates_failed = [\"V1\"]", "gates_failed = [\"V1\", \"V3\"]")], "unknown-reference", "\"V3\""),
    error(&[("code = \"missing-evidence\"", "code = \"mising-evidence\"")], "unknown-reference", "\"mising-evidence\""),
    // What an indicator has to say.
    error(
        &[("dimension = \"S\"\nname = \"健康档案质量\"", "name = \"健康档案质量\"")],
        "missing-dimension",
        "⟦[[indicator]]⟧\nid = \"S5\"",
    ),
    error(
        &[("[[input]]\nid = \"homes\"", "[[dimension]]\nid = \"X\"\nname = \"创新\"\n\n[[input]]\nid = \"homes\"")],
        "empty-dimension",
        "⟦[[dimension]]⟧\nid = \"X\"",
    ),
    error(&[("clause = \"四\"\n", "")], "missing-clause", "⟦[[indicator]]⟧\nid = \"B1\""),
    error(&[("evidence = [\"诊疗科目\"]\n", "")], "missing-evidence", "⟦[[indicator]]⟧\nid = \"M1\""), // denied under [check]
    warning(
        &[
            ("evidence = [\"档案抽查记录\"]\n", ""),
            ("\ndeny = [{ code = \"missing-evidence\", reason = \"本市要求逐项列出佐证材料\" }]", ""),
        ],
        "missing-evidence",
        "⟦[[indicator]]⟧\nid = \"S5\"",
    ),
    error(&[("expect = \"no\"", "expect = \"no\"\neach = 1")], "key-of-other-kind", "expect = \"no\"\n⟦each⟧"),
    error(&[("removal = \"发生重大责任事故的\"", "points = 3")], "key-of-other-kind", "⟦points⟧ = 3\nclause = \"五\""),
    error(&[("removal = \"发生重大责任事故的\"", "bonus = true")], "key-of-other-kind", "⟦bonus⟧ = true\nclause = \"五\""),
    error(
        &[("removal = \"发生重大责任事故的\"", "whole = true")],
        "key-of-other-kind",
        "whole = ⟦true⟧\nclause = \"五\"\nevidence = [\"主管",
    ),
    error(&[("not_applicable = true", "value = \"doctors\"")], "key-of-other-kind", "⟦\"doctors\"⟧\nevidence"),
    error(&[("more_than = 3", "more_than = 3\nchecked_against = \"register\"")], "key-of-other-kind", "\"register\""),
    // Limits.
    error(&[("short = \"pro-rata\"", "less_than = \"90%\"")], "limit-form", "less_than").beside("⟦at_least⟧ = { 2023"),
    error(&[("at_least = { 2023 = \"60%\", 2025 = \"80%\" }\n", "")], "limit-form", "⟦[[indicator]]⟧\nid = \"S1\""),
    error(&[("at_least = { 2023 = \"60%\", 2025 = \"80%\" }", "at_least = { }")], "limit-form", "⟦at_least⟧ = { }"),
    error(
        &[("{ at_least = 3, points = 2, type = [\"chc\"] }", "{ at_least = { 2023 = 3 }, points = 2, type = [\"chc\"] }")],
        "limit-form",
        "{ ⟦2023⟧ = 3 }",
    ),
    error(&[("{ 2023 = \"60%\", 2025 = \"80%\" }", "{ 2023 = 0, 2025 = \"80%\" }")], "limit-form", "\"pro-rata\"").beside("2023 = ⟦0⟧"),
    error(
        &[("unit = \"%\"\nvalue = \"signed_homes / homes\"", "unit = \"％\"\nvalue = \"signed_homes / homes\"")],
        "percent-mismatch",
        "⟦\"％\"⟧\nvalue",
    ),
    error(&[("unit = \"%\"\nat_most", "unit = \"百分比\"\nat_most")], "percent-mismatch", "\"百分比\""),
    error(&[("unit = \"%\"\nmax = \"150%\"", "unit = \"percent\"\nmax = \"150%\"")], "percent-mismatch", "\"percent\""),
    error(&[("at_least = 2\n", "at_least = \"2%\"\n")], "percent-mismatch", "\"2%\""),
    error(&[("points = 30\nat_least", "points = \"30%\"\nat_least")], "percent-mismatch", "\"30%\""),
    error(&[("kind = \"judged\"", "kind = \"judged\"\nunit = \"%\"")], "percent-mismatch", "⟦\"%\"⟧\npoints = 5\nmet_at = 3.5"),
    error(&[("zero_at = 30\nfull_at = 10", "over_100 = true\nzero_at = 30\nfull_at = 10")], "percent-mismatch", "⟦true⟧\nzero_at = 30"),
    error(
        &[("name = \"床位使用率填报值\"\nunit = \"%\"\nmax = \"150%\"", "name = \"床位使用率填报值\"\nunit = \"张\"\nmax = 150")],
        "percent-mismatch",
        "⟦\"occupancy\"⟧\nzero_at",
    ),
    error(
        &[("name = \"加床数\"", "name = \"加床数\"\nunit = \"%\"")],
        "percent-mismatch",
        "\"(care_beds + rehab_beds) / (beds + extra_beds)\"",
    ),
    warning(
        &[("allow = [{ code = \"doubtful-percent\", reason = \"压疮发生率的上限确是千分之五\" }]\n", "")],
        "doubtful-percent",
        "at_most = ⟦0.5⟧",
    ),
    error(&[("{ at_least = \"55%\", points = 2 }", "{ less_than = \"55%\", points = 2 }")], "tier-direction", "\"55%\"")
        .beside("{ at_least = ⟦\"90%\"⟧"),
    error(&[("{ at_least = \"55%\", points = 2 }", "{ at_least = \"85%\", points = 2 }")], "tier-order", "\"85%\"")
        .beside("{ at_least = ⟦\"75%\"⟧"),
    error(
        &[("{ at_least = 3, points = 2, type = [\"chc\"] }", "{ at_least = 5, points = 2, type = [\"chc\"] }")],
        "tier-order",
        "{ at_least = ⟦5⟧, points = 2",
    )
    .beside("{ at_least = ⟦5⟧, points = 4"),
    error(
        &[("{ at_least = 3, points = 2, type = [\"chc\"] }", "{ more_than = 4, points = 2, type = [\"chc\"] }")],
        "tier-order",
        "{ more_than = ⟦4⟧, points = 2",
    )
    .beside("{ at_least = ⟦5⟧, points = 4"),
    error(
        &[("applies_to = { type = [\"chc\"] }", "applies_to = { type = [\"chc\"] }\nnot_applicable = { type = [\"con\"] }")],
        "unknown-reference",
        "[⟦\"con\"⟧] }\nclause = \"三(一)\"",
    ),
    error(
        &[(
            "kind = \"yes-no\"\npoints = 5\napplies_to = { type = [\"chc\"] }",
            "kind = \"tiers\"\ntiers = [{ at_least = 2, points = 5 }, { at_least = 1, points = 2, type = [\"con\"] }]\npoints = 5\napplies_to = { type = [\"chc\"] }",
        )],
        "unknown-reference",
        "{ at_least = 1, points = 2, type = [⟦\"con\"⟧] }",
    ),
    error(&[("{ at_least = \"90%\", points = 8 }", "{ at_least = \"90%\", points = 7 }")], "tier-points", "points = ⟦7⟧")
        .beside("kind = \"tiers\"\npoints = ⟦8⟧"),
    error(&[("{ at_least = \"55%\", points = 2 }", "{ at_least = \"55%\", points = 6 }")], "tier-points", "\"55%\", points = ⟦6⟧")
        .beside("\"75%\", points = ⟦5⟧"),
    error(
        &[("{ at_least = 1, points = 4, type = [\"con\"] }", "{ at_least = 1, points = 1, type = [\"chc\"] }")],
        "tier-points",
        "⟦[[indicator]]⟧\nid = \"S3\"",
    ),
    error(&[("{ level = \"优\", points = 3, alias", "{ level = \"优\", points = 2.5, alias")], "tier-points", "points = ⟦2.5⟧")
        .beside("kind = \"levels\"\npoints = ⟦3⟧"),
    error(&[("{ level = \"良\", points = 2 }", "{ level = \"良\", points = 3 }")], "tier-points", "{ level = \"良\", points = ⟦3⟧ }")
        .beside("{ level = \"优\", points = ⟦3⟧"),
    error(&[("{ level = \"良\", points = 2 }", "{ level = \"良\" }")], "tier-points", "{ level = \"良\" }"),
    error(
        &[("kind = \"per-case\"\npoints = 2\neach = 1", "kind = \"per-case\"\npoints = 0\neach = 1")],
        "zero-points",
        "points = ⟦0⟧\neach",
    ),
    error(&[("each = -1.5", "each = 0")], "zero-points", "each = ⟦0⟧\n"),
    error(&[("zero_at = \"50%\"", "zero_at = \"110%\"")], "flat-line", "full_at = ⟦\"110%\"⟧").beside("zero_at = ⟦\"110%\"⟧"),
    error(
        &[("value = \"city_awards + province_awards\"", "value = \"city_awards - province_awards\"")],
        "value-form",
        "\"city_awards - province_awards\"",
    ),
    error(&[("(beds + extra_beds)", "beds + extra_beds")], "value-form", "\"(care_beds + rehab_beds) / beds + extra_beds\""),
    // What counts as met.
    error(&[("met_at = \"75%\"", "met_at = \"95%\"")], "met-at", "\"95%\"").beside("{ at_least = ⟦\"90%\"⟧"),
    error(&[("met_at = \"75%\"", "met_at = \"50%\"")], "met-at", "met_at = ⟦\"50%\"⟧").beside("{ at_least = ⟦\"55%\"⟧"),
    error(&[("met_at = 15", "met_at = 8")], "met-at", "met_at = ⟦8⟧").beside("full_at = ⟦10⟧"),
    error(&[("met_at = 15", "met_at = 30")], "met-at", "met_at = ⟦30⟧").beside("zero_at = ⟦30⟧"),
    error(&[("met_at = \"良\"", "met_at = \"合格\"")], "met-at", "met_at = ⟦\"合格\"⟧").beside("{ level = \"合格\", points = ⟦0⟧ }"),
    error(&[("met_at = 1\n", "met_at = 3\n")], "met-at", "met_at = ⟦3⟧\nclause = \"三(三)\"").beside("each = ⟦-1.5⟧"),
    error(&[("met_at = 3\ndue", "met_at = 0\ndue")], "met-at", "met_at = ⟦0⟧").beside("each = ⟦0.5⟧"),
    error(&[("met_at = 3\ndue", "met_at = 5\ndue")], "met-at", "met_at = ⟦5⟧").beside("points = ⟦2⟧\nvalue"),
    error(&[("met_at = 3.5", "met_at = 0")], "met-at", "met_at = ⟦0⟧"),
    error(&[("met_at = 3.5", "met_at = 5.5")], "met-at", "met_at = ⟦5.5⟧").beside("points = ⟦5⟧\nmet_at = 5.5"),
    // What answers can come to.
    warning(
        &[("at_least = { 2023 = \"60%\", 2025 = \"80%\" }\nshort = \"pro-rata\"", "at_least = { 2023 = 0, 2025 = \"80%\" }")],
        "cannot-be-missed",
        "2023 = ⟦0⟧",
    ),
    warning(
        &[("{ at_least = 1, points = 4, type = [\"con\"] }", "{ at_least = 0, points = 4, type = [\"con\"] }")],
        "cannot-be-missed",
        "{ at_least = ⟦0⟧",
    ),
    warning(&[("at_least = 2\n", "at_least = 0\n")], "cannot-be-missed", "at_least = ⟦0⟧"),
    warning(&[("more_than = 3", "less_than = 0")], "cannot-be-missed", "less_than = ⟦0⟧"),
    warning(
        &[("points_share = \"60%\"\npoints = 30", "points_share = \"60%\"\npoints = 0")],
        "cannot-be-missed",
        "points_share = \"60%\"\npoints = ⟦0⟧",
    ),
    note(&[("whole = true\nmin = 1\n", "whole = true\n")], "divisor-may-be-zero", "\"signed_homes / homes\""),
    note(&[("min = 10\n", "")], "divisor-may-be-zero", "\"(care_beds + rehab_beds) / (beds + extra_beds)\""),
    warning(
        &[
            (
                "[[indicator]]\nid = \"Q1\"",
                "[[dimension]]\nid = \"E\"\nname = \"创新\"\nclause = \"六\"\n\n[[indicator]]\nid = \"E1\"\ndimension = \"E\"\nname = \"远程会诊\"\nkind = \"yes-no\"\npoints = 10\nnot_applicable = true\nevidence = [\"记录\"]\n\n[[indicator]]\nid = \"Q1\"",
            ),
            ("points = 50", "points = 60"),
        ],
        "may-be-empty",
        "id = ⟦\"E\"⟧",
    ),
    warning(
        &[
            (
                "[[indicator]]\nid = \"Q1\"",
                "[[dimension]]\nid = \"E\"\nname = \"创新\"\nclause = \"六\"\n\n[[indicator]]\nid = \"E1\"\ndimension = \"E\"\nname = \"远程会诊\"\nkind = \"yes-no\"\npoints = 10\nnot_applicable = { type = [\"chc\"] }\nevidence = [\"记录\"]\n\n[[indicator]]\nid = \"Q1\"",
            ),
            ("points = 50", "points = 60"),
        ],
        "may-be-empty",
        "id = ⟦\"E\"⟧",
    ),
    warning(
        &[
            (
                "[[indicator]]\nid = \"Q1\"",
                "[[dimension]]\nid = \"E\"\nname = \"创新\"\nclause = \"六\"\n\n[[indicator]]\nid = \"E1\"\ndimension = \"E\"\nname = \"远程会诊\"\nkind = \"yes-no\"\npoints = 5\nuntil = 2023\nevidence = [\"记录\"]\n\n[[indicator]]\nid = \"E2\"\ndimension = \"E\"\nname = \"远程培训\"\nkind = \"yes-no\"\npoints = 5\nnot_applicable = true\nevidence = [\"记录\"]\n\n[[indicator]]\nid = \"Q1\"",
            ),
            ("points = 50", "points = 60"),
        ],
        "may-be-empty",
        "id = ⟦\"E\"⟧",
    ),
    // Sums.
    error(&[("points = 50", "points = 60")], "points-total", "points = ⟦60⟧\n"),
    error(&[("points = 30\nat_least", "points = 31\nat_least")], "points-total", "31"),
    error(
        &[("points = 5\napplies_to = { type = [\"con\"] }", "points = 6\napplies_to = { type = [\"con\"] }")],
        "points-total",
        "points = ⟦50⟧\n",
    ),
    warning(
        &[("points = 50\n", ""), ("points = 5\napplies_to = { type = [\"con\"] }", "points = 6\napplies_to = { type = [\"con\"] }")],
        "types-differ",
        "[standard]",
    ),
    note(&[("points = 50\n", ""), ("points = 4\nunit = \"起\"", "points = 4.5\nunit = \"起\"")], "unround-total", "[standard]"),
    warning(
        &[
            ("each = 1\nbonus", "each = 1\nmet_at = 1\nbonus"),
            ("name = \"创新案例数\"\nkind = \"per-case\"\npoints = 2", "name = \"创新案例数\"\nkind = \"per-case\"\npoints = 2.005"),
        ],
        "points-precision",
        "2.005",
    ),
    warning(&[("for = \"S3\"\n", "")], "unused-input", "\"doctors\""),
    // Phases.
    error(&[("short = \"pro-rata\"", "short = \"pro-rata\"\nuntil = 2023")], "phases", "60%\", ⟦2025⟧ = ")
        .beside("\"pro-rata\"\nuntil = ⟦2023⟧"),
    error(&[("short = \"pro-rata\"", "short = \"pro-rata\"\ndue = 2025")], "phases", "{ ⟦2023⟧ = \"60%\"")
        .beside("\"pro-rata\"\ndue = ⟦2025⟧"),
    error(&[("points_share = \"60%\"\npoints = 30", "points_share = \"60%\"\npoints = 49")], "pass-line", "49"),
    error(&[("phases = [2023, 2025]", "phases = [2025, 2023]")], "phases", "[2025, ⟦2023⟧]").beside("[⟦2025⟧, 2023]"),
    error(&[("{ 2023 = \"60%\", 2025 = \"80%\" }", "{ 2023 = \"60%\", 2024 = \"80%\" }")], "phases", "2024"),
    error(&[("due = 2025", "due = 2025\nuntil = 2023")], "phases", "until = ⟦2023⟧\nclause = \"三(五)\"").beside("due = ⟦2025⟧"),
    error(&[("until = 2023", "until = 2020")], "phases", "2020"),
    error(&[("[[case]]\nname = \"读不出的比率\"\nphase = 2023", "[[case]]\nname = \"读不出的比率\"\nphase = 2020")], "case-form", "2020"),
    error(
        &[("[[case]]\nname = \"读不出的比率\"\nphase = 2023", "[[case]]\nname = \"读不出的比率\"")],
        "case-form",
        "⟦[[case]]⟧\nname = \"读不出的比率\"",
    ),
    // Pass lines, wording, exceptions, versions.
    error(&[("points_share = \"60%\"\npoints = 30", "points_share = \"60%\"\npoints = 51")], "pass-line", "51"),
    error(&[("wording = \"illustrative\"", "wording = \"official\"")], "wording-basis", "\"reconstructed\"").beside("\"official\""),
    warning(&[("at_most = 0.5\n", "at_most = 1.5\n")], "check-exception", "\"doubtful-percent\""),
    warning(
        &[(
            "code = \"doubtful-percent\", reason = \"压疮发生率的上限确是千分之五\" }]",
            "code = \"doubtful-percent\", reason = \"压疮发生率的上限确是千分之五\" }, { code = \"syntax\", reason = \"甲\" }]",
        )],
        "check-exception",
        "\"syntax\"",
    ),
    warning(
        &[("code = \"missing-evidence\"", "code = \"doubtful-percent\"")],
        "check-exception",
        "⟦\"doubtful-percent\"⟧, reason = \"本市",
    )
    .beside("⟦\"doubtful-percent\"⟧, reason = \"压疮"),
    error(&[("needs = \">=0.1\"", "needs = \">=99\"")], "needs-newer", "\">=99\""),
    // Cases.
    error(&[("name = \"读不出的比率\"", "name = \"empty\"")], "case-form", "name = ⟦\"empty\"⟧"),
    error(&[("expect = { scored = false, M7 = \"invalid\" }", "expect = { }")], "case-form", "⟦[[case]]⟧\nname = \"读不出的比率\""),
    error(&[("set = { S3 = 3 }", "set = { S3 = 3, S5 = [\"良\"] }")], "case-form", "⟦S5⟧ = ["),
    error(&[("set = { type = \"con\", M7", "set = { M7")], "case-form", "⟦[[case]]⟧\nname = \"读不出的比率\""),
    error(&[("signed_homes = 6, homes = 10 }", "signed_homes = 6 }")], "case-form", "V1 = true, ⟦signed_homes⟧ = 6"),
    error(&[("S3 = \"2.00\"", "S3 = \"两分\"")], "case-form", "\"两分\""),
    error(&[("expect = { points = \"48.00\"", "expect = { points = true")], "case-form", "points = ⟦true⟧"),
    error(&[("met = 11", "met = 10.5")], "case-form", "10.5"),
    error(&[("passed = true", "passed = \"yes\"")], "case-form", "\"yes\""),
    error(&[("gates_failed = [] }", "gates_failed = \"V1\" }")], "case-form", "gates_failed = ⟦\"V1\"⟧"),
    error(&[("passed = true, gates_failed = []", "passed = true, gates_failed = [], V2 = 3")], "case-form", "V2 = ⟦3⟧"),
    error(&[("passed = true, gates_failed = []", "passed = true, gates_failed = [\"V2\"]")], "case-conflict", "[⟦\"V2\"⟧]")
        .beside("passed = ⟦true⟧"),
    error(&[("met = 11", "met = 12")], "case-conflict", "applicable = ⟦11⟧").beside("met = ⟦12⟧"),
    error(&[("scored = false, M7", "scored = false, points = 3, M7")], "case-conflict", "points = ⟦3⟧, M7").beside("scored = ⟦false⟧"),
    error(
        &[(
            "set = { S3 = 3 }\nexpect = { points = \"48.00\", met = 10, S3 = \"2.00\"",
            "set = { S4 = 10 }\nexpect = { points = \"48.00\", met = 11",
        )],
        "case-conflict",
        "points = ⟦\"48.00\"⟧, met = 11",
    )
    .beside("points = ⟦\"50.00\"⟧"),
    error(
        &[(
            "set = { S3 = 3 }\nexpect = { points = \"48.00\", met = 10, S3 = \"2.00\"",
            "set = { V1 = \"No\" }\nexpect = { points = \"48.00\", met = 11",
        )],
        "case-conflict",
        "points = ⟦\"48.00\"⟧, met = 11",
    )
    .beside("points = ⟦\"50.00\"⟧"),
    error(
        &[(
            "set = { S3 = 3 }\nexpect = { points = \"48.00\", met = 10, S3 = \"2.00\"",
            "set = { S4 = \"10.0\" }\nexpect = { points = \"48.00\", met = 11",
        )],
        "case-conflict",
        "points = ⟦\"48.00\"⟧, met = 11",
    )
    .beside("points = ⟦\"50.00\"⟧"),
    error(
        &[
            ("phase = 2025\nset = { type = \"chc\" }", "phase = 2025\nset = { type = \"chc\", S2 = \"90%\" }"),
            (
                "set = { S3 = 3 }\nexpect = { points = \"48.00\", met = 10, S3 = \"2.00\"",
                "set = { S2 = 90 }\nexpect = { points = \"48.00\", met = 11",
            ),
        ],
        "case-conflict",
        "points = ⟦\"48.00\"⟧, met = 11",
    )
    .beside("points = ⟦\"50.00\"⟧"),
];

/// What is wrong only in years between or after the phases.
#[test]
fn years_between_the_phases_are_judged_too() {
    let indicator = |id: &str, dates: &str| {
        format!(
            "[[indicator]]\nid = \"{id}\"\nname = \"{id}\"\nclause = \"x\"\nevidence = [\"x\"]\nkind = \"yes-no\"\npoints = 5\n{dates}\n"
        )
    };
    let standard = |one: &str, two: &str| {
        let head = "[standard]\nid = \"x\"\nname = \"x\"\ndocument = \"x\"\nedition = \"1\"\nwording = \"illustrative\"\n";
        let head = format!("{head}applicant = \"district\"\npoints = 10\nphases = [2017, 2020]\n\n");
        head + &indicator("A", one) + &indicator("B", two)
    };
    let found = |one: &str, two: &str| -> Vec<(&'static str, String)> {
        let text = standard(one, two);
        let place = |found: &Diagnostic| match &found.place {
            Place::Span(_, span) => (found.code.id(), text[span.start.saturating_sub(8)..span.end].to_owned()),
            _ => (found.code.id(), String::new()),
        };
        load(&text).findings.iter().map(place).collect()
    };
    assert_eq!(found("", ""), []);
    assert_eq!(found("until = 2017", ""), []);
    assert_eq!(found("until = 2017", "due = 2018"), []);
    assert_eq!(found("until = 2017", "due = 2020"), [("phases", "until = 2017".to_owned())]);
    // After the last phase nothing may be meant to be left.
    assert_eq!(found("until = 2018", "until = 2020"), []);
    assert_eq!(found("until = 2017", "not_applicable = true"), [("may-be-empty", "[standard]".to_owned())]);
    assert_eq!(found("", "not_applicable = true\ndue = 2018"), []);
}

/// Where the only occurrence of a passage begins.
fn only(text: &str, passage: &str) -> usize {
    let mut found = text.match_indices(passage).map(|(at, _)| at);
    let first = found.next().unwrap_or_else(|| panic!("{passage:?} does not stand there"));
    assert!(found.next().is_none(), "{passage:?} stands twice");
    first
}

/// A text with slips made, and its changes as (place in the good text, length there, new length).
fn made(slips: &[&Slip]) -> (String, Vec<Edit>) {
    let mut edits: Vec<(usize, &str, &str)> = Vec::new();
    edits.extend(slips.iter().flat_map(|slip| slip.edits).map(|(from, to)| (only(GOOD, from), *from, *to)));
    edits.sort_unstable();
    let mut text = GOOD.to_owned();
    for (at, from, to) in edits.iter().rev() {
        text.replace_range(*at..at + from.len(), to);
    }
    (text, edits.iter().map(|(at, from, to)| (*at, from.len(), to.len())).collect())
}

/// The bytes that a marked passage stands for.
fn span(text: &str, marked: &str) -> Range<usize> {
    let passage: String = marked.chars().filter(|c| !['⟦', '⟧'].contains(c)).collect();
    let start = only(text, &passage);
    let opened = marked.find('⟦').unwrap_or(0);
    let closed = marked.find('⟧').map_or(passage.len(), |at| at - '⟦'.len_utf8());
    start + opened..start + closed
}

fn at(place: &Place) -> Range<usize> {
    match place {
        Place::Span(_, span) => span.clone(),
        other => panic!("{other:?} is no place in a text"),
    }
}

/// What is compared of a finding.
type Found = (String, Severity, Range<usize>, Vec<Range<usize>>);

fn of(found: &Diagnostic) -> Found {
    (found.code.id().to_owned(), found.severity, at(&found.place), found.related.iter().map(|(place, _)| at(place)).collect())
}

fn expected(slip: &Slip, text: &str) -> Found {
    (slip.code.to_owned(), slip.severity, span(text, slip.at), slip.beside.iter().map(|beside| span(text, beside)).collect())
}

fn load(text: &str) -> Loaded {
    from_text("standard.toml", text)
}

#[test]
fn the_standard_without_a_slip_has_no_finding() {
    assert_eq!(load(GOOD).findings, []);
}

#[test]
fn every_slip_is_found_at_its_place_and_nothing_else() {
    assert!(SLIPS.len() >= 90);
    let mut wrong = Vec::new();
    for slip in SLIPS {
        let (text, _) = made(&[slip]);
        let all: Vec<Found> = load(&text).findings.iter().map(of).collect();
        let expected = expected(slip, &text);
        if all != [expected.clone()] {
            let shown = |(code, severity, at, beside): &Found| {
                let beside: Vec<&str> = beside.iter().map(|at| &text[at.clone()]).collect();
                format!("{code} {severity:?} at {:?} ({at:?}) beside {beside:?}", &text[at.clone()])
            };
            let all: Vec<String> = all.iter().map(shown).collect();
            wrong.push(format!("{:?}\n  expected {}\n  found    {}", slip.edits, shown(&expected), all.join("\n           ")));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), SLIPS.len(), wrong.join("\n"));
}

#[test]
fn every_code_of_a_standard_has_a_slip() {
    // Found in files as such, before anything is read in them, or only in schemes: the tests of the commands have them.
    const ELSEWHERE: [Code; 5] = [Code::Unreadable, Code::FileTooLarge, Code::Encoding, Code::WrongFormat, Code::Date];
    let mut sources = String::new();
    for folder in ["src/document", "src/standard", "src/standard/check"] {
        for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).expect("a folder").flatten() {
            if entry.path().is_file() {
                sources.push_str(&std::fs::read_to_string(entry.path()).expect("a text"));
            }
        }
    }
    let raised = |code: &Code| {
        let name = format!("Code::{code:?}");
        let mut ends = sources.match_indices(&name).map(|(at, _)| &sources[at + name.len()..]);
        ends.any(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
    };
    let raised: Vec<&Code> = Code::ALL.iter().filter(|code| raised(code) && !ELSEWHERE.contains(code)).collect();
    assert!(raised.len() >= 40, "only {}", raised.len());
    let without: Vec<&str> = raised.iter().map(|code| code.id()).filter(|id| SLIPS.iter().all(|slip| slip.code != *id)).collect();
    assert_eq!(without, Vec::<&str>::new());
}

/// An edit: where in the good text, how long there, how long instead.
type Edit = (usize, usize, usize);

/// Where a place of the text with one slip is in the text with several; none if another slip has changed just that.
fn moved(span: &Range<usize>, own: &[Edit], all: &[Edit]) -> Option<Range<usize>> {
    // Of a place in the good text.
    let shifted = |good: usize| {
        let within = |(at, old, _): &Edit| *at < good && good < at + old;
        let before = || all.iter().filter(|(at, old, _)| at + old <= good);
        let (gone, come) = before().fold((0, 0), |(gone, come), (_, old, new)| (gone + old, come + new));
        (!all.iter().any(within)).then_some(good + come - gone)
    };
    let place = |byte: usize| {
        let (mut gone, mut come) = (0, 0);
        for (at, old, new) in own {
            let start = at + come - gone;
            if byte <= start {
                break;
            }
            if byte <= start + new {
                return Some(shifted(*at)? + (byte - start));
            }
            (gone, come) = (gone + old, come + new);
        }
        shifted(byte + gone - come)
    };
    Some(place(span.start)?..place(span.end)?)
}

/// Findings that rightly go where another slip is made: the place that the other slip changes, what goes, and why.
const GOES: &[(&str, &[&str], &str)] = &[
    (
        "needs = \">=0.1\"",
        &["unknown-key", "unknown-value", "key-of-other-kind", "wrong-type"],
        "what a newer program may know is no mistake",
    ),
    ("[columns]", &["unknown-key", "name-collision"], "what stands under an unknown name is not judged"),
    ("alias = [\"社康中心\"]", &["duplicate-id"], "what stands under an unknown name is not judged"),
    // Ids that could not be read: what refers to none may refer to them.
    ("id = \"con\"\n", &["unknown-reference", "tier-points", "may-be-empty"], "the type without an id may be the one that is meant"),
    (
        "id = \"M\"\n",
        &["unknown-reference", "empty-dimension", "missing-clause", "may-be-empty"],
        "the dimension without an id may be the one that is meant",
    ),
    (
        "id = \"occupancy\"\n",
        &["unknown-reference", "out-of-range", "percent-mismatch", "unused-input"],
        "the input without an id may be the one that is meant",
    ),
    ("id = \"S4\"\n", &["unknown-reference", "case-conflict"], "the indicator without an id may be the one that is meant"),
    (
        "dimension = \"M\"\nname = \"创新案例数\"",
        &["empty-dimension", "missing-clause", "may-be-empty"],
        "an indicator of an unknown dimension may belong to any",
    ),
    ("at_most = \"homes\"", &["unused-input"], "the unknown input may be the one that seems unused"),
    ("value = \"occupancy\"", &["unused-input", "out-of-range"], "of what could not be read neither inputs nor bounds are known"),
    (
        "value = \"signed_homes / homes\"",
        &["unused-input", "cannot-be-missed", "case-form"],
        "of what could not be read neither inputs nor bounds are known",
    ),
    ("value = \"city_awards + province_awards\"", &["unused-input"], "of what could not be read neither inputs nor bounds are known"),
    (
        "(beds + extra_beds)",
        &["unused-input", "divisor-may-be-zero", "percent-mismatch"],
        "of what could not be read neither inputs nor bounds are known",
    ),
    ("points = 2, type = [\"chc\"]", &["tier-points"], "the unknown type may be the one that seems to have no tier"),
    ("id = \"V2\"", &["case-form", "case-conflict"], "the cases speak of V2, which is no more"),
    // Sums and all that is judged by them.
    ("id = \"con\"\n", SUMS, "for whom indicators count is not known"),
    ("id = \"M\"\n", &["points-total"], "what a dimension comes to is not known"),
    ("name = \"现场评分\"\nkind = \"judged\"\n", SUMS, "an indicator of no kind may be a gate item"),
    ("kind = \"judged\"", SUMS, "an indicator of no kind may be a gate item"),
    ("kind = \"yes-no\"\npoints = 5\n", SUMS, "a term is missing"),
    ("applies_to = { type = [\"chc\"] }", SUMS, "for whom a term counts is not known"),
    ("applies_to = { type = [\"con\"] }", &["points-total", "unround-total", "pass-line"], "for whom a term counts is not known"),
    ("bonus = true", SUMS, "whether a term counts is not known"),
    ("points = 5\nunit = \"分钟\"", SUMS, "a term could not be read"),
    ("kind = \"per-case\"\npoints = 4", &["points-total", "types-differ", "pass-line"], "a term could not be read"),
    ("kind = \"per-case\"\npoints = 2\neach = 1", &["pass-line"], "a term is nought"),
    ("dimension = \"M\"\nname = \"创新案例数\"", &["points-total"], "what a dimension comes to is not known"),
    ("dimension = \"S\"\nname = \"健康档案质量\"", &["points-total", "may-be-empty"], "what a dimension comes to is not known"),
    ("due = 2025", &["pass-line"], "when a term counts is not known"),
    ("[[indicator]]\nid = \"Q1\"", &["pass-line"], "ten points more: the line can be reached"),
    ("points = 5\napplies_to = { type = [\"con\"] }", &["unround-total"], "types that differ are said instead"),
    // Phases.
    ("phases = [2023, 2025]", &["phases", "case-form", "pass-line", "may-be-empty"], "which phases there are is not known"),
    // Within one rule.
    ("kind = \"judged\"", &["number", "met-at"], "the keys of an indicator of no kind are not judged"),
    ("name = \"现场评分\"\nkind = \"judged\"\n", &["number", "met-at"], "the keys of an indicator of no kind are not judged"),
    ("tiers = [\n  { at_least = \"90%\"", &["met-at"], "there is nothing that it could contradict"),
    ("{ at_least = \"55%\", points = 2 }", &["tier-points", "met-at"], "a tier could not be read, or looks the other way"),
    ("{ at_least = \"90%\", points = 8 }", &["met-at"], "the best tier has moved beyond it"),
    ("{ at_least = 3, points = 2, type = [\"chc\"] }", &["tier-points", "cannot-be-missed"], "a tier could not be read"),
    ("full_at = 10\n", &["met-at", "case-conflict"], "an end of the line is not known, and so no best answer"),
    ("zero_at = 30", &["met-at", "case-conflict"], "an end of the line is not known, and so no best answer"),
    ("met_at = 15", &["case-conflict"], "the best answer has moved, and the cases differ"),
    ("each = -1.5", &["met-at"], "what a case costs is not known"),
    ("kind = \"per-case\"\npoints = 4", &["met-at"], "the full points are not known"),
    ("{ level = \"良\", points = 2 }", &["unknown-reference"], "the level without a name may be the one that is meant"),
    ("{ level = \"合格\", points = 0 }", &["met-at"], "the level that it names has another name"),
    ("min = 10\n", &["out-of-range"], "without a least value the greatest is no longer below it"),
    ("name = \"床位使用率填报值\"", &["out-of-range"], "in another unit the limit can be reached"),
    ("not_applicable = true", &["unused-input"], "the input is used after all"),
    ("at_least = { 2023 = \"60%\", 2025 = \"80%\" }\n", &["limit-form"], "of two limits one is gone"),
    ("short = \"pro-rata\"", &["limit-form", "phases"], "which of two limits is meant is not known"),
    ("allow = [{ code = \"doubtful-percent\"", &["check-exception"], "there is no exception any more"),
    // Cases.
    ("[[case]]\nname = \"满分\"", &["case-conflict"], "the cells of a case are not known"),
    ("from = \"满分\"", &["case-conflict"], "the cells of a case are not known"),
];

const SUMS: &[&str] = &["points-total", "types-differ", "unround-total", "pass-line"];

fn may_go(slip: &Slip, other: &Slip) -> bool {
    let edits = |from: &str| other.edits.iter().any(|(edited, _)| edited.starts_with(from));
    GOES.iter().any(|(from, codes, _)| edits(from) && codes.contains(&slip.code))
}

/// Do two slips change the same text?
fn touch(one: &Slip, other: &Slip) -> bool {
    let places =
        |slip: &Slip| -> Vec<Range<usize>> { slip.edits.iter().map(|(from, _)| only(GOOD, from)..only(GOOD, from) + from.len()).collect() };
    let others = places(other);
    places(one).iter().any(|own| others.iter().any(|other| own.start < other.end && other.start < own.end))
}

/// Those of the findings of slips, made together, that are not there.
fn hidden<'s>(slips: &[&'s Slip]) -> (String, Vec<&'s Slip>) {
    let (text, all) = made(slips);
    let found: Vec<Found> = load(&text).findings.iter().map(of).collect();
    let is_hidden = |slip: &&Slip| {
        let (alone, own) = made(&[slip]);
        let (code, _, at, _) = expected(slip, &alone);
        let Some(at) = moved(&at, &own, &all) else { return false };
        !found.iter().any(|(other, _, place, _)| *other == code && *place == at)
    };
    let hidden = slips.iter().copied().filter(is_hidden).collect();
    (text, hidden)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_slip_hides_another(picked in prop::collection::vec(0..SLIPS.len(), 2..=40)) {
        let mut slips: Vec<&Slip> = Vec::new();
        for slip in picked.iter().map(|position| &SLIPS[*position]) {
            if !slips.iter().any(|other| touch(slip, other)) {
                slips.push(slip);
            }
        }
        let (text, hidden) = hidden(&slips);
        let wrongly: Vec<_> = hidden.into_iter().filter(|slip| !slips.iter().any(|other| may_go(slip, other))).collect();
        let edits = |slip: &&Slip| format!("{}: {:?}", slip.code, slip.edits);
        let all: Vec<String> = slips.iter().map(edits).collect();
        prop_assert!(wrongly.is_empty(), "hidden: {:?}\namong:\n{}\n{text}", wrongly.iter().map(edits).collect::<Vec<_>>(), all.join("\n"));
    }
}

#[test]
fn what_may_go_does() {
    let mut idle = Vec::new();
    for (from, codes, why) in GOES {
        let others: Vec<&Slip> = SLIPS.iter().filter(|slip| slip.edits.iter().any(|(edited, _)| edited.starts_with(from))).collect();
        for code in *codes {
            let own = || SLIPS.iter().filter(|slip| slip.code == *code);
            let goes = |slip: &Slip, other: &Slip| !touch(slip, other) && hidden(&[slip, other]).1.iter().any(|gone| gone.code == *code);
            if !others.iter().any(|other| own().any(|slip| goes(slip, other))) {
                idle.push(format!("{code} stays where {from:?} is changed ({why})"));
            }
        }
    }
    assert_eq!(idle, Vec::<String>::new());
}
proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Whatever is torn out of a standard or thrown into it, every place is a place of the text.
    #[test]
    fn torn_standards_have_places(from in 0..GOOD.len(), len in 0..200usize, with in "[\\[\\]{}\"'=,#\\\\\n a-z0-9，“”＝\u{202e}]{0,12}") {
        let boundary = |mut at: usize| {
            while !GOOD.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let (from, to) = (boundary(from), boundary((from + len).min(GOOD.len())));
        let mut text = GOOD.to_owned();
        text.replace_range(from..to.max(from), &with);
        for found in load(&text).findings {
            for place in std::iter::once(&found.place).chain(found.related.iter().map(|(place, _)| place)) {
                // A file that is no longer a standard, or has lost its head, is spoken of as a whole.
                if let Place::Span(_, span) = place {
                    prop_assert!(span.start <= span.end && text.get(span.clone()).is_some(), "{span:?} of {text}");
                }
            }
        }
    }
}
