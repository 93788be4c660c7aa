"""What `--check-against` and `--operations` name, read from files."""

from pathlib import Path

from graphql import GraphQLError, GraphQLSchema, build_schema

from router.composer.client_operations import ClientOperation, read_operations
from router.errors import SettingsError, SupergraphError
from router.supergraph.load import load_supergraph


def read_api_schema(path: Path) -> GraphQLSchema:
    """Of a supergraph by any composer, or an API schema by itself."""
    text = _read_text(path)
    try:
        return load_supergraph(text).api_schema
    except SupergraphError as error:
        if "join__" in text:
            raise
        return _build(path, text, error)


def _build(path: Path, text: str, cause: SupergraphError) -> GraphQLSchema:
    try:
        return build_schema(text)
    except (GraphQLError, TypeError) as error:
        raise SupergraphError(f"{path} is neither a supergraph nor an API schema: {error}") from cause


def read_client_operations(folder: Path) -> tuple[ClientOperation, ...]:
    """Every operation of every `*.graphql` file below the folder."""
    if not folder.is_dir():
        raise SettingsError(f"{folder} is not a folder with operations.")
    files = sorted(folder.rglob("*.graphql"))
    operations = read_operations({str(path.relative_to(folder)): _read_text(path) for path in files})
    if not operations:
        raise SettingsError(f"{folder} holds no operations: put them there as *.graphql.")
    return operations


def _read_text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"Cannot read {path}: {getattr(error, 'strerror', None) or error}.") from error
