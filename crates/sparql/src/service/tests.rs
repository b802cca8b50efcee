//! Which addresses are refused, and what becomes of endpoints that misbehave. These stand on this machine, which the
//! server itself refuses, so the tests send past the check of the address.

use super::*;
use std::io::Write;
use std::net::TcpListener;
use std::time::Duration;

#[test]
fn only_addresses_of_the_internet_are_public() {
    for inside in [
        "127.0.0.1",
        "127.8.8.8",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.0.8",
        "192.0.2.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "::127.0.0.1",
        "fe80::1",
        "fc00::1",
        "fd12:3456::1",
        "fec0::1",
        "ff02::1",
        "2001:db8::1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2001::1",
    ] {
        assert!(!is_public(inside.parse().unwrap()), "{inside}");
    }
    for public in
        ["8.8.8.8", "1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "64:ff9b::808:808", "2002:808:808::1"]
    {
        assert!(is_public(public.parse().unwrap()), "{public}");
    }
}

#[test]
fn addresses_are_refused_however_they_are_written() {
    for url in [
        "http://127.0.0.1/sparql",
        "http://2130706433/sparql",
        "http://0x7f000001/sparql",
        "http://0177.0.0.1/sparql",
        "http://127.1/sparql",
        "http://[::1]/sparql",
        "http://[::ffff:127.0.0.1]/sparql",
        "http://169.254.169.254/latest",
        "http://0/sparql",
        "http://localhost/sparql",
    ] {
        let error = remote(&[url], Limits::default()).ask(url, "SELECT * {}".into()).err().unwrap();
        assert!(matches!(error, ServiceError::NotPublic { .. }), "{url}: {error}");
    }
}

#[test]
fn what_is_not_on_the_list_is_not_asked() {
    let remote = remote(&["https://example.org/sparql"], Limits::default());
    for url in [
        "https://example.org/",
        "http://example.org/sparql",
        "https://example.org/sparql?x",
        "urn:x",
        "file:///etc/passwd",
    ] {
        let error = remote.ask(url, String::new()).err().unwrap();
        assert!(matches!(error, ServiceError::NotAllowed { .. }), "{url}: {error}");
        assert!(error.to_string().contains("<https://example.org/sparql>"), "{error}");
    }
    assert!(Services::new(&["ftp://example.org/".into()]).is_err());
    assert!(Services::new(&["example.org".into()]).is_err());
}

fn remote(urls: &[&str], limits: Limits) -> Remote {
    let urls: Vec<String> = urls.iter().map(|url| (*url).to_owned()).collect();
    Remote {
        services: Arc::new(Services::new(&urls).unwrap()),
        limits,
        deadline: Instant::now() + Duration::from_secs(60),
        token: CancellationToken::new(),
    }
}

/// What comes of an endpoint on this machine that sends these pieces after reading a request, and then does as `then` says.
fn outcome(pieces: &[&str], then: Then, limits: Limits) -> Result<usize, String> {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = Url::parse(&format!("http://{}/sparql", listener.local_addr().unwrap())).unwrap();
    let pieces: Vec<String> = pieces.iter().map(|piece| (*piece).to_owned()).collect();
    let endpoint = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = [0; 4096];
        let _ = stream.read(&mut request).unwrap();
        for piece in pieces {
            let _ = stream.write_all(piece.as_bytes());
        }
        if then == Then::Hang {
            let _ = stream.read(&mut request); // until the client goes
        }
    });
    let client = Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().unwrap();
    let solutions = remote(&[], limits).send(&client, url.as_str(), &url, "SELECT * {}".into());
    let counted = solutions.map_err(|error| error.to_string()).and_then(|solutions| {
        solutions.collect::<Result<Vec<_>, _>>().map(|all| all.len()).map_err(|error| error.to_string())
    });
    drop(client);
    endpoint.join().unwrap();
    counted
}

#[derive(Clone, Copy, PartialEq)]
enum Then {
    Close,
    Hang,
}

const HEAD: &str = "HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\nConnection: close\r\n\r\n";
const ROW: &str = r#"{"x":{"type":"literal","value":"1"}}"#;
const START: &str = r#"{"head":{"vars":["x"]},"results":{"bindings":["#;

#[test]
fn an_endpoint_that_misbehaves_is_told_of_in_time() {
    let limits = Limits { service_time: Duration::from_millis(500), service_bytes: 10_000, ..Limits::default() };
    let ask = |pieces: &[&str], then| outcome(pieces, then, limits);
    assert_eq!(ask(&[HEAD, START, ROW, ",", ROW, "]}}"], Then::Close), Ok(2));
    let long = format!("{ROW},").repeat(1000);
    for (pieces, then, expected) in [
        (&[HEAD, START, ROW][..], Then::Close, "cannot be read"),
        (&[HEAD, START, ROW], Then::Hang, "cannot be read"),
        (&[HEAD], Then::Hang, "cannot be read"),
        (&[], Then::Hang, "does not answer"),
        (&[], Then::Close, "does not answer"),
        (&[HEAD, "<html>"], Then::Close, "cannot be read"),
        (&[HEAD, "{\"head\":{}}"], Then::Close, "cannot be read"),
        (&[HEAD, "{\"head\":{},\"boolean\":true}"], Then::Close, "not a table"),
        (
            &["HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<html>"],
            Then::Close,
            "`text/html`",
        ),
        (&["HTTP/1.1 500 Oops\r\nConnection: close\r\n\r\n"], Then::Close, "500"),
        (&["HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nConnection: close\r\n\r\n"], Then::Close, "302"),
        (&[HEAD, START, &long], Then::Close, "longer than 10000 bytes"),
    ] {
        let error = ask(pieces, then).unwrap_err();
        assert!(error.contains(expected), "{expected} in {error}");
    }
}
