"""Copies of JSON values, much faster than `copy.deepcopy`."""

from typing import Any


def copy_json(value: Any) -> Any:
    """A copy that shares no object or list with the value."""
    if type(value) is dict:
        return {key: copy_json(inner) for key, inner in value.items()}
    if type(value) is list:
        return [copy_json(inner) for inner in value]
    return value
