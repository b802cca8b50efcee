/** An editor for GraphQL that knows the schema of the server: completion, what is wrong, and what a name means. */
import { json, jsonParseLinter } from "@codemirror/lang-json";
import { linter } from "@codemirror/lint";
import { hoverTooltip } from "@codemirror/view";
import { graphql, offsetToPos, updateSchema } from "cm6-graphql";
import { buildSchema, type GraphQLSchema } from "graphql";
import { getHoverInformation } from "graphql-language-service";
import { at, make } from "../dom";
import { edit, type Editor, type Options } from "./editor";

export { edit };

let loaded: Promise<GraphQLSchema> | undefined;

/** The schema of the server, fetched once. */
export function schema(): Promise<GraphQLSchema> {
  loaded ??= fetch(at("graphql/schema")).then(async response => {
    if (!response.ok) throw new Error(`${response.status}`);
    return buildSchema(await response.text(), { assumeValid: true, noLocation: true });
  });
  return loaded;
}

export function editGraphql(host: HTMLElement, options: Omit<Options, "extensions">, onShow: (type: string, field?: string) => void): Editor {
  const known: { schema?: GraphQLSchema } = {};
  const hover = hoverTooltip((view, position) => {
    if (!known.schema) return null;
    const found = getHoverInformation(known.schema, view.state.doc.toString(), offsetToPos(view.state.doc, position) as never);
    const text = typeof found === "string" ? found.trim() : "";
    if (!text) return null;
    return { pos: position, create: () => ({ dom: make("div", { dir: "ltr" }, text) }) };
  });
  const language = graphql(undefined, {
    onShowInDocs: (field, type, parent) => {
      const name = parent ?? type;
      if (name) onShow(name.replace(/[[\]!]/g, ""), field);
    },
  });
  const editor = edit(host, { ...options, extensions: [language, hover] });
  void schema().then(schema => {
    known.schema = schema;
    updateSchema(editor.view, schema);
  }).catch(() => {});
  return editor;
}

export function editVariables(host: HTMLElement, options: Omit<Options, "extensions">): Editor {
  const check = jsonParseLinter();
  return edit(host, { ...options, extensions: [json(), linter(view => (view.state.doc.toString().trim() ? check(view) : []))] });
}
