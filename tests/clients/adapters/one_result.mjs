// The one result of a query or mutation, from a client whose every operation is a stream of results.
export const oneResult = (client, query, variables) =>
  new Promise((resolve, reject) => {
    let result;
    const sink = { next: (value) => (result = value), error: reject, complete: () => resolve(result) };
    client.subscribe({ query, variables }, sink);
  });
