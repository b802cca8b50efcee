/** The query page: an editor with the schema beside it, and answers as table, JSON and CSV. */
import { render } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { at, linkLanguages, number, say, type Words } from "../dom";
import { type Answer, ask, askCsv, curl } from "./asking";
import type { Editor, Mark } from "./editor";
import { type Kind, read, type State, type View, write } from "./state";
import { type Term, terms, prefixes } from "./terms";
import type { Table } from "./table";
import { Rows } from "./rows";

interface Example {
  kind: Kind;
  title: string;
  query: string;
  variables: string;
}

/** Nothing is marked. */
const none: Mark[] = [];

/** What the server has written into the page. */
function written(element: HTMLElement): { state: State; examples: Example[] } {
  const text = (name: string) => element.querySelector<HTMLTextAreaElement>(`textarea[name=${name}]`)?.value ?? "";
  const kind: Kind = element.dataset.kind === "sparql" ? "sparql" : "graphql";
  const examples = [...element.querySelectorAll<HTMLAnchorElement>(".examples a")].map(link => {
    const said = new URL(link.href).searchParams;
    const kind: Kind = said.get("kind") === "sparql" ? "sparql" : "graphql";
    return { kind, title: link.textContent ?? "", query: said.get("query") ?? "", variables: said.get("variables") ?? "" };
  });
  return { state: { kind, query: text("query"), variables: text("variables"), view: "table" }, examples };
}

export function mount(element: HTMLElement, words: Words) {
  const { state, examples } = written(element);
  const page = at("query"), here = new URL(location.href);
  const first = read(here, state);
  const isAsked = here.searchParams.has("query") || here.hash.includes("query=");
  element.replaceChildren();
  render(<Workbench words={words} examples={examples} page={page} first={first} isAsked={isAsked} />, element);
}

/** The answer as a table, asked for where there can be one: a refusal would stand in the console of the browser. */
async function tableOf(answer: Answer, asked: State, signal: AbortSignal): Promise<{ csv: string; table: Table } | { problem: string }> {
  return asked.kind === "sparql" || answer.hasOneList ? askCsv(asked, signal) : { problem: "" };
}

