import { ApolloClient, gql, HttpLink, InMemoryCache } from "@apollo/client";
import { GraphQL17Alpha9Handler } from "@apollo/client/incremental";
import { ofApollo } from "./deferring.mjs";

export function connect(uri) {
  const incrementalHandler = new GraphQL17Alpha9Handler();
  const client = new ApolloClient({ link: new HttpLink({ uri }), cache: new InMemoryCache(), incrementalHandler });
  return ofApollo(client, gql);
}
