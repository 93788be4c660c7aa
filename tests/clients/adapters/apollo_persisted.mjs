// Apollo Client with its link for automatic persisted queries, which asks by GET where it knows a hash.
import { ApolloLink, HttpLink } from "@apollo/client";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { createHash } from "node:crypto";
import { connectApollo } from "./apollo.mjs";

export function connect(url) {
  const sha256 = (text) => createHash("sha256").update(text).digest("hex");
  const persisted = new PersistedQueryLink({ sha256, useGETForHashedQueries: true });
  return connectApollo(ApolloLink.from([persisted, new HttpLink({ uri: url })]));
}
