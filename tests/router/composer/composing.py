"""Composing small subgraphs in tests, and looking at one type of what comes out."""

from graphql import print_schema, print_type

from router.composer.compose import compose
from router.composer.result import CompositionResult
from router.supergraph.model import Supergraph
from tests.router.composer.error_situation import subgraphs


def compose_all(**sdls: str) -> CompositionResult:
    """Each keyword is a subgraph; SDL without a link of its own gets one that imports everything."""
    return compose(subgraphs(**sdls))


def supergraph_of(**sdls: str) -> Supergraph:
    result = compose_all(**sdls)
    assert result.errors == ()
    assert result.supergraph is not None
    return result.supergraph


def sdl_of(type_name: str, **sdls: str) -> str:
    """How the supergraph declares one type, in one line."""
    result = compose_all(**sdls)
    assert result.errors == ()
    assert result.supergraph_sdl is not None
    blocks = result.supergraph_sdl.split("\n\n")
    block = next(block for block in blocks if type_name in block.split(maxsplit=2)[:2])
    return " ".join(block.split())


def api_type(type_name: str, **sdls: str) -> str:
    """How clients see one type, in one line."""
    definition = supergraph_of(**sdls).api_schema.get_type(type_name)
    assert definition is not None
    return " ".join(print_type(definition).split())


def api_sdl(**sdls: str) -> str:
    return print_schema(supergraph_of(**sdls).api_schema)


def codes_of(**sdls: str) -> set[str]:
    return {error.code for error in compose_all(**sdls).errors}
