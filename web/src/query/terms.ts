/** The classes and properties of the ontology, by the prefixes that need no declaration. */
import { at, language } from "../dom";

export interface Term {
  iri: string;
  /** As a query writes it. */
  name: string;
  label?: string;
  kind: "class" | "property";
}

let prefixesLoaded: Promise<[string, string][]> | undefined;
let termsLoaded: Promise<Term[]> | undefined;

/** Prefixes with their namespaces. */
export function prefixes(): Promise<[string, string][]> {
  prefixesLoaded ??= fetch(at("sparql/prefixes"), { headers: { Accept: "application/json" } })
    .then(async response => flat(await response.json()))
    .catch(() => []);
  return prefixesLoaded;
}

function flat(answer: Record<string, unknown>): [string, string][] {
  const context = (answer["@context"] ?? answer) as Record<string, unknown>;
  return Object.entries(context).filter((entry): entry is [string, string] => typeof entry[1] === "string");
}

/** An IRI as a query writes it, if there is a prefix for it. */
export function short(iri: string, known: [string, string][]): string | undefined {
  const fits = known.filter(([, namespace]) => iri.startsWith(namespace) && /^[\w-]+$/.test(iri.slice(namespace.length)));
  const [best] = fits.sort(([, a], [, b]) => b.length - a.length);
  return best && `${best[0]}:${iri.slice(best[1].length)}`;
}

/** A name with a prefix in full. */
export function whole(name: string, known: [string, string][]): string | undefined {
  const [prefix, rest] = [name.slice(0, name.indexOf(":")), name.slice(name.indexOf(":") + 1)];
  const namespace = known.find(([other]) => other === prefix)?.[1];
  return namespace && namespace + rest;
}

const type = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>";
const label = "<http://www.w3.org/2000/01/rdf-schema#label>";

/** All terms, in the order of their names. */
export function terms(): Promise<Term[]> {
  termsLoaded ??= Promise.all([prefixes(), ontology()]).then(([known, lines]) => read(lines, known)).catch(() => []);
  return termsLoaded;
}

async function ontology(): Promise<string[]> {
  const response = await fetch(at("ontology"), { headers: { Accept: "application/n-triples" } });
  return response.ok ? (await response.text()).split("\n") : [];
}

function read(lines: string[], known: [string, string][]): Term[] {
  const kinds = new Map<string, Term["kind"]>(), labels = new Map<string, Map<string, string>>();
  for (const line of lines) {
    const [, subject, property, object] = line.match(/^<([^>]*)> (<[^>]*>) (.*) \.$/) ?? [];
    if (!subject || !property || !object) continue;
    if (property === type && /#Class>$/.test(object)) kinds.set(subject, "class");
    if (property === type && /Property>$/.test(object)) kinds.set(subject, "property");
    const [, text, tag] = (property === label && object.match(/^"((?:[^"\\]|\\.)*)"@([\w-]+)$/)) || [];
    if (text && tag) labels.set(subject, (labels.get(subject) ?? new Map<string, string>()).set(tag, text));
  }
  const found = [...kinds].flatMap(([iri, kind]): Term[] => {
    const name = short(iri, known), of = labels.get(iri);
    const label = of?.get(language) ?? of?.get("en");
    return name ? [{ iri, name, kind, ...(label && { label }) }] : [];
  });
  return found.sort((a, b) => a.name.localeCompare(b.name, "en"));
}
