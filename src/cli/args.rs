//! The arguments of the program. Every flag's help says what happens without it.

use super::dataset_args::DatasetArgs;
use super::import_args::ImportArgs;
use super::into_store::IntoStore;
use super::link_args::LinkArgs;
use super::log::{Log, LogFormat};
use crate::http::Role;
use clap::{Parser, Subcommand, ValueEnum};
use ipnet::IpNet;
use oxigraph::io::RdfFormat;
use std::net::{SocketAddr, ToSocketAddrs};
use std::path::PathBuf;
use std::str::FromStr;

/// The version of the program, and the commit that it is built from.
const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), " (", env!("BUILT_COMMIT"), ")");
/// The same with all that tells one build from another.
const BUILD: &str = concat!(
    env!("CARGO_PKG_VERSION"),
    "\ncommit:  ",
    env!("BUILT_COMMIT"),
    "\nsources: ",
    env!("BUILT_FROM"),
    "\nbuild:   ",
    env!("BUILT_PROFILE"),
    " for ",
    env!("BUILT_TARGET"),
);

/// A knowledge-graph server for the records of intergovernmental meetings: RDF in, typed GraphQL out.
#[derive(Debug, Parser)]
#[command(name = "plenary", version = VERSION, long_version = BUILD, about, propagate_version = true)]
pub struct Args {
    /// How logs are written to standard error: `text` for people, `json` for machines. Without it, text. What is
    /// logged is set with the environment variable PLENARY_LOG (without it, `info`).
    #[arg(long, value_enum, global = true, default_value = "text")]
    log_format: LogFormat,
    #[command(subcommand)]
    pub(super) command: Command,
}

impl Args {
    /// Starts the log; it goes on for as long as what is returned is kept.
    pub(super) fn start_log(&self) -> Log {
        Log::start(self.log_format, matches!(self.command, Command::Serve { .. }))
    }
}

/// The addresses of `host:port`; the first that can be taken is listened on.
#[derive(Debug, Clone)]
pub(super) struct Addresses(pub(super) Vec<SocketAddr>);

