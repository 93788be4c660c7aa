"""The reference of codes in docs/composition.md, made from the rules, the hints and the situations in `errors/`.

`python -m tests.router.composer.composition_docs` writes it; a test fails where the file is behind.
"""

import importlib
import re
from pathlib import Path

from router.composer.hint_table import HINTS
from router.composer.rule_tables import (
    COMPOSITION_RULES,
    MERGED_SCHEMA_RULES,
    SOURCE_RULES,
    SUBGRAPH_RULES,
    SUPERGRAPH_RULES,
)
from tests.router.composer.error_situation import FOLDER

PAGE = Path(__file__).parents[3] / "docs" / "composition.md"
BEGIN, END = "<!-- reference: begin -->\n", "<!-- reference: end -->\n"

_WITHOUT_A_RULE = {
    "INVALID_GRAPHQL": "The SDL is not valid GraphQL, or uses a directive that is not imported.",
    "MAX_VALIDATION_SUBGRAPH_PATHS_EXCEEDED": "So much is shared that more paths than `--max-validation-paths` wait.",
    "SATISFIABILITY_ERROR": "Clients may ask for a field that no sequence of subgraph requests can get.",
}
_SECTION = re.compile(r"^# (cause|cure): (.+)$", re.MULTILINE)


def write_page() -> None:
    PAGE.write_text(with_reference(PAGE.read_text("utf-8")), "utf-8")


def with_reference(page: str) -> str:
    head, _, rest = page.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}\n{render_errors()}\n{render_hints()}\n{END}{tail}"


def render_errors() -> str:
    descriptions = _WITHOUT_A_RULE | dict(
        _code_and_description(check.__module__)
        for check in (*SOURCE_RULES, *SUBGRAPH_RULES, *COMPOSITION_RULES, *MERGED_SCHEMA_RULES, *SUPERGRAPH_RULES)
    )
    return "## Error codes\n\n" + "\n".join(
        f"### {code}\n\n{descriptions[code]}\n\n{_example(code)}" for code in sorted(descriptions)
    )


def render_hints() -> str:
    lines = ["## Hints\n", "| Code | Level | What it says |", "| --- | --- | --- |"]
    for check in HINTS:
        code, description = _code_and_description(check.__module__)
        lines.append(f"| {code} | {importlib.import_module(check.__module__).LEVEL} | {description} |")
    return "\n".join(lines) + "\n"


def _code_and_description(module_name: str) -> tuple[str, str]:
    module = importlib.import_module(module_name)
    return module.CODE, (module.__doc__ or "").strip()


def _example(code: str) -> str:
    """Both halves as code, each subgraph under its name."""
    situation = FOLDER / f"{code.lower()}.graphql"
    if not situation.exists():
        return ""
    text = situation.read_text("utf-8")
    halves = {"cause": "", "cure": ""}
    heads = list(_SECTION.finditer(text))
    for head, end in zip(heads, [*(found.start() for found in heads[1:]), len(text)], strict=True):
        halves[head[1]] += f"# subgraph {head[2]}\n{text[head.end() : end].strip()}\n\n"
    cause, cure = (halves[kind].rstrip() for kind in ("cause", "cure"))
    return f"Does not compose:\n\n```graphql\n{cause}\n```\n\nComposes:\n\n```graphql\n{cure}\n```\n"


if __name__ == "__main__":
    write_page()
