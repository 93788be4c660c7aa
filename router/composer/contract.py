"""A contract: the part of a supergraph that carries some tags and not others, as a supergraph of its own.

What is not in the contract becomes `@inaccessible`: gone from the API schema, while keys and requirements still read
it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from graphql import GraphQLArgument, GraphQLField, GraphQLSchema, Source, Undefined, print_ast, validate_schema

from router.composer.contract_filter import Hidden, TagFilter, hidden_elements
from router.composer.contract_gaps import find_gaps
from router.composer.mark_inaccessible import mark_inaccessible
from router.composer.result import CompositionResult
from router.errors import CompositionError, SettingsError
from router.language.parse_document import parse_document
from router.specs.inaccessible import INACCESSIBLE_IDENTITY
from router.specs.link import Link, find_link, links_in
from router.supergraph.load import load_supergraph

_TERM = re.compile(r"^(include|exclude)=([A-Za-z0-9_/,-]+)$")
_TAG_IDENTITY = "https://specs.apollo.dev/tag"


@dataclass(frozen=True, slots=True)
class Contract:
    include: frozenset[str] = frozenset()
    """Empty: everything that is not excluded."""

    exclude: frozenset[str] = frozenset()


def read_contract(terms: Iterable[str]) -> Contract:
    """From `include=TAG` and `exclude=TAG`, in any number, also several tags with commas."""
    tags: dict[str, set[str]] = {"include": set(), "exclude": set()}
    for term in (part for text in terms for part in text.split()):
        found = _TERM.match(term)
        if found is None:
            raise SettingsError(f'"{term}" is no term of a contract; write include=TAG or exclude=TAG.')
        tags[found[1]].update(tag for tag in found[2].split(",") if tag)
    return Contract(frozenset(tags["include"]), frozenset(tags["exclude"]))


def apply_contract(supergraph_sdl: str, contract: Contract) -> CompositionResult:
    """The contract variant of a supergraph, or every reason why it would not be a valid schema."""
    document = parse_document(Source(supergraph_sdl), no_location=True)
    schema = load_supergraph(supergraph_sdl).schema
    links = links_in(document)
    tags = TagFilter(contract.include, contract.exclude, _name(links, _TAG_IDENTITY), _inaccessible(links))
    hidden = hidden_elements(schema, tags)
    gaps = find_gaps(schema, hidden, tags)
    if gaps.errors:
        return CompositionResult(errors=gaps.errors)
    unreachable: Hidden = dict.fromkeys(gaps.unreachable, "nothing in the contract leads to it")
    own = {name: why for name, why in {**hidden, **unreachable}.items() if not _is_of_a_spec(name, links)}
    return _result(print_ast(mark_inaccessible(document, own, _inaccessible(links))) + "\n")


def _is_of_a_spec(coordinate: str, links: Iterable[Link]) -> bool:
    """Clients never see these, and other routers expect them as their specs have them."""
    return any(link.owns_type(coordinate) for link in links)


def _result(sdl: str) -> CompositionResult:
    supergraph = load_supergraph(sdl)
    errors = [CompositionError("INVALID_GRAPHQL", error.message) for error in validate_schema(supergraph.api_schema)]
    errors += _default_value_errors(supergraph.api_schema)
    return CompositionResult(errors=tuple(errors)) if errors else CompositionResult(sdl, supergraph)


def _default_value_errors(schema: GraphQLSchema) -> Iterable[CompositionError]:
    """A default value that the contract's own types cannot hold."""
    for type_name, definition in schema.type_map.items():
        fields: dict[str, GraphQLField] = getattr(definition, "fields", {})
        for field_name, field in fields.items():
            yield from _lost_default(f"{type_name}.{field_name}", field)
            for name, argument in getattr(field, "args", {}).items():
                yield from _lost_default(f"{type_name}.{field_name}({name}:)", argument)


def _lost_default(coordinate: str, element: GraphQLField | GraphQLArgument) -> Iterable[CompositionError]:
    written = getattr(element.ast_node, "default_value", None)
    if written is not None and getattr(element, "default_value", None) is Undefined:
        message = (
            f'"{coordinate}" is in the contract, but its default value {print_ast(written)} is not: it uses something '
            "that the contract leaves out. Keep that in the contract, or leave this out too."
        )
        yield CompositionError("DEFAULT_VALUE_USES_INACCESSIBLE", message)


def _inaccessible(links: tuple[Link, ...]) -> str:
    return _name(links, INACCESSIBLE_IDENTITY)


def _name(links: tuple[Link, ...], identity: str) -> str:
    link = find_link(links, identity)
    name = identity.rpartition("/")[2]
    return link.directive_name(name) if link else name
