"""Compare the router with the monolith on random cases until one differs, and print the smallest form of it.

Each case is answered once more while one of its subgraphs fails: that may cost nulls with errors, and nothing else. And
both once more with random parts of the operation deferred.
"""

import argparse
import itertools
import sys
import time
from functools import partial

from tests.support.generate.deferred_case import deferred_failures_of, deferred_outage_failures_of
from tests.support.generate.random_case import FAILURES, failures_of, outage_failures_of, random_cases
from tests.support.generate.smallest_form import smallest_form

SUPERGRAPHS_PER_SEED = 1_000_000


def main() -> int:
    arguments = read_arguments()
    started, done, composed, drawn = time.monotonic(), 0, 0, 0
    for seed in itertools.count(arguments.seed * SUPERGRAPHS_PER_SEED):
        cases = random_cases(seed)[: arguments.cases - done]
        drawn, composed, done = drawn + 1, composed + bool(cases), done + len(cases)
        for number, case in enumerate(cases):
            down = sorted(case.subgraphs)[number % len(case.subgraphs)]
            failure = FAILURES[(seed + number) % len(FAILURES)]
            outage = partial(outage_failures_of, down=down, failure=failure)
            deferred_outage = partial(deferred_outage_failures_of, down=down, failure=failure)
            for check in (failures_of, outage, deferred_failures_of, deferred_outage):
                if check(case):
                    print(f"Supergraph {seed}: the router differs from the monolith. Making it smaller ...", flush=True)
                    print(f"Where a subgraph fails, it is by {dict(FAILURES[(seed + number) % len(FAILURES)](down))}.")
                    print(smallest_form(case, check))
                    return 1
        if done >= arguments.cases or drawn >= arguments.cases:
            break
    seconds = time.monotonic() - started
    print(f"{done} cases on {composed} supergraphs ({drawn} drawn) without a difference, {seconds:.0f} s.")
    return 0 if done >= arguments.cases else 1


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--cases", type=int, default=2000, help="how many operations to answer twice")
    parser.add_argument("--seed", type=int, default=1, help="another seed draws other supergraphs")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
