//! What a monitor counts, in the text format of Prometheus (<https://prometheus.io/docs/instrumenting/exposition_formats/>).
//!
//! Labels have few values: routes and not paths, names of operations and not queries, so that no client can make series without end.

use super::app::App;
use super::record::Operation;
use axum::http::Method;
use prometheus::core::Collector;
use prometheus::{
    Encoder, HistogramOpts, HistogramVec, IntCounterVec, IntGauge, IntGaugeVec, Opts, Registry, TextEncoder,
};
use std::collections::HashSet;
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

/// Names of operations that are counted one by one; all others are counted together.
const MOST_NAMES: usize = 200;
/// Bytes of such a name.
const LONGEST_NAME: usize = 64;
/// What stands for the other names, methods and operations without a name.
const OTHER: &str = "other";
const ANONYMOUS: &str = "anonymous";
/// Bounds of the classes of durations, in seconds: from what is answered at once to what takes all the time that there is.
const SECONDS: &[f64] =
    &[0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];

/// The route of a path, as a label: the first part of its path, without the commit of a request to the past; `/page` for pages of the explorer and all
/// else that has a name at the root.
pub(super) fn route(path: &str) -> &'static str {
    const NAMED: [&str; 16] = [
        "/admin",
        "/at",
        "/describe",
        "/graphql",
        "/graphs",
        "/health",
        "/id",
        "/mcp",
        "/ready",
        "/reconcile",
        "/sparql",
        "/web",
        "/.well-known",
        "/ontology",
        "/catalog",
        "/dump",
    ];
    let first = path.split('/').nth(1).unwrap_or_default();
    let first = match first {
        "at" => path.split('/').nth(3).unwrap_or_default(),
        _ => first,
    };
    if first.is_empty() {
        return "/";
    }
    NAMED.into_iter().find(|name| &name[1..] == first).unwrap_or("/page")
}

/// A method as a label.
fn method(method: &Method) -> &'static str {
    const KNOWN: [Method; 7] =
        [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE, Method::OPTIONS];
    const NAMES: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    KNOWN.iter().position(|known| known == method).map_or(OTHER, |at| NAMES[at])
}

/// A request that has ended.
pub(super) struct Request<'a> {
    pub(super) route: &'static str,
    pub(super) method: &'a Method,
    pub(super) status: u16,
    /// Bytes of the body of the answer.
    pub(super) bytes: u64,
    pub(super) elapsed: Duration,
    pub(super) operation: Option<&'a Operation>,
}

/// The counters of a server.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    requests: IntCounterVec,
    durations: HistogramVec,
    bytes: IntCounterVec,
    in_flight: IntGauge,
    operations: IntCounterVec,
    operation_durations: HistogramVec,
    commits: HistogramVec,
    names: RwLock<HashSet<String>>,
    ready: IntGauge,
    triples: IntGauge,
    commit: IntGauge,
    writing: IntGauge,
    connections: IntGauge,
    places: IntGaugeVec,
    plans: IntGauge,
    plan_bytes: IntGauge,
}

