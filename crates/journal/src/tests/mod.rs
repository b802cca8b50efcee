mod commit;
mod disk;
mod patch;
mod recovery;
mod samples;
mod writing;
