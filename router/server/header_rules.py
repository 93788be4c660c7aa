"""Which headers go from the client's request to a subgraph's, and from its answer to the client's.

The client's headers and the head of the answer belong to the connection that is being answered, so they travel with its
context. Rules surround everything else that a subgraph's client does: what they add tells callers apart where equal
requests are sent once, and each of those that share an answer gets its headers.
"""

import re
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from router.errors import InternalError
from router.executor.subgraph_client import RawHeaders, SubgraphClient, SubgraphRequest, SubgraphResponse
from router.server.client_address import UNKNOWN_ADDRESS, ProxyTrust, client_address
from router.server.forwarded_headers import LiveHeaders, read_headers
from router.settings import HeaderSettings
from router.settings.headers import (
    AnswerHeaderRule,
    HeaderChoice,
    HeaderRules,
    InsertHeader,
    PropagateAnswerHeader,
    PropagateHeader,
    RequestHeaderRule,
    TellClient,
    is_of_answers,
    is_of_requests,
)

Headers = dict[str, str]
Lines = Sequence[tuple[str, str]]

ADDED: Final = frozenset((b"set-cookie", b"vary"))
"""What subgraphs say beside what the router says of the same, not in its place."""


@dataclass(slots=True)
class AnswerHeaders:
    """What subgraphs have said so far to the client of one request, by lower-case name."""

    values: dict[str, list[str]] = field(default_factory=dict)

    def take(self, name: str, values: list[str], algorithm: str) -> None:
        if algorithm == "append":
            self.values.setdefault(name, []).extend(values)
        elif algorithm == "last" or name not in self.values:
            self.values[name] = values

    def join(self, head: RawHeaders) -> list[tuple[bytes, bytes]]:
        """The head of the answer, with what subgraphs say."""
        said = [
            (name.encode("latin-1"), value.encode("latin-1"))
            for name, values in self.values.items()
            for value in values
        ]
        replaced = {name for name, _ in said} - ADDED
        return [*(line for line in head if line[0].lower() not in replaced), *said]


@dataclass(slots=True)
class HeaderExchange:
    """What rules read and write for one HTTP request, or for one WebSocket connection, whose answer has no head."""

    brought: Mapping[str, str]
    """By the client. Lower-case names."""

    answer: AnswerHeaders | None
    address: str = UNKNOWN_ADDRESS
    """Where the client connects from."""


EXCHANGE: ContextVar[HeaderExchange | None] = ContextVar("header_exchange", default=None)


def note_client_headers(headers: Mapping[str, str]) -> None:
    """Keep what the client brought, which in a WebSocket is more than the head of its first request."""
    exchange = EXCHANGE.get()
    if exchange is not None:
        exchange.brought = headers


def answer_nobody() -> None:
    """From here on this task works for more than one client, so what subgraphs say is nobody's head."""
    exchange = EXCHANGE.get()
    if exchange is not None:
        EXCHANGE.set(HeaderExchange(exchange.brought, None, exchange.address))


def passes_on(settings: HeaderSettings) -> Callable[[str], bool]:
    """Whether a client's header of this name may reach any subgraph."""
    rules = [*settings.request, *(rule for own in settings.subgraphs.values() for rule in own.request)]
    choosers = [_chooser(rule.propagate) for rule in rules if rule.propagate is not None]
    named = frozenset(name.lower() for name in settings.propagate)
    return lambda name: name in named or any(is_meant(name) for is_meant in choosers)


class HeaderExchanges:
    """An ASGI application whose answers have what rules give to clients."""

    def __init__(self, app: ASGIApp, trust: ProxyTrust) -> None:
        self._app = app
        self._trust = trust

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = AnswerHeaders() if scope["type"] == "http" else None

        async def send_more(message: Message) -> None:
            if answer is not None and answer.values and message["type"] == "http.response.start":
                message["headers"] = answer.join(message["headers"])
            await send(message)

        token = EXCHANGE.set(HeaderExchange(read_headers(scope), answer, client_address(scope, self._trust)))
        try:
            await self._app(scope, receive, send_more)
        finally:
            EXCHANGE.reset(token)


class HeaderRulesClient:
    """A subgraph's client."""

    def __init__(self, client: SubgraphClient, rules: HeaderRules) -> None:
        self._client = client
        self._to_subgraph = tuple(map(_request_step, rules.request))
        self._to_client = tuple(map(_answer_step, rules.response))

    async def execute(self, request: SubgraphRequest) -> SubgraphResponse:
        response = await self._client.execute(self._with_headers(request))
        exchange = EXCHANGE.get()
        if self._to_client and exchange is not None and exchange.answer is not None:
            self._tell_client(response.headers, exchange.answer)
        return response

    def _with_headers(self, request: SubgraphRequest) -> SubgraphRequest:
        if not self._to_subgraph:
            return request
        return replace(request, headers=self._ruled(request.headers, _brought()))

    def _ruled(self, own: Mapping[str, str], brought: Mapping[str, str]) -> Headers:
        passed_on: Headers = dict(own)
        for step in self._to_subgraph:
            step(brought, own, passed_on)
        return passed_on

    def _tell_client(self, headers: RawHeaders, answer: AnswerHeaders) -> None:
        lines = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in headers]
        told: dict[str, tuple[list[str], str]] = {}
        for step in self._to_client:
            step(lines, told)
        for name, (values, algorithm) in told.items():
            answer.take(name, values, algorithm)

    def subscribe(self, request: SubgraphRequest) -> AsyncIterator[SubgraphResponse]:
        if not self._to_subgraph:
            return self._client.subscribe(request)
        live = LiveHeaders(partial(self._ruled, request.headers, _brought()))
        return self._client.subscribe(replace(request, headers=live))

    async def aclose(self) -> None:
        await self._client.aclose()


