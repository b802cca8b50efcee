//! A disk in memory that does what real ones do on bad days.

use crate::disk::{Disk, Source, Target};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::io::{self, Cursor};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};

const SECTOR: usize = 512;

/// Files, each with what is written and what would outlast a loss of power. Clones are the same disk.
#[derive(Clone, Default)]
pub(super) struct Memory {
    state: Arc<Mutex<State>>,
    changed: Arc<Condvar>,
}

#[derive(Default)]
struct State {
    files: BTreeMap<PathBuf, Stored>,
    locked: HashSet<PathBuf>,
    writes: usize,
    syncs: usize,
    /// Whether synchronisations wait.
    is_held: bool,
    waiting: usize,
    faults: Faults,
}

/// What goes wrong.
#[derive(Default, Clone)]
pub(super) struct Faults {
    /// After so many writes, cuts and synchronisations the power is gone.
    pub(super) power_for: Option<usize>,
    /// All files together have room for so many bytes.
    pub(super) room: Option<usize>,
    /// Synchronisations fail, and as in Linux what they were to write counts as written.
    pub(super) refuses_sync: bool,
    /// Writes end after so many bytes, with an error.
    pub(super) tears_at: Option<usize>,
    /// Of each write this byte is stored wrong, and nobody is told.
    pub(super) flips: Option<usize>,
    /// Writes panic.
    pub(super) panics: bool,
}

#[derive(Default, Clone)]
struct Stored {
    now: Vec<u8>,
    durable: Vec<u8>,
    /// The sectors that a synchronisation would write.
    dirty: BTreeSet<usize>,
    is_named: bool,
}

impl Stored {
    fn write(&mut self, at: usize, bytes: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        let end = at + bytes.len();
        self.now.resize(self.now.len().max(end), 0);
        self.now[at..end].copy_from_slice(bytes);
        self.dirty.extend(at / SECTOR..=(end - 1) / SECTOR);
    }

    fn sync(&mut self) {
        self.durable.resize(self.now.len(), 0);
        for sector in std::mem::take(&mut self.dirty) {
            let range = (sector * SECTOR).min(self.now.len())..((sector + 1) * SECTOR).min(self.now.len());
            self.durable[range.clone()].copy_from_slice(&self.now[range]);
        }
    }

    /// What is left when the power goes: of sectors that were not synchronised, any.
    fn lose_power(&mut self, random: &mut Random) {
        let (short, long) = (self.durable.len().min(self.now.len()), self.durable.len().max(self.now.len()));
        let length = match random.below(3) {
            0 => short,
            1 => long,
            _ => short + random.below(long - short + 1),
        };
        let mut left = self.durable.clone();
        left.resize(length, 0);
        for sector in std::mem::take(&mut self.dirty) {
            if random.below(2) == 0 {
                let end = ((sector + 1) * SECTOR).min(length).min(self.now.len());
                let range = (sector * SECTOR).min(end)..end;
                left[range.clone()].copy_from_slice(&self.now[range]);
            }
        }
        (self.now, self.durable, self.is_named) = (left.clone(), left, true);
    }
}

/// Numbers that look random, always the same.
pub(super) struct Random(pub(super) u64);

impl Random {
    pub(super) fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

impl Memory {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    pub(super) fn set(&self, faults: Faults) {
        let mut state = self.state();
        (state.faults, state.writes) = (faults, 0);
    }

    pub(super) fn syncs(&self) -> usize {
        self.state().syncs
    }

    pub(super) fn bytes(&self, path: &Path) -> Vec<u8> {
        self.state().files[path].now.clone()
    }

    pub(super) fn paths(&self) -> Vec<PathBuf> {
        self.state().files.keys().cloned().collect()
    }

    pub(super) fn remove(&self, path: &Path) {
        self.state().files.remove(path).unwrap();
    }

    /// Another disk with the same files, one of them with other bytes.
    pub(super) fn with(&self, path: &Path, bytes: Vec<u8>) -> Self {
        let copy = Self::default();
        copy.state().files = self.state().files.clone();
        copy.state().files.insert(path.to_owned(), Stored { durable: bytes.clone(), now: bytes, ..Stored::default() });
        copy
    }

    /// Lets no synchronisation end as long as what is returned lives. It has to live shorter than a journal, whose end waits for one.
    pub(super) fn hold(&self) -> Held<'_> {
        self.state().is_held = true;
        Held(self)
    }

    /// Waits until a synchronisation waits.
    pub(super) fn wait_for_sync(&self) {
        let state = self.state();
        drop(self.changed.wait_while(state, |state| state.waiting == 0).unwrap());
    }

