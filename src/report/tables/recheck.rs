//! A look-back as a workbook: overview, every title holder, the indicators that slipped, the grounds for removal, reports of those that
//! hold no title, and what every result ends with.

use crate::text::{Language, Part, Text, text};

use super::appendix::{self, Origin};
use super::known::{self, Standard};
use super::review::scheme_origin;
use super::{Book, Cell, Column, Figure, Look, Plan, Sheet, Topic};
use crate::report::stored::{Node, Wrong};

struct Track {
    title: String,
    label: String,
    standard: Option<Standard>,
}

impl Track {
    fn of(node: &Node<'_, '_>, language: Language) -> Result<Self, Wrong> {
        let id = node.text("id")?;
        let title = node.nullable_text("title")?.unwrap_or(id);
        Ok(Self {
            title: title.to_owned(),
            label: text!(TrackTitle, title = title, id = id).say(language),
            standard: node.nullable("standard")?.map(|node| Standard::of(&node, language)).transpose()?,
        })
    }

    fn indicator(&self, id: &str) -> Option<&known::Indicator> {
        self.standard.as_ref().and_then(|standard| standard.indicator(id))
    }
}

/// Puts the tables of a look-back into a book.
pub fn write(book: &mut dyn Book, head: Node<'_, '_>) -> Result<(), Wrong> {
    let language = book.language();
    let scheme = head.get("scheme")?;
    let name = scheme.text("name")?;
    let title = text!(LookBackOf, name = name).say(language);
    let list = head.get("tracks")?;
    let tracks: Vec<Track> = list.each()?.map(|track| Track::of(&track, language)).collect::<Result<_, _>>()?;
    overview(book, &head, &tracks, &title)?;
    holders(book, &list, &tracks, name)?;
    slipped(book, &list, &tracks, name)?;
    grounds(book, &list, &tracks, name)?;
    others(book, &list, &tracks, name)?;
    appendix::assumed(book, &head)?;
    appendix::problems(book, &head, name)?;
    let mut origins = vec![scheme_origin(book, &head)?];
    for (track, known) in list.each()?.zip(&tracks) {
        if let Some(standard) = track.nullable("standard")? {
            origins.push(Origin::standard(book.say(&text!(StandardOf, track = &known.title)), &standard)?);
        }
    }
    for input in head.get("inputs")?.each()? {
        origins.push(Origin::table(book.say(&text!(LabelTable)), &input)?);
    }
    appendix::provenance(book, &head, name, &origins)?;
    Ok(())
}

fn overview(book: &mut dyn Book, head: &Node<'_, '_>, tracks: &[Track], title: &str) -> Result<(), Wrong> {
    let language = book.language();
    let say = |text: Text| text.say(language);
    let scheme = head.get("scheme")?;
    let sheet = &appendix::facts(book, &say(text!(SheetOverview)), title)?;
    appendix::scheme(book, sheet, &scheme)?;
    appendix::fact(book, sheet, &say(text!(LabelOn)), Cell::day(Some(head.text("on")?)).leftward())?;
    if let Some(until) = head.nullable_text("removal_bars_until")? {
        let said = say(text!(RemovalBarsUntil, on = head.text("on")?, until = until));
        appendix::fact(book, sheet, &say(text!(LabelBar)), Cell::text(&said))?;
    }
    for (track, known) in head.get("tracks")?.each()?.zip(tracks) {
        appendix::fact(book, sheet, &say(text!(ColumnTrack)), Cell::text(&known.label).look(Look::Label))?;
        if let Some(standard) = &known.standard {
            appendix::fact(book, sheet, &say(text!(LabelStandard)), Cell::text(&standard.title))?;
            let wording = Cell::text(&standard.wording).look(if standard.official { Look::Plain } else { Look::Strong });
            appendix::fact(book, sheet, &say(text!(LabelWording)), wording)?;
            if let Some(phase) = &standard.phase {
                appendix::fact(book, sheet, &say(text!(LabelPhase)), Cell::text(phase))?;
            }
        }
        let mut states: Vec<(&str, Vec<Part>)> = Vec::new();
        for holder in track.get("holders")?.each()? {
            let (state, id, name) = (holder.text("state")?, holder.text("id")?, holder.text("name")?);
            let called = Part::from(if name.is_empty() { id } else { name });
            match states.iter_mut().find(|(known, _)| *known == state) {
                Some((_, list)) => list.push(called),
                None => states.push((state, vec![called])),
            }
        }
        for (state, list) in states {
            let label = text!(OutcomeCount, outcome = known::holder_words(state), count = list.len());
            appendix::fact(book, sheet, &say(label), Cell::text(&Part::from(list).say(language)))?;
        }
    }
    Ok(book.close(sheet)?)
}

