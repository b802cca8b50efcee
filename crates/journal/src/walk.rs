//! The journal from a commit to its end, each frame checked; and the judgement on what is not as it should be.

use crate::commit::place;
use crate::disk::{Disk, Segment, Source};
use crate::frame::{FILE_HEADER, FRAME_HEADER, FRAME_MAGIC, FrameHeader, VERSION, read_file_header};
use crate::{Error, Head, Id};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The least that a disk writes or does not write.
const SECTOR: u64 = 512;

/// What was begun and never synchronised, at the end of a journal: the last write before the power went, or the process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Torn {
    /// The file.
    pub path: PathBuf,
    /// Where it begins, from 0.
    pub offset: u64,
    /// How many bytes it has.
    pub bytes: u64,
}

/// A commit as bytes.
pub(crate) struct Frame {
    pub(crate) header: FrameHeader,
    /// Empty if the frame was passed over.
    pub(crate) text: Vec<u8>,
    pub(crate) offset: u64,
}

/// What is known of the commit before.
#[derive(Debug, Clone, Copy)]
enum Before {
    Commit(Head),
    /// None, or one whose id is not known as the walk began after it; the number of the next.
    First(u64),
}

impl Before {
    fn next(self) -> u64 {
        match self {
            Self::Commit(head) => head.t + 1,
            Self::First(t) => t,
        }
    }

    /// The commit of a frame, if it may stand here.
    ///
    /// # Errors
    /// With what is wrong, in words that follow "commit 5".
    fn follow(self, frame: &Frame) -> Result<Head, String> {
        let FrameHeader { t, id, .. } = frame.header;
        if t != self.next() {
            return Err(format!("should stand here, but commit {t} does"));
        }
        let parent: Option<Id> = match self {
            Self::Commit(head) => Some(head.id),
            Self::First(1) => None,
            Self::First(_) => return Ok(Head { t, id }),
        };
        if !frame.text.is_empty() && !frame.text.starts_with(place(parent.as_ref(), t).as_bytes()) {
            return Err("does not continue the commit before: it names another parent or number".to_owned());
        }
        Ok(Head { t, id })
    }
}

/// Goes over the frames of a journal.
pub(crate) struct Walk {
    disk: Arc<dyn Disk>,
    segments: Vec<Segment>,
    /// How many of them are or were open.
    opened: usize,
    open: Option<Open>,
    before: Before,
    /// Where the last frame of the last file ends.
    end: u64,
    /// Up to which byte that file was synchronised when the frame was made.
    synced: u64,
    torn: Option<Torn>,
}

/// How a journal ends.
pub(crate) struct End {
    pub(crate) head: Option<Head>,
    /// The last file, if there is one.
    pub(crate) segment: Option<Segment>,
    /// Where its last frame ends; 0 if it has not even a beginning.
    pub(crate) end: u64,
    pub(crate) synced: u64,
    pub(crate) torn: Option<Torn>,
}

/// A file that is read, up to the length that it had when it was opened.
struct Open {
    source: Box<dyn Source>,
    length: u64,
}

/// Why there is no frame where one should be.
enum Fault {
    Disk(io::Error),
    /// The file ends within it.
    Short,
    /// Its header is none, or that of the file is none; with the bytes that it has.
    Header(usize),
    Text(FrameHeader),
}

impl Walk {
    /// From the first commit.
    pub(crate) fn all(disk: Arc<dyn Disk>, folder: &Path) -> Result<Self, Error> {
        let segments = segments(&*disk, folder)?;
        Ok(Self { disk, segments, opened: 0, open: None, before: Before::First(1), end: 0, synced: 0, torn: None })
    }

    /// From a commit, or one before it in the same file.
    pub(crate) fn near(disk: Arc<dyn Disk>, folder: &Path, t: u64) -> Result<Self, Error> {
        let mut walk = Self::all(disk, folder)?;
        for at in (1..walk.segments.len()).rev() {
            if let Some(first) = walk.first(at)?.filter(|first| *first <= t) {
                (walk.opened, walk.before) = (at, Before::First(first));
                break;
            }
        }
        Ok(walk)
    }

    /// The number of the first commit of a file, if it has one that can be read.
    fn first(&self, at: usize) -> Result<Option<u64>, Error> {
        let path = &self.segments[at].path;
        let mut bytes = [0; FILE_HEADER + FRAME_HEADER];
        let read = self.disk.read(path).and_then(|(mut source, _)| fill(&mut source, &mut bytes));
        let read = read.map_err(|source| disk_error("read", path, source))?;
        Ok(bytes[..read].get(FILE_HEADER..).and_then(FrameHeader::read).map(|header| header.t))
    }

