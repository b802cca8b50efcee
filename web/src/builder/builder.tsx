/** Builds a question by names instead of typing it: a type, conditions, columns; gives its answer, and the question in GraphQL and SPARQL. */
import { render } from "preact";
import { useEffect, useId, useMemo, useRef, useState } from "preact/hooks";
import { at, language, linkLanguages, number, say, type Words } from "../dom";
import { TypesDocument } from "../generated";
import { query, queryText } from "../graphql";
import { askCsv } from "../query/asking";
import { Rows } from "../query/rows";
import type { Kind } from "../query/state";
import { write as queryAddress } from "../query/state";
import type { Table } from "../query/table";
import { type Condition, type Field, firstColumns, heading, isOfAllLanguages, isWhole, type Operator, operators, type Question, read, takesValue, target, toCount, toGraphql, toSparql, type Type, typeOf, write } from "./model";

/** A pause after a change before the answer is asked for, in milliseconds. */
const pause = 250;

export async function mount(element: HTMLElement, words: Words) {
  const { dataset: { types } } = await query(TypesDocument, {});
  const roots = types.filter(type => type.all).sort((a, b) => a.label.localeCompare(b.label, language));
  const asked = read(new URL(location.href));
  const type = types.find(({ name }) => name === asked.type && types.length > 0) ?? roots[0];
  if (!type) return;
  const first = asked.type === type.name && asked.columns.length ? asked : { type: type.name, conditions: asked.type === type.name ? asked.conditions : [], columns: firstColumns(type) };
  element.replaceChildren();
  render(<Builder types={types} roots={roots} first={first} words={words} />, element);
}

function Builder({ types, roots, first, words }: { types: Type[]; roots: Type[]; first: Question; words: Words }) {
  const [question, setQuestion] = useState(first);
  const type = typeOf(types, question);
  const change = (part: Partial<Question>) => setQuestion(question => ({ ...question, ...part }));
  useEffect(() => {
    history.replaceState(null, "", write(new URL(location.href), question));
    linkLanguages();
  }, [question]);
  if (!type) return null;
  const conditioned = type.fields.filter(field => operators(field).length > 0);
  const set = (index: number, part: Partial<Condition>) =>
    change({ conditions: question.conditions.map((condition, i) => (i === index ? { ...condition, ...part } : condition)) });
  const add = () => {
    const [field] = conditioned;
    const [operator] = field ? operators(field) : [];
    if (field && operator) change({ conditions: [...question.conditions, { field: field.name, operator, value: "" }] });
  };
  const toggle = (name: string) => change({
    columns: question.columns.includes(name) ? question.columns.filter(other => other !== name) : type.fields.map(field => field.name).filter(other => other === name || question.columns.includes(other)),
  });
  return (
    <>
      <div class="ask">
        <label class="row"><span>{words.what}</span>
          <select value={type.name} onChange={event => {
            const next = types.find(({ name }) => name === event.currentTarget.value);
            if (next) setQuestion({ type: next.name, conditions: [], columns: firstColumns(next) });
          }}>
            {roots.map(({ name, label }) => <option value={name}>{label}</option>)}
          </select>
        </label>
        <fieldset>
          <legend>{words.conditions}</legend>
          {question.conditions.map((condition, i) => (
            <Row key={i} types={types} fields={conditioned} condition={condition} words={words} onChange={part => set(i, part)}
              onRemove={() => change({ conditions: question.conditions.filter((_, other) => other !== i) })} />
          ))}
          <button type="button" onClick={add}>{words.addCondition}</button>
        </fieldset>
        <fieldset>
          <legend>{words.columns}</legend>
          <div class="columns">
            {type.fields.map(field => (
              <label><input type="checkbox" checked={question.columns.includes(field.name)} onChange={() => toggle(field.name)} /> {field.label}{isOfAllLanguages(type, field) && ` (${words.inAllLanguages})`}</label>
            ))}
          </div>
        </fieldset>
      </div>
      <Answer types={types} question={question} words={words} />
    </>
  );
}

function Row({ types, fields, condition, words, onChange, onRemove }: {
  types: Type[]; fields: Field[]; condition: Condition; words: Words; onChange(part: Partial<Condition>): void; onRemove(): void;
}) {
  const field = fields.find(({ name }) => name === condition.field) ?? fields[0];
  if (!field) return null;
  const names: Record<Operator, string> = {
    is: words.is, isNot: words.isNot, contains: words.contains, startsWith: words.startsWith, from: words.from, to: words.to, exists: words.exists, missing: words.missing,
  };
  const choose = (name: string) => {
    const next = fields.find(field => field.name === name);
    const [operator] = next ? operators(next) : [];
    if (operator) onChange({ field: name, operator, value: "" });
  };
  return (
    <div class="condition">
      <select aria-label={words.field} value={field.name} onChange={event => choose(event.currentTarget.value)}>
        {fields.map(({ name, label }) => <option value={name}>{label}</option>)}
      </select>
      <select aria-label={words.comparison} value={condition.operator} onChange={event => onChange({ operator: event.currentTarget.value as Operator })}>
        {operators(field).map(operator => <option value={operator}>{names[operator]}</option>)}
      </select>
      {takesValue(condition.operator) && <Value key={field.name} types={types} field={field} value={condition.value} words={words} onChange={value => onChange({ value })} />}
      <button type="button" aria-label={`${words.remove}: ${field.label}`} onClick={onRemove}>×</button>
    </div>
  );
}

