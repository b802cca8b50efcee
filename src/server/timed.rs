//! A stream that enforces time limits on its client: for the head of a request, for silence, and for reading an answer.

use crate::http::{Connection, Limits};
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Instant;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::time::{Sleep, sleep_until};

/// A stream with time limits. When it is dropped it gives the bare stream back, unless a limit broke it off.
pub(super) struct Timed {
    stream: Option<TcpStream>,
    connection: Arc<Connection>,
    limits: Limits,
    /// After which request the head of the next began to come, and when.
    head: Option<(u64, Instant)>,
    read_timer: Timer,
    /// Since when the client takes too little, and what it has taken since.
    stalled: Option<(Instant, usize)>,
    write_timer: Timer,
    give_back: Option<oneshot::Sender<TcpStream>>,
}

/// A timer that is set anew only when it rings too early, so that limits that are never reached cost next to nothing.
#[derive(Default)]
struct Timer(Option<Pin<Box<Sleep>>>);

impl Timer {
    /// Whether it is later than `deadline`; if not, the task is woken then.
    fn is_over(&mut self, deadline: Instant, context: &mut Context<'_>) -> bool {
        let at = deadline.into();
        let sleep = self.0.get_or_insert_with(|| Box::pin(sleep_until(at)));
        if sleep.deadline() > at {
            sleep.as_mut().reset(at);
        }
        while sleep.as_mut().poll(context).is_ready() {
            if Instant::now() >= deadline {
                return true;
            }
            sleep.as_mut().reset(at);
        }
        false
    }
}

impl Timed {
    pub(super) fn new(
        stream: TcpStream,
        connection: Arc<Connection>,
        limits: Limits,
        give_back: oneshot::Sender<TcpStream>,
    ) -> Self {
        let (read_timer, write_timer) = (Timer::default(), Timer::default());
        let give_back = Some(give_back);
        Self { stream: Some(stream), connection, limits, head: None, read_timer, stalled: None, write_timer, give_back }
    }

    fn stream(&mut self) -> io::Result<Pin<&mut TcpStream>> {
        self.stream.as_mut().map(Pin::new).ok_or_else(|| io::ErrorKind::NotConnected.into())
    }

    /// Ends the connection without an answer, which the client would not read.
    fn break_off(&mut self, why: &'static str) -> io::Error {
        self.give_back = None;
        io::Error::new(io::ErrorKind::TimedOut, why)
    }

    /// What comes of a write: whether the client reads at all.
    fn written(&mut self, polled: Poll<io::Result<usize>>, context: &mut Context<'_>) -> Poll<io::Result<usize>> {
        match polled {
            Poll::Ready(Ok(bytes)) => {
                if let Some((_, taken)) = &mut self.stalled {
                    *taken += bytes;
                    if *taken >= self.limits.slowest {
                        self.stalled = None;
                    }
                }
                Poll::Ready(Ok(bytes))
            }
            Poll::Pending => {
                let (since, _) = *self.stalled.get_or_insert_with(|| (Instant::now(), 0));
                if self.write_timer.is_over(since + self.limits.stall, context) {
                    return Poll::Ready(Err(self.break_off("the client does not read")));
                }
                Poll::Pending
            }
            failed => failed,
        }
    }
}

impl AsyncRead for Timed {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        let before = buffer.filled().len();
        let polled = this.stream()?.poll_read(context, buffer)?;
        let requests = this.connection.requests();
        if polled.is_ready() {
            let is_news = this.head.is_none_or(|(after, _)| after != requests);
            // What comes while a request is in work is its body, or is read from the buffer when that is answered.
            if is_news && buffer.filled().len() > before && this.connection.is_idle() {
                this.head = Some((requests, Instant::now()));
            }
            return Poll::Ready(Ok(()));
        }
        let head_since = this.head.filter(|(after, _)| *after == requests).map(|(_, since)| since);
        // While a request is in work nothing is wanted of the client, but the timer goes on: a later end wakes no task.
        let deadline = this.connection.speaks_until(head_since, &this.limits);
        let deadline = deadline.unwrap_or_else(|| Instant::now() + this.limits.silence);
        if this.read_timer.is_over(deadline, context) {
            return Poll::Ready(Err(this.break_off("the client is silent for too long")));
        }
        Poll::Pending
    }
}

impl AsyncWrite for Timed {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let polled = self.stream()?.poll_write(context, bytes);
        self.written(polled, context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let polled = self.stream()?.poll_write_vectored(context, slices);
        self.written(polled, context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.as_ref().is_some_and(AsyncWrite::is_write_vectored)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.stream()?.poll_flush(context))?;
        // All that there was to write has been taken.
        self.stalled = None;
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream()?.poll_shutdown(context)
    }
}

impl Drop for Timed {
    fn drop(&mut self) {
        if let (Some(stream), Some(give_back)) = (self.stream.take(), self.give_back.take()) {
            // The receiver is dropped if the connection was broken off.
            let _ = give_back.send(stream);
        }
    }
}
