// Makes src/generated.ts, which is not checked in: typed documents of src/**/*.graphql, by the schema that the program prints.
import { codegen } from "@graphql-codegen/core";
import * as documents from "@graphql-codegen/typed-document-node";
import * as operations from "@graphql-codegen/typescript-operations";
import { buildSchema, parse } from "graphql";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";

const root = new URL(".", import.meta.url).pathname;
const read = path => readFileSync(`${root}${path}`, "utf8");
const files = readdirSync(`${root}src`, { recursive: true }).filter(file => file.endsWith(".graphql")).sort();
const schemaAst = buildSchema(read("../schema.graphql"));
const scalars = { ID: "string", Date: "string", DateTime: "string", IRI: "string", LangTag: "string", BigInt: "string", Decimal: "string" };
const config = { scalars, documentMode: "string", pureMagicComment: true, useTypeImports: true, enumsAsTypes: true, skipTypename: true, defaultScalarType: "unknown" };
writeFileSync(`${root}src/generated.ts`, files.length === 0 ? "export {};\n" : await codegen({
  schema: parse("type Query { unused: Int }"),
  schemaAst,
  documents: files.map(file => ({ location: file, document: parse(read(`src/${file}`)) })),
  filename: "src/generated.ts",
  config,
  plugins: [{ operations: config }, { documents: config }],
  pluginMap: { operations, documents },
}));
