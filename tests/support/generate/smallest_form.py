"""What is told of a case that failed: the smallest one that fails alike, as the files of a scenario folder."""

import json

from tests.support.generate.random_case import compose_sdl
from tests.support.generate.shrink import Failing, Shrinker
from tests.support.scenario import Case


def smallest_form(case: Case, failures_of: Failing) -> str:
    smallest = Shrinker(compose_sdl, failures_of).shrink(case)
    files = {f"{name}.graphql": facts.sdl for name, facts in smallest.subgraphs.items()}
    files["operation.graphql"] = smallest.document_text
    files["variables.json"] = json.dumps(smallest.variables, ensure_ascii=False)
    files["data.json"] = json.dumps(smallest.data, ensure_ascii=False, indent=2)
    parts = [f"--- {name}\n{text.strip()}" for name, text in files.items()]
    return "\n".join([*parts, "--- differences", *failures_of(smallest)])