def _brought() -> Mapping[str, str]:
    exchange = EXCHANGE.get()
    return exchange.brought if exchange is not None else {}


def rules_for(settings: HeaderSettings, subgraph: str) -> HeaderRules | None:
    """Those for all subgraphs and then its own; None where there is none."""
    own = settings.subgraphs.get(subgraph, HeaderRules())
    rules = HeaderRules(request=(*settings.request, *own.request), response=(*settings.response, *own.response))
    return rules if rules.request or rules.response else None


RequestStep = Callable[[Mapping[str, str], Mapping[str, str], Headers], None]
"""From what the client brought and what the router sends by itself to what is sent."""

AnswerStep = Callable[[Lines, dict[str, tuple[list[str], str]]], None]
"""From the lines of the subgraph's answer to values and algorithm by name."""


def _request_step(rule: RequestHeaderRule) -> RequestStep:
    match rule:
        case RequestHeaderRule(propagate=PropagateHeader() as propagated):
            return _propagated_request(propagated)
        case RequestHeaderRule(insert=InsertHeader() as inserted):
            return _inserted_request(inserted)
        case RequestHeaderRule(remove=HeaderChoice() as removed):
            return _removed_request(removed)
        case RequestHeaderRule(client=TellClient() as told):
            return _told_of_client(told)
    raise InternalError(f"A header rule does nothing: {rule!r}.")


def _propagated_request(rule: PropagateHeader) -> RequestStep:
    is_meant = _chooser(rule)

    def step(brought: Mapping[str, str], own: Mapping[str, str], passed_on: Headers) -> None:
        found = {rule.rename or name: value for name, value in brought.items() if is_meant(name)}
        if rule.named is not None and not found and rule.default is not None:
            found = {rule.rename or rule.named: rule.default}
        passed_on.update((name, value) for name, value in found.items() if name not in own and not is_of_requests(name))

    return step


def _inserted_request(rule: InsertHeader) -> RequestStep:
    def step(_brought: Mapping[str, str], _own: Mapping[str, str], passed_on: Headers) -> None:
        passed_on[rule.name] = rule.value

    return step


def _removed_request(rule: HeaderChoice) -> RequestStep:
    is_meant = _chooser(rule)

    def step(_brought: Mapping[str, str], _own: Mapping[str, str], passed_on: Headers) -> None:
        for name in [name for name in passed_on if is_meant(name) and not is_of_requests(name)]:
            del passed_on[name]

    return step


def _told_of_client(rule: TellClient) -> RequestStep:
    def step(brought: Mapping[str, str], _own: Mapping[str, str], passed_on: Headers) -> None:
        exchange = EXCHANGE.get()
        # What the client sent under these names must not be believed where there is nothing better.
        for name, value in (
            (rule.address, exchange.address if exchange is not None else UNKNOWN_ADDRESS),
            (rule.agent, brought.get("user-agent", "")),
        ):
            if name is not None:
                passed_on[name] = value

    return step


def _answer_step(rule: AnswerHeaderRule) -> AnswerStep:
    match rule:
        case AnswerHeaderRule(propagate=PropagateAnswerHeader() as propagated):
            return _propagated_answer(propagated, propagated.algorithm)
        case AnswerHeaderRule(insert=InsertHeader() as inserted):
            return _inserted_answer(inserted)
        case AnswerHeaderRule(remove=HeaderChoice() as removed):
            return _removed_answer(removed)
    raise InternalError(f"A header rule does nothing: {rule!r}.")


def _propagated_answer(rule: PropagateHeader, algorithm: str) -> AnswerStep:
    is_meant = _chooser(rule)

    def step(lines: Lines, told: dict[str, tuple[list[str], str]]) -> None:
        found: dict[str, list[str]] = {}
        for name, value in lines:
            if is_meant(name) and not is_of_answers(name):
                found.setdefault(rule.rename or name, []).append(value)
        if rule.named is not None and not found and rule.default is not None:
            found = {rule.rename or rule.named: [rule.default]}
        told.update((name, (values, algorithm)) for name, values in found.items())

    return step


def _inserted_answer(rule: InsertHeader) -> AnswerStep:
    def step(_lines: Lines, told: dict[str, tuple[list[str], str]]) -> None:
        told[rule.name] = ([rule.value], "last")

    return step


def _removed_answer(rule: HeaderChoice) -> AnswerStep:
    is_meant = _chooser(rule)

    def step(_lines: Lines, told: dict[str, tuple[list[str], str]]) -> None:
        for name in [name for name in told if is_meant(name)]:
            del told[name]

    return step


def _chooser(choice: HeaderChoice) -> Callable[[str], bool]:
    if choice.named is not None:
        return choice.named.__eq__
    pattern = re.compile(choice.matching or "")
    return lambda name: pattern.fullmatch(name) is not None
