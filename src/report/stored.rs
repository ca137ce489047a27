//! A result as it was stored (`--format json`), read back to be put into another form. Only what such a form needs is looked at: a field
//! that it does not know is let pass, one that is missing or of another kind is a finding that names it, and nothing is computed again.
//!
//! The list of applicants of a scored pool may be as long as the pool. It is never held as a whole: everything else is read
//! first ([`Stored::open`]), then the applicants one by one ([`Stored::applicants`]), so that a result of any size can be put into a form.

use std::fmt;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::sync::Arc;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::text::{Language, Part, Text, text};

/// The list that is streamed.
const STREAMED: &str = "applicants";

/// Most places after the point that points and marks have.
const MOST_PLACES: u64 = 6;

/// What keeps a stored result from being put into a form.
#[derive(Debug)]
pub enum Failure {
    /// It is not what it should be, or would not fit.
    Found(Box<Diagnostic>),
    /// Reading or writing failed.
    Io(io::Error),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl Failure {
    /// As an error of writing, for a result that this program has just made and in which there is nothing to find.
    pub fn of_own(self) -> io::Error {
        match self {
            Self::Io(error) => error,
            Self::Found(found) => io::Error::other(found.text.say(Language::En)),
        }
    }
}

/// What can be read twice.
pub trait Source: Read + Seek {}
impl<T: Read + Seek> Source for T {}

/// The forms of results that can be put into another form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schema {
    /// `shifan/score/1`
    Score,
    /// `shifan/review/1`
    Review,
    /// `shifan/recheck/1`
    Recheck,
}

impl Schema {
    const ALL: [(&'static str, Self); 3] =
        [("shifan/score/1", Self::Score), ("shifan/review/1", Self::Review), ("shifan/recheck/1", Self::Recheck)];
}

/// A stored result.
pub struct Stored<'r> {
    source: &'r mut dyn Source,
    /// Which kind of result it is.
    pub schema: Schema,
    /// Everything but the applicants of a scored pool.
    head: Value,
    /// What it is called where a finding says something of it.
    pub name: Arc<str>,
}

impl<'r> Stored<'r> {
    /// Reads everything but the applicants of a scored pool. `name` stands in findings.
    ///
    /// # Errors
    /// A finding that says why it is no result that can be put into another form.
    pub fn open(source: &'r mut dyn Source, name: &str) -> Result<Self, Failure> {
        let name: Arc<str> = name.into();
        let refuse = |text: Text, help: Text| {
            Failure::Found(Box::new(Diagnostic::new(Code::NotAResult, Place::File(Arc::clone(&name)), text).help(help)))
        };
        let read = read(source, &mut |_, _| Ok(()), Pass::Head).map_err(|error| match error {
            Broken::Io(error) => Failure::Io(error),
            Broken::Stopped(failure) => failure,
            Broken::Syntax { line, column } => refuse(text!(NotJson, line = line, column = column), text!(StoreResult)),
            Broken::NotAnObject => refuse(text!(NoResultObject), text!(StoreResult)),
        })?;
        let head = match read.0 {
            Top::Object(head) => head,
            Top::List(count) => return Err(refuse(text!(ResultList, count = count), text!(StoreOneByOne))),
        };
        let Some(Value::String(schema)) = head.get("schema") else {
            return Err(refuse(text!(NoSchema), text!(StoreResult)));
        };
        let Some((_, schema)) = Schema::ALL.iter().find(|(id, _)| id == schema) else {
            return Err(match schema.as_str() {
                "shifan/error/1" => refuse(text!(ErrorDocument), text!(MendAndRunAgain)),
                _ => refuse(
                    text!(OtherSchema, schema = crate::submission::short(schema)),
                    text!(KnownSchemas, list = Schema::ALL.map(|(id, _)| Part::from(id)).to_vec()),
                ),
            });
        };
        Ok(Self { source, schema: *schema, head: Value::Object(head), name })
    }

    /// Everything but the applicants of a scored pool.
    #[must_use]
    pub fn head(&self) -> Node<'_, '_> {
        Node { value: &self.head, above: None, step: Step::Root }
    }

