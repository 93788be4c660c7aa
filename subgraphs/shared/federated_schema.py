"""A subgraph's schema: Strawberry's, with entities resolved in batches and errors that cost only their own item.

The router sends representations of many entities in one `_entities` list. They are grouped by type and by which fields
they carry, so that a type answers each group with one call:

    @classmethod
    async def resolve_references(cls, info, representations) -> Sequence[Self | None | Exception]: ...

or, for a type that loads through a data loader, one at a time and all at once:

    @classmethod
    async def resolve_reference(cls, info, id, time_zone=None) -> Self | None: ...

Both receive names as Python writes them (`time_zone`) and values as they came in JSON. None is an unknown key.
"""

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, cast

import structlog
from graphql import GraphQLError
from strawberry import federation
from strawberry.extensions import ParserCache, SchemaExtension, ValidationCache
from strawberry.federation.schema import FederationAny
from strawberry.types import ExecutionContext
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.info import Info

from subgraphs.shared.error_mask import ErrorMask, cause_of
from subgraphs.shared.errors import BadUserInput, DomainError
from subgraphs.shared.scalars import schema_config

log = structlog.get_logger(__name__)

Representation = Mapping[str, Any]
Resolved = object | Exception | None

_EXTENSIONS: tuple[Callable[[], SchemaExtension], ...] = (
    lambda: ParserCache(maxsize=1_000),
    lambda: ValidationCache(maxsize=1_000),
    ErrorMask,
)


class FederatedSchema(federation.Schema):
    """`schema = FederatedSchema(query=Query, mutation=Mutation, types=[User])`"""

    def __init__(
        self,
        *,
        query: type,
        mutation: type | None = None,
        subscription: type | None = None,
        types: Iterable[type] = (),
    ) -> None:
        self._python_names: dict[str, dict[str, str]] = {}
        super().__init__(
            query=query,
            mutation=mutation,
            subscription=subscription,
            types=types,
            extensions=_EXTENSIONS,
            config=schema_config(),
            federation_version="2.9",
        )

    def to_sdl(self) -> str:
        """What `schema/subgraphs/<name>.graphql` holds."""
        return self.as_str().rstrip() + "\n"

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        for error in errors:
            cause = cause_of(error)
            if isinstance(cause, DomainError):
                log.info("operation.refused", code=cause.code, path=error.path)
            elif cause is not None:
                log.error("operation.failed", path=error.path, exc_info=cause)

    async def entities_resolver(  # type: ignore[override]
        self, info: Info, representations: list[FederationAny]
    ) -> list[FederationAny]:
        results: list[Resolved] = [None] * len(representations)
        groups: dict[tuple[str, frozenset[str]], list[int]] = {}
        for index, value in enumerate(representations):
            if isinstance(value, dict) and isinstance(value.get("__typename"), str):
                groups.setdefault((value["__typename"], frozenset(value)), []).append(index)
            else:
                results[index] = BadUserInput("A representation is an object with a __typename.")
        await asyncio.gather(
            *(
                self._resolve_group(info, type_name, indexes, cast("list[Representation]", representations), results)
                for (type_name, _), indexes in groups.items()
            )
        )
        return cast("list[FederationAny]", results)

    async def _resolve_group(
        self,
        info: Info,
        type_name: str,
        indexes: Sequence[int],
        representations: Sequence[Representation],
        results: list[Resolved],
    ) -> None:
        try:
            entity = self._entity(type_name)
            asked = [self._in_python_names(entity, representations[index]) for index in indexes]
            answers = await _resolve(entity.origin, info, asked)
        except Exception as error:  # a request boundary: one group's failure must not cost the others
            answers = [error] * len(indexes)
        for index, answer in zip(indexes, answers, strict=True):
            results[index] = answer

    def _entity(self, type_name: str) -> StrawberryObjectDefinition:
        known = self.schema_converter.type_map.get(type_name)
        definition = known.definition if known is not None else None
        if not isinstance(definition, StrawberryObjectDefinition) or not _is_resolvable(definition.origin):
            raise BadUserInput(f'This subgraph resolves no entity "{type_name}".')
        return definition

    def _in_python_names(self, entity: StrawberryObjectDefinition, representation: Representation) -> Representation:
        names = self._python_names.get(entity.name)
        if names is None:
            to_graphql = self.config.name_converter.get_graphql_name
            names = self._python_names[entity.name] = {to_graphql(field): field.python_name for field in entity.fields}
        return {names.get(name, name): value for name, value in representation.items() if name != "__typename"}


def _is_resolvable(origin: type) -> bool:
    return hasattr(origin, "resolve_references") or hasattr(origin, "resolve_reference")


async def _resolve(origin: Any, info: Info, asked: Sequence[Representation]) -> Sequence[Resolved]:
    if hasattr(origin, "resolve_references"):
        answers: Sequence[Resolved] = await origin.resolve_references(info, asked)
        if len(answers) != len(asked):
            raise RuntimeError(f"{origin.__name__}.resolve_references gave {len(answers)} answers to {len(asked)}")
        return answers
    return await asyncio.gather(
        *(_resolve_one(origin, info, representation) for representation in asked), return_exceptions=True
    )


@lru_cache(maxsize=1_000)
def _parameters_of(resolve: Callable[..., Any]) -> Mapping[str, inspect.Parameter]:
    return inspect.signature(resolve).parameters


async def _resolve_one(origin: Any, info: Info, representation: Representation) -> Resolved:
    resolve: Callable[..., Awaitable[Resolved] | Resolved] = origin.resolve_reference
    parameters = _parameters_of(resolve)
    missing = [
        name for name, p in parameters.items() if p.default is p.empty and name != "info" and name not in representation
    ]
    if missing:
        raise BadUserInput(f"A representation of {origin.__name__} lacks {', '.join(missing)}.")
    arguments: dict[str, Any] = {name: value for name, value in representation.items() if name in parameters}
    if "info" in parameters:
        arguments["info"] = info
    answer = resolve(**arguments)
    return await answer if inspect.isawaitable(answer) else answer
