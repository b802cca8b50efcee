// What people come for, walked in Chromium: in each language, wide and narrow, with script and without. A journey finds its way by the structure of
// pages, so that it is the same in every language.
//
//     node scripts/pages/journeys.mjs URL [LANGUAGE…]
//
// Three of them are over several meetings: the server has `tests/explorer/second-meeting.ttl` and what `plenary import` makes of
// `tests/explorer/consultation.zh.md` beside the record (`--data`), as in .ci/run.
//
// JOURNEYS=cite,keyboard walks only those whose names have one of these words. SHOTS=FOLDER keeps a picture of where each ends.
import { createRequire } from "node:module";

const require = createRequire(`${process.env.PAGES_TOOLS}/x.js`);
const { chromium } = require("playwright-core");
const [base, ...chosen] = process.argv.slice(2);
const root = new URL(base.endsWith("/") ? base : `${base}/`);
const languages = chosen.length ? chosen : ["en", "zh", "fr", "es", "ru", "ar"];
const wanted = (process.env.JOURNEYS ?? "").split(",").filter(Boolean);
const patience = 10_000;

/** One visitor with a page. */
class Visitor {
  constructor(page, language, width, hasScript) {
    Object.assign(this, { page, language, width, hasScript });
  }

  async go(path) {
    const url = new URL(path, root);
    url.searchParams.set("lang", this.language);
    await this.page.goto(url.href, { waitUntil: "load" });
    await this.check();
  }

  /** The page is in the language of the visitor, in its direction, and need not be scrolled sideways. */
  async check() {
    const html = this.page.locator("html");
    this.say(await html.getAttribute("lang") === this.language, `the page is in ${await html.getAttribute("lang")}`);
    if (this.language === "ar") this.say(await html.getAttribute("dir") === "rtl", "the page is not written from right to left");
    const wide = await this.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    this.say(wide <= 0, `the page is ${wide} pixels too wide`);
  }

  say(is, problem) {
    if (!is) throw new Error(`${problem} at ${this.page.url().replace(root.href, "/")}`);
  }

  async see(selector) {
    await this.page.locator(`${selector} >> visible=true`).first().waitFor();
  }

  async count(selector) {
    return this.page.locator(selector).count();
  }

  /** Follows a link, on the next pages of a list if it is not on this one. */
  async follow(selector) {
    for (let turns = 0; turns < 10 && await this.count(selector) === 0 && await this.count("a[rel=next]") > 0; turns++) await this.follow("a[rel=next]");
    const before = this.page.url();
    // A page has some things twice, for narrow and for wide.
    await this.page.locator(`${selector} >> visible=true`).first().click();
    await this.page.waitForURL(url => url.href !== before, { waitUntil: "load" });
    await this.page.locator("main h1").first().waitFor();
    await this.check();
  }

  /** Each part of a picture, and each number of a table, is within the page or in what says that it can be moved sideways. */
  async inSight() {
    const { seen, lost } = await this.page.evaluate(() => {
      const parts = [...document.querySelectorAll("main figure svg rect, main figure svg circle, main table.matrix a.n, main .tile")].filter(part => part.getClientRects().length > 0);
      const says = scroller => scroller && getComputedStyle(scroller, "::before").content.length > 6 && getComputedStyle(scroller, "::before").display !== "none";
      const lost = parts.filter(part => {
        const { left, right } = part.getBoundingClientRect();
        return (left < -1 || right > innerWidth + 1) && !says(part.closest(".scroll"));
      });
      return { seen: parts.length, lost: lost.slice(0, 3).map(part => part.outerHTML.slice(0, 120)) };
    });
    this.seen = (this.seen ?? 0) + seen;
    this.say(lost.length === 0, `out of sight: ${lost.join(" ")}`);
  }

  /** The sentence of the first item of a list, and its page. */
  async readSentence() {
    await this.see("[data-count]");
    await this.see(".says");
    await this.follow(".says a");
    await this.see(".paraphrase");
  }

