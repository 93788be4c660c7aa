import { oneResult } from "./one_result.mjs";
import { connectWebSocket } from "./websocket.mjs";

export function connect(url, authorization) {
  const client = connectWebSocket(url, authorization);
  return {
    execute: (query, variables) => oneResult(client, query, variables),
    subscribe: (query, sink) => client.subscribe({ query }, sink),
  };
}
