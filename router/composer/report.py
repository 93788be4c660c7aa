"""How the `compose` command answers: what goes to which stream, and the exit code.

result = compose_config(Path("supergraph.yaml"), fetch_sdl)   # router.composer.supergraph_config
report = report_composition(result, "json")
report.output      the supergraph SDL on success (for --output FILE or standard output); in "json", on
                   failure, the JSON document
report.messages    errors and hints for people, for standard error
report.exit_code   0, or 1 when the subgraphs do not compose
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Literal

from router.composer.result import CompositionResult
from router.errors import CompositionError, CompositionHint, SourceLocation

ReportFormat = Literal["text", "json"]


@dataclass(frozen=True, slots=True)
class CompositionReport:
    """The answer of one `compose` command."""

    output: str
    messages: str
    exit_code: Literal[0, 1]


def report_composition(result: CompositionResult, report_format: ReportFormat = "text") -> CompositionReport:
    """Say what came of composing. Standard output holds SDL, or in "json" the document of errors and hints."""
    if result.supergraph_sdl is not None:
        hints = render_json(result) if report_format == "json" else render_text(result)
        return CompositionReport(result.supergraph_sdl, hints if result.hints else "", 0)
    if report_format == "json":
        return CompositionReport(render_json(result), "", 1)
    return CompositionReport("", render_text(result), 1)


def render_json(result: CompositionResult) -> str:
    """`{"errors": [{code, message, subgraphs, locations}], "hints": [...]}`, hints also with their level."""
    document = {
        "errors": [asdict(error) for error in result.errors],
        "hints": [asdict(hint) for hint in result.hints],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def render_text(result: CompositionResult) -> str:
    """One paragraph per finding, errors first, then a line that counts them."""
    paragraphs = [_paragraph("error", error) for error in result.errors]
    paragraphs += [_paragraph(_LABELS[hint.level], hint) for hint in result.hints]
    if result.errors:
        count = len(result.errors)
        paragraphs.append(f"The subgraphs do not compose: {count} {'error' if count == 1 else 'errors'}.\n")
    return "\n".join(paragraphs)


_LABELS = {"WARN": "warning", "INFO": "info", "DEBUG": "debug"}


def _paragraph(label: str, finding: CompositionError | CompositionHint) -> str:
    message = finding.message.replace("\n", "\n  ")
    return f"{label} {finding.code}\n  {message}\n" + "".join(_location_lines(finding.locations))


def _location_lines(locations: Iterable[SourceLocation]) -> Iterable[str]:
    for location in locations:
        yield f"  at {location.subgraph}:{location.line}:{location.column}\n"
