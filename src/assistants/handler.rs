//! The Model Context Protocol, as rmcp has it, over whatever opens the door to the data.

use super::prompts::{self, Blank, RULES};
use super::resources::{EXAMPLES, RESOURCES, SCHEMA, TYPES};
use super::tools::Known;
use super::{Ask, Assistants, Outcome};
use crate::ontology::Ontology;
use rmcp::model::{
    CacheScope, CallToolRequestParams, CallToolResponse, CallToolResult, CompleteRequestParams, CompleteResult,
    CompletionInfo, GetPromptRequestParams, GetPromptResponse, GetPromptResult, Implementation, JsonObject,
    ListPromptsResult, ListResourceTemplatesResult, ListResourcesResult, ListToolsResult, PaginatedRequestParams,
    Prompt, PromptArgument, PromptMessage, ReadResourceRequestParams, ReadResourceResponse, ReadResourceResult,
    Reference, Resource, ResourceContents, ResourceTemplate, Role, ServerCapabilities, ServerConfig, Tool,
    ToolAnnotations,
};
use rmcp::service::RequestContext;
use rmcp::{ErrorData, RoleServer, ServerHandler};
use serde_json::Value;

/// How long a client may keep the lists, which depend on the ontology alone, in milliseconds.
const KEPT: u64 = 300_000;
const JSON: &str = "application/json";
/// Most characters of what fills a blank of a prompt.
const LONGEST_BLANK: usize = 300;
/// Bytes of the longest address of a resource.
const LONGEST_ADDRESS: usize = 2048;

/// Where calls are carried out: it has the data, a place for the work, and a clock.
pub trait Door: Send + Sync + 'static {
    /// What there is to ask.
    fn assistants(&self) -> &Assistants;

    /// The ontology of the data.
    fn ontology(&self) -> &Ontology;

    /// Carries out a call. When the future is dropped, nobody waits for it any more.
    fn carry_out(&self, ask: Ask) -> impl Future<Output = Outcome> + Send;
}

/// Answers the messages of a client.
#[derive(Debug)]
pub struct Handler<D> {
    door: D,
}

impl<D: Door> Handler<D> {
    /// A handler over a door.
    pub fn new(door: D) -> Self {
        Self { door }
    }

    /// Carries out a call for as long as the client waits for it.
    async fn answer(&self, ask: Ask, context: &RequestContext<RoleServer>) -> Result<Outcome, ErrorData> {
        tokio::select! {
            outcome = self.door.carry_out(ask) => Ok(outcome),
            () = context.ct.cancelled() => Err(ErrorData::internal_error("the request was cancelled", None)),
        }
    }

    fn prompts(&self) -> &'static [Blank] {
        prompts::known(self.door.assistants().record.as_ref())
    }

    fn tools(&self) -> &[Known] {
        &self.door.assistants().tools
    }
}

/// Lists come in one page, so that no cursor leads to another.
fn one_page(request: Option<PaginatedRequestParams>) -> Result<(), ErrorData> {
    match request.and_then(|request| request.cursor) {
        None => Ok(()),
        Some(_) => Err(ErrorData::invalid_params("the list has one page, and no cursor", None)),
    }
}

fn tool(known: &Known) -> Tool {
    let annotations = ToolAnnotations::default().read_only(true).destructive(false).idempotent(true).open_world(false);
    Tool::new(known.name(), known.description.clone(), known.input.clone())
        .with_title(known.title)
        .with_raw_output_schema(known.output.clone())
        .with_annotations(annotations)
}

fn prompt(blank: &Blank) -> Prompt {
    let argument = |(name, description, is_needed): &(&str, &str, bool)| {
        PromptArgument::new(*name).with_description(*description).with_required(*is_needed)
    };
    let arguments = blank.arguments.iter().map(argument).collect();
    Prompt::new(blank.name, Some(blank.description), Some(arguments)).with_title(blank.title)
}

/// What fills the blank of a prompt.
fn filling(arguments: Option<&JsonObject>, name: &str) -> Option<String> {
    let text = arguments?.get(name)?.as_str()?.trim();
    Some(text.chars().take(LONGEST_BLANK).filter(|char| !char.is_control()).collect())
}

impl<D: Door> ServerHandler for Handler<D> {
    fn get_info(&self) -> ServerConfig {
        let capabilities = ServerCapabilities::builder()
            .enable_tools()
            .enable_resources()
            .enable_prompts()
            .enable_completions()
            .build();
        let name = Implementation::new("plenary", env!("CARGO_PKG_VERSION")).with_title("Plenary");
        ServerConfig::new(capabilities).with_server_info(name).with_instructions(RULES)
    }

    async fn list_tools(
        &self,
        request: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        one_page(request)?;
        let tools = self.tools().iter().map(tool).collect();
        Ok(ListToolsResult::with_all_items(tools).with_ttl_ms(KEPT).with_cache_scope(CacheScope::Public))
    }

