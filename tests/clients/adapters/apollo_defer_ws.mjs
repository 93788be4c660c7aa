import { ApolloClient, gql, InMemoryCache } from "@apollo/client";
import { Defer20220824Handler } from "@apollo/client/incremental";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { ofApollo } from "./deferring.mjs";
import { connectWebSocket } from "./websocket.mjs";

export function connect(url) {
  const link = new GraphQLWsLink(connectWebSocket(url));
  return ofApollo(
    new ApolloClient({ link, cache: new InMemoryCache(), incrementalHandler: new Defer20220824Handler() }),
    gql,
  );
}
