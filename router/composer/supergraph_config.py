"""supergraph.yaml, in the format that Rover reads: which subgraphs there are and where their schemas are."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml

from router.composer.compose import compose
from router.composer.result import CompositionResult, SubgraphSource
from router.composer.satisfiability import MAX_VALIDATION_SUBGRAPH_PATHS
from router.errors import CompositionError, SubgraphError
from router.language.names import SubgraphName

FetchSdl = Callable[[str], str]
"""Ask the subgraph at a URL for `{ _service { sdl } }`; raises `SubgraphError` where it does not answer."""

INVALID_CONFIG = "INVALID_SUPERGRAPH_CONFIG"
UNREADABLE_SCHEMA = "SUBGRAPH_SCHEMA_UNREADABLE"

_KNOWN_KEYS = frozenset({"federation_version", "subgraphs"})
_KNOWN_SUBGRAPH_KEYS = frozenset({"routing_url", "schema"})
_SCHEMA_KEYS = ("file", "sdl", "subgraph_url")


def compose_config(
    path: Path,
    fetch_sdl: FetchSdl,
    rollout: bool = False,
    max_validation_paths: int = MAX_VALIDATION_SUBGRAPH_PATHS,
) -> CompositionResult:
    """Read supergraph.yaml and every schema it names, then compose."""
    sources, errors = read_supergraph_config(path, fetch_sdl)
    return CompositionResult(errors=errors) if errors else compose(sources, rollout, max_validation_paths)


def read_supergraph_config(
    path: Path, fetch_sdl: FetchSdl
) -> tuple[tuple[SubgraphSource, ...], tuple[CompositionError, ...]]:
    """The subgraphs in the order of the file, and everything that is wrong with the file or a schema it names."""
    reader = _ConfigReader(path, fetch_sdl)
    sources = reader.read()
    return sources, tuple(reader.errors)


class _UniqueKeyLoader(yaml.SafeLoader):
    """YAML lets a later key replace an earlier one; a subgraph that vanishes so is hard to find."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if isinstance(key, str) and key in seen:
                line = key_node.start_mark.line + 1
                raise yaml.YAMLError(f'line {line}: the key "{key}" appears twice; rename or remove one.')
            seen.add(key if isinstance(key, str) else id(key_node))
        return super().construct_mapping(node, deep)


class _ConfigReader:
    """Collects errors while it reads, so that authors see them all at once."""

    def __init__(self, path: Path, fetch_sdl: FetchSdl) -> None:
        self.path = path
        self.fetch_sdl = fetch_sdl
        self.errors: list[CompositionError] = []

    def read(self) -> tuple[SubgraphSource, ...]:
        document = self._load()
        if document is None:
            return ()
        self._refuse_unknown(document, _KNOWN_KEYS, "", "`federation_version` and `subgraphs`")
        self._check_federation_version(document.get("federation_version"))
        subgraphs = document.get("subgraphs")
        if not isinstance(subgraphs, dict) or not subgraphs:
            self._fail("`subgraphs` must map each subgraph's name to its `routing_url` and `schema`.")
            return ()
        found = (self._read_subgraph(name, entry) for name, entry in subgraphs.items())
        return tuple(source for source in found if source is not None)

    def _load(self) -> dict[str, Any] | None:
        try:
            document = yaml.load(self.path.read_text("utf-8"), _UniqueKeyLoader)  # noqa: S506, a SafeLoader
        except (OSError, UnicodeDecodeError) as error:
            self._fail(f"it cannot be read: {_reason(error)}.")
        except yaml.YAMLError as error:
            self._fail(f"it is not valid YAML: {error}")
        else:
            if isinstance(document, dict):
                return document
            self._fail("it must hold a mapping with the key `subgraphs`.")
        return None

    def _check_federation_version(self, version: Any) -> None:
        text = str(version).lstrip("=v") if version is not None else "2"
        if text.split(".")[0] not in ("1", "2"):
            self._fail(f'`federation_version` is "{version}"; write 2, or an exact version such as =2.9.0.')

    def _read_subgraph(self, name: Any, entry: Any) -> SubgraphSource | None:
        if not isinstance(name, str) or not isinstance(entry, dict):
            self._fail(f"`subgraphs.{name}` must be a mapping with `routing_url` and `schema`, under a name in text.")
            return None
        where = f"subgraphs.{name}."
        self._refuse_unknown(entry, _KNOWN_SUBGRAPH_KEYS, where, "`routing_url` and `schema`")
        schema = entry.get("schema")
        given = [key for key in _SCHEMA_KEYS if isinstance(schema, dict) and isinstance(schema.get(key), str)]
        if not isinstance(schema, dict) or len(given) != 1:
            self._fail(f"`{where}schema` must hold one of `file`, `sdl` and `subgraph_url`, as text.")
            return None
        url = entry.get("routing_url", schema.get("subgraph_url"))
        if not isinstance(url, str) or not url:
            self._fail(f"`{where}routing_url` must say where the router finds the subgraph.")
            return None
        sdl = self._read_schema(name, given[0], schema[given[0]])
        return None if sdl is None else SubgraphSource(SubgraphName(name), url, sdl)

    def _read_schema(self, name: str, key: str, value: str) -> str | None:
        try:
            if key == "file":
                return (self.path.parent / value).read_text("utf-8")
            return value if key == "sdl" else self.fetch_sdl(value)
        except (OSError, UnicodeDecodeError, SubgraphError) as error:
            message = f'[{name}] The schema of subgraph "{name}" cannot be read from "{value}": {_reason(error)}.'
            self.errors.append(CompositionError(UNREADABLE_SCHEMA, message, (name,)))
            return None

    def _refuse_unknown(self, mapping: Mapping[Any, Any], known: frozenset[str], where: str, names: str) -> None:
        for key in mapping:
            if key not in known:
                self._fail(f"`{where}{key}` is not a setting here; known are {names}.")

    def _fail(self, message: str) -> None:
        self.errors.append(CompositionError(INVALID_CONFIG, f"{self.path.name}: {message}"))


def _reason(error: Exception) -> str:
    if isinstance(error, SubgraphError):
        return error.message.rstrip(".")
    return getattr(error, "strerror", None) or str(error)
