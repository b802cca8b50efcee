//! Subscriptions: what a client is told of when it happens. There is one, the commits to the data of a store.
//!
//! A subscription is read and checked here, and says how an event is written; where events come from, and how they reach their client, is known to
//! who carries it out.

use super::collect::Scope;
use super::error::{Code, Error};
use super::lowering::{Context, Lowering};
use super::response::Response;
use super::signatures::{Signature, named, object, required};
use crate::query::{PathSegment, Position};
use async_graphql::dynamic::{self, FieldValue, InputValue, Object, SchemaBuilder, SubscriptionFieldFuture, TypeRef};
use async_graphql::parser::types::SelectionSet;
use futures_util::stream;
use oxigraph::model::NamedNode;
use serde_json::{Map, Value};

/// The root of subscriptions, in the schema.
pub(super) const ROOT: &str = "Subscription";
/// The type of an event.
const COMMIT: &str = "Commit";
/// What subscriptions are not sent over.
pub(super) const NOT_HERE: &str =
    "a subscription is answered over a WebSocket, or with `Accept: text/event-stream`; send it so";

/// Bytes that a subscription takes for as long as it goes on, and those of a field beside its name, about.
const LARGEST: usize = 4 * 1024;
const FIELD: usize = 32;

/// What is told of a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitEvent {
    /// Its number, from 1.
    pub t: u64,
    /// When it was made, as XML Schema writes a moment.
    pub at: String,
    /// Who made it, if that is known.
    pub author: Option<String>,
    /// Why, if that is known.
    pub message: Option<String>,
    /// Quads that it stated.
    pub added: usize,
    /// Quads that it took away.
    pub removed: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CommitField {
    T,
    At,
    Author,
    Message,
    Added,
    Removed,
    Typename,
}

/// A subscription to commits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// The graph that commits must change; any if there is none.
    pub graph: Option<NamedNode>,
    /// The last commit that the client knows of; without, it wants those that are still to come.
    pub after: Option<u64>,
    key: String,
    at: Position,
    fields: Vec<(String, CommitField)>,
}

impl Subscription {
    /// The response that tells of a commit.
    pub fn tell(&self, commit: &CommitEvent) -> Response {
        let fields = self.fields.iter().map(|(key, field)| (key.clone(), field.of(commit)));
        let event = Value::Object(fields.collect());
        let data = Value::Object(Map::from_iter([(self.key.clone(), event)]));
        Response { data: Some(data.to_string().into_bytes()), ..Response::default() }
    }

    /// The response that says why no more commits are told of.
    pub fn fail(&self, error: Error) -> Response {
        let path = vec![PathSegment::Key(self.key.clone())];
        Response::refused(vec![Error { locations: vec![self.at], path, ..error }])
    }
}

impl CommitField {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "t" => Self::T,
            "at" => Self::At,
            "author" => Self::Author,
            "message" => Self::Message,
            "added" => Self::Added,
            "removed" => Self::Removed,
            "__typename" => Self::Typename,
            _ => return None,
        })
    }

    fn of(self, commit: &CommitEvent) -> Value {
        match self {
            Self::T => commit.t.into(),
            Self::At => commit.at.as_str().into(),
            Self::Author => commit.author.as_deref().into(),
            Self::Message => commit.message.as_deref().into(),
            Self::Added => commit.added.into(),
            Self::Removed => commit.removed.into(),
            Self::Typename => COMMIT.into(),
        }
    }
}

/// Registers the root of subscriptions and what stands below it.
pub(super) fn register(builder: SchemaBuilder) -> SchemaBuilder {
    let commits = dynamic::SubscriptionField::new("commits", required(COMMIT), |_| {
        SubscriptionFieldFuture::new(async { Ok(stream::empty::<async_graphql::Result<FieldValue<'static>>>()) })
    });
    let commits = commits
        .description(
            "Tells of each commit to the data of a store, in their order, none left out and none twice; ends at once where data are not written.",
        )
        .argument(InputValue::new("graph", named(TypeRef::ID)).description(
            "Only commits that change this graph, with the quads that they change in it: a full IRI or prefix:name. Without it, all commits.",
        ))
        .argument(InputValue::new("t", named(TypeRef::INT)).description(
            "Number of the last commit that is known: those after it are told of first. Without it, only those to come.",
        ));
    let root = dynamic::Subscription::new(ROOT).description("What clients are told of when it happens.");
    builder.register(root.field(commits)).register(commit())
}

fn commit() -> Object {
    let quads = "Only those of the graph that was asked for, if one was.";
    object(
        COMMIT,
        "A change of the data: all of it was made, at one moment.",
        vec![
            Signature::new(
                "t",
                required(TypeRef::INT),
                "Its number, from 1; `/at/{t}/graphql` answers from the data as it left them.",
            ),
            Signature::new("at", required("DateTime"), "When it was made."),
            Signature::new("author", named(TypeRef::STRING), "Who made it; null if that is not known."),
            Signature::new("message", named(TypeRef::STRING), "Why it was made; null if that is not known."),
            Signature::new("added", required(TypeRef::INT), format!("Number of quads that it stated. {quads}")),
            Signature::new("removed", required(TypeRef::INT), format!("Number of quads that it took away. {quads}")),
        ],
    )
}

/// Lowers the root of a subscription.
pub(super) fn lower<'a>(
    context: &Context<'a>,
    scope: &Scope<'a>,
    set: &'a SelectionSet,
) -> Result<Subscription, Error> {
    let mut lowering = Lowering::new(context, scope);
    let roots = scope.collect(&[set], &|name| name == ROOT)?;
    // GraphQL specification, section 5.2.4.1.
    let [field] = roots.as_slice() else {
        let message = format!("a subscription has one field at its root, and this has {}", roots.len());
        return Err(Error::new(Code::ValidationFailed, message));
    };
    let pos = field.field().pos;
    if field.name() != "commits" {
        return Err(Error::new(Code::ValidationFailed, format!("`{ROOT}` has no field `{}`", field.name())).at(pos));
    }
    lowering.inside(field, |lowering, field| {
        let fields = lowering.parts(&field.sets(), COMMIT, |_, field| Ok(CommitField::named(field.name())))?;
        let arguments = lowering.arguments(field);
        let graph = match arguments.optional_id("graph")? {
            Some(id) => Some(
                lowering
                    .ontology()
                    .prefixes()
                    .expand(&id)
                    .map_err(|problem| arguments.error("graph", format_args!("cannot be used: {problem}")))?,
            ),
            None => None,
        };
        let fields_bytes: usize = fields.iter().map(|(key, _)| key.len() + FIELD).sum();
        let bytes = field.key.len() + fields_bytes + graph.as_ref().map_or(0, |graph: &NamedNode| graph.as_str().len());
        if bytes > LARGEST {
            let message = format!(
                "a subscription is kept for long, so its names have {LARGEST} bytes at most, and these have {bytes}"
            );
            return Err(Error::new(Code::QueryTooLarge, message).at(pos));
        }
        let after = arguments.count("t")?.map(|t| t as u64);
        let at = super::error::position(pos);
        Ok(Subscription { graph, after, key: field.key.to_owned(), at, fields })
    })
}