    pub(super) fn lose_power(&self, random: &mut Random) {
        let mut state = self.state();
        state.files.retain(|_, file| file.is_named || random.below(2) == 0);
        state.files.values_mut().for_each(|file| file.lose_power(random));
        state.locked.clear();
        state.faults = Faults::default();
    }
}

pub(super) struct Held<'a>(&'a Memory);

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.0.state().is_held = false;
        self.0.changed.notify_all();
    }
}

impl State {
    /// Counts a change of the disk; whether there is power for it.
    fn step(&mut self) -> io::Result<()> {
        self.writes += 1;
        match self.faults.power_for {
            Some(steps) if self.writes > steps => Err(io::Error::other("the power is gone")),
            _ => Ok(()),
        }
    }
}

impl Disk for Memory {
    fn make_folder(&self, _: &Path) -> io::Result<()> {
        Ok(())
    }

    fn names(&self, folder: &Path) -> io::Result<Vec<String>> {
        let name = |path: &PathBuf| Some(path.strip_prefix(folder).ok()?.to_str()?.to_owned());
        Ok(self.state().files.keys().filter_map(name).collect())
    }

    fn read(&self, path: &Path) -> io::Result<(Box<dyn Source>, u64)> {
        let bytes = self.state().files.get(path).ok_or(io::ErrorKind::NotFound)?.now.clone();
        let length = bytes.len() as u64;
        Ok((Box::new(Cursor::new(bytes)), length))
    }

    fn write(&self, path: &Path) -> io::Result<Box<dyn Target>> {
        self.state().files.entry(path.to_owned()).or_default();
        Ok(Box::new(Open { disk: self.clone(), path: path.to_owned() }))
    }

    fn sync_folder(&self, _: &Path) -> io::Result<()> {
        let mut state = self.state();
        state.step()?;
        state.files.values_mut().for_each(|file| file.is_named = true);
        Ok(())
    }

    fn lock(&self, path: &Path) -> io::Result<Result<Box<dyn Send>, String>> {
        if self.state().locked.insert(path.to_owned()) {
            Ok(Ok(Box::new(Lock { disk: self.clone(), path: path.to_owned() })))
        } else {
            Ok(Err("this very process".to_owned()))
        }
    }
}

struct Lock {
    disk: Memory,
    path: PathBuf,
}

impl Drop for Lock {
    fn drop(&mut self) {
        self.disk.state().locked.remove(&self.path);
    }
}

struct Open {
    disk: Memory,
    path: PathBuf,
}

impl Target for Open {
    fn write_at(&mut self, at: u64, bytes: &[u8]) -> io::Result<()> {
        let mut state = self.disk.state();
        let at = usize::try_from(at).unwrap();
        let faults = state.faults.clone();
        let power = state.step();
        if faults.panics {
            drop(state);
            panic!("a fault of the program");
        }
        let used: usize = state.files.values().map(|file| file.now.len()).sum();
        let file = state.files.get_mut(&self.path).unwrap();
        let mut bytes = bytes.to_vec();
        let mut result = power;
        // Without power some of it may have been written nevertheless; what was not synchronised is left to chance.
        if let Some(most) = faults.tears_at.filter(|most| *most < bytes.len()) {
            bytes.truncate(most);
            result = Err(io::Error::other("the disk fails"));
        }
        let room =
            faults.room.map_or(usize::MAX, |room| (room + file.now.len().saturating_sub(at)).saturating_sub(used));
        if room < bytes.len() {
            bytes.truncate(room);
            result = Err(io::ErrorKind::StorageFull.into());
        }
        if let Some(byte) = faults.flips.and_then(|flip| bytes.get_mut(flip)) {
            *byte ^= 0x40;
        }
        file.write(at, &bytes);
        result
    }

    fn cut(&mut self, length: u64) -> io::Result<()> {
        let mut state = self.disk.state();
        state.step()?;
        state.files.get_mut(&self.path).unwrap().now.truncate(usize::try_from(length).unwrap());
        Ok(())
    }

    fn sync(&mut self) -> io::Result<()> {
        let mut state = self.disk.state();
        if state.is_held {
            state.waiting += 1;
            self.disk.changed.notify_all();
            state = self.disk.changed.wait_while(state, |state| state.is_held).unwrap();
            state.waiting -= 1;
        }
        state.step()?;
        state.syncs += 1;
        let is_refused = state.faults.refuses_sync;
        let file = state.files.get_mut(&self.path).unwrap();
        if is_refused {
            file.dirty.clear();
            return Err(io::Error::other("the disk refuses"));
        }
        file.sync();
        Ok(())
    }
}
