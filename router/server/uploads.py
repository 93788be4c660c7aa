"""Requests with files, by the GraphQL multipart request specification.

https://github.com/jaydenseric/graphql-multipart-request-spec

The form holds the operation, a map that says which file belongs where, and then the files. Nothing is stored: the files
stay in the socket until the subgraph that takes them reads. So they can only be taken in the order in which they come,
and each by one request, which is checked against the plan before any of it runs.
"""

from collections.abc import AsyncIterator, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar

from router.errors import OperationError
from router.executor.request_files import (
    FileInPlace,
    FileMissing,
    FileOutOfOrder,
    FilePart,
    FileTooLarge,
    SubgraphFiles,
    UploadFailed,
)
from router.language.names import SubgraphName
from router.query_plan import FetchNode, ParallelNode, PlanNode, SequenceNode, fetches_in
from router.server.client_connection import ClientGone
from router.server.form_data import FormData, InvalidForm
from router.server.graphql_request import GraphQLRequest, read_any_json, request_from_json
from router.server.request_body import BodyTooLarge
from router.settings import UploadsSettings

Place = tuple[str, ...]
"""Where a file belongs, without the `variables` that all places begin with."""


class TooManyFiles(OperationError):
    code: ClassVar[str] = "FILE_UPLOADS_LIMITS_MAX_FILES_EXCEEDED"


class CannotStream(OperationError):
    """The plan would need a file twice, or not in the order in which the files come."""

    code: ClassVar[str] = "FILE_UPLOADS_OPERATION_CANNOT_STREAM"


async def read_upload_request(form: FormData, settings: UploadsSettings, max_text_bytes: int) -> GraphQLRequest:
    """The request, without its files, which follow. Raises `OperationError`."""
    operations = await _read_field(form, "operations", max_text_bytes)
    file_map = await _read_field(form, "map", max_text_bytes)
    if isinstance(operations, list):
        raise InvalidForm("Files go with one operation, not with a list of them.")
    if not isinstance(operations, dict):
        raise InvalidForm('The field "operations" must hold a GraphQL request.')
    places = _read_map(file_map, settings.max_files)
    variables = operations.get("variables")
    for key, file_places in places.items():
        for place in file_places:
            _put_in_place(variables, place, key)
    return request_from_json(operations, Uploads(form, places, settings.max_file_bytes))


async def _read_field(form: FormData, name: str, max_bytes: int) -> Any:
    part = await form.next_part()
    if part is None or part.name != name:
        raise InvalidForm('A form begins with the fields "operations" and "map", in this order; the files follow.')
    content = bytearray()
    async for chunk in form.content():
        content += chunk
        if len(content) > max_bytes:
            raise BodyTooLarge(f'The field "{name}" is larger than {max_bytes} bytes.')
    return await read_any_json(bytes(content))


def _read_map(file_map: Any, max_files: int) -> dict[str, tuple[Place, ...]]:
    if not isinstance(file_map, dict):
        raise InvalidForm('The field "map" must hold an object: names of files, and the places where they belong.')
    if len(file_map) > max_files:
        raise TooManyFiles(f"The request has {len(file_map)} files; at most {max_files} are allowed.")
    return {key: tuple(_read_places(key, places)) for key, places in file_map.items()}


def _read_places(key: str, places: Any) -> Iterable[Place]:
    if not isinstance(places, list) or not places or not all(isinstance(place, str) for place in places):
        raise InvalidForm(f'In "map", the file "{key[:40]}" must have a list of places such as "variables.file".')
    for place in places:
        first, *rest = place.split(".")
        if first != "variables" or not rest:
            raise InvalidForm(f'In "map", the place "{place[:80]}" does not begin with "variables.".')
        yield tuple(rest)


def _put_in_place(variables: Any, place: Place, key: str) -> None:
    container = variables
    for segment in place[:-1]:
        container = _inside(container, segment, place)
    if _inside(container, place[-1], place) is not None:
        raise InvalidForm(f'In "map", the place "{_shown(place)}" is not null in "operations", or named twice.')
    if isinstance(container, list):
        container[int(place[-1])] = FileInPlace()
    else:
        container[place[-1]] = FileInPlace()


def _inside(container: Any, segment: str, place: Place) -> Any:
    match container:
        case dict() if segment in container:
            return container[segment]
        case list() if segment.isdecimal() and len(segment) < 8 and int(segment) < len(container):
            return container[int(segment)]
        case _:
            raise InvalidForm(f'In "map", the place "{_shown(place)}" does not exist in "operations".')


def _shown(place: Place) -> str:
    return ".".join(("variables", *place))[:80]


