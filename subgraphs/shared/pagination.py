"""Pages that seek: the next page starts behind the last row seen, at the cost of an index lookup, however far along.

An order is a list of columns that never hold NULL and together are unique (end it with the id): texts, numbers,
instants, days and UUIDs. A cursor carries the
values of these columns in one row, and the name of the order, so that a cursor from another list is refused instead of
giving a page of nonsense.
"""

import base64
import binascii
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, Select, TypeDecorator, and_, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, aliased

from subgraphs.shared.errors import BadUserInput

DEFAULT_PAGE = 20
LARGEST_PAGE = 100

RowT = TypeVar("RowT")
KeyT = TypeVar("KeyT", bound=Hashable)

CursorValue = str | int | float | bool | datetime | date | UUID


@dataclass(frozen=True, slots=True)
class SeekColumn:
    """One column of an order: `ascending(Word.level)`, `descending(Review.reviewed_at)`."""

    expression: ColumnElement[Any]
    is_descending: bool = False


def ascending(expression: Any) -> SeekColumn:
    return SeekColumn(_element(expression))


def descending(expression: Any) -> SeekColumn:
    return SeekColumn(_element(expression), is_descending=True)


@dataclass(frozen=True, slots=True)
class SeekOrder:
    """How a list is ordered. The name goes into cursors: change it when the columns change their meaning."""

    name: str
    columns: tuple[SeekColumn, ...]

    @classmethod
    def by(cls, name: str, *columns: SeekColumn) -> "SeekOrder":
        return cls(name, columns)


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which page: `count` rows after (or, backwards, before) a cursor."""

    count: int = DEFAULT_PAGE
    cursor: str | None = None
    is_backward: bool = False


@dataclass(frozen=True, slots=True)
class Page(Generic[RowT]):
    rows: tuple[RowT, ...]
    cursors: tuple[str, ...]
    has_next: bool
    has_previous: bool

    @classmethod
    def empty(cls) -> "Page[RowT]":
        return cls((), (), False, False)


def page_request(
    first: int | None = None, after: str | None = None, last: int | None = None, before: str | None = None
) -> PageRequest:
    """The four arguments of a connection, checked. Raises `BadUserInput` saying what is wrong with them."""
    if (first is not None or after is not None) and (last is not None or before is not None):
        raise BadUserInput('Page either forwards with "first" and "after" or backwards with "last" and "before".')
    if last is not None or before is not None:
        return PageRequest(_checked_count("last", last), before, is_backward=True)
    return PageRequest(_checked_count("first", first), after)


async def fetch_page(
    session: AsyncSession, statement: Select[RowT], order: SeekOrder, request: PageRequest
) -> Page[RowT]:
    """One page of what the statement selects, in one SQL statement."""
    keys = [column.expression.label(f"seek_{index}") for index, column in enumerate(order.columns)]
    query = _seek(statement, order, request).add_columns(*keys)
    query = query.order_by(*_ordering(order, request.is_backward)).limit(request.count + 1)
    rows = (await session.execute(query)).all()
    return _to_page([(row[0], tuple(row[1:])) for row in rows], order, request)


async def fetch_pages_by_parent(
    session: AsyncSession,
    statement: Select[RowT],
    parent: Any,
    parents: Sequence[KeyT],
    order: SeekOrder,
    request: PageRequest,
) -> dict[KeyT, Page[RowT]]:
    """The same page for many parents, in one SQL statement: for connections on the items of a list.

    `statement` selects one mapped class; `parent` is the column that names the parent, in that class or one joined to
    it. A parent without rows has an empty page.
    """
    parent_column = _element(parent)
    number = func.row_number().over(partition_by=parent_column, order_by=_ordering(order, request.is_backward))
    keys = [column.expression.label(f"seek_{index}") for index, column in enumerate(order.columns)]
    numbered = _seek(statement, order, request).where(parent_column.in_(parents))
    numbered = numbered.add_columns(*keys, parent_column.label("seek_parent"), number.label("seek_number"))
    inner = numbered.subquery()
    entity = aliased(statement.column_descriptions[0]["entity"], inner)
    columns = [inner.c[f"seek_{index}"] for index in range(len(keys))]
    query = (
        select(entity, inner.c.seek_parent, *columns)
        .where(inner.c.seek_number <= request.count + 1)
        .order_by(inner.c.seek_parent, inner.c.seek_number)
    )
    found: dict[KeyT, list[tuple[RowT, tuple[Any, ...]]]] = {key: [] for key in parents}
    for row in (await session.execute(query)).all():
        found[row[1]].append((row[0], tuple(row[2:])))
    return {key: _to_page(rows, order, request) for key, rows in found.items()}


def encode_cursor(order: SeekOrder, values: Sequence[CursorValue]) -> str:
    body = orjson.dumps([order.name, *map(_tagged, values)])
    return base64.urlsafe_b64encode(body).decode().rstrip("=")


def decode_cursor(order: SeekOrder, cursor: str) -> tuple[CursorValue, ...]:
    """Raises `BadUserInput` for a text that is no cursor of this order."""
    try:
        body = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        name, *tagged = body
        values = tuple(_untagged(value) for value in tagged)
    except (binascii.Error, ValueError, TypeError, KeyError) as error:
        raise BadUserInput("This cursor was not made by this list.") from error
    if name != order.name or len(values) != len(order.columns):
        raise BadUserInput("This cursor was made by another list.")
    if not all(_fits(value, column) for value, column in zip(values, order.columns, strict=True)):
        raise BadUserInput("This cursor was not made by this list.")
    return values


def _checked_count(name: str, count: int | None) -> int:
    if count is None:
        return DEFAULT_PAGE
    if count < 0:
        raise BadUserInput(f'"{name}" must not be negative.')
    if count > LARGEST_PAGE:
        raise BadUserInput(f'"{name}" is {count}, but a page holds at most {LARGEST_PAGE}.')
    return count


def _element(expression: Any) -> ColumnElement[Any]:
    if isinstance(expression, InstrumentedAttribute):
        element: ColumnElement[Any] = expression.expression
        return element
    if not isinstance(expression, ColumnElement):
        raise TypeError(f"not a column: {expression!r}")
    return expression


def _ordering(order: SeekOrder, is_backward: bool) -> list[ColumnElement[Any]]:
    return [c.expression.desc() if c.is_descending != is_backward else c.expression.asc() for c in order.columns]


def _seek(statement: Select[RowT], order: SeekOrder, request: PageRequest) -> Select[RowT]:
    if request.cursor is None:
        return statement
    values = decode_cursor(order, request.cursor)
    return statement.where(_is_behind(order, values, request.is_backward))


def _is_behind(order: SeekOrder, values: Sequence[CursorValue], is_backward: bool) -> ColumnElement[bool]:
    """Rows that come after these values: greater in the first column, or equal there and greater in the next, ..."""
    bounds = [literal(value, c.expression.type) for c, value in zip(order.columns, values, strict=True)]
    cases = []
    for index, column in enumerate(order.columns):
        equal = [c.expression == bound for c, bound in zip(order.columns[:index], bounds[:index], strict=True)]
        is_less = column.is_descending != is_backward
        beyond = column.expression < bounds[index] if is_less else column.expression > bounds[index]
        cases.append(and_(*equal, beyond))
    first, bound = order.columns[0], bounds[0]
    # Implied by the cases, but this form lets the database start in the index instead of reading up to here.
    start = first.expression <= bound if first.is_descending != is_backward else first.expression >= bound
    return and_(start, or_(*cases))


def _to_page(found: Sequence[tuple[RowT, tuple[Any, ...]]], order: SeekOrder, request: PageRequest) -> Page[RowT]:
    has_more = len(found) > request.count
    shown = list(found[: request.count])
    has_behind = request.cursor is not None
    if request.is_backward:
        shown.reverse()
    return Page(
        rows=tuple(row for row, _ in shown),
        cursors=tuple(encode_cursor(order, values) for _, values in shown),
        has_next=has_behind if request.is_backward else has_more,
        has_previous=has_more if request.is_backward else has_behind,
    )


def _fits(value: CursorValue, column: SeekColumn) -> bool:
    """Could the column hold it? A forged cursor must not reach the database's own errors."""
    held = column.expression.type
    held_type = held.impl_instance.python_type if isinstance(held, TypeDecorator) else held.python_type
    match value:
        case bool() | int() | float():
            return issubclass(held_type, int | float | Decimal) and abs(value) < 2**63
        case datetime():
            return held_type is datetime and value.tzinfo is not None
        case str():
            return held_type is str and "\0" not in value
        case _:
            return held_type is type(value)


def _tagged(value: CursorValue) -> Any:
    """Plain JSON values as they are, others with a letter that says what they are."""
    match value:
        case datetime():
            return {"t": value.isoformat()}
        case date():
            return {"d": value.isoformat()}
        case UUID():
            return {"u": value.hex}
        case _:
            return value


_READERS: Mapping[str, Any] = {"t": datetime.fromisoformat, "d": date.fromisoformat, "u": UUID}


def _untagged(value: Any) -> CursorValue:
    if isinstance(value, dict):
        ((tag, text),) = value.items()
        read: CursorValue = _READERS[tag](str(text))
        return read
    if not isinstance(value, str | int | float):
        raise TypeError(value)
    return value
