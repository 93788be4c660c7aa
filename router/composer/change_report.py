"""A check of schema changes for people and for machines.

The JSON document: `{"changes": [{severity, code, coordinate, message, operations: [{name, file, reason}]}],
"operations": {"checked", "broken": [...], "invalidBefore": [...]} | null, "failed": bool}`.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from router.composer.check_changes import AffectedOperation, ChangeCheck, CheckedChange
from router.composer.schema_change import Severity


def render_check_json(check: ChangeCheck) -> str:
    operations = None
    if check.operation_count is not None:
        operations = {
            "checked": check.operation_count,
            "broken": [asdict(found) for found in check.broken],
            "invalidBefore": [asdict(found) for found in check.invalid_before],
        }
    document = {
        "changes": [_change_to_json(found) for found in check.changes],
        "operations": operations,
        "failed": check.has_failed,
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def render_check_text(check: ChangeCheck) -> str:
    if not check.changes:
        return "The API schema is the same.\n"
    blocks = ["".join(_severity_lines(severity, check)) for severity in Severity]
    blocks.append("".join(_operation_lines("already not valid before", check.invalid_before)))
    return "\n".join([*(block for block in blocks if block), _verdict(check)])


def _change_to_json(found: CheckedChange) -> dict[str, Any]:
    return {
        "severity": found.change.severity.value,
        "code": found.change.code,
        "coordinate": found.change.coordinate,
        "message": found.change.message,
        "operations": [asdict(operation) for operation in found.operations],
    }


def _severity_lines(severity: Severity, check: ChangeCheck) -> Iterator[str]:
    changes = [found for found in check.changes if found.change.severity is severity]
    if changes:
        yield f"{severity.value} ({len(changes)})\n"
    for found in changes:
        yield f"  {found.change.code} {found.change.coordinate}\n    {found.change.message}\n"
        yield from (f"    {_operation(operation)}\n" for operation in found.operations)


def _operation_lines(title: str, operations: Iterable[AffectedOperation]) -> Iterator[str]:
    for number, operation in enumerate(operations):
        yield f"{title}\n" if number == 0 else ""
        yield f"  {_operation(operation)}\n"


def _operation(operation: AffectedOperation) -> str:
    return f"{operation.name} in {operation.file}: {operation.reason}"


def _verdict(check: ChangeCheck) -> str:
    if check.operation_count is None:
        return "There are breaking changes.\n" if check.has_failed else "Nothing breaks.\n"
    of_all = f"{len(check.broken)} of {check.operation_count} operations"
    return f"The changes break {of_all}.\n" if check.has_failed else f"The changes break {of_all}: none.\n"
