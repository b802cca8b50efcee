/** A table of an answer; what is a resource leads to its page. */
import { useEffect, useState } from "preact/hooks";
import { at, language, say, type Words } from "../dom";
import type { Table } from "./table";
import { prefixes, short, whole } from "./terms";

/** Rows that are shown; the CSV has all. */
const most = 500;

/** What stands between the values of a cell that has several. */
const between = " | ";

export function Rows({ table, words, heading = name => name }: { table: Table; words: Words; heading?(name: string): string }) {
  const [known, setKnown] = useState<[string, string][]>([]);
  useEffect(() => void prefixes().then(setKnown), []);
  const isId = table.columns.map(column => /(^|\.)id$/.test(column));
  const page = (iri: string) => at(`describe?iri=${encodeURIComponent(iri)}${language ? `&lang=${language}` : ""}`);
  const resource = (text: string) => {
    const iri = /^https?:/.test(text) ? text : whole(text, known);
    return iri ? <a href={page(iri)} dir="ltr">{short(iri, known) ?? text}</a> : <span dir="auto">{text}</span>;
  };
  const cell = ({ text, lang, iri }: Table["rows"][number][number], column: number) => {
    if (iri) return resource(text);
    if (isId[column]) return text.split(between).map((part, i) => <>{i > 0 && between}{resource(part)}</>);
    return <span dir="auto" {...(lang && { lang })}>{text}</span>;
  };
  if (table.rows.length === 0) return <p class="quiet">{words.nothing}</p>;
  return (
    <>
      <div class="rows" tabIndex={0} role="region" aria-label={words.table}>
        <table data-count={table.rows.length}>
          <thead><tr>{table.columns.map(column => <th scope="col" dir="auto">{heading(column)}</th>)}</tr></thead>
          <tbody>{table.rows.slice(0, most).map(row => <tr>{row.map((value, i) => <td>{cell(value, i)}</td>)}</tr>)}</tbody>
        </table>
      </div>
      <p class="quiet">{say(table.rows.length > most ? words.cut : words.rows, { n: table.rows.length, m: most })}</p>
    </>
  );
}
