//! The items of a round, and how ballots may name them.

use std::collections::HashMap;

use crate::standard::{Standard, header_key};
use crate::submission::{Headers, is_separator, without_bracket};
use crate::text::Part;

use super::panel::{Mark, as_mark};
use super::scheme::{Items, Round};

/// The items of one round, as ballots may name them.
pub struct ItemNames<'s> {
    pub(super) headers: Option<Headers<'s>>,
    /// Position in the list of items by key.
    by_key: HashMap<String, usize>,
    ids: Vec<(String, usize)>,
    /// Items with their maximum: of the standard its scored indicators in their order.
    pub items: Vec<RoundItem>,
    /// Of the standard, where each indicator stands among the items.
    by_indicator: HashMap<usize, usize>,
}

/// An item as a round uses it.
#[derive(Clone, Debug)]
pub struct RoundItem {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Part,
    /// Most points.
    pub of: Mark,
    /// The indicator of the standard that it is.
    pub indicator: Option<usize>,
    /// Is it a bonus indicator, on top of the maximum?
    pub bonus: bool,
}

impl<'s> ItemNames<'s> {
    /// The items of a round.
    #[must_use]
    pub fn new(round: &Round, standard: &'s Standard) -> Self {
        let (mut by_key, mut ids, mut by_indicator) = (HashMap::new(), Vec::new(), HashMap::new());
        let items: Vec<RoundItem> = match &round.items {
            Items::Own(items) => items
                .iter()
                .map(|item| RoundItem { id: item.id.clone(), name: Part::from(&item.name), of: item.points, indicator: None, bonus: false })
                .collect(),
            Items::Standard => standard
                .indicators
                .iter()
                .enumerate()
                .filter(|(_, indicator)| !indicator.is_gate())
                .map(|(i, indicator)| RoundItem {
                    id: indicator.id.clone(),
                    name: indicator.name.part(),
                    of: as_mark(indicator.points, standard.decimals),
                    indicator: Some(i),
                    bonus: indicator.bonus,
                })
                .collect(),
        };
        if let Items::Own(own) = &round.items {
            for (position, item) in own.iter().enumerate() {
                by_key.insert(header_key(&item.name), position);
                ids.push((header_key(&item.id), position));
            }
            // An id comes before a name.
            by_key.extend(ids.iter().cloned());
        }
        by_indicator.extend(items.iter().enumerate().filter_map(|(position, item)| Some((item.indicator?, position))));
        let headers = matches!(round.items, Items::Standard).then(|| Headers::new(standard));
        Self { headers, by_key, ids, items, by_indicator }
    }

    /// The item that a text names: by id, by name, by both, with or without a unit in brackets.
    pub(super) fn find(&self, text: &str) -> Option<usize> {
        if let Some(headers) = &self.headers {
            return self.by_indicator.get(&headers.indicator(text)?).copied();
        }
        let key = header_key(text);
        let bare = without_bracket(&key);
        for key in [Some(key.as_str()), bare].into_iter().flatten() {
            if let Some(position) = self.by_key.get(key) {
                return Some(*position);
            }
            for (id, position) in &self.ids {
                let Some(rest) = key.strip_prefix(id.as_str()).filter(|rest| rest.starts_with(is_separator)) else { continue };
                if self.by_key.get(rest.trim_start_matches(is_separator)) == Some(position) {
                    return Some(*position);
                }
            }
        }
        None
    }
}
