//! `SERVICE` over the network: only to endpoints on a list, and never to an address inside the network that the server
//! stands in.
//!
//! A query comes from any client, and the server can reach more than a client can: its own ports, its neighbours, the
//! metadata service of its cloud. So the endpoint must be on the list that the operator gave, its name must
//! resolve to public addresses alone (the connection goes to the addresses that were checked), redirects are not
//! followed, proxies of the environment are not used, and an answer is bounded in time and size.

use super::Limits;
use oxigraph::model::NamedNode;
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsParser, ReaderQueryResultsParserOutput};
use oxigraph::sparql::{CancellationToken, DefaultServiceHandler, QueryEvaluationError, QuerySolutionIter};
use reqwest::Url;
use reqwest::blocking::{Client, Response};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use spargebra::algebra::GraphPattern;
use std::io::{self, Read};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, ToSocketAddrs};
use std::sync::{Arc, OnceLock};
use std::time::Instant;

/// Why a `SERVICE` gives no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the messages say what each is")]
pub enum ServiceError {
    #[error("SERVICE <{name}> is not allowed: the server asks {allowed}")]
    NotAllowed { name: String, allowed: String },
    #[error("SERVICE <{name}> is not allowed: {address} is not a public address")]
    NotPublic { name: String, address: String },
    #[error("SERVICE <{name}> does not answer: {problem}")]
    Failed { name: String, problem: String },
    #[error("SERVICE ple:search {0}")]
    Search(String),
}

impl ServiceError {
    /// Whether the query is at fault rather than the other endpoint.
    pub fn is_refusal(&self) -> bool {
        !matches!(self, Self::Failed { .. })
    }
}

/// The endpoints that queries may ask.
#[derive(Debug, Clone, Default)]
pub struct Services {
    allowed: Vec<Url>,
}

impl Services {
    /// Reads the list.
    ///
    /// # Errors
    /// If one is not an `http` or `https` URL.
    pub fn new(urls: &[String]) -> Result<Self, String> {
        let read = |url: &String| match Url::parse(url) {
            Ok(parsed) if matches!(parsed.scheme(), "http" | "https") && parsed.has_host() => Ok(parsed),
            Ok(_) => {
                Err(format!("`{url}` is not the address of a SPARQL endpoint; it must begin with https:// or http://"))
            }
            Err(error) => Err(format!("`{url}` is not a URL: {error}")),
        };
        Ok(Self { allowed: urls.iter().map(read).collect::<Result<_, _>>()? })
    }

    /// The URL of an endpoint that may be asked.
    fn find(&self, name: &str) -> Result<&Url, ServiceError> {
        let found = Url::parse(name).ok().and_then(|url| self.allowed.iter().find(|allowed| **allowed == url));
        found.ok_or_else(|| {
            let urls: Vec<_> = self.allowed.iter().map(|url| format!("<{url}>")).collect();
            let allowed =
                if urls.is_empty() { "no other endpoint".to_owned() } else { format!("only {}", urls.join(", ")) };
            ServiceError::NotAllowed { name: name.to_owned(), allowed }
        })
    }
}

/// Asks other endpoints for one query.
pub(super) struct Remote {
    pub(super) services: Arc<Services>,
    pub(super) limits: Limits,
    pub(super) deadline: Instant,
    pub(super) token: CancellationToken,
}

impl DefaultServiceHandler for Remote {
    type Error = QueryEvaluationError;

    fn handle(
        &self,
        name: &NamedNode,
        pattern: &GraphPattern,
        base_iri: Option<&oxiri::Iri<String>>,
    ) -> Result<QuerySolutionIter<'static>, QueryEvaluationError> {
        if self.token.is_cancelled() {
            return Err(QueryEvaluationError::Cancelled);
        }
        let query = spargebra::Query::Select { dataset: None, pattern: pattern.clone(), base_iri: base_iri.cloned() }
            .to_string();
        self.ask(name.as_str(), query).map_err(wrapped)
    }
}

fn wrapped(error: ServiceError) -> QueryEvaluationError {
    QueryEvaluationError::Service(Box::new(error))
}

