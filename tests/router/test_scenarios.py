"""Every folder of tests/scenarios: composed, planned, and answered twice."""

import json
import re
from pathlib import Path

import pytest

from router.composer.compose import compose
from router.composer.result import SubgraphSource
from router.language.names import SubgraphName
from router.query_plan import print_query_plan
from tests.support.router_run import RouterRun, disagreements, run_router
from tests.support.scenario import SCENARIOS, Case, Scenario, answer_by_monolith, read_scenarios

every_scenario = pytest.mark.parametrize("scenario", read_scenarios(), ids=lambda scenario: scenario.name)


@every_scenario
def test_the_subgraphs_compose_to_the_supergraph(scenario: Scenario, update_scenarios: bool) -> None:
    if scenario.is_composed_here:
        sources = [
            SubgraphSource(SubgraphName(name), f"http://{name}.test/graphql", facts.sdl)
            for name, facts in scenario.subgraphs.items()
        ]
        result = compose(sources)
        assert not result.errors
        agree(scenario.folder / "supergraph.graphql", str(result.supergraph_sdl), update_scenarios)


@every_scenario
async def test_the_router_answers_as_the_monolith_does(scenario: Scenario, update_scenarios: bool) -> None:
    runs = [(case, await run_router(case)) for case in scenario.cases]
    differences = {case.operation_name: disagreements(run, answer_by_monolith(case)) for case, run in runs}
    assert not {name: found for name, found in differences.items() if found}
    agree(scenario.folder / "plan.txt", "\n".join(plan_text(case, run) for case, run in runs), update_scenarios)
    agree(scenario.folder / "answer.json", answers_text(runs), update_scenarios)


def test_the_index_names_scenarios_that_are_there() -> None:
    named = set(re.findall(r"`([a-z]+(?:_[a-z0-9]+)+)`", (SCENARIOS / "README.md").read_text()))
    assert len(named) > 150
    assert named <= {scenario.name for scenario in read_scenarios()}


def agree(file: Path, actual: str, update: bool) -> None:
    if update:
        file.write_text(actual)
    assert actual == file.read_text()


def plan_text(case: Case, run: RouterRun) -> str:
    plan = print_query_plan(run.plan) if run.plan else "Refused\n"
    return f"# {case.operation_name}\n{plan}" if case.operation_name else plan


def answers_text(runs: list[tuple[Case, RouterRun]]) -> str:
    """One answer, or one for each operation and event."""
    by_operation = {case.operation_name: run.answers if case.is_subscription else run.answers[0] for case, run in runs}
    answers = by_operation if len(by_operation) > 1 else next(iter(by_operation.values()))
    return json.dumps(answers, ensure_ascii=False, indent=2) + "\n"
