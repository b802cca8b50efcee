//! `plenary mcp`: the Model Context Protocol over standard input and output, for a client that starts the program.

use super::args::EndpointArgs;
use crate::assistants::{Ask, Asker, Assistants, Door, Handler, Outcome, Whereabouts};
use crate::clock::Clock;
use crate::graphql::{Code, Engine, Error};
use crate::linked::{Addresses, Data, Site};
use crate::ontology::Ontology;
use crate::query::Reader;
use crate::remote::{Endpoint, Remote};
use crate::server::{Files, engine};
use anyhow::Context;
use oxigraph::sparql::CancellationToken;
use rmcp::ServiceExt;
use rmcp::transport::async_rw::AsyncRwTransport;
use std::process::ExitCode;
use std::sync::Arc;
use tokio::io::AsyncReadExt;
use tokio::sync::Semaphore;

/// Calls that are worked on at once; others wait.
const AT_ONCE: usize = 4;

/// What `plenary mcp` was told.
#[derive(Debug)]
pub(super) struct Told {
    pub(super) files: Files,
    pub(super) endpoint: EndpointArgs,
    pub(super) public_url: Option<String>,
    pub(super) languages: Vec<String>,
}

/// Where the data are.
enum Source {
    Here(Box<Data>),
    There(Box<Endpoint>),
}

/// Answers the calls of the one client.
struct Desk {
    engine: Engine,
    assistants: Assistants,
    source: Source,
    whereabouts: Whereabouts,
    languages: Vec<String>,
    places: Semaphore,
}

/// Serves the client until it closes the program's input.
pub(super) fn run(told: Told) -> anyhow::Result<ExitCode> {
    let desk = Arc::new(Desk::new(told)?);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let served = runtime.block_on(async {
        let (input, output) = rmcp::transport::stdio_pipes();
        // A last message may lack its line feed, and would not be read.
        let input = input.chain(&b"\n"[..]);
        let transport = AsyncRwTransport::new_server(input, output).with_max_line_length(crate::http::LARGEST_MESSAGE);
        match Handler::new(desk).serve(transport).await {
            Ok(running) => running.waiting().await.map(drop).context("the connection to the client broke off"),
            // A client that goes before it says anything wants nothing.
            Err(rmcp::service::ServerInitializeError::ConnectionClosed(_)) => Ok(()),
            Err(error) => Err(error).context("the client does not begin as the protocol has it"),
        }
    });
    // A read of standard input that waits is not waited for.
    runtime.shutdown_background();
    served.map(|()| ExitCode::SUCCESS)
}

impl Desk {
    fn new(told: Told) -> anyhow::Result<Self> {
        let Told { files, endpoint, public_url, languages } = told;
        let ontology = Arc::new(files.ontology()?);
        let engine = engine(Arc::clone(&ontology))?;
        let source = match endpoint.connect(&files, true)? {
            Some(endpoint) => Source::There(Box::new(endpoint)),
            None => {
                let (snapshot, triples) = files.load(&ontology, true)?.data(&ontology);
                snapshot.prepare_search();
                Source::Here(Box::new(Data::new(Arc::new(snapshot), Arc::new(triples))))
            }
        };
        let addresses = match (&public_url, &source) {
            (Some(url), Source::Here(data)) => {
                let site = Site::new(Some(url), "").map_err(anyhow::Error::msg).context("--public-url")?;
                Some(Addresses::new(site.absolute().to_owned(), data.space().map(str::to_owned), None))
            }
            _ => None,
        };
        let whereabouts = Whereabouts { addresses, t: None };
        let (assistants, places) = (Assistants::new(&engine), Semaphore::new(AT_ONCE));
        Ok(Self { engine, assistants, source, whereabouts, languages, places })
    }

    fn answer(&self, ask: &Ask, clock: &Clock) -> Outcome {
        match &self.source {
            Source::Here(data) => self.answer_from(&*data.snapshot, ask, clock),
            Source::There(endpoint) => self.answer_from(&Remote::new(endpoint, self.engine.ontology()), ask, clock),
        }
    }

    fn answer_from<R: Reader>(&self, reader: &R, ask: &Ask, clock: &Clock) -> Outcome {
        let (languages, allows) = (self.languages.clone(), &|query| Ok(query));
        let asker = Asker { engine: &self.engine, reader, clock, languages, whereabouts: &self.whereabouts, allows };
        self.assistants.answer(ask, &asker)
    }
}

/// Cancels work that nobody waits for any more.
struct Cancels(CancellationToken);

impl Drop for Cancels {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

impl Door for Arc<Desk> {
    fn assistants(&self) -> &Assistants {
        &self.assistants
    }

    fn ontology(&self) -> &Ontology {
        self.engine.ontology()
    }

    async fn carry_out(&self, ask: Ask) -> Outcome {
        // It is never closed.
        let _place = self.places.acquire().await;
        let clock = self.engine.limits().clock();
        let _cancels = Cancels(clock.token().clone());
        let desk = Self::clone(self);
        let work = tokio::task::spawn_blocking(move || desk.answer(&ask, &clock));
        work.await.unwrap_or_else(|error| {
            tracing::error!(%error, "a call was lost");
            (&Error::new(Code::Internal, "the call could not be answered; the log has the reason")).into()
        })
    }
}
