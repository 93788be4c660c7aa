import json

from router.composer.report import report_composition
from router.composer.result import CompositionResult
from router.errors import CompositionError, CompositionHint, SourceLocation
from tests.router.composer.composing import compose_all

FAILED = CompositionResult(
    errors=(CompositionError("SOME_CODE", "It is wrong.\nMend it.", ("a",), (SourceLocation("a", 3, 5),)),),
    hints=(CompositionHint("SOME_HINT", "It is odd.", "WARN", ("b",)),),
)


def test_success_puts_the_supergraph_on_standard_output() -> None:
    result = compose_all(a="type Query { x: Int }")
    for report_format in ("text", "json"):
        report = report_composition(result, "json" if report_format == "json" else "text")
        assert (report.output, report.messages, report.exit_code) == (result.supergraph_sdl, "", 0)


def test_failure_as_text_goes_to_standard_error() -> None:
    report = report_composition(FAILED)
    assert (report.output, report.exit_code) == ("", 1)
    assert report.messages == (
        "error SOME_CODE\n  It is wrong.\n  Mend it.\n  at a:3:5\n\n"
        "warning SOME_HINT\n  It is odd.\n\n"
        "The subgraphs do not compose: 1 error.\n"
    )


def test_failure_as_json_goes_to_standard_output() -> None:
    report = report_composition(FAILED, "json")
    assert (report.messages, report.exit_code) == ("", 1)
    assert json.loads(report.output) == {
        "errors": [
            {
                "code": "SOME_CODE",
                "message": "It is wrong.\nMend it.",
                "subgraphs": ["a"],
                "locations": [{"subgraph": "a", "line": 3, "column": 5}],
            }
        ],
        "hints": [{"code": "SOME_HINT", "message": "It is odd.", "level": "WARN", "subgraphs": ["b"], "locations": []}],
    }
