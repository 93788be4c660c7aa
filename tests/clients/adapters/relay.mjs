// Relay's network layer, with the functions that its documentation tells to write.
import relay from "relay-runtime";
import { connectWebSocket } from "./websocket.mjs";

const { Network, Observable } = relay;

export function connect(url, authorization) {
  const socket = connectWebSocket(url, authorization);
  const headers = { "content-type": "application/json", ...(authorization ? { authorization } : {}) };

  async function fetchOperation(operation, variables) {
    const body = JSON.stringify({ doc_id: operation.id, query: operation.text, variables });
    const response = await fetch(url, { method: "POST", headers, body });
    const answer = await response.json();
    if (!response.ok) throw Object.assign(new Error("refused"), { statusCode: response.status });
    return answer;
  }

  const subscribe = (operation, variables) =>
    Observable.create((sink) => socket.subscribe({ query: operation.text, variables }, sink));

  const network = Network.create(fetchOperation, subscribe);
  const named = (operationKind, text, id = null) => ({ id, text, operationKind, name: "Tested", metadata: {} });
  return {
    execute(query, variables) {
      const isMutation = query.trim().startsWith("mutation");
      const operation = named(isMutation ? "mutation" : "query", query);
      return network.execute(operation, variables, { force: true }).toPromise();
    },
    subscribe(query, sink) {
      const subscription = network.execute(named("subscription", query), {}, {}).subscribe(sink);
      return () => subscription.unsubscribe();
    },
  };
}
