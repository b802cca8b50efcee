/** What a question is made of: a type, conditions, columns; and what it is in GraphQL and SPARQL. */
import type { TypesQuery } from "../generated";

export type Type = TypesQuery["dataset"]["types"][number];
export type Field = Type["fields"][number];
export type Operator = "is" | "isNot" | "contains" | "startsWith" | "from" | "to" | "exists" | "missing";

export interface Condition {
  field: string;
  operator: Operator;
  value: string;
}

export interface Question {
  type: string;
  conditions: Condition[];
  columns: string[];
}

/** Rows that a question gives at first. */
export const rows = 50;

/** What a value of a field can be compared by, the most used first. */
export function operators(field: Field): Operator[] {
  if (!field.condition) return [];
  if (field.kind === "LINK" || field.kind === "ENUM") return ["is", "isNot", "exists", "missing"];
  const has = (name: string) => field.operators.includes(name);
  const texts: Operator[] = has("containsInsensitive") || has("contains") ? ["contains", "startsWith"] : [];
  const ranges: Operator[] = has("gte") && texts.length === 0 ? ["from", "to"] : [];
  return [...texts, ...ranges, "is", "isNot", "exists", "missing"];
}

/** Whether an operator compares with a value. */
export const takesValue = (operator: Operator) => operator !== "exists" && operator !== "missing";

/** A condition that has all it needs. */
export const isWhole = ({ operator, value }: Condition) => !takesValue(operator) || value.trim() !== "";

const title = (type: Type | undefined) => type?.fields.find(field => field.isTitle);
const find = (types: Type[], name: string | undefined) => types.find(type => type.name === name);
export const typeOf = (types: Type[], question: Question) => find(types, question.type);
export const target = (types: Type[], field: Field) => find(types, field.type?.name);
const fieldOf = (type: Type, name: string) => type.fields.find(field => field.name === name);

/** Whether a field gives a text in all languages that another, of the same name, gives in the reader's. */
export const isOfAllLanguages = (type: Type, field: Field) => type.fields.some(({ name }) => field.name === `${name}Translations`);

/** The columns of a type that is asked for the first time: its name, and what it is linked to once. */
export function firstColumns(type: Type): string[] {
  const own = type.fields.filter(field => field.isTitle);
  const links = type.fields.filter(field => field.kind === "LINK" && !field.isPaged);
  return [...own, ...links].slice(0, 4).map(field => field.name);
}

function scalar(field: Field, text: string): unknown {
  if (field.scalar === "Boolean") return text === "true";
  if (field.scalar === "Int" || field.scalar === "Float") return Number(text);
  return text;
}

/** A condition as a member of `where`. */
function member(field: Field, { operator, value }: Condition): unknown {
  const { name } = field, named = (operator: string) => (field.operators.includes(`${operator}Insensitive`) ? `${operator}Insensitive` : operator);
  if (field.kind === "LINK") {
    const one = { id: { eq: value } };
    if (field.isList) return { [name]: { is: { some: one }, isNot: { none: one }, exists: { some: {} }, missing: { none: {} } }[operator as "is"] };
    const is = { [name]: takesValue(operator) ? one : {} };
    return operator === "is" || operator === "exists" ? is : { not: is };
  }
  if (!takesValue(operator)) return { [name]: { exists: operator === "exists" } };
  const known = { is: "eq", isNot: "ne", from: "gte", to: "lte", contains: named("contains"), startsWith: named("startsWith") };
  return { [name]: { [known[operator as "is"]]: scalar(field, value) } };
}

function where(type: Type, question: Question): unknown {
  const members = question.conditions.filter(isWhole).flatMap(condition => {
    const field = fieldOf(type, condition.field);
    return field ? [member(field, condition)] : [];
  });
  return members.length === 0 ? undefined : members.length === 1 ? members[0] : { and: members };
}

function selection(types: Type[], field: Field): string {
  if (field.kind !== "LINK") return field.name;
  const inner = title(target(types, field))?.name ?? "id";
  return field.isPaged ? `${field.name}(first: 20) { totalCount nodes { ${inner} } }` : `${field.name} { ${inner} }`;
}

/** What a column of the answer is called: by the field that it begins with. */
export function heading(type: Type, column: string): string {
  const [first = ""] = column.split(".");
  return fieldOf(type, first)?.label ?? column;
}

/** The question in GraphQL, with its variables. */
export function toGraphql(types: Type[], question: Question): { query: string; variables: Record<string, unknown> } {
  const type = typeOf(types, question);
  if (!type?.all) return { query: "", variables: {} };
  const condition = where(type, question);
  const fields = question.columns.flatMap(name => fieldOf(type, name) ?? []).map(field => selection(types, field));
  const query = `query${condition ? ` ($where: ${type.name}Where)` : ""} {
  ${type.all}(${condition ? "where: $where, " : ""}first: ${rows}) {
    totalCount
    nodes {
${["id", ...fields].map(field => `      ${field}`).join("\n")}
    }
  }
}`;
  return { query, variables: condition ? { where: condition } : {} };
}

