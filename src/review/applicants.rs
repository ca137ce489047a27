//! Who applied in a track, and finding one by what a ballot, a record or a list calls it.

use std::collections::HashMap;

use crate::score::Pool;
use crate::standard::header_key;
use crate::submission::{id_key, mangled_code};
use crate::text::{Text, text};

/// The applicants of a track, by position as in its pool.
pub struct Roll {
    ids: Vec<String>,
    names: Vec<String>,
    with_id: HashMap<String, Vec<usize>>,
    by_name: HashMap<String, Vec<usize>>,
}

/// Whom a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// This one.
    One(usize),
    /// More than one.
    Several,
    /// Nobody.
    None,
}

impl Roll {
    /// The applicants of a pool.
    #[must_use]
    pub fn new(pool: &Pool<'_>) -> Self {
        let mut roll = Self { ids: Vec::new(), names: Vec::new(), with_id: HashMap::new(), by_name: HashMap::new() };
        for (position, applicant) in pool.applicants.iter().enumerate() {
            let (id, name) = (applicant.id(), applicant.name());
            if !id.trim().is_empty() {
                roll.with_id.entry(id_key(id).into_owned()).or_default().push(position);
            }
            let keys = [header_key(name), header_key(&format!("{id} {name}"))];
            for key in keys.into_iter().filter(|key| !key.is_empty()) {
                let known = roll.by_name.entry(key).or_default();
                if !known.contains(&position) {
                    known.push(position);
                }
            }
            roll.ids.push(id.to_owned());
            roll.names.push(name.to_owned());
        }
        roll
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// All positions, by id; equal ids in the order of the table.
    #[must_use]
    pub fn by_id(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.ids.len()).collect();
        order.sort_by_cached_key(|a| id_key(&self.ids[*a]).into_owned());
        order
    }

    /// By id, or by a name that only one bears, or by both as results print them.
    #[must_use]
    pub fn find(&self, text: &str) -> Found {
        let one = |found: &Vec<usize>| if let [one] = found.as_slice() { Found::One(*one) } else { Found::Several };
        let by_id = self.with_id.get(id_key(text).as_ref());
        by_id.or_else(|| self.by_name.get(&header_key(text))).map_or(Found::None, one)
    }

    /// All positions of an id: several where it stands in several rows.
    #[must_use]
    pub fn all(&self, id: &str) -> Vec<usize> {
        self.with_id.get(id_key(id).as_ref()).cloned().unwrap_or_default()
    }

    /// Is this the id of an applicant?
    #[must_use]
    pub fn has_id(&self, id: &str) -> bool {
        self.with_id.contains_key(id_key(id).as_ref())
    }

    /// How many bear this name?
    #[must_use]
    pub fn bearers(&self, name: &str) -> usize {
        let key = header_key(name);
        self.names.iter().zip(&self.ids).filter(|(own, id)| header_key(own) == key || header_key(id) == key).count()
    }

    /// The id of an applicant, as written.
    #[must_use]
    pub fn id(&self, position: usize) -> &str {
        &self.ids[position]
    }

    /// The name of an applicant, as written; may be blank.
    #[must_use]
    pub fn name(&self, position: usize) -> &str {
        &self.names[position]
    }

    /// What it is called in sentences: id and name, or the one that there is.
    #[must_use]
    pub fn label(&self, position: usize) -> String {
        let (id, name) = (self.id(position).trim(), self.name(position).trim());
        match (id.is_empty(), name.is_empty()) {
            (_, true) => id.to_owned(),
            (true, false) => name.to_owned(),
            _ if id == name => id.to_owned(),
            _ => format!("{id} {name}"),
        }
    }

    /// All ids and names, for suggestions.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.ids.iter().chain(&self.names).map(String::as_str).filter(|word| !word.is_empty())
    }
}

/// What to say where a name stands for several rows: of one id, or of several bodies of one name.
pub fn ambiguous(roll: &Roll, name: &str) -> (Text, Text) {
    if roll.has_id(name) {
        (text!(SeveralRowsOfThatId, id = name), text!(OneRowEach))
    } else {
        (text!(SeveralOfThatName, name = name), text!(NameById))
    }
}

/// What to do about a name that no applicant has: what a spreadsheet or a slip of the pen may have made of one.
pub fn help<'r>(name: &str, rolls: impl Iterator<Item = &'r Roll> + Clone) -> Option<Text> {
    if mangled_code(name).is_some() {
        return Some(text!(FormatAsText));
    }
    let key = |text: &str| header_key(text.trim().trim_start_matches(['\'', '’', '‘']));
    let ids = || rolls.clone().flat_map(|roll| roll.ids.iter().map(String::as_str)).filter(|id| !id.is_empty());
    let bare = key(name).trim_start_matches('0').to_owned();
    if let Some(id) = ids().find(|id| key(id) == key(name)) {
        return Some(text!(DidYouMean, word = id));
    }
    let is_number = !bare.is_empty() && bare.bytes().all(|b| b.is_ascii_digit());
    if let Some(id) = ids().find(|id| is_number && key(id).trim_start_matches('0') == bare) {
        return Some(text!(ZerosLost, id = id));
    }
    near(name, rolls).map(|near| text!(DidYouMean, word = near))
}

/// The applicant that a name most probably means. Short codes differ by so little that nothing is suggested for them.
fn near<'r>(name: &str, rolls: impl Iterator<Item = &'r Roll>) -> Option<&'r str> {
    let is_short_code = name.is_ascii() && name.len() < 6;
    crate::document::nearest(name, rolls.flat_map(Roll::words)).filter(|_| !is_short_code)
}
