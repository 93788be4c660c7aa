import relay from "relay-runtime";
import { named, post } from "./relay_network.mjs";
import { connectWebSocket } from "./websocket.mjs";

const { Network, Observable } = relay;

export function connect(url, authorization) {
  const socket = connectWebSocket(url, authorization);
  const headers = authorization ? { authorization } : {};
  const network = Network.create(
    (operation, variables) => post(url, headers, { query: operation.text, variables }),
    (operation, variables) =>
      Observable.create((sink) => socket.subscribe({ query: operation.text, variables }, sink)),
  );
  return {
    execute(query, variables) {
      const kind = query.trim().startsWith("mutation") ? "mutation" : "query";
      return network.execute(named(kind, { text: query }), variables, { force: true }).toPromise();
    },
    subscribe(query, sink) {
      const subscription = network.execute(named("subscription", { text: query }), {}, {}).subscribe(sink);
      return () => subscription.unsubscribe();
    },
  };
}
