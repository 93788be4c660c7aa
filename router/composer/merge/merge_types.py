"""One type over all subgraphs that declare it: its joins, and its members by kind."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import assert_never

from graphql import StringValueNode, print_ast

from router.composer.composition import Declaration
from router.composer.enum_usage import EnumUsage
from router.composer.merge.context import MergeContext
from router.composer.merge.merge_enums import merge_enum_values
from router.composer.merge.merge_fields import merge_field
from router.composer.merge.merge_inputs import merge_input_fields
from router.composer.merge.merge_texts import most_common
from router.composer.merged_schema import MergedField, MergedType
from router.language.selection_set import AppliedDirective
from router.specs.directive_arguments import boolean_argument, string_argument
from router.supergraph.model import TypeKind


def merge_type(name: str, usages: Mapping[str, EnumUsage], context: MergeContext) -> MergedType:
    declarations = context.composition.declarations[name]
    kind = context.composition.kind_of(name)
    joins = tuple(_type_joins(name, declarations, context))
    described = most_common(found.definition.description for found in declarations)
    directives = context.directives.merge(
        [(found.subgraph, found.definition) for found in declarations],
        [(found.subgraph, found.definition) for found in context.composition.implementations_of(name)],
    )
    base = MergedType(name=name, kind=kind, description=described, joins=joins, directives=directives)
    return _with_members(base, declarations, usages, context)


def _with_members(
    base: MergedType, declarations: Sequence[Declaration], usages: Mapping[str, EnumUsage], context: MergeContext
) -> MergedType:
    match base.kind:
        case TypeKind.OBJECT | TypeKind.INTERFACE:
            return _with_fields(base, declarations, context)
        case TypeKind.UNION:
            return _with_union_members(base, declarations, context)
        case TypeKind.ENUM:
            return replace(base, values=merge_enum_values(declarations, usages.get(base.name), context))
        case TypeKind.INPUT_OBJECT:
            return replace(base, input_fields=merge_input_fields(declarations, context))
        case TypeKind.SCALAR:
            return base
        case _:
            assert_never(base.kind)


def _type_joins(name: str, declarations: Sequence[Declaration], context: MergeContext) -> Iterator[AppliedDirective]:
    declaring = {found.subgraph.name: found for found in declarations}
    for subgraph in context.composition.subgraphs:
        found = declaring.get(subgraph.name)
        if found is not None:
            yield from _joins_of(found, context)
        elif name == "Query":
            # The server of every subgraph has a query type, if only for `_entities`; other routers expect it here.
            yield context.join("type", subgraph)


def _joins_of(found: Declaration, context: MergeContext) -> Iterator[AppliedDirective]:
    definition = found.definition
    extension = "true" if definition.is_extension and definition.has("key") else None
    interface_object = "true" if definition.is_interface_object else None
    keys = list(definition.applied("key"))
    for key in keys:
        text = string_argument(key.node, "fields") or ""
        yield context.join(
            "type",
            found.subgraph,
            key=print_ast(StringValueNode(value=text)),
            extension=extension,
            resolvable=None if boolean_argument(key.node, "resolvable", True) else "false",
            isInterfaceObject=interface_object,
        )
    if not keys:
        yield context.join("type", found.subgraph, extension=extension, isInterfaceObject=interface_object)


def _with_fields(base: MergedType, declarations: Sequence[Declaration], context: MergeContext) -> MergedType:
    declaring = len(context.composition.subgraphs) if base.name == "Query" else len(declarations)
    merged = (_merge_field(base.name, name, declaring, context) for name in context.composition.field_names(base.name))
    implements = tuple(
        context.join("implements", found.subgraph, interface=print_ast(StringValueNode(value=interface)))
        for found in declarations
        for interface in found.definition.interfaces
    )
    interfaces = dict.fromkeys(name for found in declarations for name in found.definition.interfaces)
    return replace(
        base,
        joins=base.joins + implements,
        interfaces=tuple(interfaces),
        fields={found.name: found for found in merged},
    )


def _merge_field(type_name: str, field_name: str, declaring: int, context: MergeContext) -> MergedField:
    sources = context.composition.field_sources(type_name, field_name)
    given = context.composition.interface_object_sources(type_name, field_name)
    implementing = [
        source
        for found in context.composition.implementations_of(type_name)
        for source in context.composition.field_sources(found.definition.name, field_name)
        if source.subgraph is found.subgraph and not source.is_external
    ]
    return merge_field(sources, given, implementing, declaring, context)


def _with_union_members(base: MergedType, declarations: Sequence[Declaration], context: MergeContext) -> MergedType:
    joins = tuple(
        context.join("unionMember", found.subgraph, member=print_ast(StringValueNode(value=member)))
        for found in declarations
        for member in found.definition.members
    )
    members = dict.fromkeys(member for found in declarations for member in found.definition.members)
    return replace(base, joins=base.joins + joins, members=tuple(members))