  /** Goes to an element by the Tab key alone. */
  async tabTo(selector) {
    for (let i = 0; i < 400; i++) {
      await this.page.keyboard.press("Tab");
      if (await this.page.evaluate(selector => document.activeElement?.matches(selector), selector)) return;
    }
    throw new Error(`the Tab key does not lead to ${selector} at ${this.page.url()}`);
  }

  async enter() {
    const before = this.page.url();
    await this.page.keyboard.press("Enter");
    await this.page.waitForURL(url => url.href !== before, { waitUntil: "load" });
    await this.check();
  }

  async addActor(name) {
    await this.page.locator("form.add input[name=add]").fill(name);
    const before = this.page.url();
    await this.page.locator("form.add button").click();
    await this.page.waitForURL(url => url.href !== before, { waitUntil: "load" });
    await this.follow(".found a");
  }
}

const compared = ["actor:rus", "actor:lva", "actor:sau"].map(actor => `actor=${actor}`).join("&");

const journeys = {
  async "who opposes a theme, to the sentence"(visitor) {
    await visitor.go("");
    await visitor.follow(".menu a[href*='themes']");
    await visitor.follow("main a[href*='/theme/multistakeholder-model']");
    await visitor.follow("a.n[href*='side=AGAINST']");
    await visitor.readSentence();
  },
  async "three States compared"(visitor) {
    await visitor.go("");
    await visitor.follow(".menu a[href*='compare']");
    for (const name of ["Russian Federation", "Latvia", "Saudi Arabia"]) await visitor.addActor(name);
    visitor.say(await visitor.count(".conditions li") === 3, "three are not chosen");
    visitor.say(await visitor.count("table.matrix >> nth=0 >> thead th") === 4, "the matrix has no column for each");
    await visitor.follow("table.matrix a.n");
    await visitor.readSentence();
  },
  async "a bloc against another"(visitor) {
    await visitor.go("");
    await visitor.follow(".menu a[href*='compare']");
    await visitor.follow(".found.blocs a[href*='regionalGroup=EASTERN_EUROPEAN']");
    const before = visitor.page.url();
    await visitor.page.locator("form.add input[name=add]").fill("G77");
    await visitor.page.locator("form.add button").click();
    await visitor.page.waitForURL(url => url.href !== before, { waitUntil: "load" });
    await visitor.follow(".found a[href*='body=']");
    visitor.say(await visitor.count(".conditions li") === 2, "two are not chosen");
    await visitor.follow("table.matrix a.n[href*='regionalGroup']");
    await visitor.readSentence();
  },
  async "a theme by blocs"(visitor) {
    await visitor.go("id/theme/multistakeholder-model");
    await visitor.follow("section[aria-labelledby=blocs] a.n[href*='EASTERN_EUROPEAN'][href*='side=FOR']");
    await visitor.readSentence();
  },
  async "follow a change between two meetings"(visitor) {
    await visitor.go("meetings");
    await visitor.follow("main a[href*='/meeting/test-prep2']");
    // Since the first meeting, and not since the one just before.
    await visitor.go("id/meeting/test-prep2?since=meeting:wsis20-prep1");
    await visitor.follow(".changes a.n[href*='change=CHANGED']");
    await visitor.see("[data-count]");
    // Before and after, each with the positions that it rests on.
    visitor.say(await visitor.count(".items > li:first-child .steps .n") === 2, "a change has not two sides");
    await visitor.follow(".items > li:first-child .steps li:last-child a.n");
    await visitor.readSentence();
  },
  async "sides from meeting to meeting"(visitor) {
    await visitor.go("id/theme/multistakeholder-model");
    await visitor.see("section[aria-labelledby=changed] .steps");
    await visitor.follow("section[aria-labelledby=by-meeting] a.n[href*='side=']");
    await visitor.readSentence();
  },
  async "read a meeting in Chinese beside its document"(visitor) {
    await visitor.go("meetings");
    await visitor.follow("main a[href*='/meeting/consultation']");
    await visitor.see(".point .words blockquote[lang=zh]");
    const [read, words] = await Promise.all([".point:not(.heads) > div", ".point .words"].map(selector => visitor.page.locator(selector).first().boundingBox()));
    visitor.say(visitor.width < 700 ? words.y > read.y : words.y === read.y && words.x !== read.x, "the document does not stand beside what was read");
    await visitor.follow(".point .words .source a[href*='/passage/']");
    await visitor.see("main h1");
  },
  async "a meeting as one reads it"(visitor) {
    await visitor.go("");
    await visitor.follow(".menu a[href*='meetings']");
    await visitor.follow("main a[href*='/meeting/wsis20-prep1']");
    await visitor.see(".intervention .point .says");
    visitor.say(await visitor.count(".intervention") > 5, "there are no interventions");
    await visitor.follow(".point .source a");
    visitor.say(/\/passage\//.test(visitor.page.url()), "the line does not lead to its passage");
  },
  async "a search narrowed to a theme"(visitor) {
    await visitor.go("search?q=internet");
    const link = visitor.page.locator("aside a.n[href*='theme=']").first();
    const number = await link.textContent();
    await visitor.follow("aside a.n[href*='theme=']");
    visitor.say(await visitor.page.locator("ol.items").getAttribute("data-count") === number.trim(), "the list has not the length of the number");
    await visitor.follow(".conditions a.remove");
  },
  async "from a bar to its list to a sentence"(visitor) {
    await visitor.go("id/theme/governance");
    await visitor.see("figure svg a[href*='side=']");
    await visitor.follow("figure svg a[href*='side=']");
    await visitor.readSentence();
  },
  async "from a picture to its query and back"(visitor) {
    await visitor.go("id/theme/governance");
    await visitor.see("figure svg");
    await visitor.follow(".under a[href*='query?']");
    // What the page asks stands in the editor, and its answer below.
    await visitor.see(visitor.hasScript ? ".editor .cm-content" : "textarea[name=query]");
    await visitor.see(".answer pre, .answer table");
    visitor.say(await visitor.count(".problem") === 0, "the question of the page is refused");
    await visitor.page.goBack({ waitUntil: "load" });
    await visitor.see("figure svg");
  },
  async "CSV of a matrix"(visitor) {
    await visitor.go(`compare?${compared}`);
    const href = await visitor.page.locator(".under a[href*='as=csv']").first().getAttribute("href");
    const response = await visitor.page.request.get(new URL(href, visitor.page.url()).href);
    const lines = (await response.text()).trim().split(/\r?\n/);
    visitor.say(response.ok() && /csv/.test(response.headers()["content-type"]), `CSV: ${response.status()}`);
    visitor.say(lines.length > 3 && lines[0].split(",").length > 2, `CSV of ${lines.length} lines`);
  },
  async cite(visitor) {
    await visitor.go("id/theme/multistakeholder-model");
    await visitor.page.locator("details.cite summary").first().click();
    await visitor.see("details.cite pre");
    const text = await visitor.page.locator("details.cite").first().textContent();
    for (const part of ["@misc{", "\"accessed\"", "/id/theme/multistakeholder-model"]) visitor.say(text.includes(part), `no ${part} in the citation`);
  },
  async "a question built without typing"(visitor) {
    await visitor.go("build");
    if (!visitor.hasScript || await visitor.count("[data-island=builder] select") === 0 && !await visitor.page.locator("[data-island=builder] select").first().waitFor({ timeout: 4000 }).then(() => true, () => false)) {
      visitor.say(!visitor.hasScript, "the builder is not there");
      await visitor.follow("[data-island=builder] a");
      return visitor.see(".answer table[data-count], .answer pre");
    }
    const { page } = visitor;
    await page.locator(".row select").selectOption("Position");
    await page.locator("fieldset button").first().click();
    await page.locator(".condition select").first().selectOption("method");
    await page.locator(".condition select").nth(2).selectOption("HUMAN");
    await visitor.see(".found a.n");
    await page.waitForFunction(() => document.querySelector(".answer table")?.dataset.count > 0);
    visitor.say(page.url().includes("HUMAN"), "the address does not hold the question");
    await visitor.follow(".views a[href*='kind=sparql']");
    await visitor.see(".answer table[data-count]");
    visitor.say(await visitor.count(".problem") === 0, "the question in SPARQL is refused");
  },
  async "keyboard only"(visitor) {
    await visitor.go("");
    await visitor.page.keyboard.press("Tab");
    visitor.say(await visitor.page.evaluate(() => document.activeElement?.matches(".skip")), "the first stop is not the way to the content");
    await visitor.tabTo(".menu a[href*='themes']");
    await visitor.enter();
    await visitor.tabTo(".items a[href*='/theme/']");
    await visitor.enter();
    await visitor.see("main h1");
    await visitor.go("id/theme/multistakeholder-model");
    await visitor.tabTo("a.n[href*='side=AGAINST']");
    await visitor.enter();
    await visitor.tabTo(".says a");
    await visitor.enter();
    await visitor.see(".paraphrase");
  },
  async "search as one types"(visitor) {
    await visitor.go("");
    const box = visitor.page.locator("header input[name=q]");
    await box.fill("chin");
    if (visitor.hasScript) {
      await visitor.see("header [role=option]");
      await box.press("ArrowDown");
      visitor.say(await visitor.page.locator("header [role=option][aria-selected=true]").count() === 1, "no suggestion is chosen by the keyboard");
    }
    await box.press("Enter");
    await visitor.page.waitForURL(url => url.href !== new URL(`?lang=${visitor.language}`, root).href, { waitUntil: "load" });
    await visitor.see("main h1");
    await visitor.check();
  },
  async "what civil society asks for"(visitor) {
    await visitor.go("");
    const link = "section[aria-labelledby=who-asks] a.n[href*='CIVIL_SOCIETY']";
    const number = (await visitor.page.locator(link).last().textContent()).trim();
    await visitor.page.locator(link).last().click();
    await visitor.page.waitForURL(/CIVIL_SOCIETY/, { waitUntil: "load" });
    visitor.say(await visitor.page.locator("ol.items").getAttribute("data-count") === number, "the list has not the length of the number");
    await visitor.readSentence();
  },
  async "who asked for a permanent IGF, and which version has it"(visitor) {
    await visitor.go("");
    await visitor.follow(".menu a[href*='outcome']");
    await visitor.follow("main th a[href*='igf-continuation']");
    // Who asked for what on one side, the versions on the other; on a narrow page one below the other.
    await visitor.see("section[aria-labelledby=asked-for] .says");
    await visitor.see("section[aria-labelledby=versions] a[href*='/paragraph/rev1']");
    const [asked, versions] = await Promise.all(["asked-for", "versions"].map(side => visitor.page.locator(`section[aria-labelledby=${side}]`).boundingBox()));
    visitor.say(visitor.width < 700 ? versions.y > asked.y : versions.y === asked.y && versions.x !== asked.x, "the versions do not stand beside what was asked for");
    const met = "tr:has(th a[href*='/draft/outcome']) a.n[href*='extent=MET']";
    const number = (await visitor.page.locator(met).first().textContent()).trim();
    await visitor.follow(met);
    visitor.say(await visitor.page.locator("ol.items").getAttribute("data-count") === number, "the list has not the length of the number");
    await visitor.see(".answers .extent");
    await visitor.readSentence();
    await visitor.follow("main a[href*='/document/']");
  },
  async "what two agree on"(visitor) {
    await visitor.go("id/actor/chn");
    await visitor.follow("main a.n[href*='verdict=AGREE']");
    await visitor.see("[data-count] .point .says");
    await visitor.readSentence();
  },
  async "pictures and tables are in sight"(visitor) {
    for (const path of ["", "time", "id/theme/governance", `compare?${compared}`, "network", "map?theme=theme:governance", "outcome", "outcome?theme=theme:igf-continuation"]) {
      await visitor.go(path);
      await visitor.inSight();
    }
    visitor.say(visitor.seen > 50, `only ${visitor.seen} parts of pictures were measured`);
  },
  async "a network of thirty names"(visitor) {
    await visitor.go("network");
    if (!visitor.hasScript) return visitor.see("table.matrix a.n");
    await visitor.see("svg.network .name:not(.rare)");
    const names = await visitor.page.locator("svg.network .name:not(.rare)").evaluateAll(all => all.map(name => {
      const { left, right, top, bottom } = name.getBoundingClientRect();
      return { text: name.textContent, left, right, top, bottom };
    }));
    const nodes = await visitor.count("svg.network circle");
    visitor.say(nodes < 20 || names.length > 8, `${names.length} names of ${nodes} nodes`);
    for (const [i, a] of names.entries()) {
      for (const b of names.slice(i + 1)) {
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left), down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        visitor.say(across < 2 || down < 4, `${a.text} covers ${b.text}`);
      }
    }
    // A name without room is shown when its node is looked at.
    if (await visitor.count("svg.network .rare") > 0) {
      const at = await visitor.page.locator("svg.network .name").evaluateAll(all => all.findIndex(name => name.classList.contains("rare")));
      await visitor.page.locator("svg.network a").nth(at).focus();
      await visitor.see("svg.network .rare.near");
    }
  },
  async "a list narrowed in place"(visitor) {
    await visitor.go("positions");
    await visitor.see(".facet a.n");
    const link = visitor.page.locator(".facet li").first().locator("a").first();
    const number = Number(await visitor.page.locator(".facet li").first().locator("a.n").textContent());
    await link.click();
    await visitor.page.waitForFunction(number => document.querySelector("ol.items")?.dataset.count === String(number), number);
    await visitor.see(".conditions a.remove");
    await visitor.check();
    await visitor.page.goBack({ waitUntil: "load" });
    await visitor.page.waitForFunction(number => Number(document.querySelector("ol.items")?.dataset.count) > number, number);
  },
};

