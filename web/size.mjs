// Adds up what a page loads before anybody uses it: page.ts with the largest island, without what is loaded later by it (editors).
import { readFileSync, readdirSync } from "node:fs";
import { gzipSync } from "node:zlib";

const most = 60_000;
const dist = new URL("dist/", import.meta.url);
const text = file => readFileSync(new URL(file, dist), "utf8");
const scripts = readdirSync(dist).filter(file => file.endsWith(".js"));
const size = file => gzipSync(text(file)).length;
const imports = (file, pattern) => [...text(file).matchAll(pattern)].map(([, name]) => name);
const withStatic = (file, found = new Set()) => {
  if (!found.has(file)) {
    found.add(file);
    for (const next of imports(file, /(?:import|from)\s*"\.\/([\w-]+\.js)"/g)) withStatic(next, found);
  }
  return found;
};
const page = scripts.find(file => file.startsWith("page-"));
const base = withStatic(page);
const later = new Set([...base].flatMap(file => imports(file, /import\("\.\/([\w-]+\.js)"\)/g)));
const sum = files => [...files].reduce((all, file) => all + size(file), 0);
let failed = false;
for (const island of later) {
  const all = sum(new Set([...base, ...withStatic(island)]));
  console.log(`page with ${island}: ${all} bytes of script, gzip`);
  failed ||= all > most;
}
if (failed) console.error(`a page loads more than ${most} bytes of script at first`);
process.exit(failed ? 1 : 0);
