//! A text as a tree of what stands where: tables with their keys, values, and every comment beside what it stands by.
//!
//! It is read from the events of the parser, of a text that is known to be TOML. Should an event come that does not belong there, it is
//! passed over; the guard then sees that something is missing.

use toml_parser::decoder::Encoding;
use toml_parser::parser::{Event, EventKind, parse_document};
use toml_parser::{Raw, Source};

use super::draw::quoted;

/// A whole text.
pub(super) struct Tree<'t> {
    /// The keys before the first header, then each table with its own. Only the first has no header.
    pub(super) tables: Vec<Section<'t>>,
    /// What stands behind everything.
    pub(super) end: Vec<Comment<'t>>,
}

/// A header and the keys below it.
pub(super) struct Section<'t> {
    pub(super) header: Option<Item<'t, Header>>,
    pub(super) pairs: Vec<Item<'t, Pair<'t>>>,
}

/// `[a.b]` or `[[a.b]]`.
pub(super) struct Header {
    pub(super) several: bool,
    pub(super) path: Vec<String>,
}

/// `key = value`, the key in its parts.
pub(super) struct Pair<'t> {
    pub(super) key: Vec<String>,
    pub(super) value: Value<'t>,
}

/// A value.
pub(super) enum Value<'t> {
    /// As it will be written.
    Scalar(String),
    /// `[…]`
    List(Listing<'t, Value<'t>>),
    /// `{…}`
    Table(Listing<'t, Pair<'t>>),
}

/// What stands between two brackets or braces.
pub(super) struct Listing<'t, T> {
    pub(super) items: Vec<Item<'t, T>>,
    /// Behind the last of them.
    pub(super) end: Vec<Comment<'t>>,
}

/// Something with its comments.
pub(super) struct Item<'t, T> {
    /// On lines of their own above it.
    pub(super) above: Vec<Comment<'t>>,
    /// Is there a blank line between these and the thing itself?
    pub(super) apart: bool,
    pub(super) what: T,
    /// Behind it on its line.
    pub(super) behind: Option<&'t str>,
}

/// A comment on a line of its own.
pub(super) struct Comment<'t> {
    pub(super) words: &'t str,
    /// Is there a blank line above it?
    pub(super) apart: bool,
}

/// Comments on lines of their own, and whether a blank line follows.
#[derive(Default)]
struct Above<'t> {
    comments: Vec<Comment<'t>>,
    apart: bool,
}

