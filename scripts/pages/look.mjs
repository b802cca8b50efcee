// Opens pages in Chromium, wide and narrow, light and dark, and reports what axe finds, errors of scripts, requests that fail or
// leave the server, and pages that have to be scrolled sideways. Called by scripts/pages.sh.
import fs from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(`${process.env.PAGES_TOOLS}/x.js`);
const { chromium } = require("playwright-core");
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const flags = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync", "--disable-component-update"];

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: flags });
let findings = 0;
for (const url of process.argv.slice(2)) {
  for (const [width, colorScheme] of [[1280, "light"], [390, "dark"]]) {
    // The policy of the page holds while it loads; axe is evaluated by the debugger, which it does not concern.
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
    const page = await context.newPage();
    const found = [];
    page.on("pageerror", error => found.push(`script: ${error.message}`));
    page.on("console", message => message.type() === "error" && !/status of 40[04]/.test(message.text()) && found.push(`console: ${message.text()}`));
    page.on("request", request => {
      const asked = new URL(request.url());
      if (/^http/.test(asked.protocol) && asked.host !== new URL(url).host) found.push(`elsewhere: ${request.url()}`);
    });
    page.on("response", response => response.status() >= 400 && response.url() !== url && found.push(`${response.status()} ${response.url()}`));
    await page.goto(url, { waitUntil: "networkidle" });
    await page.evaluate(axe);
    const { violations } = await page.evaluate(values => axe.run(document, { runOnly: { type: "tag", values } }), tags);
    found.push(...violations.flatMap(rule => rule.nodes.map(node => `${rule.impact} ${rule.id}: ${node.html.slice(0, 160)}`)));
    if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)) found.push("scrolls sideways");
    findings += found.length;
    for (const finding of found) console.log(`${url} (${width}, ${colorScheme}): ${finding}`);
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${width}-${url.replace(/\W+/g, "_").slice(0, 120)}.png`, fullPage: true });
    await context.close();
  }
}
await browser.close();
console.log(`${process.argv.length - 2} pages, ${findings} findings`);
process.exit(findings ? 1 : 0);
