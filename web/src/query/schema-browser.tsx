/** The types of the schema with their fields and what they mean; found by name. */
import { getNamedType, type GraphQLNamedType, type GraphQLSchema, type GraphQLType, isEnumType, isInputObjectType, isInterfaceType, isObjectType, isUnionType } from "graphql";
import { useEffect, useMemo, useState } from "preact/hooks";
import { say, type Words } from "../dom";
import { schema as load } from "./graphql-editor";

/** Hits that are listed. */
const most = 40;

type Shown = { type: string; field?: string };

interface Row {
  name: string;
  description?: string | null | undefined;
  type?: { text: string; name: string };
  arguments: { name: string; text: string; type: string; description?: string | null | undefined }[];
}

function rows(type: GraphQLNamedType): Row[] {
  const of = (kind: GraphQLType) => ({ text: String(kind), name: getNamedType(kind).name });
  if (isObjectType(type) || isInterfaceType(type)) {
    return Object.values(type.getFields()).map(field => ({
      name: field.name, description: field.description, type: of(field.type),
      arguments: field.args.map(argument => ({ name: argument.name, text: String(argument.type), type: of(argument.type).name, description: argument.description })),
    }));
  }
  if (isInputObjectType(type)) {
    return Object.values(type.getFields()).map(field => ({ name: field.name, description: field.description, type: of(field.type), arguments: [] }));
  }
  if (isEnumType(type)) return type.getValues().map(value => ({ name: value.name, description: value.description, arguments: [] }));
  if (isUnionType(type)) return type.getTypes().map(member => ({ name: member.name, type: of(member), arguments: [] }));
  return [];
}

/** What has a text in its name: types first, then fields. */
function find(schema: GraphQLSchema, text: string): Shown[] {
  const wanted = text.toLowerCase();
  const types = Object.values(schema.getTypeMap()).filter(type => !type.name.startsWith("__"));
  const rank = (name: string) => (name.toLowerCase() === wanted ? 0 : name.toLowerCase().startsWith(wanted) ? 1 : 2);
  const byRank = (a: Shown, b: Shown) => rank(a.field ?? a.type) - rank(b.field ?? b.type);
  const named = types.filter(type => type.name.toLowerCase().includes(wanted)).map(type => ({ type: type.name })).sort(byRank);
  const fields = types.filter(type => isObjectType(type) || isInterfaceType(type)).flatMap(type => rows(type)
    .filter(row => row.name.toLowerCase().includes(wanted)).map(row => ({ type: type.name, field: row.name }))).sort(byRank);
  return [...named.slice(0, most / 2), ...fields].slice(0, most);
}

export function SchemaBrowser({ words, shown, onShow }: { words: Words; shown: Shown | undefined; onShow(shown: Shown | undefined): void }) {
  const [schema, setSchema] = useState<GraphQLSchema>();
  const [text, setText] = useState("");
  useEffect(() => void load().then(setSchema, () => {}), []);
  const found = useMemo(() => (schema && text.trim() ? find(schema, text.trim()) : []), [schema, text]);
  if (!schema) return null;
  const root = schema.getQueryType()?.name ?? "Query";
  const type = schema.getType(shown?.type ?? root);
  const open = (shown: Shown) => {
    setText("");
    onShow(shown);
  };
  const link = (name: string, label = name) => <button type="button" class="name" onClick={() => open({ type: name })}><code>{label}</code></button>;
  return (
    <>
      <h2>{words.schema}</h2>
      <input type="search" aria-label={words.findType} placeholder={words.findType} value={text} onInput={event => setText(event.currentTarget.value)} />
      {text.trim() ? (
        <ul class="terms" data-count={found.length}>
          {found.map(hit => <li><button type="button" class="name" onClick={() => open(hit)}><code>{hit.field ? `${hit.type}.${hit.field}` : hit.type}</code></button></li>)}
          {found.length === 0 && <li class="quiet">{words.nothing}</li>}
        </ul>
      ) : type && (
        <div class="type" lang="en" dir="ltr">
          <h3><code>{type.name}</code></h3>
          {type.name !== root && <p>{link(root, `← ${root}`)}</p>}
          {type.description && <p>{type.description}</p>}
          <ul class="terms" tabIndex={0} aria-label={say(words.fieldsOf, { m: type.name })}>
            {rows(type).map(row => (
              <li class={row.name === shown?.field ? "found" : ""}>
                <code>{row.name}</code>{row.type && <>: {link(row.type.name, row.type.text)}</>}
                {row.description && <p>{row.description}</p>}
                {row.arguments.length > 0 && (
                  <details>
                    <summary>{row.arguments.map(argument => argument.name).join(", ")}</summary>
                    <ul>{row.arguments.map(argument => <li><code>{argument.name}</code>: {link(argument.type, argument.text)}{argument.description && <p>{argument.description}</p>}</li>)}</ul>
                  </details>
                )}
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}