impl<'t> Above<'t> {
    fn of<T>(self, what: T, behind: Option<&'t str>) -> Item<'t, T> {
        Item { above: self.comments, apart: self.apart, what, behind }
    }
}

impl<'t> Tree<'t> {
    pub(super) fn read(text: &'t str) -> Self {
        let mut reader = Reader::new(text);
        let mut tables = vec![Section { header: None, pairs: Vec::new() }];
        loop {
            let above = reader.above(true);
            let Some(kind) = reader.peek() else { return Self { tables, end: above.comments } };
            match kind {
                EventKind::StdTableOpen | EventKind::ArrayTableOpen => {
                    _ = reader.next();
                    let header = Header { several: kind == EventKind::ArrayTableOpen, path: reader.path() };
                    _ = reader.next_if(&[EventKind::StdTableClose, EventKind::ArrayTableClose]);
                    let behind = reader.behind();
                    _ = reader.next_if(&[EventKind::Newline]);
                    tables.push(Section { header: Some(above.of(header, behind)), pairs: Vec::new() });
                }
                EventKind::SimpleKey => {
                    let pair = reader.pair();
                    let behind = reader.behind();
                    _ = reader.next_if(&[EventKind::Newline]);
                    if let Some(section) = tables.last_mut() {
                        section.pairs.push(above.of(pair, behind));
                    }
                }
                _ => _ = reader.next(),
            }
        }
    }
}

struct Reader<'t> {
    source: Source<'t>,
    events: std::iter::Peekable<std::vec::IntoIter<Event>>,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str) -> Self {
        let source = Source::new(text);
        let mut events: Vec<Event> = Vec::new();
        parse_document(&source.lex().into_vec(), &mut events, &mut ());
        Self { source, events: events.into_iter().peekable() }
    }

    fn peek(&mut self) -> Option<EventKind> {
        self.events.peek().map(Event::kind)
    }

    fn next(&mut self) -> Option<Event> {
        self.events.next()
    }

    /// The next event, if it is of one of these kinds.
    fn next_if(&mut self, kinds: &[EventKind]) -> Option<Event> {
        self.events.next_if(|event| kinds.contains(&event.kind()))
    }

    fn written(&self, event: &Event) -> &'t str {
        let span = event.span();
        self.source.input().get(span.start()..span.end()).unwrap_or_default()
    }

    fn words(&self, comment: &Event) -> &'t str {
        self.written(comment).trim_end_matches([' ', '\t'])
    }

    /// Comments and blank lines up to the next thing. `fresh`: does a line begin here?
    fn above(&mut self, fresh: bool) -> Above<'t> {
        let mut above = Above::default();
        let mut ends = u32::from(fresh);
        loop {
            match self.peek() {
                Some(EventKind::Whitespace) => _ = self.next(),
                Some(EventKind::Newline) => {
                    _ = self.next();
                    ends += 1;
                }
                Some(EventKind::Comment) => {
                    if let Some(comment) = self.next() {
                        above.comments.push(Comment { words: self.words(&comment), apart: ends > 1 });
                    }
                    ends = 0;
                }
                _ => {
                    above.apart = ends > 1;
                    return above;
                }
            }
        }
    }

    /// A comment on the rest of this line.
    fn behind(&mut self) -> Option<&'t str> {
        _ = self.next_if(&[EventKind::Whitespace]);
        self.next_if(&[EventKind::Comment]).map(|comment| self.words(&comment))
    }

    /// The parts of a key, up to what follows it.
    fn path(&mut self) -> Vec<String> {
        let mut path = Vec::new();
        while let Some(event) = self.next_if(&[EventKind::SimpleKey, EventKind::KeySep, EventKind::Whitespace]) {
            if event.kind() == EventKind::SimpleKey {
                let mut key = String::new();
                Raw::new_unchecked(self.written(&event), event.encoding(), event.span()).decode_key(&mut key, &mut ());
                path.push(key);
            }
        }
        path
    }

    fn pair(&mut self) -> Pair<'t> {
        let key = self.path();
        while self.next_if(&[EventKind::KeyValSep, EventKind::Whitespace]).is_some() {}
        Pair { key, value: self.value() }
    }

    fn value(&mut self) -> Value<'t> {
        let Some(event) = self.next_if(&[EventKind::Scalar, EventKind::ArrayOpen, EventKind::InlineTableOpen]) else {
            return Value::Scalar(String::new());
        };
        match event.kind() {
            EventKind::ArrayOpen => Value::List(self.listing(EventKind::ArrayClose, Self::value)),
            EventKind::InlineTableOpen => Value::Table(self.listing(EventKind::InlineTableClose, Self::pair)),
            _ => Value::Scalar(self.scalar(&event)),
        }
    }

    /// Texts of one line in the one way of quoting; all else as it is written.
    fn scalar(&self, event: &Event) -> String {
        let written = self.written(event);
        match event.encoding() {
            encoding @ Some(Encoding::BasicString | Encoding::LiteralString) => {
                let mut text = String::new();
                _ = Raw::new_unchecked(written, encoding, event.span()).decode_scalar(&mut text, &mut ());
                quoted(&text)
            }
            _ => written.to_owned(),
        }
    }

    fn listing<T>(&mut self, close: EventKind, one: fn(&mut Self) -> T) -> Listing<'t, T> {
        let mut items = Vec::new();
        let mut above = self.above(false);
        loop {
            match self.peek() {
                Some(EventKind::Scalar | EventKind::ArrayOpen | EventKind::InlineTableOpen | EventKind::SimpleKey) => {
                    let what = one(self);
                    let mut behind = self.behind();
                    let mut next = self.above(false);
                    if self.next_if(&[EventKind::ValueSep]).is_some() {
                        if behind.is_none() && next.comments.is_empty() {
                            behind = self.behind();
                        }
                        let more = self.above(false);
                        next.comments.extend(more.comments);
                        next.apart = more.apart;
                    }
                    items.push(std::mem::replace(&mut above, next).of(what, behind));
                }
                Some(kind) if kind != close => _ = self.next(),
                _ => {
                    _ = self.next();
                    return Listing { items, end: above.comments };
                }
            }
        }
    }
}
