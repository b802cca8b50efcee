//! Compressed answers. One that is whole before it is sent is compressed once, on a thread for such work, and kept: who asks the same again gets the same
//! bytes, and nobody compresses them a second time. One that is made while it is sent is compressed as it goes, by a layer of tower-http.

use super::HttpResponse;
use super::sending::is_compressed;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderValue, header};
use flate2::Compression;
use flate2::write::GzEncoder;
use http_body::Body as _;
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use std::hash::{BuildHasher, RandomState};
use std::io::Write;
use std::ops::RangeInclusive;
use std::sync::Arc;
use tower_http::compression::predicate::Predicate;

/// Bytes of kept answers, in both forms.
const MOST_BYTES: usize = 32 * 1024 * 1024;
/// Answers of this size are usual.
const USUAL: usize = 24 * 1024;
/// Bytes of an answer that is compressed as a whole: less gains nothing, more is compressed as it goes.
const WHOLE: RangeInclusive<u64> = 1024..=2 * 1024 * 1024;

/// An answer in both forms. The plain one tells it from others with the same hash.
#[derive(Debug, Clone)]
struct Forms {
    plain: Bytes,
    /// None if compression gains nothing.
    packed: Option<Bytes>,
}

#[derive(Debug, Clone)]
struct Weights;

impl Weighter<u64, Forms> for Weights {
    fn weight(&self, _: &u64, forms: &Forms) -> u64 {
        (size_of::<Forms>() + forms.plain.len() + forms.packed.as_ref().map_or(0, Bytes::len)) as u64
    }
}

/// Compresses answers, and keeps them.
#[derive(Debug)]
pub(super) struct Packing {
    kept: Cache<u64, Forms, Weights>,
    hasher: RandomState,
}

impl Default for Packing {
    fn default() -> Self {
        Self { kept: Cache::with_weighter(MOST_BYTES / USUAL, MOST_BYTES as u64, Weights), hasher: RandomState::new() }
    }
}

impl Packing {
    /// The answer compressed, if its client would have it in gzip and it is whole; else the answer as it is.
    pub(super) async fn pack(self: &Arc<Self>, likes_gzip: bool, response: HttpResponse) -> HttpResponse {
        let exact = response.body().size_hint().exact();
        if !likes_gzip
            || !exact.is_some_and(|bytes| WHOLE.contains(&bytes))
            || !is_compressed().should_compress(&response)
        {
            return response;
        }
        let (mut parts, body) = response.into_parts();
        // It is whole: nothing is waited for, and nothing is copied.
        let plain = match to_bytes(body, usize::MAX).await {
            Ok(plain) => plain,
            Err(error) => return super::refusal::Refusal::internal(&error).text(),
        };
        let Some(packed) = self.packed(&plain).await else {
            return HttpResponse::from_parts(parts, Body::from(plain));
        };
        parts.headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        parts.headers.append(header::VARY, HeaderValue::from_static("accept-encoding"));
        for of_plain in [header::CONTENT_LENGTH, header::ACCEPT_RANGES] {
            parts.headers.remove(of_plain);
        }
        HttpResponse::from_parts(parts, Body::from(packed))
    }

    async fn packed(self: &Arc<Self>, plain: &Bytes) -> Option<Bytes> {
        let key = self.hasher.hash_one(plain);
        if let Some(forms) = self.kept.get(&key).filter(|forms| forms.plain == plain) {
            return forms.packed;
        }
        let (packing, plain) = (Arc::clone(self), plain.clone());
        let work = move || {
            let packed = gzip(&plain).filter(|packed| packed.len() < plain.len());
            packing.kept.insert(key, Forms { plain, packed: packed.clone() });
            packed
        };
        // If it cannot be compressed now, it goes out as it is.
        tokio::task::spawn_blocking(work).await.ok().flatten()
    }
}

/// Compresses fast rather than well: a second of a processor is dearer than a kilobyte.
fn gzip(plain: &[u8]) -> Option<Bytes> {
    let mut packer = GzEncoder::new(Vec::with_capacity(plain.len() / 4), Compression::fast());
    packer.write_all(plain).ok()?;
    packer.finish().ok().map(Bytes::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[tokio::test]
    async fn an_answer_is_compressed_once_and_what_gains_nothing_is_sent_as_it_is() {
        let packing = Arc::new(Packing::default());
        let plain = Bytes::from("who said what ".repeat(1000));
        let first = packing.packed(&plain).await.unwrap();
        let again = packing.packed(&Bytes::copy_from_slice(&plain)).await.unwrap();
        assert_eq!(first.as_ptr(), again.as_ptr(), "the same bytes, not made anew");
        let mut unpacked = Vec::new();
        flate2::read::GzDecoder::new(&*first).read_to_end(&mut unpacked).unwrap();
        assert_eq!(unpacked, plain);
        let mut noise = vec![0_u8; 4096];
        let hasher = RandomState::new();
        noise
            .chunks_mut(8)
            .enumerate()
            .for_each(|(at, bytes)| bytes.copy_from_slice(&hasher.hash_one(at).to_le_bytes()));
        assert_eq!(packing.packed(&Bytes::from(noise)).await, None);
        assert_eq!(packing.kept.len(), 2);
    }
}
