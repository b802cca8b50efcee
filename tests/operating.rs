//! What operators rely on: the configuration, metrics on a port of their own, and the access log, each over a server as it is run.

use crate::cli::plenary;
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(60);

/// A server with its log, as lines of JSON.
struct Server {
    process: Child,
    log: Receiver<Value>,
    /// Lines that have been read.
    lines: Vec<Value>,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Server {
    /// Starts in a folder, with what stands there.
    fn start(folder: &Path, variables: &[(&str, &str)]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_plenary"));
        command.arg("serve").current_dir(folder).env_remove("PLENARY_LOG").envs(variables.iter().copied());
        let mut process = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let (send, log) = channel();
        let lines = BufReader::new(process.stderr.take().unwrap()).lines();
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let _ = send.send(serde_json::from_str(&line).unwrap_or(Value::String(line)));
            }
        });
        Self { process, log, lines: Vec::new() }
    }

    /// Waits for a line.
    fn line(&mut self, is_it: impl Fn(&Value) -> bool) -> Value {
        let until = Instant::now() + PATIENCE;
        loop {
            if let Some(line) = self.lines.iter().find(|line| is_it(line)) {
                return line.clone();
            }
            match self.log.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(line) => self.lines.push(line),
                Err(_) => panic!("no such line in {:#?}", self.lines),
            }
        }
    }
}

/// A request and its whole answer.
fn ask(address: SocketAddr, head: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    write!(stream, "{head}\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}", body.len())
        .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// The value of a series of the text format.
fn value(text: &str, series: &str) -> f64 {
    let line = text.lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' '));
    line.unwrap_or_else(|| panic!("no {series} in\n{text}")).parse().unwrap()
}

