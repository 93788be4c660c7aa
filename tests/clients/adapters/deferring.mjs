// What clients hear of an operation with @defer: the data each time that there is more of it, and whether it is all.

// Apollo Client asks for __typename in every fragment.
const withoutTypenames = (data) => JSON.parse(JSON.stringify(data, (key, value) => (key === "__typename" ? undefined : value)));

export const ofApollo = (client, gql) => ({
  subscribe(query, sink) {
    const watched = client.watchQuery({ query: gql(query), errorPolicy: "all" });
    let heard = "";
    const subscription = watched.subscribe({
      next(result) {
        if (!result.data || !Object.keys(result.data).length) return;
        const more = { data: withoutTypenames(result.data), ...(result.error || result.errors ? { failed: true } : {}) };
        const text = JSON.stringify(more);
        if (text !== heard) sink.next(more); // it also tells that it is no longer loading
        heard = text;
      },
      error: sink.error,
    });
    return () => subscription.unsubscribe();
  },
});

export const ofUrql = (client) => ({
  subscribe(query, sink) {
    return client.query(query, {}).subscribe(({ data, error }) => {
      sink.next({ data: withoutTypenames(data), ...(error ? { failed: true } : {}) });
    }).unsubscribe;
  },
});
