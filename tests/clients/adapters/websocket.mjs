// The connection of graphql-ws, which several clients are used with.
import { createClient } from "graphql-ws";
import WebSocket from "ws";

globalThis.WebSocket ??= WebSocket; // Apollo's link looks for it, as in a browser

export function connectWebSocket(url, authorization) {
  return createClient({
    url: url.replace("http", "ws"),
    webSocketImpl: WebSocket,
    connectionParams: authorization ? { authorization } : undefined,
    // A refused client is not to try again; one whose connection broke is.
    shouldRetry: (event) => event.code !== 4403,
    retryAttempts: 10,
    retryWait: () => new Promise((resume) => setTimeout(resume, 20)),
  });
}