    fn get_tool(&self, name: &str) -> Option<Tool> {
        self.tools().iter().find(|known| known.name() == name).map(tool)
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let Some(known) = self.tools().iter().find(|known| known.name() == request.name) else {
            let names: Vec<_> = self.tools().iter().map(Known::name).collect();
            let message = format!("there is no tool `{:.80}`; the tools are {}", request.name, names.join(", "));
            return Err(ErrorData::invalid_params(message, None));
        };
        let ask = Ask::Tool { name: known.name().to_owned(), arguments: request.arguments.unwrap_or_default() };
        let outcome = self.answer(ask, &context).await?;
        let is_error = outcome.is_error();
        let content = Value::Object(outcome.content);
        let result =
            if is_error { CallToolResult::structured_error(content) } else { CallToolResult::structured(content) };
        Ok(result.into())
    }

    async fn list_resources(
        &self,
        request: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        one_page(request)?;
        let resource = |uri: &str, name: &str, description: &str| {
            Resource::new(uri, name).with_description(description).with_mime_type(JSON)
        };
        let mut resources = vec![resource(SCHEMA, "schema", "The types of the data, with how many there are of each.")];
        if !self.door.ontology().examples().is_empty() {
            resources.push(resource(EXAMPLES, "examples", "Questions with the queries in GraphQL that answer them."));
        }
        Ok(ListResourcesResult::with_all_items(resources).with_ttl_ms(KEPT).with_cache_scope(CacheScope::Public))
    }

    async fn list_resource_templates(
        &self,
        request: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        one_page(request)?;
        let template = |uri: &str, name: &str, description: &str| {
            ResourceTemplate::new(uri, name).with_description(description).with_mime_type(JSON)
        };
        let templates = vec![
            template(TYPES, "type", "The fields of a type, as queries need them."),
            template(
                RESOURCES,
                "resource",
                "A resource, such as a statement, by its IRI (percent-encoded) or prefix:name.",
            ),
        ];
        Ok(ListResourceTemplatesResult::with_all_items(templates)
            .with_ttl_ms(KEPT)
            .with_cache_scope(CacheScope::Public))
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        if request.uri.len() > LONGEST_ADDRESS {
            let problem = format!("`uri` is longer than {LONGEST_ADDRESS} bytes, and no resource has such an address");
            return Err(ErrorData::invalid_params(problem, None));
        }
        let outcome = self.answer(Ask::Resource { uri: request.uri.clone() }, &context).await?;
        match outcome.status() {
            "FOUND" => {
                let text = Value::Object(outcome.content).to_string();
                let contents = ResourceContents::text(text, request.uri).with_mime_type(JSON);
                Ok(ReadResourceResult::new(vec![contents]).into())
            }
            "NOT_FOUND" => Err(ErrorData::resource_not_found(
                outcome.message().to_owned(),
                Some(serde_json::json!({ "uri": request.uri })),
            )),
            "REFUSED" => Err(ErrorData::invalid_params(outcome.message().to_owned(), None)),
            _ => Err(ErrorData::internal_error(outcome.message().to_owned(), None)),
        }
    }

    async fn list_prompts(
        &self,
        request: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListPromptsResult, ErrorData> {
        one_page(request)?;
        let prompts = self.prompts().iter().map(prompt).collect();
        Ok(ListPromptsResult::with_all_items(prompts).with_ttl_ms(KEPT).with_cache_scope(CacheScope::Public))
    }

    async fn get_prompt(
        &self,
        request: GetPromptRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<GetPromptResponse, ErrorData> {
        let Some(blank) = self.prompts().iter().find(|blank| blank.name == request.name) else {
            return Err(ErrorData::invalid_params(format!("there is no prompt `{:.80}`", request.name), None));
        };
        let value = |name: &str| filling(request.arguments.as_ref(), name).filter(|value| !value.is_empty());
        if let Some((name, ..)) =
            blank.arguments.iter().find(|(name, _, is_needed)| *is_needed && value(name).is_none())
        {
            return Err(ErrorData::invalid_params(format!("the argument `{name}` is missing"), None));
        }
        let message = PromptMessage::new_text(Role::User, blank.filled(value));
        Ok(GetPromptResult::new(vec![message]).with_description(blank.description).into())
    }

    async fn complete(
        &self,
        request: CompleteRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CompleteResult, ErrorData> {
        let (ontology, record) = (self.door.ontology(), self.door.assistants().record.as_ref());
        let begun = request.argument.value;
        let values = match request.r#ref {
            Reference::Resource(template) if template.uri == TYPES => {
                let classes = ontology.classes().iter().map(|class| class.name.clone());
                classes.filter(|name| name.to_lowercase().starts_with(&begun.to_lowercase())).collect()
            }
            Reference::Prompt(_) => match prompts::type_of(ontology, record, &request.argument.name) {
                None => Vec::new(),
                Some(of) => {
                    let outcome = self.answer(Ask::Completion { of: of.to_owned(), begun }, &context).await?;
                    let values = outcome.content.get("values").and_then(Value::as_array).cloned().unwrap_or_default();
                    values.into_iter().filter_map(|value| value.as_str().map(str::to_owned)).collect()
                }
            },
            _ => Vec::new(),
        };
        let values: Vec<String> = values.into_iter().take(CompletionInfo::MAX_VALUES).collect();
        let completion =
            CompletionInfo::with_all_values(values).map_err(|problem| ErrorData::internal_error(problem, None))?;
        Ok(CompleteResult::new(completion))
    }
}
