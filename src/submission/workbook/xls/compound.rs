//! A compound file (OLE2): the container of a legacy workbook, with sectors in chains as in an old disk. One stream of its root is
//! read. Written here and not taken from a library, because every chain of a hostile file must end within the sectors that the file
//! has, and because workbooks of real offices break rules of the container that do not matter for the one stream that is wanted.
//!
//! Left out: storages below the root (a workbook that is embedded in the workbook has a stream of the same name), and writing.

use super::{Failure, damaged, u16_at, u32_at};

const HEADER: usize = 512;
/// Sector numbers in the header itself; a larger file goes on in sectors of numbers.
const IN_HEADER: usize = 109;
const LAST_REGULAR: u32 = 0xffff_fffa;
const END_OF_CHAIN: u32 = 0xffff_fffe;
const ENTRY: usize = 128;
const STREAM: u8 = 2;
const ROOT: u8 = 5;

/// The first of these streams that the root of a compound file has.
pub(super) fn stream(bytes: &[u8], names: &[&str]) -> Result<Vec<u8>, Failure> {
    let file = File::open(bytes)?;
    let directory = file.directory()?;
    let root = directory.first().filter(|entry| entry.kind == ROOT).ok_or_else(|| damaged("compound file: no root"))?;
    let streams = in_root(&directory, root);
    let named = |name: &&str| streams.iter().find(|entry| entry.name.eq_ignore_ascii_case(name));
    let found = names.iter().find_map(named).ok_or_else(|| damaged("compound file: no stream of a workbook"))?;
    if found.size >= u64::from(file.short_below) {
        return file.read(found.start, Some(found.size));
    }
    // Short streams share one stream of the root, in sectors of their own.
    let shared = file.read(root.start, None)?;
    let next = numbers(&file.read(file.short_table, None)?);
    let sectors = Sectors { bytes: &shared, origin: 0, shift: file.short_shift, next: &next };
    sectors.read(found.start, Some(found.size))
}

struct File<'a> {
    bytes: &'a [u8],
    shift: u32,
    /// For every sector the one that follows it in its chain.
    next: Vec<u32>,
    first_of_directory: u32,
    /// Streams shorter than this are kept apart.
    short_below: u32,
    short_shift: u32,
    short_table: u32,
}

impl<'a> File<'a> {
    fn open(bytes: &'a [u8]) -> Result<Self, Failure> {
        let truncated = || damaged("compound file: truncated");
        let field = |at| u32_at(bytes, at).ok_or_else(truncated);
        let shift = u32::from(u16_at(bytes, 30).ok_or_else(truncated)?);
        let short_shift = u32::from(u16_at(bytes, 32).ok_or_else(truncated)?);
        if !(9..=12).contains(&shift) || !(4..=shift).contains(&short_shift) {
            return Err(damaged("compound file: size of a sector"));
        }
        let mut file = Self {
            bytes,
            shift,
            next: Vec::new(),
            first_of_directory: field(48)?,
            short_below: field(56)?,
            short_shift,
            short_table: field(60)?,
        };
        file.next = file.table(field(68)?)?;
        Ok(file)
    }

    /// How many sectors the file has; the last one may be cut short.
    fn count(&self) -> usize {
        self.bytes.len().saturating_sub(1 << self.shift).div_ceil(1 << self.shift)
    }

    /// The table of chains. Its own sectors are listed in the header, and from there on in a chain of lists.
    fn table(&self, mut list: u32) -> Result<Vec<u32>, Failure> {
        let header = self.bytes.get(..HEADER).ok_or_else(|| damaged("compound file: truncated"))?;
        let mut listed: Vec<u32> = numbers(&header[HEADER - 4 * IN_HEADER..]);
        let count = self.count();
        let per_sector = 1 << (self.shift - 2);
        // A table says something of no more sectors than there are: a longer list is never followed.
        for _ in 0..count {
            if list > LAST_REGULAR || listed.len() > count {
                break;
            }
            let mut more = numbers(self.sectors(&[]).sector(list)?);
            list = more.split_off(per_sector.min(more.len()).saturating_sub(1)).first().copied().unwrap_or(END_OF_CHAIN);
            listed.append(&mut more);
        }
        let mut next = Vec::with_capacity(count);
        for sector in listed.into_iter().take_while(|sector| *sector <= LAST_REGULAR) {
            if next.len() >= count {
                break;
            }
            next.extend(numbers(self.sectors(&[]).sector(sector)?));
        }
        next.truncate(count);
        Ok(next)
    }

