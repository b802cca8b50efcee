//! What the parts of the schema are made of: fields with their arguments, and what many of them have in common.

use async_graphql::dynamic;
use async_graphql::dynamic::{FieldFuture, InputValue, InterfaceField, Object, TypeRef};

/// Size of a page if the request names none.
pub const DEFAULT_PAGE: usize = 20;
/// Size of the largest page.
pub const LARGEST_PAGE: usize = 200;

/// Number of groups if the request names none.
pub const DEFAULT_GROUPS: usize = 100;
/// Most groups of one count.
pub const MOST_GROUPS: usize = 1000;

/// What stands before and after a description.
pub(super) const FENCE: &str = "\"\"\"";

/// A field with its documentation and arguments, as it stands in objects and in interfaces.
pub(super) struct Signature {
    name: String,
    ty: TypeRef,
    description: String,
    arguments: Vec<InputValue>,
}

impl Signature {
    pub(super) fn new(name: impl Into<String>, ty: TypeRef, description: impl Into<String>) -> Self {
        Self { name: name.into(), ty, description: description.into(), arguments: Vec::new() }
    }

    pub(super) fn with(mut self, arguments: Vec<InputValue>) -> Self {
        self.arguments = arguments;
        self
    }

    pub(super) fn object_field(self) -> dynamic::Field {
        let field = dynamic::Field::new(self.name, self.ty, |_| FieldFuture::from_value(None));
        self.arguments.into_iter().fold(field.description(self.description), dynamic::Field::argument)
    }

    pub(super) fn interface_field(self) -> InterfaceField {
        let field = InterfaceField::new(self.name, self.ty).description(self.description);
        self.arguments.into_iter().fold(field, InterfaceField::argument)
    }
}

pub(super) fn object(name: &str, description: &str, fields: Vec<Signature>) -> Object {
    fields
        .into_iter()
        .fold(Object::new(name).description(description), |object, field| object.field(field.object_field()))
}

pub(super) fn named(name: &str) -> TypeRef {
    TypeRef::named(name)
}

pub(super) fn required(name: &str) -> TypeRef {
    TypeRef::named_nn(name)
}

pub(super) fn list(name: &str) -> TypeRef {
    TypeRef::named_nn_list_nn(name)
}

/// What `offset` means.
pub(super) const SKIPPED: &str = "Number to skip, from the front.";

/// Which page of a connection.
pub(super) fn window_arguments() -> Vec<InputValue> {
    let argument =
        |name: &str, ty: &str, description: String| InputValue::new(name, named(ty)).description(description);
    let first =
        format!("Number to give, from the front: {DEFAULT_PAGE} unless `last` is given, at most {LARGEST_PAGE}.");
    let last = format!("Number to give, from the back: at most {LARGEST_PAGE}.");
    vec![
        argument("first", TypeRef::INT, first),
        argument("after", TypeRef::STRING, "Only what comes after this cursor.".into()),
        argument("last", TypeRef::INT, last),
        argument("before", TypeRef::STRING, "Only what comes before this cursor.".into()),
        argument("offset", TypeRef::INT, SKIPPED.into()),
    ]
}

pub(super) fn page_info_field() -> Signature {
    Signature::new("pageInfo", required("PageInfo"), "Where the page stands.")
}

pub(super) fn total_count_field() -> Signature {
    Signature::new("totalCount", required(TypeRef::INT), "Number of entries on all pages.")
}

pub(super) fn cursor_field() -> Signature {
    Signature::new("cursor", required(TypeRef::STRING), "The place of the entry in its list, for `after` and `before`.")
}

/// The union of all entities.
pub(super) const ENTITY: &str = "_Entity";
