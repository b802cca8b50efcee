/** Asks the server for typed documents. */
import { at, language } from "./dom";
import type { TypedDocumentString } from "./generated";

interface Answered<Data> {
  data?: Data | null;
  errors?: { message: string }[];
}

async function send<Data>(body: unknown, signal?: AbortSignal): Promise<Data> {
  const headers = { "Content-Type": "application/json", Accept: "application/json", "Accept-Language": language };
  const response = await fetch(at("graphql"), { method: "POST", headers, body: JSON.stringify(body), ...(signal && { signal }) });
  const { data, errors } = (await response.json()) as Answered<Data>;
  if (!data) throw new Error(errors?.map(error => error.message).join("\n") ?? String(response.status));
  return data;
}

/** Asks a document of which the types are known. */
export const query = <Data, Variables>(document: TypedDocumentString<Data, Variables>, variables: Variables) =>
  send<Data>({ query: document.toString(), variables });

/** Asks a query that is made as it is asked. */
export const queryText = <Data>(text: string, variables: unknown, signal: AbortSignal) => send<Data>({ query: text, variables }, signal);
