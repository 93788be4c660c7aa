"""How a subgraph takes subscriptions."""

from dataclasses import dataclass
from typing import Literal
from urllib.parse import urljoin

from router.executor.subgraph_client import SubgraphRequest


@dataclass(frozen=True, slots=True)
class SubscriptionWay:
    protocol: Literal["ws", "sse"] = "ws"
    """`graphql-transport-ws`, or server-sent events (graphql-sse, distinct connections)."""

    url: str | None = None
    """In place of the one for queries: a whole URL, or a path on the same host."""

    init_headers: tuple[str, ...] = ()
    """Of the headers that the subgraph gets, those that `connection_init` holds as well. Lower-case names."""

    def url_for(self, routing_url: str) -> str:
        return routing_url if self.url is None else urljoin(routing_url, self.url)

    def init_payload(self, request: SubgraphRequest) -> dict[str, str]:
        headers = dict(request.headers)
        return {name: headers[name] for name in self.init_headers if name in headers}
