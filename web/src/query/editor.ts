/**
 * An editor in a shadow root. There CodeMirror hands its styles over as constructed sheets, which a content security policy without
 * `unsafe-inline` lets pass; in the document itself it would write `style` elements, which it does not.
 */
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { type Diagnostic, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { EditorState, type Extension, Prec } from "@codemirror/state";
import { drawSelection, EditorView, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

/** A place in a text with what is wrong there; lines and columns count from 1. */
export interface Mark {
  line: number;
  column: number;
  message: string;
}

export interface Options {
  text: string;
  /** What it is called for who does not see it. */
  label: string;
  extensions: Extension;
  onChange(text: string): void;
  onRun(): void;
}

export interface Editor {
  view: EditorView;
  text(): string;
  write(text: string): void;
  mark(marks: Mark[]): void;
  destroy(): void;
}

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.definitionKeyword, tags.controlKeyword, tags.operatorKeyword], color: "var(--accent)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--for)" },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: "var(--mixed)" },
  { tag: [tags.variableName, tags.special(tags.variableName)], color: "var(--against)" },
  { tag: [tags.comment, tags.lineComment], color: "var(--quiet)", fontStyle: "italic" },
  { tag: [tags.invalid], textDecoration: "underline wavy" },
]);

const look = EditorView.theme({
  "&": { minHeight: "var(--editor-height, 4rem)", color: "var(--ink)", backgroundColor: "var(--ground)", border: "1px solid var(--quiet)", borderRadius: "8px", fontSize: "13.5px", direction: "ltr" },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "1px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.5", minHeight: "inherit", maxHeight: "28rem" },
  ".cm-content": { caretColor: "var(--ink)", padding: ".6rem 0" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--quiet)", border: "none" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { background: "color-mix(in srgb, var(--accent) 25%, transparent)" },
  ".cm-tooltip": { backgroundColor: "var(--sheet)", color: "var(--ink)", border: "1px solid var(--quiet)", borderRadius: "6px", maxWidth: "min(30rem, 90vw)" },
  ".cm-tooltip-hover, .cm-tooltip-lint, .cm-completionInfo": { padding: ".3rem .6rem", whiteSpace: "pre-wrap", font: "13px/1.45 system-ui, sans-serif" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", maxHeight: "16rem" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--ground)" },
  ".cm-completionDetail": { fontStyle: "normal", opacity: ".75", marginInlineStart: "1rem" },
  ".cm-diagnostic": { borderLeftWidth: "3px", whiteSpace: "pre-wrap", font: "13px/1.45 system-ui, sans-serif" },
  ".cm-matchingBracket": { backgroundColor: "color-mix(in srgb, var(--accent) 20%, transparent)" },
});

/** Makes an editor in an element. */
export function edit(host: HTMLElement, options: Options): Editor {
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  const parent = document.createElement("div");
  root.replaceChildren(parent);
  const view = new EditorView({
    root,
    parent,
    state: EditorState.create({
      doc: options.text,
      extensions: [
        Prec.highest(keymap.of([{ key: "Mod-Enter", run: () => (options.onRun(), true) }])),
        lineNumbers(),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        closeBrackets(),
        autocompletion(),
        syntaxHighlighting(colours),
        look,
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": options.label, spellcheck: "false", autocapitalize: "off" }),
        EditorView.updateListener.of(update => update.docChanged && options.onChange(update.state.doc.toString())),
        // Tab leaves the editor, as it leaves any field; completion is taken with Enter.
        keymap.of([...closeBracketsKeymap, ...completionKeymap, ...lintKeymap, ...historyKeymap, ...defaultKeymap]),
        options.extensions,
      ],
    }),
  });
  return {
    view,
    text: () => view.state.doc.toString(),
    write(text) {
      if (text !== view.state.doc.toString()) view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
    },
    mark(marks) {
      view.dispatch(setDiagnostics(view.state, marks.map(mark => place(view, mark))));
      const [first] = marks;
      if (first) view.dispatch({ effects: EditorView.scrollIntoView(place(view, first).from) });
    },
    destroy: () => view.destroy(),
  };
}

/** From a place to the end of the word there. */
function place(view: EditorView, { line, column, message }: Mark): Diagnostic {
  const { doc } = view.state;
  const { from, text } = doc.line(Math.max(1, Math.min(line, doc.lines)));
  const start = Math.min(Math.max(column - 1, 0), text.length);
  const word = text.slice(start).match(/^(\w+|.)/u)?.[0].length ?? 0;
  return { from: from + start, to: from + start + word, severity: "error", message };
}
