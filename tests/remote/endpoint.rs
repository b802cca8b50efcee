//! SPARQL endpoints in the process of the tests: a good one over a store, and bad ones that say what they are told.

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::post;
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsSerializer};
use oxigraph::sparql::{QueryResults, SparqlEvaluator};
use oxigraph::store::Store;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// An endpoint that answers from a store, all graphs being one.
pub(crate) struct Good {
    pub(crate) url: String,
    asked: Arc<AtomicUsize>,
}

#[derive(Clone)]
struct Asked {
    store: Store,
    count: Arc<AtomicUsize>,
}

impl Good {
    pub(crate) fn over(store: &Store) -> Self {
        let asked = Arc::new(AtomicUsize::new(0));
        let state = Asked { store: store.clone(), count: Arc::clone(&asked) };
        let router = Router::new().route("/sparql", post(answer)).with_state(state);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let url = format!("http://{}/sparql", listener.local_addr().unwrap());
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
            runtime.block_on(async { axum::serve(tokio::net::TcpListener::from_std(listener).unwrap(), router).await })
        });
        Self { url, asked }
    }

    /// How many queries it has been asked.
    pub(crate) fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

async fn answer(State(asked): State<Asked>, body: String) -> axum::response::Response {
    asked.count.fetch_add(1, Ordering::SeqCst);
    let form: Vec<(String, String)> = serde_urlencoded::from_str(&body).unwrap();
    let query = form.into_iter().find(|(name, _)| name == "query").map(|(_, text)| text).unwrap_or_default();
    let result = tokio::task::spawn_blocking(move || evaluate(&asked.store, &query)).await.unwrap();
    match result {
        Ok(json) => ([(header::CONTENT_TYPE, "application/sparql-results+json")], json).into_response(),
        Err(problem) => (StatusCode::BAD_REQUEST, problem).into_response(),
    }
}

fn evaluate(store: &Store, query: &str) -> Result<Vec<u8>, String> {
    let evaluator = SparqlEvaluator::new().without_default_http_service_handler();
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
