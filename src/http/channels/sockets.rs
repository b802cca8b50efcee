//! WebSockets at `/graphql`, in the protocols `graphql-transport-ws` and, for older clients, `graphql-ws`, as async-graphql speaks them.
//!
//! A page of another origin may open one as it may POST: CORS lets every page do that, as no answer depends on who asks. Browsers hold back no socket by
//! themselves, so who narrows CORS has to look at `Origin` here.

use super::executor::Channel;
use super::wire::Wire;
use super::{Asker, LARGEST_MESSAGE, Open, pump};
use crate::http::HttpResponse;
use crate::http::app::App;
use crate::http::connection::Connection;
use crate::http::context::RequestContext;
use crate::http::graphql::wants_explanation;
use crate::http::refusal::{Dialect, Refusal};
use async_graphql::Data;
use async_graphql::http::ALL_WEBSOCKET_PROTOCOLS;
use async_graphql_axum::{GraphQLProtocol, GraphQLWebSocket};
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::{FromRequestParts, WebSocketUpgrade};
use axum::http::{HeaderMap, HeaderValue, Request, Version, header};
use axum::response::IntoResponse;
use serde_json::Value;
use std::sync::Arc;

/// Bytes that a socket has for reading and for writing before there is a message.
const BUFFER: usize = 4 * 1024;
/// Most languages that a client names.
const MOST_LANGUAGES: usize = 20;

/// Whether a request asks for a WebSocket.
pub(in crate::http) fn is_upgrade(headers: &HeaderMap) -> bool {
    headers.get(header::UPGRADE).is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"websocket"))
}

/// Opens a socket.
pub(in crate::http) async fn open(
    app: Arc<App>,
    context: RequestContext,
    connection: Option<Arc<Connection>>,
    headers: &HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> HttpResponse {
    let refuse = |refusal: Refusal| refusal.respond(Dialect::GraphQl(crate::http::negotiation::JSON));
    let upgrade = match upgrade {
        Ok(upgrade) => upgrade,
        Err(rejection) => return rejection.into_response(),
    };
    let Some((name, protocol)) = chosen(headers).await else {
        let problem = format!(
            "name the protocol of the socket in Sec-WebSocket-Protocol: {}",
            ALL_WEBSOCKET_PROTOCOLS.join(" or ")
        );
        return refuse(Refusal::bad_request(problem));
    };
    if app.source_of(&context).is_none() {
        return refuse(Refusal::no_data(&app));
    }
    let open = match Open::try_new(&app, &context) {
        Ok(open) => open,
        Err(refusal) => return refuse(refusal),
    };
    // For as long as the socket is open its connection is not idle.
    let in_work = connection.as_ref().map(|connection| connection.begin(Version::HTTP_11));
    let explain = wants_explanation(headers);
    let asker = Arc::new(Asker::new(app, context, connection, explain));
    let upgrade = upgrade
        .protocols([name])
        .read_buffer_size(BUFFER)
        .write_buffer_size(BUFFER)
        .max_message_size(LARGEST_MESSAGE)
        .max_frame_size(LARGEST_MESSAGE);
    upgrade.on_upgrade(move |socket| async move {
        let _until_closed = (open, in_work);
        let wire = Arc::new(Wire::new(Arc::clone(&asker), name == ALL_WEBSOCKET_PROTOCOLS[0]));
        let channel = Channel::new(Arc::clone(&asker), Arc::clone(&wire));
        let of_init = Arc::clone(&wire);
        let speak = |outlet, inlet| {
            let spoken = GraphQLWebSocket::new_with_pair(outlet, inlet, channel, protocol);
            let spoken = spoken.on_connection_init(|payload| async move {
                of_init.begin(languages(&payload)?);
                Ok(Data::default())
            });
            spoken.serve()
        };
        pump::run(socket, &asker.app, &wire, speak).await;
    })
}

/// The protocol that is spoken: of those that a client names, the first that is known. async-graphql and axum each choose one of them by a rule of their own,
/// so both are given this one alone.
async fn chosen(headers: &HeaderMap) -> Option<(&'static str, GraphQLProtocol)> {
    let named = headers.get_all(header::SEC_WEBSOCKET_PROTOCOL).iter().filter_map(|value| value.to_str().ok());
    let known = |name: &str| ALL_WEBSOCKET_PROTOCOLS.into_iter().find(|known| *known == name.trim());
    let name = named.flat_map(|value| value.split(',')).find_map(known)?;
    let (mut parts, ()) = Request::new(()).into_parts();
    parts.headers.insert(header::SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(name));
    Some((name, GraphQLProtocol::from_request_parts(&mut parts, &()).await.ok()?))
}

/// The languages of the payload that a client begins with: `{"lang": "fr"}` or `{"lang": ["fr", "es"]}`.
fn languages(payload: &Value) -> async_graphql::Result<Vec<String>> {
    let wrong = || {
        async_graphql::Error::new("`lang` of connection_init is a language tag such as \"fr\", or a list of at most 20")
    };
    let tag = |value: &Value| value.as_str().map(str::to_ascii_lowercase).ok_or_else(wrong);
    match payload.get("lang") {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::Array(tags)) if tags.len() <= MOST_LANGUAGES => tags.iter().map(tag).collect(),
        Some(Value::Array(_)) => Err(wrong()),
        Some(one) => Ok(vec![tag(one)?]),
    }
}
