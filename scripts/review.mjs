// Corrects an import by the buttons of its review page in Chromium, gives the file that the page downloads to `plenary import
// --corrections`, and asks the record what has become of it. Called by pages.sh with the program.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(`${process.env.PAGES_TOOLS}/x.js`);
const { chromium } = require("playwright-core");
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const desk = fs.mkdtempSync(path.join(os.tmpdir(), "plenary-review-"));
const at = name => path.join(desk, name);
const plenary = (args, input = "") => {
  const { status, stdout, stderr } = spawnSync(process.argv[2], args, { encoding: "utf8", input });
  assert.equal(status, 0, `${args.join(" ")}: ${stderr}`);
  return stdout;
};
fs.writeFileSync(at("talks.en.md"), `# WSIS+20 consultations

New York, 30 May 2025

### Kenya

- Supports the continuation of the IGF.
- Opposes fragmentation of the Internet.
- Thanked everybody for the "warm" weather & rain.

### Lost Land

- Calls for capacity building.

### Ghana (on behalf of the African Group)

- Supports capacity building.
- Supports innovation.
`);
const settings = ["--out", at("out"), "--report", at("review.html"), "--reviewer", 'Jane "J." Doe'];
plenary(["import", at("talks.en.md"), ...settings]);

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
const found = [];
page.on("pageerror", error => found.push(`script: ${error.message}`));
page.on("console", message => message.type() === "error" && found.push(`console: ${message.text()}`));
page.on("request", request => /^(file|blob|data):/.test(request.url()) || found.push(`elsewhere: ${request.url()}`));
page.on("dialog", dialog => dialog.accept());

// The places of what is corrected, by the words beside them.
const row = text => page.locator("tr", { hasText: text });
const open = async (place, name) => {
  await place.getByRole("button", { name }).first().click();
  return place.getByRole("group", { name }).first();
};
const choose = async (editor, label, text) => {
  await editor.getByRole("combobox", { name: label, exact: true }).fill(text);
  await page.keyboard.press("Tab");
};
const correct = async () => {
  await page.goto(pathToFileURL(at("review.html")).href);
  assert.equal(await page.getByRole("status").textContent(), "0 resources corrected");
  // Another sign and another theme.
  let editor = await open(row("continuation of the IGF").locator(".position").first(), /^Correct/);
  await editor.getByLabel("Sign").selectOption("NEGATIVE");
  await choose(editor, "Themes, one more", "Digital divide");
  await choose(editor, "Themes, one more", "nothing of the kind");
  assert.match(await editor.getByRole("alert").first().textContent(), /is none of the names/);
  await editor.getByRole("button", { name: "Remove theme:igf-continuation" }).click();
  // Withdrawn.
  editor = await open(row("fragmentation of the Internet").locator(".position").first(), /^Correct/);
  await editor.getByLabel(/Withdraw/).check();
  // Read and found right.
  editor = await open(row("Supports innovation").locator(".position").first(), /^Correct/);
  await editor.getByLabel(/Read by me/).check();
  // What was not recognized: a position, and a statement of an unknown speaker.
  editor = await open(row("Thanked everybody").last().locator("td[data-kind=statement]"), /^Add a position/);
  await editor.getByLabel("Stance").selectOption("stance:supports");
  await choose(editor, "Themes, one more", "theme:inclusion");
  editor = await open(page.locator("[data-kind=unresolved]", { hasText: "no known speaker" }).first(), /^Add what is said/);
  await choose(editor, "Speaker", "Brazil");
  await choose(editor, "Themes, one more", "theme:capacity-building");
  // Another speaker, on nobody's behalf, by keys alone.
  const slot = page.locator("[data-kind=intervention]", { hasText: "Ghana" });
  await slot.getByRole("button", { name: /^Correct/ }).focus();
  await page.keyboard.press("Enter");
  await page.keyboard.type("actor:nga");
  await page.keyboard.press("Tab");
  editor = slot.getByRole("group");
  await editor.getByRole("button", { name: /^Remove/ }).focus();
  await page.keyboard.press("Enter");
  assert.equal(await slot.getAttribute("class"), "corrected");
};
await correct();
await page.evaluate(axe);
const { violations } = await page.evaluate(() => axe.run(document));
found.push(...violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 160)}`)));
const download = async name => {
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: /^Download/ }).click()]);
  assert.equal(file.suggestedFilename(), "talks-en.corrections.ttl");
  await file.saveAs(at(name));
  return fs.readFileSync(at(name), "utf8");
};
const first = await download("first.ttl");
assert.match(first, /@prefix ple: /);

const query = `{ positions(where: { meeting: { id: { eq: "meeting:talks" } } }) { nodes { id method reviewedBy confidence stance { id polarity }
  actor { id } onBehalfOf { id } themes { id } statement { text passage { quote line } } } } }`;
const record = () => {
  const { nodes } = JSON.parse(plenary(["query", "-", "--data", at("out")], query)).data.positions;
  return new Map(nodes.map(node => [node.statement.passage.quote.replace(/\.$/, ""), node]));
};
const check = () => {
  const positions = record();
  const human = { method: "HUMAN", reviewedBy: 'Jane "J." Doe', confidence: null };
  const said = (text, wanted) => {
    const position = positions.get(text);
    assert.ok(position, `${text} in ${[...positions.keys()]}`);
    for (const [name, value] of Object.entries({ ...human, ...wanted })) assert.deepEqual(position[name], value, `${text}: ${name}`);
    return position;
  };
  const themes = (...names) => names.map(name => ({ id: `https://w3id.org/plenary/id/theme/${name}` }));
  const actor = name => ({ id: `https://w3id.org/plenary/id/actor/${name}` });
  const changed = said("Supports the continuation of the IGF", { actor: actor("ken"), themes: themes("digital-divide") });
  assert.equal(changed.stance.polarity, "NEGATIVE");
  assert.ok(!positions.has("Opposes fragmentation of the Internet"));
  said('Thanked everybody for the "warm" weather & rain', { themes: themes("inclusion") });
  said("Calls for capacity building", { actor: actor("bra"), themes: themes("capacity-building") });
  said("Supports innovation", { actor: actor("nga"), onBehalfOf: [] });
  assert.equal(positions.get("Supports capacity building").method, "RULE", "what nobody corrected is as it was read");
  assert.deepEqual(positions.get("Supports capacity building").actor, actor("nga"), "but its speaker is another");
};
plenary(["import", at("talks.en.md"), ...settings, "--corrections", at("first.ttl")]);
check();

// The next review begins with what was corrected, and keeps it.
await page.goto(pathToFileURL(at("review.html")).href);
assert.match(await page.getByRole("status").textContent(), /^4 resources/);
await download("second.ttl");
plenary(["import", at("talks.en.md"), ...settings, "--corrections", at("second.ttl")]);
check();
await browser.close();
fs.rmSync(desk, { recursive: true });
found.forEach(finding => console.log(finding));
console.log(`corrections by clicks: ${found.length} findings`);
process.exit(found.length ? 1 : 0);
