//! SPARQL endpoints in the process of the tests: a good one over a store, and bad ones that say what they are told.

use axum::Router;
use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_util::{StreamExt, stream};
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsSerializer};
use oxigraph::sparql::{QueryResults, SparqlEvaluator};
use oxigraph::store::Store;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// An endpoint that answers from a store, all graphs being one.
pub(crate) struct Good {
    pub(crate) url: String,
    log: Arc<Log>,
}

/// What an endpoint has been asked, and how it is to answer.
#[derive(Default)]
pub(crate) struct Log {
    asked: AtomicUsize,
    unchanged: AtomicUsize,
    bytes: AtomicUsize,
    /// The state of the data, for validators; none are given in state 0.
    state: AtomicUsize,
    /// How many queries it answers before it breaks off all answers half-way; it never does at first.
    breaks_after: AtomicUsize,
}

#[derive(Clone)]
struct Asked {
    store: Store,
    log: Arc<Log>,
}

impl Good {
    pub(crate) fn over(store: &Store) -> Self {
        let log = Arc::new(Log { breaks_after: usize::MAX.into(), ..Log::default() });
        let state = Asked { store: store.clone(), log: Arc::clone(&log) };
        let url = serve(Router::new().route("/sparql", get(answer_get).post(answer_post)).with_state(state));
        Self { url: format!("{url}/sparql"), log }
    }

    /// How many queries it has been asked.
    pub(crate) fn asked(&self) -> usize {
        self.log.asked.load(Ordering::SeqCst)
    }

    /// How many of them it has answered by saying that nothing has changed.
    pub(crate) fn unchanged(&self) -> usize {
        self.log.unchanged.load(Ordering::SeqCst)
    }

    /// How many bytes of answers it has sent.
    pub(crate) fn bytes(&self) -> usize {
        self.log.bytes.load(Ordering::SeqCst)
    }

    /// Says of answers from now on which state of the data they are of.
    pub(crate) fn set_state(&self, state: usize) {
        self.log.state.store(state, Ordering::SeqCst);
    }

    /// Breaks off all answers after so many more.
    pub(crate) fn break_after(&self, queries: usize) {
        self.log.breaks_after.store(self.asked().saturating_add(queries), Ordering::SeqCst);
    }
}

/// Serves a router on a port of its own; gives its address.
pub(crate) fn serve(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        runtime.block_on(async { axum::serve(tokio::net::TcpListener::from_std(listener).unwrap(), router).await })
    });
    url
}

async fn answer_get(State(asked): State<Asked>, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    answer(asked, &query.unwrap_or_default(), &headers, StatusCode::NOT_MODIFIED).await
}

async fn answer_post(State(asked): State<Asked>, headers: HeaderMap, body: String) -> Response {
    answer(asked, &body, &headers, StatusCode::PRECONDITION_FAILED).await
}

async fn answer(asked: Asked, parameters: &str, headers: &HeaderMap, unchanged: StatusCode) -> Response {
    let Asked { store, log } = asked;
    let number = log.asked.fetch_add(1, Ordering::SeqCst);
    let form: Vec<(String, String)> = serde_urlencoded::from_str(parameters).unwrap();
    let query = form.into_iter().find(|(name, _)| name == "query").map(|(_, text)| text).unwrap_or_default();
    let state = log.state.load(Ordering::SeqCst);
    let tag =
        format!("\"{state}-{:x}\"", std::hash::BuildHasher::hash_one(&foldhash::fast::FixedState::default(), &query));
    if state > 0 && headers.get(header::IF_NONE_MATCH).is_some_and(|known| known == tag.as_str()) {
        log.unchanged.fetch_add(1, Ordering::SeqCst);
        return unchanged.into_response();
    }
    let json = match tokio::task::spawn_blocking(move || evaluate(&store, &query)).await.unwrap() {
        Ok(json) => json,
        Err(problem) => return (StatusCode::BAD_REQUEST, problem).into_response(),
    };
    let media_type = (header::CONTENT_TYPE, "application/sparql-results+json");
    if number >= log.breaks_after.load(Ordering::SeqCst) {
        let half = json[..json.len() / 2].to_vec();
        // The pause lets the half be sent before the connection ends.
        let end = async {
            tokio::time::sleep(Duration::from_millis(50)).await;
            Err(std::io::Error::other("the endpoint dies"))
        };
        let pieces = stream::once(async { Ok(half) }).chain(stream::once(end));
        return ([media_type], Body::from_stream(pieces)).into_response();
    }
    log.bytes.fetch_add(json.len(), Ordering::SeqCst);
    let mut response = ([media_type], json).into_response();
    if state > 0 {
        response.headers_mut().insert(header::ETAG, tag.parse().unwrap());
    }
    response
}

fn evaluate(store: &Store, query: &str) -> Result<Vec<u8>, String> {
    let evaluator = SparqlEvaluator::new();
    let mut prepared = evaluator.parse_query(query).map_err(|error| format!("{error}\n{query}"))?;
    prepared.dataset_mut().set_default_graph_as_union();
    let results = prepared.on_store(store).execute().map_err(|error| error.to_string())?;
    let QueryResults::Solutions(solutions) = results else { return Err(format!("is no SELECT: {query}")) };
    let serializer = QueryResultsSerializer::from_format(QueryResultsFormat::Json);
    let variables = solutions.variables().to_vec();
    let mut writer = serializer.serialize_solutions_to_writer(Vec::new(), variables).unwrap();
    for solution in solutions {
        writer.serialize(&solution.map_err(|error| error.to_string())?).unwrap();
    }
    Ok(writer.finish().unwrap())
}

/// An endpoint that treats each connection as it is told; gives its address. It is told the request, and the number of
/// the connection.
pub(crate) fn bad(treat: impl Fn(&mut TcpStream, &str, usize) + Send + 'static) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address: SocketAddr = listener.local_addr().unwrap();
    let connections = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&connections);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let number = counted.fetch_add(1, Ordering::SeqCst);
            let request = read_request(&mut stream);
            treat(&mut stream, &request, number);
        }
    });
    (format!("http://{address}/sparql"), connections)
}

/// Head and body of a request.
fn read_request(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes).to_ascii_lowercase();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok()).unwrap_or(0);
            if body.len() >= length {
                break;
            }
        }
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => break,
            Ok(read) => bytes.extend_from_slice(&buffer[..read]),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Sends a response with a body that ends where the connection ends.
pub(crate) fn send(stream: &mut TcpStream, status: &str, headers: &str, body: &str) {
    let head = format!("HTTP/1.1 {status}\r\nconnection: close\r\n{headers}content-length: {}\r\n\r\n", body.len());
    let _ = stream.write_all(format!("{head}{body}").as_bytes());
}
