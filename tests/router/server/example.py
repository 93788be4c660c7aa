"""A small supergraph of two subgraphs, and clients that answer for them in this process."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Any

from graphql import ExecutionResult, GraphQLSchema, build_schema, execute, graphql, parse

from router.executor.subgraph_client import SubgraphClient, SubgraphRequest, SubgraphResponse
from router.language.names import SubgraphName
from router.supergraph.load import load_supergraph
from router.supergraph.model import Supergraph

BOOKS = SubgraphName("books")
REVIEWS = SubgraphName("reviews")

SUPERGRAPH_SDL = """
schema
  @link(url: "https://specs.apollo.dev/link/v1.0")
  @link(url: "https://specs.apollo.dev/join/v0.3", for: EXECUTION)
{ query: Query mutation: Mutation subscription: Subscription }

directive @join__enumValue(graph: join__Graph!) repeatable on ENUM_VALUE
directive @join__field(graph: join__Graph, requires: join__FieldSet, provides: join__FieldSet, type: String,
  external: Boolean, override: String, usedOverridden: Boolean) repeatable on FIELD_DEFINITION | INPUT_FIELD_DEFINITION
directive @join__graph(name: String!, url: String!) on ENUM_VALUE
directive @join__implements(graph: join__Graph!, interface: String!) repeatable on OBJECT | INTERFACE
directive @join__type(graph: join__Graph!, key: join__FieldSet, extension: Boolean! = false,
  resolvable: Boolean! = true, isInterfaceObject: Boolean! = false)
  repeatable on OBJECT | INTERFACE | UNION | ENUM | INPUT_OBJECT | SCALAR
