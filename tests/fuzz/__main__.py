"""Compare the router with the monolith on random cases until one differs, and print the smallest form of it.

With `--keep-going` all that differ are listed as they are, one line each.

Each case is answered again while one of its subgraphs fails, and where one answers a field with a value of the wrong
shape: these may cost nulls with errors, and nothing else. It is also answered with random parts of it deferred.
"""

import argparse
import itertools
import sys
import time
from collections.abc import Iterator
from functools import partial
from random import Random

from tests.support.generate.deferred_case import deferred_failures_of, deferred_outage_failures_of
from tests.support.generate.random_case import FAILURES, failures_of, outage_failures_of, random_cases
from tests.support.generate.shrink import Failing
from tests.support.generate.smallest_form import smallest_form
from tests.support.generate.wrong_values import told_of_any, wrong_value_in
from tests.support.scenario import Case

SUPERGRAPHS_PER_SEED = 1_000_000
LISTED = 200
"""Characters that are listed of a difference."""


def main() -> int:
    arguments = read_arguments()
    tell = _list if arguments.keep_going else _make_smaller
    started, done, composed, differing = time.monotonic(), 0, 0, 0
    first = arguments.seed * SUPERGRAPHS_PER_SEED + arguments.skip
    for seed in itertools.count(first):
        cases = random_cases(seed)[: arguments.cases - done]
        done, composed, drawn = done + len(cases), composed + bool(cases), seed - first + 1
        for number, case in enumerate(cases):
            for description, check in checks_of(case, seed + number):
                found = check(case)
                if found:
                    differing += 1
                    tell(f"Supergraph {seed}, operation {number}, {description}", found, case, check)
                    if not arguments.keep_going:
                        return 1
        if done >= arguments.cases or drawn >= arguments.cases:
            break
    seconds = time.monotonic() - started
    outcome = f"{differing} differences" if differing else "without a difference"
    print(f"{done} cases on {composed} supergraphs ({drawn} drawn) {outcome}, {seconds:.0f} s.")
    return 0 if done >= arguments.cases and not differing else 1


def _list(description: str, found: list[str], _case: Case, _check: Failing) -> None:
    print(f"{description}: {' '.join(found[0].split())[:LISTED]}", flush=True)


def _make_smaller(description: str, _found: list[str], case: Case, check: Failing) -> None:
    print(f"{description}: the router is wrong. Making it smaller ...", flush=True)
    print(smallest_form(case, check))


def checks_of(case: Case, number: int) -> Iterator[tuple[str, Failing]]:
    """What is held against the truth, with words for it. The number draws what fails, and how."""
    down = sorted(case.subgraphs)[number % len(case.subgraphs)]
    failure = FAILURES[number % len(FAILURES)]
    wrong_value = wrong_value_in(case, Random(number))
    yield "all in order", failures_of
    yield f"failing by {failure(down)}", partial(outage_failures_of, down=down, failure=failure)
    yield f"with {wrong_value}", partial(outage_failures_of, down=down, failure=partial(told_of_any, wrong_value))
    yield "in parts", deferred_failures_of
    yield f"in parts, failing by {failure(down)}", partial(deferred_outage_failures_of, down=down, failure=failure)


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--cases", type=int, default=2000, help="how many operations to answer twice")
    parser.add_argument("--seed", type=int, default=1, help="another seed draws other supergraphs")
    parser.add_argument("--skip", type=int, default=0, help="how many of its supergraphs a run before has done")
    parser.add_argument("--keep-going", action="store_true", help="list every case that differs, none made smaller")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