function Workbench({ words, examples, page, first, isAsked }: { words: Words; examples: Example[]; page: string; first: State; isAsked: boolean }) {
  const [state, setState] = useState(first);
  const [answer, setAnswer] = useState<Answer>();
  const [csv, setCsv] = useState<{ csv: string; table: Table } | { problem: string }>();
  const [isBusy, setBusy] = useState(false);
  const [note, setNote] = useState("");
  // Counts how often the text was changed by other means than typing: an editor that is typed in is ahead of the state.
  const [stamp, setStamp] = useState(0);
  const [shown, setShown] = useState<{ type: string; field?: string }>();
  const running = useRef<AbortController | undefined>(undefined);
  const kept = useRef<Partial<Record<Kind, { query: string; variables: string }>>>({});
  const latest = useRef(state);
  latest.current = state;

  const tell = (next: State) => {
    history.replaceState(null, "", write(page, new URL(location.href).searchParams.get("lang"), next));
    linkLanguages();
  };
  const run = async (asked: State) => {
    running.current?.abort();
    const controller = running.current = new AbortController();
    setBusy(true);
    setNote("");
    tell(asked);
    try {
      const found = await ask(asked, controller.signal);
      setCsv(found.body && asked.kind === "graphql" && asked.view !== "json" ? await tableOf(found, asked, controller.signal) : undefined);
      setAnswer(found);
    } catch (error) {
      if (controller.signal.aborted) return;
      const problem = error instanceof SyntaxError ? say(words.variablesWrong, { m: error.message }) : words.unreachable;
      setAnswer({ asked, milliseconds: 0, bytes: 0, isGraph: false, problems: [problem], marks: [] });
    }
    if (running.current === controller) setBusy(false);
  };
  const change = (part: Partial<State>) => setState(state => ({ ...state, ...part }));
  const choose = (part: Partial<State>) => {
    const next = { ...latest.current, ...part };
    setState(next);
    setStamp(stamp => stamp + 1);
    void run(next);
  };
  const look = (view: View) => {
    change({ view });
    if (!answer) return;
    const asked = { ...answer.asked, view };
    tell(asked);
    setAnswer({ ...answer, asked });
    const needsCsv = view === "csv" || (view === "table" && asked.kind === "graphql");
    if (answer.body && needsCsv && !csv) void tableOf(answer, asked, new AbortController().signal).then(setCsv, () => setNote(words.unreachable));
  };
  const turn = (kind: Kind) => {
    if (kind === state.kind) return;
    kept.current[state.kind] = { query: state.query, variables: state.variables };
    const example = examples.find(example => example.kind === kind);
    const next = { ...state, kind, ...(kept.current[kind] ?? { query: example?.query ?? "", variables: example?.variables ?? "" }) };
    running.current?.abort();
    setBusy(false);
    setAnswer(undefined);
    setCsv(undefined);
    setState(next);
    tell(next);
  };
  useEffect(() => {
    if (isAsked) void run(first);
  }, []);
  const copy = () => {
    try {
      void navigator.clipboard.writeText(curl(state)).then(() => setNote(words.copied));
    } catch (error) {
      setNote(say(words.variablesWrong, { m: (error as Error).message }));
    }
  };
  const kinds: [Kind, string][] = [["graphql", "GraphQL"], ["sparql", "SPARQL"]];
  return (
    <>
      <div class="ask">
        <div class="kinds" role="group" aria-label={words.kind}>
          {kinds.map(([kind, name]) => <button type="button" aria-pressed={kind === state.kind} onClick={() => turn(kind)}>{name}</button>)}
        </div>
        <Field key={`${state.kind} query`} kind={state.kind} label={words.query} text={state.query} stamp={stamp} marks={answer?.marks ?? none}
          onChange={query => change({ query })} onRun={() => void run(latest.current)} onShow={(type, field) => setShown({ type, ...(field && { field }) })} />
        {state.kind === "graphql" && (
          <details class="variables" open={first.variables !== "" || state.variables !== ""}>
            <summary>{words.variables}</summary>
            <Field kind="variables" label={words.variables} text={state.variables} stamp={stamp} marks={none} onChange={variables => change({ variables })} onRun={() => void run(latest.current)} />
          </details>
        )}
        <div class="actions">
          <button type="button" class="run" onClick={() => void run(latest.current)}>{words.run} <kbd>Ctrl Enter</kbd></button>
          {navigator.clipboard && <button type="button" onClick={copy}>{words.copyCurl}</button>}
          <span class="note" role="status">{isBusy ? words.asking : note}</span>
        </div>
        <section class="answer" aria-label={words.answer} aria-busy={isBusy}>
          {answer ? <Shown answer={answer} csv={csv} view={state.view} words={words} onLook={look} /> : <p class="quiet">{words.invitation}</p>}
        </section>
      </div>
      <div class="help">
        <h2>{words.examples}</h2>
        <ul class="examples">
          {examples.filter(({ kind }) => kind === state.kind).map(({ title, query, variables }) => (
            <li><button type="button" aria-pressed={query === state.query} onClick={() => choose({ query, variables })}>{title}</button></li>
          ))}
        </ul>
        {state.kind === "graphql" ? <Schema words={words} shown={shown} onShow={setShown} /> : <Terms words={words} />}
      </div>
    </>
  );
}

/** An editor; a plain field until it is loaded. */
function Field({ kind, label, text, stamp, marks, onChange, onRun, onShow }: {
  kind: Kind | "variables"; label: string; text: string; stamp: number; marks: Mark[]; onChange(text: string): void; onRun(): void; onShow?(type: string, field?: string): void;
}) {
  const host = useRef<HTMLDivElement>(null), editor = useRef<Editor | undefined>(undefined);
  const [isLoaded, setLoaded] = useState(false);
  const now = useRef({ text, onChange, onRun, onShow });
  now.current = { text, onChange, onRun, onShow };
  useEffect(() => {
    let isGone = false;
    const options = () => ({ text: now.current.text, label, onChange: (text: string) => now.current.onChange(text), onRun: () => now.current.onRun() });
    const load = kind === "sparql"
      ? import("./sparql-editor").then(module => (host: HTMLElement) => module.editSparql(host, options()))
      : import("./graphql-editor").then(module => (host: HTMLElement) => kind === "variables"
        ? module.editVariables(host, options())
        : module.editGraphql(host, options(), (type, field) => now.current.onShow?.(type, field)));
    void load.then(make => {
      if (isGone || !host.current) return;
      const hadFocus = host.current.nextElementSibling === document.activeElement;
      editor.current = make(host.current);
      setLoaded(true);
      if (hadFocus) editor.current.view.focus();
    });
    return () => {
      isGone = true;
      editor.current?.destroy();
    };
  }, []);
  useEffect(() => editor.current?.write(text), [stamp]);
  useEffect(() => editor.current?.mark(marks), [marks]);
  const keys = (event: KeyboardEvent) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && onRun();
  return (
    <>
      <div class={`editor ${kind}`} ref={host} hidden={!isLoaded} />
      {!isLoaded && <textarea class={kind} dir="ltr" spellcheck={false} aria-label={label} value={text}
        onInput={event => onChange(event.currentTarget.value)} onKeyDown={keys} />}
    </>
  );
}

