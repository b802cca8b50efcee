/** The elements of a page that islands stand on, and their words. */
import type english from "./words/en.json";

export type Words = typeof english;

const languages = ["en", "zh", "fr", "es", "ru", "ar"];

/** The language of the page. */
export const language = document.documentElement.lang;

/** The words of islands in the language of the page. */
export async function words(): Promise<Words> {
  const tag = languages.includes(language) ? language : "en";
  const module = await import(`./words/${tag}.json`);
  return module.default as Words;
}

/** Fills in what stands in braces: `{n}`. Numbers are written as the language writes them. */
export function say(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : typeof value === "number" ? number(value) : value;
  });
}

/** A number as the language of the page writes it; Arabic with the digits that the pages have. */
export function number(value: number): string {
  return new Intl.NumberFormat(`${language || "en"}-u-nu-latn`, { maximumFractionDigits: 1 }).format(value);
}

/** The root of the server, from the address of this script: pages may be mounted anywhere. */
export const root = new URL("../", import.meta.url);

/** Where a path of the server is. */
export const at = (path: string) => new URL(path, root).href;

/** Makes an element; attributes that are false are left out. */
export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Record<string, string | boolean | number | undefined> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== false && value !== undefined) element.setAttribute(key, value === true ? "" : String(value));
  }
  element.append(...children);
  return element;
}

/** Changes the language links of the page, so that another language shows the same state. */
export function linkLanguages() {
  for (const link of document.querySelectorAll<HTMLAnchorElement>(".languages a[hreflang]")) {
    const url = new URL(location.href);
    url.searchParams.set("lang", link.hreflang);
    link.href = url.href;
  }
}
