//! Bounds of serving, from the first byte of a connection to its last. `SECURITY.md` has the table for operators.

use std::time::Duration;

/// What a server allows its clients. Work itself is bounded by [`crate::query::Limits`] and [`crate::sparql::Limits`].
#[derive(Debug, Clone)]
pub struct Limits {
    /// Longest time for the head of a request, from its first byte; on a new connection from the start.
    pub head: Duration,
    /// Longest time for the body of a request.
    pub body: Duration,
    /// Longest time that a connection may be silent between two requests.
    pub silence: Duration,
    /// Time in which a client that is being sent an answer must take [`Limits::slowest`] bytes of it.
    pub stall: Duration,
    /// Fewest bytes that a client takes in [`Limits::stall`]; of a whole answer a twentieth if that is more, so that none is
    /// kept for longer than twenty times that.
    pub slowest: usize,
    /// Connections at once.
    pub connections: usize,
    /// Bytes of the heads of a request. At least 8 KiB.
    pub head_bytes: usize,
    /// Headers of a request.
    pub headers: usize,
    /// Streams at once on a connection of HTTP/2.
    pub streams: u32,
    /// Bytes of bodies of requests that are being received, over all connections.
    pub receiving: usize,
    /// Bytes of answers that wait for their clients to read them, over all connections.
    pub unread: usize,
    /// The same for one connection.
    pub unread_by_connection: usize,
    /// Sockets and event streams at once; one address may have a quarter of them.
    pub channels: usize,
    /// Operations at once on a socket, or on an event stream that serves many.
    pub operations: usize,
    /// Longest time from the opening of a socket until its client begins to speak the protocol, and from the reservation of an event
    /// stream until it is opened.
    pub init: Duration,
    /// How often clients of sockets and event streams get a sign of life. A socket whose client gives none for twice as long is closed.
    pub keep_alive: Duration,
    /// Answers that are compressed at once; others are sent as they are.
    pub compressing: usize,
    /// Requests of unknown cost that are worked on at once.
    pub light: usize,
    /// How long a request of unknown cost may work before it needs a place for heavy ones.
    pub slice: Duration,
    /// Heavy requests that are worked on at once.
    pub heavy: usize,
    /// Requests that wait for a place, for each place.
    pub waiting: usize,
    /// Longest time that a request waits for a place.
    pub patience: Duration,
    /// Limits of one address; none without them.
    pub by_address: Option<ByAddress>,
}

/// What one address may have: an IPv4 address, or the first 64 bits of one of IPv6.
#[derive(Debug, Clone)]
pub struct ByAddress {
    /// Connections at once.
    pub connections: usize,
    /// Work per second. A request of unknown cost counts as 1, one that turns out heavy as [`ByAddress::heavy`] more; what is
    /// answered at once from a plan that is kept counts as nothing.
    pub work: u32,
    /// Work that may be done at once after a pause.
    pub burst: u32,
    /// What a heavy request counts.
    pub heavy: u32,
    /// Whether addresses of this machine are limited as well. What comes from there is a person at the keyboard or a
    /// proxy that was not declared, behind which all clients have one address.
    pub loopback: bool,
}

impl Default for ByAddress {
    fn default() -> Self {
        Self { connections: 256, work: 200, burst: 4000, heavy: 100, loopback: false }
    }
}

impl Default for Limits {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from).max(2);
        Self {
            head: Duration::from_secs(10),
            body: Duration::from_secs(30),
            silence: Duration::from_secs(75),
            stall: Duration::from_secs(30),
            slowest: 32 * 1024,
            connections: 4096,
            head_bytes: 64 * 1024,
            headers: 100,
            streams: 64,
            receiving: 64 << 20,
            unread: 256 << 20,
            unread_by_connection: 80 << 20,
            channels: 1024,
            operations: 64,
            init: Duration::from_secs(10),
            keep_alive: Duration::from_secs(25),
            compressing: 64,
            light: 2 * cores,
            slice: Duration::from_millis(100),
            heavy: cores,
            waiting: 16,
            patience: Duration::from_secs(5),
            by_address: Some(ByAddress::default()),
        }
    }
}
