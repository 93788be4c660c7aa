// urql, whatever exchange its subscriptions take.
import { createClient } from "@urql/core";

export function connectUrql(url, authorization, exchanges, options = {}) {
  const client = createClient({
    url,
    exchanges,
    fetchOptions: { headers: authorization ? { authorization } : {} },
    preferGetMethod: false,
    ...options,
  });
  return {
    async execute(query, variables) {
      const isMutation = query.trim().startsWith("mutation");
      const { data, error } = await (isMutation ? client.mutation(query, variables) : client.query(query, variables));
      if (error && !error.graphQLErrors.length) throw error;
      return { data: data ?? null, ...(error ? { errors: error.graphQLErrors } : {}) };
    },
    subscribe(query, sink) {
      return client.subscription(query, {}).subscribe(({ data, error }) => {
        if (error) sink.error(error);
        else sink.next({ data });
      }).unsubscribe;
    },
  };
}