    /// Calls for each applicant of a scored pool, in their order.
    ///
    /// # Errors
    /// Those of the call, and of reading.
    pub fn applicants(&mut self, each: &mut dyn FnMut(Node<'_, '_>) -> Result<(), Wrong>) -> Result<(), Failure> {
        let name = Arc::clone(&self.name);
        let list = Node { value: &Value::Null, above: None, step: Step::Key(STREAMED) };
        let mut call = |index: usize, value: &Value| {
            let list = Node { value: &Value::Null, above: None, step: Step::Key(STREAMED) };
            each(Node { value, above: Some(&list), step: Step::Index(index) }).map_err(|wrong| wrong.found(&name))
        };
        match read(self.source, &mut call, Pass::Applicants) {
            Ok((_, true)) => Ok(()),
            Ok((_, false)) => Err(list.wrong(text!(ExpectedField)).found(&self.name)),
            Err(Broken::Io(error)) => Err(Failure::Io(error)),
            Err(Broken::Stopped(failure)) => Err(failure),
            // It was read as a whole before, so only the list can be something else.
            Err(Broken::Syntax { .. } | Broken::NotAnObject) => Err(list.wrong(text!(ExpectedList)).found(&self.name)),
        }
    }
}

/// What is wrong with a field.
#[derive(Debug)]
pub enum Wrong {
    /// It is missing, or of another kind.
    Field {
        /// Where: `applicants[3].points`.
        path: String,
        /// What was expected.
        expected: Box<Text>,
    },
    /// Writing failed.
    Io(io::Error),
}

impl From<io::Error> for Wrong {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl Wrong {
    /// As a finding about the result.
    pub fn found(self, name: &Arc<str>) -> Failure {
        match self {
            Self::Io(error) => Failure::Io(error),
            Self::Field { path, expected } => {
                let text = text!(ResultField, path = path, expected = *expected);
                Failure::Found(Box::new(Diagnostic::new(Code::NotAResult, Place::File(Arc::clone(name)), text).help(text!(StoreResult))))
            }
        }
    }
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Root,
    Key(&'a str),
    Index(usize),
}

/// A value of a result, which knows where it stands.
#[derive(Clone, Copy)]
pub struct Node<'v, 'p> {
    value: &'v Value,
    above: Option<&'p Node<'v, 'p>>,
    step: Step<'v>,
}

impl<'v> Node<'v, '_> {
    fn path(&self) -> String {
        let above = self.above.map(Node::path).unwrap_or_default();
        match self.step {
            Step::Root => above,
            Step::Key(key) if above.is_empty() => key.to_owned(),
            Step::Key(key) => format!("{above}.{key}"),
            Step::Index(index) => format!("{above}[{}]", index + 1),
        }
    }

    /// That this is not what was expected.
    pub fn wrong(&self, expected: Text) -> Wrong {
        Wrong::Field { path: self.path(), expected: Box::new(expected) }
    }

    fn object(&self) -> Result<&'v Map<String, Value>, Wrong> {
        self.value.as_object().ok_or_else(|| self.wrong(text!(ExpectedObject)))
    }

    /// The field of an object, which has to be there.
    pub fn get<'n>(&'n self, key: &'v str) -> Result<Node<'v, 'n>, Wrong> {
        let value = self.object()?.get(key);
        let child = Node { value: value.unwrap_or(&Value::Null), above: Some(self), step: Step::Key(key) };
        if value.is_some() { Ok(child) } else { Err(child.wrong(text!(ExpectedField))) }
    }

    /// The field of an object, if it is there and is not null.
    pub fn maybe<'n>(&'n self, key: &'v str) -> Result<Option<Node<'v, 'n>>, Wrong> {
        let value = self.object()?.get(key).filter(|value| !value.is_null());
        Ok(value.map(|value| Node { value, above: Some(self), step: Step::Key(key) }))
    }

    /// The field of an object, which has to be there and may be null.
    pub fn nullable<'n>(&'n self, key: &'v str) -> Result<Option<Node<'v, 'n>>, Wrong> {
        self.get(key).map(|node| Some(node).filter(|node| !node.value.is_null()))
    }

    /// A text.
    pub fn as_text(&self) -> Result<&'v str, Wrong> {
        self.value.as_str().ok_or_else(|| self.wrong(text!(ExpectedText)))
    }

    /// A number.
    pub fn as_number(&self) -> Result<f64, Wrong> {
        self.value.as_f64().ok_or_else(|| self.wrong(text!(ExpectedNumber)))
    }

    /// A share as it is written, `95.23%`, as a fraction.
    pub fn as_share(&self) -> Result<f64, Wrong> {
        let share = self.value.as_str().and_then(super::tables::share_of);
        share.ok_or_else(|| self.wrong(text!(ExpectedShareText)))
    }

    /// The text of a field.
    pub fn text(&self, key: &'v str) -> Result<&'v str, Wrong> {
        self.get(key)?.as_text()
    }

    /// The text of a field that may be null.
    pub fn nullable_text(&self, key: &'v str) -> Result<Option<&'v str>, Wrong> {
        self.nullable(key)?.map(|node| node.as_text()).transpose()
    }

    /// The number of a field.
    pub fn number(&self, key: &'v str) -> Result<f64, Wrong> {
        self.get(key)?.as_number()
    }

    /// The number of a field that may be null.
    pub fn nullable_number(&self, key: &'v str) -> Result<Option<f64>, Wrong> {
        self.nullable(key)?.map(|node| node.as_number()).transpose()
    }

    /// The whole number of a field, from nought.
    pub fn count(&self, key: &'v str) -> Result<u64, Wrong> {
        let node = self.get(key)?;
        node.value.as_u64().ok_or_else(|| node.wrong(text!(ExpectedCount)))
    }

    /// Yes or no.
    pub fn flag(&self, key: &'v str) -> Result<bool, Wrong> {
        let node = self.get(key)?;
        node.value.as_bool().ok_or_else(|| node.wrong(text!(ExpectedFlag)))
    }

    /// Yes or no, of a field that may be null.
    pub fn nullable_flag(&self, key: &'v str) -> Result<Option<bool>, Wrong> {
        self.nullable(key)?.map(|node| node.value.as_bool().ok_or_else(|| node.wrong(text!(ExpectedFlag)))).transpose()
    }

    /// Places after the point.
    pub fn places(&self, key: &'v str) -> Result<u8, Wrong> {
        let node = self.get(key)?;
        let places = node.value.as_u64().filter(|places| *places <= MOST_PLACES).and_then(|places| u8::try_from(places).ok());
        places.ok_or_else(|| node.wrong(text!(ExpectedPlaces, most = MOST_PLACES)))
    }

    /// The entries of a list.
    pub fn each<'n>(&'n self) -> Result<impl Iterator<Item = Node<'v, 'n>>, Wrong> {
        let list = self.value.as_array().ok_or_else(|| self.wrong(text!(ExpectedList)))?;
        Ok(list.iter().enumerate().map(move |(index, value)| Node { value, above: Some(self), step: Step::Index(index) }))
    }

    /// The entries of an object by their names.
    pub fn entries<'n>(&'n self) -> Result<impl Iterator<Item = (&'v str, Node<'v, 'n>)>, Wrong> {
        let object = self.object()?;
        Ok(object.iter().map(move |(key, value)| (key.as_str(), Node { value, above: Some(self), step: Step::Key(key) })))
    }

    /// The value as it stands, on one line; a blank for null.
    #[must_use]
    pub fn as_written(&self) -> String {
        match self.value {
            Value::String(text) => text.clone(),
            Value::Null => String::new(),
            other => other.to_string(),
        }
    }
}

