//! What a client can read: media types and languages, by quality (RFC 9110, section 12).

use axum::http::{HeaderMap, header};

/// Media type of GraphQL responses (GraphQL over HTTP, section 6).
pub(super) const GRAPHQL_RESPONSE: &str = "application/graphql-response+json";
/// Media type that older clients read.
pub(super) const JSON: &str = "application/json";
/// Media type of tables with commas (RFC 7111).
pub(super) const CSV: &str = "text/csv";
/// Media type of tables with tabs.
pub(super) const TSV: &str = "text/tab-separated-values";
/// Media type of streams of server-sent events (HTML Standard, section 9.2).
pub(super) const EVENTS: &str = "text/event-stream";

/// Who decides between media types that a client reads equally well.
#[derive(Clone, Copy)]
enum Draw {
    /// The client: of those that it names, the one that it names first.
    Client,
    /// The server: the one that it offers first.
    Server,
}

/// What a client accepts, in one of the headers that list ranges with weights. All of them are read here.
struct Accepted {
    /// The ranges in lower case with their quality in thousandths, best first, equals as written.
    ranges: Vec<(String, u16)>,
}

impl Accepted {
    /// Reads a header; none if the client does not send it.
    fn of(headers: &HeaderMap, name: &header::HeaderName) -> Option<Self> {
        let values: Vec<_> = headers.get_all(name).iter().filter_map(|value| value.to_str().ok()).collect();
        if values.is_empty() {
            return None;
        }
        let mut ranges: Vec<_> = values.into_iter().flat_map(|value| split(value, ',')).filter_map(range).collect();
        ranges.sort_by_key(|(_, quality)| std::cmp::Reverse(*quality));
        Some(Self { ranges })
    }

    fn place(&self, range: &str) -> Option<usize> {
        self.ranges.iter().position(|(name, _)| name == range)
    }

