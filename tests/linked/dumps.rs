//! The dumps: all triples, byte for byte the same for the same data.

use super::{SYNTAXES, fetch, get, in_graph, quads, text};
use crate::http::{APP, app_of};
use crate::support::RECORD;
use axum::http::{Method, StatusCode};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::io::Read;

fn unpacked(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    flate2::read::GzDecoder::new(bytes).read_to_end(&mut out).unwrap();
    out
}

#[tokio::test]
async fn a_dump_loads_to_the_same_quads() {
    let expected: BTreeSet<String> = RECORD.store.quads().map(|quad| quad.to_string()).collect();
    assert!(RECORD.store.quads().all(|quad| in_graph(&quad)));
    for (name, format) in [("/dump.nq.gz", SYNTAXES[5].2), ("/dump.trig.gz", SYNTAXES[4].2)] {
        let answer = get(name, &[]).await;
        assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "application/gzip"), "{name}");
        assert_eq!(quads(format, &unpacked(&answer.body)), expected, "{name}");
    }
}

#[tokio::test]
async fn a_dump_has_its_checksum_date_and_validator() {
    for name in ["dump.nq.gz", "dump.trig.gz"] {
        let uri = format!("/{name}");
        let answer = get(&uri, &[("accept-encoding", "gzip, br")]).await;
        assert_eq!(answer.header("content-encoding"), "", "what is packed is not packed again");
        let digest = Sha256::digest(&answer.body);
        let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(answer.header("repr-digest"), format!("sha-256=:{}:", BASE64_STANDARD.encode(digest)));
        assert_eq!(answer.header("etag"), format!("\"{hex}\""));
        assert_eq!(answer.header("content-length"), answer.body.len().to_string());
        assert!(answer.header("last-modified").ends_with(" GMT"));
        assert_eq!(text(&get(&format!("{uri}.sha256"), &[]).await), format!("{hex}  {name}\n"));
        let again = get(&uri, &[("if-none-match", answer.header("etag"))]).await;
        assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0));
        let head = fetch(&APP, Method::HEAD, &uri, &[]).await;
        assert_eq!(head.header("content-length"), answer.header("content-length"));
        let other = fetch(&app_of(&RECORD), Method::GET, &uri, &[]).await;
        assert_eq!(other.body, answer.body, "the same data give the same bytes");
    }
}
