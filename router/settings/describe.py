"""Settings as documentation and as a JSON Schema for editors, both made from the classes, so that neither drifts."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from router.settings.router_settings import RouterSettings

REFERENCE = r"\$\{[A-Za-z_][A-Za-z0-9_]*(:-[^}]*)?\}"
JSON_SCHEMA_DIALECT = "https://json-schema.org/draft/2020-12/schema"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting under its full name, `limits.depth`; `[]` stands for each item and `<name>` for each key."""

    name: str
    default: str
    description: str


def settings_of(model: type[BaseModel], prefix: str = "") -> Iterator[Setting]:
    """Every setting of a section; what stands in a list or a mapping follows what holds it."""
    for name, field in model.model_fields.items():
        inner = _inner_model(field.annotation)
        if field.annotation is not inner:
            yield Setting(prefix + name, _print_default(field), " ".join((field.description or "").split()))
        if inner is not None:
            yield from settings_of(inner, prefix + name + _suffix(field.annotation))


def settings_table(model: type[BaseModel] = RouterSettings) -> str:
    """A Markdown table of every setting."""
    rows = (f"| `{each.name}` | {each.default} | {each.description} |" for each in settings_of(model))
    return "\n".join(("| Setting | Default | What it does |", "|---|---|---|", *rows))


def settings_json_schema() -> str:
    """A JSON Schema (2020-12) of `router.yaml`, as text.

    A text may stand in the place of any other value: `${NAME}` is replaced from the environment before it is read.
    """
    schema = RouterSettings.model_json_schema()
    return json.dumps({"$schema": JSON_SCHEMA_DIALECT, **_with_references(schema), "title": "router.yaml"}, indent=2)


def _with_references(schema: Any) -> Any:
    """Let `${NAME}` stand wherever a number or a switch is asked for."""
    match schema:
        case {"type": "integer" | "number" | "boolean"}:
            described = {key: schema[key] for key in ("description", "default", "title") if key in schema}
            value = {key: inner for key, inner in schema.items() if key not in described}
            return {
                **described,
                "anyOf": [value, {"type": "string", "pattern": r"\$\{[A-Za-z_][A-Za-z0-9_]*(:-[^}]*)?\}"}],
            }
        case dict():
            return {key: _with_references(inner) for key, inner in schema.items()}
        case list():
            return [_with_references(inner) for inner in schema]
        case _:
            return schema


def _inner_model(annotation: Any) -> type[BaseModel] | None:
    for candidate in (annotation, *get_args(annotation)):
        if isinstance(candidate, type) and issubclass(candidate, BaseModel):
            return candidate
    return None


def _suffix(annotation: Any) -> str:
    return {tuple: "[].", Mapping: ".<name>."}.get(get_origin(annotation), ".")


def _print_default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    default = field.get_default(call_default_factory=True, validated_data={})
    if default is None or default in ((), {}):
        return "none"
    return f"`{json.dumps(default)}`"
