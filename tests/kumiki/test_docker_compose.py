"""docker-compose.yml cannot run in every place where tests do; what it names must exist all the same."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from kumiki.settings import PlatformSettings
from router.settings import load_settings
from subgraphs.accounts.settings import AccountsSettings

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
OWN = {name: service for name, service in SERVICES.items() if service["image"] == "kumiki"}
SUBGRAPHS: dict[str, Any] = yaml.safe_load((ROOT / "supergraph.yaml").read_text())["subgraphs"]


def test_each_subgraph_has_a_container_on_the_port_of_the_supergraph_config() -> None:
    for name, subgraph in SUBGRAPHS.items():
        command = OWN[name]["command"]
        assert command[:4] == ["python", "-m", f"subgraphs.{name}", "serve"]
        assert command[command.index("--port") + 1] == str(urlsplit(subgraph["routing_url"]).port)


@pytest.mark.parametrize("name", sorted(OWN))
def test_each_command_exists_with_its_options(name: str) -> None:
    python, *arguments = OWN[name]["command"]
    assert python == "python"
    module, command = arguments[1], arguments[2]
    result = subprocess.run(
        [sys.executable, "-m", module, command, "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        env={"COLUMNS": "200", "PATH": "/usr/bin:/bin", "NO_COLOR": "1", "TERM": "dumb"},
    )
    for option in (argument for argument in arguments if argument.startswith("--")):
        assert re.search(rf"(?<![\w-]){option}(?![\w-])", result.stdout), f"{option} in {module} {command}"


def test_each_setting_is_one_that_something_reads() -> None:
    of_classes = {
        f"KUMIKI_{field}".upper() for model in (PlatformSettings, AccountsSettings) for field in model.model_fields
    }
    of_the_router = set(re.findall(r"\$\{(KUMIKI_\w+)", (ROOT / "router.services.yaml").read_text()))
    for name, service in OWN.items():
        assert set(service["environment"]) <= of_classes | of_the_router, name


def test_the_router_is_told_where_each_subgraph_container_is() -> None:
    environment = {key: str(value) for key, value in OWN["router"]["environment"].items()}
    environment["KUMIKI_CALLER_KEY"] = "k" * 32
    settings = load_settings(ROOT / "router.services.yaml", environment)
    for name, subgraph in SUBGRAPHS.items():
        port = urlsplit(subgraph["routing_url"]).port
        assert settings.subgraphs.overrides[name].routing_url == f"http://{name}:{port}/graphql"
    assert settings.authentication.jwks[0].url == "http://accounts:4001/jwks.json"


def test_what_a_container_waits_for_exists_and_says_when_it_is_ready() -> None:
    for service in SERVICES.values():
        waits_for = service.get("depends_on", {})
        conditions = waits_for if isinstance(waits_for, dict) else {other: {} for other in waits_for}
        for other, how in conditions.items():
            if how.get("condition") == "service_healthy":
                assert "healthcheck" in SERVICES[other]
            assert other in SERVICES


def test_named_volumes_are_declared() -> None:
    mounted = {mount.split(":")[0] for service in SERVICES.values() for mount in service.get("volumes", ())}
    assert mounted == set(COMPOSE["volumes"])


def test_the_image_copies_what_exists_and_what_is_not_ignored() -> None:
    copied = re.findall(r"^COPY (.+) \S+$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    names = [name for line in copied for name in line.split()]
    allowed = set(re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE))
    assert set(names) == allowed
    for name in names:
        assert (ROOT / name).exists(), name
