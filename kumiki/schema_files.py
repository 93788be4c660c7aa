"""schema/: the subgraphs' SDL, the supergraph they compose to, the API schema that clients see, the JSON Schema of
router.yaml; docs/events.md, and the table of settings in docs/router.md.

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
from router.settings.describe import settings_json_schema, settings_table
from router.supergraph.node_fields import add_node_fields
from subgraphs.shared.event_docs import describe_events
from subgraphs.shared.privacy_events import PRIVACY_EVENTS

CONFIG = Path("supergraph.yaml")
SUPERGRAPH = Path("schema/supergraph.graphql")
API_SCHEMA = Path("schema/api.graphql")
EVENTS = Path("docs/events.md")
ROUTER_SETTINGS = Path("schema/router.schema.json")
ROUTER_PAGE = Path("docs/router.md")
TABLE_START, TABLE_END = "<!-- Written by `make schema`. -->\n", "\n<!-- Until here. -->"


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
    events = {d.name: d.events for d in DOMAINS} | {"every domain": PRIVACY_EVENTS}
    files[EVENTS] = describe_events(events, {d.name: d.all_consumers for d in DOMAINS})
    files[ROUTER_SETTINGS] = settings_json_schema() + "\n"
    files[ROUTER_PAGE] = with_settings_table(ROUTER_PAGE.read_text() if ROUTER_PAGE.exists() else "")
    files[API_SCHEMA] = print_schema(add_node_fields(result.supergraph).api_schema).rstrip() + "\n"
    return files


def with_settings_table(page: str) -> str:
    """The page with the table of settings made anew between its two marks."""
    before, _, rest = page.partition(TABLE_START)
    _, _, after = rest.partition(TABLE_END)
    return before + TABLE_START + settings_table() + TABLE_END + after


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