impl FromStr for Addresses {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let advice = "write ADDRESS:PORT, as 127.0.0.1:7878, [::1]:7878 or localhost:7878";
        match text.to_socket_addrs().map(Iterator::collect::<Vec<_>>) {
            Ok(addresses) if addresses.is_empty() => Err(format!("the name has no address; {advice}")),
            Ok(addresses) => Ok(Self(addresses)),
            Err(error) => Err(format!("{error}; {advice}")),
        }
    }
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Load the data and serve them over HTTP until stopped (SIGINT or SIGTERM).
    Serve {
        /// Address or name, and port to listen on. Without it, 127.0.0.1:7878: only this machine can connect.
        #[arg(long, default_value = "127.0.0.1:7878", value_name = "ADDRESS:PORT")]
        bind: Addresses,
        /// A file with options of this command, as docs/operating.md has it; what is typed wins over a variable of the environment
        /// (PLENARY_BIND for --bind), and that over the file. Without it, plenary.toml where the server starts, if it is there.
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
        /// Address or name, and port at which a monitor such as Prometheus reads /metrics. It should be one that only those who run the server
        /// reach. Without it, nothing is counted.
        #[arg(long, value_name = "ADDRESS:PORT")]
        metrics: Option<Addresses>,
        /// Load the data without checking them against the shapes, for large data that `plenary check` has passed.
        /// Without it, data that violate a shape are not served. A commit is refused for violations that it makes in any case.
        #[arg(long)]
        no_check: bool,
        /// Answer only the queries of this file, a JSON object whose values are the queries, by their text or by their
        /// SHA-256. Without it, all queries are answered.
        #[arg(long, value_name = "FILE")]
        queries: Option<PathBuf>,
        /// The URL under which the world reaches this server, as https://data.example.org/plenary/ behind a proxy. Links in
        /// pages and the addresses in the catalogue begin with it. Without it, links are relative, and the catalogue
        /// names the address that the server listens on. Only the manifest of `/reconcile` and the base of SPARQL then name the
        /// `Host` of the request itself; what proxies add to it, such as `X-Forwarded-Host`, is never trusted.
        #[arg(long, value_name = "URL")]
        public_url: Option<String>,
        #[command(flatten)]
        limits: LimitArgs,
        #[command(flatten)]
        sparql: SparqlArgs,
        #[command(flatten)]
        endpoint: EndpointArgs,
        #[command(flatten)]
        store: StoreArgs,
        #[command(flatten)]
        documents: DocumentArgs,
        #[command(flatten)]
        dataset: DatasetArgs,
    },
    /// Make a store of the data that would be served, and check them. `plenary serve --store` does the same for a folder that is empty.
    Init {
        /// Folder of the store, which is empty or not there.
        folder: PathBuf,
        /// Make it without checking the data against the shapes. Without it, data that violate a shape make no store.
        #[arg(long)]
        no_check: bool,
        #[command(flatten)]
        dataset: DatasetArgs,
    },
    /// Make one commit of files: RDF is added, and an RDF Patch (.rdfp) adds and deletes. Exits with 1 if it would make a violation of a shape.
    ///
    /// The store must not be served meanwhile: it has one writer. Who wants to write to a server sends the same over HTTP.
    Commit(CommitArgs),
    /// Print the commits of a store, the latest first: number, time, quads added and deleted, author, message, id.
    Log {
        /// Folder of the store.
        folder: PathBuf,
        /// Print the changes too, each commit as the RDF Patch whose SHA-256 is its id. Without it, a line for each.
        #[arg(long)]
        patch: bool,
    },
    /// Print a commit of a store: the RDF Patch whose SHA-256 is its id.
    Show {
        /// Number of the commit.
        t: u64,
        /// Folder of the store.
        #[arg(long, value_name = "DIR")]
        store: PathBuf,
    },
    /// Copy a store, which may be served meanwhile, into a new folder. What is copied is checked; the copy is of one commit, and is a store.
    Backup {
        /// Folder of the store.
        folder: PathBuf,
        /// Folder of the copy, which is empty or not there.
        target: PathBuf,
    },
    /// Make a store of a backup, or of another store, as it was after a commit.
    Restore {
        /// Folder of the backup.
        backup: PathBuf,
        /// Folder of the new store, which is empty or not there.
        folder: PathBuf,
        /// Number of the last commit that counts; 0 is the state before the first. Without it, all count.
        #[arg(long, value_name = "T")]
        at: Option<u64>,
    },
    /// Write a checkpoint of a store that is not served, so that opening it replays no commits. All commits stay.
    Compact {
        /// Folder of the store.
        folder: PathBuf,
    },
    /// Make, list and revoke the tokens of those who may write to a server.
    #[command(subcommand)]
    Token(TokenCommand),
    /// Check all files of a store without changing any: checksums, the chain of commits, and that each commit fits the one before.
    Verify {
        /// Folder of the store.
        folder: PathBuf,
    },
    /// Load the data, check them against the SHACL shapes and report. Exits with 1 if they violate a shape.
    Check {
        /// Form of the report: `text` for people, `json`, or `turtle` (a W3C sh:ValidationReport). Without it, text.
        #[arg(long, value_enum, default_value = "text")]
        format: ReportFormat,
        #[command(flatten)]
        documents: DocumentArgs,
        #[command(flatten)]
        dataset: DatasetArgs,
    },
    /// Print the GraphQL schema (SDL) that the ontology gives.
    Schema {
        /// Folder of the ontology's Turtle files, or one such file. Without it, the ontology that is built in.
        #[arg(long, value_name = "DIR")]
        ontology: Option<PathBuf>,
    },
    /// Answer one GraphQL query and print the response.
    Query {
        /// File with the query, or `-` for standard input.
        file: PathBuf,
        /// Values of the query's variables, as a JSON object. Without it, none.
        #[arg(long, value_name = "JSON")]
        variables: Option<String>,
        /// Operation to run. Without it, the only one of the document.
        #[arg(long, value_name = "NAME")]
        operation: Option<String>,
        /// Languages that texts are wanted in, most wanted first, as `zh,en`. Without it, those of the dataset.
        #[arg(long, value_name = "TAGS", value_delimiter = ',')]
        lang: Vec<String>,
        /// Form of the answer: `json`, or a table of the one list that the query asks for, as `csv` or `tsv`. Without it, json.
        #[arg(long, value_enum, default_value = "json")]
        format: AnswerFormat,
        /// Add to the response how the answer was found: plan, reads, rows, time, ways of filters; in JSON only. Without it, the
        /// answer alone.
        #[arg(long)]
        explain: bool,
        #[command(flatten)]
        endpoint: EndpointArgs,
        #[command(flatten)]
        documents: DocumentArgs,
        #[command(flatten)]
        dataset: DatasetArgs,
    },
    /// Answer an assistant that starts this program, over standard input and output, by the Model Context Protocol.
    ///
    /// `plenary serve` answers the same at `/mcp`. docs/assistants.md says how clients are told of either.
    Mcp {
        /// The URL of a server that has the same data, as https://data.example.org/plenary/: facts then have the addresses of its pages.
        /// Without it, they have their own IRIs.
        #[arg(long, value_name = "URL")]
        public_url: Option<String>,
        /// Languages that texts are wanted in, most wanted first, as `zh,en`; a call may name another. Without it, those of the dataset.
        #[arg(long, value_name = "TAGS", value_delimiter = ',')]
        lang: Vec<String>,
        /// Folder of a store, whose data are read as they are now; it may be served meanwhile. Without it, data are loaded from files.
        #[arg(long, value_name = "DIR", conflicts_with_all = ["data", "document", "endpoint"])]
        store: Option<PathBuf>,
        #[command(flatten)]
        endpoint: EndpointArgs,
        #[command(flatten)]
        documents: DocumentArgs,
        #[command(flatten)]
        dataset: DatasetArgs,
    },
    /// Turn summaries and transcripts of meetings into Turtle, with the evidence for every assertion.
    ///
    /// Reads Markdown, plain text, HTML, DOCX, PDF, WebVTT and SRT in Arabic, Chinese, English, French, Russian and
    /// Spanish. Serve the result with `plenary serve --data meetings`.
    Import(ImportArgs),
    /// Bring a thesaurus, a taxonomy or any other RDF beside the record, for links to lead to.
    ///
    /// It is checked and written where `plenary serve --data` finds it. What it says of resources that the record describes gives
    /// way where there can be one value only.
    Load(LoadArgs),
    /// Write shapes to begin with for data that have none, or for a vocabulary in OWL or RDFS.
    ///
    /// Classes, properties, datatypes, languages and counts are those of the data; each line has its evidence in a comment. What is
    /// written can be served at once, and is for a person to edit.
    Shapes(ShapesArgs),
    /// Propose links from our resources to another dataset, or accept what was proposed.
    ///
    /// Themes, processes, action lines and actors are compared with it by codes, by names in six languages and by what is broader
    /// and narrower. The proposals are Turtle for a person to read and mark; `--accept` makes links of those that are marked.
    Link(Box<LinkArgs>),
    /// Print what a shell needs to complete what is typed: `source <(plenary completions bash)`.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the page of the manual, or write those of all commands.
    Manual {
        /// Folder for the pages, such as /usr/local/share/man/man1. Without it, the page of the program is printed.
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
    /// Write the data to standard output. Loaded again with the same ontology, they give the same dataset.
    Dump {
        /// Syntax: nq and trig keep the graphs; nt, ttl, rdf and jsonld are for one graph, or for all graphs merged. Without
        /// it, ttl for one graph, and else trig.
        #[arg(long, value_enum, value_name = "SYNTAX")]
        format: Option<Syntax>,
        /// Only this graph, as a full IRI or as prefix:name (`graph:actors`). Without it, all that the data
        /// state; what the rules derive (`graph:derived`) and the ontology itself come back when that is loaded.
        #[arg(long, value_name = "IRI")]
        graph: Option<String>,
        /// Also what the rules derive and the ontology itself, for a store without rules that `--endpoint` is to ask.
        /// Without it, only what the data state.
        #[arg(long, conflicts_with = "graph")]
        whole: bool,
        /// Folder of a store, whose data are written as they are stated, term for term; it may be served meanwhile. Without it,
        /// data are loaded from files.
        #[arg(long, value_name = "DIR", conflicts_with_all = ["whole", "data", "document"])]
        store: Option<PathBuf>,
        /// Number of the commit after which the data are written; 0 is the state before the first. Without it, the last.
        #[arg(long, value_name = "T", requires = "store")]
        at: Option<u64>,
        #[command(flatten)]
        documents: DocumentArgs,
        #[command(flatten)]
        dataset: DatasetArgs,
    },
}

