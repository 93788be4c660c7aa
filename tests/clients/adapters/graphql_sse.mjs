import { createClient } from "graphql-sse";

export function connect(url, authorization) {
  const client = createClient({
    url,
    headers: authorization ? { authorization } : undefined,
    retryAttempts: 10,
    retry: () => new Promise((resume) => setTimeout(resume, 20)),
  });
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
