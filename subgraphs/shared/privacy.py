"""What a domain holds of people: where it stands, how it is handed over, and what becomes of it when they leave.

A domain declares its personal tables once, and reading and erasing follow from that:

    CARDS = owned(FlashcardRow, "owner_id")
    PRIVACY = PrivacyPolicy(tables=(CARDS, part_of(ReviewRow, "flashcard_id", CARDS)))

Four fates: erased; anonymised, where others need the record but not the name; kept under a law, which is told to the
person before and after; or of no concern, with the reason written down. A test compares this with the metadata, so that
a new table cannot be forgotten.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Table, and_, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

NOBODY = UUID(int=0)
"""Whom records name that name nobody any more, where they must name somebody. No account has this id."""

_BATCH = 500

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PersonalTable:
    """Rows of one table that belong to a person. Made by the functions below."""

    table: Table
    of: tuple[str, ...] = ()
    """Columns that name the person whose rows they are."""

    also_of: tuple[str, ...] = ()
    """Columns that name somebody whom the row is about, and who is not shown it: it goes with them too."""

    within: tuple[str, "PersonalTable"] | None = None
    """The column that refers to a row of another personal table, and that table."""

    where: ColumnElement[bool] | None = None
    """Which of those rows; None: all."""

    anonymised: Values | None = None
    """What the row is changed to in place of being deleted."""

    retained: str | None = None
    """Why the rows have to stay."""

    hidden: frozenset[str] = frozenset()
    """Columns that are not handed over: secrets, which would open the account to whoever reads the archive."""

    objects: Callable[[Values], Iterable[str]] | None = None
    """The keys of files in the domain's object store that a row stands for."""

    @property
    def name(self) -> str:
        return self.table.name

    def belongs_to(self, user_id: UUID) -> ColumnElement[bool]:
        """What goes with the person."""
        return self._condition(user_id, (*self.of, *self.also_of), PersonalTable.belongs_to)

    def shown_to(self, user_id: UUID) -> ColumnElement[bool]:
        """What the person is handed."""
        return self._condition(user_id, self.of, PersonalTable.shown_to)

    def _condition(
        self,
        user_id: UUID,
        columns: Sequence[str],
        of_parent: "Callable[[PersonalTable, UUID], ColumnElement[bool]]",
    ) -> ColumnElement[bool]:
        conditions = [self.table.c[name] == user_id for name in columns]
        if self.within is not None:
            column, parent = self.within
            (key,) = parent.table.primary_key.columns
            conditions.append(self.table.c[column].in_(select(key).where(of_parent(parent, user_id))))
        any_of_them = or_(*conditions)
        return any_of_them if self.where is None else and_(any_of_them, self.where)


def owned(
    model: type[SQLModel] | Table,
    *of: str,
    also_of: Sequence[str] = (),
    hidden: Iterable[str] = (),
    where: ColumnElement[bool] | None = None,
    objects: Callable[[Values], Iterable[str]] | None = None,
) -> PersonalTable:
    """Rows that a person is shown, and that are deleted with them."""
    return PersonalTable(_table_of(model), of, tuple(also_of), None, where, hidden=frozenset(hidden), objects=objects)


def part_of(
    model: type[SQLModel] | Table, column: str, parent: PersonalTable, hidden: Iterable[str] = ()
) -> PersonalTable:
    """Rows that go with those of another table."""
    return PersonalTable(_table_of(model), within=(column, parent), hidden=frozenset(hidden))


def anonymised(
    model: type[SQLModel] | Table,
    *of: str,
    where: ColumnElement[bool] | None = None,
    hidden: Iterable[str] = (),
    **values: Any,
) -> PersonalTable:
    """Rows that others need. Each column that names the person names `NOBODY` in future, or is empty where it may be;
    `values` are set besides."""
    return PersonalTable(_table_of(model), of, where=where, anonymised=values, hidden=frozenset(hidden))


def retained(model: type[SQLModel] | Table, *of: str, because: str, hidden: Iterable[str] = ()) -> PersonalTable:
    """Rows that have to stay as they are. The reason is told to the person."""
    return PersonalTable(_table_of(model), of, retained=because, hidden=frozenset(hidden))


