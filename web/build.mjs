// Bundles src/ into dist/, and writes the table by which the program serves it (dist/files.rs). The same sources give the same bytes.
import { build } from "esbuild";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";

const root = new URL(".", import.meta.url).pathname;
const dist = `${root}dist`;
rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: [{ in: "src/page.ts", out: "page" }, { in: "src/page.css", out: "islands" }, { in: "src/query/query.css", out: "query" }],
  outdir: "dist",
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  target: ["es2022"],
  minify: true,
  charset: "utf8",
  legalComments: "none",
  jsx: "automatic",
  jsxImportSource: "preact",
  define: { "process.env.NODE_ENV": '"production"' },
  metafile: true,
});

const entries = { PAGE_SCRIPT: "src/page.ts", PAGE_STYLE: "src/page.css", QUERY_STYLE: "src/query/query.css" };
const name = path => path.replace(/^dist\//, "");
const named = Object.entries(entries).map(([constant, source]) => {
  const [path] = Object.entries(metafile.outputs).find(([, output]) => output.entryPoint === source);
  return [constant, source, name(path)];
});
const files = readdirSync(dist).sort();
writeFileSync(`${dist}/files.rs`, `// Made by web/build.mjs; do not edit.
${named.map(([constant, source, file]) => `
/// The name of what is made of \`web/${source}\`.
pub const ${constant}: &str = "${file}";
`).join("")}
const FILES: &[(&str, &[u8])] = &[
${files.map(file => `    ("${file}", include_bytes!("${file}")),`).join("\n")}
];
`);

// Packages with a licence that asks for it are named beside the code that is made of them.
const packages = new Set(Object.keys(metafile.inputs).map(path => path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)\//)?.[1]).filter(Boolean));
const notice = [...packages].sort().map(name => {
  const folder = `${root}node_modules/${name}`;
  const { version, license } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
  const text = readdirSync(folder).find(file => /^licen[cs]e/i.test(file));
  return `${name} ${version} (${license})\n\n${text ? readFileSync(`${folder}/${text}`, "utf8").trim() : ""}\n`;
});
writeFileSync(`${dist}/LICENSES.txt`, notice.join(`\n${"-".repeat(72)}\n\n`));
