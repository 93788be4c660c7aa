import { createClient, subscriptionExchange } from "@urql/core";
import { ofUrql } from "./deferring.mjs";
import { connectWebSocket } from "./websocket.mjs";

export function connect(url) {
  const socket = connectWebSocket(url);
  const everything = subscriptionExchange({
    enableAllOperations: true,
    forwardSubscription: (request) => ({
      subscribe: (sink) => ({ unsubscribe: socket.subscribe({ ...request, query: request.query ?? "" }, sink) }),
    }),
  });
  return ofUrql(createClient({ url, exchanges: [everything] }));
}
