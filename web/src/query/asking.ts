/** Asks the server, and reads what it answers. */
import { at, language } from "../dom";
import type { Mark } from "./editor";
import type { State } from "./state";
import { fromCsv, fromResults, type Table } from "./table";

export interface Answer {
  /** What was asked. */
  asked: State;
  milliseconds: number;
  bytes: number;
  /** The answer as it came, indented if it is JSON; none if there is none. */
  body?: string;
  /** Whether an answer of GraphQL can be a table: one root field, and lists one deep in its rows. */
  hasOneList?: boolean;
  /** Whether the body is RDF. */
  isGraph: boolean;
  /** SPARQL is read as a table at once; GraphQL when the table is looked at. */
  table?: Table;
  /** What is wrong. */
  problems: string[];
  marks: Mark[];
}

const json = "application/json", results = "application/sparql-results+json";

/** The request for an answer in a media type. */
export function request({ kind, query, variables }: State, accept: string): { url: string; headers: Record<string, string>; body: string } {
  if (kind === "sparql") {
    return { url: at("sparql"), headers: { "Content-Type": "application/sparql-query", Accept: accept }, body: query };
  }
  const values: unknown = variables.trim() ? JSON.parse(variables) : undefined;
  const headers = { "Content-Type": json, Accept: accept, "Accept-Language": language };
  return { url: at("graphql"), headers, body: JSON.stringify({ query, ...(values !== undefined && { variables: values }) }) };
}

async function send(state: State, accept: string, signal: AbortSignal): Promise<{ response: Response; text: string }> {
  const { url, headers, body } = request(state, accept);
  const response = await fetch(url, { method: "POST", headers, body, signal });
  return { response, text: await response.text() };
}

/** Asks. What the server refuses is an answer too; a rejection is that there is none. */
export async function ask(state: State, signal: AbortSignal): Promise<Answer> {
  const began = performance.now();
  const { response, text } = await send(state, state.kind === "graphql" ? json : `${results}, text/turtle;q=0.9`, signal);
  const answer: Answer = {
    asked: state, milliseconds: performance.now() - began, bytes: new TextEncoder().encode(text).length, isGraph: false, problems: [], marks: [],
  };
  const isJson = /json/.test(response.headers.get("Content-Type") ?? "");
  if (state.kind === "graphql" && isJson) return readGraphql(answer, JSON.parse(text));
  if (!response.ok) return refused(answer, text);
  if (!isJson) return { ...answer, body: text, isGraph: true };
  const read = JSON.parse(text);
  return { ...answer, body: JSON.stringify(read, null, 2), table: fromResults(read) };
}

interface GraphqlAnswer {
  data?: unknown;
  errors?: { message: string; path?: (string | number)[]; locations?: { line: number; column: number }[] }[];
}

function readGraphql(answer: Answer, read: GraphqlAnswer): Answer {
  const errors = read.errors ?? [];
  const marks = errors.flatMap(({ message, locations = [] }) => locations.slice(0, 1).map(({ line, column }) => ({ line, column, message })));
  const problems = errors.map(({ message, path }) => (path?.length ? `${path.join(".")}: ${message}` : message));
  const body = read.data === undefined || read.data === null ? undefined : JSON.stringify(read, null, 2);
  const roots = Object.values(read.data ?? {});
  const hasOneList = roots.length === 1 && depth(roots[0]) <= (Array.isArray(roots[0]) || isPage(roots[0]) ? 2 : 1);
  return { ...answer, problems, marks, hasOneList, ...(body && { body }) };
}

const isPage = (value: unknown) => typeof value === "object" && value !== null && "nodes" in value;

/** How deep lists stand in lists. */
function depth(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  const within = Math.max(0, ...Object.values(value).map(depth));
  return Array.isArray(value) ? within + 1 : within;
}

function refused(answer: Answer, text: string): Answer {
  const message = text.trim();
  const [, line, column] = message.match(/line (\d+),? col(?:umn)? (\d+)/i) ?? message.match(/\b(\d+):(\d+)\b/) ?? [];
  const marks = line && column ? [{ line: Number(line), column: Number(column), message }] : [];
  return { ...answer, problems: [message], marks };
}

/** The answer as CSV. */
export async function askCsv(state: State, signal: AbortSignal): Promise<{ csv: string; table: Table } | { problem: string }> {
  const { response, text } = await send(state, "text/csv", signal);
  if (response.ok) return { csv: text, table: fromCsv(text) };
  if (!/json/.test(response.headers.get("Content-Type") ?? "")) return { problem: text.trim() };
  const read = JSON.parse(text) as GraphqlAnswer;
  return { problem: (read.errors ?? []).map(error => error.message).join("\n") };
}

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

/** The request as a line for a terminal. */
export function curl(state: State): string {
  const accept = state.view === "csv" ? "text/csv" : state.kind === "graphql" ? json : results;
  const { url, headers, body } = request(state, accept);
  const fields = Object.entries(headers).filter(([name]) => name !== "Accept" || state.view === "csv" || state.kind === "sparql");
  return ["curl", quoted(url), ...fields.map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`), `--data-binary ${quoted(body)}`].join(" ");
}
