import { createClient, fetchExchange } from "@urql/core";
import { ofUrql } from "./deferring.mjs";

export function connect(url) {
  return ofUrql(createClient({ url, exchanges: [fetchExchange], preferGetMethod: false }));
}
