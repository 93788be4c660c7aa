// urql with files: the variable `file` holds the text of one.
import { fetchExchange } from "@urql/core";
import { connectUrql } from "./urql.mjs";

export function connect(url) {
  const fetchOptions = { headers: { "apollo-require-preflight": "1" } };
  const client = connectUrql(url, undefined, [fetchExchange], { fetchOptions });
  const asFile = (text) => new File([text], "cat.txt", { type: "text/plain" });
  return { execute: (query, { file }) => client.execute(query, { file: asFile(file) }) };
}
