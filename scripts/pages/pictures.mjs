// Takes the pictures of docs/pictures: each page in English and light, in Chinese and dark, and in Arabic, narrow and light.
//
//     node scripts/pages/pictures.mjs URL FOLDER
import { createRequire } from "node:module";

const require = createRequire(`${process.env.PAGES_TOOLS}/x.js`);
const { chromium } = require("playwright-core");
const [base, folder] = process.argv.slice(2);
const pages = {
  home: "/",
  search: "/search?q=inclusion",
  themes: "/themes",
  actors: "/actors",
  positions: "/positions?stance.polarity=NEGATIVE",
  theme: "/id/theme/governance",
  actor: "/id/actor/chn",
  compare: "/compare?actor=actor:rus&actor=actor:chn&actor=actor:lva&actor=actor:sau",
  blocs: "/compare?regionalGroup=EASTERN_EUROPEAN&body=actor:g77-china",
  agree: "/compare?actor=actor:chn&actor=actor:rus&verdict=AGREE",
  meeting: "/id/meeting/wsis20-prep1",
  outcome: "/outcome",
  demands: "/outcome?theme=theme:igf-continuation",
  draft: "/id/draft/zero-draft",
  statement: "/id/statement/wsis20-prep1-s064",
  position: "/id/position/wsis20-prep1-s064-p1",
  time: "/time",
  network: "/network",
  map: "/map?theme=theme:governance",
  query: "/query",
  build: "/build",
};
const looks = [
  { language: "en", colorScheme: "light", width: 1280, height: 960 },
  { language: "zh", colorScheme: "dark", width: 1280, height: 960 },
  { language: "ar", colorScheme: "light", width: 390, height: 960 },
];

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
for (const { language, colorScheme, width, height } of looks) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme });
  const page = await context.newPage();
  for (const [name, path] of Object.entries(pages)) {
    await page.goto(`${base}${path}${path.includes("?") ? "&" : "?"}lang=${language}`, { waitUntil: "networkidle" });
    await page.screenshot({ path: `${folder}/${name}-${language}-${colorScheme}.jpg`, type: "jpeg", quality: 72 });
  }
  await context.close();
}
await browser.close();
