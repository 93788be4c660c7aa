"""Whether a domain's privacy policy speaks of every place where a person could stand."""

from collections.abc import Iterator

from sqlalchemy import Column, LargeBinary, MetaData, Table, Uuid

from subgraphs.shared.privacy import PersonalTable, PrivacyPolicy

OF_THE_PLATFORM = {
    "outbox": "events, which are forgotten a few days after they were published",
    "inbox": "names events, not people",
    "dead_letters": "events, which are forgotten after their time",
    "erased_user": "keeps those away who were erased, and is forgotten after a while",
    "job": "holds identifiers only, and is forgotten after a while",
    "job_slot": "names jobs, not people",
}
SECRETS = ("hash", "secret", "token", "password")


def forgotten(policy: PrivacyPolicy, metadata: MetaData) -> list[str]:
    """Everything that somebody has to decide: columns that may name people, tables that go with theirs, secrets."""
    tables = [table for table in metadata.sorted_tables if table.name not in OF_THE_PLATFORM]
    return [*_unknown_names(policy, tables), *(line for table in tables for line in _forgotten_in(policy, table))]


def _forgotten_in(policy: PrivacyPolicy, table: Table) -> Iterator[str]:
    entries = [each for each in policy.tables if each.table is table]
    if f"{table.name}.*" in policy.exempt:
        return
    for column in table.c:
        name = f"{table.name}.{column.name}"
        if name in policy.exempt or name in policy.not_people or _is_settled(policy, column, entries):
            continue
        yield f"{name} may name a person: say so in the privacy policy, or why not"
    for each in entries:
        for column in table.c:
            if column.name not in each.hidden and _looks_secret(column):
                yield f"{table.name}.{column.name} looks like a secret: hide it in the privacy policy"
        if each.objects is None and each.anonymised is None:
            for name in sorted({column.name for column in table.c} - each.hidden):
                if name.endswith("object_key") or name in ("files", "variants"):
                    yield f"{table.name}.{name} names files: say so by `objects` in the privacy policy"


def _is_settled(policy: PrivacyPolicy, column: "Column[object]", entries: list[PersonalTable]) -> bool:
    named = {name for each in entries for name in (*each.of, *each.also_of, *([each.within[0]] if each.within else []))}
    if column.name in named:
        return True
    targets = {key.column.table for key in column.foreign_keys}
    people = {each.table for each in policy.tables if {column.name for column in each.table.primary_key} & set(each.of)}
    if targets and not targets & people:
        personal = {each.table for each in policy.tables if each.retained is None and each.anonymised is None}
        # What refers to rows that go needs a fate of its own, unless it has one by another column.
        return not targets & personal or bool(entries)
    return not isinstance(column.type, Uuid) or (column.primary_key and column.name == "id")


def _looks_secret(column: "Column[object]") -> bool:
    is_text = not isinstance(column.type, Uuid) and column.type.python_type in (str, bytes)
    return isinstance(column.type, LargeBinary) or (is_text and any(word in column.name for word in SECRETS))


def _unknown_names(policy: PrivacyPolicy, tables: list[Table]) -> Iterator[str]:
    columns = {f"{table.name}.{column.name}" for table in tables for column in table.c}
    known = columns | {f"{table.name}.*" for table in tables}
    used = {*policy.exempt, *policy.not_people}
    for each in policy.tables:
        within = [each.within[0]] if each.within else []
        used |= {f"{each.name}.{name}" for name in (*each.of, *each.also_of, *each.hidden, *within)}
    for name in sorted(used - known):
        yield f"{name} is in the privacy policy and not in the database"
