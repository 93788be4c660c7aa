"""Headers between client and subgraphs, in both directions."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field, model_validator

from router.settings.section import Section

OF_ONE_CONNECTION: Final = frozenset(
    (
        "connection",
        "content-encoding",
        "content-length",
        "content-type",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    )
)
"""They describe one connection, or the bytes on it: https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1"""

ROUTER_HEADERS: Final = OF_ONE_CONNECTION | {"accept", "accept-encoding", "host", "kumiki-caller", "user-agent"}
"""Headers of one connection, or that say who calls: passing on the client's would break the request, or be believed."""

ANSWER_HEADERS: Final = OF_ONE_CONNECTION | {"date", "kumiki-caller", "server"}
"""What the router says of its own answers; of CORS it says all, see `is_of_answers`."""


def is_of_requests(name: str) -> bool:
    """Whether the router alone says this to subgraphs."""
    return name in ROUTER_HEADERS or name.startswith("sec-websocket-")


def is_of_answers(name: str) -> bool:
    """Whether the router alone says this to clients."""
    return name in ANSWER_HEADERS or name.startswith("access-control-")


def _check_name(name: str) -> str:
    if re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", name) is None:
        raise ValueError(f'"{name}" is not the name of a header')
    return name.lower()


def _check_value(value: str) -> str:
    if re.fullmatch(r"[\t\x20-\x7e]*", value) is None:
        raise ValueError("a header's value is printable ASCII in one line")
    return value


def _check_pattern(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from error
    return pattern


HeaderName = Annotated[str, AfterValidator(_check_name)]
HeaderValue = Annotated[str, AfterValidator(_check_value)]
NamePattern = Annotated[str, AfterValidator(_check_pattern)]


class HeaderChoice(Section):
    """Which headers a rule is for."""

    named: HeaderName | None = None
    """The one of this name, in any case."""

    matching: NamePattern | None = None
    """All whose whole lower-case name this regular expression matches."""

    @model_validator(mode="after")
    def _either(self) -> "HeaderChoice":
        if (self.named is None) == (self.matching is None):
            raise ValueError("a rule needs either named or matching")
        return self


class PropagateHeader(HeaderChoice):
    """Headers to pass on."""

    rename: HeaderName | None = None
    """The name to pass it on under. With `named` only."""

    default: HeaderValue | None = None
    """What is sent where it is missing. With `named` only."""

    @model_validator(mode="after")
    def _of_one(self) -> "PropagateHeader":
        if self.named is None and (self.rename is not None or self.default is not None):
            raise ValueError("rename and default are for one header, by named")
        return self


class PropagateAnswerHeader(PropagateHeader):
    """Headers of a subgraph's answer to pass on."""

    algorithm: Literal["first", "last", "append"] = "last"
    """What clients see where several subgraphs send it: that of the first to answer, of the last, or all of them, each
    in a line of its own. Lines of one answer (`Set-Cookie`) stay together."""


class InsertHeader(Section):
    """A header to add."""

    name: HeaderName
    """Takes the place of what came under this name."""

    value: HeaderValue
    """`${NAME}` is replaced from the environment."""


class TellClient(Section):
    """What to say of the client itself."""

    address: HeaderName | None = None
    """The header for the address it connects from, as `rate_limits.trusted_proxies` let it be known; of IPv6 the /64.
    It takes the place of what the client sent under this name."""

    agent: HeaderName | None = None
    """The header for what it sent as `User-Agent`, which by its own name is the router's."""

    @model_validator(mode="after")
    def _something(self) -> "TellClient":
        if self.address is None and self.agent is None:
            raise ValueError("a rule that tells of the client needs address or agent")
        return self


class RequestHeaderRule(Section):
    """One of `propagate`, `insert`, `remove` and `client`."""

    propagate: PropagateHeader | None = None
    """Send these headers of the client. They never take the place of what the router sends by itself."""

    insert: InsertHeader | None = None
    """Send this header."""

    remove: HeaderChoice | None = None
    """Do not send these, whatever rules before this one say."""

    client: TellClient | None = None
    """Say from where and by what program the client asks. Clients that share one subscription are told of as one."""

    @model_validator(mode="after")
    def _one(self) -> "RequestHeaderRule":
        _check_one(self.propagate, self.insert, self.remove, self.client)
        sent = [self.insert.name] if self.insert else []
        sent += [name for name in (self.client.address, self.client.agent) if name] if self.client else []
        _refuse_own(filter(is_of_requests, (*_names(self.propagate), *_names(self.remove), *sent)))
        return self


class AnswerHeaderRule(Section):
    """One of `propagate`, `insert` and `remove`."""

    propagate: PropagateAnswerHeader | None = None
    """Give these headers of the subgraph to the client."""

    insert: InsertHeader | None = None
    """Give this header to the client, when the subgraph has answered."""

    remove: HeaderChoice | None = None
    """Do not give these of this subgraph, whatever rules before this one say."""

    @model_validator(mode="after")
    def _one(self) -> "AnswerHeaderRule":
        _check_one(self.propagate, self.insert, self.remove)
        sent = [self.insert.name] if self.insert else []
        _refuse_own(filter(is_of_answers, (*_names(self.propagate), *_names(self.remove), *sent)))
        return self


class HeaderRules(Section):
    """Rules for one subgraph; they follow those for all."""

    request: tuple[RequestHeaderRule, ...] = ()
    """From the client's request to the subgraph's, in order."""

    response: tuple[AnswerHeaderRule, ...] = ()
    """From the subgraph's answer to the client's, in order."""


class HeaderSettings(Section):
    """What subgraphs see of the client's request, and the client of their answers."""

    propagate: tuple[str, ...] = ()
    """Names of request headers to pass on to every subgraph. Too few hide what subgraphs need; too many leak what
    they should not see, such as cookies."""

    request: tuple[RequestHeaderRule, ...] = ()
    """Rules from the client's request to those to all subgraphs, applied in order; a later one overrides."""

    response: tuple[AnswerHeaderRule, ...] = ()
    """Rules from the answers of all subgraphs to the client's, applied in order. Only answers in one piece have them:
    the head of a stream is sent before any subgraph has answered."""

    subgraphs: Mapping[str, HeaderRules] = Field(default_factory=dict)
    """By subgraph name."""

    @model_validator(mode="after")
    def _none_of_our_own(self) -> "HeaderSettings":
        _refuse_own(name for name in self.propagate if is_of_requests(name.lower()))
        return self

    @property
    def has_rules(self) -> bool:
        return bool(self.request or self.response or self.subgraphs)


def _check_one(*actions: Section | None) -> None:
    if sum(action is not None for action in actions) != 1:
        raise ValueError("a rule does one thing, such as propagate, insert or remove")


def _names(choice: HeaderChoice | None) -> Iterator[str]:
    if choice is not None:
        named = (choice.named, choice.rename) if isinstance(choice, PropagateHeader) else (choice.named,)
        yield from (name for name in named if name is not None)


def _refuse_own(names: Iterable[str]) -> None:
    for name in names:
        raise ValueError(f"{name} is the router's own to send")