    fn sectors<'s>(&'s self, next: &'s [u32]) -> Sectors<'s> {
        Sectors { bytes: self.bytes, origin: 1 << self.shift, shift: self.shift, next }
    }

    fn read(&self, start: u32, size: Option<u64>) -> Result<Vec<u8>, Failure> {
        self.sectors(&self.next).read(start, size)
    }

    fn directory(&self) -> Result<Vec<Entry>, Failure> {
        let held = self.read(self.first_of_directory, None)?;
        Ok(held.chunks_exact(ENTRY).filter_map(Entry::read).collect())
    }
}

/// Equally long pieces of a file, or of the stream of short streams.
struct Sectors<'a> {
    bytes: &'a [u8],
    /// Where sector 0 begins.
    origin: usize,
    shift: u32,
    next: &'a [u32],
}

impl<'a> Sectors<'a> {
    fn sector(&self, number: u32) -> Result<&'a [u8], Failure> {
        let beyond = || damaged("compound file: a sector beyond the end of the file");
        let start = (number as usize).checked_mul(1 << self.shift).and_then(|at| at.checked_add(self.origin)).ok_or_else(beyond)?;
        let rest = self.bytes.get(start..).filter(|rest| !rest.is_empty()).ok_or_else(beyond)?;
        Ok(&rest[..rest.len().min(1 << self.shift)])
    }

    /// A chain from its first sector on: to its end, or as far as the stream is long.
    fn read(&self, start: u32, size: Option<u64>) -> Result<Vec<u8>, Failure> {
        let wanted = match size.map(usize::try_from) {
            Some(Ok(size)) if size <= self.bytes.len() => size,
            Some(_) => return Err(damaged("compound file: a stream longer than the file")),
            None => usize::MAX,
        };
        let mut held = Vec::with_capacity(if size.is_some() { wanted } else { 0 });
        let mut sector = start;
        while held.len() < wanted && sector <= LAST_REGULAR {
            // No chain is longer than the file, unless it runs in a circle.
            if held.len() > self.bytes.len() {
                return Err(damaged("compound file: a chain of sectors that has no end"));
            }
            held.extend_from_slice(self.sector(sector)?);
            sector = self.next.get(sector as usize).copied().unwrap_or(END_OF_CHAIN);
        }
        if size.is_some() {
            if held.len() < wanted {
                return Err(damaged("compound file: a stream that ends too early"));
            }
            held.truncate(wanted);
        }
        Ok(held)
    }
}

/// An entry of the directory.
struct Entry {
    name: String,
    kind: u8,
    left: u32,
    right: u32,
    child: u32,
    start: u32,
    size: u64,
}

impl Entry {
    fn read(bytes: &[u8]) -> Option<Self> {
        let length = usize::from(u16_at(bytes, 64)?).min(64).saturating_sub(2);
        let units: Vec<u16> = bytes.get(..length)?.chunks_exact(2).filter_map(|pair| u16_at(pair, 0)).collect();
        Some(Self {
            name: String::from_utf16_lossy(&units),
            kind: *bytes.get(66)?,
            left: u32_at(bytes, 68)?,
            right: u32_at(bytes, 72)?,
            child: u32_at(bytes, 76)?,
            start: u32_at(bytes, 116)?,
            // The upper half is rubbish in files of old programs; no file that is read is that long.
            size: u64::from(u32_at(bytes, 120)?),
        })
    }
}

/// The streams of the root itself. Entries hang in a tree by name; its order and colours are not needed to find them all.
fn in_root<'d>(directory: &'d [Entry], root: &Entry) -> Vec<&'d Entry> {
    let mut seen = vec![false; directory.len()];
    let mut streams = Vec::new();
    let mut open = vec![root.child];
    while let Some(number) = open.pop() {
        let at = number as usize;
        let (Some(entry), Some(seen)) = (directory.get(at), seen.get_mut(at)) else { continue };
        if std::mem::replace(seen, true) {
            continue;
        }
        if entry.kind == STREAM {
            streams.push(entry);
        }
        open.extend([entry.left, entry.right]);
    }
    streams
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).filter_map(|four| u32_at(four, 0)).collect()
}
