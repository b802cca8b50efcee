//! Digest (RFC 7616): a server in the process of the tests works its answers out by itself.

use super::JSON;
use super::endpoint::{bad, send};
use crate::support::{RECORD, request};
use md5::Md5;
use plenary::digest::hexadecimal;
use plenary::remote::{Auth, Endpoint, Remote, Settings};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

const COUNT: &str = r#"{"head":{"vars":["total"]},"results":{"bindings":[{"total":{"type":"literal","value":"7"}}]}}"#;

fn hash(algorithm: &str, text: &str) -> String {
    match algorithm {
        "MD5" => hexadecimal(&Md5::digest(text)),
        _ => hexadecimal(&Sha256::digest(text)),
    }
}

/// What stands in an `Authorization: Digest …`.
fn credentials(request: &str) -> Option<HashMap<String, String>> {
    let line = request.lines().find_map(|line| line.strip_prefix("authorization: Digest "))?;
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap();
        (name.trim().to_owned(), value.trim().trim_matches('"').to_owned())
    };
    Some(line.split(", ").map(pair).collect())
}

/// Whether credentials are right for the password, by section 3.4.1.
fn are_right(given: &HashMap<String, String>, algorithm: &str, method: &str, password: &str) -> bool {
    let part = |name: &str| given[name].as_str();
    let who = hash(algorithm, &format!("{}:places:{password}", part("username")));
    let what = hash(algorithm, &format!("{method}:{}", part("uri")));
    let all = [&who, part("nonce"), part("nc"), part("cnonce"), part("qop"), &what].join(":");
    part("algorithm") == algorithm && part("qop") == "auth" && part("response") == hash(algorithm, &all)
}

struct Server {
    endpoint: Endpoint,
    /// The nonce that is good now.
    nonce: Arc<AtomicU32>,
    connections: Arc<std::sync::atomic::AtomicUsize>,
    /// The counts of nonces as they came.
    counts: Arc<Mutex<Vec<String>>>,
}

/// A server that challenges with these headers, in which `NONCE` and `STALE` are filled in, and knows `me` by a password.
fn server(algorithm: &'static str, challenge: &'static str, says_stale: bool, auth: &str) -> Server {
    let nonce = Arc::new(AtomicU32::new(1));
    let counts = Arc::new(Mutex::new(Vec::new()));
    let (good, seen) = (Arc::clone(&nonce), Arc::clone(&counts));
    let (url, connections) = bad(move |stream, request, _| {
        let now = format!("n{}", good.load(Ordering::SeqCst));
        let given = credentials(request);
        let method = request.split(' ').next().unwrap();
        let is_right = given.as_ref().is_some_and(|given| are_right(given, algorithm, method, "se:cret"));
        let (is_stale, count) = given.map_or((false, String::new()), |given| {
            (given["nonce"] != now, format!("{}/{}", given["nonce"], given["nc"]))
        });
        if is_right && !is_stale {
            seen.lock().unwrap().push(count);
            return send(stream, "200 OK", JSON, COUNT);
        }
        let stale = if is_right && says_stale { ", stale=true" } else { "" };
        send(stream, "401 Unauthorized", &challenge.replace("NONCE", &now).replace("STALE", stale), "");
    });
    let endpoint =
        Endpoint::new(&url, Auth::read(auth).unwrap(), Settings { cache: 0, ..Settings::default() }).unwrap();
    Server { endpoint, nonce, connections, counts }
}

impl Server {
    fn ask(&self) -> Value {
        let reader = Remote::new(&self.endpoint, &RECORD.ontology);
        let response = RECORD.engine.answer(&request("{ states { totalCount } }"), &reader);
        serde_json::from_slice(&response.to_json()).unwrap()
    }

    fn answers(&self) -> bool {
        self.ask()["data"]["states"]["totalCount"] == 7
    }

    fn sent(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

const MD5: &str =
    "www-authenticate: Digest realm=\"places\", nonce=\"NONCE\", qop=\"auth\", opaque=\"xyz\", algorithm=MD5STALE\r\n";
const SHA_256: &str =
    "www-authenticate: Digest realm=\"places\", qop=\"auth,auth-int\", algorithm=SHA-256, nonce=\"NONCE\"STALE\r\n";
/// The strongest is one that is not spoken.
const SEVERAL: &str = "www-authenticate: Digest realm=\"places\", qop=\"auth\", algorithm=SHA3-512, nonce=\"NONCE\"STALE\r\n\
    www-authenticate: Digest realm=\"places\", qop=\"auth\", algorithm=SHA-256, nonce=\"NONCE\"STALE\r\n\
    www-authenticate: Basic realm=\"places\"\r\n";

#[test]
fn a_challenge_is_answered_once_and_kept_until_its_nonce_is_stale() {
    for (algorithm, challenge) in [("MD5", MD5), ("SHA-256", SHA_256), ("SHA-256", SEVERAL)] {
        for says_stale in [true, false] {
            let server = server(algorithm, challenge, says_stale, "digest:me:se:cret");
            assert!(server.answers() && server.answers() && server.answers(), "{challenge}");
            assert_eq!(server.sent(), 4, "only the first is sent twice: {challenge}");
            server.nonce.store(2, Ordering::SeqCst);
            assert!(server.answers() && server.answers(), "{challenge}");
            assert_eq!(server.sent(), 7, "{challenge}");
            let counts = ["n1/00000001", "n1/00000002", "n1/00000003", "n2/00000001", "n2/00000002"];
            assert_eq!(*server.counts.lock().unwrap(), counts, "{challenge}");
        }
    }
}

#[test]
fn wrong_credentials_are_not_tried_for_ever() {
    let basic = "www-authenticate: Basic realm=\"places\"\r\n";
    let unknown =
        "www-authenticate: Digest realm=\"places\", qop=\"auth\", algorithm=SHA3-512, nonce=\"NONCE\"STALE\r\n";
    for (challenge, auth, sent) in [
        (MD5, "digest:me:guess", 2),
        (SHA_256, "digest:you:se:cret", 2),
        (basic, "digest:me:se:cret", 1),
        (unknown, "digest:me:se:cret", 1),
        (MD5, "basic:me:se:cret", 1),
        ("", "digest:me:se:cret", 1),
    ] {
        let server = server("MD5", challenge, true, auth);
        for times in [1, 2] {
            let response = server.ask();
            assert_eq!(response["errors"][0]["extensions"]["code"], "SOURCE_FAILED", "{response}");
            assert!(response["errors"][0]["message"].as_str().unwrap().contains("--endpoint-auth"), "{response}");
            assert_eq!(server.sent(), sent * times, "{challenge} {auth}");
        }
    }
}

/// A server whose every nonce has become stale by the time that it is used.
#[test]
fn a_nonce_that_is_always_stale_is_given_up() {
    let (url, connections) = bad(|stream, _, number| {
        let challenge = SHA_256.replace("NONCE", &number.to_string()).replace("STALE", ", stale=true");
        send(stream, "401 Unauthorized", &challenge, "");
    });
    let endpoint = Endpoint::new(&url, Auth::read("digest:me:x").unwrap(), Settings::default()).unwrap();
    let response =
        RECORD.engine.answer(&request("{ states { totalCount } }"), &Remote::new(&endpoint, &RECORD.ontology));
    assert_eq!(response.errors.len(), 1, "{:?}", response.errors);
    assert_eq!(connections.load(Ordering::SeqCst), 3);
}