function Value({ types, field, value, words, onChange }: { types: Type[]; field: Field; value: string; words: Words; onChange(value: string): void }) {
  const options = field.kind === "ENUM" ? field.values : field.scalar === "Boolean" ? [{ name: "true", label: words.yes }, { name: "false", label: words.no }] : undefined;
  if (options) {
    return (
      <select aria-label={words.value} value={value} onChange={event => onChange(event.currentTarget.value)}>
        <option value="">…</option>
        {options.map(({ name, label }) => <option value={name}>{label}</option>)}
      </select>
    );
  }
  if (field.kind === "LINK") return <Resource types={types} field={field} value={value} words={words} onChange={onChange} />;
  const shared = { "aria-label": words.value, value, onChange: (event: { currentTarget: HTMLInputElement }) => onChange(event.currentTarget.value) };
  if (field.scalar === "Date") return <input type="date" {...shared} />;
  if (field.scalar === "Int" || field.scalar === "Float") return <input type="number" step="any" {...shared} />;
  return <input type="text" dir="auto" {...shared} />;
}

/** A resource, found by its name. */
function Resource({ types, field, value, words, onChange }: { types: Type[]; field: Field; value: string; words: Words; onChange(value: string): void }) {
  const id = useId();
  const type = target(types, field), title = type?.fields.find(field => field.isTitle);
  const [text, setText] = useState(value);
  const [found, setFound] = useState<{ id: string; name: string }[]>([]);
  const running = useRef<AbortController | undefined>(undefined);
  const isNamed = type?.all && title;
  const look = async (where: unknown): Promise<{ id: string; name: string }[]> => {
    if (!type?.all || !title) return [];
    running.current?.abort();
    const controller = running.current = new AbortController();
    const text = `query ($where: ${type.name}Where) { found: ${type.all}(where: $where, first: 12) { nodes { id name: ${title.name} } } }`;
    const { found } = await queryText<{ found: { nodes: { id: string; name: string | null }[] } }>(text, { where }, controller.signal);
    return found.nodes.map(({ id, name }) => ({ id, name: name ?? id }));
  };
  useEffect(() => {
    // What the address names is shown by its name.
    if (value && isNamed) void look({ id: { eq: value } }).then(([named]) => named && setText(named.name)).catch(() => {});
    else void look({}).then(setFound).catch(() => {});
  }, []);
  const type_ = (text: string) => {
    setText(text);
    if (!isNamed) return onChange(text.trim());
    const chosen = found.find(({ name }) => name === text);
    onChange(chosen?.id ?? "");
    if (chosen || !title) return;
    const operator = title.operators.includes("containsInsensitive") ? "containsInsensitive" : "contains";
    void look(text.trim() ? { [title.name]: { [operator]: text.trim() } } : {}).then(setFound).catch(() => {});
  };
  return (
    <>
      <input type="text" dir="auto" list={id} aria-label={words.value} placeholder={words.nameOf} value={text} onInput={event => type_(event.currentTarget.value)} />
      <datalist id={id}>{found.map(({ id, name }) => <option key={id} value={name} />)}</datalist>
    </>
  );
}

function Answer({ types, question, words }: { types: Type[]; question: Question; words: Words }) {
  const type = typeOf(types, question);
  const [count, setCount] = useState<number>();
  const [answer, setAnswer] = useState<{ csv: string; table: Table } | { problem: string }>();
  const graphql = useMemo(() => toGraphql(types, question), [question]);
  const sparql = useMemo(() => toSparql(types, question, language), [question]);
  const variables = Object.keys(graphql.variables).length ? JSON.stringify(graphql.variables, null, 2) : "";
  useEffect(() => {
    const controller = new AbortController();
    const timer = setTimeout(() => {
      const { query, variables: values } = toCount(types, question);
      void queryText<Record<string, { totalCount: number }>>(query, values, controller.signal)
        .then(data => setCount(Object.values(data)[0]?.totalCount)).catch(error => controller.signal.aborted || (setCount(undefined), setAnswer({ problem: String((error as Error).message) })));
      void askCsv({ kind: "graphql", query: graphql.query, variables, view: "csv" }, controller.signal).then(setAnswer, () => {});
    }, pause);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [graphql]);
  const csv = answer && "csv" in answer ? answer.csv : undefined;
  const file = useMemo(() => csv && URL.createObjectURL(new Blob([csv], { type: "text/csv" })), [csv]);
  useEffect(() => () => {
    if (file) URL.revokeObjectURL(file);
  }, [file]);
  const address = (kind: Kind, query: string) => queryAddress(at("query"), new URL(location.href).searchParams.get("lang"), { kind, query, variables: kind === "graphql" ? variables : "", view: "table" }).href;
  const all = question.conditions.filter(isWhole).length;
  return (
    <section class="answer" aria-label={words.answer}>
      <p class="found" role="status">{count !== undefined && <><a class="n" href={address("graphql", graphql.query)}>{number(count)}</a> {say(words.meet, { n: all })}</>}</p>
      {answer && ("table" in answer ? <Rows table={answer.table} words={words} heading={column => (type ? heading(type, column) : column)} /> : <p class="problem" dir="auto">{answer.problem}</p>)}
      <p class="views">
        {file && <a href={file} download={`${question.type}.csv`}>CSV</a>}
        <a href={address("graphql", graphql.query)}>GraphQL</a>
        <a href={address("sparql", sparql)}>SPARQL</a>
      </p>
      <details><summary>GraphQL</summary><pre dir="ltr" tabIndex={0}>{graphql.query}{variables && `\n\n${variables}`}</pre></details>
      <details><summary>SPARQL</summary><pre dir="ltr" tabIndex={0}>{sparql}</pre></details>
    </section>
  );
}