impl Remote {
    fn ask(&self, name: &str, query: String) -> Result<QuerySolutionIter<'static>, ServiceError> {
        let url = self.services.find(name)?;
        check_literal_address(name, url)?;
        let client = client().map_err(|problem| failed(name, problem))?;
        self.send(client, name, url, query)
    }

    fn send(
        &self,
        client: &Client,
        name: &str,
        url: &Url,
        query: String,
    ) -> Result<QuerySolutionIter<'static>, ServiceError> {
        let left = self.deadline.saturating_duration_since(Instant::now());
        let request = client
            .post(url.clone())
            .timeout(self.limits.service_time.min(left))
            .header(CONTENT_TYPE, "application/sparql-query")
            .header(ACCEPT, "application/sparql-results+json, application/sparql-results+xml;q=0.9")
            .body(query);
        let response =
            request.send().map_err(|error| not_public(name, &error).unwrap_or_else(|| failed(name, chain(&error))))?;
        let status = response.status();
        if !status.is_success() {
            return Err(failed(name, format!("its status is {status}")));
        }
        self.read(name, response)
    }

    fn read(&self, name: &str, response: Response) -> Result<QuerySolutionIter<'static>, ServiceError> {
        let media_type = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let format = QueryResultsFormat::from_media_type(media_type)
            .filter(|format| matches!(format, QueryResultsFormat::Json | QueryResultsFormat::Xml))
            .ok_or_else(|| failed(name, format!("its answer is `{media_type}`, not SPARQL results")))?;
        let body = Bounded { inner: response, left: self.limits.service_bytes, limit: self.limits.service_bytes };
        let parsed = QueryResultsParser::from_format(format).for_reader(body);
        match parsed.map_err(|error| failed(name, format!("its answer cannot be read: {error}")))? {
            ReaderQueryResultsParserOutput::Boolean(_) => {
                Err(failed(name, "its answer is a truth value, not a table".into()))
            }
            ReaderQueryResultsParserOutput::Solutions(solutions) => {
                let variables = solutions.variables().into();
                let name = name.to_owned();
                let checked = move |solution: Result<_, oxigraph::sparql::results::QueryResultsParseError>| {
                    solution.map_err(|error| wrapped(failed(&name, format!("its answer cannot be read: {error}"))))
                };
                Ok(QuerySolutionIter::new(variables, solutions.map(checked)))
            }
        }
    }
}

fn failed(name: &str, problem: String) -> ServiceError {
    ServiceError::Failed { name: name.to_owned(), problem }
}

/// What an error says, causes included.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text += &format!(": {error}");
        cause = error.source();
    }
    text
}

/// The refusal of an address, if that is what a request failed with.
fn not_public(name: &str, error: &reqwest::Error) -> Option<ServiceError> {
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        if let Some(refused) = error.downcast_ref::<NotPublic>() {
            return Some(ServiceError::NotPublic { name: name.to_owned(), address: refused.0.to_string() });
        }
        cause = error.source();
    }
    None
}

/// The client of the process. It lives as long as the process does: it must not be dropped where async code runs.
fn client() -> Result<&'static Client, String> {
    static CLIENT: OnceLock<Result<Client, String>> = OnceLock::new();
    let built = CLIENT.get_or_init(|| {
        Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .dns_resolver(Arc::new(PublicOnly))
            .user_agent(concat!("Plenary/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| chain(&error))
    });
    built.as_ref().map_err(Clone::clone)
}

/// An address that is written as such is never resolved, so it is checked here. The URL parser has already read every
/// way to write one (`2130706433`, `0x7f.1`, `[::ffff:127.0.0.1]`).
fn check_literal_address(name: &str, url: &Url) -> Result<(), ServiceError> {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    match host.parse::<IpAddr>() {
        Ok(address) if !is_public(address) => {
            Err(ServiceError::NotPublic { name: name.to_owned(), address: address.to_string() })
        }
        _ => Ok(()),
    }
}

#[derive(Debug, thiserror::Error)]
#[error("{0} is not a public address")]
struct NotPublic(IpAddr);

/// Resolves names that lead to public addresses alone.
struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let host = name.as_str().to_owned();
            let resolved =
                tokio::task::spawn_blocking(move || (host, 0).to_socket_addrs().map(Vec::from_iter)).await??;
            match resolved.iter().find(|address| !is_public(address.ip())) {
                Some(inside) => Err(NotPublic(inside.ip()).into()),
                None => Ok(Box::new(resolved.into_iter()) as Addrs),
            }
        })
    }
}

/// Whether an address is one of the public internet (IANA's special-purpose registries, RFC 6890).
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !(a == 0
        || address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || address.is_multicast()
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (18..20).contains(&b)))
}

/// Only global unicast (2000::/3), without the ranges in it that are for documents or carry an IPv4 address that is not
/// public; and IPv4 behind the well-known prefix of NAT64.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let s = address.segments();
    let embedded = |high: u16, low: u16| is_public_v4(Ipv4Addr::from((u32::from(high) << 16) | u32::from(low)));
    match s {
        [0x0064, 0xff9b, 0, 0, 0, 0, high, low] => embedded(high, low),
        [0x2001, 0x0db8, ..] | [0x3fff, 0..0x1000, ..] => false,
        [0x2001, 0..0x0200, ..] => false,
        [0x2002, high, low, ..] => embedded(high, low),
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

/// A body that fails when it gets too long.
struct Bounded<R> {
    inner: R,
    left: u64,
    limit: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.left = self
            .left
            .checked_sub(read as u64)
            .ok_or_else(|| io::Error::other(format!("it is longer than {} bytes", self.limit)))?;
        Ok(read)
    }
}

#[cfg(test)]
mod tests;
