//! What async-graphql's services run over: the engine behind the gate, as an `Executor` of theirs.

use super::Asker;
use super::operation::{Message, responses};
use super::wire::{Beginning, Wire};
use crate::graphql::{Request, Response};
use crate::http::gate::Busy;
use crate::http::refusal::Refusal;
use async_graphql::{Data, Executor, Value};
use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use serde::Serialize;
use serde_json::Map;
use std::sync::Arc;

/// Executes the operations of one channel.
#[derive(Debug, Clone)]
pub(super) struct Channel {
    asker: Arc<Asker>,
    wire: Arc<Wire>,
}

impl Channel {
    pub(super) fn new(asker: Arc<Asker>, wire: Arc<Wire>) -> Self {
        Self { asker, wire }
    }

    /// A request as POST would read it.
    fn read(&self, request: async_graphql::Request) -> Result<Request, Response> {
        let app = &self.asker.app;
        let query = Some(request.query).filter(|query| !query.is_empty());
        let query = app.queries().resolve(query, &members(&request.extensions));
        Ok(Request {
            query: query.map_err(|error| Response::refused(vec![error]))?,
            operation_name: request.operation_name.filter(|name| !name.is_empty()),
            variables: members(&request.variables),
            languages: self.wire.languages(),
            explain: self.asker.explain,
        })
    }
}

/// An object of async-graphql as one of JSON. Both were read from JSON, so nothing is lost.
fn members(object: &impl Serialize) -> Map<String, serde_json::Value> {
    match serde_json::to_value(object) {
        Ok(serde_json::Value::Object(members)) => members,
        _ => Map::new(),
    }
}

/// A response as async-graphql has it.
fn tree(message: &Message) -> async_graphql::Response {
    serde_json::from_slice(&message.json).unwrap_or_else(|error| {
        tracing::error!(%error, "a response cannot be read");
        let error =
            async_graphql::ServerError::new("the response could not be read; the server's log has the reason", None);
        async_graphql::Response::from_errors(vec![error])
    })
}

impl Executor for Channel {
    async fn execute(&self, request: async_graphql::Request) -> async_graphql::Response {
        let request = self.read(request);
        match responses(Arc::clone(&self.asker), request, Vec::new()).next().await {
            Some(message) => tree(&message),
            // A subscription over data that are not written.
            None => async_graphql::Response::new(Value::Null),
        }
    }

    /// The responses of an operation. On a socket, which gives session data, they are left with its wire, that puts them into messages as they are: as trees they
    /// would take ten times the memory.
    fn execute_stream(
        &self,
        request: async_graphql::Request,
        session_data: Option<Arc<Data>>,
    ) -> BoxStream<'static, async_graphql::Response> {
        let request = self.read(request);
        let Some(Beginning { name, received }) = session_data.and_then(|_| self.wire.take_beginning()) else {
            return responses(Arc::clone(&self.asker), request, Vec::new()).map(|message| tree(&message)).boxed();
        };
        let (request, received) = match received {
            Some(received) => (request, received),
            None => (Err(Response::refused(vec![Refusal::from(Busy::Full).into_error()])), Vec::new()),
        };
        let wire = Arc::clone(&self.wire);
        responses(Arc::clone(&self.asker), request, received)
            .map(move |message| {
                let _until_ended = &name;
                wire.leave(message.json)
            })
            .boxed()
    }
}
