//! Which headers a standard gives the columns of a table, and how a header is compared.

use unicode_normalization::UnicodeNormalization;

use super::Standard;

/// A column that says who an applicant is rather than how it did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Profile {
    /// 编号
    Id,
    /// 名称
    Name,
    /// 区县
    District,
    /// 机构类型
    Type,
    /// 推荐单位
    Nominator,
    /// 数据期间
    Period,
}

/// Every profile column with its key and the headers that are always known.
pub const PROFILE: &[(Profile, &str, &[&str])] = &[
    (Profile::Id, "id", &["id", "编号", "代码", "统一社会信用代码"]),
    (Profile::Name, "name", &["name", "名称", "申报单位", "单位名称"]),
    (Profile::District, "district", &["district", "区县", "所属区县"]),
    (Profile::Type, "type", &["type", "机构类型"]),
    (Profile::Nominator, "nominator", &["nominator", "推荐单位"]),
    (Profile::Period, "period", &["period", "数据期间"]),
];

impl Profile {
    /// The key of the format.
    #[must_use]
    pub fn key(self) -> &'static str {
        PROFILE.iter().find(|(p, ..)| *p == self).map_or("", |(_, key, _)| key)
    }
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HeaderTarget {
    /// Who the applicant is.
    Profile(Profile),
    /// An indicator's own answer.
    Indicator(usize),
    /// A raw figure.
    Input(usize),
    /// Evidence for an indicator.
    Evidence(usize),
}

/// A header and what it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The key it is compared by, see [`header_key`].
    pub key: String,
    /// What the column holds.
    pub target: HeaderTarget,
    /// Is it the id, rather than a name or alias?
    pub is_id: bool,
}

/// How headers are compared: NFKC, case folded, without white space at the ends, doubled, or beside a Chinese character
/// (headers are broken into lines anywhere).
#[must_use]
pub fn header_key(header: &str) -> String {
    let folded: String = header.nfkc().collect::<String>().to_lowercase();
    let mut key = String::with_capacity(folded.len());
    for word in folded.split_whitespace() {
        let before = key.chars().next_back();
        if before.is_some_and(|c| c.is_ascii()) || (before.is_some() && word.starts_with(|c: char| c.is_ascii())) {
            key.push(' ');
        }
        key.push_str(word);
    }
    key
}

impl Standard {
    /// Every header that is an id, name, English name or alias, in the standard's order.
    #[must_use]
    pub fn headers(&self) -> Vec<Header> {
        let mut headers = Vec::new();
        let mut add = |words: Vec<(&str, bool)>, target| {
            for (word, is_id) in words {
                let key = header_key(word);
                if !key.is_empty() && !headers.iter().any(|h: &Header| h.key == key && h.target == target) {
                    headers.push(Header { key, target, is_id });
                }
            }
        };
        let named = |id, zh, en, alias: &'_ [String]| -> Vec<(String, bool)> {
            let mut words: Vec<(String, bool)> = vec![(id, true), (zh, false), (en, false)];
            words.extend(alias.iter().map(|a| (a.clone(), false)));
            words
        };
        for (i, indicator) in self.indicators.iter().enumerate() {
            let words = named(indicator.id.clone(), indicator.name.zh.clone(), indicator.name.en.clone(), &indicator.alias);
            add(words.iter().map(|(w, id)| (w.as_str(), *id)).collect(), HeaderTarget::Indicator(i));
        }
        for (i, input) in self.inputs.iter().enumerate() {
            let words = named(input.id.clone(), input.name.zh.clone(), input.name.en.clone(), &input.alias);
            add(words.iter().map(|(w, id)| (w.as_str(), *id)).collect(), HeaderTarget::Input(i));
        }
        // Names that the standard gives win over the names that are always known.
        let own: Vec<(Profile, String)> = self.columns.iter().map(|(p, name)| (*p, header_key(name))).collect();
        for (profile, name) in &own {
            add(vec![(name, false)], HeaderTarget::Profile(*profile));
        }
        for (profile, _, names) in PROFILE {
            let free = names.iter().filter(|name| !own.iter().any(|(p, own)| p != profile && *own == header_key(name)));
            add(free.map(|name| (*name, false)).collect(), HeaderTarget::Profile(*profile));
        }
        headers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_compared_without_width_case_and_white_space() {
        assert_eq!(header_key("　Ｄ１　 签约率（％）\n"), "d1 签约率(%)");
        assert_eq!(header_key("会议\n次数"), "会议次数");
    }
}