class Uploads:
    """The files of one request, in the order in which they come."""

    def __init__(self, form: FormData, places: Mapping[str, tuple[Place, ...]], max_file_bytes: int) -> None:
        self._form = form
        self._places = places
        self._max_file_bytes = max_file_bytes
        self._taken_by: dict[str, int] = {}
        """By key: the position of the fetch that takes the file. Files that none takes are passed over."""

        self._arrived: set[str] = set()

    def check(self, plan: PlanNode | None) -> None:
        """Raise `CannotStream` where the plan does not take each file once and in order."""
        fetches = [fetch for fetch in fetches_in(plan) if self._keys_in(fetch.variable_names)]
        if _runs_together(plan, {id(fetch) for fetch in fetches}):
            raise CannotStream(
                f"{_subgraphs(fetches)} would take files at the same time. Send the files in a mutation, where one "
                "field follows the other, or in requests of their own."
            )
        for position, fetch in enumerate(fetches):
            for key in self._keys_in(fetch.variable_names):
                if self._taken_by.setdefault(key, position) != position:
                    raise CannotStream(
                        f'The file "{key[:40]}" is used twice, by {_subgraphs(fetches)}. It is streamed, so only one '
                        "request can take it; send it once for each field."
                    )
        order = [self._taken_by[key] for key in self._places if key in self._taken_by]
        if order != sorted(order):
            raise CannotStream('The files must stand in "map" in the order in which the operation uses them.')

    def for_variables(self, names: Collection[str], subgraph: SubgraphName) -> SubgraphFiles | None:
        keys = self._keys_in(names)
        return _FilesForSubgraph(self, keys, subgraph) if keys else None

    def places_of(self, key: str) -> tuple[Place, ...]:
        return self._places[key]

    async def parts(self, keys: Collection[str], subgraph: SubgraphName) -> AsyncIterator[FilePart]:
        missing = set(keys)
        position = max(self._taken_by.get(key, 0) for key in keys)
        while missing:
            with _told_to(subgraph):
                part = await self._form.next_part()
            if part is None:
                raise FileMissing(f'the request ended before its file "{min(missing)[:40]}"', subgraph)
            if part.name in self._arrived or part.name not in self._places:
                raise UploadFailed(f'the part "{part.name[:40]}" is not in the map of files, or came twice', subgraph)
            self._arrived.add(part.name)
            content = self._within_limit(part.name, subgraph)
            if part.name in missing:
                missing.discard(part.name)
                yield FilePart(part.name, part.filename, part.content_type, content)
            elif self._taken_by.get(part.name, -1) > position:
                raise FileOutOfOrder(f'the file "{part.name[:40]}" came before it can be used', subgraph)
            # What is left of it, or all of it where nobody takes it.
            async for _ in content:
                pass

    async def _within_limit(self, key: str, subgraph: SubgraphName) -> AsyncIterator[bytes]:
        size = 0
        with _told_to(subgraph):
            async for chunk in self._form.content():
                size += len(chunk)
                if size > self._max_file_bytes:
                    raise FileTooLarge(f'the file "{key[:40]}" is larger than {self._max_file_bytes} bytes', subgraph)
                yield chunk

    def _keys_in(self, names: Collection[str]) -> tuple[str, ...]:
        return tuple(key for key, places in self._places.items() if any(place[0] in names for place in places))


class _FilesForSubgraph:
    """Those that one request takes along."""

    def __init__(self, uploads: Uploads, keys: tuple[str, ...], subgraph: SubgraphName) -> None:
        self._uploads = uploads
        self._keys = keys
        self._subgraph = subgraph

    @property
    def places(self) -> Mapping[str, tuple[str, ...]]:
        return {
            key: tuple(".".join(("variables", *place)) for place in self._uploads.places_of(key)) for key in self._keys
        }

    def parts(self) -> AsyncIterator[FilePart]:
        return self._uploads.parts(self._keys, self._subgraph)


@contextmanager
def _told_to(subgraph: SubgraphName) -> Iterator[None]:
    """A body that breaks off or is no form any more fails the request to the subgraph, which has begun."""
    try:
        yield
    except ClientGone as error:
        raise UploadFailed("the client broke off", subgraph) from error
    except OperationError as error:
        raise UploadFailed(error.message.rstrip("."), subgraph) from error


def _runs_together(node: PlanNode | None, fetches: set[int]) -> bool:
    """Whether two of the fetches may run at the same time."""
    match node:
        case ParallelNode(nodes=children):
            together = sum(any(id(fetch) in fetches for fetch in fetches_in(child)) for child in children)
            return together > 1 or any(_runs_together(child, fetches) for child in children)
        case SequenceNode(nodes=children):
            return any(_runs_together(child, fetches) for child in children)
        case _:
            return False


def _subgraphs(fetches: Iterable[FetchNode]) -> str:
    return " and ".join(f'"{name}"' for name in dict.fromkeys(fetch.subgraph for fetch in fetches))
