/** What every page loads: it looks for islands, and loads what they need. */
import { words, type Words } from "./dom";

type Island = { mount(element: HTMLElement, words: Words): void | Promise<void> };

const islands: Record<string, () => Promise<Island>> = {
  query: () => import("./query/query"),
};

const found = [...document.querySelectorAll<HTMLElement>("[data-island]")];
if (found.length > 0) {
  const spoken = words();
  for (const element of found) {
    const load = islands[element.dataset.island ?? ""];
    if (load) void Promise.all([load(), spoken]).then(([island, words]) => island.mount(element, words));
  }
}
