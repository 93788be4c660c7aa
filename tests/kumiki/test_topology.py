from pathlib import Path

import pytest

from kumiki.services.topology import RouterAddress, ServiceSettings, router_process


@pytest.mark.parametrize(
    ("host", "mode"), [("127.0.0.1", "development"), ("localhost", "development"), ("0.0.0.0", "production")]
)
def test_a_router_that_others_reach_runs_in_production(tmp_path: Path, host: str, mode: str) -> None:
    services = ServiceSettings(tmp_path, "postgresql://", "redis://", "x" * 40, tmp_path)
    process = router_process(RouterAddress(host, 4000, 1), (), services)
    assert process.environment["KUMIKI_ROUTER_MODE"] == mode
