import { createClient } from 'graphql-ws';
import { Kind, parse } from 'graphql';

// GraphiQL's way to the router: HTTP for queries and mutations, a WebSocket for each subscription.
export function createFetcher(config, live) {
  return async function fetcher(given, options = {}) {
    const parked = live.attach();
    if (parked) return parked;
    const operations = operationsIn(given.query);
    const request = { ...given, operationName: operationName(given.operationName, operations) };
    const headers = { ...(await config.headers()), ...options.headers };
    const chosen = operations.find(({ name }) => name?.value === request.operationName);
    if (chosen?.operation === 'subscription') {
      return live.start(request.operationName, (sink) => subscribe(config.endpoint, request, headers, sink));
    }
    return post(config.endpoint, request, headers);
  };
}

function operationsIn(query) {
  try {
    return parse(query).definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  } catch {
    return [];
  }
}

// Just after another tab was opened, GraphiQL still names the operation of the one before.
function operationName(given, operations) {
  if (operations.some(({ name }) => name?.value === given)) return given;
  return operations.length === 1 ? operations[0].name?.value : given;
}

async function post(endpoint, request, headers) {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      accept: 'application/graphql-response+json, application/json;q=0.9',
      ...headers,
      'content-type': 'application/json',
    },
    body: JSON.stringify(request),
  });
  return response.json();
}

// A socket of its own, because the credentials belong to the connection and each tab may have others.
function subscribe(endpoint, request, headers, sink) {
  const name = Object.keys(headers).find((key) => key.toLowerCase() === 'authorization');
  const url = new URL(endpoint, location.href);
  url.protocol = url.protocol.replace('http', 'ws');
  const client = createClient({
    url: url.href,
    connectionParams: name ? { authorization: headers[name] } : {},
    lazy: true,
  });
  const stop = client.subscribe(request, sink);
  return () => {
    stop();
    client.dispose();
  };
}
