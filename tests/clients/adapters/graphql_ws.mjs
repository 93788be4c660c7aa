import { connectWebSocket } from "./websocket.mjs";

export function connect(url, authorization) {
  const client = connectWebSocket(url, authorization);
  return {
    execute: (query, variables) =>
      new Promise((resolve, reject) => {
        let result;
        client.subscribe(
          { query, variables },
          { next: (value) => (result = value), error: reject, complete: () => resolve(result) },
        );
      }),
    subscribe: (query, sink) => client.subscribe({ query }, sink),
  };
}
