"""Which processes the platform is made of, by supergraph.yaml, and what each is told."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import yaml

from kumiki.services.processes import ProcessSpec, http_answers
from router.settings.mode import is_loopback

SUPERGRAPH_CONFIG = Path("supergraph.yaml")
ROUTER_CONFIG = Path("router.services.yaml")
SUPERGRAPH = Path("schema/supergraph.graphql")
HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class SubgraphAddress:
    name: str
    port: int

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def url_variable(self) -> str:
        """The variable by which router.services.yaml is told where this subgraph is."""
        return f"KUMIKI_{self.name.upper()}_URL"


def subgraph_addresses(config: Path = SUPERGRAPH_CONFIG, first_port: int = 0) -> tuple[SubgraphAddress, ...]:
    """In declared order; on the ports that the file names, or on consecutive ones from `first_port`."""
    subgraphs = yaml.safe_load(config.read_text())["subgraphs"]
    return tuple(
        SubgraphAddress(name, first_port + index if first_port else urlsplit(subgraph["routing_url"]).port or 80)
        for index, (name, subgraph) in enumerate(subgraphs.items())
    )


@dataclass(frozen=True, slots=True)
class ServiceSettings:
    """What all processes share."""

    home: Path
    database_url: str
    redis_url: str
    caller_key: str
    log_directory: Path

    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "KUMIKI_HOME": str(self.home),
            "KUMIKI_DATABASE_URL": self.database_url,
            "KUMIKI_REDIS_URL": self.redis_url,
            "KUMIKI_CALLER_KEY": self.caller_key,
        }

    def log_file(self, name: str) -> Path:
        return self.log_directory / f"{name}.log"


def subgraph_command(name: str, *arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", f"subgraphs.{name}", *arguments)


def subgraph_process(address: SubgraphAddress, services: ServiceSettings) -> ProcessSpec:
    return ProcessSpec(
        name=address.name,
        command=subgraph_command(address.name, "serve", "--host", HOST, "--port", str(address.port)),
        environment={"KUMIKI_FILES_URL": address.url, **services.environment()},
        log_file=services.log_file(address.name),
        is_ready=lambda: http_answers(HOST, address.port, "/health"),
    )


@dataclass(frozen=True, slots=True)
class RouterAddress:
    host: str
    port: int
    workers: int


def router_process(
    address: RouterAddress, subgraphs: tuple[SubgraphAddress, ...], services: ServiceSettings
) -> ProcessSpec:
    urls: Mapping[str, str] = {subgraph.url_variable: subgraph.url for subgraph in subgraphs}
    # The unspecified address is not one that a client can connect to everywhere.
    reached_at = HOST if address.host in ("0.0.0.0", "::") else address.host  # noqa: S104 - compared, not bound
    mode = "development" if is_loopback(address.host) else "production"
    return ProcessSpec(
        name="router",
        command=(
            *(sys.executable, "-m", "router", "serve"),
            *("--supergraph", str(SUPERGRAPH), "--config", str(ROUTER_CONFIG)),
            *("--host", address.host, "--port", str(address.port), "--workers", str(address.workers)),
        ),
        environment={**services.environment(), **urls, "KUMIKI_ROUTER_MODE": mode},
        log_file=services.log_file("router"),
        is_ready=lambda: http_answers(reached_at, address.port, "/health"),
    )
