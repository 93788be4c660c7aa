"""Instants by quarters of an hour, which the database can count by.

When a day begins depends on where somebody lives, and moves with the clocks there; no database knows that as we do. But
every zone begins its days at some quarter of an hour in UTC. So the database counts by quarters, and whoever knows the
zone puts them together to days: there are few of them, however many reviews there are.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

_SECONDS = 900


class quarter_hour(FunctionElement[int]):
    """The number of the quarter of an hour, counted from 1970."""

    type = BigInteger()
    inherit_cache = True

    def __init__(self, instant: Any) -> None:
        super().__init__(instant)


class epoch_seconds(FunctionElement[int]):
    """Whole seconds from 1970."""

    type = BigInteger()
    inherit_cache = True

    def __init__(self, instant: Any) -> None:
        super().__init__(instant)


def start_of_quarter(number: int) -> datetime:
    return datetime.fromtimestamp(number * _SECONDS, UTC)


@compiles(quarter_hour)
def _quarter_hour(element: quarter_hour, compiler: SQLCompiler, **more: Any) -> str:
    instant = compiler.process(_argument(element), **more)
    return f"CAST(FLOOR(EXTRACT(EPOCH FROM {instant}) / {_SECONDS}) AS BIGINT)"


@compiles(quarter_hour, "sqlite")
def _quarter_hour_on_sqlite(element: quarter_hour, compiler: SQLCompiler, **more: Any) -> str:
    instant = compiler.process(_argument(element), **more)
    return f"(CAST(strftime('%s', {instant}) AS INTEGER) / {_SECONDS})"


@compiles(epoch_seconds)
def _epoch_seconds(element: epoch_seconds, compiler: SQLCompiler, **more: Any) -> str:
    instant = compiler.process(_argument(element), **more)
    return f"CAST(FLOOR(EXTRACT(EPOCH FROM {instant})) AS BIGINT)"


@compiles(epoch_seconds, "sqlite")
def _epoch_seconds_on_sqlite(element: epoch_seconds, compiler: SQLCompiler, **more: Any) -> str:
    instant = compiler.process(_argument(element), **more)
    return f"CAST(strftime('%s', {instant}) AS INTEGER)"


def _argument(element: FunctionElement[int]) -> ColumnElement[Any]:
    (argument,) = element.clauses
    return argument