directive @join__unionMember(graph: join__Graph!, member: String!) repeatable on UNION
directive @link(url: String, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA
scalar join__FieldSet
scalar link__Import
enum link__Purpose { SECURITY EXECUTION }

enum join__Graph {
  BOOKS @join__graph(name: "books", url: "http://127.0.0.1:1/graphql")
  REVIEWS @join__graph(name: "reviews", url: "http://127.0.0.1:1/graphql")
}

scalar Anything @join__type(graph: BOOKS)

"What is read."
type Book @join__type(graph: BOOKS, key: "id") @join__type(graph: REVIEWS, key: "id") {
  id: ID!
  title: String @join__field(graph: BOOKS)
  sequel: Book @join__field(graph: BOOKS)
  stars: Int @join__field(graph: REVIEWS)
}

type Query @join__type(graph: BOOKS) @join__type(graph: REVIEWS) {
  "One book."
  book(id: ID!): Book @join__field(graph: BOOKS)
  echo(value: Anything): Anything @join__field(graph: BOOKS)
  caller: String @join__field(graph: BOOKS)
  hang: String @join__field(graph: BOOKS)
  breakDown: String @join__field(graph: REVIEWS)
}

type Mutation @join__type(graph: BOOKS) @join__type(graph: REVIEWS) {
  rename(id: ID!, title: String!): Book @join__field(graph: BOOKS)
  slowRename(id: ID!, title: String!): Book @join__field(graph: BOOKS)
}

type Subscription @join__type(graph: BOOKS) @join__type(graph: REVIEWS) {
  renamed: Book @join__field(graph: BOOKS)
}
"""

BOOKS_SDL = """
scalar Anything
scalar _Any
union _Entity = Book
type Book { id: ID! title: String sequel: Book }
type Query {
  book(id: ID!): Book
  echo(value: Anything): Anything
  caller: String
  hang: String
  _entities(representations: [_Any!]!): [_Entity]!
}
type Mutation { rename(id: ID!, title: String!): Book slowRename(id: ID!, title: String!): Book }
type Subscription { renamed: Book }
"""

REVIEWS_SDL = """
scalar _Any
union _Entity = Book
type Book { id: ID! stars: Int }
type Query { breakDown: String _entities(representations: [_Any!]!): [_Entity]! }
"""


def example_supergraph() -> Supergraph:
    return load_supergraph(SUPERGRAPH_SDL)


@dataclass
class Shelf:
    """The books, who listens to their renaming, and what the tests watch."""

    titles: dict[str, str] = field(default_factory=lambda: {"1": "Kokoro", "2": "Botchan"})
    listeners: list["asyncio.Queue[dict[str, Any] | None]"] = field(default_factory=list)
    subscribed: asyncio.Event = field(default_factory=asyncio.Event)
    unsubscribed: asyncio.Event = field(default_factory=asyncio.Event)
    hanging: asyncio.Event = field(default_factory=asyncio.Event)
    let_go: asyncio.Event = field(default_factory=asyncio.Event)
    cancelled: asyncio.Event = field(default_factory=asyncio.Event)
    renamed_slowly: asyncio.Event = field(default_factory=asyncio.Event)
    requests: list[SubgraphRequest] = field(default_factory=list)

    def clients(self) -> dict[SubgraphName, SubgraphClient]:
        return {
            BOOKS: ExampleClient(self, build_schema(BOOKS_SDL), self._books()),
            REVIEWS: ExampleClient(self, build_schema(REVIEWS_SDL), self._reviews()),
        }

    def note(self, request: SubgraphRequest) -> None:
        self.requests.append(replace(request, headers=dict(request.headers)))

    def book(self, book_id: str) -> dict[str, Any] | None:
        title = self.titles.get(str(book_id))
        return {"__typename": "Book", "id": str(book_id), "title": title, "stars": 5} if title else None

    def rename(self, book_id: str, title: str) -> dict[str, Any] | None:
        self.titles[book_id] = title
        for listener in self.listeners:
            listener.put_nowait(self.book(book_id))
        return self.book(book_id)

    def end_subscriptions(self) -> None:
        for listener in self.listeners:
            listener.put_nowait(None)

    async def hang(self) -> str:
        self.hanging.set()
        try:
            await self.let_go.wait()
        except asyncio.CancelledError:
            self.cancelled.set()
            raise
        return "let go"

    async def slow_rename(self, book_id: str, title: str) -> dict[str, Any] | None:
        await self.hang()
        book = self.rename(book_id, title)
        self.renamed_slowly.set()
        return book

    async def renamed(self) -> AsyncGenerator[dict[str, Any], None]:
        queue: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()
        self.listeners.append(queue)
        self.subscribed.set()
        try:
            while (book := await queue.get()) is not None:
                yield {"renamed": book}
        finally:
            self.listeners.remove(queue)
            self.unsubscribed.set()

    def _entities(self, _: Any, representations: list[dict[str, Any]]) -> list[dict[str, Any] | None]:
        return [self.book(representation["id"]) for representation in representations]

    def _books(self) -> dict[str, Callable[..., Any]]:
        return {
            "book": lambda _, id: self.book(id),
            "echo": lambda _, value=None: value,
            "caller": lambda info: info.context.get("kumiki-caller"),
            "hang": lambda _: self.hang(),
            "rename": lambda _, id, title: self.rename(id, title),
            "slowRename": lambda _, id, title: self.slow_rename(id, title),
            "_entities": self._entities,
        }

    def _reviews(self) -> dict[str, Callable[..., Any]]:
        return {"breakDown": _break_down, "_entities": self._entities}


def _break_down(_: Any) -> str:
    raise ValueError("the shelf broke")


@dataclass(frozen=True)
class ExampleClient:
    """A subgraph in this process, answered by graphql-core."""

    shelf: Shelf
    schema: GraphQLSchema
    resolvers: Mapping[str, Callable[..., Any]]

    async def execute(self, request: SubgraphRequest) -> SubgraphResponse:
        self.shelf.note(request)
        result = await graphql(
            self.schema,
            request.operation,
            root_value=self.resolvers,
            context_value=dict(request.headers),
            variable_values=dict(request.variables),
            operation_name=request.operation_name,
        )
        return _response(result)

    async def subscribe(self, request: SubgraphRequest) -> AsyncIterator[SubgraphResponse]:
        self.shelf.note(request)
        document = parse(request.operation)
        async with aclosing(self.shelf.renamed()) as events:
            async for event in events:
                result = execute(self.schema, document, event, variable_values=dict(request.variables))
                assert isinstance(result, ExecutionResult)
                yield _response(result)

    async def aclose(self) -> None:
        pass


def _response(result: ExecutionResult) -> SubgraphResponse:
    errors = tuple(dict(error.formatted) for error in result.errors or ())
    return SubgraphResponse(data=result.data, errors=errors)
