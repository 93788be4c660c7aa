import { fetchExchange } from "@urql/core";
import { retryExchange } from "@urql/exchange-retry";
import { connectUrql } from "./urql.mjs";

export function connect(url, authorization) {
  const retry = retryExchange({
    initialDelayMs: 20,
    maxNumberAttempts: 10,
    retryIf: (error) => Boolean(error.networkError) && !(error.response?.status >= 400),
  });
  return connectUrql(url, authorization, [retry, fetchExchange], { fetchSubscriptions: true });
}
