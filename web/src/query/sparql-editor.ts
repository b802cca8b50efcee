/** An editor for SPARQL with the terms of the ontology for completion. */
import type { CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { sparql, SparqlLanguage } from "codemirror-lang-sparql";
import { edit, type Editor, type Options } from "./editor";
import { terms } from "./terms";

const keywords = ("SELECT CONSTRUCT ASK DESCRIBE WHERE FILTER OPTIONAL UNION MINUS GRAPH SERVICE BIND VALUES DISTINCT ORDER BY GROUP BY HAVING " +
  "LIMIT OFFSET COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT EXISTS NOT EXISTS IN AS ASC DESC lang langMatches STR STRSTARTS CONTAINS LCASE REGEX BOUND IF COALESCE PREFIX")
  .split(" ");

async function complete(context: CompletionContext): Promise<CompletionResult | null> {
  const word = context.matchBefore(/[\w-]*:?[\w-]*/);
  if (!word || (word.from === word.to && !context.explicit)) return null;
  const known = await terms();
  const options = known.map(({ name, label, kind }) => ({ label: name, type: kind, ...(label && { detail: label }) }));
  return {
    from: word.from,
    options: [...options, ...[...new Set(keywords)].map(label => ({ label, type: "keyword", boost: -1 }))],
    validFor: /^[\w-]*:?[\w-]*$/,
  };
}

export function editSparql(host: HTMLElement, options: Omit<Options, "extensions">): Editor {
  return edit(host, { ...options, extensions: [sparql(), SparqlLanguage.data.of({ autocomplete: complete })] });
}
