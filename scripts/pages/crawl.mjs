// Walks every page of a server in every language, as a client without script, and reports links that do not answer, numbers that are not the
// length of the list behind them, words of the interface that are not translated, and pages that are larger than 100 kB as they are sent (gzip).
//
//     node scripts/pages/crawl.mjs URL [LANGUAGE…]
//
// A number is `<a class="n" href="…">N</a>`; the page behind it has an element with `data-count="N"`. Lists can be narrowed without end: of the
// addresses with conditions, those with one are walked, and those behind a number all.
import fs from "node:fs";
import { createRequire } from "node:module";
import { gzipSync } from "node:zlib";

const require = createRequire(`${process.env.PAGES_TOOLS}/x.js`);
const { parse } = require("node-html-parser");
const [base, ...chosen] = process.argv.slice(2);
const root = new URL(base.endsWith("/") ? base : `${base}/`);
const languages = chosen.length ? chosen : ["en", "zh", "fr", "es", "ru", "ar"];
const most = Number(process.env.CRAWL_MOST ?? 100_000), largest = 100_000, atOnce = 6;
// What is no page: data, and what a page loads.
const isData = path => /^\/(graphql|sparql|reconcile|graphs|web|dump|health|ready|context|icon|page\.css|robots|sitemap|opensearch|ontology\.|catalog\.)/.test(path) || /\.(ttl|nt|nq|rdf|jsonld|trig|gz|svg|css|js|txt|xml|json)$/.test(path);
// Parameters that say how a page is shown, and not which things are on it.
const shown = new Set(["lang", "page", "field", "kind", "query", "variables", "view", "side", "narrower", "blocs", "since", "change"]);

/** The messages of the interface that have no variables, by language. */
function messages(language) {
  const file = new URL(`../../src/words/${language}.ftl`, import.meta.url);
  if (!fs.existsSync(file)) return new Map();
  const lines = fs.readFileSync(file, "utf8").matchAll(/^([\w-]+) = ([^{}\n]+)$/gm);
  return new Map([...lines].map(([, name, text]) => [name, text.trim()]));
}

const findings = [];
const counts = new Map();
const known = new Map();

/** A server gives an address so many places; who asks for more at once is told to wait. */
let places = 4;
const waiting = [];

async function fetchText(url, accept) {
  if (places > 0) places -= 1;
  else await new Promise(resolve => waiting.push(resolve));
  try {
    for (let tries = 0; ; tries++) {
      const response = await fetch(url, { headers: { Accept: accept }, redirect: "follow" });
      const text = await response.text();
      if (response.status !== 503 || tries === 5) return { status: response.status, type: response.headers.get("content-type") ?? "", text };
      await new Promise(resolve => setTimeout(resolve, 1000));
    }
  } finally {
    const next = waiting.shift();
    if (next) next();
    else places += 1;
  }
}

/** What is kept of a page that has been read: the lengths of its lists. The pages of the record are more than fit into memory. */
const kept = ({ status, type, text }) => ({ status, type, text: (text.match(/data-count="\d+"/g) ?? []).join(" ") });

function ask(url, accept = "text/html") {
  if (!known.has(url.href)) known.set(url.href, fetchText(url, accept).then(kept));
  return known.get(url.href);
}

/** A page as a whole, for who walks it. */
async function read(url) {
  const page = await fetchText(url, "text/html");
  known.set(url.href, Promise.resolve(kept(page)));
  return page;
}

/** Data, and the answers to queries, are the same for readers of all languages: they are asked once. */
const once = new Set();
function isSame(target) {
  if (!isData(target.pathname) && !(target.pathname.endsWith("/query") && target.searchParams.has("query"))) return false;
  const key = new URL(target);
  key.searchParams.delete("lang");
  if (once.has(key.href)) return true;
  once.add(key.href);
  return false;
}

const conditions = url => [...url.searchParams.keys()].filter(name => !shown.has(name)).length;

