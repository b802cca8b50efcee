/**
 * Filters in place: `<form data-island="filters">` is sent when a field changes, and the links of facets, conditions and pages beside it are followed,
 * by putting the answer in the place of the page's `main`. The address is that of the form or link, and the focus stays where it is.
 */
import { mountIslands } from "../mount";

/** Links that lead to the same list, otherwise narrowed. */
const links = ".facet a, .conditions a.remove, nav.pages a";

let running: AbortController | undefined;
let isListening = false;

export function mount(element: HTMLElement) {
  if (!(element instanceof HTMLFormElement)) return;
  const send = () => void turn(address(element), true);
  element.addEventListener("change", send);
  element.addEventListener("submit", event => {
    event.preventDefault();
    send();
  });
  if (isListening) return;
  isListening = true;
  addEventListener("popstate", () => void turn(new URL(location.href), false));
  document.addEventListener("click", event => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>(links) : null;
    const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey && event.button === 0;
    // A link that leads elsewhere, such as the name of a resource in a condition, is none of these.
    if (!link || !isPlain || link.pathname !== location.pathname) return;
    event.preventDefault();
    void turn(new URL(link.href), true);
  });
}

/** The address of a form as a browser makes it, without fields that say nothing. */
function address(form: HTMLFormElement): URL {
  const url = new URL(form.action);
  url.search = "";
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && value !== "") url.searchParams.append(name, value);
  }
  return url;
}

async function turn(url: URL, isNew: boolean) {
  running?.abort();
  const controller = running = new AbortController();
  const main = document.querySelector("main");
  main?.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(url, { headers: { Accept: "text/html" }, signal: controller.signal });
    const next = new DOMParser().parseFromString(await response.text(), "text/html");
    const content = next.querySelector("main");
    if (!main || !content) return void location.assign(url);
    const again = place(document.activeElement);
    main.replaceChildren(...document.adoptNode(content).childNodes);
    document.title = next.title;
    for (const link of document.querySelectorAll<HTMLAnchorElement>(".languages a[hreflang]")) {
      link.href = next.querySelector<HTMLAnchorElement>(`.languages a[hreflang="${link.hreflang}"]`)?.getAttribute("href") ?? link.href;
    }
    if (isNew) history.pushState(null, "", url);
    main.removeAttribute("aria-busy");
    mountIslands(main);
    again()?.focus();
  } catch {
    if (!controller.signal.aborted) location.assign(url);
  }
}

/** Finds the element in the next page that an element of this page is. */
function place(element: Element | null): () => HTMLElement | null | undefined {
  if (!element || !element.closest("main")) return () => null;
  if (element.id) return () => document.getElementById(element.id);
  if (element instanceof HTMLAnchorElement) {
    const section = element.closest("section")?.querySelector("h2")?.textContent, text = element.textContent;
    const same = (link: HTMLAnchorElement) => link.textContent === text && link.closest("section")?.querySelector("h2")?.textContent === section;
    return () => [...document.querySelectorAll<HTMLAnchorElement>(`main ${element.localName}`)].find(same) ?? top();
  }
  const name = element.getAttribute("name");
  return () => (name === null ? null : document.querySelector<HTMLElement>(`main ${element.localName}[name="${CSS.escape(name)}"]`));
}

/** The title, where what had the focus is gone. */
function top(): HTMLElement | null {
  const title = document.querySelector<HTMLElement>("main h1");
  title?.setAttribute("tabindex", "-1");
  return title;
}
