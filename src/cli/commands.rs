//! One function for each command.

use super::args::{
    AnswerFormat, Args, Command, DocumentArgs, EndpointArgs, LimitArgs, ReportFormat, SparqlArgs, StoreArgs,
    Synchronised, Syntax,
};
use super::dataset_args::DatasetArgs;
use super::importing;
use super::linking;
use super::loading;
use super::manual;
use super::mcp;
use super::output::print;
use super::shaping;
use super::storing;
use super::tokens;
use crate::file;
use crate::graphql::{Engine, Request, Separated};
use crate::http::{ByAddress, Limits, PersistedQueries, Tokens};
use crate::live::{Check, SyncMode};
use crate::ontology::is_legal_name;
use crate::query::Reader;
use crate::remote::{Auth, Endpoint, Remote, Settings};
use crate::server::{Config, EndpointOptions, Files, Loaded, Serving, SparqlConfig, StoreOptions, engine, serve};
use crate::snapshot::Snapshot;
use crate::sparql::Services;
use crate::store::Report;
use anyhow::{Context, bail};
use std::io::{Read, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

/// How often the disk is synchronised with `--sync interval`.
const INTERVAL: Duration = Duration::from_secs(1);

/// Runs the command that was typed.
pub(super) fn run(args: Args) -> anyhow::Result<ExitCode> {
    match args.command {
        Command::Serve {
            bind,
            config: _,
            metrics,
            no_check,
            queries,
            public_url,
            limits,
            sparql,
            endpoint,
            store,
            documents,
            dataset,
        } => {
            let queries = queries.as_deref().map(PersistedQueries::only).transpose()?.unwrap_or_default();
            let (files, sparql) = (documents.files(&dataset, &endpoint)?, sparql.config()?);
            let refresh = Duration::from_secs(endpoint.endpoint_refresh.get().into());
            let endpoint = endpoint.connect(&files, false)?.map(|endpoint| EndpointOptions { endpoint, refresh });
            let proxies = limits.trusted_proxy.clone();
            let mut limits = limits.limits();
            if let Some(source) = &endpoint {
                // What waits for an endpoint computes nothing, so there may be more of it.
                limits.heavy += 2 * source.endpoint.settings().in_flight;
            }
            let validate = !no_check;
            let bind = bind.0;
            let tokens = store.token_file.as_deref().map(Tokens::open).transpose().context("--token-file")?;
            let store = store.options();
            run_server(Config {
                bind,
                files,
                validate,
                queries,
                public_url,
                sparql,
                limits,
                proxies,
                endpoint,
                store,
                tokens,
                metrics: metrics.map(|addresses| addresses.0),
            })
        }
        Command::Check { format, documents, dataset } => {
            check(&dataset.files()?.with_words().with_documents(&documents.document), format)
        }
        Command::Schema { ontology } => {
            let ontology = Files::choose(ontology.as_deref(), &[])?.ontology()?;
            print(engine(Arc::new(ontology))?.sdl())
        }
        Command::Query { file, variables, operation, lang, format, explain, endpoint, documents, dataset } => {
            let request = Request {
                query: read(&file)?,
                operation_name: operation,
                variables: variables.as_deref().map(parse_variables).transpose()?.unwrap_or_default(),
                languages: lang.iter().map(|tag| tag.trim().to_ascii_lowercase()).collect(),
                explain,
            };
            let files = documents.files(&dataset, &endpoint)?;
            query(&files, endpoint.connect(&files, true)?.as_ref(), &request, format)
        }
        Command::Mcp { public_url, lang, store, endpoint, documents, dataset } => {
            let mut files = documents.files(&dataset, &endpoint)?;
            if let Some(store) = &store {
                files = files.of_store(store)?;
            }
            let languages = lang.iter().map(|tag| tag.trim().to_ascii_lowercase()).collect();
            mcp::run(mcp::Told { files, endpoint, public_url, languages })
        }
        Command::Commit(commit) => storing::commit(&commit),
        Command::Init { folder, no_check, dataset } => {
            let check = if no_check { Check::Skip } else { Check::Refuse };
            storing::init(&folder, &dataset.files()?, check)
        }
        Command::Show { t, store } => storing::show(&store, t),
        Command::Backup { folder, target } => storing::copy(&folder, &target, None),
        Command::Restore { backup, folder, at } => storing::copy(&backup, &folder, at),
        Command::Compact { folder } => storing::compact(&folder),
        Command::Token(token) => tokens::run(token),
        Command::Log { folder, patch } => storing::log(&folder, patch),
        Command::Verify { folder } => storing::verify(&folder),
        Command::Import(import) => importing::run(&import),
        Command::Load(load) => loading::run(&load),
        Command::Shapes(shapes) => shaping::run(&shapes),
        Command::Completions { shell } => manual::completions(shell),
        Command::Manual { out } => manual::manual(out.as_deref()),
        Command::Link(link) => linking::run(&link),
        Command::Dump { format, graph, whole, store, at, documents, dataset } => {
            let files = dataset.files()?.with_documents(&documents.document);
            let format = format.unwrap_or(if graph.is_some() { Syntax::Ttl } else { Syntax::Trig });
            if let Some(store) = store {
                storing::dump(&store, at, format, graph.as_deref(), &files)
            } else if whole {
                dump_whole(&files, format)
            } else {
                dump(&files, format, graph.as_deref())
            }
        }
    }
}

/// Reports an error on standard error, causes included, on as few lines as the causes need.
pub(super) fn complain(error: &anyhow::Error) {
    // The reader of the output has closed it, and gets no message.
    let is_gone = |cause: &std::io::Error| cause.kind() == std::io::ErrorKind::BrokenPipe;
    if error.chain().any(|cause| cause.downcast_ref().is_some_and(is_gone)) {
        return;
    }
    let _ = writeln!(std::io::stderr().lock(), "plenary: {error:#}");
}

impl EndpointArgs {
    /// The endpoint, if there is one. With `texts_on_demand`, its texts are read when a query needs them.
    pub(super) fn connect(&self, files: &Files, texts_on_demand: bool) -> anyhow::Result<Option<Endpoint>> {
        let Some(url) = &self.endpoint else { return Ok(None) };
        let auth = self.endpoint_auth.as_deref().map(Auth::read).transpose().context("--endpoint-auth")?;
        let graphs = if self.endpoint_graph.is_empty() {
            Vec::new()
        } else {
            let ontology = files.ontology()?;
            let expand = |name: &String| ontology.prefixes().expand(name).map_err(anyhow::Error::msg);
            self.endpoint_graph.iter().map(expand).collect::<Result<_, _>>().context("--endpoint-graph")?
        };
        let settings = Settings {
            in_flight: self.endpoint_queries.get(),
            graphs,
            cache: usize::from(self.endpoint_cache) << 20,
            texts: self.endpoint_texts,
            texts_on_demand,
            ..Settings::default()
        };
        Ok(Some(Endpoint::new(url, auth.unwrap_or_default(), settings).context("--endpoint")?))
    }
}

impl LimitArgs {
    fn limits(&self) -> Limits {
        let connections_of_one = self.connections_per_address.get();
        let by_address = ByAddress { connections: connections_of_one, ..ByAddress::default() };
        Limits {
            connections: self.connections.get(),
            channels: self.sockets.get(),
            unread: usize::try_from(self.unread_memory).unwrap_or(usize::MAX).saturating_mul(1 << 20),
            by_address: (!self.no_limits).then_some(by_address),
            ..Limits::default()
        }
    }
}

impl StoreArgs {
    fn options(self) -> Option<StoreOptions> {
        let sync = match self.sync {
            None | Some(Synchronised::Always) => SyncMode::Always,
            Some(Synchronised::Interval) => SyncMode::Interval(INTERVAL),
        };
        self.store.map(|folder| StoreOptions { folder, at: self.at, sync, is_plain: self.plain_dataset })
    }
}

impl SparqlArgs {
    fn config(self) -> anyhow::Result<SparqlConfig> {
        let services = Services::new(&self.sparql_service).map_err(anyhow::Error::msg).context("--sparql-service")?;
        Ok(SparqlConfig { services, orders_joins: !self.no_join_order })
    }
}

impl DocumentArgs {
    /// The files of a dataset that may be at an endpoint, which then has to quote documents itself.
    fn files(&self, dataset: &DatasetArgs, endpoint: &EndpointArgs) -> anyhow::Result<Files> {
        if let Some(url) = &endpoint.endpoint
            && !self.document.is_empty()
        {
            tracing::warn!(
                "passages have the quotes that {url} has, and --document adds none: `plenary dump --whole` with --document and \
                 --data gives them to load there"
            );
        }
        Ok(dataset.files()?.with_documents(&self.document))
    }
}

/// Threads that may block beside those with a place of the gate: loading, and reading pieces of dumps.
const OTHER_THREADS: usize = 8;

/// Runs the server on a runtime of its own. Answers are computed on the threads for blocking work, of which there are as many
/// as places.
fn run_server(config: Config) -> anyhow::Result<ExitCode> {
    let threads = config.limits.light + config.limits.heavy + OTHER_THREADS;
    let runtime = tokio::runtime::Builder::new_multi_thread().max_blocking_threads(threads).enable_all().build()?;
    let result = runtime.block_on(serve(config, announce));
    // Work for a client that has disconnected, or loading for a server that stops, is not waited for.
    runtime.shutdown_background();
    result.map(|()| ExitCode::SUCCESS)
}

/// Prints where the server is and what it serves.
fn announce(address: SocketAddr, serving: Serving<'_>) {
    let (what, more) = match serving {
        Serving::Loaded(elapsed, snapshot) => (
            summarize(elapsed, snapshot),
            format!(
                "\x20 http://{address}/sparql          SPARQL\n\
                 \x20 http://{address}/ontology        what the data mean\n\
                 \x20 http://{address}/catalog         what there is, and dumps of it\n"
            ),
        ),
        Serving::Endpoint(url) => (format!("the data at {url}\n"), String::new()),
    };
    let text = format!(
        "Plenary {version} · {what}\n\
         \x20 http://{address}/                start here\n\
         \x20 http://{address}/graphql         GraphQL\n\
         \x20 http://{address}/graphql/schema  its schema\n{more}",
        version = env!("CARGO_PKG_VERSION"),
    );
    // The parent process may have closed the server's output, or may not read it; the server runs all the same.
    let write = std::thread::Builder::new().name("announcement".into()).spawn(move || {
        let mut out = std::io::stdout().lock();
        let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    });
    if let Err(error) = write {
        tracing::debug!(%error, "there is no thread to say that the server is ready");
    }
}

/// Title and size of what has been loaded.
fn summarize(elapsed: Duration, snapshot: &Snapshot) -> String {
    let dataset = snapshot.dataset();
    let milliseconds = elapsed.as_millis();
    let mut classes: Vec<_> = dataset.classes.iter().filter(|class| class.count > 0 && !class.is_interface).collect();
    classes.sort_by_key(|class| std::cmp::Reverse(class.count));
    let counts: Vec<_> = classes.iter().take(8).map(|class| format!("{} {}", class.count, class.name)).collect();
    let title = dataset.titles.iter().find(|(_, tag)| tag.as_deref() == Some("en")).or_else(|| dataset.titles.first());
    let title = title.map_or("your dataset", |(title, _)| title);
    let (triples, graphs, counts) = (dataset.triples, dataset.graphs.len(), counts.join(", "));
    format!("{title}\n{triples} triples in {graphs} graphs, loaded in {milliseconds} ms: {counts}\n")
}

fn check(files: &Files, format: ReportFormat) -> anyhow::Result<ExitCode> {
    let ontology = files.ontology()?;
    engine(Arc::new(files.ontology()?))?;
    let (loaded, report) = files.check(&ontology)?;
    let uncovered = files.uncovered(&loaded);
    match format {
        ReportFormat::Text => {
            let described = describe(&loaded, files.words_among(&ontology)?, &report);
            print(&(described + &uncovered.map(|said| said + "\n").unwrap_or_default()))?
        }
        ReportFormat::Json => print(&(serde_json::to_string_pretty(&report)? + "\n"))?,
        ReportFormat::Turtle => print(&report.to_turtle()?)?,
    };
    Ok(if report.refuses() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn describe(loaded: &Loaded, words: u64, report: &Report) -> String {
    let all: u64 = loaded.store.graphs().map(|(_, triples)| triples).sum();
    let triples = all.saturating_sub(words);
    let mut text: String = report.violations().iter().map(|violation| format!("{violation}\n")).collect();
    let count = report.violations().len();
    let verdict = match count {
        0 => "conforms to the shapes".to_owned(),
        _ if report.is_cut() => format!("has more than {count} violations"),
        1 => "has 1 violation".to_owned(),
        _ => format!("has {count} violations"),
    };
    let graphs = loaded.store.graphs().count();
    if words > 0 {
        text += &format!("{words} triples of words by which `plenary import` reads texts, and which no server loads\n");
    }
    text += &format!("{triples} triples in {graphs} graphs: the data {verdict}\n");
    text.replace("the data has", "the data have").replace("the data conforms", "the data conform")
}

fn query(
    files: &Files,
    endpoint: Option<&Endpoint>,
    request: &Request,
    format: AnswerFormat,
) -> anyhow::Result<ExitCode> {
    let ontology = Arc::new(files.ontology()?);
    let engine = engine(Arc::clone(&ontology))?;
    match endpoint {
        Some(endpoint) => query_with(&engine, &Remote::new(endpoint, &ontology), request, format),
        None => query_with(&engine, &files.load(&ontology, true)?.data(&ontology).0, request, format),
    }
}

fn query_with(
    engine: &Engine,
    reader: &impl Reader,
    request: &Request,
    format: AnswerFormat,
) -> anyhow::Result<ExitCode> {
    let separated = match format {
        AnswerFormat::Json => None,
        AnswerFormat::Csv => Some(Separated::Commas),
        AnswerFormat::Tsv => Some(Separated::Tabs),
    };
    if let Some(separated) = separated {
        let sheet = engine.sheet(request, reader, &engine.limits().clock()).map_err(|errors| {
            let messages: Vec<_> = errors.into_iter().map(|error| error.message).collect();
            anyhow::anyhow!(messages.join("; "))
        })?;
        return print(&separated.write(&sheet));
    }
    let response = engine.answer(request, reader);
    let json: serde_json::Value = serde_json::from_slice(&response.to_json())?;
    print(&(serde_json::to_string_pretty(&json)? + "\n"))?;
    Ok(if response.errors.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn dump(files: &Files, syntax: Syntax, graph: Option<&str>) -> anyhow::Result<ExitCode> {
    let ontology = files.ontology()?;
    let graph = graph.map(|graph| ontology.prefixes().expand(graph)).transpose().map_err(anyhow::Error::msg)?;
    let store = files.load(&ontology, true)?.store;
    if let Some(graph) = &graph
        && !store.graphs().any(|(name, _)| name == *graph)
    {
        let known: Vec<_> = store.graphs().map(|(name, _)| name.into_string()).collect();
        bail!("there is no graph {graph}; the graphs are {}", known.join(", "));
    }
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    store.dump(syntax.format(), graph.as_ref().map(|graph| graph.as_ref()), ontology.prefixes(), &mut out)?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn dump_whole(files: &Files, syntax: Syntax) -> anyhow::Result<ExitCode> {
    let ontology = files.ontology()?;
    let store = files.load(&ontology, true)?.store;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    store.dump_whole(syntax.format(), ontology.prefixes(), &mut out)?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn read(file: &Path) -> anyhow::Result<String> {
    if file == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().lock().read_to_string(&mut text).context("cannot read the query from standard input")?;
        return Ok(text);
    }
    file::read_stream(file, file::Bound::SMALL).context("cannot read the query file")
}

fn parse_variables(text: &str) -> anyhow::Result<serde_json::Map<String, serde_json::Value>> {
    let value = serde_json::from_str(text).context("--variables is not JSON")?;
    let serde_json::Value::Object(variables) = value else {
        bail!("--variables must be a JSON object, such as {{\"id\": \"actor:chn\"}}")
    };
    if let Some(name) = variables.keys().find(|name| !is_legal_name(name)) {
        bail!("--variables has `{name}`, which cannot be the name of a variable");
    }
    Ok(variables)
}