/// The value at the top.
enum Top {
    Object(Map<String, Value>),
    List(usize),
}

enum Broken {
    Io(io::Error),
    Syntax { line: usize, column: usize },
    NotAnObject,
    Stopped(Failure),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Pass {
    /// Keep everything but the applicants.
    Head,
    /// Call for the applicants, pass over the rest.
    Applicants,
}

type Call<'c> = &'c mut dyn FnMut(usize, &Value) -> Result<(), Failure>;

/// Reads the source from its beginning: the value at the top, and whether it has a list of applicants.
fn read(source: &mut dyn Source, call: Call<'_>, pass: Pass) -> Result<(Top, bool), Broken> {
    source.seek(SeekFrom::Start(0)).map_err(Broken::Io)?;
    let mut reader = BufReader::with_capacity(1 << 16, source);
    skip_mark(&mut reader).map_err(Broken::Io)?;
    let (mut stopped, mut seen) = (None, false);
    let mut json = serde_json::Deserializer::from_reader(reader);
    let read =
        Document { call, pass, stopped: &mut stopped, seen: &mut seen }.deserialize(&mut json).and_then(|top| json.end().map(|()| top));
    if let Some(failure) = stopped {
        return Err(Broken::Stopped(failure));
    }
    read.map(|top| (top, seen)).map_err(|error| match error.classify() {
        serde_json::error::Category::Io => Broken::Io(error.into()),
        serde_json::error::Category::Syntax | serde_json::error::Category::Eof => {
            Broken::Syntax { line: error.line(), column: error.column() }
        }
        serde_json::error::Category::Data => Broken::NotAnObject,
    })
}

/// Passes over a byte order mark, which some editors put in front.
fn skip_mark(reader: &mut (impl io::BufRead + ?Sized)) -> io::Result<()> {
    if reader.fill_buf()?.starts_with("\u{feff}".as_bytes()) {
        reader.consume(3);
    }
    Ok(())
}

struct Document<'c, 's> {
    call: Call<'c>,
    pass: Pass,
    stopped: &'s mut Option<Failure>,
    seen: &'s mut bool,
}

impl<'de> DeserializeSeed<'de> for Document<'_, '_> {
    type Value = Top;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Top, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Document<'_, '_> {
    type Value = Top;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a result")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Top, A::Error> {
        let mut count = 0;
        while list.next_element::<IgnoredAny>()?.is_some() {
            count += 1;
        }
        Ok(Top::List(count))
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<Top, A::Error> {
        let mut head = Map::new();
        while let Some(key) = map.next_key::<String>()? {
            *self.seen |= key == STREAMED;
            match (self.pass, key == STREAMED) {
                (Pass::Head, false) => _ = head.insert(key, map.next_value()?),
                (Pass::Applicants, true) => map.next_value_seed(Applicants { call: &mut self.call, stopped: self.stopped })?,
                _ => _ = map.next_value::<IgnoredAny>()?,
            }
        }
        Ok(Top::Object(head))
    }
}

struct Applicants<'c, 'd, 's> {
    call: &'d mut Call<'c>,
    stopped: &'s mut Option<Failure>,
}

impl<'de> DeserializeSeed<'de> for Applicants<'_, '_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Applicants<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let mut index = 0;
        while let Some(value) = list.next_element::<Value>()? {
            if let Err(failure) = (self.call)(index, &value) {
                *self.stopped = Some(failure);
                return Err(serde::de::Error::custom("stopped"));
            }
            index += 1;
        }
        Ok(())
    }
}