    /// The media types that a client reads, best first. One that it names goes before one that it only allows for.
    fn ranked(&self, offered: &[&'static str], draw: Draw) -> Vec<&'static str> {
        let rank = |media_type: &str| {
            let whole = format!("{}/*", media_type.split_once('/')?.0);
            let (place, is_named) = match self.place(media_type) {
                Some(place) => (place, true),
                None => (self.place(&whole).or_else(|| self.place("*/*"))?, false),
            };
            let turn = match draw {
                Draw::Client if is_named => place,
                Draw::Client | Draw::Server => 0,
            };
            Some((self.ranges[place].1, is_named, std::cmp::Reverse(turn)))
        };
        let ranks = offered.iter().filter_map(|media_type| Some((rank(media_type)?, *media_type)));
        let mut ranks: Vec<_> = ranks.filter(|(rank, _)| rank.0 > 0).collect();
        ranks.sort_by_key(|(rank, _)| std::cmp::Reverse(*rank));
        ranks.into_iter().map(|(_, media_type)| media_type).collect()
    }
}

/// A range with its quality. Other parameters are passed over: nothing is offered in versions that differ by them.
fn range(item: &str) -> Option<(String, u16)> {
    let mut parts = split(item, ';').map(str::trim);
    let range = parts.next().filter(|range| !range.is_empty())?.to_ascii_lowercase();
    let weight = |parameter: &str| match parameter.split_once('=')? {
        (name, value) if name.eq_ignore_ascii_case("q") => value.trim().parse::<f32>().ok(),
        _ => None,
    };
    let quality = parts.find_map(weight).map_or(1000, |quality| (quality.clamp(0.0, 1.0) * 1000.0) as u16);
    Some((range, quality))
}

/// Cuts a text where a separator stands outside of quotation marks.
fn split(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let (mut is_quoted, mut is_escaped) = (false, false);
    text.split(move |char| {
        match char {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = is_quoted,
            '"' => is_quoted = !is_quoted,
            _ => {}
        }
        char == separator && !is_quoted
    })
}

/// The media type to answer GraphQL in; `None` if the client takes neither. A client that names none gets JSON, as
/// clients did before `application/graphql-response+json` existed; one that names that gets it in a draw, for it says more.
pub(super) fn graphql_media_type(headers: &HeaderMap) -> Option<&'static str> {
    let Some(accepted) = Accepted::of(headers, &header::ACCEPT) else { return Some(JSON) };
    let offered = match accepted.place(GRAPHQL_RESPONSE) {
        Some(_) => [GRAPHQL_RESPONSE, JSON, CSV, TSV, EVENTS],
        None => [JSON, GRAPHQL_RESPONSE, CSV, TSV, EVENTS],
    };
    accepted.ranked(&offered, Draw::Server).first().copied()
}

/// Which of the media types that can be offered, most wanted first, a client reads best; `None` if it reads none. In a
/// draw it is the one that the client names, the earliest of them, and else the first that is offered.
pub(super) fn preferred(headers: &HeaderMap, offered: &[&'static str]) -> Option<&'static str> {
    ranked(headers, offered).first().copied()
}

/// All media types that can be offered and that a client reads, best first, as in [`preferred`].
pub(super) fn ranked(headers: &HeaderMap, offered: &[&'static str]) -> Vec<&'static str> {
    match Accepted::of(headers, &header::ACCEPT) {
        Some(accepted) => accepted.ranked(offered, Draw::Client),
        None => offered.to_vec(),
    }
}

/// How well a client reads a content coding by any of its names, in thousandths; 0 if it does not read it (RFC 9110, section 12.5.3).
fn coding(headers: &HeaderMap) -> impl Fn(&[&str]) -> u16 {
    let ranges = Accepted::of(headers, &header::ACCEPT_ENCODING).map(|accepted| accepted.ranges).unwrap_or_default();
    move |names| {
        let of_it = ranges.iter().filter(|(coding, _)| names.contains(&coding.as_str()));
        of_it.map(|(_, quality)| *quality).max().unwrap_or_default()
    }
}

/// The names of gzip.
const GZIP: [&str; 2] = ["gzip", "x-gzip"];

/// Whether a client reads what is compressed with gzip.
pub(super) fn takes_gzip(headers: &HeaderMap) -> bool {
    coding(headers)(&GZIP) > 0
}

/// Whether a client reads gzip, and neither brotli nor uncompressed answers better.
pub(super) fn likes_gzip(headers: &HeaderMap) -> bool {
    let quality = coding(headers);
    let gzip = quality(&GZIP);
    gzip > 0 && gzip >= quality(&["br"]) && gzip >= quality(&["identity"])
}

/// The languages that a client prefers, most wanted first. `*` is left out: the dataset's own chain follows anyway.
pub fn reader_languages(headers: &HeaderMap) -> Vec<String> {
    let ranges = Accepted::of(headers, &header::ACCEPT_LANGUAGE).map(|accepted| accepted.ranges).unwrap_or_default();
    ranges
        .into_iter()
        .filter(|(range, quality)| range != "*" && *quality > 0)
        .map(|(range, _)| range)
        .take(20)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: header::HeaderName, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name, header::HeaderValue::from_static(value))])
    }

    #[test]
    fn the_media_type_is_the_best_that_the_client_reads() {
        let cases = [
            ("application/graphql-response+json", Some(GRAPHQL_RESPONSE)),
            ("application/json", Some(JSON)),
            ("*/*", Some(JSON)),
            ("application/*", Some(JSON)),
            ("application/graphql-response+json, application/json;q=0.9", Some(GRAPHQL_RESPONSE)),
            ("application/json, application/graphql-response+json", Some(GRAPHQL_RESPONSE)),
            ("application/graphql-response+json;q=0.5, application/json", Some(JSON)),
            (
                "application/graphql-response+json; charset=utf-8, application/json; charset=utf-8",
                Some(GRAPHQL_RESPONSE),
            ),
            ("text/html", None),
            ("text/csv", Some(CSV)),
            ("text/tab-separated-values, */*;q=0.1", Some(TSV)),
            ("text/*", Some(CSV)),
            ("text/event-stream", Some(EVENTS)),
            ("text/event-stream, application/json;q=0.9", Some(EVENTS)),
            ("text/html, */*;q=0.8", Some(JSON)),
            ("application/json;q=0", None),
        ];
        for (accept, expected) in cases {
            assert_eq!(graphql_media_type(&headers(header::ACCEPT, accept)), expected, "{accept}");
        }
        assert_eq!(graphql_media_type(&HeaderMap::new()), Some(JSON));
    }

    #[test]
    fn the_offer_that_is_read_best_is_taken() {
        let offered = ["text/turtle", "application/n-triples", "text/plain"];
        for (accept, expected) in [
            ("*/*", Some("text/turtle")),
            ("text/*", Some("text/turtle")),
            ("text/plain, text/turtle", Some("text/plain")),
            ("*/*, application/n-triples", Some("application/n-triples")),
            ("text/turtle;q=0.5, */*;q=0.6", Some("application/n-triples")),
            ("text/turtle;q=0, text/*", Some("text/plain")),
            ("APPLICATION/N-TRIPLES ; q=0.1", Some("application/n-triples")),
            ("application/n-triples;Q=0.2, text/turtle;q=0.1", Some("application/n-triples")),
            (
                "text/turtle;profile=\"a,text/plain;q=1\";q=0.1, application/n-triples;q=0.2",
                Some("application/n-triples"),
            ),
            ("text/turtle;profile=\"\\\",text/plain\"", Some("text/turtle")),
            ("text/html", None),
            ("*/*;q=0", None),
        ] {
            assert_eq!(preferred(&headers(header::ACCEPT, accept), &offered), expected, "{accept}");
        }
        assert_eq!(preferred(&HeaderMap::new(), &offered), Some("text/turtle"));
    }

    #[test]
    fn gzip_is_for_those_who_like_nothing_better() {
        for (accepted, expected) in [
            ("gzip", true),
            ("gzip, deflate, br, zstd", true),
            ("br, gzip;q=0.5", false),
            ("gzip;q=0", false),
            ("identity", false),
            ("identity, gzip;q=0.1", false),
            ("x-gzip", true),
            ("br", false),
        ] {
            assert_eq!(likes_gzip(&headers(header::ACCEPT_ENCODING, accepted)), expected, "{accepted}");
        }
    }

    #[test]
    fn languages_come_by_quality() {
        let languages =
            reader_languages(&headers(header::ACCEPT_LANGUAGE, "en;q=0.5, zh-Hans, *;q=0.1, fr;q=0, RU;q=0.7"));
        assert_eq!(languages, ["zh-hans", "ru", "en"]);
    }
}