impl Metrics {
    /// New counters, all at zero.
    ///
    /// # Errors
    /// If two families have one name, which is a fault of this program.
    pub fn new() -> prometheus::Result<Self> {
        let registry = Registry::new();
        let r = &registry;
        let build = gauges(r, "plenary_build_info", "The program that runs, by its labels.", &["version", "commit"])?;
        build.with_label_values(&[env!("CARGO_PKG_VERSION"), env!("BUILT_COMMIT")]).set(1);
        #[cfg(target_os = "linux")]
        r.register(Box::new(prometheus::process_collector::ProcessCollector::for_self()))?;
        Ok(Self {
            requests: counters(
                r,
                "plenary_http_requests_total",
                "Requests that have ended, by route, method and status; 499 are those whose client went away before the answer.",
                &["route", "method", "status"],
            )?,
            durations: histograms(
                r,
                "plenary_http_request_duration_seconds",
                "Time from the head of a request to the last byte of its answer.",
                &["route"],
            )?,
            bytes: counters(
                r,
                "plenary_http_response_bytes_total",
                "Bytes of the bodies of answers, as they were sent.",
                &["route"],
            )?,
            in_flight: gauge(r, "plenary_http_requests_in_flight", "Requests that have begun and not ended.")?,
            operations: counters(
                r,
                "plenary_graphql_operations_total",
                "Operations of GraphQL by their names (200 at most, then `other`), and whether the answer has errors.",
                &["operation", "outcome"],
            )?,
            operation_durations: histograms(
                r,
                "plenary_graphql_operation_duration_seconds",
                "Time of the requests of these operations, to the last byte of the answer.",
                &["operation"],
            )?,
            commits: histograms(
                r,
                "plenary_commit_duration_seconds",
                "Time of requests that write, waiting for the writer included, by what came of them.",
                &["outcome"],
            )?,
            names: RwLock::default(),
            ready: gauge(r, "plenary_ready", "1 if requests can be answered, 0 while data are being loaded.")?,
            triples: gauge(r, "plenary_triples", "Triples of the data that are served; 0 if they are at an endpoint.")?,
            commit: gauge(
                r,
                "plenary_commit_number",
                "Number of the commit whose data are served; 0 without a store.",
            )?,
            writing: gauge(
                r,
                "plenary_writing",
                "1 if commits are taken, 0 if not, or if writing has ended by a failure.",
            )?,
            connections: gauge(r, "plenary_connections", "Connections that are open.")?,
            places: gauges(
                r,
                "plenary_gate_places",
                "Places for work, by lane (light, heavy) and state: free, or of requests that wait for one.",
                &["lane", "state"],
            )?,
            plans: gauge(r, "plenary_kept_plans", "Plans of GraphQL queries that are kept.")?,
            plan_bytes: gauge(r, "plenary_kept_plans_bytes", "Bytes that these plans take, about.")?,
            registry,
        })
    }

    /// A request has begun.
    pub(super) fn begin(&self) {
        self.in_flight.inc();
    }

    /// A request has ended.
    pub(super) fn end(&self, request: &Request<'_>) {
        self.in_flight.dec();
        let seconds = request.elapsed.as_secs_f64();
        let mut digits = [0; 3];
        let status = three_digits(request.status, &mut digits);
        self.requests.with_label_values(&[request.route, method(request.method), status]).inc();
        self.durations.with_label_values(&[request.route]).observe(seconds);
        self.bytes.with_label_values(&[request.route]).inc_by(request.bytes);
        if let Some(operation) = request.operation {
            let outcome = if operation.has_errors { "errors" } else { "ok" };
            let name = operation.name.as_deref().map_or(ANONYMOUS, |name| if self.knows(name) { name } else { OTHER });
            self.operations.with_label_values(&[name, outcome]).inc();
            self.operation_durations.with_label_values(&[name]).observe(seconds);
        }
    }

    /// A request that writes has ended.
    pub(super) fn commit(&self, outcome: &'static str, elapsed: Duration) {
        self.commits.with_label_values(&[outcome]).observe(elapsed.as_secs_f64());
    }

    /// Whether a name is one of those that are counted one by one, or becomes one.
    fn knows(&self, name: &str) -> bool {
        if self.names.read().unwrap_or_else(PoisonError::into_inner).contains(name) {
            return true;
        }
        let mut names = self.names.write().unwrap_or_else(PoisonError::into_inner);
        if names.len() < MOST_NAMES && name.len() <= LONGEST_NAME {
            names.insert(name.to_owned());
        }
        names.contains(name)
    }

