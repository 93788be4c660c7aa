// The version before: it has one format, and no handler to choose.
import apollo from "apollo-client-3/core/core.cjs";
import { ofApollo } from "./deferring.mjs";

const { ApolloClient, gql, HttpLink, InMemoryCache } = apollo;

export function connect(uri) {
  return ofApollo(new ApolloClient({ link: new HttpLink({ uri }), cache: new InMemoryCache() }), gql);
}
