/**
 * Names as one types, under the search box: a combobox with a list (WAI-ARIA, list autocomplete with manual selection). Return without a choice
 * sends the form, as without script.
 */
import { at, language, make, say, type Words } from "../dom";

interface Suggestion {
  id: string;
  name: string;
}

/** A pause in typing, in milliseconds. */
const pause = 120;
/** Search boxes on the page. */
let boxes = 0;

export function mount(element: HTMLElement, words: Words) {
  if (!(element instanceof HTMLInputElement)) return;
  const input = element;
  const box = `suggestions-${++boxes}`;
  const list = make("ul", { role: "listbox", id: box, class: "suggestions", "aria-label": words.suggestions, hidden: true });
  const status = make("span", { role: "status", class: "unseen" });
  input.after(list, status);
  const given = { role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" };
  for (const [name, value] of Object.entries(given)) input.setAttribute(name, value);

  let timer = 0, running: AbortController | undefined, active = -1;
  const options = () => [...list.children] as HTMLElement[];
  const choose = (index: number) => {
    active = index;
    options().forEach((option, i) => option.setAttribute("aria-selected", String(i === index)));
    const chosen = options()[index];
    if (chosen) input.setAttribute("aria-activedescendant", chosen.id);
    else input.removeAttribute("aria-activedescendant");
    chosen?.scrollIntoView({ block: "nearest" });
  };
  const close = () => {
    running?.abort();
    clearTimeout(timer);
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    choose(-1);
  };
  const show = (found: Suggestion[]) => {
    list.replaceChildren(...found.map(({ id, name }, i) => {
      const link = make("a", { href: page(id), tabindex: "-1", dir: "auto" }, name);
      return make("li", { role: "option", id: `${box}-${i}`, "aria-selected": "false" }, link);
    }));
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(found.length > 0));
    status.textContent = say(words.suggested, { n: found.length });
    choose(-1);
  };
  const ask = async () => {
    const text = input.value.trim();
    if (text.length < 2) return close();
    running?.abort();
    const controller = running = new AbortController();
    const headers = { "Accept-Language": language };
    const answer = await fetch(at(`reconcile/suggest/entity?prefix=${encodeURIComponent(text)}`), { headers, signal: controller.signal });
    if (answer.ok && !controller.signal.aborted) show(((await answer.json()) as { result: Suggestion[] }).result.slice(0, 8));
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void ask().catch(() => {}), pause);
  });
  input.addEventListener("keydown", event => {
    const count = list.hidden ? 0 : options().length;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && count > 0) {
      event.preventDefault();
      // From the last to the field itself, and on to the first.
      choose(((active + 1 + step + count + 1) % (count + 1)) - 1);
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      options()[active]?.querySelector("a")?.click();
    } else if (event.key === "Escape" && count > 0) {
      event.preventDefault();
      close();
    }
  });
  // A click on a suggestion takes the focus first.
  list.addEventListener("pointerdown", event => event.preventDefault());
  input.addEventListener("blur", close);
}

function page(iri: string): string {
  const chosen = new URL(location.href).searchParams.get("lang");
  return at(`describe?iri=${encodeURIComponent(iri)}${chosen ? `&lang=${chosen}` : ""}`);
}
