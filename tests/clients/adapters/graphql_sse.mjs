import { createClient } from "graphql-sse";
import { oneResult } from "./one_result.mjs";

export function connect(url, authorization) {
  const client = createClient({
    url,
    headers: authorization ? { authorization } : undefined,
    retryAttempts: 10,
    retry: () => new Promise((resume) => setTimeout(resume, 20)),
  });
  return {
    execute: (query, variables) => oneResult(client, query, variables),
    subscribe: (query, sink) => client.subscribe({ query }, sink),
  };
}
