"""Do changes of the API schema break operations that clients send?"""

from collections.abc import Sequence
from dataclasses import dataclass

from graphql import GraphQLSchema

from router.composer.client_operations import ClientOperation
from router.composer.schema_change import SchemaChange, Severity
from router.composer.schema_changes import compare_schemas


@dataclass(frozen=True, slots=True)
class AffectedOperation:
    name: str
    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class CheckedChange:
    change: SchemaChange
    operations: tuple[AffectedOperation, ...] = ()
    """Those that the change breaks, or, where it is dangerous, may surprise."""


@dataclass(frozen=True, slots=True)
class ChangeCheck:
    changes: tuple[CheckedChange, ...]
    operation_count: int | None = None
    """None where no operations were given."""

    broken: tuple[AffectedOperation, ...] = ()
    """Operations that the new schema refuses or that use what a breaking change takes from them."""

    invalid_before: tuple[AffectedOperation, ...] = ()
    """Operations that the old schema refuses too, so that no change can break them."""

    @property
    def has_failed(self) -> bool:
        """Without operations every breaking change counts; with them, only those that break one."""
        if self.operation_count is None:
            return any(found.change.severity is Severity.BREAKING for found in self.changes)
        return bool(self.broken)


def check_changes(
    old: GraphQLSchema, new: GraphQLSchema, operations: Sequence[ClientOperation] | None = None
) -> ChangeCheck:
    changes = compare_schemas(old, new)
    if operations is None:
        return ChangeCheck(tuple(CheckedChange(change) for change in changes))
    valid, invalid_before = [], []
    for operation in operations:
        objections = operation.objections(old)
        if objections:
            invalid_before.append(_affected(operation, objections[0]))
        else:
            valid.append(_Usage(operation, operation.uses(old), operation.objections(new)))
    checked = tuple(CheckedChange(change, _operations_of(change, valid)) for change in changes)
    return ChangeCheck(checked, len(operations), _broken(checked, valid), tuple(invalid_before))


@dataclass(frozen=True, slots=True)
class _Usage:
    operation: ClientOperation
    coordinates: frozenset[str]
    objections: tuple[str, ...]


def _affected(operation: ClientOperation, reason: str) -> AffectedOperation:
    return AffectedOperation(operation.name, operation.file, reason)


def _operations_of(change: SchemaChange, usages: Sequence[_Usage]) -> tuple[AffectedOperation, ...]:
    if change.severity is Severity.SAFE:
        return ()
    concerned = (usage for usage in usages if change.concerns in usage.coordinates)
    return tuple(_affected(usage.operation, _reason(change, usage)) for usage in concerned)


def _reason(change: SchemaChange, usage: _Usage) -> str:
    if change.severity is Severity.BREAKING and usage.objections:
        return f"is no longer valid: {usage.objections[0]}"
    return f"uses {change.concerns}"


def _broken(checked: Sequence[CheckedChange], usages: Sequence[_Usage]) -> tuple[AffectedOperation, ...]:
    """Each operation once, with the first reason."""
    broken = {
        (affected.file, affected.name): affected
        for found in reversed(checked)
        if found.change.severity is Severity.BREAKING
        for affected in found.operations
    }
    for usage in usages:
        if usage.objections:
            reason = f"is no longer valid: {usage.objections[0]}"
            broken.setdefault((usage.operation.file, usage.operation.name), _affected(usage.operation, reason))
    return tuple(broken[key] for key in sorted(broken))
