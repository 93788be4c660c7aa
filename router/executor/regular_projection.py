"""The projection of answers that are in order, as fast as Python allows.

Nearly every answer has the types that the schema promises, so nothing in it needs an error with a path. For these each
selected object type becomes a small generated function that reads the selected keys and builds the answer's object,
without a loop over fields, without places and without a report. The one for `{ id reviews { body } }` reads

    def project(value):
        try:
            v0 = value['id']; v1 = value['reviews']
        except (AttributeError, KeyError, TypeError):
            return unusual(value)
        if type(v0) is not str: v0 = n0(v0)
        v1 = [n1(item) for item in v1] if type(v1) is list else n2(v1)
        return {'id': v0, 'reviews': v1}

Whatever is not in order raises `Irregular`. Nothing has been changed by then: `project_response` does the answer again,
with the errors that it needs. What is in order both do alike.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from types import CodeType, NoneType
from typing import Any, Final, cast

from graphql import (
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    GraphQLUnionType,
)

from router.executor.collect_fields import CollectedField, collect_fields
from router.executor.leaf_values import ANY_JSON, NOTHING_PASSES, UNFIT, fit_scalar, passing_types
from router.language.names import TYPENAME, ResponseKey
from router.language.selection_set import SelectionSet

Project = Callable[[Any], Any]
"""From a value of the response tree to the client's. Raises `Irregular`."""


NEVER: Final = "never"
SMALL_TEXT: Final = 2000
"""Characters of a generated function, as many as some thirty fields take."""


class Irregular(Exception):
    """Something in the answer needs more than copying."""


class RegularCompiler:
    """Turns selections into projecting functions; holds the schema for as long as functions are made."""

    def __init__(self, schema: GraphQLSchema, aliases: Mapping[ResponseKey, ResponseKey]) -> None:
        self.schema = schema
        self.aliases = aliases

    def project_object(
        self, object_type: GraphQLObjectType, selection_sets: tuple[SelectionSet, ...], is_nullable: bool
    ) -> Project:
        source = _Source()
        for field in collect_fields(selection_sets, object_type, self.schema):
            self._add_field(field, object_type, source)
        return source.compile(is_nullable)

    def project_nullable(
        self,
        composite_type: GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType,
        selection_sets: tuple[SelectionSet, ...],
    ) -> Project:
        return self._project(composite_type, selection_sets)

    def _add_field(self, field: CollectedField, parent: GraphQLObjectType, source: "_Source") -> None:
        shown = self.aliases.get(field.response_key, field.response_key)
        if field.name == TYPENAME:
            source.add_constant(shown, parent.name)
            return
        value = source.add_read(field.response_key, shown)
        if field.withheld is not None:
            source.add_step(value, NOTHING_PASSES, _raise_irregular)
            return
        if field.name.startswith("__"):  # introspection, which is answered by then
            return
        field_type = parent.fields[field.name].type
        inner = _nullable(field_type)
        if field.selection_sets and isinstance(inner, GraphQLList):
            project_item = self._project(inner.of_type, field.selection_sets)
            source.add_list_step(value, project_item, _project_list(project_item, inner, inner is field_type))
        else:
            source.add_step(value, passing_types(field_type), self._project(field_type, field.selection_sets))

    def _project(self, output_type: GraphQLOutputType, selection_sets: tuple[SelectionSet, ...]) -> Project:
        is_nullable = not isinstance(output_type, GraphQLNonNull)
        inner = _nullable(output_type)
        if isinstance(inner, GraphQLList):
            return _project_list(self._project(inner.of_type, selection_sets), inner, is_nullable)
        if isinstance(inner, GraphQLObjectType):
            return self.project_object(inner, selection_sets, is_nullable)
        if isinstance(inner, GraphQLInterfaceType | GraphQLUnionType):
            return self._project_abstract(inner, selection_sets, is_nullable)
        if isinstance(inner, GraphQLEnumType):
            return _project_enum(frozenset(inner.values), is_nullable)
        return _project_scalar(str(inner), passing_types(output_type))

    def _project_abstract(
        self,
        abstract_type: GraphQLInterfaceType | GraphQLUnionType,
        selection_sets: tuple[SelectionSet, ...],
        is_nullable: bool,
    ) -> Project:
        """Its members are compiled when the first object of each comes by: an interface may have very many."""
        members = {member.name: member for member in self.schema.get_possible_types(abstract_type)}
        made: dict[str, Project] = {}

        def project(value: Any) -> Any:
            if type(value) is not dict:
                return _null(value, is_nullable)
            type_name = value.get("__typename")
            if not isinstance(type_name, str) or type_name not in members:
                raise Irregular
            project_member = made.get(type_name)
            if project_member is None:
                project_member = self.project_object(members[type_name], selection_sets, is_nullable)
                made[type_name] = project_member
            return project_member(value)

        return project