@dataclass(frozen=True, slots=True)
class PrivacyPolicy:
    """All that a domain holds of people. It goes into the domain's definition."""

    tables: tuple[PersonalTable, ...] = ()
    exempt: Mapping[str, str] = field(default_factory=dict)
    """Tables that name people and are neither handed over nor erased here, with the reason; `*` for all columns of
    the table, or `table.column`."""

    not_people: frozenset[str] = frozenset()
    """Columns, as `table.column`, that hold the id of something that is no person and stands in another domain."""

    erases_itself: bool = True
    """False for the domain that leads the erasure, and goes last."""

    before_erasing: Callable[[AsyncSession, UUID], Awaitable[None]] | None = None
    """What is derived from a person's rows and has to learn that they go, in the transaction that deletes them."""


@dataclass(frozen=True, slots=True)
class Retained:
    """What has to stay of a person."""

    what: str
    """The name of the table."""

    count: int
    because: str


@dataclass(frozen=True, slots=True)
class Erasure:
    """What erasing did, in rows per table."""

    erased: Mapping[str, int]
    anonymised: Mapping[str, int]
    retained: Sequence[Retained]


async def read_rows(session: AsyncSession, personal: PersonalTable, user_id: UUID) -> AsyncIterator[list[Values]]:
    """What is handed over of a table, in batches: column names to values, in the order of the primary key."""
    shown = [column for column in personal.table.c if column.name not in personal.hidden]
    statement = select(*shown).where(personal.shown_to(user_id)).order_by(*personal.table.primary_key.columns)
    result = await session.stream(statement.execution_options(yield_per=_BATCH))
    async for rows in result.mappings().partitions(_BATCH):
        yield [dict(row) for row in rows]


async def foretell(session: AsyncSession, policy: PrivacyPolicy, user_id: UUID) -> list[Retained]:
    """What would have to stay if this person were erased now."""
    counts = [(each, await _count(session, each, user_id)) for each in policy.tables if each.retained is not None]
    return [Retained(each.name, count, each.retained or "") for each, count in counts if count]


async def object_keys(session: AsyncSession, policy: PrivacyPolicy, user_id: UUID) -> list[str]:
    """The files that go when this person is erased."""
    keys: list[str] = []
    for personal in policy.tables:
        if personal.objects is not None:
            rows = await session.execute(select(personal.table).where(personal.belongs_to(user_id)))
            keys += [key for row in rows.mappings() for key in personal.objects(dict(row))]
    return keys


async def erase(session: AsyncSession, policy: PrivacyPolicy, user_id: UUID) -> Erasure:
    """Delete or anonymise everything of a person. Doing it again finds nothing left to do."""
    if policy.before_erasing is not None:
        await policy.before_erasing(session, user_id)
    erased: dict[str, int] = {}
    changed: dict[str, int] = {}
    for personal in _children_first(policy.tables):
        if personal.retained is not None:
            continue
        if personal.anonymised is not None:
            count = await _anonymise(session, personal, personal.anonymised, user_id)
            changed[personal.name] = changed.get(personal.name, 0) + count
            continue
        result: Any = await session.execute(delete(personal.table).where(personal.belongs_to(user_id)))
        erased[personal.name] = erased.get(personal.name, 0) + int(result.rowcount)
    return Erasure(_without_zeros(erased), _without_zeros(changed), await foretell(session, policy, user_id))


def _without_zeros(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: count for name, count in counts.items() if count}


async def _anonymise(session: AsyncSession, personal: PersonalTable, values: Values, user_id: UUID) -> int:
    count = await _count(session, personal, user_id)
    for name in personal.of:
        column = personal.table.c[name]
        theirs = column == user_id if personal.where is None else and_(column == user_id, personal.where)
        nobody = None if column.nullable else NOBODY
        await session.execute(update(personal.table).where(theirs).values({name: nobody, **values}))
    return count


async def _count(session: AsyncSession, personal: PersonalTable, user_id: UUID) -> int:
    statement = select(func.count()).select_from(personal.table).where(personal.belongs_to(user_id))
    return (await session.execute(statement)).scalar_one()


def _children_first(tables: Sequence[PersonalTable]) -> list[PersonalTable]:
    """What is found through a parent goes before the parent, and what refers to others before those."""
    places = {table: place for each in tables for place, table in enumerate(each.table.metadata.sorted_tables)}
    return sorted(tables, key=lambda each: (_depth(each), places[each.table]), reverse=True)


def _depth(personal: PersonalTable) -> int:
    return 0 if personal.within is None else 1 + _depth(personal.within[1])


def _table_of(model: type[SQLModel] | Table) -> Table:
    if isinstance(model, Table):
        return model
    table: Table = model.__table__  # type: ignore[attr-defined]
    return table
