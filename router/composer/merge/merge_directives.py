"""What several subgraphs' directives on one element come to in the supergraph."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product

from graphql import (
    BooleanValueNode,
    DirectiveNode,
    IntValueNode,
    ListValueNode,
    StringValueNode,
    ValueNode,
    parse_value,
    print_ast,
)

from router.composer.merge.merge_texts import most_common
from router.composer.merged_schema import SpecDirective
from router.composer.subgraph import Subgraph
from router.composer.subgraph_schema import Directive, Element
from router.language.selection_set import AppliedDirective, Argument
from router.specs.composed import ACCESS_DIRECTIVES, COMPOSED_DIRECTIVES, ComposedDirective, HowToMerge
from router.specs.context import context_in_supergraph
from router.specs.directive_arguments import argument_value, string_argument

Source = tuple[Subgraph, Element]
Arguments = tuple[Argument, ...]

DEFAULT_DEPRECATION_REASON = "No longer supported"


@dataclass(frozen=True, slots=True)
class DirectiveMerger:
    """`composed` names the authors' own directives that `@composeDirective` carries over, per subgraph."""

    composed: frozenset[tuple[str, str]] = frozenset()
    """Subgraph name and local directive name."""

    spec_names: Mapping[str, str] = field(default_factory=dict)
    """What the supergraph calls directives of specs, where not as the spec does."""

    def merge(self, sources: Sequence[Source], implementations: Sequence[Source] = ()) -> tuple[AppliedDirective, ...]:
        """`implementations` are of an interface or its field: whoever reads it needs the rights that they require."""
        return (*self._standard(sources), *self._federation(sources, implementations), *self._custom(sources))

    def _standard(self, sources: Sequence[Source]) -> Iterator[AppliedDirective]:
        deprecations = [found for _, element in sources for found in _named(element, "deprecated")]
        if deprecations:
            reason = most_common(string_argument(found.node, "reason") for found in deprecations)
            yield AppliedDirective("deprecated", (_string("reason", reason or DEFAULT_DEPRECATION_REASON),))
        urls = [found for _, element in sources for found in _named(element, "specifiedBy")]
        if urls:
            yield Counter(_as_written(found.node, "specifiedBy") for found in urls).most_common(1)[0][0]

    def _federation(self, sources: Sequence[Source], implementations: Sequence[Source]) -> Iterator[AppliedDirective]:
        if not any(element.directives for _, element in (*sources, *implementations)):
            return
        for spec in COMPOSED_DIRECTIVES:
            counted = (*sources, *implementations) if spec.name in ACCESS_DIRECTIVES else sources
            nodes = [found.node for _, element in counted for found in element.applied(spec.name)]
            name = self.spec_names.get(spec.name, spec.name)
            if nodes and spec.merge is HowToMerge.PER_SUBGRAPH:
                yield from (SpecDirective(name, arguments, spec.name) for arguments in _per_subgraph(spec, sources))
            elif nodes:
                yield from (
                    SpecDirective(name, arguments, spec.name) for arguments in _MERGERS[spec.merge](spec, nodes)
                )

    def _custom(self, sources: Sequence[Source]) -> Iterator[AppliedDirective]:
        """A directive that is not repeatable can stand once: as most subgraphs write it."""
        applied: dict[str, Counter[AppliedDirective]] = {}
        repeatable: dict[str, bool] = {}
        for subgraph, element in sources:
            for found in element.directives:
                if not found.is_federation and (subgraph.name, found.name) in self.composed:
                    applied.setdefault(found.name, Counter()).update([_as_written(found.node, found.name)])
                    repeatable[found.name] = subgraph.directive_definitions[found.name].repeatable
        for name, applications in applied.items():
            kept = None if repeatable[name] else 1
            yield from (application for application, _ in applications.most_common(kept))


def _named(element: Element, name: str) -> Iterator[Directive]:
    return (found for found in element.directives if not found.is_federation and found.name == name)


def _as_written(node: DirectiveNode, name: str) -> AppliedDirective:
    arguments = tuple(Argument(found.name.value, print_ast(found.value)) for found in node.arguments or ())
    return AppliedDirective(name, arguments)


def _string(name: str, value: str) -> Argument:
    return Argument(name, print_ast(StringValueNode(value=value)))


def _per_subgraph(spec: ComposedDirective, sources: Sequence[Source]) -> Iterator[Arguments]:
    names = {
        context_in_supergraph(subgraph.name, string_argument(found.node, "name") or "")
        for subgraph, element in sources
        for found in element.applied(spec.name)
    }
    yield from ((_string("name", name),) for name in sorted(names))