/** The number of what meets the conditions. */
export function toCount(types: Type[], question: Question): { query: string; variables: Record<string, unknown> } {
  const type = typeOf(types, question);
  if (!type?.all) return { query: "", variables: {} };
  const condition = where(type, question);
  const query = `query${condition ? ` ($where: ${type.name}Where)` : ""} { ${type.all}${condition ? "(where: $where)" : ""} { totalCount } }`;
  return { query, variables: condition ? { where: condition } : {} };
}

const text = (value: string) => `"${value.replace(/[\\"]/g, "\\$&").replaceAll("\n", "\\n")}"`;
const xsd = "http://www.w3.org/2001/XMLSchema#";
const datatypes: Record<string, string> = {
  Date: "date", DateTime: "dateTime", Time: "time", Year: "gYear", YearMonth: "gYearMonth", Duration: "duration",
  Int: "integer", BigInt: "integer", Decimal: "decimal", Float: "double", Boolean: "boolean",
};

function literal(field: Field, value: string): string {
  if (field.kind === "LINK" || field.scalar === "IRI") return `<${value.replace(/[<>"{}|\\^`\s]/g, encodeURIComponent)}>`;
  const datatype = datatypes[field.scalar ?? ""];
  return datatype ? `${text(value)}^^<${xsd}${datatype}>` : text(value);
}

/** A condition as a pattern. */
function pattern(field: Field, { operator, value }: Condition, variable: string): string {
  const path = `?item ${field.path} ${variable}`;
  const not = (pattern: string) => `FILTER NOT EXISTS { ${pattern} }`;
  const isText = field.kind === "TEXT";
  const equal = isText ? `${path} FILTER(STR(${variable}) = ${text(value)})` : `?item ${field.path} ${literal(field, value)}`;
  switch (operator) {
    case "is": return isText ? `${path} . FILTER(STR(${variable}) = ${text(value)})` : `?item ${field.path} ${literal(field, value)} .`;
    case "isNot": return not(equal);
    case "exists": return `FILTER EXISTS { ${path} }`;
    case "missing": return not(path);
    case "from": return `${path} . FILTER(${variable} >= ${literal(field, value)})`;
    case "to": return `${path} . FILTER(${variable} <= ${literal(field, value)})`;
    case "contains": return `${path} . FILTER(CONTAINS(LCASE(STR(${variable})), LCASE(${text(value)})))`;
    case "startsWith": return `${path} . FILTER(STRSTARTS(LCASE(STR(${variable})), LCASE(${text(value)})))`;
  }
}

/** The question in SPARQL: a row for each combination of the values of the columns. Texts are those in the language of the reader. */
export function toSparql(types: Type[], question: Question, language: string): string {
  const type = typeOf(types, question);
  if (!type) return "";
  const classes = [type.iri, ...type.subtypes.map(({ iri }) => iri)].map(iri => `<${iri}>`);
  const is = classes.length === 1 ? `?item a ${classes[0]} .` : `VALUES ?class { ${classes.join(" ")} } ?item a ?class .`;
  const conditions = question.conditions.filter(isWhole).flatMap((condition, i) => {
    const field = fieldOf(type, condition.field);
    return field ? [pattern(field, condition, `?value${i + 1}`)] : [];
  });
  const fields = question.columns.flatMap(name => fieldOf(type, name) ?? []);
  const inLanguage = (variable: string) => ` FILTER(langMatches(lang(${variable}), ${text(language)}))`;
  const columns = fields.map(field => {
    const variable = `?${field.name}`, named = field.kind === "LINK" ? title(target(types, field)) : undefined;
    if (field.kind !== "LINK") return `OPTIONAL { ?item ${field.path} ${variable}${field.kind === "TEXT" ? inLanguage(variable) : ""} }`;
    if (!named) return `OPTIONAL { ?item ${field.path} ${variable} }`;
    return `OPTIONAL { ?item ${field.path} ?${field.name}Link . ?${field.name}Link ${named.path} ${variable}${named.kind === "TEXT" ? inLanguage(variable) : ""} }`;
  });
  return `SELECT DISTINCT ?item${fields.map(field => ` ?${field.name}`).join("")} {
${[is, ...conditions, ...columns].map(line => `  ${line}`).join("\n")}
} LIMIT ${rows}`;
}

/** Reads the question of an address. */
export function read(url: URL): Question {
  const said = url.searchParams;
  let conditions: Condition[] = [];
  try {
    const parts: unknown = JSON.parse(said.get("where") ?? "[]");
    if (Array.isArray(parts)) conditions = parts.map(([field, operator, value]) => ({ field: String(field), operator: operator as Operator, value: String(value ?? "") }));
  } catch {
    // An address that says nothing has no conditions.
  }
  return { type: said.get("type") ?? "", conditions, columns: said.get("columns")?.split(",").filter(Boolean) ?? [] };
}

/** The address of a question. */
export function write(url: URL, { type, conditions, columns }: Question): URL {
  const next = new URL(url);
  next.searchParams.set("type", type);
  const parts = conditions.map(({ field, operator, value }) => [field, operator, value]);
  if (parts.length) next.searchParams.set("where", JSON.stringify(parts));
  else next.searchParams.delete("where");
  next.searchParams.set("columns", columns.join(","));
  return next;
}
