//! The log on standard error: no request waits for it, and its failures reach no request.
//!
//! A server's lines go through a bounded queue to a thread of its own. Where they cannot be written (the disk is full, the
//! reader of a pipe has gone) or not fast enough (the pipe is not read), lines are dropped and counted, and the count is reported
//! in the next line that gets through.

use clap::ValueEnum;
use std::io::{self, Write};
use std::sync::{Arc, OnceLock, mpsc};
use std::time::Duration;
use tracing_appender::non_blocking::{ErrorCounter, NonBlocking, NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

/// Lines that wait to be written; more are dropped.
const MOST_LINES: usize = 4096;
/// Bytes of a line; the rest is cut off. What clients send (paths, queries in messages) has its way into lines.
const LONGEST_LINE: usize = 16 * 1024;
/// How long the end of the program waits for lines to be written.
const LAST_LINES: Duration = Duration::from_millis(1500);

/// How the log is written.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum LogFormat {
    Text,
    Json,
}

/// Keeps the log of a server going; at its end, lines that wait are written if that is possible soon.
pub(super) struct Log {
    worker: Option<WorkerGuard>,
}

impl Log {
    /// Sends logs to standard error. `is_server` is whether requests depend on it: then it never blocks.
    pub(super) fn start(format: LogFormat, is_server: bool) -> Self {
        // Commands that answer and leave log warnings only, unless set otherwise.
        // What rmcp tells of each message, and of what clients get wrong, they are told themselves.
        let default = if is_server { "info,rmcp=error" } else { "warn,rmcp=error" };
        let filter = EnvFilter::try_from_env("PLENARY_LOG").unwrap_or_else(|_| EnvFilter::new(default));
        let colours = io::IsTerminal::is_terminal(&io::stderr());
        // What the log cannot write it must not complain of on standard error, which panics if that cannot be written.
        let builder = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(colours).log_internal_errors(false);
        let (worker, writer) = if is_server {
            let (queue, worker) = queue(io::stderr());
            (Some(worker), Writer::Queue(queue))
        } else {
            (None, Writer::Direct)
        };
        let builder = builder.with_writer(writer);
        match format {
            LogFormat::Text => builder.with_target(false).compact().init(),
            LogFormat::Json => builder.json().flatten_event(true).init(),
        }
        if is_server {
            // The usual hook writes to standard error itself, and would wait for it.
            std::panic::set_hook(Box::new(|panic| {
                let backtrace = std::backtrace::Backtrace::capture();
                let place = panic.location().map(ToString::to_string).unwrap_or_default();
                let payload = panic.payload();
                let text = payload.downcast_ref::<String>().map(String::as_str);
                let message = text.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or("no message");
                tracing::error!(message, place, %backtrace, "a thread panicked");
            }));
        }
        Self { worker }
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        let Some(worker) = self.worker.take() else { return };
        let (sender, ended) = mpsc::channel();
        // The worker may wait for a pipe that is not read, and then report to another; the program ends all the same.
        let flush = std::thread::Builder::new().name("last lines".into()).spawn(move || {
            drop(worker);
            // The receiver is dropped if it took too long.
            let _ = sender.send(());
        });
        if flush.is_ok() {
            let _ = ended.recv_timeout(LAST_LINES);
        }
    }
}

/// A queue of lines in front of what takes them.
fn queue(output: impl Write + Send + 'static) -> (NonBlocking, WorkerGuard) {
    let dropped = Arc::new(OnceLock::new());
    let output = Output { inner: output, queue: Arc::clone(&dropped), failed: 0, told: 0 };
    let builder = NonBlockingBuilder::default().buffered_lines_limit(MOST_LINES).lossy(true).thread_name("log");
    let (queue, worker) = builder.finish(output);
    // Set once, here.
    let _ = dropped.set(queue.error_counter());
    (queue, worker)
}

/// The end of the queue: writes lines, and how many were lost before.
struct Output<W> {
    inner: W,
    queue: Arc<OnceLock<ErrorCounter>>,
    failed: usize,
    told: usize,
}

impl<W: Write> Write for Output<W> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let lost = self.queue.get().map_or(0, ErrorCounter::dropped_lines) + self.failed;
        if lost > self.told {
            let said = format!("{} lines of the log could not be written and were dropped\n", lost - self.told);
            if self.inner.write_all(said.as_bytes()).is_ok() {
                self.told = lost;
            }
        }
        if self.inner.write_all(line).is_err() {
            self.failed += 1;
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        // What failed has been counted.
        let _ = self.inner.flush();
        Ok(())
    }
}

/// Where lines go.
enum Writer {
    Direct,
    Queue(NonBlocking),
}

/// Takes one line.
enum Line {
    Direct(io::Stderr),
    Queue(NonBlocking),
}

impl<'a> MakeWriter<'a> for Writer {
    type Writer = Line;

    fn make_writer(&'a self) -> Line {
        match self {
            Self::Direct => Line::Direct(io::stderr()),
            Self::Queue(queue) => Line::Queue(queue.clone()),
        }
    }
}

impl Write for Line {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        match self {
            Self::Direct(output) => return output.write(line),
            Self::Queue(queue) if line.len() <= LONGEST_LINE => queue.write_all(line)?,
            Self::Queue(queue) => queue.write_all(&[&line[..LONGEST_LINE], b"...\n"].concat())?,
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicBool, Ordering};

    /// Takes lines once it is released; until then it fails.
    #[derive(Clone, Default)]
    struct Failing {
        works: Arc<AtomicBool>,
        text: Arc<Mutex<String>>,
    }

    impl Write for Failing {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if !self.works.load(Ordering::SeqCst) {
                return Err(io::ErrorKind::StorageFull.into());
            }
            self.text.lock().unwrap().push_str(&String::from_utf8_lossy(bytes));
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn hostile_a2_lines_that_cannot_be_written_are_counted_and_told() {
        let mut output = Output { inner: Failing::default(), queue: Arc::default(), failed: 0, told: 0 };
        let (works, text) = (Arc::clone(&output.inner.works), Arc::clone(&output.inner.text));
        for _ in 0..3 {
            assert_eq!(output.write(b"lost\n").unwrap(), 5, "the worker is told of no failure");
        }
        works.store(true, Ordering::SeqCst);
        output.write_all(b"written\n").unwrap();
        output.write_all(b"again\n").unwrap();
        let expected = "3 lines of the log could not be written and were dropped\nwritten\nagain\n";
        assert_eq!(*text.lock().unwrap(), expected);
    }

    /// A pipe that is not read.
    struct Stuck(mpsc::Receiver<()>);

    impl Write for Stuck {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            // Ends when the test lets go of the other side.
            let _ = self.0.recv();
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn hostile_a2_a_pipe_that_nobody_reads_holds_nobody_up() {
        let (release, stuck) = mpsc::channel();
        let (queue, worker) = queue(Stuck(stuck));
        let counter = queue.error_counter();
        let writer = Writer::Queue(queue);
        for _ in 0..3 * MOST_LINES {
            writer.make_writer().write_all(b"a line\n").unwrap();
        }
        assert!(counter.dropped_lines() >= MOST_LINES, "{}", counter.dropped_lines());
        drop(Log { worker: Some(worker) });
        drop(release);
    }
}
