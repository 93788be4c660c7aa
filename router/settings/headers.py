"""What subgraphs see of the client's request."""

from pydantic import model_validator

from router.settings.section import Section

ROUTER_HEADERS = frozenset(
    (
        "accept",
        "connection",
        "content-encoding",
        "content-length",
        "content-type",
        "host",
        "keep-alive",
        "kumiki-caller",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    )
)
"""Headers of one connection, or that say who calls: passing on the client's would break the request, or be believed."""


class HeaderSettings(Section):
    """What subgraphs see of the client's request."""

    propagate: tuple[str, ...] = ()
    """Names of request headers to pass on to every subgraph. Too few hide what subgraphs need; too many leak what
    they should not see, such as cookies."""

    @model_validator(mode="after")
    def _none_of_our_own(self) -> "HeaderSettings":
        for name in self.propagate:
            if name.lower() in ROUTER_HEADERS:
                raise ValueError(f"{name} is the router's own to send")
        return self