#[derive(Debug, clap::Args)]
pub(super) struct EndpointArgs {
    /// Address of a SPARQL 1.1 endpoint that has the data; it is asked for each request, and only what full text
    /// searches is loaded. Without it, the data are loaded.
    #[arg(long, value_name = "URL", conflicts_with = "data")]
    pub(super) endpoint: Option<String>,
    /// Credentials for the endpoint: `basic:USER:PASSWORD`, `digest:USER:PASSWORD`, `bearer:TOKEN`, or `@FILE` with one
    /// of these in it, which keeps them out of the list of processes. Without it, none are sent.
    #[arg(long, value_name = "CREDENTIALS", requires = "endpoint")]
    pub(super) endpoint_auth: Option<String>,
    /// A named graph to ask, as a full IRI or as prefix:name; repeat it for more, which are asked together. Without it,
    /// the endpoint's default graph, which must be the union of all graphs then.
    #[arg(long, value_name = "IRI", requires = "endpoint")]
    pub(super) endpoint_graph: Vec<String>,
    /// Most queries to the endpoint at once; others wait. Without it, 8.
    #[arg(long, value_name = "NUMBER", default_value = "8", requires = "endpoint")]
    pub(super) endpoint_queries: std::num::NonZeroUsize,
    /// Most texts of the endpoint that are kept in memory for full text; with more, `search` is refused. 0 keeps none.
    /// Without it, 500000.
    #[arg(long, value_name = "NUMBER", default_value = "500000", requires = "endpoint")]
    pub(super) endpoint_texts: usize,
    /// How often the endpoint is asked whether these texts have changed. They are read again if it says so, or if it
    /// cannot tell as its answers have no ETag. Without it, 600.
    #[arg(long, value_name = "SECONDS", default_value = "600", requires = "endpoint")]
    pub(super) endpoint_refresh: std::num::NonZeroU32,
    /// Most megabytes of answers that are kept and used again while the endpoint says, by their ETag, that they hold. 0
    /// keeps none. Without it, 64.
    #[arg(long, value_name = "MB", default_value = "64", requires = "endpoint")]
    pub(super) endpoint_cache: u16,
}