class _Source:
    """The text of one projecting function, and the values it speaks of. Nothing enters the text but names of our own
    and, quoted, names of the schema and the operation."""

    def __init__(self) -> None:
        self.keys: list[str] = []
        self.steps: list[str] = []
        self.results: list[str] = []
        self.names: dict[str, Any] = {}

    def bind(self, value: Any) -> str:
        name = f"n{len(self.names)}"
        self.names[name] = value
        return name

    def add_constant(self, shown: str, value: str) -> None:
        self.results.append(f"{shown!r}: {value!r}")

    def add_read(self, key: str, shown: str) -> str:
        name = f"v{len(self.keys)}"
        self.keys.append(key)
        self.results.append(f"{shown!r}: {name}")
        return name

    def add_step(self, value: str, passing: frozenset[type], project: Project) -> None:
        """What does not pass as it is goes through `project`."""
        test = self._unless_passing(value, passing)
        if test != NEVER:
            self.steps.append(f"{test}{value} = {self.bind(project)}({value})")

    def _unless_passing(self, value: str, passing: frozenset[type]) -> str:
        is_nullable = NoneType in passing
        types = passing - {NoneType}
        if not types:
            return ""
        if types == ANY_JSON:
            return NEVER if is_nullable else f"if {value} is None: "
        if len(types) > 1:
            return f"if type({value}) not in {self.bind(passing)}: "
        or_null = f" and {value} is not None" if is_nullable else ""
        return f"if type({value}) is not {next(iter(types)).__name__}{or_null}: "

    def add_list_step(self, value: str, project_item: Project, project: Project) -> None:
        item = f"{self.bind(project_item)}(item)"
        self.steps.append(
            f"{value} = [{item} for item in {value}] if type({value}) is list else {self.bind(project)}({value})"
        )

    def compile(self, is_nullable: bool) -> Project:
        absent = dict.fromkeys(self.keys)

        def unusual(value: Any) -> Any:
            """An object without some key, because nothing was fetched for it; or no object."""
            return project(absent | value) if type(value) is dict else _null(value, is_nullable)

        names: dict[str, Any] = {**self.names, "unusual": unusual}
        text = self._text()
        code = compile_small(text) if len(text) <= SMALL_TEXT else _compile(text)
        exec(code, names)  # noqa: S102 - there is nothing in the text but what stands here
        project = cast(Project, names["project"])
        return project

    def _text(self) -> str:
        reads = "; ".join(f"v{number} = value[{key!r}]" for number, key in enumerate(self.keys))
        lines = [
            "def project(value):",
            "    try:",
            f"        {reads or 'value.keys'}",
            "    except (AttributeError, KeyError, TypeError):",
            "        return unusual(value)",
            *(f"    {step}" for step in self.steps),
            f"    return {{{', '.join(self.results)}}}",
        ]
        return "\n".join(lines)


def _compile(text: str) -> CodeType:
    return compile(text, "<regular projection>", "exec")


compile_small: Final = lru_cache(maxsize=2048)(_compile)
"""Compiling is most of the cost of preparing a plan, and most of what clients select are small objects of few kinds.
Large ones are not kept: a hostile client could fill memory with them."""


def _nullable(output_type: GraphQLOutputType) -> GraphQLOutputType:
    return output_type.of_type if isinstance(output_type, GraphQLNonNull) else output_type


def _raise_irregular(_value: Any) -> Any:
    raise Irregular


def _null(value: Any, is_nullable: bool) -> None:
    if value is not None or not is_nullable:
        raise Irregular


def _project_list(project_item: Project, list_type: GraphQLList[Any], is_nullable: bool) -> Project:
    passing = passing_types(list_type.of_type)

    def project(value: Any) -> Any:
        if not isinstance(value, list):
            return _null(value, is_nullable)
        if passing and passing.issuperset(map(type, value)):
            return value
        return [project_item(item) for item in value]

    return project


def _project_enum(values: frozenset[str], is_nullable: bool) -> Project:
    def project(value: Any) -> Any:
        return value if isinstance(value, str) and value in values else _null(value, is_nullable)

    return project


def _project_scalar(scalar_name: str, passing: frozenset[type]) -> Project:
    def project(value: Any) -> Any:
        if type(value) in passing:
            return value
        fitted = fit_scalar(scalar_name, value) if value is not None else UNFIT
        if fitted is UNFIT:
            raise Irregular
        return fitted

    return project