fn begin(book: &mut dyn Book, topic: Topic, name: Text, of: &str, heads: Vec<(Text, usize)>, fixed: u16) -> Result<Sheet, Wrong> {
    // All of them begin with who it is; what became of a title holder comes next.
    let keys = ["track", "id", "name", if topic == Topic::Holders { "state" } else { "" }];
    let key = |n: usize| keys.get(n).copied().unwrap_or_default();
    let columns = heads.into_iter().enumerate().map(|(n, (head, most))| Column::words(book.say(&head), most).key(key(n))).collect();
    let (title, name) = (book.say(&text!(SheetTitle, sheet = name.clone(), of = of)), book.say(&name));
    Ok(book.begin(Plan { fixed, ..Plan::of(topic, &name, &title, columns) })?)
}

fn any(list: &Node<'_, '_>, of: impl Fn(&Node<'_, '_>) -> Result<bool, Wrong>) -> Result<bool, Wrong> {
    for track in list.each()? {
        if of(&track)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn any_holder_has(list: &Node<'_, '_>, key: &'static str) -> Result<bool, Wrong> {
    any(list, |track| {
        for holder in track.get("holders")?.each()? {
            if holder.get(key)?.each()?.next().is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    })
}

/// Every title holder.
fn holders(book: &mut dyn Book, list: &Node<'_, '_>, tracks: &[Track], of: &str) -> Result<(), Wrong> {
    let language = book.language();
    let heads = vec![
        (text!(ColumnTrack), 18),
        (text!(ColumnId), 20),
        (text!(ColumnName), 32),
        (text!(ColumnState), 20),
        (text!(ColumnDue), 10),
        (text!(ColumnSlipped), 8),
        (text!(ColumnGrounds), 8),
        (text!(ColumnGranted), 12),
        (text!(ColumnLookedBack), 12),
        (text!(ColumnReasons), 70),
        (text!(ColumnPlaceOfRow), 24),
    ];
    let sheet = begin(book, Topic::Holders, text!(SheetHolders), of, heads, 3)?;
    let (yes, no) = (book.say(&text!(WordYes)), book.say(&text!(WordNo)));
    for (track, known) in list.each()?.zip(tracks) {
        for (n, holder) in track.get("holders")?.each()?.enumerate() {
            let count = |key| -> Result<f64, Wrong> { Ok(f64::from(u32::try_from(holder.get(key)?.each()?.count()).unwrap_or(u32::MAX))) };
            let (slipped, grounds) = (count("slipped")?, count("grounds")?);
            let reasons = holder.get("reasons")?;
            let reasons: Vec<&str> = reasons.each()?.map(|reason| reason.text("text")).collect::<Result<_, _>>()?;
            let cells = vec![
                Cell::text(&known.title),
                Cell::text(holder.text("id")?),
                Cell::text(holder.text("name")?).look(Look::Strong),
                known::holder(holder.text("state")?, language),
                match holder.nullable_flag("due")? {
                    Some(true) => Cell::word(&yes).look(Look::Doubtful),
                    Some(false) => Cell::word(&no),
                    None => Cell::word("–"),
                },
                // Nothing to compare with is not nothing slipped.
                if slipped > 0.0 || holder.flag("compared")? { Cell::number(slipped, Figure::Count) } else { Cell::word("–") },
                Cell::number(grounds, Figure::Count).look(if grounds > 0.0 { Look::Bad } else { Look::Plain }),
                Cell::day(holder.nullable_text("granted_on")?),
                Cell::day(holder.nullable_text("looked_back_on")?),
                Cell::lines(reasons),
                Cell::maybe(holder.nullable_text("at")?),
            ];
            book.row(&sheet, cells, n == 0)?;
        }
    }
    Ok(book.close(&sheet)?)
}

/// The indicators that came down.
fn slipped(book: &mut dyn Book, list: &Node<'_, '_>, tracks: &[Track], of: &str) -> Result<(), Wrong> {
    if !any_holder_has(list, "slipped")? {
        return Ok(());
    }
    let language = book.language();
    let heads = vec![
        (text!(ColumnTrack), 18),
        (text!(ColumnId), 18),
        (text!(ColumnName), 30),
        (text!(ColumnIndicator), 8),
        (text!(ColumnIndicatorName), 36),
        (text!(ColumnBefore), 26),
        (text!(ColumnStateBefore), 12),
        (text!(ColumnPointsBefore), 8),
        (text!(ColumnAfter), 26),
        (text!(ColumnStateAfter), 12),
        (text!(ColumnPointsAfter), 8),
    ];
    let sheet = begin(book, Topic::Other, text!(SheetSlipped), of, heads, 3)?;
    for (track, known) in list.each()?.zip(tracks) {
        let places = Figure::Places(known.standard.as_ref().map_or(2, |standard| standard.decimals));
        for holder in track.get("holders")?.each()? {
            for (n, slipped) in holder.get("slipped")?.each()?.enumerate() {
                let id = slipped.text("id")?;
                let indicator = known.indicator(id);
                let kind = indicator.map_or("", |indicator| indicator.kind.as_str());
                let mut cells = vec![
                    Cell::text(&known.title),
                    Cell::text(holder.text("id")?),
                    Cell::text(holder.text("name")?),
                    Cell::text(id),
                    Cell::maybe(indicator.map(|indicator| indicator.name.as_str())),
                ];
                for side in ["before", "after"] {
                    let standing = slipped.get(side)?;
                    cells.extend([
                        Cell::maybe(standing.nullable_text("answer")?),
                        known::state_cell(standing.text("state")?, kind, language),
                        Cell::maybe_number(standing.nullable_number("points")?, places),
                    ]);
                }
                book.row(&sheet, cells, n == 0)?;
            }
        }
    }
    Ok(book.close(&sheet)?)
}

/// What the document counts as grounds for removal.
fn grounds(book: &mut dyn Book, list: &Node<'_, '_>, tracks: &[Track], of: &str) -> Result<(), Wrong> {
    if !any_holder_has(list, "grounds")? {
        return Ok(());
    }
    let heads = vec![
        (text!(ColumnTrack), 18),
        (text!(ColumnId), 20),
        (text!(ColumnName), 32),
        (text!(ColumnIndicator), 8),
        (text!(ColumnIndicatorName), 36),
        (text!(ColumnClause), 12),
        (text!(ColumnGround), 70),
    ];
    let sheet = begin(book, Topic::Other, text!(SheetGrounds), of, heads, 3)?;
    for (track, known) in list.each()?.zip(tracks) {
        for holder in track.get("holders")?.each()? {
            for ground in holder.get("grounds")?.each()? {
                let id = ground.text("indicator")?;
                let cells = vec![
                    Cell::text(&known.title),
                    Cell::text(holder.text("id")?),
                    Cell::text(holder.text("name")?),
                    Cell::text(id),
                    Cell::maybe(known.indicator(id).map(|indicator| indicator.name.as_str())),
                    Cell::text(ground.text("clause")?),
                    Cell::text(ground.text("ground")?),
                ];
                book.row(&sheet, cells, false)?;
            }
        }
    }
    Ok(book.close(&sheet)?)
}

/// Reports of those that hold no title.
fn others(book: &mut dyn Book, list: &Node<'_, '_>, tracks: &[Track], of: &str) -> Result<(), Wrong> {
    if !any(list, |track| Ok(track.get("others")?.each()?.next().is_some()))? {
        return Ok(());
    }
    let heads = vec![(text!(ColumnTrack), 18), (text!(ColumnId), 24), (text!(ColumnName), 40), (text!(ColumnPlaceOfRow), 40)];
    let sheet = begin(book, Topic::Other, text!(TitleOthers), of, heads, 0)?;
    for (track, known) in list.each()?.zip(tracks) {
        for other in track.get("others")?.each()? {
            let cells = vec![
                Cell::text(&known.title),
                Cell::text(other.text("id")?),
                Cell::text(other.text("name")?),
                Cell::text(other.text("at")?),
            ];
            book.row(&sheet, cells, false)?;
        }
    }
    Ok(book.close(&sheet)?)
}
