//! Hostile requests over real connections on loopback: bytes as a stranger may send them, and what each comes to. Every one of
//! them ends within its limit with its status, all of them at once as well; a light request beside them is answered, and the
//! server, a process of its own, stays within its memory.

use crate::http::publish;
use crate::support::{RECORD, site};
use plenary::graphql::{Engine, Guards};
use plenary::http::{App, ByAddress, Limits, PersistedQueries};
use plenary::query;
use plenary::server::{self, SparqlConfig};
use std::io::{BufRead, BufReader, Read};
use std::net::{IpAddr, SocketAddr};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

/// What the tests allow for a machine under load and a build without optimization, beside the limit itself.
const SLACK: Duration = Duration::from_secs(8);
/// Time for the work of one request.
const WORK: Duration = Duration::from_secs(4);
/// Memory that the server may take beside its data.
const MOST_MEMORY: u64 = 400 << 20;

/// Short limits, so that tests end.
fn limits() -> Limits {
    Limits {
        head: Duration::from_secs(1),
        body: Duration::from_secs(2),
        silence: Duration::from_secs(2),
        stall: Duration::from_secs(1),
        connections: 600,
        light: 4,
        heavy: 2,
        // 64 that need a heavy place have had their slices in the light ones before others have waited for too long.
        slice: Duration::from_millis(100),
        patience: Duration::from_secs(4),
        unread: 64 << 20,
        unread_by_connection: 16 << 20,
        by_address: Some(ByAddress { connections: 500, work: 100_000, burst: 100_000, heavy: 1, loopback: true }),
        ..Limits::default()
    }
}

/// Serves the record until `stopped` says so.
async fn serve(limits: Limits, proxies: &[&str], stopped: watch::Receiver<bool>) -> SocketAddr {
    let work = query::Limits { time: WORK, ..query::Limits::default() };
    let engine = Engine::new(Arc::clone(&RECORD.ontology), plenary::server::ANALYSES, Guards::default(), work).unwrap();
    let sparql = server::sparql(&RECORD.ontology, SparqlConfig::default());
    let proxies = proxies.iter().map(|network| network.parse().unwrap()).collect();
    let app = App::new(engine, PersistedQueries::default(), site(), sparql).with_limits(limits, proxies);
    publish(&app, &RECORD);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(server::serve_connections(listener, Arc::new(app), stopped));
    address
}

/// Asks the test below to be a server.
const ROLE: &str = "PLENARY_TEST_SERVES";

/// The server's side of these tests, in a process of its own. It ends with its standard input.
#[test]
#[ignore = "the other tests start it"]
fn is_a_server_if_it_is_told_to() {
    if std::env::var_os(ROLE).is_none() {
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let (_stop, stopped) = watch::channel(false);
    let address = runtime.block_on(serve(limits(), &[], stopped));
    use std::io::Write;
    writeln!(std::io::stderr(), "serving at {address}").unwrap();
    let _ = std::io::stdin().read_to_end(&mut Vec::new());
    runtime.shutdown_background();
}

/// A server in a process of its own.
struct Server {
    process: Child,
    address: SocketAddr,
    /// The most bytes until it had loaded its data.
    memory: u64,
}

/// One for all; tests that measure it take turns.
static SERVER: LazyLock<Mutex<Server>> = LazyLock::new(|| {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["hostile::http::is_a_server_if_it_is_told_to", "--exact", "--ignored", "--nocapture"]);
    command.env(ROLE, "1").stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut process = command.spawn().unwrap();
    let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
    let address = lines.find_map(|line| line.unwrap().strip_prefix("serving at ").map(|text| text.parse().unwrap()));
    // Whoever is not read from must not wait for that.
    std::thread::spawn(move || lines.for_each(drop));
    let mut server = Server { process, address: address.expect("it says where it serves"), memory: 0 };
    server.memory = server.status("VmHWM:");
    Mutex::new(server)
});