#[derive(Debug, clap::Args)]
pub(super) struct StoreArgs {
    /// Folder of a store, whose data can be written and last. If it is empty or not there, it is made of the data that would be
    /// served without it. Without it, data are loaded from files at each start, and cannot be written.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["endpoint", "document"])]
    pub(super) store: Option<PathBuf>,
    /// Serve the data as they were after this commit, and only to be read; 0 is the state before the first. Another server may
    /// be writing. Without it, the data of the last commit, and those who have tokens may write.
    #[arg(long, value_name = "T", requires = "store", conflicts_with_all = ["token_file", "data", "sync"])]
    pub(super) at: Option<u64>,
    /// When a commit is acknowledged: `always`, when it outlasts a loss of power; `interval`, when it outlasts the end of the process,
    /// and the disk is synchronised every second, so that a loss of power may take the last second. Without it, always.
    #[arg(long, value_enum, value_name = "WHEN", requires = "store")]
    pub(super) sync: Option<Synchronised>,
    /// Let SPARQL and /graphs show what is stated alone, as clients expect that were made for any RDF dataset: with a default graph
    /// of its own, with blank nodes, without what rules derive or the ontology states. Without it, the default graph is all graphs
    /// together, and blank nodes have IRIs.
    #[arg(long, requires = "store", conflicts_with = "at")]
    pub(super) plain_dataset: bool,
    /// File of those who may write, or tell the server to load anew, as `plenary token create` makes it: a line for each, with the
    /// digest of a token. It is read again for each such request. Without it, nobody may.
    #[arg(long, value_name = "FILE")]
    pub(super) token_file: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Synchronised {
    Always,
    Interval,
}

#[derive(Debug, Subcommand)]
pub(super) enum TokenCommand {
    /// Make a token and print it: it is nowhere else, the file keeps its SHA-256 alone.
    Create {
        /// Name of who gets it, which stands in the commits.
        name: String,
        /// The file, as `serve --token-file` names it; it is made if it is not there.
        #[arg(long, value_name = "FILE", default_value = "tokens")]
        file: PathBuf,
        /// What it is good for: `writer` may write, `admin` may also tell the server to load anew. Without it, writer.
        #[arg(long, default_value = "writer")]
        role: Role,
        /// How many days it is good for. Without it, until it is revoked.
        #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..))]
        days: Option<u32>,
    },
    /// Print who has tokens: name, role, and when they end.
    List {
        /// The file.
        #[arg(long, value_name = "FILE", default_value = "tokens")]
        file: PathBuf,
    },
    /// Take a token out of the file: a server that runs refuses it from then on.
    Revoke {
        /// Name of who has it.
        name: String,
        /// The file.
        #[arg(long, value_name = "FILE", default_value = "tokens")]
        file: PathBuf,
    },
}

#[derive(Debug, clap::Args)]
pub(super) struct CommitArgs {
    /// Files of RDF, whose triples are added, and of RDF Patch (.rdfp).
    #[arg(required = true)]
    pub(super) files: Vec<PathBuf>,
    /// Folder of the store.
    #[arg(long, value_name = "DIR")]
    pub(super) store: PathBuf,
    /// Why. Without it, the commit has no message.
    #[arg(long, value_name = "TEXT")]
    pub(super) message: Option<String>,
    /// Who. Without it, the commit has no author.
    #[arg(long, value_name = "NAME")]
    pub(super) author: Option<String>,
    /// Graph for triples of RDF that name none, as a full IRI or as prefix:name. Without it, the graph of the file's name, as
    /// `serve --data` has it.
    #[arg(long, value_name = "IRI")]
    pub(super) graph: Option<String>,
    /// Folder of the ontology's Turtle files, or one such file. Without it, the ontology that is built in.
    #[arg(long, value_name = "DIR")]
    pub(super) ontology: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(super) struct LimitArgs {
    /// Limit no single address: neither its connections nor its work nor its share of places and memory. Without it,
    /// addresses other than those of this machine are limited (see SECURITY.md).
    #[arg(long)]
    pub(super) no_limits: bool,
    /// A reverse proxy whose X-Forwarded-For is believed, as an address or a network (10.0.0.0/8); repeat it for more.
    /// Without it, each client is known by the address that it connects from.
    #[arg(long, value_name = "ADDRESS[/BITS]", value_parser = network)]
    pub(super) trusted_proxy: Vec<IpNet>,
    /// Most connections at once, as far as open files (ulimit -n) allow. Without it, 4096.
    #[arg(long, value_name = "NUMBER", default_value = "4096")]
    pub(super) connections: std::num::NonZeroUsize,
    /// Most connections of one address at once. Without it, 256.
    #[arg(long, value_name = "NUMBER", default_value = "256", conflicts_with = "no_limits")]
    pub(super) connections_per_address: std::num::NonZeroUsize,
    /// Most WebSockets and event streams at once; one address may have a quarter of them. Without it, 1024.
    #[arg(long, value_name = "NUMBER", default_value = "1024")]
    pub(super) sockets: std::num::NonZeroUsize,
    /// Most megabytes of answers that wait for their clients to read them. Without it, 256.
    #[arg(long, value_name = "MB", default_value = "256", value_parser = clap::value_parser!(u32).range(128..))]
    pub(super) unread_memory: u32,
}

/// An address, or a network of them.
fn network(text: &str) -> Result<IpNet, String> {
    let address = || text.parse::<std::net::IpAddr>().ok().map(|address| IpNet::from(address.to_canonical()));
    text.parse().ok().or_else(address).ok_or_else(|| "neither an address nor a network, such as 10.0.0.0/8".to_owned())
}

#[derive(Debug, clap::Args)]
pub(super) struct LoadArgs {
    /// File of RDF; its syntax is known by its extension.
    pub(super) file: PathBuf,
    /// Graph for its triples, as ref/NAME. If there is one of this name from before, the file takes its place.
    #[arg(long, value_name = "ref/NAME")]
    pub(super) graph: String,
    /// Data folder to write to, under `ref/`. Without it, `meetings`, where `plenary import` writes too.
    #[arg(long, value_name = "DIR", default_value = "meetings", conflicts_with = "store")]
    pub(super) out: PathBuf,
    /// Write the file without checking it against the shapes. Without it, a file that violates a shape is not written.
    #[arg(long, conflicts_with = "store")]
    pub(super) no_check: bool,
    #[command(flatten)]
    pub(super) into_store: IntoStore,
    #[command(flatten)]
    pub(super) dataset: DatasetArgs,
}

#[derive(Debug, clap::Args)]
pub(super) struct ShapesArgs {
    /// RDF files, or folders of them, that the shapes are to describe. Without it, what --ontology declares is described.
    #[arg(long, value_name = "PATH", num_args = 1..)]
    pub(super) data: Vec<PathBuf>,
    /// RDF files, or folders of them, that declare classes and properties in OWL or RDFS. Where there are data, they decide,
    /// and this gives names, descriptions and superclasses; shapes in these files are kept and listed as public. Without
    /// it, the data alone are described.
    #[arg(long, value_name = "PATH", num_args = 1..)]
    pub(super) ontology: Vec<PathBuf>,
    /// File to write, such as shapes/shapes.ttl; it must not be there yet. Without it, standard output.
    #[arg(long, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(super) struct SparqlArgs {
    /// A SPARQL endpoint that queries may ask with SERVICE; repeat it for more. It must have a public address. Without
    /// it, SERVICE asks no other endpoint.
    #[arg(long, value_name = "URL")]
    pub(super) sparql_service: Vec<String>,
    /// Leave the order of joins to Oxigraph, which does not know how many triples there are. Without it, joins of
    /// SPARQL are put in order by the counts of the data.
    #[arg(long)]
    pub(super) no_join_order: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct DocumentArgs {
    /// A document of the data, or its text, so that passages show what is written there; it is known by the SHA-256 that the
    /// data name. Repeat it for more. Who may ask the data may read what is quoted. Without it, only documents whose text
    /// `plenary import` has kept beside their record are quoted; over an endpoint, those that the endpoint quotes.
    #[arg(long, value_name = "FILE")]
    pub(super) document: Vec<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ReportFormat {
    Text,
    Json,
    Turtle,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum AnswerFormat {
    Json,
    Csv,
    Tsv,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Syntax {
    Nq,
    Trig,
    Nt,
    Ttl,
    Rdf,
    Jsonld,
}

impl Syntax {
    pub(super) fn format(self) -> RdfFormat {
        match self {
            Self::Nq => RdfFormat::NQuads,
            Self::Trig => RdfFormat::TriG,
            Self::Nt => RdfFormat::NTriples,
            Self::Ttl => RdfFormat::Turtle,
            Self::Rdf => RdfFormat::RdfXml,
            Self::Jsonld => RdfFormat::JsonLd { profile: oxigraph::io::JsonLdProfileSet::empty() },
        }
    }
}