/** Texts that stand in a page and are not data: what has no language of its own. A citation is made of data. */
function words(element, found = []) {
  for (const node of element.childNodes) {
    if (node.nodeType === 3) found.push(node.text.trim());
    else if (node.nodeType === 1 && !["script", "style", "pre", "code", "textarea", "bdi", "datalist"].includes(node.rawTagName?.toLowerCase()) && !node.hasAttribute("lang") && !node.classList.contains("cite")) words(node, found);
  }
  return found.filter(Boolean);
}

async function walk(language) {
  const english = messages("en"), own = messages(language);
  const untranslated = new Set([...english].filter(([name, text]) => name !== "language-name" && own.get(name) !== text).map(([, text]) => text));
  const start = new URL(`?lang=${language}`, root);
  const queue = [start], seen = new Set([start.href]);
  let pages = 0, numbers = 0;
  const visit = async url => {
    const where = url.href.replace(root.href, "/");
    const page = await read(url);
    if (page.status !== 200) return void findings.push(`${page.status} ${where}`);
    if (!page.type.startsWith("text/html")) return;
    pages += 1;
    const size = page.text.length > largest ? gzipSync(page.text).length : 0;
    if (size > largest) findings.push(`${where}: ${size} bytes`);
    const document = parse(page.text, { comment: false });
    if (document.querySelector("html")?.getAttribute("lang") !== language) findings.push(`${where}: the page is not in ${language}`);
    if (language !== "en") {
      for (const text of words(document.querySelector("body"))) {
        if (untranslated.has(text)) findings.push(`${where}: not translated: ${text}`);
        else if (["zh", "ru", "ar"].includes(language) && /\b[a-z]{3,}( [a-z]{2,})+\b/.test(text)) findings.push(`${where}: looks like English: ${text.slice(0, 100)}`);
      }
    }
    const targets = [];
    for (const link of document.querySelectorAll("a[href]")) {
      const target = new URL(link.getAttribute("href").replaceAll("&amp;", "&"), url);
      target.hash = "";
      if (target.origin !== root.origin) continue;
      const isNumber = link.classList.contains("n");
      if (isNumber) {
        numbers += 1;
        targets.push(check(where, target, link.text));
      }
      if (isSame(target)) continue;
      if (seen.has(target.href) || target.searchParams.has("as") || target.searchParams.get("lang") !== language && !isData(target.pathname)) continue;
      if (isData(target.pathname)) {
        seen.add(target.href);
        if (!target.pathname.startsWith("/dump")) targets.push(ask(target, "*/*").then(({ status }) => status < 400 || findings.push(`${status} ${target.href} of ${where}`)));
      } else if ((isNumber || conditions(target) <= 1) && seen.size < most) {
        seen.add(target.href);
        queue.push(target);
      }
    }
    await Promise.all(targets);
  };
  const check = async (where, target, text) => {
    const number = Number(text.replace(/[^\d]/g, "")), key = `${target.href} ${number}`;
    if (counts.has(key)) return;
    counts.set(key, true);
    const { status, text: html } = await ask(target);
    const lengths = [...html.matchAll(/data-count="(\d+)"/g)].map(([, count]) => Number(count));
    if (status !== 200 || !lengths.includes(number)) findings.push(`${where}: the number ${number} leads to ${target.href.replace(root.href, "/")}: ${status}, lists of ${lengths.join(", ") || "no length"}`);
  };
  const worker = async () => {
    for (let url; (url = queue.shift()) || active > 0;) {
      if (!url) { await new Promise(resolve => setTimeout(resolve, 5)); continue; }
      active += 1;
      try { await visit(url); } catch (error) { findings.push(`${url.href}: ${error.message}`); } finally { active -= 1; }
    }
  };
  let active = 0;
  await Promise.all(Array.from({ length: atOnce }, worker));
  console.log(`${language}: ${pages} pages, ${numbers} numbers`);
  if (numbers === 0) findings.push(`${language}: there is no number on any page`);
  known.clear();
}

for (const language of languages) await walk(language);
const unique = [...new Set(findings)];
for (const finding of unique.slice(0, 200)) console.log(finding);
console.log(`${unique.length} findings`);
process.exit(unique.length ? 1 : 0);
