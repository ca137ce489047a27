//! What changed between two standards, in the terms of a committee: an indicator came or went, a limit moved, points shifted.
//! A part is the same if it keeps its id and its name; else if it keeps its name, for where something is inserted all that follows is
//! renumbered; else if it keeps its id. Every part is a list of facets, and what differs between two lists is what changed.

use crate::text::{Part, Text, text};

use super::{Gate, Indicator, Kind, Name, NotApplicable, PhasedLimit, Quotient, Short, Standard, shown_exactly};

/// The part of a standard that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// The head of the standard.
    Standard,
    /// The pass lines.
    Pass,
    /// A type of applicant, by id.
    Type(String),
    /// A dimension, by id.
    Dimension(String),
    /// An input, by id.
    Input(String),
    /// An indicator or gate item, by id.
    Indicator(String),
}

impl About {
    /// The word of machine-readable results.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Pass => "pass",
            Self::Type(_) => "type",
            Self::Dimension(_) => "dimension",
            Self::Input(_) => "input",
            Self::Indicator(_) => "indicator",
        }
    }

    /// The id of the part, where it has one.
    #[must_use]
    pub fn part(&self) -> Option<&str> {
        match self {
            Self::Standard | Self::Pass => None,
            Self::Type(id) | Self::Dimension(id) | Self::Input(id) | Self::Indicator(id) => Some(id),
        }
    }
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Of what; of a part that went, by its old id.
    pub about: About,
    /// The name of the part, as it is now or last was.
    pub name: Name,
    /// What happened.
    pub what: What,
    /// Can it change a result? Wording cannot.
    pub decides: bool,
}

/// What happened to a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// It is new; with what it is worth.
    Added(Text),
    /// It is gone; with what it was worth.
    Removed(Text),
    /// It has another id; this was the old one.
    Renumbered(String),
    /// Parts of this kind stand in another order.
    Reordered,
    /// One of its settings differs.
    Moved {
        /// The setting, as the format calls it: `points`, `tiers[1]`.
        key: String,
        /// The same in words.
        label: Text,
        /// What it was; empty where it was not there.
        from: String,
        /// What it is; empty where it is not there any more.
        to: String,
    },
}

/// One setting of a part.
struct Facet {
    key: String,
    label: Text,
    value: String,
    decides: bool,
}

/// Everything that changed, in the order of the new standard; what went comes last.
#[must_use]
pub fn diff(old: &Standard, new: &Standard) -> Vec<Change> {
    let mut changes = Vec::new();
    let whole = |standard: &Standard| standard.name.clone();
    moved(&mut changes, &About::Standard, &whole(new), head(old), head(new));
    moved(&mut changes, &About::Pass, &whole(new), pass(old), pass(new));
    compare(&mut changes, About::Type, types(old), types(new));
    compare(&mut changes, About::Dimension, dimensions(old), dimensions(new));
    compare(&mut changes, About::Input, inputs(old), inputs(new));
    compare(&mut changes, About::Indicator, indicators(old), indicators(new));
    changes
}

/// A part with its settings.
struct Described {
    id: String,
    name: Name,
    /// What it is worth, for saying that it came or went.
    worth: Text,
    facets: Vec<Facet>,
}

