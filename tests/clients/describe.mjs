// What an error of any of these clients says: codes of GraphQL errors, an HTTP status, a close code of the WebSocket.
export function describe(error) {
  if (Array.isArray(error)) return { codes: error.map(codeOf) };
  const inner = error.graphQLErrors?.length ? error.graphQLErrors : error.errors;
  if (inner?.length) return { codes: inner.map(codeOf) };
  const cause = error.networkError ?? error.cause ?? error;
  const status = cause.statusCode ?? cause.response?.status ?? error.response?.status ?? cause.status;
  if (status) return { status };
  if (typeof cause.code === "number") return { close: cause.code };
  const message = String(error.message ?? error);
  const close = /Socket closed with event (\d+)/.exec(message);
  return close ? { close: Number(close[1]) } : { message };
}

const codeOf = (error) => error.extensions?.code ?? error.message;
