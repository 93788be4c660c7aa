import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { connectApollo } from "./apollo.mjs";
import { connectWebSocket } from "./websocket.mjs";

export function connect(url, authorization) {
  return connectApollo(new GraphQLWsLink(connectWebSocket(url, authorization)));
}