    /// The next frame from a commit on; none at the end. Frames before it are passed over by their headers.
    ///
    /// # Errors
    /// If a file cannot be read, or the journal is damaged.
    pub(crate) fn next(&mut self, from: u64) -> Result<Option<Frame>, Error> {
        loop {
            let Some(open) = &mut self.open else {
                if self.torn.is_none() && self.open_next()? {
                    continue;
                }
                return Ok(None);
            };
            if self.end == open.length {
                self.open = None;
                continue;
            }
            match open.frame(self.end, from) {
                Ok(frame) => {
                    let head = self.before.follow(&frame).map_err(|problem| self.damaged(problem))?;
                    self.before = Before::Commit(head);
                    self.end += (FRAME_HEADER as u64) + u64::from(frame.header.length);
                    self.synced = frame.header.synced;
                    if head.t >= from {
                        return Ok(Some(frame));
                    }
                }
                Err(fault) => self.judge(fault)?,
            }
        }
    }

    /// Whether the first file is there, with its beginning.
    pub(crate) fn check_begun(&self, folder: &Path) -> Result<(), Error> {
        let Some(Segment { path, .. }) = self.segments.first() else {
            return Err(Error::Missing { path: Segment::new(folder, 1).path.display().to_string() });
        };
        let (_, length) = self.disk.read(path).map_err(|source| disk_error("read", path, source))?;
        if length < FILE_HEADER as u64 {
            let problem = format!("is lost: the file has {length} bytes, and not even its own beginning");
            return Err(Error::Damaged { path: path.display().to_string(), offset: 0, t: 1, problem });
        }
        Ok(())
    }

    /// How the journal ends, after the last frame.
    pub(crate) fn end(self) -> End {
        let head = match self.before {
            Before::Commit(head) => Some(head),
            Before::First(_) => None,
        };
        let Self { mut segments, end, synced, torn, .. } = self;
        End { head, segment: segments.pop(), end, synced, torn }
    }

    /// How many files there are.
    pub(crate) fn files(&self) -> usize {
        self.segments.len()
    }

    /// A problem of the next commit, whose frame has been read.
    pub(crate) fn damaged(&self, problem: String) -> Error {
        Error::Damaged { path: self.path().display().to_string(), offset: self.end, t: self.before.next(), problem }
    }

    /// The file that was opened last.
    pub(crate) fn path(&self) -> &Path {
        self.segments.get(self.opened.saturating_sub(1)).map_or(Path::new(""), |segment| &segment.path)
    }

    /// Opens the next file; whether there is one.
    fn open_next(&mut self) -> Result<bool, Error> {
        let Some(Segment { number, path }) = self.segments.get(self.opened) else { return Ok(false) };
        let opened = self.disk.read(path).and_then(|(mut source, length)| {
            let mut bytes = [0; FILE_HEADER];
            let read = fill(&mut source, &mut bytes)?;
            Ok((Open { source, length: length.max(read as u64) }, bytes, read))
        });
        let (open, bytes, read) = opened.map_err(|source| disk_error("read", path, source))?;
        let (number, path) = (*number, path.display().to_string());
        (self.open, self.end, self.synced) = (Some(open), 0, 0);
        self.opened += 1;
        match read_file_header(&bytes) {
            _ if read < FILE_HEADER => self.judge(Fault::Short)?,
            None => self.judge(Fault::Header(FILE_HEADER))?,
            Some((found, _)) if found != VERSION => return Err(Error::Version { path, found, known: VERSION }),
            Some((_, found)) if found != number => {
                return Err(self.damaged(format!("should stand here, but the file says that it is number {found}")));
            }
            Some(_) => self.end = FILE_HEADER as u64,
        }
        Ok(true)
    }

    /// Whether what is wrong at the end of the last frame is what an interrupted write leaves. Then the walk is over.
    ///
    /// # Errors
    /// If it is not, or cannot be found out.
    fn judge(&mut self, fault: Fault) -> Result<(), Error> {
        let (problem, examined) = match fault {
            Fault::Disk(source) => return Err(disk_error("read", self.path(), source)),
            Fault::Short => ("is cut off, while later files follow", None),
            Fault::Header(bytes) => ("is damaged: its header is not what was written", Some(bytes as u64)),
            Fault::Text(header) => {
                let bytes = (FRAME_HEADER as u64) + u64::from(header.length);
                ("is damaged: its text is not what was written, by its SHA-256", Some(bytes))
            }
        };
        let offset = self.end;
        let Some(mut open) = self.open.take().filter(|_| self.opened == self.segments.len()) else {
            return Err(self.damaged(problem.to_owned()));
        };
        let bytes = open.length.saturating_sub(offset);
        if let Some(examined) = examined {
            let rest = open.rest(offset).map_err(|source| disk_error("read", self.path(), source))?;
            if !has_hole(&rest, offset, examined) || is_said_to_be_synced(&rest, offset) {
                return Err(self.damaged(problem.to_owned()));
            }
        }
        self.torn = Some(Torn { path: self.path().to_owned(), offset, bytes });
        Ok(())
    }
}

