//! What an indicator asks and how it counts, in words: from its rule, so that no form promises what scoring does not keep.

use crate::number::{Decimal, Points};
use crate::standard::{Gate, Indicator, Kind, Limit, Short, Standard};
use crate::text::{Language, Names, Part, Text, text};

/// Points without needless noughts: 4, 2.5.
pub(super) fn points(points: Points, decimals: u8) -> String {
    let shown = points.show(decimals);
    if shown.contains('.') { shown.trim_end_matches('0').trim_end_matches('.').to_owned() } else { shown }
}

/// The names of what a figure is computed from: 已签约养老机构数 ÷ 辖区养老机构数.
fn computed_from(standard: &Standard, indicator: &Indicator) -> Option<Part> {
    let value = indicator.value.as_ref()?;
    let sum = |inputs: &[usize], language: Language, brackets: bool| {
        let names: Vec<String> = inputs.iter().map(|input| standard.inputs[*input].name.part().say(language)).collect();
        let joined = names.join(" + ");
        match (brackets && names.len() > 1, language) {
            (false, _) => joined,
            (true, Language::Zh) => format!("（{joined}）"),
            (true, Language::En) => format!("({joined})"),
        }
    };
    let say = |language: Language| {
        if value.divisor.is_empty() {
            sum(&value.numerator, language, false)
        } else {
            format!("{} ÷ {}", sum(&value.numerator, language, true), sum(&value.divisor, language, true))
        }
    };
    Some(Part::from(Names { zh: say(Language::Zh), en: say(Language::En) }))
}

fn limit_words(indicator: &Indicator, limit: &Limit) -> String {
    let unit = indicator.unit.as_deref().filter(|unit| *unit != "%").unwrap_or_default();
    format!("{}{unit}", indicator.show_limit(limit))
}

/// How an indicator counts in a phase.
pub(in crate::report) fn rule(standard: &Standard, indicator: &Indicator, phase: Option<i32>) -> Vec<Text> {
    let decimals = standard.decimals;
    let full = points(indicator.points, decimals);
    let figure = |figure: Decimal| {
        let unit = indicator.unit.as_deref().filter(|unit| *unit != "%").unwrap_or_default();
        format!("{}{unit}", indicator.show_figure(figure.into(), &[]))
    };
    let answer = |yes: bool| if yes { text!(FormYes) } else { text!(FormNo) };
    let mut said: Vec<Text> = Vec::new();
    if let Some(from) = computed_from(standard, indicator) {
        said.push(text!(FormComputed, from = &from));
    }
    let mut met_at: Option<String> = None;
    match &indicator.kind {
        Kind::YesNo { expect } => said.push(text!(FormRuleYesNo, answer = answer(*expect), points = full)),
        Kind::Tiers { tiers, met_at: met } => {
            for tier in tiers {
                let (limit, points) = (limit_words(indicator, &tier.limit), points(tier.points, decimals));
                said.push(match &tier.types {
                    None => text!(FormRuleTier, limit = limit, points = points),
                    Some(types) => {
                        let types: Vec<Part> = types.iter().map(|t| standard.types[*t].name.part()).collect();
                        text!(FormRuleTierFor, limit = limit, points = points, types = types)
                    }
                });
            }
            met_at = met.as_ref().map(|limit| limit_words(indicator, limit));
        }
        Kind::Linear { zero_at, full_at, met_at: met } => {
            said.push(text!(FormRuleLinear, zero = figure(*zero_at), full = figure(*full_at), points = full));
            met_at = met.as_ref().map(|limit| limit_words(indicator, limit));
        }
        Kind::Target { limit, short } => {
            if let Some(limit) = limit.in_phase(phase) {
                let limit = limit_words(indicator, &limit);
                said.push(match short {
                    Short::Zero => text!(FormRuleTarget, limit = limit, points = full),
                    Short::ProRata => text!(FormRuleProRata, limit = limit, points = full),
                });
            }
        }
        Kind::Levels { levels, met_at: met } => {
            for level in levels {
                let (name, points) = (&level.name, points(level.points, decimals));
                said.push(match &level.text {
                    Some(text) => text!(FormRuleLevelText, level = name, points = points, text = text),
                    None => text!(FormRuleLevel, level = name, points = points),
                });
            }
            met_at = met.map(|at| levels[at].name.clone());
        }
        Kind::PerCase { each, met_at: met } => {
            let size = figure_without_sign(*each);
            said.push(if each.is_negative() {
                text!(FormRuleDeduct, each = size, points = full)
            } else {
                text!(FormRuleAdd, each = size, points = full)
            });
            met_at = met.map(|cases| if each.is_negative() { format!("≤{cases}") } else { format!("≥{cases}") });
        }
        Kind::Judged { met_at: met } => {
            said.push(text!(FormRuleJudged, points = full));
            met_at = met.map(|points| format!("≥{points}"));
        }
        Kind::Required(Gate::YesNo) => said.push(text!(FormRuleMust, answer = answer(true))),
        Kind::Veto(Gate::YesNo) => said.push(text!(FormRuleMust, answer = answer(false))),
        Kind::Required(Gate::Figure(limit)) => {
            said.extend(limit.in_phase(phase).map(|limit| text!(FormRuleMust, answer = limit_words(indicator, &limit))));
        }
        Kind::Veto(Gate::Figure(limit)) => {
            said.extend(limit.in_phase(phase).map(|limit| text!(FormRuleMust, answer = limit_words(indicator, &limit.opposite()))));
        }
    }
    said.extend(met_at.map(|limit| text!(FormMetAt, limit = limit)));
    if let Some(types) = &indicator.applies_to {
        let types: Vec<Part> = types.iter().map(|t| standard.types[*t].name.part()).collect();
        said.push(text!(FormOnlyFor, types = types));
    }
    if indicator.bonus {
        said.push(text!(FormBonus));
    }
    said
}

fn figure_without_sign(figure: Decimal) -> String {
    figure.to_string().trim_start_matches('-').to_owned()
}
