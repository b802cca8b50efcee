/** Finds islands, and loads what they need. */
import { words, type Words } from "./dom";

type Island = { mount(element: HTMLElement, words: Words): void | Promise<void> };

const islands: Record<string, () => Promise<Island>> = {
  builder: () => import("./builder/builder"),
  copy: () => import("./islands/copy"),
  filters: () => import("./islands/filters"),
  network: () => import("./islands/network"),
  query: () => import("./query/query"),
  search: () => import("./islands/search"),
};

/** Mounts the islands under an element. */
export function mountIslands(root: ParentNode) {
  for (const element of root.querySelectorAll<HTMLElement>("[data-island]")) {
    const load = islands[element.dataset.island ?? ""];
    if (load) void Promise.all([load(), words()]).then(([island, words]) => island.mount(element, words));
  }
}