impl Open {
    fn frame(&mut self, offset: u64, from: u64) -> Result<Frame, Fault> {
        let mut bytes = [0; FRAME_HEADER];
        let read = fill(&mut self.source, &mut bytes).map_err(Fault::Disk)?;
        if read < FRAME_HEADER {
            return Err(Fault::Short);
        }
        let header = FrameHeader::read(&bytes).ok_or(Fault::Header(FRAME_HEADER))?;
        let end = offset + (FRAME_HEADER as u64) + u64::from(header.length);
        if end > self.length {
            return Err(Fault::Short);
        }
        if header.t < from {
            self.source.seek(SeekFrom::Start(end)).map_err(Fault::Disk)?;
            return Ok(Frame { header, text: Vec::new(), offset });
        }
        let mut text = vec![0; header.length as usize];
        let read = fill(&mut self.source, &mut text).map_err(Fault::Disk)?;
        if read < text.len() {
            return Err(Fault::Short);
        }
        if Id::of(&text) != header.id {
            return Err(Fault::Text(header));
        }
        Ok(Frame { header, text, offset })
    }

    fn rest(&mut self, offset: u64) -> io::Result<Vec<u8>> {
        self.source.seek(SeekFrom::Start(offset))?;
        let mut rest = Vec::new();
        (&mut self.source).take(self.length.saturating_sub(offset)).read_to_end(&mut rest)?;
        Ok(rest)
    }
}

/// Whether a sector of the first bytes from an offset on was never written: as far as it lies after the offset, it has only zeros, which
/// no sector of a frame has.
fn has_hole(rest: &[u8], offset: u64, examined: u64) -> bool {
    let (end, length) = (offset + examined, offset + rest.len() as u64);
    let is_hole = |sector: u64| {
        let (from, to) = ((sector * SECTOR).max(offset), ((sector + 1) * SECTOR).min(length));
        let bytes = rest.get((from - offset) as usize..(to - offset) as usize);
        bytes.is_some_and(|bytes| !bytes.is_empty() && bytes.iter().all(|byte| *byte == 0))
    };
    (offset / SECTOR..end.div_ceil(SECTOR)).any(is_hole)
}

/// Whether a later frame says that the byte at the offset was synchronised: then it was not torn, but damaged later.
fn is_said_to_be_synced(rest: &[u8], offset: u64) -> bool {
    let headers = rest.windows(FRAME_HEADER).filter(|bytes| bytes.starts_with(&FRAME_MAGIC));
    headers.filter_map(FrameHeader::read).any(|header| header.synced > offset)
}

/// The files of a journal, in order.
fn segments(disk: &dyn Disk, folder: &Path) -> Result<Vec<Segment>, Error> {
    let names = disk.names(folder).map_err(|source| disk_error("read", folder, source))?;
    let number = |name: &String| {
        let digits = name.strip_suffix(".log").filter(|digits| digits.len() >= 6)?;
        digits.bytes().all(|digit| digit.is_ascii_digit()).then(|| digits.parse::<u32>().ok())?
    };
    let mut numbers: Vec<_> = names.iter().filter_map(number).collect();
    numbers.sort_unstable();
    let segments: Vec<_> = (1..).zip(&numbers).map(|(number, _)| Segment::new(folder, number)).collect();
    match segments.iter().zip(numbers).find(|(segment, number)| segment.number != *number) {
        Some((missing, _)) => Err(Error::Missing { path: missing.path.display().to_string() }),
        None => Ok(segments),
    }
}

/// Reads as much as there is and has room.
fn fill(source: &mut dyn Source, bytes: &mut [u8]) -> io::Result<usize> {
    let mut read = 0;
    while read < bytes.len() {
        match source.read(&mut bytes[read..]) {
            Ok(0) => break,
            Ok(more) => read += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(read)
}

pub(crate) fn disk_error(action: &'static str, path: &Path, source: io::Error) -> Error {
    Error::Disk { action, path: path.display().to_string(), source }
}
