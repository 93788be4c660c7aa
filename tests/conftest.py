"""Options of every test run."""

import hypothesis
import pytest
import structlog

# How long an example takes says more of the machine than of the code.
hypothesis.settings.register_profile("kumiki", deadline=None)
hypothesis.settings.load_profile("kumiki")

# Tracebacks without the values of variables: printing a whole supergraph takes seconds.
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
    ]
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-scenarios",
        action="store_true",
        help="write supergraph.graphql, plan.txt and answer.json of tests/scenarios again; review the diff like code",
    )


@pytest.fixture
def update_scenarios(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-scenarios"))
