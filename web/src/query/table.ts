/** Answers as tables. */
export interface Cell {
  text: string;
  lang?: string;
  /** It is an IRI. */
  iri?: boolean;
}

export interface Table {
  columns: string[];
  rows: Cell[][];
}

/** Reads CSV (RFC 4180). */
export function fromCsv(csv: string): Table {
  const records: string[][] = [];
  let record: string[] = [], field = "", quoted = false;
  const end = () => (record.push(field), field = "");
  for (let i = 0; i < csv.length; i++) {
    const char = csv[i];
    if (quoted) {
      if (char !== '"') field += char;
      else if (csv[i + 1] === '"') (field += '"', i++);
      else quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === ",") end();
    else if (char === "\n") (end(), records.push(record), record = []);
    else if (char !== "\r") field += char;
  }
  if (field || record.length) (end(), records.push(record));
  const [columns = [], ...rows] = records;
  // The server puts an apostrophe before what a spreadsheet would take for a formula.
  return { columns, rows: rows.map(row => row.map(text => ({ text: text.replace(/^'(?=[=+\-@\t\r])/, "") }))) };
}

interface Binding {
  type: string;
  value: string | { subject: Binding; predicate: Binding; object: Binding };
  "xml:lang"?: string;
}

interface Results {
  head: { vars?: string[] };
  boolean?: boolean;
  results?: { bindings: Record<string, Binding>[] };
}

const text = ({ value }: Binding): string =>
  typeof value === "string" ? value : `<< ${text(value.subject)} ${text(value.predicate)} ${text(value.object)} >>`;

/** Reads SPARQL 1.1 Query Results JSON. */
export function fromResults(results: Results): Table {
  if (results.boolean !== undefined) return { columns: ["ASK"], rows: [[{ text: String(results.boolean) }]] };
  const columns = results.head.vars ?? [];
  const cell = (binding: Binding | undefined): Cell => {
    if (!binding) return { text: "" };
    const lang = binding["xml:lang"];
    return { text: text(binding), ...(binding.type === "uri" && { iri: true }), ...(lang && { lang }) };
  };
  return { columns, rows: (results.results?.bindings ?? []).map(row => columns.map(column => cell(row[column]))) };
}
