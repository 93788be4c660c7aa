// Apollo Client, whatever link its subscriptions take.
import { ApolloClient, gql, InMemoryCache } from "@apollo/client";

// Apollo Client asks for __typename wherever something is selected.
const withoutTypenames = (data) =>
  JSON.parse(JSON.stringify(data), (key, value) => {
    if (key !== "" && value && typeof value === "object") delete value.__typename;
    return value;
  });

export function connectApollo(link) {
  const client = new ApolloClient({ link, cache: new InMemoryCache() });
  return {
    async execute(query, variables) {
      const document = gql(query);
      const isMutation = document.definitions[0].operation === "mutation";
      const { data, error } = isMutation
        ? await client.mutate({ mutation: document, variables, errorPolicy: "all" })
        : await client.query({ query: document, variables, errorPolicy: "all", fetchPolicy: "no-cache" });
      if (error && !error.errors) throw error;
      return { data: withoutTypenames(data ?? null), ...(error ? { errors: error.errors } : {}) };
    },
    subscribe(query, sink) {
      const subscription = client.subscribe({ query: gql(query), fetchPolicy: "no-cache" }).subscribe({
        ...sink,
        next: ({ data, error }) => (error ? sink.error(error) : sink.next({ data: withoutTypenames(data) })),
      });
      return () => subscription.unsubscribe();
    },
  };
}