/// A port that is free now.
fn free_port() -> SocketAddr {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

#[test]
fn a_configured_server_counts_requests_by_few_labels_and_logs_each_of_them() {
    let folder = tempfile::tempdir().unwrap();
    let (address, monitored) = (free_port(), free_port());
    let settings = format!(
        "# of this test\n[serve]\nbind = \"{address}\"\nmetrics = \"{monitored}\"\nlog-format = \"json\"\ntrusted-proxy = [\"127.0.0.1\"]\n"
    );
    std::fs::write(folder.path().join("plenary.toml"), settings).unwrap();
    let mut server = Server::start(folder.path(), &[]);
    server.line(|line| line["message"].as_str().is_some_and(|text| text.contains("/metrics")));
    let until = Instant::now() + PATIENCE;
    while !ask(address, "GET /ready HTTP/1.1", "").starts_with("HTTP/1.1 200 ") {
        assert!(Instant::now() < until, "not ready in time");
        std::thread::sleep(Duration::from_millis(50));
    }
    let post = "POST /graphql HTTP/1.1\r\nContent-Type: application/json\r\nX-Forwarded-For: 198.51.100.4\r\nX-Request-Id: mine-7";
    let whole = ask(address, post, r#"{"query":"query Themes { themes { totalCount } }"}"#);
    assert!(whole.starts_with("HTTP/1.1 200 ") && whole.contains("x-request-id: mine-7"), "{whole}");
    assert!(ask(address, post, r#"{"query":"query Wrong { nothing }"}"#).contains("errors"));
    for path in ["/wp-login.php", "/.env", "/id/no/such"] {
        assert!(ask(address, &format!("GET {path} HTTP/1.1"), "").starts_with("HTTP/1.1 404 "), "{path}");
    }

    let answered = server.line(|line| line["operation"] == "Themes");
    assert_eq!(answered["target"], "access");
    assert_eq!((&answered["message"], &answered["status"]), (&"answered".into(), &200.into()));
    assert_eq!(answered["client"], "198.51.100.4", "whom the proxy names");
    assert_eq!(answered["span"]["id"], "mine-7");
    let body = whole.split_once("\r\n\r\n").unwrap().1;
    assert_eq!(answered["bytes"], body.len());
    let made = server.line(|line| line["span"]["path"] == "/wp-login.php");
    assert_eq!(made["span"]["id"].as_str().unwrap().len(), 32, "a server makes ids for those that have none");
    assert_eq!(made["client"], "127.0.0.1");

    // The last request has ended by the time that its line is logged.
    server.line(|line| line["span"]["path"] == "/id/no/such");
    let text = ask(monitored, "GET /metrics HTTP/1.1", "");
    assert!(text.contains("content-type: text/plain; version=0.0.4"), "{text}");
    assert_eq!(value(&text, r#"plenary_graphql_operations_total{operation="Themes",outcome="ok"}"#), 1.0);
    assert_eq!(value(&text, r#"plenary_http_requests_total{method="GET",route="/page",status="404"}"#), 2.0);
    assert_eq!(
        value(&text, r#"plenary_http_requests_total{method="POST",route="/graphql",status="200"}"#),
        2.0,
        "errors of a query too"
    );
    assert_eq!(value(&text, r#"plenary_http_request_duration_seconds_count{route="/graphql"}"#), 2.0);
    assert_eq!(value(&text, "plenary_ready"), 1.0);
    assert_eq!(value(&text, "plenary_http_requests_in_flight"), 0.0);
    assert!(value(&text, "plenary_triples") > 10_000.0 && text.contains("plenary_build_info{commit="));
    assert!(!text.contains("wp-login") && !text.contains("198.51.100.4"), "no path and no client is a label");
    assert!(ask(monitored, "GET /graphql HTTP/1.1", "").starts_with("HTTP/1.1 404 "), "metrics alone are at that port");
    assert!(ask(address, "GET /metrics HTTP/1.1", "").starts_with("HTTP/1.1 404 "), "and they are at no other");
}

#[test]
fn a_client_that_goes_away_is_logged_as_such() {
    let folder = tempfile::tempdir().unwrap();
    let address = free_port();
    let bind = address.to_string();
    let mut server = Server::start(
        folder.path(),
        &[("PLENARY_BIND", &bind), ("PLENARY_LOG_FORMAT", "json"), ("PLENARY_NO_CHECK", "true")],
    );
    let until = Instant::now() + PATIENCE;
    while TcpStream::connect(address).is_err() {
        assert!(Instant::now() < until, "not listening in time");
        std::thread::sleep(Duration::from_millis(50));
    }
    // The head alone of a request with a body.
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(b"POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{").unwrap();
    drop(stream);
    let line = server.line(|line| line["target"] == "access" && line["span"]["path"] == "/graphql");
    assert!(line["status"] == 499 || line["status"] == 400, "{line}");
}

#[test]
fn a_configuration_that_is_wrong_ends_the_start_and_says_where() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("wrong.toml");
    let path = path.to_str().unwrap();
    let fails = |text: &str| {
        std::fs::write(path, text).unwrap();
        let outcome = plenary(&["serve", "--config", path], b"");
        assert_eq!(outcome.code, Some(2), "{}", outcome.err);
        outcome.err
    };
    let error = fails("[serve]\n\nconections = 7\n");
    assert!(
        error.contains("wrong.toml:3: `conections` is no option") && error.contains("did you mean connections"),
        "{error}"
    );
    let error = fails("[serve]\nconnections = \"many\"\n");
    assert!(
        error.contains("--connections") && error.contains("comes from") && error.contains("wrong.toml:2"),
        "{error}"
    );
    let outcome = plenary(&["serve", "--config", "/no/such/file.toml"], b"");
    assert_eq!(outcome.code, Some(2));
    assert!(outcome.err.contains("/no/such/file.toml cannot be read"), "{}", outcome.err);
}

#[test]
fn the_program_says_what_it_is_and_writes_its_own_manual() {
    let version = plenary(&["--version"], b"");
    assert_eq!(version.code, Some(0));
    for part in [concat!("plenary ", env!("CARGO_PKG_VERSION"), "\n"), "commit: ", "sources: ", "build: "] {
        assert!(version.out.contains(part), "{}", version.out);
    }
    let short = plenary(&["-V"], b"").out;
    assert_eq!(short.lines().count(), 1, "{short}");
    for shell in ["bash", "zsh", "fish"] {
        let completions = plenary(&["completions", shell], b"");
        assert!(completions.out.contains("token-file"), "{shell}");
    }
    assert!(plenary(&["manual"], b"").out.starts_with(".ie"), "roff");
    let folder = tempfile::tempdir().unwrap();
    let pages = folder.path().join("man1");
    assert_eq!(plenary(&["manual", "--out", pages.to_str().unwrap()], b"").code, Some(0));
    let serve = std::fs::read_to_string(pages.join("plenary-serve.1")).unwrap();
    assert!(
        serve.contains("public\\-url")
            && pages.join("plenary.1").exists()
            && pages.join("plenary-token-create.1").exists()
    );
}
