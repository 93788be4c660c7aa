"""The operations that clients send, and what of a schema each of them uses."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    Source,
    Visitor,
    validate,
    visit,
)

from router.composer.operation_usage import used_coordinates
from router.errors import SettingsError
from router.language.parse_document import parse_document


@dataclass(frozen=True, slots=True)
class ClientOperation:
    name: str
    """`anonymous` where it has none."""

    file: str
    document: DocumentNode
    """The operation alone, with the fragments that it uses."""

    def uses(self, schema: GraphQLSchema) -> frozenset[str]:
        """Coordinates of types, members, arguments and directives."""
        return used_coordinates(schema, self.document)

    def objections(self, schema: GraphQLSchema) -> tuple[str, ...]:
        """Why the schema does not allow it; empty where it does."""
        return tuple(error.message for error in validate(schema, self.document))


def read_operations(texts: Mapping[str, str]) -> tuple[ClientOperation, ...]:
    """By file name. Operations may use fragments of other files; those of their own file come first."""
    documents = {file: _parse(file, text) for file, text in texts.items()}
    everywhere = {fragment.name.value: fragment for found in documents.values() for fragment in _fragments(found)}
    operations = []
    for file, document in documents.items():
        fragments = everywhere | {fragment.name.value: fragment for fragment in _fragments(document)}
        for node in document.definitions:
            if isinstance(node, OperationDefinitionNode):
                name = node.name.value if node.name else "anonymous"
                used = _fragments_used_by(node, fragments)
                operations.append(ClientOperation(name, file, DocumentNode(definitions=(node, *used))))
    return tuple(operations)


def _parse(file: str, text: str) -> DocumentNode:
    try:
        return parse_document(Source(text))
    except GraphQLError as error:
        raise SettingsError(f"{file} is not a GraphQL document: {error.message}") from error


def _fragments(document: DocumentNode) -> Iterator[FragmentDefinitionNode]:
    return (node for node in document.definitions if isinstance(node, FragmentDefinitionNode))


def _fragments_used_by(
    operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]
) -> Iterable[FragmentDefinitionNode]:
    used: dict[str, FragmentDefinitionNode] = {}
    pending: list[OperationDefinitionNode | FragmentDefinitionNode] = [operation]
    while pending:
        spreads = _Spreads()
        visit(pending.pop(), spreads)
        for name in spreads.names:
            if name in fragments and name not in used:
                used[name] = fragments[name]
                pending.append(fragments[name])
    return used.values()


class _Spreads(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def enter_fragment_spread(self, node: FragmentSpreadNode, *_: object) -> None:
        self.names.append(node.name.value)
