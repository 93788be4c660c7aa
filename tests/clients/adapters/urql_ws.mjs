import { fetchExchange, subscriptionExchange } from "@urql/core";
import { connectUrql } from "./urql.mjs";
import { connectWebSocket } from "./websocket.mjs";

export function connect(url, authorization) {
  const socket = connectWebSocket(url, authorization);
  const overWebSocket = subscriptionExchange({
    forwardSubscription: (request) => ({
      subscribe: (sink) => ({ unsubscribe: socket.subscribe({ ...request, query: request.query ?? "" }, sink) }),
    }),
  });
  return connectUrql(url, authorization, [overWebSocket, fetchExchange]);
}
