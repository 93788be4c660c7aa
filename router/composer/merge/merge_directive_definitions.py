"""The authors' own directives: executable ones that all subgraphs define, and those that `@composeDirective` names."""

from collections.abc import Mapping, Sequence

from graphql import DirectiveDefinitionNode, InputValueDefinitionNode, print_ast

from router.composer.composition import Composition
from router.composer.kept_directives import EXECUTABLE_LOCATIONS, composed_with_links
from router.composer.merge.merge_texts import print_default
from router.composer.merged_schema import ComposedLink
from router.composer.type_reference import narrowest
from router.specs.composed import COMPOSED_DIRECTIVES
from router.specs.federation import FEDERATION_IDENTITY
from router.specs.link import Link
from router.supergraph.definitions import replace


def names_of_specs(composition: Composition) -> Mapping[str, str]:
    """What the supergraph calls the directives that need no `@composeDirective`: as subgraphs import them."""
    names = {spec.name: spec.name for spec in COMPOSED_DIRECTIVES}
    for link in (link for subgraph in composition.subgraphs for link in subgraph.links):
        for spec in COMPOSED_DIRECTIVES:
            if link.spec.identity in (FEDERATION_IDENTITY, spec.identity) and f"@{spec.name}" in link.imports:
                names[spec.name] = link.directive_name(spec.name)
    return names


def merge_composed_links(composition: Composition) -> tuple[ComposedLink, ...]:
    """Each spec once, in the newest version that a subgraph links to, with that subgraph's definitions."""
    newest: dict[str, tuple[Link, dict[str, str]]] = {}
    for subgraph in composition.subgraphs:
        for name, link in composed_with_links(subgraph):
            printed = print_ast(subgraph.directive_definitions[name])
            known = newest.get(link.spec.identity)
            if known is None:
                newest[link.spec.identity] = (link, {name: printed})
            elif _version(link) > _version(known[0]):
                newest[link.spec.identity] = (link, known[1] | {name: printed})
            else:
                known[1].setdefault(name, printed)
    return tuple(ComposedLink(link, definitions) for _, (link, definitions) in sorted(newest.items()))


def merge_executable_directives(composition: Composition) -> tuple[str, ...]:
    """With the locations and arguments that all subgraphs know."""
    first, *others = composition.subgraphs
    merged = []
    for name, definition in sorted(first.directive_definitions.items()):
        definitions = [definition, *(o.directive_definitions[name] for o in others if name in o.directive_definitions)]
        locations = _common_locations(definitions)
        if len(definitions) == len(composition.subgraphs) and locations:
            merged.append(_print_merged(definitions, locations))
    return tuple(merged)


def _version(link: Link) -> tuple[int, int]:
    return link.spec.version or (0, 0)


def _common_locations(definitions: Sequence[DirectiveDefinitionNode]) -> tuple[str, ...]:
    sets = [{location.value for location in definition.locations} for definition in definitions]
    return tuple(location for location in EXECUTABLE_LOCATIONS if all(location in found for found in sets))


def _print_merged(definitions: Sequence[DirectiveDefinitionNode], locations: Sequence[str]) -> str:
    first, *others = definitions
    given = [{argument.name.value: argument for argument in other.arguments or ()} for other in others]
    arguments = [
        _merge_argument([argument, *(found[argument.name.value] for found in given)])
        for argument in first.arguments or ()
        if all(argument.name.value in found for found in given)
    ]
    kept = tuple(location for location in first.locations if location.value in locations)
    repeatable = all(definition.repeatable for definition in definitions)
    return print_ast(replace(first, arguments=tuple(arguments), locations=kept, repeatable=repeatable))


def _merge_argument(arguments: Sequence[InputValueDefinitionNode]) -> InputValueDefinitionNode:
    first = arguments[0]
    defaults = [print_default(argument.default_value) for argument in arguments]
    return replace(
        first,
        type=narrowest(argument.type for argument in arguments) or first.type,
        default_value=first.default_value if len(set(defaults)) == 1 else None,
    )
