//! What stands on a form, line by line: gate items first, then the indicators by dimension, each with the figures it is computed from.

use crate::standard::{Gate, Indicator, Kind, Profile, Standard};

/// A line of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// The heading of the gate items.
    Gates,
    /// The heading of indicators without a dimension.
    Indicators,
    /// The heading of a dimension.
    Dimension(usize),
    /// The heading of figures that no indicator on the form is computed from.
    OtherFigures,
    /// An indicator or gate item.
    Indicator(usize),
    /// A raw figure.
    Input(usize),
}

/// The lines of a standard's form. A figure that several indicators are computed from stands with the first of them.
pub(super) fn lines(standard: &Standard) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut placed = vec![false; standard.inputs.len()];
    let mut block = |heading: Line, belongs: &dyn Fn(&Indicator) -> bool| {
        let members: Vec<usize> = (0..standard.indicators.len()).filter(|i| belongs(&standard.indicators[*i])).collect();
        if members.is_empty() {
            return;
        }
        lines.push(heading);
        for i in members {
            lines.push(Line::Indicator(i));
            let used = standard.indicators[i].value.iter().flat_map(|value| value.inputs());
            let shown = (0..standard.inputs.len()).filter(|input| standard.inputs[*input].shown_with == Some(i));
            for input in used.chain(shown) {
                if !std::mem::replace(&mut placed[input], true) {
                    lines.push(Line::Input(input));
                }
            }
        }
    };
    block(Line::Gates, &|indicator| indicator.is_gate());
    for d in 0..standard.dimensions.len() {
        block(Line::Dimension(d), &|indicator| !indicator.is_gate() && indicator.dimension == Some(d));
    }
    block(Line::Indicators, &|indicator| !indicator.is_gate() && indicator.dimension.is_none());
    let others: Vec<usize> = (0..placed.len()).filter(|input| !placed[*input]).collect();
    if !others.is_empty() {
        lines.push(Line::OtherFigures);
        lines.extend(others.into_iter().map(Line::Input));
    }
    lines
}

/// Does the answer to an indicator stand in a cell of its own, rather than in figures?
pub(super) fn has_own_cell(indicator: &Indicator) -> bool {
    let words = matches!(indicator.kind, Kind::YesNo { .. } | Kind::Levels { .. } | Kind::Required(Gate::YesNo) | Kind::Veto(Gate::YesNo));
    words || indicator.value.is_none()
}

/// The profile columns of a form, each with the header it is known by: the standard's own, or the usual one.
pub(super) fn profile(standard: &Standard, chinese: bool) -> Vec<(Profile, String)> {
    let usual = [
        (Profile::Id, "编号"),
        (Profile::Name, "名称"),
        (Profile::District, "所属区县"),
        (Profile::Type, "机构类型"),
        (Profile::Nominator, "推荐单位"),
        (Profile::Period, "数据期间"),
    ];
    let asked = |profile: &Profile| match profile {
        Profile::Type => !standard.types.is_empty(),
        Profile::District | Profile::Nominator => standard.applicant != crate::standard::Applicant::District,
        _ => true,
    };
    usual
        .into_iter()
        .filter(|(profile, _)| asked(profile))
        .map(|(profile, zh)| {
            let own = standard.columns.iter().find(|(of, _)| *of == profile).map(|(_, name)| name.clone());
            let usual = if chinese { zh } else { profile.key() };
            (profile, own.unwrap_or_else(|| usual.to_owned()))
        })
        .collect()
}
