"""schema/: the subgraphs' SDL, the supergraph they compose to, the API schema that clients see; and docs/events.md.

Never edited by hand. What is checked in is what is served, so that a change of the public API is a difference that a
reviewer reads; `check` fails where the code would write something else.
"""

from collections.abc import Mapping
from pathlib import Path

import yaml
from graphql import print_schema

from kumiki.domains import DOMAINS
from kumiki.failures import DoesNotCompose
from router.composer.compose import compose
from router.composer.report import render_text
from router.composer.result import SubgraphSource
from router.language.names import SubgraphName
from subgraphs.shared.event_docs import describe_events

CONFIG = Path("supergraph.yaml")
SUPERGRAPH = Path("schema/supergraph.graphql")
API_SCHEMA = Path("schema/api.graphql")
EVENTS = Path("docs/events.md")


def build_schema_files() -> dict[Path, str]:
    """Every file of schema/ as the code would write it now, by its path from the root of the repository."""
    config = yaml.safe_load(CONFIG.read_text())["subgraphs"]
    sdl = {definition.name: definition.schema.to_sdl() for definition in DOMAINS}
    sources = [
        SubgraphSource(SubgraphName(name), subgraph["routing_url"], sdl[name]) for name, subgraph in config.items()
    ]
    result = compose(sources)
    if result.supergraph is None or result.supergraph_sdl is None:
        raise DoesNotCompose(render_text(result))
    files = {Path(subgraph["schema"]["file"]): sdl[name] for name, subgraph in config.items()}
    files[SUPERGRAPH] = result.supergraph_sdl
    files[EVENTS] = describe_events({d.name: d.events for d in DOMAINS}, {d.name: d.consumers for d in DOMAINS})
    files[API_SCHEMA] = print_schema(result.supergraph.api_schema).rstrip() + "\n"
    return files


def find_drift(files: Mapping[Path, str]) -> list[Path]:
    """The files that are missing, hold something else, or that nothing writes any more."""
    present = set(Path("schema").rglob("*.graphql"))
    changed = [path for path, text in files.items() if not path.exists() or path.read_text() != text]
    return sorted([*changed, *(present - set(files))])


def write_schema_files(files: Mapping[Path, str]) -> list[Path]:
    """Write what differs, delete what is no longer generated, and say which files those were."""
    drift = find_drift(files)
    for path in drift:
        if path in files:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(files[path])
        else:
            path.unlink()
    return drift
