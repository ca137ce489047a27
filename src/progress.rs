//! How far long work has come. The library tells it through a [`Watch`] and knows nothing of who looks; where nobody does, telling
//! costs a comparison for every block and row.

use std::fmt;
use std::io::{self, Read, Write};
use std::sync::Arc;

/// A step of long work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A file is looked through once for its encoding and its SHA-256.
    LookThrough,
    /// A workbook is unpacked and its sheet is taken in.
    OpenWorkbook,
    /// The rows of a table are read, and what is to be done with each of them is done.
    ReadRows,
    /// A result is written.
    Write,
}

/// Whoever wants to know how far work has come.
pub trait Progress: Send + Sync {
    /// A step begins with the file of this name, which has so many bytes where that is known.
    fn begin(&self, step: Step, name: &str, bytes: Option<u64>);
    /// So many more bytes of the step are done.
    fn bytes(&self, more: u64);
    /// So many more rows have been read.
    fn rows(&self, more: u64);
}

/// A way to tell how far work has come; without anybody to tell it to, nothing.
#[derive(Clone, Default)]
pub struct Watch(Option<Arc<dyn Progress>>);

impl Watch {
    /// Tells it to this one.
    #[must_use]
    pub fn by(progress: Arc<dyn Progress>) -> Self {
        Self(Some(progress))
    }

    /// A step begins, see [`Progress::begin`].
    pub fn begin(&self, step: Step, name: &str, bytes: Option<u64>) {
        if let Some(progress) = &self.0 {
            progress.begin(step, name, bytes);
        }
    }

    /// So many more bytes are done.
    pub fn bytes(&self, more: u64) {
        if let Some(progress) = &self.0 {
            progress.bytes(more);
        }
    }

    /// So many more rows have been read.
    pub fn rows(&self, more: u64) {
        if let Some(progress) = &self.0 {
            progress.rows(more);
        }
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(if self.0.is_some() { "Watch(on)" } else { "Watch(off)" })
    }
}

/// A reader or writer whose bytes are told as they pass.
pub struct Watched<T> {
    inner: T,
    watch: Watch,
}

impl<T> Watched<T> {
    /// Tells what passes through `inner`.
    pub fn new(inner: T, watch: &Watch) -> Self {
        Self { inner, watch: watch.clone() }
    }

    /// What it stands around.
    pub fn into_inner(self) -> T {
        self.inner
    }
}

impl<T: Read> Read for Watched<T> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.watch.bytes(read as u64);
        Ok(read)
    }
}

impl<T: Write> Write for Watched<T> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(buffer)?;
        self.watch.bytes(written as u64);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
