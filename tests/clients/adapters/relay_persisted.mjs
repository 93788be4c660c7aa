// Relay with documents that were registered beforehand: what it is given as a query is the document's id.
import relay from "relay-runtime";
import { named, post } from "./relay_network.mjs";

export function connect(url) {
  const network = relay.Network.create((operation, variables) => post(url, {}, { doc_id: operation.id, variables }));
  return {
    execute: (id, variables) => network.execute(named("query", { id }), variables, { force: true }).toPromise(),
  };
}