const flags = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync", "--disable-component-update"];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: flags });
const findings = [];
let walked = 0;

async function walk(name, language, width, hasScript) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, javaScriptEnabled: hasScript });
  const page = await context.newPage();
  page.setDefaultTimeout(patience);
  const found = [];
  page.on("pageerror", error => found.push(`script: ${error.message}`));
  page.on("console", message => found.push(`console: ${message.text()}`));
  page.on("request", request => new URL(request.url()).protocol.startsWith("http") && new URL(request.url()).host !== root.host && found.push(`elsewhere: ${request.url()}`));
  page.on("response", response => response.status() >= 400 && found.push(`${response.status()} ${response.url()}`));
  try {
    await journeys[name](new Visitor(page, language, width, hasScript));
  } catch (error) {
    found.push(`${error.message.split("\n")[0]} (${page.url().replace(root.href, "/").slice(0, 160)})`);
  }
  walked += 1;
  const where = `${name} (${language}, ${width}, ${hasScript ? "script" : "no script"})`;
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${where.replace(/\W+/g, "-")}.png` });
  findings.push(...found.map(finding => `${where}: ${finding}`));
  await context.close();
}

const all = Object.keys(journeys).filter(name => wanted.length === 0 || wanted.some(word => name.includes(word)));
const tasks = languages.flatMap(language => [1280, 390].flatMap(width => [true, false].flatMap(hasScript => all.map(name => [name, language, width, hasScript]))));
await Promise.all([1, 2].map(async () => {
  for (let task; (task = tasks.shift());) await walk(...task);
}));
await browser.close();
for (const finding of findings) console.log(finding.slice(0, 400));
console.log(`${walked} journeys, ${findings.length} findings`);
process.exit(findings.length ? 1 : 0);
