//! The ways to ask the data.

/// A way to ask the data over HTTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Service {
    /// Its name.
    pub name: &'static str,
    /// Where it is, from the server's root.
    pub endpoint: &'static str,
    /// Where it says what can be asked, from the server's root.
    pub description: &'static str,
}

impl Service {
    /// GraphQL, described by its schema.
    pub const GRAPHQL: Self = Self { name: "GraphQL", endpoint: "graphql", description: "graphql/schema" };
    /// SPARQL, which describes itself when there is no query.
    pub const SPARQL: Self = Self { name: "SPARQL", endpoint: "sparql", description: "sparql" };
}