def _merge_any(spec: ComposedDirective, nodes: Sequence[DirectiveNode]) -> Iterator[Arguments]:
    yield ()


def _merge_distinct(spec: ComposedDirective, nodes: Sequence[DirectiveNode]) -> Iterator[Arguments]:
    yield from (found.arguments for found in sorted({_as_written(node, spec.name) for node in nodes}, key=str))


def _merge_maximum(spec: ComposedDirective, nodes: Sequence[DirectiveNode]) -> Iterator[Arguments]:
    yield (Argument("weight", str(max(_integers(nodes, "weight"), default=0))),)


def _merge_conditions(spec: ComposedDirective, nodes: Sequence[DirectiveNode]) -> Iterator[Arguments]:
    """Each application is an OR of ANDs. All of them must hold, so multiply them out and drop what is implied."""
    argument = "scopes" if spec.name == "requiresScopes" else "policies"
    conditions = {_alternatives(argument_value(node, argument)) for node in nodes}
    combined = {frozenset().union(*choice) for choice in product(*sorted(conditions, key=_alternatives_text))}
    weakest = [choice for choice in combined if not any(other < choice for other in combined)]
    lists = sorted(sorted(choice) for choice in weakest)
    text = ", ".join(_printed_strings(names) for names in lists)
    yield (Argument(argument, f"[{text}]"),)


def _alternatives(value: ValueNode | None) -> frozenset[frozenset[str]]:
    outer = value.values if isinstance(value, ListValueNode) else ([value] if value is not None else [])
    return frozenset(frozenset(_strings(inner)) for inner in outer)


def _alternatives_text(alternatives: frozenset[frozenset[str]]) -> list[list[str]]:
    return sorted(sorted(choice) for choice in alternatives)


def _merge_list_size(spec: ComposedDirective, nodes: Sequence[DirectiveNode]) -> Iterator[Arguments]:
    arguments = []
    sizes = _integers(nodes, "assumedSize")
    if sizes:
        arguments.append(Argument("assumedSize", str(max(sizes))))
    for name in ("slicingArguments", "sizedFields"):
        values = [argument_value(node, name) for node in nodes]
        listed = sorted({text for value in values if value is not None for text in _strings(value)})
        if any(value is not None for value in values):
            arguments.append(Argument(name, _printed_strings(listed)))
    required = [argument_value(node, "requireOneSlicingArgument") for node in nodes]
    if any(required):
        all_true = all(value is None or (isinstance(value, BooleanValueNode) and value.value) for value in required)
        arguments.append(Argument("requireOneSlicingArgument", "true" if all_true else "false"))
    yield tuple(arguments)


def without_lost_slicing_arguments(
    applied: Iterable[AppliedDirective], arguments: Collection[str]
) -> tuple[AppliedDirective, ...]:
    """A merged field has the arguments that every subgraph knows; `@listSize` can count on no others."""
    return tuple(_only_slicing_by(directive, arguments) for directive in applied)


def _only_slicing_by(directive: AppliedDirective, arguments: Collection[str]) -> AppliedDirective:
    if not isinstance(directive, SpecDirective) or directive.spec_name != "listSize":
        return directive
    kept = [
        Argument(given.name, _printed_strings(name for name in _strings(parse_value(given.value)) if name in arguments))
        if given.name == "slicingArguments"
        else given
        for given in directive.arguments
    ]
    return replace(directive, arguments=tuple(kept))


def _printed_strings(texts: Iterable[str]) -> str:
    return "[" + ", ".join(print_ast(StringValueNode(value=text)) for text in texts) + "]"


def _integers(nodes: Iterable[DirectiveNode], name: str) -> list[int]:
    values = (argument_value(node, name) for node in nodes)
    return [int(value.value) for value in values if isinstance(value, IntValueNode)]


def _strings(value: ValueNode) -> Iterator[str]:
    for item in value.values if isinstance(value, ListValueNode) else (value,):
        if isinstance(item, StringValueNode):
            yield item.value


_MERGERS: dict[HowToMerge, Callable[[ComposedDirective, Sequence[DirectiveNode]], Iterator[Arguments]]] = {
    HowToMerge.ANY: _merge_any,
    HowToMerge.DISTINCT: _merge_distinct,
    HowToMerge.ALL_CONDITIONS: _merge_conditions,
    HowToMerge.MAXIMUM: _merge_maximum,
    HowToMerge.COMBINED: _merge_list_size,
}
