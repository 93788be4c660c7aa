"""What the documents show must be true of the schema that they speak of."""

import re
from pathlib import Path

import pytest
from graphql import GraphQLSchema, GraphQLSyntaxError, OperationDefinitionNode, build_schema, parse, validate

from router.supergraph.defer_directive import add_defer

ROOT = Path(__file__).parent.parent.parent
BLOCK = re.compile(r"^```graphql\n(.*?)^```", re.MULTILINE | re.DOTALL)


def operations() -> list[tuple[str, str]]:
    """Each block of GraphQL in the documents that is an operation, by file and number."""
    found = []
    for document in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
        for number, block in enumerate(BLOCK.findall(document.read_text())):
            if is_operation(block):
                found.append((f"{document.name}-{number}", block))
    return found


def is_operation(block: str) -> bool:
    try:
        definitions = parse(block).definitions
    except GraphQLSyntaxError:
        return True
    return any(isinstance(definition, OperationDefinitionNode) for definition in definitions)


@pytest.fixture(scope="module")
def api_schema() -> GraphQLSchema:
    return add_defer(build_schema((ROOT / "schema/api.graphql").read_text()))


@pytest.mark.parametrize("operation", [pytest.param(text, id=name) for name, text in operations()])
def test_every_operation_in_the_documents_is_valid(operation: str, api_schema: GraphQLSchema) -> None:
    assert not validate(api_schema, parse(operation))


def test_every_link_in_the_documents_leads_somewhere() -> None:
    broken = []
    for document in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", document.read_text()):
            if "://" not in target and not (document.parent / target).exists():
                broken.append(f"{document.name}: {target}")
    assert not broken
