"""Whole documents."""

from graphql import DefinitionNode, DocumentNode, Node, Source

from router.language.parser.operations import OperationReader
from router.language.parser.tokens import END, Tokens
from router.language.parser.type_system import TypeSystemReader
from router.language.parser.values import OPERATION_TYPES, NotReadError
from router.language.source_position import Span


class DocumentReader(OperationReader, TypeSystemReader):
    __slots__ = ()

    def read_document(self, tokens: Tokens) -> DocumentNode:
        definitions = [self._definition()]
        while self._texts[self._index] != END:
            definitions.append(self._definition())
        source = self._source
        loc = Span(0, len(source.body), source) if source else None
        document = DocumentNode(definitions=tuple(definitions), loc=loc)
        document.token_count = tokens.count
        return document

    def _definition(self) -> Node:
        keyword = self._texts[self._index]
        if keyword == "{":
            return self._shorthand_query()
        if keyword == "extend":
            is_schema = self._texts[self._index + 1] == "schema"
            return self._schema_extension() if is_schema else self._type_extension()
        if keyword[:1] == '"':
            keyword = self._texts[self._index + 1]
        return self._described_definition(keyword)

    def _described_definition(self, keyword: str) -> DefinitionNode:
        if keyword in OPERATION_TYPES:
            return self._operation_definition()
        match keyword:
            case "fragment":
                return self._fragment_definition()
            case "schema":
                return self._schema_definition()
            case "directive":
                return self._directive_definition()
            case _:
                return self._type_definition()


def read_document(tokens: Tokens, source: Source | None) -> DocumentNode | None:
    """None where the ordinary parser is to decide."""
    try:
        return DocumentReader(tokens, source).read_document(tokens)
    except (NotReadError, RecursionError):
        return None
