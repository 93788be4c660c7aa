"""Every folder of tests/scenarios/deferred: planned in parts, and answered in parts that together are the true answer.

A folder is as those around it; `plan.txt` and `answer.json` are those of a client that takes answers in parts.
"""

import json
from typing import Any

import pytest

from router.composer.compose import compose
from router.composer.result import SubgraphSource
from router.language.names import SubgraphName
from router.query_plan import fetches_in
from tests.router.test_scenarios import agree, plan_text
from tests.support.deferred_run import DeferredRun, deferred_disagreements, over_the_wire, run_deferred
from tests.support.scenario import SCENARIOS, Scenario

DEFERRED = [Scenario(data.parent) for data in sorted(SCENARIOS.glob("deferred/*/data.json"))]

every_scenario = pytest.mark.parametrize("scenario", DEFERRED, ids=lambda scenario: scenario.name)


@every_scenario
def test_the_subgraphs_compose_to_the_supergraph(scenario: Scenario, update_scenarios: bool) -> None:
    sources = [
        SubgraphSource(SubgraphName(name), f"http://{name}.test/graphql", facts.sdl)
        for name, facts in scenario.subgraphs.items()
    ]
    result = compose(sources)
    assert not result.errors
    agree(scenario.folder / "supergraph.graphql", str(result.supergraph_sdl), update_scenarios)


@every_scenario
async def test_the_parts_together_are_what_the_monolith_answers(scenario: Scenario, update_scenarios: bool) -> None:
    runs = [(case, await run_deferred(case)) for case in scenario.cases]
    differences = {
        case.operation_name: deferred_disagreements(case, each) for case, each in runs if not case.data.get("$down")
    }
    assert not {name: found for name, found in differences.items() if found}
    assert [each.run.violations for _, each in runs] == [[] for _ in runs]
    plans = "\n".join(plan_text(case, each.run) for case, each in runs)
    agree(scenario.folder / "plan.txt", plans, update_scenarios)
    answers = {case.operation_name: in_parts(each) for case, each in runs}
    agree(scenario.folder / "answer.json", json.dumps(answers, ensure_ascii=False, indent=2) + "\n", update_scenarios)


@every_scenario
async def test_no_subgraph_sees_the_directive(scenario: Scenario) -> None:
    for case in scenario.cases:
        plan = (await run_deferred(case)).run.plan
        assert plan is not None
        assert not [fetch.operation for fetch in fetches_in(plan.node) if "@defer" in fetch.operation]


def in_parts(run: DeferredRun) -> dict[str, Any]:
    """Parts by place and label, since which of two comes first says nothing."""
    parts = sorted(run.parts, key=lambda part: (str(part.pending.path), str(part.pending.label)))
    shown = [
        {
            **({"label": part.pending.label} if part.pending.label else {}),
            "path": list(part.pending.path),
            "data": part.data,
            **({"errors": part.errors} if part.errors else {}),
        }
        for part in parts
    ]
    return {"first": over_the_wire(run.first.result.to_response()), "parts": over_the_wire(shown)}