/// Which part of the old list each part of the new one was, by id and name.
fn same_parts(old: &[(&str, &str)], new: &[(&str, &str)]) -> Vec<Option<usize>> {
    type Fits<'f> = &'f dyn Fn(&(&str, &str), &(&str, &str)) -> bool;
    let mut same: Vec<Option<usize>> = vec![None; new.len()];
    let once = |list: &[(&str, &str)], name: &str| list.iter().filter(|(_, n)| *n == name).count() == 1;
    let rules: [Fits<'_>; 3] = [&|o, n| o == n, &|o, n| o.1 == n.1 && once(old, o.1) && once(new, n.1), &|o, n| o.0 == n.0];
    for fits in rules {
        for at in 0..new.len() {
            if same[at].is_none() {
                same[at] = (0..old.len()).find(|was| !same.contains(&Some(*was)) && fits(&old[*was], &new[at]));
            }
        }
    }
    same
}

/// Which indicator of the old standard each indicator of the new one was.
#[must_use]
pub fn same_indicators(old: &Standard, new: &Standard) -> Vec<Option<usize>> {
    fn parts(standard: &Standard) -> Vec<(&str, &str)> {
        standard.indicators.iter().map(|i| (i.id.as_str(), i.name.zh.as_str())).collect()
    }
    same_parts(&parts(old), &parts(new))
}

/// An indicator of the old standard and the one that it is in the new one, by position.
pub type Pair = (Option<usize>, Option<usize>);

/// The indicators that may come out differently for one and the same row: those of the new standard, each with what it was, then those
/// that went. An indicator that is in nothing different is left out where every column is sure to be read alike.
#[must_use]
pub fn paired_indicators(old: &Standard, new: &Standard) -> Vec<Pair> {
    let same = same_indicators(old, new);
    let gone = (0..old.indicators.len()).filter(|was| !same.contains(&Some(*was)));
    let all = same.iter().enumerate().map(|(now, was)| (*was, Some(now))).chain(gone.map(|was| (Some(was), None)));
    let in_place = old.indicators.len() == new.indicators.len() && same.iter().enumerate().all(|(now, was)| *was == Some(now));
    let quotients = |standard: &Standard| standard.indicators.iter().map(|i| i.value.clone()).collect::<Vec<_>>();
    let read_alike = in_place
        && old.headers() == new.headers()
        && quotients(old) == quotients(new)
        && (&old.inputs, &old.types, &old.phases, old.decimals) == (&new.inputs, &new.types, &new.phases, new.decimals);
    if !read_alike {
        return all.collect();
    }
    all.filter(|(was, now)| was.map(|was| &old.indicators[was]) != now.map(|now| &new.indicators[now])).collect()
}

/// The new standard for tables that were made for the old one: what has been renumbered is also known by its old id, where nothing
/// else bears it now. The second list names old ids that something else bears.
#[must_use]
pub fn with_old_ids(old: &Standard, new: &Standard) -> (Standard, Vec<String>) {
    let mut known = new.clone();
    let mut taken = Vec::new();
    for (now, was) in same_indicators(old, new).into_iter().enumerate() {
        let Some(id) = was.map(|was| old.indicators[was].id.clone()).filter(|id| *id != new.indicators[now].id) else { continue };
        if new.indicator(&id).is_some() || new.input(&id).is_some() {
            taken.push(id);
        } else {
            known.indicators[now].alias.push(id);
        }
    }
    (known, taken)
}

fn compare(changes: &mut Vec<Change>, about: fn(String) -> About, old: Vec<Described>, new: Vec<Described>) {
    fn parts(list: &[Described]) -> Vec<(&str, &str)> {
        list.iter().map(|part| (part.id.as_str(), part.name.zh.as_str())).collect()
    }
    let same = same_parts(&parts(&old), &parts(&new));
    let mut old: Vec<Option<Described>> = old.into_iter().map(Some).collect();
    let kept: Vec<usize> = same.iter().flatten().copied().collect();
    if let (false, Some(first)) = (kept.is_sorted(), new.first()) {
        changes.push(Change { about: about(String::new()), name: first.name.clone(), what: What::Reordered, decides: false });
    }
    for (part, was) in new.into_iter().zip(same) {
        let before = was.and_then(|was| old[was].take());
        let at = about(part.id.clone());
        let Some(before) = before else {
            changes.push(Change { about: at, name: part.name, what: What::Added(part.worth), decides: true });
            continue;
        };
        if before.id != part.id {
            let what = What::Renumbered(before.id);
            changes.push(Change { about: at.clone(), name: part.name.clone(), what, decides: true });
        }
        moved(changes, &at, &part.name, before.facets, part.facets);
    }
    for gone in old.into_iter().flatten() {
        changes.push(Change { about: about(gone.id), name: gone.name, what: What::Removed(gone.worth), decides: true });
    }
}

/// The settings that differ; a setting that one of the two does not have is blank there.
fn moved(changes: &mut Vec<Change>, about: &About, name: &Name, mut old: Vec<Facet>, new: Vec<Facet>) {
    let mut change = |facet: Facet, from: String, to: String| {
        let what = What::Moved { key: facet.key, label: facet.label, from, to };
        changes.push(Change { about: about.clone(), name: name.clone(), what, decides: facet.decides });
    };
    for facet in new {
        let before = old.iter().position(|o| o.key == facet.key).map(|at| old.remove(at).value).unwrap_or_default();
        if before != facet.value {
            let to = facet.value.clone();
            change(facet, before, to);
        }
    }
    for facet in old.into_iter().filter(|facet| !facet.value.is_empty()) {
        let from = facet.value.clone();
        change(facet, from, String::new());
    }
}

/// A list of settings in the making. Blank ones count as not there.
#[derive(Default)]
struct Facets(Vec<Facet>);

impl Facets {
    fn decides(&mut self, key: &str, label: Text, value: impl ToString) -> &mut Self {
        self.0.push(Facet { key: key.to_owned(), label, value: value.to_string(), decides: true });
        self
    }

    fn wording(&mut self, key: &str, label: Text, value: impl ToString) -> &mut Self {
        self.0.push(Facet { key: key.to_owned(), label, value: value.to_string(), decides: false });
        self
    }

    fn flag(&mut self, key: &str, label: Text, flag: bool) -> &mut Self {
        self.decides(key, label, if flag { "true" } else { "" })
    }

    fn name(&mut self, name: &Name) -> &mut Self {
        self.wording("name", text!(FacetName), &name.zh).wording("name_en", text!(FacetNameEn), &name.en)
    }

    /// Names that head a column or stand in one: they decide what is read.
    fn header(&mut self, name: &Name, alias: &[String]) -> &mut Self {
        self.decides("name", text!(FacetName), &name.zh).decides("name_en", text!(FacetNameEn), &name.en).decides(
            "alias",
            text!(FacetAlias),
            list(alias),
        )
    }
}

/// Words in quotation marks, so that one with a comma is not two.
fn list(words: &[String]) -> String {
    words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(", ")
}

/// Points without superfluous zeros: 10.0 and 10.00 are the same.
fn plain(points: crate::number::Points, decimals: u8) -> String {
    points.value(decimals).show(decimals, &[])
}

fn or_blank(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn share(share: Option<crate::number::Decimal>) -> String {
    share.map(|share| shown_exactly(share, true)).unwrap_or_default()
}

fn head(standard: &Standard) -> Vec<Facet> {
    let mut facets = Facets::default();
    facets
        .wording("id", text!(FacetId), &standard.id)
        .name(&standard.name)
        .wording("document", text!(FacetDocument), &standard.document)
        .wording("edition", text!(FacetEdition), &standard.edition)
        .wording("wording", text!(FacetWording), standard.wording.id())
        .wording("applicant", text!(FacetApplicant), format!("{:?}", standard.applicant).to_lowercase())
        .decides("points", text!(FacetTotal), or_blank(standard.points.map(|points| plain(points, standard.decimals))))
        .decides("decimals", text!(FacetDecimals), standard.decimals)
        .decides("phases", text!(FacetPhases), standard.phases.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "));
    for (profile, key, _) in super::PROFILE {
        let names: Vec<String> = standard.columns.iter().filter(|(p, _)| p == profile).map(|(_, name)| name.clone()).collect();
        facets.decides(&format!("columns.{key}"), text!(FacetColumns, key = *key), list(&names));
    }
    facets.0
}

fn pass(standard: &Standard) -> Vec<Facet> {
    let mut facets = Facets::default();
    facets
        .decides("met_share", text!(FacetMetShare), share(standard.pass.met_share))
        .decides("points_share", text!(FacetPointsShare), share(standard.pass.points_share))
        .decides("points", text!(FacetPassPoints), or_blank(standard.pass.points));
    facets.0
}

fn types(standard: &Standard) -> Vec<Described> {
    let describe = |kind: &super::ApplicantType| {
        let mut facets = Facets::default();
        facets.header(&kind.name, &kind.alias);
        Described { id: kind.id.clone(), name: kind.name.clone(), worth: text!(WorthNothing), facets: facets.0 }
    };
    standard.types.iter().map(describe).collect()
}

fn dimensions(standard: &Standard) -> Vec<Described> {
    let describe = |(d, dimension): (usize, &super::Dimension)| {
        let own = || standard.indicators.iter().filter(|i| i.dimension == Some(d) && !i.bonus);
        let points: crate::number::Points = own().map(|i| i.points).sum();
        let mut facets = Facets::default();
        facets
            .name(&dimension.name)
            .decides("points", text!(FacetDimensionPoints), plain(points, standard.decimals))
            .decides("at_least", text!(FacetFloor), share(dimension.at_least))
            .wording("clause", text!(FacetClause), or_blank(dimension.clause.as_ref()));
        let worth = text!(WorthPoints, points = points.show(standard.decimals));
        Described { id: dimension.id.clone(), name: dimension.name.clone(), worth, facets: facets.0 }
    };
    standard.dimensions.iter().enumerate().map(describe).collect()
}

fn inputs(standard: &Standard) -> Vec<Described> {
    let describe = |input: &super::Input| {
        let figure = |figure: Option<crate::number::Decimal>| figure.map(|f| shown_exactly(f, input.percent())).unwrap_or_default();
        let id = |id: Option<&str>| id.unwrap_or_default().to_owned();
        let mut facets = Facets::default();
        facets
            .header(&input.name, &input.alias)
            .decides("unit", text!(FacetUnit), or_blank(input.unit.as_ref()))
            .flag("whole", text!(FacetWhole), input.whole)
            .decides("min", text!(FacetMin), figure(Some(input.min)))
            .decides("max", text!(FacetMax), figure(input.max))
            .decides("at_most", text!(FacetAtMost), id(input.at_most.map(|i| standard.inputs[i].id.as_str())))
            .wording("text", text!(FacetText), or_blank(input.text.as_ref()))
            .wording("for", text!(FacetFor), id(input.shown_with.map(|i| standard.indicators[i].id.as_str())));
        Described { id: input.id.clone(), name: input.name.clone(), worth: text!(WorthNothing), facets: facets.0 }
    };
    standard.inputs.iter().map(describe).collect()
}

fn indicators(standard: &Standard) -> Vec<Described> {
    let describe = |indicator: &Indicator| {
        let worth = match &indicator.kind {
            Kind::Required(_) => text!(WorthRequired),
            Kind::Veto(_) => text!(WorthVeto),
            _ if indicator.bonus => text!(WorthBonus, points = indicator.points.show(standard.decimals)),
            _ => text!(WorthPoints, points = indicator.points.show(standard.decimals)),
        };
        Described { id: indicator.id.clone(), name: indicator.name.clone(), worth, facets: facets_of(standard, indicator) }
    };
    standard.indicators.iter().map(describe).collect()
}

fn type_ids(standard: &Standard, types: &[usize]) -> String {
    types.iter().map(|t| standard.types[*t].id.as_str()).collect::<Vec<_>>().join(", ")
}

fn facets_of(standard: &Standard, indicator: &Indicator) -> Vec<Facet> {
    let mut facets = Facets::default();
    let points = |points: crate::number::Points| plain(points, standard.decimals);
    facets
        .header(&indicator.name, &indicator.alias)
        .decides("dimension", text!(FacetDimension), indicator.dimension.map_or("", |d| standard.dimensions[d].id.as_str()))
        .decides("kind", text!(FacetKind), indicator.kind.id())
        .decides("points", text!(FacetPoints), if indicator.is_gate() { String::new() } else { points(indicator.points) })
        .decides("unit", text!(FacetUnit), or_blank(indicator.unit.as_ref()))
        .flag("whole", text!(FacetWhole), indicator.whole)
        .decides("value", text!(FacetValue), indicator.value.as_ref().map(|value| quotient(standard, value)).unwrap_or_default());
    rule(&mut facets, standard, indicator);
    facets
        .decides("applies_to", text!(FacetAppliesTo), indicator.applies_to.as_ref().map(|t| type_ids(standard, t)).unwrap_or_default())
        .decides(
            "not_applicable",
            text!(FacetNotApplicable),
            match &indicator.not_applicable {
                NotApplicable::Never => String::new(),
                NotApplicable::Always => "true".to_owned(),
                NotApplicable::Types(types) => type_ids(standard, types),
            },
        )
        .decides("due", text!(FacetDue), or_blank(indicator.due))
        .decides("until", text!(FacetUntil), or_blank(indicator.until))
        .flag("bonus", text!(FacetBonus), indicator.bonus)
        .flag("over_100", text!(FacetOver100), indicator.over_100)
        .decides(
            "checked_against",
            text!(FacetCheckedAgainst),
            indicator
                .checked_against
                .and_then(|against| super::Against::WORDS.iter().find(|(_, a)| *a == against))
                .map_or("", |(word, _)| word),
        )
        .decides("removal", text!(FacetRemoval), or_blank(indicator.removal.as_ref()))
        .wording("text", text!(FacetText), or_blank(indicator.text.as_ref()))
        .wording("evidence", text!(FacetEvidence), indicator.evidence.join("、"))
        .wording("clause", text!(FacetClause), &indicator.clause)
        .wording("source", text!(FacetSource), or_blank(indicator.source.as_ref()))
        .wording("basis", text!(FacetBasis), indicator.basis.id())
        .wording("advice", text!(FacetAdvice), or_blank(indicator.advice.as_ref()));
    facets.0
}

fn quotient(standard: &Standard, value: &Quotient) -> String {
    let sum = |terms: &[usize]| terms.iter().map(|i| standard.inputs[*i].id.as_str()).collect::<Vec<_>>().join(" + ");
    let half = |terms: &[usize]| if terms.len() > 1 { format!("({})", sum(terms)) } else { sum(terms) };
    if value.divisor.is_empty() { sum(&value.numerator) } else { format!("{} / {}", half(&value.numerator), half(&value.divisor)) }
}

/// The settings that the kind of rule has of its own.
fn rule(facets: &mut Facets, standard: &Standard, indicator: &Indicator) {
    let percent = indicator.percent();
    let figure = |figure: crate::number::Decimal| shown_exactly(figure, percent);
    let points = |points: crate::number::Points| plain(points, standard.decimals);
    let phased = |facets: &mut Facets, limit: &PhasedLimit| {
        for (year, f) in &limit.figures {
            let (key, label) = match year {
                None => ("limit".to_owned(), text!(FacetLimit)),
                Some(year) => (format!("limit.{year}"), text!(FacetLimitFrom, year = *year)),
            };
            facets.decides(&key, label, format!("{}{}", limit.comparison.sign(), figure(*f)));
        }
    };
    match &indicator.kind {
        Kind::YesNo { expect } => _ = facets.decides("expect", text!(FacetExpect), if *expect { "yes" } else { "no" }),
        Kind::Tiers { tiers, met_at } => {
            for (n, tier) in tiers.iter().enumerate() {
                let number = n + 1;
                let limit = format!("{}{}", tier.limit.comparison.sign(), figure(tier.limit.figure));
                let types = tier.types.as_ref().map(|t| type_ids(standard, t)).unwrap_or_default();
                facets
                    .decides(&format!("tiers[{number}].limit"), text!(FacetTierLimit, number = number), limit)
                    .decides(&format!("tiers[{number}].points"), text!(FacetTierPoints, number = number), points(tier.points))
                    .decides(&format!("tiers[{number}].type"), text!(FacetTierTypes, number = number), types);
            }
            facets.decides("met_at", text!(FacetMetAt), met_at.map(|met| figure(met.figure)).unwrap_or_default());
        }
        Kind::Linear { zero_at, full_at, met_at } => {
            facets
                .decides("zero_at", text!(FacetZeroAt), figure(*zero_at))
                .decides("full_at", text!(FacetFullAt), figure(*full_at))
                .decides("met_at", text!(FacetMetAt), met_at.map(|met| figure(met.figure)).unwrap_or_default());
        }
        Kind::Target { limit, short } => {
            phased(facets, limit);
            facets.decides("short", text!(FacetShort), if *short == Short::ProRata { "pro-rata" } else { "zero" });
        }
        Kind::Levels { levels, met_at } => {
            for level in levels {
                facets.decides(&format!("levels.{}.alias", level.name), text!(FacetLevelAlias, name = &level.name), list(&level.alias));
                facets.decides(&format!("levels.{}", level.name), text!(FacetLevel, name = &level.name), points(level.points)).wording(
                    &format!("levels.{}.text", level.name),
                    text!(FacetLevelText, name = &level.name),
                    or_blank(level.text.as_ref()),
                );
            }
            facets.decides("met_at", text!(FacetMetAt), met_at.map_or("", |met| levels[met].name.as_str()));
        }
        Kind::PerCase { each, met_at } => {
            facets.decides("each", text!(FacetEach), each).decides("met_at", text!(FacetMetAt), or_blank(*met_at));
        }
        Kind::Judged { met_at } => _ = facets.decides("met_at", text!(FacetMetAt), or_blank(*met_at)),
        Kind::Required(Gate::Figure(limit)) | Kind::Veto(Gate::Figure(limit)) => phased(facets, limit),
        Kind::Required(Gate::YesNo) | Kind::Veto(Gate::YesNo) => {}
    }
}

impl Change {
    /// The part, in words.
    #[must_use]
    pub fn part(&self) -> Part {
        match self.about.part() {
            Some("") => match self.about {
                About::Type(_) => text!(Types).into(),
                About::Dimension(_) => text!(Dimensions).into(),
                About::Input(_) => text!(Inputs).into(),
                _ => text!(Indicators).into(),
            },
            Some(id) => text!(IdAndName, id = id, name = self.name.part()).into(),
            None if self.about == About::Pass => text!(ChangedPass).into(),
            None => text!(ChangedHead).into(),
        }
    }

    /// What happened, in words.
    #[must_use]
    pub fn words(&self) -> Text {
        match &self.what {
            What::Added(worth) => text!(ChangeAdded, worth = worth.clone()),
            What::Removed(worth) => text!(ChangeRemoved, worth = worth.clone()),
            What::Renumbered(from) => text!(ChangeRenumbered, from = from),
            What::Reordered => text!(ChangeReordered),
            What::Moved { label, from, to, .. } if from.is_empty() => text!(ChangeGiven, label = label.clone(), to = to),
            What::Moved { label, from, to, .. } if to.is_empty() => text!(ChangeTakenAway, label = label.clone(), from = from),
            What::Moved { label, from, to, .. } => text!(ChangeMoved, label = label.clone(), from = from, to = to),
        }
    }
}
