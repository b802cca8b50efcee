/** What the address of the query page says: kind of query, query, variables, view. */
export type Kind = "graphql" | "sparql";
export type View = "table" | "json" | "csv";

export interface State {
  kind: Kind;
  query: string;
  variables: string;
  view: View;
}

/** A server may refuse longer addresses; what comes after `#` is not sent. */
const longest = 2000;
const views: readonly string[] = ["table", "json", "csv"];

/** Reads an address; what it does not say comes from the page. */
export function read(address: URL, otherwise: State): State {
  const after = new URLSearchParams(address.hash.slice(1));
  const said = (name: string) => after.get(name) ?? address.searchParams.get(name);
  const kind = said("kind"), view = said("view");
  return {
    kind: kind === "graphql" || kind === "sparql" ? kind : otherwise.kind,
    query: said("query") ?? otherwise.query,
    variables: said("variables") ?? otherwise.variables,
    view: view !== null && views.includes(view) ? view as View : otherwise.view,
  };
}

/** The address of a state; a long query stands after `#`. */
export function write(page: string, language: string | null, state: State): URL {
  const url = new URL(page), all = new URLSearchParams();
  all.set("kind", state.kind);
  all.set("query", state.query);
  if (state.kind === "graphql" && state.variables.trim()) all.set("variables", state.variables);
  if (state.view !== "table") all.set("view", state.view);
  const isLong = all.toString().length > longest;
  url.search = isLong ? "" : all.toString();
  url.hash = isLong ? all.toString() : "";
  if (language) url.searchParams.set("lang", language);
  return url;
}