function Shown({ answer, csv, view, words, onLook }: {
  answer: Answer; csv: { csv: string; table: Table } | { problem: string } | undefined; view: View; words: Words; onLook(view: View): void;
}) {
  const table = answer.asked.kind === "graphql" ? (csv && "table" in csv ? csv.table : undefined) : answer.table;
  const text = view === "csv" ? csv && "csv" in csv ? csv.csv : undefined : answer.body;
  const file = useMemo(() => text && URL.createObjectURL(new Blob([text])), [text]);
  useEffect(() => () => {
    if (file) URL.revokeObjectURL(file);
  }, [file]);
  const views: [View, string][] = answer.isGraph ? [["json", "Turtle"]] : [["table", words.table], ["json", "JSON"], ["csv", "CSV"]];
  const isTable = view === "table" && !answer.isGraph;
  // What has no one list is shown as it came.
  const hasNoTable = csv !== undefined && "problem" in csv;
  const name = answer.isGraph ? "answer.ttl" : view === "csv" ? "answer.csv" : "answer.json";
  return (
    <>
      {answer.problems.length > 0 && (
        <div class="problem" role="alert">
          <h2>{answer.body ? words.partial : words.refused}</h2>
          {answer.problems.map((problem, i) => (
            <p dir="auto">{problem}{answer.marks[i] && <span class="quiet"> ({say(words.place, { n: answer.marks[i].line, m: answer.marks[i].column })})</span>}</p>
          ))}
        </div>
      )}
      {answer.body !== undefined && (
        <>
          <div class="views">
            <div role="group" aria-label={words.answer}>
              {views.map(([name, label]) => <button type="button" aria-pressed={name === view || answer.isGraph} onClick={() => onLook(name)}>{label}</button>)}
            </div>
            <span class="quiet">{say(words.took, { n: answer.milliseconds, m: answer.bytes / 1000 })}</span>
            {file && !isTable && <a href={file} download={name}>{words.download}</a>}
          </div>
          {hasNoTable && view !== "json" && <p class="quiet" lang="en" dir="auto">{csv.problem}</p>}
          {table && isTable ? <Rows table={table} words={words} /> : (!isTable || hasNoTable) && text !== undefined && <pre dir="ltr" tabIndex={0}>{text}</pre>}
        </>
      )}
    </>
  );
}

function Schema({ words, shown, onShow }: { words: Words; shown: { type: string; field?: string } | undefined; onShow(shown: { type: string; field?: string } | undefined): void }) {
  const [browser, setBrowser] = useState<typeof import("./schema-browser")>();
  useEffect(() => void import("./schema-browser").then(setBrowser), []);
  return browser ? <browser.SchemaBrowser words={words} shown={shown} onShow={onShow} /> : null;
}

function Terms({ words }: { words: Words }) {
  const [all, setAll] = useState<Term[]>([]), [known, setKnown] = useState<[string, string][]>([]), [text, setText] = useState("");
  useEffect(() => {
    void terms().then(setAll);
    void prefixes().then(setKnown);
  }, []);
  const wanted = text.trim().toLowerCase();
  const found = all.filter(({ name, label }) => `${name} ${label ?? ""}`.toLowerCase().includes(wanted));
  return (
    <>
      <h2>{words.terms}</h2>
      <p class="quiet">{words.prefixesNote}</p>
      <input type="search" aria-label={words.findTerm} placeholder={words.findTerm} value={text} onInput={event => setText(event.currentTarget.value)} />
      <ul class="terms" tabIndex={0} aria-label={words.terms}>
        {found.slice(0, 200).map(({ name, label, iri }) => <li><code title={iri}>{name}</code>{label && <span class="quiet"> {label}</span>}</li>)}
      </ul>
      <details>
        <summary>{say(words.prefixes, { n: number(known.length) })}</summary>
        <ul class="terms">{known.map(([prefix, namespace]) => <li><code>{prefix}:</code> <span class="quiet" dir="ltr">{namespace}</span></li>)}</ul>
      </details>
    </>
  );
}