    /// All that is counted, and what the server is like now.
    ///
    /// # Errors
    /// If it cannot be written.
    pub(super) fn text(&self, app: &App) -> prometheus::Result<Vec<u8>> {
        let data = app.data();
        self.ready.set(i64::from(data.is_some() || app.endpoint().is_some()));
        self.triples.set(data.as_ref().map_or(0, |data| number(data.snapshot.dataset().triples)));
        self.commit.set(data.as_ref().and_then(|data| data.t).map_or(0, number));
        self.writing.set(i64::from(
            app.writing().and_then(|writing| writing.live()).is_some_and(|live| live.failure().is_none()),
        ));
        self.connections.set(number(app.connected()));
        for (lane, free, waiting) in app.gate().places() {
            self.places.with_label_values(&[lane, "free"]).set(number(free));
            self.places.with_label_values(&[lane, "waiting"]).set(number(waiting));
        }
        let (plans, bytes) = app.engine().kept();
        self.plans.set(number(plans));
        self.plan_bytes.set(number(bytes));
        let mut text = Vec::new();
        TextEncoder::new().encode(&self.registry.gather(), &mut text)?;
        Ok(text)
    }
}

fn number(number: impl TryInto<i64>) -> i64 {
    number.try_into().unwrap_or(i64::MAX)
}

/// A status without an allocation.
fn three_digits(status: u16, digits: &mut [u8; 3]) -> &str {
    for (at, digit) in digits.iter_mut().rev().zip([1, 10, 100]) {
        *at = b'0' + u8::try_from(status / digit % 10).unwrap_or_default();
    }
    std::str::from_utf8(digits).unwrap_or(OTHER)
}

fn register<T: Collector + Clone + 'static>(registry: &Registry, family: T) -> prometheus::Result<T> {
    registry.register(Box::new(family.clone()))?;
    Ok(family)
}

fn counters(registry: &Registry, name: &str, help: &str, labels: &[&str]) -> prometheus::Result<IntCounterVec> {
    register(registry, IntCounterVec::new(Opts::new(name, help), labels)?)
}

fn gauges(registry: &Registry, name: &str, help: &str, labels: &[&str]) -> prometheus::Result<IntGaugeVec> {
    register(registry, IntGaugeVec::new(Opts::new(name, help), labels)?)
}

fn gauge(registry: &Registry, name: &str, help: &str) -> prometheus::Result<IntGauge> {
    register(registry, IntGauge::new(name, help)?)
}

fn histograms(registry: &Registry, name: &str, help: &str, labels: &[&str]) -> prometheus::Result<HistogramVec> {
    register(registry, HistogramVec::new(HistogramOpts::new(name, help).buckets(SECONDS.to_vec()), labels)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_few_whatever_clients_send() {
        for (path, label) in [
            ("/", "/"),
            ("/graphql", "/graphql"),
            ("/at/7/graphql/schema", "/graphql"),
            ("/at/7/", "/"),
            ("/id/actor/kenya", "/id"),
            ("/themes", "/page"),
            ("/wp-login.php", "/page"),
            ("//", "/"),
        ] {
            assert_eq!(route(path), label, "{path}");
        }
        assert_eq!(method(&Method::from_bytes(b"BREW").unwrap()), OTHER);
        let metrics = Metrics::new().unwrap();
        let named = |name: String| Operation { name: Some(name), has_errors: false };
        for index in 0..3 * MOST_NAMES {
            let operation = named(format!("Query{index}"));
            metrics.begin();
            metrics.end(&Request {
                route: "/graphql",
                method: &Method::POST,
                status: 200,
                bytes: 10,
                elapsed: Duration::from_millis(1),
                operation: Some(&operation),
            });
        }
        let families = metrics.registry.gather();
        let family = families.iter().find(|family| family.name() == "plenary_graphql_operations_total").unwrap();
        assert_eq!(family.get_metric().len(), MOST_NAMES + 1, "200 names, and `other`");
        assert_eq!(metrics.requests.with_label_values(&["/graphql", "POST", "200"]).get(), 600);
        assert_eq!(metrics.in_flight.get(), 0);
    }
}
