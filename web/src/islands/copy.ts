/**
 * Copies a text: `<button data-island="copy" data-copy="TEXT" hidden>`, or, without `data-copy`, what stands in the element before it. The button is
 * hidden until it can do something.
 */
import type { Words } from "../dom";

/** How long the button says that it has copied, in milliseconds. */
const told = 2000;

export function mount(element: HTMLElement, words: Words) {
  if (!navigator.clipboard) return;
  element.hidden = false;
  const label = element.textContent ?? "";
  element.setAttribute("aria-live", "polite");
  element.addEventListener("click", () => {
    const text = element.dataset.copy ?? element.previousElementSibling?.textContent ?? "";
    void navigator.clipboard.writeText(text.trim()).then(() => {
      element.textContent = words.copied;
      setTimeout(() => (element.textContent = label), told);
    });
  });
}
