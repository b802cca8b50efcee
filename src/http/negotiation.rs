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

/// The media type to answer GraphQL in; `None` if the client takes neither. A client that names none gets JSON, as
/// clients did before `application/graphql-response+json` existed.
pub(super) fn graphql_media_type(headers: &HeaderMap) -> Option<&'static str> {
    let Some(accept) = joined(headers, &header::ACCEPT) else { return Some(JSON) };
    let ranges = by_quality(&accept);
    let quality = |media_type: &str| {
        let (kind, _) = media_type.split_once('/')?;
        let whole = format!("{kind}/*");
        let specific = [media_type, &whole, "*/*"];
        specific.iter().find_map(|range| ranges.iter().find(|(name, _)| name == range)).map(|(_, quality)| *quality)
    };
    let best = [TSV, CSV, GRAPHQL_RESPONSE, JSON]
        .into_iter()
        .filter_map(|media_type| Some((media_type, quality(media_type)?)));
    // In a draw the response type wins if the client names it, for it says more; else plain JSON does, which comes last.
    let named = |media_type: &str| ranges.iter().any(|(name, _)| name == media_type);
    best.filter(|(_, quality)| *quality > 0)
        .max_by_key(|(media_type, quality)| {
            (*quality, named(media_type), *media_type == GRAPHQL_RESPONSE && named(media_type))
        })
        .map(|(media_type, _)| media_type)
}

/// Which of the media types that can be offered, most wanted first, a client reads best; `None` if it reads none. In a
/// draw it is the one that the client names, the earliest of them, and else the first that is offered.
pub(super) fn preferred(headers: &HeaderMap, offered: &[&'static str]) -> Option<&'static str> {
    ranked(headers, offered).first().copied()
}

/// All media types that can be offered and that a client reads, best first, as in [`preferred`].
pub(super) fn ranked(headers: &HeaderMap, offered: &[&'static str]) -> Vec<&'static str> {
    let Some(accept) = joined(headers, &header::ACCEPT) else { return offered.to_vec() };
    let ranges = by_quality(&accept);
    let rank = |media_type: &str| {
        let whole = format!("{}/*", media_type.split_once('/')?.0);
        let find = |range: &str| ranges.iter().position(|(name, _)| name == range);
        let (place, is_named) = match find(media_type) {
            Some(place) => (place, true),
            None => (find(&whole).or_else(|| find("*/*"))?, false),
        };
        Some((ranges[place].1, is_named, std::cmp::Reverse(if is_named { place } else { 0 })))
    };
    let ranks = offered.iter().filter_map(|media_type| Some((rank(media_type)?, *media_type)));
    let mut ranks: Vec<_> = ranks.filter(|(rank, _)| rank.0 > 0).collect();
    ranks.sort_by_key(|(rank, _)| std::cmp::Reverse(*rank));
    ranks.into_iter().map(|(_, media_type)| media_type).collect()
}

/// The languages that a client prefers, most wanted first. `*` is left out: the dataset's own chain follows anyway.
pub fn reader_languages(headers: &HeaderMap) -> Vec<String> {
    let ranges = joined(headers, &header::ACCEPT_LANGUAGE).map(|text| by_quality(&text)).unwrap_or_default();
    ranges
        .into_iter()
        .filter(|(range, quality)| range != "*" && *quality > 0)
        .map(|(range, _)| range)
        .take(20)
        .collect()
}

fn joined(headers: &HeaderMap, name: &header::HeaderName) -> Option<String> {
    let values: Vec<_> = headers.get_all(name).iter().filter_map(|value| value.to_str().ok()).collect();
    if values.is_empty() { None } else { Some(values.join(",")) }
}

/// The ranges of a header in lower case with their quality in thousandths, best first, equals as written.
fn by_quality(text: &str) -> Vec<(String, u16)> {
    let mut ranges: Vec<_> = text
        .split(',')
        .filter_map(|item| {
            let mut parts = item.split(';');
            let range =
                parts.next().map(|range| range.trim().to_ascii_lowercase()).filter(|range| !range.is_empty())?;
            let quality = parts
                .find_map(|parameter| parameter.trim().strip_prefix("q=")?.trim().parse::<f32>().ok())
                .map_or(1000, |quality| (quality.clamp(0.0, 1.0) * 1000.0) as u16);
            Some((range, quality))
        })
        .collect();
    ranges.sort_by_key(|(_, quality)| std::cmp::Reverse(*quality));
    ranges
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
            ("text/html", None),
            ("*/*;q=0", None),
        ] {
            assert_eq!(preferred(&headers(header::ACCEPT, accept), &offered), expected, "{accept}");
        }
        assert_eq!(preferred(&HeaderMap::new(), &offered), Some("text/turtle"));
    }

    #[test]
    fn languages_come_by_quality() {
        let languages =
            reader_languages(&headers(header::ACCEPT_LANGUAGE, "en;q=0.5, zh-Hans, *;q=0.1, fr;q=0, RU;q=0.7"));
        assert_eq!(languages, ["zh-hans", "ru", "en"]);
    }
}
