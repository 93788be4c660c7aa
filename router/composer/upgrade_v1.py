"""Federation 1 subgraphs read as Federation 2 ones, as the published upgrade does it.

In version 1, sharing needs no mark, key fields of extensions are `@external` although they are resolved, and
directives were allowed where they had no effect. What had no effect goes; what was implied is written down.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from graphql import DirectiveNode, ListValueNode, NameNode, StringValueNode

from router.composer.field_usage import FieldUsage, analyse_field_usage
from router.composer.subgraph import Subgraph
from router.composer.subgraph_schema import Directive, Element, Field, SubgraphType
from router.composer.type_reference import named_type
from router.specs.directive_arguments import argument_value
from router.supergraph.definitions import replace as replace_node
from router.supergraph.model import TypeKind

_ROOT_TYPES = frozenset({"Query", "Mutation", "Subscription"})
_FIELD_SET_DIRECTIVES = frozenset({"key", "requires", "provides"})
_WITHOUT_EFFECT_ON_INTERFACES = frozenset({"key", "requires", "provides", "external"})


def upgrade_subgraphs(subgraphs: Sequence[Subgraph]) -> tuple[Subgraph, ...]:
    """Subgraphs of version 2 stay as they are."""
    cleaned = [_clean(subgraph) if subgraph.is_version_1 else subgraph for subgraph in subgraphs]
    return tuple(
        _mark_shareable(subgraph, [other for other in cleaned if other is not subgraph])
        if subgraph.is_version_1
        else subgraph
        for subgraph in cleaned
    )


def _clean(subgraph: Subgraph) -> Subgraph:
    types = {name: _without_ineffective(definition, subgraph.types) for name, definition in subgraph.types.items()}
    usage = analyse_field_usage(types)
    types = {name: _without_unused_externals(definition, usage) for name, definition in types.items()}
    return replace(subgraph, types=types, usage=analyse_field_usage(types))


def _without_ineffective(definition: SubgraphType, types: Mapping[str, SubgraphType]) -> SubgraphType:
    dropped = _WITHOUT_EFFECT_ON_INTERFACES if definition.kind is TypeKind.INTERFACE else frozenset()
    return replace(
        definition,
        directives=_directives(definition, dropped),
        fields={name: _clean_field(field, dropped, types) for name, field in definition.fields.items()},
    )


def _clean_field(field: Field, dropped: frozenset[str], types: Mapping[str, SubgraphType]) -> Field:
    target = types.get(named_type(field.type))
    if target is None or not target.is_composite:
        dropped = dropped | {"provides"}
    if field.has("external"):
        dropped = dropped | {"tag"}
    return replace(field, directives=_directives(field, dropped))


def _directives(element: Element, dropped: frozenset[str]) -> tuple[Directive, ...]:
    kept = (found for found in element.directives if not (found.is_federation and found.name in dropped))
    return tuple(_with_joined_fields(directive) for directive in kept)


def _with_joined_fields(directive: Directive) -> Directive:
    """Version 1 also read `@key(fields: ["id", "name"])`."""
    value = argument_value(directive.node, "fields")
    if directive.name not in _FIELD_SET_DIRECTIVES or not isinstance(value, ListValueNode):
        return directive
    texts = [item.value for item in value.values if isinstance(item, StringValueNode)]
    joined = StringValueNode(value=" ".join(texts), loc=value.loc)
    arguments = tuple(
        replace_node(argument, value=joined) if argument.name.value == "fields" else argument
        for argument in directive.node.arguments or ()
    )
    return replace(directive, node=replace_node(directive.node, arguments=arguments))


def _without_unused_externals(definition: SubgraphType, usage: FieldUsage) -> SubgraphType:
    kept = {
        name: field
        for name, field in definition.fields.items()
        if (definition.name, name) not in usage.external or (definition.name, name) in usage.used
    }
    return replace(definition, fields=kept) if len(kept) < len(definition.fields) else definition


def _mark_shareable(subgraph: Subgraph, others: Iterable[Subgraph]) -> Subgraph:
    others = tuple(others)
    types = {name: _mark_type(definition, subgraph, others) for name, definition in subgraph.types.items()}
    return replace(subgraph, types=types)


def _mark_type(definition: SubgraphType, subgraph: Subgraph, others: Sequence[Subgraph]) -> SubgraphType:
    if definition.kind is not TypeKind.OBJECT:
        return definition
    if not definition.has("key") and definition.name not in _ROOT_TYPES:
        is_shared = any(definition.name in other.types for other in others)
        return replace(definition, directives=(*definition.directives, _SHAREABLE)) if is_shared else definition
    fields = {
        name: replace(field, directives=(*field.directives, _SHAREABLE))
        if _is_resolved_elsewhere(definition.name, name, others) and subgraph.is_resolved(definition.name, name)
        else field
        for name, field in definition.fields.items()
    }
    return replace(definition, fields=fields)


def _is_resolved_elsewhere(type_name: str, field_name: str, others: Sequence[Subgraph]) -> bool:
    return any(other.field(type_name, field_name) and other.is_resolved(type_name, field_name) for other in others)


_SHAREABLE = Directive("shareable", DirectiveNode(name=NameNode(value="shareable"), arguments=()), is_federation=True)