impl Server {
    fn take_turn() -> std::sync::MutexGuard<'static, Self> {
        SERVER.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Bytes of an entry in the status of the process.
    fn status(&self, entry: &str) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix(entry)).unwrap();
        line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
    }

    /// Seconds of processors that it has taken.
    fn seconds(&self) -> f64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.process.id())).unwrap();
        let fields: Vec<_> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
        let ticks = |field: usize| fields[field].parse::<f64>().unwrap();
        (ticks(11) + ticks(12)) / 100.0
    }

    fn assert_small(&self, what: &str) {
        let most = self.status("VmHWM:");
        assert!(most < self.memory + MOST_MEMORY, "{what}: {} MB, {} MB at first", most >> 20, self.memory >> 20);
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

/// What a request is to come to.
#[derive(Clone, Copy)]
enum Comes {
    /// A response with one of these statuses.
    To(&'static [u16]),
    /// The end of the connection, with a response or without.
    ToAnEnd,
}

/// A hostile request.
struct Case {
    name: &'static str,
    /// What is sent, piece by piece, with pauses in between.
    pieces: Vec<Vec<u8>>,
    pause: Duration,
    comes: Comes,
    within: Duration,
    /// What must not stand in the response.
    never: &'static str,
}

impl Case {
    fn new(name: &'static str, bytes: impl Into<Vec<u8>>, status: &'static [u16]) -> Self {
        let pause = Duration::ZERO;
        Self { name, pieces: vec![bytes.into()], pause, comes: Comes::To(status), within: SLACK, never: "\u{0}" }
    }

    fn ends(name: &'static str, bytes: impl Into<Vec<u8>>, within: Duration) -> Self {
        // Frames of HTTP/2 have any bytes.
        let never = "panicked";
        Self { comes: Comes::ToAnEnd, within: within + SLACK, never, ..Self::new(name, bytes, &[]) }
    }

    fn slowly(self, pieces: impl IntoIterator<Item = Vec<u8>>, pause: Duration) -> Self {
        Self { pieces: self.pieces.into_iter().chain(pieces).collect(), pause, ..self }
    }
}

fn get(path: &str, headers: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: test\r\n{headers}\r\n")
}

fn post(headers: &str, body: &str) -> String {
    format!("POST /graphql HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n{headers}\r\n{body}")
}

fn sized(body: &str) -> String {
    post(&format!("Content-Length: {}\r\n", body.len()), body)
}

/// A frame of HTTP/2.
fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
}

const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// The headers of `GET path`, in HPACK without compression.
fn head(path: &str) -> Vec<u8> {
    let text = |text: &str| [&[u8::try_from(text.len()).unwrap()], text.as_bytes()].concat();
    [&[0x82, 0x86, 0x44], &*text(path), &[0x41], &*text("test")].concat()
}

fn settings(windows: u32) -> Vec<u8> {
    frame(4, 0, 0, &[&[0, 4], &windows.to_be_bytes()[..]].concat())
}

/// Every request that is hostile by its bytes.
#[allow(clippy::too_many_lines, reason = "a table")]
fn cases() -> Vec<Case> {
    let Limits { head: of_head, body: of_body, silence, stall, .. } = limits();
    let many = |text: &str, times: usize| text.repeat(times);
    let query = r#"{"query":"{ states { totalCount } }"}"#;
    let tick = Duration::from_millis(200);
    let trickle = |text: &str| text.bytes().map(|byte| vec![byte]).collect::<Vec<_>>();
    let h2 = |frames: &[Vec<u8>]| [PREFACE.to_vec(), frames.concat()].concat();
    vec![
        // Hosts.
        Case::new("no host", "GET /health HTTP/1.1\r\n\r\n", &[400]),
        Case::new("two hosts", "GET /health HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", &[400]),
        Case::new("a host with spaces", "GET /health HTTP/1.1\r\nHost: a b\r\n\r\n", &[400]),
        Case::new("a host with a path", "GET /health HTTP/1.1\r\nHost: a/../b\r\n\r\n", &[400]),
        Case::new("a host of bytes", b"GET /health HTTP/1.1\r\nHost: \xff\xfe\r\n\r\n".to_vec(), &[400]),
        Case::new("HTTP/1.0 without a host", "GET /health HTTP/1.0\r\n\r\n", &[200]),
        Case::new("an absolute address", "GET http://test/health HTTP/1.1\r\nHost: test\r\n\r\n", &[200]),
        // Methods.
        Case::new("no such method", "BREW /health HTTP/1.1\r\nHost: test\r\n\r\n", &[405]),
        Case::new("a method in small letters", "get /health HTTP/1.1\r\nHost: test\r\n\r\n", &[405]),
        Case::new("a method that is none", "G@{T /health HTTP/1.1\r\nHost: test\r\n\r\n", &[400]),
        Case::new("TRACE", "TRACE /health HTTP/1.1\r\nHost: test\r\n\r\n", &[405]),
        Case::new("CONNECT", "CONNECT test:443 HTTP/1.1\r\nHost: test:443\r\n\r\n", &[400, 404, 405]),
        Case::new("OPTIONS *", "OPTIONS * HTTP/1.1\r\nHost: test\r\n\r\n", &[200, 400, 404, 405]),
        Case::new("a long method", format!("{} / HTTP/1.1\r\nHost: test\r\n\r\n", many("A", 9000)), &[400, 405]),
        // Addresses.
        Case::new("an address of 70,000 bytes", get(&format!("/id/{}", many("x", 70_000)), ""), &[414, 431]),
        Case::new("an address that climbs", get("/../../etc/passwd", ""), &[404]),
        Case::new("an address that climbs in escapes", get("/id/%2e%2e/%2e%2e/etc/passwd", ""), &[404, 503]),
        Case::new("an address with a broken escape", get("/id/%zz%", ""), &[400, 404, 503]),
        Case::new("an address with NUL", get("/id/%00", ""), &[400, 404, 503]),
        Case::new("an address with bytes", b"GET /id/\x01\x02 HTTP/1.1\r\nHost: test\r\n\r\n".to_vec(), &[400]),
        Case::new("a parameter of 60 KB", get(&format!("/graphql?query={}", many("%7B", 20_000)), ""), &[200, 400]),
        Case::new("parameters in thousands", get(&format!("/graphql?{}", many("a=b&", 15_000)), ""), &[400]),
        // Headers.
        Case::new("200 headers", get("/health", &many("X-A: b\r\n", 200)), &[431]),
        Case::new("a header of 100 KB", get("/health", &format!("X-A: {}\r\n", many("b", 100_000))), &[431]),
        Case::new("300 KB of languages", get("/", &format!("Accept-Language: {}\r\n", many("en,", 100_000))), &[431]),
        Case::new("50 KB of languages", get("/", &format!("Accept-Language: {}\r\n", many("en,", 17_000))), &[200]),
        Case::new(
            "50 KB of media types",
            get("/catalog", &format!("Accept: {}\r\n", many("a/b,", 12_000))),
            &[406, 503],
        ),
        Case::new(
            "50 KB of validators",
            get("/catalog", &format!("If-None-Match: {}\r\n", many("\"\",", 12_000))),
            &[200, 503],
        ),
        Case::new("a header with NUL", b"GET /health HTTP/1.1\r\nHost: test\r\nX: a\0b\r\n\r\n".to_vec(), &[400]),
        Case::new("a header without a colon", get("/health", "nothing\r\n"), &[400]),
        Case::new("a folded header", get("/health", "X: a\r\n b\r\n"), &[400]),
        Case::new("a space before the colon", get("/health", "X : a\r\n"), &[400]),
        Case::new("a negative length", post("Content-Length: -1\r\n", ""), &[400]),
        Case::new("a length beyond numbers", post("Content-Length: 99999999999999999999999\r\n", ""), &[400]),
        Case::new("two lengths", post("Content-Length: 3\r\nContent-Length: 4\r\n", "abc"), &[400]),
        Case::new("an encoding that is none", post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"), &[400]),
        Case::new(
            "length and encoding",
            post("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
            &[400],
        ),
        // What is no HTTP.
        Case::new("HTTP/0.9", "GET /health\r\n\r\n", &[400]),
        Case::new("HTTP/9.9", "GET /health HTTP/9.9\r\nHost: test\r\n\r\n", &[400, 505]),
        Case::new(
            "a greeting of TLS",
            b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03ABCDEFGHIJKLMNOPQRSTUVWXYZ\r\n\r\n".to_vec(),
            &[400],
        ),
        Case::new("a greeting of SSH", "SSH-2.0-OpenSSH_9.6\r\n\r\n", &[400]),
        Case::ends("empty lines without end", many("\r\n", 20_000), of_head),
        // Bodies.
        Case {
            never: "100 Continue",
            ..Case::new(
                "1 GB announced",
                post("Expect: 100-continue\r\nContent-Length: 1000000000\r\n", ""),
                &[413, 417],
            )
        },
        Case::new("1 GB announced, and some sent", post("Content-Length: 1000000000\r\n", &many("x", 300_000)), &[413])
            .slowly([vec![]], Duration::ZERO),
        Case::new("a body of 8 MB", sized(&many(" ", 8 << 20)), &[413]),
        Case::new(
            "2 MB in chunks",
            post("Transfer-Encoding: chunked\r\n", &format!("200000\r\n{}\r\n0\r\n\r\n", many(" ", 2 << 20))),
            &[413],
        ),
        Case::new("a chunk beyond numbers", post("Transfer-Encoding: chunked\r\n", "ffffffffffffffffff\r\n"), &[400]),
        Case::new("a chunk without a length", post("Transfer-Encoding: chunked\r\n", "zz\r\nabc\r\n"), &[400]),
        Case::new("brackets in brackets", sized(&many("[", 900_000)), &[400]),
        Case::new("a body of bytes", [post("Content-Length: 4\r\n", "").into_bytes(), vec![0xff; 4]].concat(), &[400]),
        Case::new("a packed body", sized("x").replace("Host:", "Content-Encoding: gzip\r\nHost:"), &[415]),
        Case::new("a form", sized("x=y").replace("application/json", "multipart/form-data; boundary=b"), &[415]),
        Case { within: of_body + SLACK, ..Case::new("half a body", post("Content-Length: 500\r\n", "{"), &[408]) },
        Case {
            within: of_body + SLACK,
            ..Case::new("a body byte by byte", post("Content-Length: 500\r\n", ""), &[408])
        }
        .slowly(trickle(&many(" ", 60)), tick),
        Case {
            within: of_body + SLACK,
            ..Case::new("chunks without end", post("Transfer-Encoding: chunked\r\n", ""), &[408])
        }
        .slowly(vec![b"1\r\n \r\n".to_vec(); 60], tick),
        // Silence.
        Case::ends("nothing at all", "", of_head),
        Case::ends("half a head", "GET /health HTTP/1.1\r\nHost: te", of_head),
        Case::ends("a head byte by byte", "", of_head).slowly(trickle(&get("/health", &many("X: y\r\n", 20))), tick),
        Case::ends("headers without end", "GET /health HTTP/1.1\r\nHost: test\r\n", of_head)
            .slowly(vec![b"X: y\r\n".to_vec(); 60], tick),
        Case::ends("silence after an answer", get("/health", ""), silence),
        Case::ends("half a request after an answer", get("/health", "") + "GET /hea", silence),
        Case::ends("1,000 requests at once", many(&get("/health", ""), 1000), silence),
        // HTTP/2.
        Case::ends("half a preface", &PREFACE[..12], of_head),
        Case::ends("a preface and no more", h2(&[settings(65_535)]), silence),
        Case::ends("a preface and rubbish", h2(&[vec![0xff; 1000]]), of_head),
        Case::ends("headers that do not end", h2(&[settings(65_535), frame(1, 0, 1, &head("/health"))]), silence)
            .slowly(vec![frame(9, 0, 1, b""); 20], tick),
        Case::ends(
            "a frame beyond its size",
            h2(&[settings(65_535), vec![0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 1]]),
            of_head,
        ),
        Case::ends("windows of zero", h2(&[settings(0), frame(1, 5, 1, &head("/catalog.ttl"))]), stall + silence),
        Case::ends(
            "windows of zero, 60 times",
            {
                let streams = (0..60).map(|stream| frame(1, 5, 2 * stream + 1, &head("/catalog.ttl")));
                h2(&[settings(0), streams.collect::<Vec<_>>().concat()])
            },
            stall + silence,
        ),
        Case::ends(
            "more streams than there may be",
            {
                let streams = (0..2000).map(|stream| frame(1, 5, 2 * stream + 1, &head("/catalog.ttl")));
                h2(&[settings(0), streams.collect::<Vec<_>>().concat()])
            },
            stall + silence,
        ),
        Case::ends(
            "streams opened and reset",
            {
                let streams = (0..2000).map(|stream| {
                    let stream = 2 * stream + 1;
                    [frame(1, 5, stream, &head("/catalog.ttl")), frame(3, 0, stream, &[0, 0, 0, 8])].concat()
                });
                h2(&[settings(65_535), streams.collect::<Vec<_>>().concat()])
            },
            silence,
        ),
        Case::ends(
            "pings and settings in thousands",
            {
                let floods = (0..4000).map(|_| [frame(6, 0, 0, &[0; 8]), settings(65_535)].concat());
                h2(&floods.collect::<Vec<_>>())
            },
            silence,
        ),
        Case::ends(
            "windows that overflow",
            h2(&[settings(65_535), frame(8, 0, 0, &[0x7f, 0xff, 0xff, 0xff])]),
            of_head,
        ),
        Case::new("a plain request after all", sized(query), &[200]),
    ]
}

async fn connect(address: SocketAddr) -> TcpStream {
    timeout(SLACK, TcpStream::connect(address)).await.expect("the server takes connections").unwrap()
}

/// Sends what a case sends and reads what comes, until its end or the first head. Returns the response and how long it took.
async fn exchange(address: SocketAddr, case: &Case) -> Result<(String, Duration), String> {
    let stream = connect(address).await;
    let started = Instant::now();
    let (mut reading, mut writing) = stream.into_split();
    let pieces = case.pieces.clone();
    let pause = case.pause;
    let writer = tokio::spawn(async move {
        for piece in pieces {
            // The server may have ended it.
            if writing.write_all(&piece).await.is_err() {
                return;
            }
            sleep(pause).await;
        }
        // To close would be to hang up.
        sleep(Duration::from_secs(120)).await;
    });
    let mut response = Vec::new();
    let until_end = matches!(case.comes, Comes::ToAnEnd);
    let read = timeout(case.within, async {
        let mut buffer = [0; 4096];
        loop {
            match reading.read(&mut buffer).await {
                Ok(0) => return Ok(()),
                Ok(count) => response.extend_from_slice(&buffer[..count]),
                Err(_) if until_end => return Ok(()),
                Err(error) => return Err(format!("the connection broke before the answer: {error}")),
            }
            if !until_end && response.windows(4).any(|bytes| bytes == b"\r\n\r\n") {
                return Ok(());
            }
        }
    });
    let read = read.await;
    writer.abort();
    let response = String::from_utf8_lossy(&response).into_owned();
    match read {
        Ok(Ok(())) => Ok((response, started.elapsed())),
        Ok(Err(problem)) => Err(problem),
        Err(_) => Err(format!("it goes on for more than {:?}: {response:.100}", case.within)),
    }
}

/// What is wrong with how a case went.
async fn problem(address: SocketAddr, case: &Case) -> Option<String> {
    let outcome = exchange(address, case).await;
    let found = match (&outcome, case.comes) {
        (Err(problem), _) => Some(problem.clone()),
        (Ok((response, _)), Comes::To(statuses)) => {
            let status = response.split(' ').nth(1).and_then(|status| status.parse::<u16>().ok());
            let is_right = status.is_some_and(|status| statuses.contains(&status));
            (!is_right).then(|| format!("{statuses:?} expected, but {status:?}: {response:.200}"))
        }
        (Ok(_), Comes::ToAnEnd) => None,
    };
    let said = outcome.is_ok_and(|(response, _)| response.contains(case.never));
    found.or(said.then(|| format!("says {}", case.never))).map(|problem| format!("{}: {problem}", case.name))
}

/// A light request, new each time, as somebody else asks it; returns how long it took.
async fn light(address: SocketAddr, number: usize) -> Result<Duration, String> {
    let query = format!(r#"{{"query":"{{ states {{ totalCount }} }} #{number}"}}"#);
    let case = Case { within: 2 * SLACK, ..Case::new("light", sized(&query), &[200]) };
    let started = Instant::now();
    match problem(address, &case).await {
        Some(problem) => Err(problem),
        None => Ok(started.elapsed()),
    }
}

#[test]
fn hostile_a7_c6_each_request_ends_within_its_limit_with_its_status() {
    let server = Server::take_turn();
    let address = server.address;
    runtime().block_on(async {
        let cases = cases();
        assert!(cases.len() >= 64, "{}", cases.len());
        let asked: Vec<_> =
            cases.into_iter().map(|case| tokio::spawn(async move { problem(address, &case).await })).collect();
        let beside = tokio::spawn(async move {
            for number in 0..5 {
                light(address, number).await?;
                sleep(Duration::from_millis(300)).await;
            }
            Ok::<_, String>(())
        });
        let mut problems = Vec::new();
        for asked in asked {
            problems.extend(asked.await.unwrap());
        }
        assert_eq!(problems, Vec::<String>::new());
        beside.await.unwrap().unwrap();
    });
    server.assert_small("requests of strange bytes");
}

/// A question that takes longer than it may, in few bytes: who is a member of something of which one member only is a member of
/// nothing of which…
fn heavy(number: usize) -> String {
    let nested = |inner: String| format!("{{ memberOf: {{ single: {{ members: {{ none: {inner} }} }} }} }}");
    let condition = (0..7).fold("{ label: { exists: true } }".to_owned(), |inner, _| nested(inner));
    let query = format!("{{ actors(where: {condition}) {{ totalCount }} }} #{number}");
    sized(&serde_json::json!({ "query": query }).to_string())
}

/// A large answer in few bytes.
fn large() -> String {
    let fields: String = (0..12).map(|i| format!("a{i}: statements(first: 200) {{ nodes {{ id text }} }} ")).collect();
    sized(&serde_json::json!({ "query": format!("{{ {fields} }}") }).to_string())
}

#[test]
fn hostile_b1_64_heavy_requests_at_once_are_answered_or_told_to_come_again_and_a_light_one_passes() {
    let server = Server::take_turn();
    let address = server.address;
    let statuses = &[200, 503, 504];
    // Waiting for a place of each kind, then the work itself.
    let within = 2 * limits().patience + WORK + SLACK;
    runtime().block_on(async {
        let alone = Case { within, ..Case::new("heavy", heavy(64), statuses) };
        let (answer, taken) = exchange(address, &alone).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 200") && taken >= WORK, "one alone is stopped: {taken:?} {answer}");
        let sent: Vec<_> = (0..64)
            .map(|number| {
                let case = Case { within, ..Case::new("heavy", heavy(number), statuses) };
                tokio::spawn(async move { problem(address, &case).await })
            })
            .collect();
        sleep(Duration::from_millis(100)).await;
        // The address that sends them has used up its share of the queue; other addresses have theirs.
        let query = r#"{"query":"{ states { totalCount } } #1000"}"#;
        assert_eq!(status_from("127.0.0.2", address, &sized(query)).await, Some(200));
        for sent in sent {
            assert_eq!(sent.await.unwrap(), None);
        }
    });
    server.assert_small("64 heavy requests");
}

#[test]
fn hostile_b1_hang_ups_free_the_processor() {
    let server = Server::take_turn();
    let address = server.address;
    runtime().block_on(async {
        let query = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }";
        let mut connections = Vec::new();
        for number in 0..16 {
            let mut stream = connect(address).await;
            let sparql = format!("{query} #{number}");
            let form = "POST /sparql HTTP/1.1\r\nHost: test\r\nContent-Type: application/sparql-query";
            let sparql = format!("{form}\r\nContent-Length: {}\r\n\r\n{sparql}", sparql.len());
            let request = if number % 2 == 0 { heavy(2000 + number) } else { sparql };
            stream.write_all(request.as_bytes()).await.unwrap();
            connections.push(stream);
        }
        sleep(Duration::from_millis(600)).await;
        drop(connections);
        // Work in hand looks at its clock now and then; in a build without optimization that takes its time.
        sleep(Duration::from_millis(1000)).await;
        let before = server.seconds();
        sleep(Duration::from_secs(1)).await;
        let taken = server.seconds() - before;
        assert!(taken < 0.5, "{taken} s of processors in the second after");
        light(address, 3000).await.unwrap();
    });
}

/// Connections whose clients send a request and read nothing.
async fn silent_readers(address: SocketAddr, count: usize, request: &str) -> Vec<TcpStream> {
    let mut connections = Vec::new();
    for _ in 0..count {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(2048).unwrap();
        let mut stream = timeout(SLACK, socket.connect(address)).await.unwrap().unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        connections.push(stream);
    }
    connections
}

#[test]
fn hostile_a6_clients_that_do_not_read_hold_a_bounded_memory_for_a_bounded_time() {
    let server = Server::take_turn();
    let address = server.address;
    runtime().block_on(async {
        let mut connections = silent_readers(address, 100, &large()).await;
        let dump = get("/graphs?default", "Accept: application/n-triples\r\n");
        connections.extend(silent_readers(address, 60, &dump).await);
        sleep(limits().stall).await;
        light(address, 4000).await.unwrap();
        // All of them are ended by the server; what had reached them before can still be read.
        let ended = async {
            for connection in &mut connections {
                let mut sink = Vec::new();
                let _ = connection.read_to_end(&mut sink).await;
                assert!(sink.len() < 4 << 20, "{} bytes", sink.len());
            }
        };
        sleep(3 * limits().stall + WORK).await;
        timeout(SLACK, ended).await.expect("they are ended");
        light(address, 4001).await.unwrap();
    });
    server.assert_small("clients that do not read");
}

#[test]
fn hostile_a7_many_slow_connections_leave_room_for_others() {
    let server = Server::take_turn();
    let address = server.address;
    runtime().block_on(async {
        let mut connections = Vec::new();
        for _ in 0..450 {
            let mut stream = connect(address).await;
            stream.write_all(b"GET /health HTTP/1.1\r\n").await.unwrap();
            connections.push(stream);
        }
        light(address, 5000).await.unwrap();
        sleep(limits().head + Duration::from_secs(2)).await;
        let ended = async {
            for connection in &mut connections {
                let _ = connection.read_to_end(&mut Vec::new()).await;
            }
        };
        timeout(SLACK, ended).await.expect("the server ends what says nothing");
    });
    server.assert_small("slow connections");
}

/// A request from an address of this machine, and the status that comes.
async fn status_from(source: &str, address: SocketAddr, request: &str) -> Option<u16> {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(SocketAddr::new(source.parse::<IpAddr>().unwrap(), 0)).unwrap();
    let mut stream = timeout(SLACK, socket.connect(address)).await.unwrap().unwrap();
    // Who is refused may be told before it has asked.
    let _ = stream.write_all(request.as_bytes()).await;
    let mut response = [0; 512];
    let read = timeout(SLACK, stream.read(&mut response)).await.unwrap().ok()?;
    String::from_utf8_lossy(&response[..read]).split(' ').nth(1)?.parse().ok()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_a7_one_address_has_a_bounded_number_of_connections() {
    let by_address = ByAddress { connections: 3, loopback: true, ..ByAddress::default() };
    let long = Duration::from_secs(60);
    let limits = Limits { by_address: Some(by_address), connections: 5, head: long, silence: long, ..limits() };
    let (_stop, stopped) = watch::channel(false);
    let address = serve(limits, &[], stopped).await;
    let health = get("/health", "");
    let mut held = Vec::new();
    for _ in 0..3 {
        let mut stream = connect(address).await;
        stream.write_all(health.as_bytes()).await.unwrap();
        stream.read_exact(&mut [0; 12]).await.unwrap();
        held.push(stream);
    }
    assert_eq!(status_from("127.0.0.1", address, &health).await, Some(429), "its fourth");
    assert_eq!(status_from("127.0.0.2", address, &health).await, Some(200), "another address");
    sleep(Duration::from_millis(500)).await; // until that one's place is free again
    for source in ["127.0.0.3", "127.0.0.4"] {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(SocketAddr::new(source.parse().unwrap(), 0)).unwrap();
        held.push(socket.connect(address).await.unwrap());
    }
    sleep(Duration::from_millis(200)).await;
    assert_eq!(status_from("127.0.0.5", address, &health).await, Some(503), "there are five in all");
    drop(held);
    sleep(Duration::from_millis(500)).await;
    assert_eq!(status_from("127.0.0.1", address, &health).await, Some(200), "they are given back");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_a7_one_address_has_a_bounded_share_of_work_also_behind_a_proxy() {
    let by_address = ByAddress { work: 1, burst: 5, heavy: 1, loopback: true, ..ByAddress::default() };
    let limits = Limits { by_address: Some(by_address), slice: WORK, ..limits() };
    let (_stop, stopped) = watch::channel(false);
    let address = serve(limits, &["127.0.0.9/32"], stopped).await;
    let ask = async |source: &str, client: &str, number: usize| {
        let query = format!(r#"{{"query":"{{ states {{ totalCount }} }} #{number}"}}"#);
        let request = sized(&query).replace("Host:", &format!("X-Forwarded-For: {client}\r\nHost:"));
        status_from(source, address, &request).await
    };
    let mut statuses = Vec::new();
    for number in 0..8 {
        statuses.push(ask("127.0.0.1", &format!("203.0.113.{number}"), number).await);
    }
    assert!(statuses.contains(&Some(429)), "nobody believes what it says of itself: {statuses:?}");
    let mut statuses = Vec::new();
    for number in 0..8 {
        statuses.push(ask("127.0.0.9", "203.0.113.1", 100 + number).await);
    }
    assert!(statuses.contains(&Some(429)), "a client of the proxy: {statuses:?}");
    assert_eq!(ask("127.0.0.9", "203.0.113.2", 200).await, Some(200), "another client of the proxy");
    // What is answered from a plan that is kept needs no place, and counts for nothing.
    let again = ask("127.0.0.9", "203.0.113.2", 200).await;
    assert_eq!(again, Some(200));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_c8_half_a_request_does_not_delay_the_end() {
    let limits = Limits { head: Duration::from_secs(60), body: Duration::from_secs(60), ..limits() };
    let (stop, stopped) = watch::channel(false);
    let work = query::Limits { time: WORK, ..query::Limits::default() };
    let engine = Engine::new(Arc::clone(&RECORD.ontology), plenary::server::ANALYSES, Guards::default(), work).unwrap();
    let sparql = server::sparql(&RECORD.ontology, SparqlConfig::default());
    let app = Arc::new(App::new(engine, PersistedQueries::default(), site(), sparql).with_limits(limits, Vec::new()));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(server::serve_connections(listener, app, stopped));
    let mut connections = Vec::new();
    for request in ["", "GET /hea", &post("Content-Length: 100\r\n", "{"), &get("/health", "")] {
        let mut stream = connect(address).await;
        stream.write_all(request.as_bytes()).await.unwrap();
        connections.push(stream);
    }
    sleep(Duration::from_millis(200)).await;
    stop.send_replace(true);
    timeout(Duration::from_secs(10), server).await.expect("it ends soon").unwrap();
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_d4_every_answer_has_the_headers_that_keep_browsers_safe() {
    let (_stop, stopped) = watch::channel(false);
    let address = serve(limits(), &[], stopped).await;
    for (path, is_page) in [
        ("/", true),
        ("/id/theme/governance", true),
        ("/id/theme/there-is-none", true),
        ("/there/is/nothing", false),
        ("/graphql?query=%7B__typename%7D", false),
        ("/graphql", false),
        ("/sparql?query=ASK%7B%7D", false),
        ("/reconcile", false),
        ("/health", false),
        ("/catalog.ttl", false),
    ] {
        let case = Case::new("headers", get(path, "Accept: text/html, */*;q=0.5\r\n"), &[]);
        let (response, _) = exchange(address, &case).await.unwrap();
        let head = response.split("\r\n\r\n").next().unwrap().to_lowercase();
        for header in
            ["x-content-type-options: nosniff", "referrer-policy: ", "cross-origin-resource-policy: cross-origin"]
        {
            assert!(head.contains(header), "{path}: {header} in {head}");
        }
        assert!(head.contains("frame-ancestors 'none'"), "{path}: {head}");
        assert!(head.contains("content-security-policy: default-src 'none'"), "{path}: {head}");
        let is_html = head.contains("content-type: text/html");
        assert!(is_html || !is_page, "{path}: {head}");
        assert!(!is_html || head.contains("x-frame-options: deny"), "{path}: {head}");
    }
}
