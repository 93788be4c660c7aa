import { ApolloLink, HttpLink } from "@apollo/client";
import { RetryLink } from "@apollo/client/link/retry";
import { connectApollo } from "./apollo.mjs";

export function connect(url, authorization) {
  const retry = new RetryLink({ delay: { initial: 20 }, attempts: (count, _, error) => count < 10 && !error.statusCode });
  const http = new HttpLink({ uri: url, headers: authorization ? { authorization } : {} });
  return connectApollo(ApolloLink.from([retry, http]));
}
