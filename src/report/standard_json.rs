//! The standard in the head of a result: which one it was, and what a reader needs to understand the lines below it without having
//! the standard at hand – names, points, and what it takes to pass. Limits and clauses stand with each answer.

use serde::Serialize;
use serde_json::value::RawValue;

use crate::number::Decimal;
use crate::standard::{Indicator, Name, Standard, shown_figure};

use super::score_json::some;
use super::{json_points, json_raw};

/// The standard that a result follows.
#[derive(Serialize)]
pub(super) struct StandardHead<'a> {
    id: &'a str,
    name: &'a str,
    name_en: Option<&'a str>,
    document: &'a str,
    edition: &'a str,
    wording: &'a str,
    sha256: &'a str,
    phase: Option<i32>,
    decimals: u8,
    pass: Pass,
    types: Vec<Named<'a>>,
    dimensions: Vec<DimensionHead<'a>>,
    indicators: Vec<IndicatorHead<'a>>,
}

#[derive(Serialize)]
struct Pass {
    met_share: Option<String>,
    points_share: Option<String>,
    points: Option<Box<RawValue>>,
}

#[derive(Serialize)]
struct Named<'a> {
    id: &'a str,
    name: &'a str,
    name_en: Option<&'a str>,
}

#[derive(Serialize)]
struct DimensionHead<'a> {
    #[serde(flatten)]
    named: Named<'a>,
    at_least: Option<String>,
}

#[derive(Serialize)]
struct IndicatorHead<'a> {
    #[serde(flatten)]
    named: Named<'a>,
    dimension: Option<&'a str>,
    kind: &'static str,
    points: Option<Box<RawValue>>,
    bonus: bool,
    due: bool,
}

impl<'a> Named<'a> {
    fn of(id: &'a str, name: &'a Name) -> Self {
        Self { id, name: &name.zh, name_en: some(&name.en) }
    }
}

fn percent(share: Decimal) -> String {
    shown_figure(share.into(), true, &[])
}

impl<'a> StandardHead<'a> {
    /// The head of a standard that was applied in a phase.
    pub fn of(standard: &'a Standard, phase: Option<i32>) -> Self {
        let indicator = |indicator: &'a Indicator| IndicatorHead {
            named: Named::of(&indicator.id, &indicator.name),
            dimension: indicator.dimension.map(|d| standard.dimensions[d].id.as_str()),
            kind: indicator.kind.id(),
            points: (!indicator.is_gate()).then(|| json_points(indicator.points, standard.decimals)),
            bonus: indicator.bonus,
            due: indicator.is_due(phase),
        };
        Self {
            id: &standard.id,
            name: &standard.name.zh,
            name_en: some(&standard.name.en),
            document: &standard.document,
            edition: &standard.edition,
            wording: standard.wording.id(),
            sha256: &standard.sha256,
            phase,
            decimals: standard.decimals,
            pass: Pass {
                met_share: standard.pass.met_share.map(percent),
                points_share: standard.pass.points_share.map(percent),
                points: standard.pass.points.map(|points| json_raw(points.to_string())),
            },
            types: standard.types.iter().map(|kind| Named::of(&kind.id, &kind.name)).collect(),
            dimensions: standard
                .dimensions
                .iter()
                .map(|d| DimensionHead { named: Named::of(&d.id, &d.name), at_least: d.at_least.map(percent) })
                .collect(),
            indicators: standard.indicators.iter().map(indicator).collect(),
        }
    }
}
